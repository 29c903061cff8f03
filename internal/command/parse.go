package command

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
)

// Bounds within which the worst comment is read in a few seconds.
const (
	// maxBody is how many bytes of a comment are read: GitHub takes 65,536 characters.
	maxBody = 65_536
	// maxWord is more bytes than the longest command has, with its slash.
	maxWord = 32
	// maxNesting is how deep quotations and lists are read.
	maxNesting = 16
)

// Parse lists the commands of packetgate in a comment, each once, in the order in which
// they come. A command is the first word of a line, behind a slash. The line stands in a
// plain paragraph, as a reader sees it: not in a quotation, a list, a table, a heading, a
// footnote, code, a link, a comment or an element of HTML.
func Parse(comment string) []string {
	source := []byte(comment[:min(len(comment), maxBody)])
	var found []string
	var around elements
	for n := newParser().Parse(text.NewReader(source)).FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.HTMLBlock:
			around.read(n.Lines().Value(source))
			if n.HasClosure() {
				around.read(n.ClosureLine.Value(source))
			}
		case *ast.Paragraph:
			if delimiters.Match(n.Lines().Value(source)) {
				continue
			}
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				switch c := c.(type) {
				case *ast.RawHTML:
					around.read(c.Segments.Value(source))
				case *ast.Text:
					word := commandAt(source, c.Segment)
					if word != "" && len(around.open) == 0 && !slices.Contains(found, word) {
						found = append(found, word)
					}
				}
			}
		}
	}
	return found
}

// delimiters matches the row that makes a table of a paragraph. goldmark's own tables pad
// every row to the header's width, which hostile input turns into a square.
var delimiters = regexp.MustCompile(`(?m)^[ \t|:-]*-[ \t|:-]*\r?$`)

// commandAt is the command that a text begins with, empty where it begins with none or
// does not begin a line.
func commandAt(source []byte, s text.Segment) string {
	before := bytes.TrimRight(source[:s.Start], " \t")
	if len(before) > 0 && before[len(before)-1] != '\n' {
		return ""
	}
	line := source[s.Start:min(s.Start+maxWord, len(source))] // the text may end where markup begins
	word, isCommand := strings.CutPrefix(string(line), "/")
	if end := strings.IndexFunc(word, unicode.IsSpace); end >= 0 {
		word = word[:end]
	}
	if !isCommand || !slices.Contains(known, word) && !slices.Contains(later, word) {
		return ""
	}
	return word
}

// newParser makes a parser of what GitHub makes of a comment, as far as it tells plain
// lines from others.
func newParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewSetextHeadingParser(), 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(shallow{parser.NewListParser()}, 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(shallow{parser.NewBlockquoteParser()}, 800),
			util.Prioritized(parser.NewHTMLBlockParser(), 900),
			util.Prioritized(shallow{extension.NewFootnoteBlockParser()}, 999),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(parser.DefaultInlineParsers()...),
		parser.WithInlineParsers(util.Prioritized(extension.NewStrikethroughParser(), 500)),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)
}

// shallow keeps a container from opening deeper than maxNesting.
type shallow struct{ parser.BlockParser }

func (s shallow) Open(parent ast.Node, r text.Reader, pc parser.Context) (ast.Node, parser.State) {
	depth := 0
	for n := parent; n != nil; n = n.Parent() {
		depth++
	}
	if depth > 2*maxNesting { // a list is two nodes, itself and its item
		return nil, parser.NoChildren
	}
	return s.BlockParser.Open(parent, r, pc)
}

// elements are the elements of HTML that are open, the innermost last. One that is not
// closed in its turn stays open: what comes after it may be hidden or quoted.
type elements struct{ open []string }

func (e *elements) read(fragment []byte) {
	z := html.NewTokenizer(bytes.NewReader(fragment))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken, html.SelfClosingTagToken: // the slash of `<details/>` counts for nothing
			if name, _ := z.TagName(); !slices.Contains(void, string(name)) {
				e.open = append(e.open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if last := len(e.open) - 1; last >= 0 && e.open[last] == string(name) {
				e.open = e.open[:last]
			}
		}
	}
}

// void are the elements without content
// (https://html.spec.whatwg.org/multipage/syntax.html#void-elements).
var void = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
