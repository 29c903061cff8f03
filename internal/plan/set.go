package plan

import (
	"regexp"
	"strings"

	"github.com/packetgate/packetgate/internal/tracker"
)

var (
	globalGroup = regexp.MustCompile(`^[*_` + "`" + `"]*\s*(?:\(([^()]*)\)|[:—–-]\s*([^.;]*))`)
	exceptGroup = regexp.MustCompile(`(?i)^.*?\b(?:except|without|excluding|but not|minus|not|no)\b`)
	groupPart   = regexp.MustCompile(`(?i)\s*(?:[,;+&/]|\band\b)\s*`)
	groupWord   = regexp.MustCompile(`(?i)\b(?:the|only|group|part|section|commands?|checks?|set)\b`)
)

// maxGlobals bounds how often a packet may refer to the command set.
const maxGlobals = 16

// mention reads a reference to the Global Command Set.
func (r *reader) mention(t tracker.Text) {
	at := globalMention.FindStringIndex(t.Raw)
	if at == nil || len(r.packet.Globals) == maxGlobals {
		return
	}
	words := wordsAround(t.Raw[:at[0]], t.Raw[at[1]:])
	if words.denied() || words.onCondition() {
		return
	}
	g := Global{Text: t, Path: r.path, Evidence: r.list == listEvidence}
	if m := globalGroup.FindStringSubmatch(words.after); m != nil {
		g.Group = m[1] + m[2]
	}
	r.packet.Globals = append(r.packet.Globals, g)
}

// namesGroup returns a function that tells whether a text names a group of the
// command set: "Backend", "Backend + Security", "backend only".
func namesGroup(text string) func(group string) bool {
	var parts []string
	for _, part := range groupPart.Split(text, -1) {
		if part = groupKey(part); len(part) > 2 {
			parts = append(parts, part)
		}
	}
	return func(group string) bool {
		key := groupKey(group)
		for _, part := range parts {
			if key == part || strings.HasPrefix(key, part+" ") || key != "" && strings.HasPrefix(part, key+" ") {
				return true
			}
		}
		return false
	}
}

func groupKey(s string) string {
	s = strings.ReplaceAll(groupWord.ReplaceAllString(s, " "), ",", " ")
	return squeezed(strings.ToLower(strings.Trim(s, " *_`:\"'")))
}
