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
	"github.com/packetgate/packetgate/internal/word"
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
	taskBox       = regexp.MustCompile(`^\[[ xX]\]\s+`)
	marginLabel   = regexp.MustCompile("^[*_]*[A-Z][^`:.]{0,60}[*_]*:[*_]*(?:\\s|$)")
	knownLabel    = regexp.MustCompile(`(?i)^[*_]*(?:evidence required|required (?:evidence|checks?|tests?|commands?|validation|verification)|verification|validation|exit criteria|acceptance criteria|definition of done|depends on|blocked by|dependencies|rollback|(?:in |out of )?scope|goals?|non-goals|objectives?|notes?|risks?|residual risks?|owner|status|deliverables?)[*_]*\s*:`)
	labelText     = regexp.MustCompile("^[^:`]*(?::[*_]*)?")
	packetHeading = regexp.MustCompile(`^(?:(?i:packet)\s+([0-9][0-9A-Za-z.]*|` + idPattern + `)|(` + idPattern + `))(?:[\s:—–.(-]|$)`)
	labelPattern  = regexp.MustCompile(`(?i)^(evidence required|required evidence|required checks?|required tests?|required commands?|required (?:validation|verification)|verification(?: commands?| steps)?|validation(?: commands?| steps)?|exit criteria|acceptance criteria|definition of done)\b[^:` + "`" + `]*(:|$)`)
	// leadIn is a sentence that leads to a list of commands: "Run these in order:".
	leadIn        = regexp.MustCompile(`(?i)^(?:please\s+)?(?:re-?)?(?:run|execute|paste|attach|record|show|provide|include)\b[^` + "`" + `]*:$`)
	globalHeading = regexp.MustCompile(`(?i)\bglobal\b.*\b(commands?|validation)\b`)
	// globalOf is a heading of one set of several, whose name is the group.
	globalOf      = regexp.MustCompile(`(?i)^(.*\bglobal\b.*?\b(?:commands?(?: set)?|validation(?: baseline)?))\s*[:—–-]\s*(\S.*)$`)
	globalMention = regexp.MustCompile(`(?i)\bglobal (command set|commands|validation baseline)\b`)
)

// Parse reads a plan by the grammar of its tracker; it accepts any bytes, of which the
// first MaxSize count. What it does not understand asks for nothing.
func Parse(path string, source []byte, g tracker.Grammar) *Plan {
	if len(source) > MaxSize {
		source = source[:MaxSize]
	}
	body := bytes.TrimPrefix(source, []byte("\ufeff"))
	mark := len(source) - len(body)
	r := &reader{
		plan:   &Plan{Paths: []string{path}, Packets: map[string]*Packet{}},
		path:   path,
		body:   body,
		places: tracker.NewPositions(body, mark),
		mark:   mark,
		ids:    word.NewIDs(g.IDs),
	}
	r.headings = word.NewHeadings(g.PacketHeadings, r.ids)
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
	// listWaits lists packets, no commands.
	listWaits
)

// reader goes through a plan's blocks in order, knowing under which packet and
// which label it is.
type reader struct {
	plan   *Plan
	path   string
	body   []byte
	places *tracker.Positions
	// mark is the size of the byte-order mark.
	mark     int
	ids      word.IDs
	headings []word.Heading

	packet *Packet
	// level is the level of the heading that opened the packet or the command set.
	level int
	list  list
	// depth is the list depth of the label; items below it belong to it.
	depth int
	// under is the label's or the command set's name.
	under string
	// set is the group that the command set's heading names, group the part of the set
	// that the commands that follow stand in.
	set, group string
	// graphed is true where fences hold a dependency graph.
	graphed bool
	// open is true behind a label with nothing behind it, where a sentence may lead to
	// the list.
	open bool
	// conditional and only are what the command set says of the commands that
	// follow: that they are asked for on a condition, or of these packets alone.
	conditional bool
	only        []string
}

