package report

import (
	"strings"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

const (
	// excerptWidth is how many columns of a source line are shown.
	excerptWidth = 110
	// excerptBytes is how far into a line an excerpt looks; what lies beyond is
	// not shown, so that a hostile line costs no time.
	excerptBytes = 16 << 10
	tabStop      = 4
)

// width measures without regard to the environment, so that output is the same
// everywhere.
var width = &runewidth.Condition{StrictEmojiNeutral: true}

// excerpt renders a source line for a terminal and tells in which display column,
// counted from 0, the code point at column (from 1) begins; -1 when it is not in
// the part that is shown.
func excerpt(line string, column int) (shown string, caret int) {
	cells, at := split(line, column)
	first, last := window(cells, at)
	var b strings.Builder
	if first > 0 {
		b.WriteString("…")
	}
	caret = -1
	for i := first; i < last; i++ {
		if i == at {
			caret = width.StringWidth(b.String())
		}
		b.WriteString(cells[i])
	}
	if at >= 0 && at == last {
		caret = width.StringWidth(b.String())
	}
	if last < len(cells) || len(line) > excerptBytes {
		b.WriteString("…")
	}
	return strings.TrimRight(b.String(), " "), caret
}

// split gives a line's code points as they are shown, tabs expanded, and the index
// of the one at column, len(cells) for the line's end, -1 beyond it.
func split(line string, column int) (cells []string, at int) {
	at = -1
	shownWidth := 0
	line = line[:min(len(line), excerptBytes)]
	for i := 0; i < len(line); {
		r, size := utf8.DecodeRuneInString(line[i:])
		if len(cells) == column-1 {
			at = len(cells)
		}
		cell := visibleRune(r, line[i:i+size])
		switch {
		case r == '\t':
			cell = strings.Repeat(" ", tabStop-shownWidth%tabStop)
		case r == '\ufeff' && i == 0:
			cell = ""
		}
		shownWidth += width.StringWidth(cell)
		cells = append(cells, cell)
		i += size
	}
	if len(cells) == column-1 {
		at = len(cells)
	}
	return cells, at
}

// window chooses which cells to show: the line's start if the caret lies there,
// else the caret with some text before it.
func window(cells []string, at int) (first, last int) {
	const lead = 40
	if at > excerptWidth-lead {
		first = at - lead
	}
	shownWidth := 0
	for last = first; last < len(cells); last++ {
		shownWidth += width.StringWidth(cells[last])
		if shownWidth > excerptWidth {
			break
		}
	}
	return first, last
}
