package tracker

import (
	"slices"
	"strings"
)

// readParts reads the later tables that go on with the board under another header, a
// phase each: those outside of the packets' sections whose ids stand under the board's
// name for them, beside a status. A row is read where the board lacks its packet, and
// the table has all the board's fields, or the packet is of one of its series or has a
// section. Other rows repeat the board's, or name another tracker's packets.
func (d *document) readParts(c *candidate) {
	if c.broken {
		return
	}
	var titled map[string]bool
	within := 0 // the level of the packet's heading above, 0 outside of sections
	for i := range d.blocks.list {
		b := &d.blocks.list[i]
		if b.kind == blockHeading && b.top {
			switch {
			case (within == 0 || b.level <= within) && d.namesPacket(b):
				within = b.level
			case b.level <= within:
				within = 0
			}
			continue
		}
		if b.start < c.block.start || b.board || within > 0 {
			continue
		}
		names, ok := d.likeBoard(b, c.names)
		if !ok {
			continue
		}
		if b.kind == blockLine {
			d.brokenHeader(b, len(names))
			return
		}
		columns := d.columns(b, names)
		whole := !slices.ContainsFunc(d.out.Board.Columns, func(c Column) bool { return c.Field != FieldOther && columnOf(columns, c.Field) < 0 })
		if titled == nil {
			titled = d.titledIDs()
		}
		id := columnOf(columns, FieldID)
		for _, row := range b.table.rows[1:] {
			named := d.cellID(row, id)
			if named == "" || d.packet(named) != nil || !whole && !d.ids.series[series(named)] && !titled[fold(named)] {
				continue
			}
			if !b.board {
				b.board = true
				d.out.notes.add(ReadingHeader, "of a part of the board", d.header(b))
			}
			d.readRow(row, columns)
		}
	}
}

// likeBoard gives the names of the columns of a table, or of a line that was meant as
// one's header, which has a status and calls its ids as the board does.
func (d *document) likeBoard(b *block, board []string) (names []string, ok bool) {
	c := d.candidate(b)
	if c == nil || c.unread {
		return nil, false
	}
	return c.names, d.idName(c.names) == d.idName(board)
}

// idName is what a header calls its ids.
func (d *document) idName(names []string) string {
	for _, name := range names {
		if d.words.column(name) == FieldID {
			return keyword(name)
		}
	}
	return ""
}

// cellID gives the id in a row's cell of that index, empty where there is none.
func (d *document) cellID(row [2]int, i int) string {
	cells := d.cells(row, i+1)
	if len(cells) <= i {
		return ""
	}
	id, _ := d.words.packetID(d.raw(cells[i][0], cells[i][1]))
	return id
}

// columnOf gives the index of a field's column, -1 where there is none.
func columnOf(columns []Column, f Field) int {
	return slices.IndexFunc(columns, func(c Column) bool { return c.Field == f })
}

// titledIDs are the ids, folded, that headings begin with.
func (d *document) titledIDs() map[string]bool {
	out := map[string]bool{}
	for i := range d.blocks.list {
		b := &d.blocks.list[i]
		if b.kind != blockHeading || !b.top {
			continue
		}
		said := plain(shown(d.raw(b.start, b.end)))
		if id, _, ok := d.configuredHeading(said); ok {
			out[fold(id)] = true
		} else if id, after, ok := d.words.ids.Cut(strings.TrimSpace(cutPrefixFold(said, "packet "))); ok && endsID(after) {
			out[fold(id)] = true
		}
	}
	return out
}

// maxLoose bounds how many rows outside of the board's tables are told.
const maxLoose = 20

// checkLooseRows reports a line that reads like a row of the board and stands in no
// table, since a comment, a blank line or other text ended it.
func (d *document) checkLooseRows() {
	columns := d.out.Board.Columns
	id, status := columnOf(columns, FieldID), columnOf(columns, FieldStatus)
	if id < 0 || status < 0 {
		return
	}
	loose := 0
	for i := range d.blocks.list {
		b := &d.blocks.list[i]
		if b.kind != blockLine || !b.top || b.start == b.end || b.start < d.out.Board.Header.Start-d.pos.base {
			continue
		}
		line := [2]int{b.start, b.end}
		cells := d.cells(line, 2*maxColumns)
		if len(cells) != len(columns) && (d.body[b.start] != '|' || len(cells) <= status) {
			continue
		}
		named := d.cellID(line, id)
		if s := d.words.status(d.raw(cells[status][0], cells[status][1])); named == "" || d.packet(named) != nil || s == StatusNone || s == StatusUnknown {
			continue
		}
		d.problem(ProblemMalformed, false, "", d.pos.span(b.start, b.end),
			"this reads like the board's row of %s, but it stands in no table: a blank line, a comment or other text above it ends the board; move it up to the other rows", named)
		if loose++; loose == maxLoose {
			return
		}
	}
}