func (r *reader) walk(parent ast.Node, depth int) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			r.heading(n.Level, r.lines(n.Lines()))
		case *ast.FencedCodeBlock:
			if r.language(n) == "mermaid" {
				r.mermaid(n.Lines())
				continue
			}
			r.graph(n.Lines())
			r.fence(n, depth)
		case *ast.List:
			r.walk(n, depth+1)
		case *ast.Paragraph, *ast.TextBlock:
			r.paragraph(n.Lines(), depth)
		default:
			r.walk(n, depth)
		}
	}
}

func (r *reader) heading(level int, t tracker.Text) {
	plain := strings.Trim(t.Value, "*_ ")
	id := r.headed(plain)
	r.graphed = graphName.MatchString(plain)
	switch {
	case id != "":
		r.packet = r.packetOf(id)
		r.level, r.list, r.group = level, listNone, ""
		if at := dependsOn.FindStringIndex(plain); at != nil {
			r.waits(strings.TrimRight(plain[at[1]:], ")"), t.Line)
		}
	case globalHeading.MatchString(plain):
		r.packet = nil
		r.level, r.list, r.depth, r.under, r.set = level, listGlobal, -1, unbracketed(plain), ""
		if m := globalOf.FindStringSubmatch(plain); m != nil {
			r.under, r.set = unbracketed(m[1]), m[2]
		}
		r.conditional, r.only, r.group = false, nil, r.set
	case level > r.level && (r.packet != nil || r.list == listGlobal):
		if r.packet != nil {
			r.list, r.under = label(plain)
			r.depth, r.open = -1, r.list != listNone
		} else {
			r.part(plain)
		}
	default:
		r.packet, r.list, r.group = nil, listNone, ""
	}
}

// headed is the id of the packet that a heading begins, empty if it begins none.
func (r *reader) headed(heading string) string {
	for _, form := range r.headings {
		if id, _, sure, ok := form.Match(word.Plain(heading)); ok && (sure || r.id(id) == id) {
			return id
		}
	}
	if id := r.ids.Configured(heading); id != "" {
		return id
	}
	if m := packetHeading.FindStringSubmatch(heading); m != nil {
		return m[1] + m[2]
	}
	return ""
}

// packetOf finds a packet of the plan, or adds it.
func (r *reader) packetOf(id string) *Packet {
	packet := r.plan.Packets[id]
	if packet == nil {
		packet = &Packet{ID: id}
		r.plan.Packets[id] = packet
	}
	return packet
}

// lines joins the lines of a block. Raw is the source from the first line's start
// to the last line's end, so that offsets within it are offsets of the source.
func (r *reader) lines(segments *text.Segments) tracker.Text {
	return r.joined(segments, 0, segments.Len())
}

func (r *reader) joined(segments *text.Segments, from, to int) tracker.Text {
	if from >= to {
		return tracker.Text{}
	}
	return r.places.Text(segments.At(from).Start, segments.At(to-1).Stop)
}

// paragraph reads a paragraph or the text of an item. Markdown takes a line behind it as
// more of it; one that is a label stands for itself: behind an item any at the margin,
// in a paragraph one that is known.
func (r *reader) paragraph(segments *text.Segments, depth int) {
	from := 0
	for i := 1; i < segments.Len(); i++ {
		at := segments.At(i)
		labels := marginLabel
		if depth == 0 {
			labels = knownLabel
		}
		if r.body[at.Start-1] == '\n' && labels.Match(at.Value(r.body)) {
			r.text(r.joined(segments, from, i), depth)
			from, depth = i, 0
		}
	}
	r.text(r.joined(segments, from, segments.Len()), depth)
}

// within is a part of a text.
func (r *reader) within(t tracker.Text, from, to int) tracker.Text {
	start := t.Start - r.mark
	return r.places.Text(start+from, start+to)
}

