package tracker

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// document is a tracker while it is read.
type document struct {
	body   []byte // the source without its byte-order mark
	pos    *Positions
	words  *vocabulary
	blocks *blocks
	out    *Tracker
	ids    *ids
	// ranged counts the packets that ranges have named.
	ranged int
	// edges are the dependencies that stand outside of the waiting packet's list.
	edges []edge
	// lookalikes counts the headings that were told for their letters.
	lookalikes int
	// boxed and bare count the headings that start no section, with boxes and without.
	boxed, bare int
	// definitions are the targets of link reference definitions by their labels, nil
	// until one is asked for.
	definitions map[string][2]int
}

// Parse reads a tracker. It accepts any bytes and never returns nil: what could
// not be read is among the tracker's Problems, and Err returns the first one that
// forbids to judge it. Parse takes time linear in the source.
func Parse(path string, source []byte, g Grammar) *Tracker {
	d := newDocument(path, source, newVocabulary(g))
	if d.unreadable() {
		return d.out
	}
	d.blocks = readBlocks(d.body)
	d.checkBlocks()
	c := d.findBoard()
	if c == nil {
		d.noBoard()
		return d.finish()
	}
	d.readBoard(c)
	d.readParts(c)
	d.checkLooseRows()
	d.readBoardCells()
	d.readPreamble()
	d.readSections()
	d.dropTemplates()
	d.addEdges()
	d.readStatuses()
	return d.finish()
}

// IsTracker tells whether a file is a tracker by its content: whether it has a
// board, if only a broken one. It agrees with Parse: a file without fatal
// problems is a tracker, one with ProblemNoBoard is none.
func IsTracker(path string, source []byte, g Grammar) bool {
	words := newVocabulary(g)
	if wide(source) != "" {
		return words.mentionsBoard(narrow(source))
	}
	if !words.mentionsBoard(source) {
		return false
	}
	d := newDocument(path, source, words)
	if d.unreadable() {
		return true
	}
	d.blocks = readBlocks(d.body)
	return d.findBoard() != nil
}

// noBoard reports that there is no board, and what the first table holds instead.
func (d *document) noBoard() {
	for i := range d.blocks.list {
		b := &d.blocks.list[i]
		if b.kind != blockTable || !b.top {
			continue
		}
		header := cellTexts(d.body[b.table.rows[0][0]:b.table.rows[0][1]])
		at := d.pos.span(b.start, d.pos.lineEnd(b.start))
		if _, ok := d.words.mapColumns(header); ok {
			d.problem(ProblemNoBoard, true, "", at,
				"no packet board was found: this table has a column for ids and one for statuses, but no row with an id such as RC-01 and a known status; add their forms to ids and statuses in .github/packetgate.yml or, if this file is no tracker, leave it out of trackers there")
			return
		}
		var names []string
		for _, name := range header[:min(len(header), maxNamed)] {
			names = append(names, quote(name))
		}
		d.problem(ProblemNoBoard, true, "", at,
			"no packet board was found: no table outside of code fences has a column Packet (or ID) and a column Status. This one has %s: if it is the board, name those of the id and the status in .github/packetgate.yml, as in columns: { id: [NAME], status: [NAME] }; if this file is no tracker, leave it out of trackers there",
			strings.Join(names, ", "))
		return
	}
	d.problem(ProblemNoBoard, true, "", d.pos.span(0, 0),
		"no packet board was found: expected a table outside of any code fence with a column Packet (or ID) and a column Status; if this file is no tracker, leave it out of trackers in .github/packetgate.yml")
}

// maxNamed bounds how many columns a message names.
const maxNamed = 8

// mentionsBoard tells whether some line could be a board's header, without
// parsing.
func (v *vocabulary) mentionsBoard(source []byte) bool {
	for rest := bytes.TrimPrefix(source, byteOrderMark); len(rest) > 0; {
		line := firstLine(rest)
		rest = rest[len(line):]
		if bytes.IndexByte(line, '|') < 0 {
			continue
		}
		if _, ok := v.mapColumns(cellTexts(line)); ok {
			return true
		}
	}
	return false
}

func newDocument(path string, source []byte, words *vocabulary) *document {
	body := bytes.TrimPrefix(source, byteOrderMark)
	d := &document{
		body:  body,
		words: words,
		ids:   newIDs(words.ids),
		out:   &Tracker{Path: path, Source: source},
	}
	if len(source) > MaxSize {
		d.pos = NewPositions(nil, 0)
	} else {
		d.pos = NewPositions(body, len(source)-len(body))
	}
	return d
}

// checkBlocks reports what hides or bends the rest of the file.
func (d *document) checkBlocks() {
	if at := d.blocks.unclosed; at >= 0 {
		message := "this code fence is never closed and swallows the rest of the file; close it with the same marks on a line of their own"
		if bytes.HasPrefix(d.body[at:], []byte{'<'}) {
			message = "this HTML comment or element is never closed and swallows the rest of the file; close it, a comment with -->"
		}
		d.problem(ProblemUnclosedFence, true, "", d.pos.span(at, d.pos.lineEnd(at)), "%s", message)
	}
	if at := d.blocks.deep; at >= 0 {
		d.problem(ProblemTooLarge, true, "", d.pos.span(at, at),
			"lists or quotations are nested more than %d deep here; flatten them", maxNesting)
	}
}

func (d *document) problem(kind ProblemKind, fatal bool, packet string, at Span, format string, args ...any) {
	d.out.Problems = append(d.out.Problems, Problem{
		Kind: kind, Fatal: fatal, Packet: packet, Message: fmt.Sprintf(format, args...), Span: at,
	})
}

// finish puts what was gathered out of order into source order.
func (d *document) finish() *Tracker {
	t := d.out
	sortReadings(t.notes)
	slices.SortStableFunc(t.Problems, func(a, b Problem) int { return a.Start - b.Start })
	for _, p := range t.Packets {
		slices.SortStableFunc(p.Checkpoints, func(a, b Checkpoint) int { return a.Text.Start - b.Text.Start })
	}
	return t
}

func (d *document) raw(start, end int) string { return d.pos.text[start:end] }

func (d *document) text(start, end int) Text { return d.pos.Text(start, end) }

// plainText is a text whose value has no markup.
func (d *document) plainText(start, end int) Text {
	t := d.text(start, end)
	t.Value = plain(t.Raw)
	return t
}
