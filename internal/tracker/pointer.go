package tracker

import (
	"regexp"
	"strconv"
	"strings"
)

var countedCommands = regexp.MustCompile(`(?i)\b(\d{1,6}) commands?\b`)

// pointer reads an evidence line that lists no command: "see review record above
// (11 commands, all exit 0)", or a summary. Start and end are its words, item is
// where its line starts.
func (r *reader) pointer(start, end, item int) {
	said := strings.ToLower(plain(r.d.raw(start, end)))
	if absent(said) || templatePattern.MatchString(said) {
		return
	}
	p := Pointer{Text: r.d.text(item, end), Count: -1}
	p.Record = strings.Contains(said, "record") && !strings.Contains(said, "recorded") || strings.Contains(said, "review evidence") ||
		strings.Contains(said, "see above")
	if m := countedCommands.FindStringSubmatch(said); m != nil {
		p.Count, _ = strconv.Atoi(m[1])
	}
	r.out.Pointers = append(r.out.Pointers, p)
}