// text reads one paragraph or item.
func (r *reader) text(t tracker.Text, depth int) {
	t = r.within(t, len(taskBox.FindString(t.Raw)), len(t.Raw))
	if r.list == listGlobal {
		r.global(t, depth)
		return
	}
	r.graphed = r.graphed || depth == 0 && strings.HasSuffix(t.Value, ":") && graphName.MatchString(t.Value)
	rows := tableOf(t.Raw)
	if len(rows) > 0 && r.labelled(t, rows) {
		return
	}
	if r.packet == nil || r.waiting(t, depth) {
		return
	}
	plain := strings.TrimLeft(t.Value, "*_ ")
	opened := r.open
	r.open = false
	switch l, under := label(plain); {
	case l != listNone:
		r.list, r.under, r.depth = l, under, depth
		t = r.within(t, len(labelText.FindString(t.Raw)), len(t.Raw))
		rows = tableOf(t.Raw)
		r.open = strings.Trim(t.Value, "*_ ") == ""
	case opened && leadsIn(t.Value):
		r.open = true
	case opened && depth == r.depth && !knownLabel.MatchString(t.Value) && !strings.HasSuffix(t.Value, ":"):
		// The sentence right behind a label belongs to it.
	case depth < r.depth || depth == r.depth && len(rows) == 0 && !onlyCode(t.Raw):
		r.list = listNone
	}
	r.mention(t)
	if r.list == listNone || r.list == listWaits {
		return
	}
	if len(rows) > 0 {
		r.ask(r.table(t, rows))
		return
	}
	r.ask(r.commands(t, r.list != listExit))
}

// leadsIn tells whether a sentence leads to a list of commands to run.
func leadsIn(s string) bool {
	if !leadIn.MatchString(s) || wordsAround(s, "").denied() {
		return false
	}
	at := ifWord.FindStringIndex(s)
	return at == nil || noCondition.MatchString(s[at[0]:])
}

// ask adds commands to what the packet's label, or the command set, asks for.
func (r *reader) ask(commands []Command) {
	switch r.list {
	case listEvidence:
		r.packet.Evidence = append(r.packet.Evidence, commands...)
	case listChecks:
		r.packet.Checks = append(r.packet.Checks, commands...)
	case listExit:
		r.packet.Exit = append(r.packet.Exit, commands...)
	case listGlobal:
		switch {
		case r.conditional:
		case len(r.only) == 0:
			r.plan.Commands = append(r.plan.Commands, commands...)
		default:
			for _, id := range r.only {
				packet := r.packetOf(id)
				packet.Named = append(packet.Named, commands...)
			}
		}
	}
}

// global reads one paragraph or item of the command set. A paragraph that ends
// with a colon says of whom, or when, the commands below it are asked.
func (r *reader) global(t tracker.Text, depth int) {
	name, ends := strings.CutSuffix(strings.Trim(t.Value, "*_ "), ":")
	if bold := depth == 0 && !ends && strings.HasPrefix(t.Value, "**") && strings.HasSuffix(t.Value, "**"); depth == 0 && (ends || bold) && !strings.Contains(t.Value, "`") {
		r.part(strings.Trim(name, "*_ "))
	}
	if rows := tableOf(t.Raw); len(rows) > 0 {
		r.ask(r.table(t, rows))
		return
	}
	r.ask(r.commands(t, depth > 0 || onlyCode(t.Raw)))
}

// part starts a part of the command set. A sentence, such as "Run after every packet:",
// is no name of one.
func (r *reader) part(name string) {
	r.conditional = condition.MatchString(name) && !noCondition.MatchString(name)
	r.only = r.named(name)
	switch {
	case leadIn.MatchString(name + ":"):
		r.group = r.set
	case r.set != "":
		r.group = r.set + ", " + name
	default:
		r.group = name
	}
}

// label reads a text that starts with a label, listNone if it starts with none.
func label(s string) (l list, name string) {
	m := labelPattern.FindStringSubmatch(s)
	if m == nil {
		return listNone, ""
	}
	switch word := strings.ToLower(m[1]); {
	case strings.Contains(word, "evidence"):
		return listEvidence, m[1]
	case strings.Contains(word, "criteria"), strings.HasPrefix(word, "definition"):
		return listExit, m[1]
	default:
		return listChecks, m[1]
	}
}

// unbracketed is a heading without what it has in brackets.
func unbracketed(s string) string {
	return strings.Join(strings.Fields(brackets.ReplaceAllString(s, " ")), " ")
}
