package plan

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/text"

	"github.com/packetgate/packetgate/internal/tracker"
)

// places gives the line and column of byte offsets.
type places struct {
	source []byte
	starts []int // the offset of each line
	// last is the offset that was asked for last, lastColumn its column: places are
	// mostly asked for in order, and lines may be long.
	last, lastColumn int
}

func newPlaces(source []byte) *places {
	p := &places{source: source, starts: []int{0}, lastColumn: 1}
	for i, c := range source {
		if c == '\n' {
			p.starts = append(p.starts, i+1)
		}
	}
	return p
}

func (p *places) span(start, end int) tracker.Span {
	line, column := p.at(start)
	endLine := line
	if end > start {
		endLine = sort.SearchInts(p.starts, end)
	}
	return tracker.Span{Start: start, End: end, Line: line, Column: column, EndLine: endLine}
}

func (p *places) at(offset int) (line, column int) {
	line = sort.SearchInts(p.starts, offset+1)
	from, column := p.starts[line-1], 1
	if from <= p.last && p.last <= offset {
		from, column = p.last, p.lastColumn
	}
	column += utf8.RuneCount(p.source[from:offset])
	p.last, p.lastColumn = offset, column
	return line, column
}

// clamp keeps a segment within the source: goldmark's can reach beyond it.
func (p *places) clamp(s text.Segment) (start, end int) {
	start = min(max(s.Start, 0), len(p.source))
	return start, min(max(s.Stop, start), len(p.source))
}

// lines joins the lines of a block. Raw is the source from the first line's start
// to the last line's end, so that offsets within it are offsets of the source.
func (p *places) lines(segments *text.Segments) tracker.Text {
	if segments.Len() == 0 {
		return tracker.Text{}
	}
	start, _ := p.clamp(segments.At(0))
	_, end := p.clamp(segments.At(segments.Len() - 1))
	return p.text(start, max(start, end))
}

func (p *places) line(segment text.Segment) tracker.Text {
	start, end := p.clamp(segment)
	return p.text(start, end)
}

func (p *places) text(start, end int) tracker.Text {
	raw := strings.TrimRight(string(p.source[start:end]), "\r\n")
	return tracker.Text{
		Value: strings.Join(strings.Fields(raw), " "),
		Raw:   raw,
		Span:  p.span(start, start+len(raw)),
	}
}

// within is a part of a text.
func (p *places) within(t tracker.Text, from, to int) tracker.Text {
	return p.text(t.Start+from, t.Start+to)
}
