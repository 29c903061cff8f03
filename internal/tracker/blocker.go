package tracker

import (
	"regexp"
	"strings"
)

var (
	donePattern  = regexp.MustCompile(`(?i)^[\s*` + "`" + `]*(?:\(|—|–|:|-)?[\s*` + "`" + `✅]*done\b`)
	rangePattern = regexp.MustCompile(`(?i)^\s*(?:\.\.\.?|…|–|—|through|to|-)\s*`)
)

// blockers reads one item of "Blocked by:" or a "Depends On" cell: ids, ranges
// such as SEC-01..SEC-03, or a text that names no packet.
func (d *document) blockers(start, end int) []Blocker {
	text := d.text(start, end)
	said := plain(text.Raw)
	if absent(said) || strings.HasPrefix(strings.ToUpper(said), "NONE") {
		return nil
	}
	var out []Blocker
	for rest := said; rest != ""; {
		if rest[0] == '(' {
			closing := closingBracket(rest)
			if closing < 0 {
				break
			}
			rest = rest[closing+1:]
			continue
		}
		id, after, ok := idToken(rest)
		if ok {
			named, known := d.ids.resolve(id)
			if known || len(out) == 0 && len(rest) == len(said) && standsAlone(id, after) {
				list, tail := d.blockerRange(named, after)
				done := donePattern.MatchString(tail)
				for _, id := range list {
					out = append(out, Blocker{ID: id, Done: done, Text: text})
				}
				rest = tail
				continue
			}
		}
		rest = nextWord(rest)
	}
	if len(out) == 0 {
		return []Blocker{{Text: text}}
	}
	return out
}

// blockerRange expands an id where a range follows. A range beyond the bound on
// all ranges names no packet that can be told.
func (d *document) blockerRange(id, after string) (list []string, rest string) {
	m := rangePattern.FindString(after)
	if m == "" {
		return []string{id}, after
	}
	to, tail, ok := idToken(after[len(m):])
	if !ok {
		return []string{id}, after
	}
	if d.ranged >= maxRanges {
		return []string{""}, tail
	}
	list = IDRange(id, to)
	if list == nil {
		return []string{id}, after
	}
	d.ranged += len(list)
	return list, tail
}

// standsAlone tells whether an item holds an id and at most a remark in
// brackets, so that it names a packet even if the board has none such.
func standsAlone(id, after string) bool {
	after = strings.TrimSpace(after)
	return strings.Contains(id, "-") && (after == "" || after[0] == '(')
}

// nextWord drops the first word of a text and what parts it from the next.
func nextWord(s string) string {
	i := max(len(idPattern.FindString(s)), 1)
	for i < len(s) && !isWord(s[i]) && s[i] != '(' {
		i++
	}
	return s[i:]
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80
}
