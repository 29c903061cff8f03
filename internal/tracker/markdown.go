package tracker

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Bounds within which goldmark's block parser takes time and memory linear in
// the source.
const (
	maxNesting = 16
	maxLines   = 1 << 19
)

type blockKind int

const (
	blockHeading blockKind = iota
	blockLine              // one line of a paragraph
	blockItem              // a list item's first paragraph
	blockTable
	blockFence
)

// block is a leaf of the document. Offsets count in the body.
type block struct {
	kind       blockKind
	start, end int
	// level is a heading's level, or how many lists stand around.
	level int
	// top is true outside of lists and quotations.
	top bool
	// number is an item's number in an ordered list.
	number int
	// mark is the place of a task item's mark, an empty range for other items. It is
	// unshown where GitHub shows no box for it.
	mark    [2]int
	unshown bool
	table   *table
	// board is true for a table that is the board, or a part of it.
	board bool
	// lines are the lines of a fence's content.
	lines [][2]int
}

// blocks is the document as a flat list in source order.
type blocks struct {
	list []block
	// unclosed is the offset of a fence or a comment that never ends, -1 if there is
	// none.
	unclosed int
	// deep is the offset of the first block nested deeper than is read, -1 if
	// there is none.
	deep int
}

// readBlocks splits a body into blocks. Inline markup is left to the readers of
// each block, which need its exact place in the source.
func readBlocks(body []byte) *blocks {
	body = unmattered(body)
	ctx := parser.NewContext()
	doc := newBlockParser().Parse(text.NewReader(body), parser.WithContext(ctx))
	w := &blockWalker{body: body, out: &blocks{unclosed: -1, deep: -1}}
	if at, ok := ctx.Get(refusedKey).(int); ok {
		w.out.deep = at
	}
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		w.walk(n, 0, true)
	}
	return w.out
}

// What the block parsers note: where a container was refused, and the last
// paragraph that was seen to hold a table.
var refusedKey, tableKey = parser.NewContextKey(), parser.NewContextKey()

// newBlockParser makes goldmark's parser without inline parsers. Its table
// extension pads every row to the header's width, which hostile input turns into
// a square, and hides rows of the wrong width: tables are read from paragraphs.
func newBlockParser() parser.Parser {
	return parser.NewParser(parser.WithBlockParsers(
		util.Prioritized(untabled{parser.NewSetextHeadingParser()}, 100),
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(shallow{parser.NewListParser()}, 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewCodeBlockParser(), 500),
		util.Prioritized(parser.NewATXHeadingParser(), 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(shallow{parser.NewBlockquoteParser()}, 800),
		util.Prioritized(parser.NewHTMLBlockParser(), 900),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	))
}

// shallow keeps a container from opening deeper than maxNesting and notes where
// the first one was refused.
type shallow struct{ parser.BlockParser }

func (s shallow) Open(parent ast.Node, r text.Reader, pc parser.Context) (ast.Node, parser.State) {
	depth := 0
	for n := parent; n != nil; n = n.Parent() {
		switch n.(type) {
		case *ast.List, *ast.Blockquote:
			depth++
		}
	}
	if depth < maxNesting {
		return s.BlockParser.Open(parent, r, pc)
	}
	if pc.Get(refusedKey) == nil {
		_, at := r.Position()
		pc.Set(refusedKey, at.Start)
	}
	return nil, parser.NoChildren
}

// untabled keeps a line of hyphens right below a table from making a heading of
// the table.
type untabled struct{ parser.BlockParser }

func (u untabled) Open(parent ast.Node, r text.Reader, pc parser.Context) (ast.Node, parser.State) {
	last, ok := pc.LastOpenedBlock().Node.(*ast.Paragraph)
	if !ok || pc.Get(tableKey) == last {
		return nil, parser.NoChildren
	}
	if tableAt(r.Source(), last.Lines(), false) >= 0 {
		pc.Set(tableKey, last)
		return nil, parser.NoChildren
	}
	return u.BlockParser.Open(parent, r, pc)
}

type blockWalker struct {
	body []byte
	out  *blocks
}

func (w *blockWalker) walk(n ast.Node, lists int, top bool) {
	switch n := n.(type) {
	case *ast.Heading:
		if start, end, ok := w.extent(n); ok {
			w.out.list = append(w.out.list, block{kind: blockHeading, start: start, end: end, level: n.Level, top: top})
		}
	case *ast.Paragraph, *ast.TextBlock:
		w.paragraph(n, lists, top)
	case *ast.FencedCodeBlock:
		w.fence(n, lists, top)
	case *ast.HTMLBlock:
		w.htmlHeading(n, top)
		// Comments, scripts and the like last until they are closed, others until a
		// blank line.
		if lines := n.Lines(); n.HTMLBlockType <= ast.HTMLBlockType5 && lines.Len() > 1 && !n.HasClosure() {
			start, _ := w.clamp(lines.At(0))
			_, end := w.clamp(lines.At(lines.Len() - 1))
			w.swallows(start, max(start, end))
		}
	case *ast.List:
		number := n.Start
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			w.item(c, lists, number)
			if n.IsOrdered() {
				number++
			}
		}
	case *ast.Blockquote:
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			w.walk(c, lists, false)
		}
	}
}

