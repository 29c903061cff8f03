package tracker

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
)

var columnNames = map[string]Field{
	"PACKET": FieldID, "PACKET ID": FieldID, "ID": FieldID, "TASK ID": FieldID, "#": FieldID,
	"TITLE": FieldTitle, "DESCRIPTION": FieldTitle, "TASK": FieldTitle, "NAME": FieldTitle, "SUMMARY": FieldTitle,
	"STATUS": FieldStatus, "STATE": FieldStatus,
	"IMPLEMENTER": FieldImplementer, "OWNER": FieldImplementer, "AGENT": FieldImplementer, "ASSIGNEE": FieldImplementer,
	"REVIEWER":     FieldReviewer,
	"REVIEW STATE": FieldReviewState, "REVIEW STATUS": FieldReviewState, "REVIEW": FieldReviewState,
	"EVIDENCE LINK": FieldEvidence, "EVIDENCE": FieldEvidence,
	"COMMIT": FieldCommit, "CHECKPOINT": FieldCommit, "CHECKPOINT COMMIT": FieldCommit, "COMMIT HASH": FieldCommit, "HASH": FieldCommit,
	"DEPENDS ON": FieldDependsOn, "DEPENDENCIES": FieldDependsOn, "BLOCKED BY": FieldDependsOn,
}

// boardHeadings are headings that stand above a board, as keywords.
var boardHeadings = map[string]bool{
	"PACKET BOARD": true, "PACKET PROGRESS": true, "PACKETS": true, "BOARD": true, "LEDGER": true,
	"EXECUTION STATUS": true, "STATUS BOARD": true, "PACKET STATUS": true,
}

// mapColumns says what a header's cells hold; the first column of a name counts.
func (v *vocabulary) mapColumns(names []string) (fields []Field, ok bool) {
	seen := map[Field]bool{}
	for _, name := range names {
		f := v.column(name)
		if seen[f] {
			f = FieldOther
		}
		seen[f] = true
		fields = append(fields, f)
	}
	return fields, seen[FieldID] && seen[FieldStatus]
}

// namesPackets tells whether a header calls its ids packets, which no other table
// with a status does, or as the configuration calls them.
func (v *vocabulary) namesPackets(names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		k := keyword(name)
		return k == "PACKET" || k == "PACKET ID" || v.columns[k] == FieldID
	})
}

// candidate is a table, or what was meant as one, with the columns of a board.
type candidate struct {
	block   *block
	heading *block
	// names are the header's cells.
	names []string
	// broken is true for a header line that makes no table.
	broken bool
	// unread is true where no row has an id that can be read.
	unread bool
	titled bool
}

// findBoard gives the board: the first candidate under a board heading, else the
// first, else the first that would be one if its ids could be read; nil if there is none.
func (d *document) findBoard() *candidate {
	var first, unread *candidate
	var heading *block
	for i := range d.blocks.list {
		b := &d.blocks.list[i]
		if b.kind == blockHeading && b.top {
			heading = b
		}
		c := d.candidate(b)
		if c == nil {
			continue
		}
		c.heading = heading
		c.titled = heading != nil && d.words.titlesBoard(d.raw(heading.start, heading.end))
		switch {
		case c.unread && unread == nil && heading != nil && (c.titled || d.titlesTracker(heading)):
			unread = c
		case c.unread:
		case c.titled:
			return c
		case first == nil:
			first = c
		}
	}
	return cmp.Or(first, unread)
}

// titlesTracker tells whether a heading is the title of a tracker.
func (d *document) titlesTracker(heading *block) bool {
	title := " " + keyword(d.raw(heading.start, heading.end)) + " "
	return heading.level == 1 && (strings.Contains(title, " TRACKER ") || strings.Contains(title, " PACKET ") || strings.Contains(title, " PACKETS "))
}

// candidate gives a block as a board, nil where it has not the columns of one, or its
// rows have no status.
func (d *document) candidate(b *block) *candidate {
	if !b.top || b.kind != blockTable && b.kind != blockLine {
		return nil
	}
	start, end := b.start, b.end
	if b.kind == blockTable {
		start, end = b.table.rows[0][0], b.table.rows[0][1]
	}
	line := d.body[start:end]
	if b.kind == blockLine && !bytes.HasPrefix(line, []byte{'|'}) {
		return nil
	}
	names := cellTexts(line)
	fields, ok := d.words.mapColumns(names)
	if !ok {
		return nil
	}
	c := &candidate{block: b, names: names, broken: b.kind == blockLine}
	if d.words.namesPackets(names) {
		return c
	}
	if c.broken {
		return nil
	}
	packets, statuses := d.holdsPackets(b.table, fields)
	if c.unread = !packets; packets || statuses {
		return c
	}
	return nil
}

