package tracker

import (
	"bytes"
	"sort"
	"unicode/utf8"
)

// Positions turns byte offsets of a body into lines and columns. On one line it
// costs the distance from the offset that was asked for last.
type Positions struct {
	body  []byte
	text  string // the body
	base  int    // bytes of the source before the body: the byte-order mark
	lines []int  // offset of each line's first byte

	// The last column answered, from which the next one on the same line counts.
	line, offset, column int
}

// NewPositions is for a body before which the source has base bytes.
func NewPositions(body []byte, base int) *Positions {
	lines := make([]int, 1, 1+bytes.Count(body, []byte{'\n'}))
	for i, c := range body {
		if c == '\n' {
			lines = append(lines, i+1)
		}
	}
	return &Positions{body: body, text: string(body), base: base, lines: lines, line: -1}
}

// lineOf gives the index of the line that holds an offset, most often that of the last
// column.
func (p *Positions) lineOf(offset int) int {
	if next := p.line + 1; next > 0 && offset >= p.lines[p.line] && (next == len(p.lines) || offset < p.lines[next]) {
		return p.line
	}
	return sort.SearchInts(p.lines, offset+1) - 1
}

// lineEnd gives the offset behind the last byte of a line, its line end excluded.
func (p *Positions) lineEnd(offset int) int { return lineEnd(p.body, offset) }

func lineEnd(body []byte, offset int) int {
	end := bytes.IndexByte(body[offset:], '\n')
	if end < 0 {
		return len(body)
	}
	end += offset
	if end > offset && body[end-1] == '\r' {
		end--
	}
	return end
}

// Text makes the Text of a range of the body without the space around it; its
// value has single spaces. Offsets beyond the body are clamped to it.
func (p *Positions) Text(start, end int) Text {
	start = min(max(start, 0), len(p.body))
	start, end = trim(p.body, start, min(max(start, end), len(p.body)))
	raw := p.text[start:end]
	return Text{Value: squeeze(raw), Raw: raw, Span: p.span(start, end)}
}

// span makes a Span of a range of the body, which it clamps to the body.
func (p *Positions) span(start, end int) Span {
	start = min(max(start, 0), len(p.body))
	end = min(max(end, start), len(p.body))
	line := p.lineOf(start)
	if line != p.line {
		p.line, p.offset, p.column = line, p.lines[line], 1
	}
	if start >= p.offset {
		p.column += utf8.RuneCount(p.body[p.offset:start])
	} else {
		p.column -= utf8.RuneCount(p.body[start:p.offset])
	}
	p.offset = start
	endLine := line
	if end > start {
		endLine = p.lineOf(end - 1)
	}
	return Span{
		Start: start + p.base, End: end + p.base,
		Line: line + 1, Column: p.column, EndLine: endLine + 1,
	}
}
