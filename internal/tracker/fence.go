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

// fence reads a code fence that is a review record, or whose lines are evidence;
// any other is text.
func (r *reader) fence(b *block) {
	fields := 0
	for _, line := range b.lines {
		if start, end := trim(r.d.body, line[0], line[1]); start == line[0] {
			if l, ok := labelOf(r.d.body, start, end); ok && l.field.ofRecord() {
				fields++
			}
		}
	}
	isRecord := fields >= 2 || r.record && (fields == 1 || r.template(b))
	f := r.current(b.level)
	evidence := r.record || f == fieldEvidence || f == fieldCommands || f == fieldCommit
	if !isRecord && !evidence {
		r.d.dependencies(b)
		return
	}
	r.fenceMarks(b)
	around := r.labels
	r.fenced = true
	if isRecord {
		r.closeRecord()
		r.clear()
		r.head = fieldEvidence
		r.rec = &ReviewRecord{Fenced: true, Dated: r.date, Span: r.d.pos.span(b.start, b.end)}
	}
	r.fenceLines(b.lines)
	if isRecord {
		r.closeRecord()
		r.clear()
	}
	r.fenced = false
	r.labels = around
}

// template tells whether a fence holds nothing but the mark of a record that is to
// be written, such as TODO.
func (r *reader) template(b *block) bool {
	said := ""
	for _, line := range b.lines {
		if text := plain(r.d.raw(trim(r.d.body, line[0], line[1]))); text != "" && said != "" {
			return false
		} else if text != "" {
			said = text
		}
	}
	return unfilled.MatchString(said)
}

func (r *reader) fenceLines(lines [][2]int) {
	inItem := false
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		start, end := trim(r.d.body, line[0], line[1])
		if start == end {
			inItem = false
			continue
		}
		indent := start - line[0]
		content, number, ok := bullet(r.d.body, start, end)
		command := start
		if ok {
			command = content
		}
		if f := r.current(-1); r.claimsAllowed(f) && f != fieldGates {
			if form := promptForm(r.d.raw(command, end)); form >= 0 && !(command == line[0] && r.startsField(command, end)) {
				i += r.transcript(lines[i:], form) - 1
				inItem = false
				continue
			}
		}
		switch {
		case ok:
			r.listItem(content, end, min(indent/2, maxNesting), number)
			inItem = true
		case !inItem || indent == 0:
			r.prose(start, end)
		}
	}
}

// bullet finds the content of a line that is a list item.
func bullet(body []byte, start, end int) (content, number int, ok bool) {
	line := body[start:end]
	digits := 0
	for digits < len(line) && digits < 9 && line[digits] >= '0' && line[digits] <= '9' {
		number = number*10 + int(line[digits]-'0')
		digits++
	}
	mark := digits
	if mark >= len(line) {
		return 0, 0, false
	}
	if digits > 0 {
		ok = line[mark] == '.' || line[mark] == ')'
	} else {
		ok = bytes.IndexByte([]byte("-*+"), line[mark]) >= 0
	}
	if !ok || mark+1 < len(line) && line[mark+1] != ' ' && line[mark+1] != '\t' {
		return 0, 0, false
	}
	content, _ = trim(body, start+mark+1, end)
	return content, number, true
}
