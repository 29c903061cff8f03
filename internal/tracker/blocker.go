package tracker

import (
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/word"
)

var (
	doneBehind  = newPattern(`(?i)^[\s*` + "`" + `]*(?:[([—–:→]|->?|=>|is\b)?[\s*` + "`" + `✅]*done\b`)
	donePattern = newPattern(doneBehind.String() + `|[(,;]\s*✅?\s*done\s*[),;:/]`)
	// remarkPattern is what may stand besides ids where nothing but packets is named.
	remarkPattern = newPattern(`(?i)^[\s,;+&/:()—–-]*(?:(?:and|or|plus|both|packets?|tasks?|done|ready|todo|blocked|in[ _-](?:progress|review))[\s,;+&/:()—–-]*)*$`)
	// anotherPattern parts a packet from the title of another one.
	anotherPattern = newPattern(`(?i)[,;+&/]|\band\b`)
	allPattern     = newPattern(`(?im)\Aall(?:\s+(?:other\s+|the\s+)?(?:packets|others))?\s*(?:$|[(.,;+&])`)
	// waitsPattern is a remark behind a status that says what it waits for.
	waitsPattern = newPattern(`(?i)\(\s*((?:blocked by|depends on|wait(?:s|ing) (?:for|on)|needs):?\s+)?([^()]+)\)`)
	// otherBoard are words for where a packet stands that this board lacks.
	otherBoard = newPattern(`(?i)\b(?:on|in|of|from|other|another)(?: [\w'’-]+){0,3} (?:tracker|board|repository|repo)\b|\bthe(?: [\w'’-]+){1,2} (?:tracker|board)\b|^(?:[\w'’-]+ ){1,3}(?:tracker|board|repository|repo)\s*:`)
	thisBoard  = newPattern(`(?i)\b(?:this|same|our) (?:tracker|board|repository|repo)\b`)

	rangePattern = newPattern(`(?i)^\s*(?:\.\.\.?|…|–|—|through|to|-)\s*`)
)

// blockers reads one item of "Blocked by:" or a "Depends On" cell: ids, ranges
// such as SEC-01..SEC-03, which the owners are left out of, all packets but the owners, a
// title with its id in brackets, or a text that names none. An id that the board lacks is
// such text where the item names another tracker.
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
			out[i].Done, out[i].Ranged = donePattern.MatchString(said), true
		}
	}
	out = append(out, d.listedIn(said)...) // "all" leaves out none that is named beside it
	elsewhere := otherBoard.MatchString(thisBoard.ReplaceAllString(said, ""))
	out = slices.DeleteFunc(out, func(b Blocker) bool {
		return b.Ranged && slices.Contains(owners, b.ID) || elsewhere && !d.onBoard(b.ID)
	})
	if others := d.lookalikeBlockers(said, out); len(others) > 0 {
		out = slices.DeleteFunc(out, func(b Blocker) bool { return !d.onBoard(b.ID) }) // what is left of their letters
		out = append(out, others...)
	}
	if len(out) == 0 {
		out = []Blocker{{}}
	}
	return placed(once(out), text, place)
}

