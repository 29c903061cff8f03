package tracker

import (
	"bytes"

	"github.com/yuin/goldmark/text"
)

// table is a Markdown table: its header and rows as ranges of lines, without the
// delimiter line.
type table struct {
	rows [][2]int
}

// maxColumns is the widest table that is read.
const maxColumns = 256

// tableAt gives the index of a paragraph's delimiter line where it makes a table
// with the line before, or -1. Of a closed paragraph goldmark has cut off the
// lines' indentation; trimmed says that it is to be looked at again.
func tableAt(body []byte, lines *text.Segments, trimmed bool) int {
	for i := 1; i < lines.Len(); i++ {
		line := lines.At(i)
		line.Start = min(line.Start, len(body))
		for trimmed && line.Start > 0 && (body[line.Start-1] == ' ' || body[line.Start-1] == '\t') {
			line.Start--
		}
		columns := delimiterColumns(segment(body, line))
		if columns == 0 {
			continue
		}
		header := segment(body, lines.At(i-1))
		if columns <= maxColumns && len(splitRow(header, columns+1)) == columns {
			return i
		}
		return -1
	}
	return -1
}

func segment(body []byte, s text.Segment) []byte {
	start := min(max(s.Start, 0), len(body))
	return body[start:min(max(s.Stop, start), len(body))]
}

// delimiterColumns counts the columns of a delimiter line such as "|---|:-:|", 0
// where the line is none.
func delimiterColumns(line []byte) int {
	if indent := line[:len(line)-len(bytes.TrimLeft(line, " \t"))]; len(indent) > 3 || bytes.IndexByte(indent, '\t') >= 0 {
		return 0
	}
	line = bytes.TrimSpace(line)
	if bytes.IndexByte(line, '|') < 0 || len(bytes.Trim(line, "-:| \t")) > 0 {
		return 0
	}
	line = bytes.TrimSuffix(bytes.TrimPrefix(line, []byte{'|'}), []byte{'|'})
	columns := 0
	for cell := range bytes.SplitSeq(line, []byte{'|'}) {
		cell = bytes.TrimSpace(cell)
		cell = bytes.TrimPrefix(cell, []byte{':'})
		cell = bytes.TrimSuffix(cell, []byte{':'})
		if len(cell) == 0 || len(bytes.Trim(cell, "-")) > 0 {
			return 0
		}
		columns++
	}
	return columns
}

// splitRow gives the ranges of at most limit cells, trimmed, as offsets into the
// line. As GitHub does it, every pipe splits, inside a code span too, unless an
// odd number of backslashes stands before it.
func splitRow(line []byte, limit int) [][2]int {
	start, end := trim(line, 0, len(line))
	if start < end && line[start] == '|' {
		start++
	}
	var cells [][2]int
	escaped := false
	from := start
	for i := start; i < end; i++ {
		switch {
		case escaped:
			escaped = false
		case line[i] == '\\':
			escaped = true
		case line[i] == '|':
			cells = append(cells, cellRange(line, from, i))
			from = i + 1
			if len(cells) == limit {
				return cells
			}
		}
	}
	if from < end {
		cells = append(cells, cellRange(line, from, end))
	}
	return cells
}

// cells gives the ranges of at most limit cells of a row, trimmed, within the body.
func (d *document) cells(row [2]int, limit int) [][2]int {
	cells := splitRow(d.body[row[0]:row[1]], limit)
	for i := range cells {
		cells[i][0] += row[0]
		cells[i][1] += row[0]
	}
	return cells
}

// cellTexts gives the cells of a line, as of a header.
func cellTexts(line []byte) []string {
	var out []string
	for _, cell := range splitRow(line, maxColumns) {
		out = append(out, string(line[cell[0]:cell[1]]))
	}
	return out
}

// cellRange trims a cell; an empty one is placed behind the first space, where
// text would be put.
func cellRange(line []byte, from, to int) [2]int {
	start, end := trim(line, from, to)
	if start == end {
		start = from
		if from < to {
			start++
		}
		return [2]int{start, start}
	}
	return [2]int{start, end}
}
