package tracker

import (
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/word"
)

var (
	donePattern = regexp.MustCompile(`(?i)^[\s*` + "`" + `]*(?:\(|—|–|:|-)?[\s*` + "`" + `✅]*done\b`)
	allPattern  = regexp.MustCompile(`(?i)^all(?:\s+(?:other\s+|the\s+)?(?:packets|others))?\s*(?:$|[(.,;+&])`)
	// waitsPattern is a remark behind a status that says what it waits for.
	waitsPattern = regexp.MustCompile(`(?i)\(\s*((?:blocked by|depends on|wait(?:s|ing) (?:for|on)|needs):?\s+)?([^()]+)\)`)
	rangePattern = regexp.MustCompile(`(?i)^\s*(?:\.\.\.?|…|–|—|through|to|-)\s*`)
)

// blockers reads one item of "Blocked by:" or a "Depends On" cell: ids, ranges
// such as SEC-01..SEC-03, all packets but the owners, or a text that names none.
func (d *document) blockers(start, end int, place BlockerPlace, owners ...string) []Blocker {
	text := d.text(start, end)
	said := plain(text.Raw)
	if absent(said) || strings.HasPrefix(strings.ToUpper(said), "NONE") {
		return nil
	}
	var out []Blocker
	if allPattern.MatchString(said) {
		out = d.allBut(owners)
	} else {
		out = d.packetsIn(said)
	}
	if id, after, ok := d.words.ids.Cut(said); len(out) == 0 && ok && standsAlone(id, after) {
		list, tail := d.blockerRange(id, after)
		for _, id := range list {
			out = append(out, Blocker{ID: id, Done: donePattern.MatchString(tail)})
		}
	}
	if len(out) == 0 {
		out = []Blocker{{}}
	}
	return placed(out, text, place)
}

func placed(list []Blocker, text Text, place BlockerPlace) []Blocker {
	for i := range list {
		list[i].Text, list[i].Place = text, place
	}
	return list
}

// allBut names every packet of the board but some, within the bound on all ranges.
func (d *document) allBut(owners []string) []Blocker {
	if d.ranged >= maxRanges {
		return nil
	}
	var out []Blocker
	for _, p := range d.out.Packets {
		if p.Row != nil && !slices.Contains(owners, p.ID) {
			out = append(out, Blocker{ID: p.ID})
		}
	}
	d.ranged += len(out)
	return out
}

// packetsIn lists the packets that a plain text names outside of brackets.
func (d *document) packetsIn(said string) []Blocker {
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
		if id, after, ok := d.words.ids.Cut(rest); ok {
			if named, known := d.ids.resolve(id); known {
				list, tail := d.blockerRange(named, after)
				done := donePattern.MatchString(tail)
				for _, id := range list {
					out = append(out, Blocker{ID: id, Done: done})
				}
				rest = tail
				continue
			}
		}
		rest = nextWord(rest)
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
	to, tail, ok := d.words.ids.Cut(after[len(m):])
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
	i := max(len(word.Run(s)), 1)
	for i < len(s) && !isWord(s[i]) && s[i] != '(' {
		i++
	}
	return s[i:]
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80
}

// statusBlockers reads what a status says behind it: `BLOCKED (GA-02)`, `BLOCKED
// (all)`, `ready (blocked by P2,P3)`.
func (d *document) statusBlockers(p *Packet, at Text) {
	start := at.Start - d.pos.base
	m := waitsPattern.FindStringSubmatchIndex(at.Raw)
	if m == nil || m[2] < 0 && p.Status != StatusBlocked {
		return
	}
	p.Blockers = append(p.Blockers, d.blockers(start+m[4], start+m[5], BlockerInStatus, p.ID)...)
}
