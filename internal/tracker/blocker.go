package tracker

import (
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/word"
)

var (
	donePattern = regexp.MustCompile(`(?i)^[\s*` + "`" + `]*(?:\(|—|–|:|-)?[\s*` + "`" + `✅]*done\b|\(\s*✅?\s*done\s*[),;:/]`)
	// remarkPattern is what brackets hold besides ids where they name a packet behind
	// its title, as in "Scope Freeze (RC-00, DONE)".
	remarkPattern = regexp.MustCompile(`(?i)^[\s,;+&/:()—–-]*(?:(?:and|packet|done|ready|todo|blocked|in[ _-](?:progress|review))[\s,;+&/:()—–-]*)*$`)
	allPattern    = regexp.MustCompile(`(?i)^all(?:\s+(?:other\s+|the\s+)?(?:packets|others))?\s*(?:$|[(.,;+&])`)
	// waitsPattern is a remark behind a status that says what it waits for.
	waitsPattern = regexp.MustCompile(`(?i)\(\s*((?:blocked by|depends on|wait(?:s|ing) (?:for|on)|needs):?\s+)?([^()]+)\)`)
	rangePattern = regexp.MustCompile(`(?i)^\s*(?:\.\.\.?|…|–|—|through|to|-)\s*`)
)

// blockers reads one item of "Blocked by:" or a "Depends On" cell: ids, ranges
// such as SEC-01..SEC-03, all packets but the owners, a title with its id in brackets,
// or a text that names none.
func (d *document) blockers(start, end int, place BlockerPlace, owners ...string) []Blocker {
	text := d.text(start, end)
	said := plain(text.Raw)
	if absent(said) || strings.HasPrefix(strings.ToUpper(said), "NONE") {
		return nil
	}
	var out []Blocker
	if allPattern.MatchString(said) {
		out = d.allBut(owners)
		for i := range out {
			out[i].Done = donePattern.MatchString(said)
		}
	} else if out = d.packetsIn(said); len(out) == 0 {
		out = d.packetsInBrackets(said)
	}
	if id, after, ok := d.words.ids.Cut(said); len(out) == 0 && ok && standsAlone(id, after) {
		list, tail := d.blockerRange(id, after)
		for _, id := range list {
			out = append(out, Blocker{ID: id, Done: donePattern.MatchString(tail)})
		}
	}
	if others := d.lookalikeBlockers(said, out); len(others) > 0 {
		out = slices.DeleteFunc(out, func(b Blocker) bool { return !d.onBoard(b.ID) }) // what is left of their letters
		out = append(out, others...)
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

// packetsIn lists the packets that a plain text names outside of brackets. A note
// belongs to the packets that stand before it up to the one before.
func (d *document) packetsIn(said string) []Blocker {
	var out []Blocker
	first, from := 0, 0 // those named last, and where what follows them starts
	noted := func(end int) {
		if len(out) > first && donePattern.MatchString(said[from:end]) {
			for i := range out[first:] {
				out[first+i].Done = true
			}
		}
	}
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
				noted(len(said) - len(rest))
				list, tail := d.blockerRange(named, after)
				first, from = len(out), len(said)-len(tail)
				for _, id := range list {
					out = append(out, Blocker{ID: id})
				}
				rest = tail
				continue
			}
		}
		rest = nextWord(rest)
	}
	noted(len(said))
	return out
}

// packetsInBrackets lists the packets of brackets that hold nothing else but a note,
// as behind a title.
func (d *document) packetsInBrackets(said string) []Blocker {
	for rest := said; ; {
		open := strings.IndexByte(rest, '(')
		if open < 0 {
			return nil
		}
		rest = rest[open:]
		closing := closingBracket(rest)
		if closing < 0 {
			return nil
		}
		inner, left := rest[1:closing], ""
		for words := inner; words != ""; {
			if id, after, ok := d.words.ids.Cut(words); ok {
				if _, known := d.ids.resolve(id); known {
					words = after
					continue
				}
			}
			next := nextWord(words)
			left += words[:len(words)-len(next)]
			words = next
		}
		if found := d.packetsIn(inner); len(found) > 0 && remarkPattern.MatchString(left) {
			for i := range found {
				found[i].Done = found[i].Done || donePattern.MatchString(said)
			}
			return found
		}
		rest = rest[closing+1:]
	}
}

// lookalikeBlockers lists the packets that a text names to the eye and not to a reader
// of letters, besides those that it does name.
func (d *document) lookalikeBlockers(said string, named []Blocker) []Blocker {
	if isASCII(said) {
		return nil
	}
	var out []Blocker
	for _, w := range strings.Fields(said) {
		seen := Seen(w)
		if isASCII(w) || seen == w {
			continue
		}
		for _, b := range d.packetsIn(strings.TrimLeft(seen, "(")) {
			if d.onBoard(b.ID) && !slices.ContainsFunc(slices.Concat(named, out), func(n Blocker) bool { return n.ID == b.ID || n.Meant == b.ID }) {
				out = append(out, Blocker{Meant: b.ID, Strange: strangers(w)})
			}
		}
	}
	return out
}

// boxedBlocker takes a task item under "Blocked by:" that is nothing but a packet, with
// its title and a note at most, for a blocker too: such a list may have boxes.
func (r *reader) boxedBlocker(f field, b *block) bool {
	if f != fieldBlockers {
		return false
	}
	list := r.d.onlyBlocker(b.start, b.end, r.owners)
	r.out.Blockers = append(r.out.Blockers, list...)
	return len(list) > 0
}

// onlyBlocker gives the one packet that an item names, where it says nothing else.
func (d *document) onlyBlocker(start, end int, owners []string) []Blocker {
	said := plain(d.raw(start, end))
	list := d.blockers(start, end, BlockerInList, owners...)
	if len(list) != 1 || list[0].ID == "" && list[0].Meant == "" {
		return nil
	}
	if list[0].Meant != "" {
		said = Seen(said)
	}
	p := d.packet(list[0].ID + list[0].Meant)
	if p == nil {
		return nil
	}
	left := strings.Replace(said, p.ID, "", 1)
	left = strings.Trim(remarkInBrackets.ReplaceAllString(left, ""), " :;.,—–-")
	if left == "" || strings.EqualFold(left, p.Title.Value) {
		return list
	}
	return nil
}

var remarkInBrackets = regexp.MustCompile(`\s*\([^()]*\)`)

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