// holdsPackets tells whether a table has a row with an id and a status, for tables of
// other things have an id and a status column too, and whether all its rows have a status.
func (d *document) holdsPackets(t *table, fields []Field) (packets, statuses bool) {
	statuses = len(t.rows) > 1
	for _, row := range t.rows[1:] {
		var id, status bool
		for i, cell := range d.cells(row, len(fields)) {
			text := d.raw(cell[0], cell[1])
			switch fields[min(i, len(fields)-1)] {
			case FieldID:
				_, id = d.words.packetID(text)
			case FieldStatus:
				s := d.words.status(text)
				status = s != StatusNone && s != StatusUnknown
			}
		}
		packets = packets || id && status
		statuses = statuses && status
	}
	return packets, statuses
}

// readBoard reads the board's columns and rows, and the rows of later tables with
// the very same header.
func (d *document) readBoard(c *candidate) {
	t := d.out
	if c.heading != nil && (c.titled || c.heading.level > 1) {
		t.Board.Heading = d.text(c.heading.start, c.heading.end)
	}
	if c.broken {
		d.brokenHeader(c.block, len(c.names))
		return
	}
	header := c.block.table.rows[0]
	t.Board.Header = d.pos.span(header[0], header[1])
	t.Board.Columns = d.columns(c.block, c.names)
	for i := range d.blocks.list {
		b := &d.blocks.list[i]
		if b.kind != blockTable || !b.top || b.start < c.block.start || b != c.block && !d.sameHeader(b, c.names) {
			continue
		}
		b.board = true
		d.out.notes.add(ReadingHeader, "of the board", d.header(b))
		for _, row := range b.table.rows[1:] {
			d.readRow(row, t.Board.Columns)
		}
	}
}

// brokenHeader reports a board's header of so many columns that makes no table.
func (d *document) brokenHeader(b *block, columns int) {
	d.problem(ProblemMalformed, true, "", d.pos.span(b.start, b.end),
		"this looks like the packet board's header, but the line below it is no delimiter row with the same number of cells; write |---| once for each of the header's %d columns", columns)
}

// columns gives the columns of a table of packets.
func (d *document) columns(b *block, names []string) []Column {
	fields, _ := d.words.mapColumns(names)
	var out []Column
	for i, cell := range d.cells(b.table.rows[0], len(fields)) {
		out = append(out, Column{Field: fields[i], Name: d.cell(cell)})
	}
	d.checkColumns(out, names)
	return out
}

// checkColumns reports a second column of ids, statuses or review states that looks
// like the one that is read: readers may look at the other.
func (d *document) checkColumns(columns []Column, names []string) {
	read := map[Field]string{}
	for i, column := range columns {
		read[column.Field] = keyword(Seen(names[i]))
	}
	for i, column := range columns {
		seen := Seen(names[i])
		f := d.words.column(seen)
		if (f == FieldID || f == FieldStatus || f == FieldReviewState) && column.Field != f && read[f] == keyword(seen) {
			d.problem(ProblemMalformed, false, "", column.Name.Span,
				"the board has two columns called %s, of which only one is read; remove this one or give it a name of its own", quote(seen))
		}
	}
}

func (d *document) sameHeader(b *block, names []string) bool {
	row := b.table.rows[0]
	return slices.EqualFunc(cellTexts(d.body[row[0]:row[1]]), names, func(a, b string) bool { return keyword(a) == keyword(b) })
}

// readRow reads a row of a table with these columns.
func (d *document) readRow(at [2]int, columns []Column) {
	cells := d.cells(at, 2*maxColumns)
	row := &Row{Span: d.pos.span(at[0], at[1]), Columns: columns, Cells: make([]Text, len(columns))}
	empty := true
	for i, cell := range cells {
		empty = empty && (cell[0] == cell[1] || i != 0 && absent(plain(d.raw(cell[0], cell[1]))))
		if i < len(columns) {
			row.Cells[i] = d.cell(cell)
		}
	}
	d.out.Board.Rows = append(d.out.Board.Rows, row)
	if empty {
		return
	}
	p := &Packet{Row: row}
	for i, c := range columns {
		p.set(c.Field, row.Cells[i])
	}
	id, ok := d.words.packetID(p.IDAt.Raw)
	if !ok {
		d.unreadableID(p, row, cells)
		return
	}
	p.ID, p.IDAt.Value = id, id
	p.Status = d.words.status(p.StatusAt.Raw)
	p.StatusAt.Value = string(p.Status)
	p.ReviewState = reviewState(p.ReviewAt.Raw)
	p.ReviewAt.Value = string(p.ReviewState)
	d.checkWidth(p, row, cells)
	d.checkWords(p, row)
	if first := d.packet(id); first != nil {
		d.problem(ProblemDuplicate, false, first.ID, p.IDAt.Span,
			"packet %s is already on the board in line %d; give each packet one row", first.ID, first.Row.Line)
		return
	}
	d.out.Packets = append(d.out.Packets, p)
	d.ids.add(p)
}