// once leaves each packet that an item names in it once, noted as DONE where one of the
// places is.
func once(list []Blocker) []Blocker {
	first := map[string]int{}
	var out []Blocker
	for _, b := range list {
		at, twice := first[b.ID+b.Meant]
		if !twice {
			first[b.ID+b.Meant] = len(out)
			out = append(out, b)
			continue
		}
		out[at].Done, out[at].Ranged = out[at].Done || b.Done, out[at].Ranged || b.Ranged
	}
	return out
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

// listedIn lists the packets that an item names, by ids or by titles with ids in
// brackets. Where it is nothing but a list of what looks like ids, all of them count.
func (d *document) listedIn(said string) []Blocker {
	resolve := d.ids.resolve
	if left, found := d.besides(remarkInBrackets.ReplaceAllString(said, ""), d.ids.like); found && remarkPattern.MatchString(left) {
		resolve = d.ids.like
	}
	return d.namedIn(said, resolve, true)
}

// packetsIn lists the packets that a plain text names outside of brackets.
func (d *document) packetsIn(said string) []Blocker { return d.namedIn(said, d.ids.resolve, false) }

// besides gives what a text says besides ids and the marks of a range between two, and
// whether there is such an id.
func (d *document) besides(text string, resolve resolver) (left string, found bool) {
	var b strings.Builder
	for text != "" {
		if id, after, ok := d.cutID(text); ok {
			if _, is := resolve(id); is {
				text, found = after, true
				if to := after[len(rangePattern.FindString(after)):]; to != after {
					if _, _, ok := d.words.ids.Cut(to); ok {
						text = to
					}
				}
				continue
			}
		}
		next := nextWord(text)
		b.WriteString(text[:len(text)-len(next)])
		text = next
	}
	return b.String(), found
}

// cutID reads an id at the start of a text. Of P1-P9, which is no packet, it is P1.
func (d *document) cutID(text string) (id, after string, ok bool) {
	id, after, ok = d.words.ids.Cut(text)
	if from, to, ranged := strings.Cut(id, "-"); ok && ranged && !d.onBoard(id) && d.onBoard(from) && IDRange(from, to) != nil {
		return from, text[len(from):], true
	}
	return id, after, ok
}

// namedIn lists the packets that a plain text names, in brackets only where these end a
// title. A note belongs to the packets that stand before it up to the one before.
func (d *document) namedIn(said string, resolve resolver, titled bool) []Blocker {
	var out []Blocker
	first, from := 0, 0        // those named last, and where what follows them starts
	another, passed := true, 0 // whether a title may stand here, as read up to there
	name := func(start, end int, list []Blocker) {
		if len(out) > first && donePattern.MatchString(said[from:start]) {
			for i := range out[first:] {
				out[first+i].Done = true
			}
		}
		first, from = len(out), end
		another, passed = false, end
		out = append(out, list...)
	}
	for rest := said; rest != ""; {
		at := len(said) - len(rest)
		if rest[0] == '(' {
			closing := closingBracket(rest)
			if closing < 0 {
				break
			}
			another = another || anotherPattern.MatchString(said[passed:at])
			passed = at + closing + 1
			if titled && another {
				if list := d.onlyIn(rest[1:closing]); len(list) > 0 {
					name(at, passed, list)
				}
			}
			rest = rest[closing+1:]
			continue
		}
		if id, after, ok := d.cutID(rest); ok {
			if named, known := resolve(id); known {
				list, tail := d.blockerRange(named, after)
				name(at, len(said)-len(tail), list)
				rest = tail
				continue
			}
		}
		rest = nextWord(rest)
	}
	name(len(said), len(said), nil)
	return out
}

// onlyIn lists the packets of brackets that hold nothing else but notes, as behind a
// title: "Scope Freeze (RC-00, DONE)".
func (d *document) onlyIn(brackets string) []Blocker {
	left, found := d.besides(brackets, d.ids.resolve)
	if !found || !remarkPattern.MatchString(left) {
		return nil
	}
	list := d.packetsIn(brackets)
	if len(list) == 1 {
		list[0].Done = list[0].Done || strings.Contains(strings.ToUpper(left), "DONE")
	}
	return list
}

// lookalikeBlockers lists the packets that a text names to the eye and not to a reader
// of letters, besides those that it does name.
func (d *document) lookalikeBlockers(said string, named []Blocker) []Blocker {
	if isASCII(said) {
		return nil
	}
	known := map[string]bool{}
	for _, b := range named {
		known[b.ID] = true
	}
	var out []Blocker
	for _, w := range strings.Fields(said) {
		seen := Seen(w)
		if isASCII(w) || seen == w {
			continue
		}
		for _, b := range d.packetsIn(strings.TrimLeft(seen, "(")) {
			if d.onBoard(b.ID) && !known[b.ID] {
				known[b.ID] = true
				out = append(out, Blocker{Meant: b.ID, Strange: codePoints(w, func(r rune) bool { return Seen(string(r)) != string(r) })})
			}
		}
	}
	return out
}

// boxedBlocker takes a task item under "Blocked by:" that is nothing but packets, with
// their notes or one's title at most, for blockers too: such a list may have boxes.
func (r *reader) boxedBlocker(f field, b *block) bool {
	if f != fieldBlockers {
		return false
	}
	list := r.d.onlyBlockers(b.start, b.end, r.owners)
	r.out.Blockers = append(r.out.Blockers, list...)
	return len(list) > 0
}

// onlyBlockers gives the packets that an item names, where it says nothing else.
func (d *document) onlyBlockers(start, end int, owners []string) []Blocker {
	list := d.blockers(start, end, BlockerInList, owners...)
	if len(list) == 0 || list[0].ID+list[0].Meant == "" {
		return nil
	}
	said := plain(d.raw(start, end))
	if list[0].Meant != "" {
		said = Seen(said)
	}
	said = strings.TrimSpace(remarkInBrackets.ReplaceAllString(said, ""))
	if left, found := d.besides(said, d.ids.shaped); found && remarkPattern.MatchString(left) {
		return list
	}
	p := d.packet(list[0].ID + list[0].Meant)
	if len(list) > 1 || p == nil {
		return nil
	}
	if title := strings.Trim(strings.Replace(said, p.ID, "", 1), " :;.,—–-"); strings.EqualFold(title, p.Title.Value) {
		return list
	}
	return nil
}

var remarkInBrackets = newPattern(`\s*\([^()]*\)`)

// blockerRange expands an id where a range follows. A range beyond the bound on
// all ranges names no packet that can be told.
func (d *document) blockerRange(id, after string) (list []Blocker, rest string) {
	one := []Blocker{{ID: id}}
	m := rangePattern.FindString(after)
	if m == "" {
		return one, after
	}
	to, tail, ok := d.words.ids.Cut(after[len(m):])
	if !ok {
		return one, after
	}
	if d.ranged >= maxRanges {
		return []Blocker{{}}, tail
	}
	for _, id := range IDRange(id, to) {
		list = append(list, Blocker{ID: id, Ranged: true})
	}
	if list == nil {
		return one, after
	}
	d.ranged += len(list)
	return list, tail
}

// nextWord drops the first word of a text and what parts it from the next, at most up
// to a space: an id of a configured form may begin with a sign.
func nextWord(s string) string {
	i := max(len(word.Run(s)), 1)
	for i < len(s) && !isWord(s[i]) && s[i] != '(' && s[i-1] != ' ' {
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
