package plan

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/packetgate/packetgate/internal/tracker"
)

// blocks splits a plan into headings, list items and fences. HTML, such as a
// comment, asks for nothing. No inline markup is read but code spans.
var blocks = parser.NewParser(parser.WithBlockParsers(
	util.Prioritized(parser.NewThematicBreakParser(), 200),
	util.Prioritized(shallow{parser.NewListParser()}, 300),
	util.Prioritized(parser.NewListItemParser(), 400),
	util.Prioritized(parser.NewATXHeadingParser(), 600),
	util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
	util.Prioritized(parser.NewHTMLBlockParser(), 900),
	util.Prioritized(parser.NewParagraphParser(), 1000),
))

// maxDepth is how deep lists may nest; deeper items are text of the last one. It
// keeps the time linear, since each line is held against every list around it.
const maxDepth = 16

// shallow is a block parser that opens nothing below maxDepth.
type shallow struct{ parser.BlockParser }

func (s shallow) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	depth := 0
	for n := parent; n != nil; n = n.Parent() {
		if depth++; depth > 2*maxDepth {
			return nil, parser.NoChildren
		}
	}
	return s.BlockParser.Open(parent, reader, pc)
}

var (
	packetHeading = regexp.MustCompile(`^(?:(?i:packet)\s+([0-9][0-9A-Za-z.]*|` + idPattern + `)|(` + idPattern + `))(?:[\s:—–.(-]|$)`)
	labelPattern  = regexp.MustCompile(`(?i)^(evidence required|required evidence|required checks?|required tests?|required commands?|exit criteria)\b[^:` + "`" + `]*(:|$)`)
	globalHeading = regexp.MustCompile(`(?i)\bglobal\b.*\b(commands?|validation)\b`)
	globalMention = regexp.MustCompile(`(?i)\bglobal (command set|commands|validation baseline)\b`)
)

// Parse reads a plan; it accepts any bytes. What it does not understand asks for
// nothing.
func Parse(path string, source []byte) *Plan {
	if len(source) > MaxSize {
		source = source[:MaxSize]
	}
	body := bytes.TrimPrefix(source, []byte("\ufeff"))
	mark := len(source) - len(body)
	r := &reader{
		plan:   &Plan{Path: path, Packets: map[string]*Packet{}},
		places: tracker.NewPositions(body, mark),
		mark:   mark,
	}
	r.walk(blocks.Parse(text.NewReader(body)), 0)
	return r.plan
}

// list is what the commands of a list are asked as.
type list int

const (
	listNone list = iota
	listEvidence
	listChecks
	listExit
	listGlobal
)

// reader goes through a plan's blocks in order, knowing under which packet and
// which label it is.
type reader struct {
	plan   *Plan
	places *tracker.Positions
	// mark is the size of the byte-order mark.
	mark int

	packet *Packet
	// level is the level of the heading that opened the packet or the command set.
	level int
	list  list
	// depth is the list depth of the label; items below it belong to it.
	depth int
}

func (r *reader) walk(parent ast.Node, depth int) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			r.heading(n.Level, r.lines(n.Lines()))
		case *ast.FencedCodeBlock:
			r.fence(n.Lines())
		case *ast.List:
			r.walk(n, depth+1)
		case *ast.Paragraph, *ast.TextBlock:
			r.text(r.lines(n.Lines()), depth)
		default:
			r.walk(n, depth)
		}
	}
}

func (r *reader) heading(level int, t tracker.Text) {
	plain := strings.Trim(t.Value, "*_ ")
	m := packetHeading.FindStringSubmatch(plain)
	switch {
	case m != nil:
		id := m[1] + m[2]
		r.packet = r.plan.Packets[id]
		if r.packet == nil {
			r.packet = &Packet{ID: id}
			r.plan.Packets[id] = r.packet
		}
		r.level, r.list = level, listNone
	case globalHeading.MatchString(plain):
		r.packet = nil
		r.level, r.list, r.depth = level, listGlobal, -1
	case level > r.level && (r.packet != nil || r.list == listGlobal):
		if r.packet != nil {
			r.list, _ = label(plain)
			r.depth = -1
		}
	default:
		r.packet, r.list = nil, listNone
	}
}

// lines joins the lines of a block. Raw is the source from the first line's start
// to the last line's end, so that offsets within it are offsets of the source.
func (r *reader) lines(segments *text.Segments) tracker.Text {
	if segments.Len() == 0 {
		return tracker.Text{}
	}
	return r.places.Text(segments.At(0).Start, segments.At(segments.Len()-1).Stop)
}

// within is a part of a text.
func (r *reader) within(t tracker.Text, from, to int) tracker.Text {
	start := t.Start - r.mark
	return r.places.Text(start+from, start+to)
}

// text reads one paragraph or item.
func (r *reader) text(t tracker.Text, depth int) {
	if r.list == listGlobal {
		r.plan.Commands = append(r.plan.Commands, r.commands(t, depth > 0)...)
		return
	}
	if r.packet == nil {
		return
	}
	plain := strings.TrimLeft(t.Value, "*_ ")
	if r.packet.Global.IsZero() && globalMention.MatchString(plain) {
		r.packet.Global = t
	}
	if l, ok := label(plain); ok {
		r.list, r.depth = l, depth
	} else if depth <= r.depth {
		r.list = listNone
	}
	switch r.list {
	case listEvidence:
		r.packet.Evidence = append(r.packet.Evidence, r.commands(t, true)...)
	case listChecks:
		r.packet.Checks = append(r.packet.Checks, r.commands(t, true)...)
	case listExit:
		r.packet.Exit = append(r.packet.Exit, r.commands(t, false)...)
	}
}

func label(s string) (list, bool) {
	m := labelPattern.FindStringSubmatch(s)
	if m == nil {
		return listNone, false
	}
	switch word := strings.ToLower(m[1]); {
	case strings.Contains(word, "evidence"):
		return listEvidence, true
	case strings.HasPrefix(word, "exit"):
		return listExit, true
	default:
		return listChecks, true
	}
}
