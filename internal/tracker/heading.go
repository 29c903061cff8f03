package tracker

import (
	"bytes"
	"html"
	"slices"
	"strings"
	"unicode/utf8"
)

// heldID is a packet's id within a heading's plain text.
type heldID struct {
	id         string
	start, end int
}

// held lists the packets of the board whose ids stand in a plain text as whole words,
// each once, and the other end of a range. An id without a hyphen, such as P1 or 00, is
// as often something else: it counts behind the word packet or task.
func (d *document) held(said string) []heldID {
	var out []heldID
	for rest := said; rest != ""; {
		id, after, ok := d.words.ids.Cut(rest)
		if !ok {
			rest = nextWord(rest)
			continue
		}
		start := len(said) - len(rest)
		last, _ := utf8.DecodeLastRuneInString(said[:start])
		next, _ := utf8.DecodeRuneInString(after)
		parted := !isWordRune(last) && !isWordRune(next) && strings.IndexByte("-._", said[max(start-1, 0)]) < 0
		if rest = after; !parted || !d.onBoard(id) || !strings.Contains(id, "-") && !announcedID.MatchString(said[:start]) {
			continue
		}
		id = d.packet(id).ID
		if !slices.ContainsFunc(out, func(h heldID) bool { return h.id == id }) {
			out = append(out, heldID{id, start, len(said) - len(after)})
		}
		if m := rangePattern.FindString(after); m != "" {
			if to, _, ok := d.words.ids.Cut(after[len(m):]); ok && series(to) == series(id) && fold(to) != fold(id) {
				out = append(out, heldID{to, start, len(said) - len(after)})
			}
		}
	}
	return out
}

var announcedID = newPattern(`(?i)\b(?:packet|task) $`)

// onBoard tells whether the board has a row of an id.
func (d *document) onBoard(id string) bool {
	p := d.packet(id)
	return p != nil && p.Row != nil
}

// heldPacket gives the one packet of the board whose id a heading holds elsewhere than
// at its start, as in "Task RC-01: …", "1. RC-01: …" or "Toolchain (RC-01)", and the
// title.
func (d *document) heldPacket(b *block) (named []string, title string) {
	if !d.mayHold(b) {
		return nil, ""
	}
	said := headingText(d.raw(b.start, b.end))
	held := d.held(said)
	if len(held) != 1 {
		return nil, ""
	}
	at := held[0]
	before, after := said[:at.start], strings.TrimSpace(said[at.end:])
	title = strings.TrimLeft(after, " :;|—–-：、")
	switch {
	case strings.HasSuffix(before, "(") && after == ")":
		title = strings.TrimSpace(strings.TrimSuffix(before, "("))
	case !titleFollows.MatchString(before) || title == after && before != "":
		title = ""
	}
	return []string{at.id}, title
}

// titleFollows is what may stand before an id that the packet's title stands behind.
var titleFollows = newPattern(`(?i)^(?:[^\pL]|\b(?:work|packet|task|item|step|phase|checklist|for|of)\b)*$`)

// maxEndHeading bounds how much of a heading is held against those that end the sections,
// in bytes.
const maxEndHeading = 200

// mayHold tells whether a heading may name its packet elsewhere than at its start: one
// behind the board's header that ends no sections by its first words.
func (d *document) mayHold(b *block) bool {
	if b.start < d.out.Board.Header.Start-d.pos.base {
		return false
	}
	name := labelName(d.raw(b.start, min(b.end, b.start+maxEndHeading)))
	for words := name; words != ""; words = words[:max(strings.LastIndexByte(words, ' '), 0)] {
		if d.words.endsSections(strings.TrimRight(words, ":—–- ")) {
			return false
		}
	}
	return true
}

// namesPacket tells whether a heading names a packet at all.
func (d *document) namesPacket(b *block) bool {
	named, _ := d.headingPackets(b)
	if len(named) == 0 {
		named, _ = d.heldPacket(b)
	}
	return len(named) > 0
}

// headingText is the plain text of a heading, with what is struck through.
func headingText(raw string) string {
	return plain(strings.ReplaceAll(shown(raw), "~~", ""))
}

// shown is a heading as GitHub shows it: without HTML elements, such as the anchor that
// others link to, and with the characters that escapes and entities stand for.
func shown(raw string) string {
	if !strings.ContainsAny(raw, "<\\&") {
		return raw
	}
	raw = escaped.ReplaceAllString(htmlTag.ReplaceAllString(raw, ""), "$1")
	return strings.TrimSpace(html.UnescapeString(raw))
}

var (
	htmlTag = newPattern(`</?[A-Za-z][^<>]*>`)
	escaped = newPattern(`\\([!-/:-@\[-` + "`" + `{-~])`)
)

// maxStrays bounds how many headings are told that name packets and start no section, of
// those with boxes and of those without.
const maxStrays = 20

// stray notes a heading that names packets and starts no section of theirs, the i-th
// block.
func (d *document) stray(i int, named []string, s *section) {
	b := &d.blocks.list[i]
	out := Stray{IDs: named}
	if len(named) == 0 {
		out.IDs = d.headingIDs(d.raw(b.start, b.end))
	}
	if len(out.IDs) == 0 && (s == nil || b.level <= s.at.level) {
		out.IDs, out.Foreign = d.foreignIDs(d.raw(b.start, b.end))
	}
	if s != nil {
		out.Within = s.owners
	}
	out.IDs = slices.DeleteFunc(slices.Clone(out.IDs), func(id string) bool { return slices.Contains(out.Within, id) })
	if len(out.IDs) == 0 || d.boxed == maxStrays {
		return
	}
	out.Heading = d.plainText(b.start, b.end)
	for _, under := range d.blocks.list[i+1:] {
		if d.boldLine(&under) && b.kind == blockLine || under.kind == blockHeading && under.top && (b.kind == blockLine || under.level <= b.level || d.namesPacket(&under)) {
			break
		}
		if out.Boxes = under.mark[0] < under.mark[1]; out.Boxes {
			break
		}
	}
	count := &d.bare
	if out.Boxes {
		count = &d.boxed
	}
	if *count++; *count <= maxStrays {
		d.out.Strays = append(d.out.Strays, out)
	}
}

// foreignIDs gives what a heading names as a packet that the board lacks, at its start,
// behind the word packet or task, or in brackets, and whether the board has no packet of
// its series but only some whose ids look alike.
func (d *document) foreignIDs(raw string) (ids []string, foreign bool) {
	said := headingText(raw)
	places := []string{strings.TrimLeftFunc(said, func(r rune) bool { return !isWordRune(r) })}
	if m := announcesID.FindStringIndex(said); m != nil {
		places = append(places, said[m[1]:])
	}
	if _, inner, ok := strings.Cut(said, "("); ok {
		places = append(places, inner)
	}
	for _, at := range places {
		id, after, ok := d.words.ids.Cut(at)
		if !ok || !endsID(after) || !strings.Contains(id, "-") {
			continue
		}
		_, known := d.ids.resolve(id)
		if known || d.ids.forms[idForm(id)] {
			return []string{id}, !known
		}
	}
	return nil, false
}

var announcesID = newPattern(`(?i)\b(?:packet|task) `)

// boldLine tells whether a line of prose is all bold, as some write headings.
func (d *document) boldLine(b *block) bool {
	line := d.body[b.start:b.end]
	return b.kind == blockLine && b.top && (bytes.HasPrefix(line, []byte("**")) && bytes.HasSuffix(line, []byte("**")) || bytes.HasPrefix(line, []byte("__")) && bytes.HasSuffix(line, []byte("__")))
}
