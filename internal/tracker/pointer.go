package tracker

import (
	"slices"
	"strconv"
	"strings"
)

var countedCommands = newPattern(`(?i)(?:^|[^\w/.])(?:\d{1,6} ?/ ?)?(\d{1,6}|` + strings.Join(numberWords, "|") + `) (commands?|cmds?|checks?)\b`)

var numberWords = []string{
	"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
	"eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
}

// stated is the number of commands that a text states, -1 if it states none; of 3/5
// commands the whole. What it says of checks counts where it says nothing of commands.
func stated(s string) int {
	count := -1
	for _, m := range countedCommands.FindAllStringSubmatch(s, 16) {
		checks := strings.HasPrefix(strings.ToLower(m[2]), "check")
		if checks && count >= 0 {
			continue
		}
		if count = slices.Index(numberWords, strings.ToLower(m[1])); count < 0 {
			count, _ = strconv.Atoi(m[1])
		}
		if !checks {
			break
		}
	}
	return count
}

// allOf is what an evidence line says of all its commands.
var allOf = newPattern(`(?i)^(?:all\b|(\d+) ?/ ?\d+ |(?:\d+|` + strings.Join(numberWords, "|") + `) commands?,? all\b)`)

// points tells whether an evidence line that names no command speaks of those that are
// listed.
func points(said string) bool {
	return strings.HasPrefix(strings.ToLower(said), "see ") || allOf.MatchString(said) && stated(said) >= 0
}

// pointer reads an evidence line that lists no command: "see review record above
// (11 commands, all exit 0)", or a summary. Start and end are its words, item is
// where its line starts.
func (r *reader) pointer(start, end, item int) {
	said := strings.ToLower(plain(r.d.raw(start, end)))
	if absent(said) || templatePattern.MatchString(said) {
		return
	}
	p := Pointer{Text: r.d.text(item, end), Count: stated(said)}
	p.Record = strings.Contains(said, "record") && !strings.Contains(said, "recorded") || strings.Contains(said, "review evidence") ||
		strings.Contains(said, "see above")
	r.out.Pointers = append(r.out.Pointers, p)
}
