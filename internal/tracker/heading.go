package tracker

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// heldID is a packet's id within a heading's plain text.
type heldID struct {
	id         string
	start, end int
}

// held lists the packets of the board whose ids stand in a plain text as whole words,
// each once, and the other end of a range. An id without a hyphen, such as P1 or 00, is as often something else: it
// counts behind the word packet or task.
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
		parted := !isLetter(last) && !isLetter(next) && strings.IndexByte("-._", said[max(start-1, 0)]) < 0
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

func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

var announcedID = regexp.MustCompile(`(?i)\b(?:packet|task) $`)

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
	title = strings.TrimLeft(after, " :;|—–-")
	switch {
	case strings.HasSuffix(before, "(") && after == ")":
		title = strings.TrimSpace(strings.TrimSuffix(before, "("))
	case !titleFollows.MatchString(before) || title == after && before != "":
		title = ""
	}
	return []string{at.id}, title
}

// titleFollows is what may stand before an id that the packet's title stands behind.
var titleFollows = regexp.MustCompile(`(?i)^(?:[^\pL]|\b(?:work|packet|task|item|step|phase|checklist|for|of)\b)*$`)

// mayHold tells whether a heading may name its packet elsewhere than at its start: one
// behind the board's header that ends no sections by its first words.
func (d *document) mayHold(b *block) bool {
	if b.start < d.out.Board.Header.Start-d.pos.base {
		return false
	}
	name := labelName(d.raw(b.start, b.end))
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
	return plain(strings.ReplaceAll(untagged(raw), "~~", ""))
}

// untagged is a heading without HTML elements, such as the anchor that others link to.
func untagged(raw string) string {
	if !strings.Contains(raw, "<") {
		return raw
	}
	return strings.TrimSpace(htmlTag.ReplaceAllString(raw, ""))
}

var htmlTag = regexp.MustCompile(`</?[A-Za-z][^<>]*>`)

// maxStrays bounds how many headings are told that name packets and start no section.
const maxStrays = 20

// stray notes a heading that names packets and starts no section of theirs, the i-th
// block.
func (d *document) stray(i int, named []string, s *section) {
	b := &d.blocks.list[i]
	if len(d.out.Strays) == maxStrays || b.start < d.out.Board.Header.Start-d.pos.base {
		return
	}
	if len(named) == 0 {
		named = d.headingIDs(d.raw(b.start, b.end))
	}
	var within []string
	if s != nil {
		within = s.owners
	}
	named = slices.DeleteFunc(slices.Clone(named), func(id string) bool { return slices.Contains(within, id) })
	if len(named) == 0 {
		return
	}
	out := Stray{Heading: d.plainText(b.start, b.end), IDs: named, Within: within}
	for _, under := range d.blocks.list[i+1:] {
		if under.kind == blockHeading && under.top && (under.level <= b.level || d.namesPacket(&under)) {
			break
		}
		if out.Boxes = under.mark[0] < under.mark[1]; out.Boxes {
			break
		}
	}
	d.out.Strays = append(d.out.Strays, out)
}
