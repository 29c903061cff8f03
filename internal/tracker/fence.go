package tracker

import (
	"bytes"
	"regexp"
)

var opensFence = regexp.MustCompile("^ {0,3}(`{3,}|~{3,})[ \t]*([^`\\s][^`]*)?\r?$")

var atxHeading = regexp.MustCompile(`^ {0,3}(#{1,6})[ \t]+(\S.*)$`)

// checkFence reports a fence that was probably meant to be closed earlier: it holds a
// line that opens another one, which cannot close it, and the heading of a packet. A
// fence of more marks than the one within it is honest.
func (d *document) checkFence(b *block) {
	outer := opensFence.FindSubmatch(bytes.TrimLeft(d.body[b.start:d.pos.lineEnd(b.start)], " \t>"))
	if outer == nil {
		return
	}
	opens, heading := false, ""
	for _, line := range b.lines {
		text := d.body[line[0]:line[1]]
		if inner := opensFence.FindSubmatch(text); inner != nil && len(inner[2]) > 0 && inner[1][0] == outer[1][0] && len(inner[1]) >= len(outer[1]) {
			opens = true
		}
		if m := atxHeading.FindSubmatch(text); m != nil && heading == "" {
			for _, id := range d.headingIDs(string(m[2])) {
				if d.onBoard(id) {
					heading = id
				}
			}
		}
		if opens && heading != "" {
			d.problem(ProblemMalformed, true, heading, d.pos.span(b.start, d.pos.lineEnd(b.start)),
				"this code fence is probably not closed where it should be: it holds the heading of %s and a line that opens another fence; close it with the same marks on a line of their own, or open it with more marks than any fence within it", heading)
			return
		}
	}
}

// headingIDs are the packets that a heading's text names, at its start or elsewhere.
func (d *document) headingIDs(raw string) []string {
	named, _ := d.packetsOf(plain(untagged(raw)))
	if len(named) == 0 {
		for _, h := range d.held(headingText(raw)) {
			named = append(named, h.id)
		}
	}
	return named
}