// htmlHeading emits a heading that is written as an HTML element on one line.
func (w *blockWalker) htmlHeading(n *ast.HTMLBlock, top bool) {
	if n.Lines().Len() == 0 {
		return
	}
	start, end := w.clamp(n.Lines().At(0))
	if m := htmlHeading.FindSubmatchIndex(w.body[start:end]); m != nil && end-start <= maxHTMLHeading {
		from, to := trim(w.body, start+m[4], start+m[5])
		w.out.list = append(w.out.list, block{kind: blockHeading, start: from, end: to, level: int(w.body[start+m[2]] - '0'), top: top})
	}
}

var htmlHeading = newPattern(`(?i)^<h([1-6])(?:\s[^<>]*)?>(.*\S.*)</h[1-6]\s*>$`)

// maxHTMLHeading bounds such a heading, in bytes.
const maxHTMLHeading = 500

// item emits a list item's first paragraph as one block and walks the rest.
func (w *blockWalker) item(n ast.Node, lists, number int) {
	child := n.FirstChild()
	b := block{kind: blockItem, level: lists, number: number}
	switch child.(type) {
	case *ast.Paragraph, *ast.TextBlock:
		start, end, ok := w.extent(child)
		if ok && tableAt(w.body, child.Lines(), false) < 0 {
			b.start, b.end = start, end
			if b.mark, b.start = taskMark(w.body, start, end); b.start == start {
				b.mark, b.start = lookalikeMark(w.body, start, end)
				b.unshown = b.start > start
			}
			w.out.list = append(w.out.list, b)
			child = child.NextSibling()
		}
	}
	for ; child != nil; child = child.NextSibling() {
		w.walk(child, lists+1, false)
	}
}

func (w *blockWalker) paragraph(n ast.Node, lists int, top bool) {
	lines := n.Lines()
	at := tableAt(w.body, lines, top)
	prose := lines.Len()
	if at >= 0 {
		prose = at - 1
	}
	for i := range prose {
		start, end := w.clamp(lines.At(i))
		b := block{kind: blockLine, start: start, end: end, level: lists, top: top}
		if mark, content := taskMark(w.body, start, end); content > start && w.body[mark[0]] == ' ' { // without a bullet
			b.mark, b.start, b.unshown = [2]int{start, mark[1] + 1}, content, true
		}
		w.out.list = append(w.out.list, b)
	}
	if at < 0 {
		return
	}
	t := &table{}
	for i := at - 1; i < lines.Len(); i++ {
		if i == at {
			continue
		}
		start, end := w.clamp(lines.At(i))
		t.rows = append(t.rows, [2]int{start, end})
	}
	_, end := w.clamp(lines.At(lines.Len() - 1))
	w.out.list = append(w.out.list, block{
		kind: blockTable, start: t.rows[0][0], end: end, level: lists, top: top, table: t,
	})
}

func (w *blockWalker) fence(n *ast.FencedCodeBlock, lists int, top bool) {
	open := min(max(n.Pos(), 0), len(w.body))
	b := block{kind: blockFence, start: open, level: lists, top: top}
	end := open + len(firstLine(w.body[open:]))
	for i := range n.Lines().Len() {
		seg := n.Lines().At(i)
		indent := min(max(seg.Start, 0), len(w.body))
		_, stop := w.clamp(seg)
		b.lines = append(b.lines, [2]int{indent, max(indent, stop)})
		end = max(end, min(seg.Stop, len(w.body)))
	}
	b.end = end
	w.swallows(open, end)
	w.out.list = append(w.out.list, b)
}

// swallows notes a block without an end if it reaches the end of the file.
func (w *blockWalker) swallows(start, end int) {
	if w.out.unclosed < 0 && len(bytes.TrimSpace(w.body[end:])) == 0 {
		w.out.unclosed = start
	}
}

// extent gives the range from a leaf's first line to its last.
func (w *blockWalker) extent(n ast.Node) (start, end int, ok bool) {
	lines := n.Lines()
	if lines.Len() == 0 {
		return 0, 0, false
	}
	start, _ = w.clamp(lines.At(0))
	_, end = w.clamp(lines.At(lines.Len() - 1))
	return start, max(start, end), true
}

// clamp gives a segment's range within the body without surrounding space:
// goldmark's offsets can exceed the source.
func (w *blockWalker) clamp(s text.Segment) (start, end int) {
	start = min(max(s.Start, 0), len(w.body))
	end = min(max(s.Stop, start), len(w.body))
	return trim(w.body, start, end)
}

// taskMark finds the mark of a task item and where its text starts. Marks other
// than x, such as [~] or a look-alike letter, make a box that is not ticked.
func taskMark(body []byte, start, end int) (mark [2]int, content int) {
	line := body[start:end]
	if len(line) < 3 || line[0] != '[' {
		return [2]int{}, start
	}
	stop := bytes.IndexByte(line[:min(len(line), 6)], ']')
	if stop < 2 || len(line) > stop+1 && !isSpace(line[stop+1]) {
		return [2]int{}, start
	}
	switch string(line[1:stop]) {
	case " ", "\t", "x", "X", "~", "!", "-", "/", ">", "✓", "✔", "✔️", "✅", "❌", "×", "х", "Х", "χ", "ｘ":
		content, _ = trim(body, start+stop+1, end)
		return [2]int{start + 1, start + stop}, content
	}
	return [2]int{}, start
}

// firstLine gives the first line with its line end.
func firstLine(b []byte) []byte {
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		return b[:i+1]
	}
	return b
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// trim narrows a range to what stands between its leading and trailing space.
func trim[T string | []byte](body T, start, end int) (int, int) {
	for end > start && isSpace(body[end-1]) {
		end--
	}
	for start < end && isSpace(body[start]) {
		start++
	}
	return start, end
}
