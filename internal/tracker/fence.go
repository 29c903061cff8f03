package tracker

import (
	"bytes"
	"slices"
)

var opensFence = newPattern("^ {0,3}(`{3,}|~{3,})[ \t]*([^`\\s][^`]*)?\r?$")

var atxHeading = newPattern(`^ {0,3}(#{1,6})[ \t]+(\S.*)$`)

// checkFence reports a fence that was probably meant to be closed earlier: it holds the
// heading of a packet, and a line that opens another fence, which cannot close it; or
// boxes under that heading, which stands behind a review record; or a later fence has no
// end. A fence of more marks than the one within it is honest.
func (d *document) checkFence(b *block) {
	if !slices.ContainsFunc(b.lines, func(line [2]int) bool { return atxHeading.Match(d.body[line[0]:line[1]]) }) {
		return
	}
	outer := opensFence.FindSubmatch(bytes.TrimLeft(d.body[b.start:d.pos.lineEnd(b.start)], " \t>"))
	if outer == nil {
		return
	}
	left, heading := d.blocks.unclosed > b.start, ""
	recorded, behind := false, false // a record stands in the fence, and before the heading
	for _, line := range b.lines {
		text := d.body[line[0]:line[1]]
		if inner := opensFence.FindSubmatch(text); inner != nil && len(inner[2]) > 0 && inner[1][0] == outer[1][0] && len(inner[1]) >= len(outer[1]) {
			left = true
		}
		if l, ok := labelOf(d.body, line[0], line[1]); ok && l.field.ofRecord() {
			recorded = true
		}
		if m := atxHeading.FindSubmatch(text); m != nil && heading == "" {
			if named := d.headingIDs(string(m[2])); slices.ContainsFunc(named, d.onBoard) {
				heading, behind = named[0], recorded
			}
		}
		if start, end := trim(d.body, line[0], line[1]); behind {
			if item, _, ok := bullet(d.body, start, end); ok {
				mark, _ := taskMark(d.body, item, end)
				left = left || mark[0] < mark[1]
			}
		}
		if left && heading != "" {
			d.problem(ProblemMalformed, true, heading, d.pos.span(b.start, d.pos.lineEnd(b.start)),
				"this code fence is probably not closed where it should be: it swallows the heading of %s and what stands under it; close it with the same marks on a line of their own, or open it with more marks than any fence within it", heading)
			return
		}
	}
}

// headingIDs are the packets that a heading's text names, at its start or elsewhere.
func (d *document) headingIDs(raw string) []string {
	named, _ := d.packetsOf(plain(shown(raw)))
	if len(named) == 0 {
		for _, h := range d.held(headingText(raw)) {
			named = append(named, h.id)
		}
	}
	return named
}