func (p *Packet) set(f Field, cell Text) {
	switch f {
	case FieldID:
		p.IDAt = cell
	case FieldTitle:
		p.Title = cell
	case FieldStatus:
		p.StatusAt = cell
	case FieldImplementer:
		p.Implementer = cell
	case FieldReviewer:
		p.Reviewer = cell
	case FieldReviewState:
		p.ReviewAt = cell
	case FieldEvidence:
		p.Evidence = cell
	}
}

// unreadableID reports a row whose id cannot be read. A row with nothing but a
// label in it only groups others.
func (d *document) unreadableID(p *Packet, row *Row, cells [][2]int) {
	filled := 0
	for _, c := range row.Cells {
		if c.Raw != "" {
			filled++
		}
	}
	if filled <= 1 && p.StatusAt.Raw == "" && len(cells) <= len(row.Cells) {
		return
	}
	at := p.IDAt.Span
	if p.IDAt.Raw == "" {
		at = row.Span
	}
	reason := "write one such as RC-01, in plain letters, digits and hyphens with at least one digit, or add its form to ids in .github/packetgate.yml"
	if names := strange(p.IDAt.Raw); names != "" {
		reason = fmt.Sprintf("it holds characters that look like others or cannot be seen (%s); type it again in plain ASCII", names)
	}
	d.problem(ProblemMalformed, true, "", at, "the board's row has no packet id that can be read, but %s: %s", quote(p.IDAt.Raw), reason)
}

// checkWidth reports rows with another number of cells than the header. Where a
// surplus cell holds text, every cell may be another column's.
func (d *document) checkWidth(p *Packet, row *Row, cells [][2]int) {
	width := len(row.Cells)
	for _, c := range cells[min(width, len(cells)):] {
		if c[0] != c[1] {
			d.problem(ProblemMalformed, true, p.ID, row.Span,
				"the row of %s has %d cells, the board's header %d; write a pipe within a cell as \\|", p.ID, len(cells), width)
			return
		}
	}
	if len(cells) >= width {
		return
	}
	known := p.Status != StatusNone && p.Status != StatusUnknown
	d.problem(ProblemMalformed, !known, p.ID, row.Span,
		"the row of %s has %d cells, the board's header %d; add the missing cells", p.ID, len(cells), width)
}

func (d *document) checkWords(p *Packet, row *Row) {
	const known = "READY, IN_PROGRESS, IN_REVIEW, CHANGES_REQUESTED, BLOCKED or DONE"
	at := p.StatusAt.Span
	if p.StatusAt.IsZero() {
		at = row.Span
	}
	switch {
	case p.Status == StatusNone:
		d.problem(ProblemUnknownStatus, false, p.ID, at, "packet %s has no status; write %s", p.ID, known)
	case p.Status == StatusUnknown && strange(p.StatusAt.Raw) != "":
		d.problem(ProblemUnknownStatus, false, p.ID, at,
			"the status %s of %s holds characters that look like others or cannot be seen (%s); type %s in plain ASCII",
			quote(p.StatusAt.Raw), p.ID, strange(p.StatusAt.Raw), known)
	case p.Status == StatusUnknown:
		d.problem(ProblemUnknownStatus, false, p.ID, at,
			"the status %s of %s is unknown; write %s, or add the word to statuses in .github/packetgate.yml", quote(p.StatusAt.Raw), p.ID, known)
	}
	if p.ReviewState == ReviewUnknown {
		hint := ""
		if names := strange(p.ReviewAt.Raw); names != "" {
			hint = " (it holds " + names + ")"
		}
		d.problem(ProblemUnknownStatus, false, p.ID, p.ReviewAt.Span,
			"the review state %s of %s is unknown%s; write PENDING, APPROVED, CHANGES_REQUESTED or BLOCKED, or — for none", quote(p.ReviewAt.Raw), p.ID, hint)
	}
}

// cell makes the text of a table's cell.
func (d *document) cell(at [2]int) Text {
	t := d.plainText(at[0], at[1])
	if absent(t.Value) {
		t.Value = ""
	}
	return t
}

// readBoardCells reads what the board says beside status and names: checkpoints
// and dependencies.
func (d *document) readBoardCells() {
	for _, p := range d.out.Packets {
		for i, column := range p.Row.Columns {
			cell := p.Row.Cells[i]
			if cell.IsZero() {
				continue
			}
			start, end := cell.Start-d.pos.base, cell.End-d.pos.base
			switch column.Field {
			case FieldCommit:
				p.Checkpoints = append(p.Checkpoints, d.readCheckpoint(start, end, CheckpointInCell))
			case FieldEvidence:
				if isHash.MatchString(plain(cell.Raw)) {
					p.Checkpoints = append(p.Checkpoints, d.readCheckpoint(start, end, CheckpointInCell))
				}
			case FieldStatus:
				d.statusBlockers(p, cell)
			case FieldDependsOn:
				p.block(d.blockers(start, end, BlockerInCell, p.ID)...)
			}
		}
	}
}
