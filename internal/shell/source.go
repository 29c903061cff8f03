package shell

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"mvdan.cc/sh/v3/syntax"
)

// MaxScript is the longest script that is analysed, in bytes.
const MaxScript = 256 << 10

// maxOperators bounds the brackets, pipes and the like of a script, and so the
// depth to which the parser and the analysis can recurse.
const maxOperators = 8192

// source is a parsed text.
type source struct {
	text        string
	expressions expressions
	file        *syntax.File
	dialect     syntax.LangVariant
	// lines are the offsets at which lines begin.
	lines []int
}

// parseSource parses text in a dialect. Its errors are a few words for a reason.
func parseSource(text string, dialect syntax.LangVariant) (*source, error) {
	switch {
	case len(text) > MaxScript:
		return nil, fmt.Errorf("it is longer than %d KiB", MaxScript>>10)
	case !utf8.ValidString(text):
		return nil, errors.New("it is not valid UTF-8")
	case strings.ContainsAny(text, "\x00\r"):
		return nil, errors.New("it holds a NUL byte or a carriage return")
	}
	operators := 0
	for i := range len(text) {
		switch text[i] {
		case '(', '{', '[', '`', '&', '|':
			operators++
		}
	}
	if operators > maxOperators {
		return nil, fmt.Errorf("it has more than %d brackets and operators", maxOperators)
	}
	masked, found, ok := mask(text)
	if !ok {
		return nil, errors.New("its `${{ }}` expressions cannot be told apart")
	}
	parser := syntax.NewParser(syntax.Variant(dialect))
	file, err := parser.Parse(strings.NewReader(masked), "")
	if err != nil {
		return nil, syntaxError(err)
	}
	s := &source{text: text, expressions: found, file: file, dialect: dialect, lines: []int{0}}
	for i := range len(text) {
		if text[i] == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
	return s, nil
}

// syntaxError says where and what; the parser's words for the place are ours.
func syntaxError(err error) error {
	var parse syntax.ParseError
	if errors.As(err, &parse) {
		return fmt.Errorf("syntax error in line %d: %s", parse.Pos.Line(), plain(parse.Text))
	}
	var language syntax.LangError
	if errors.As(err, &language) {
		return fmt.Errorf("line %d needs another shell: %s", language.Pos.Line(), plain(language.Feature))
	}
	return errors.New("it cannot be parsed")
}

// between is the source text from one position to another.
func (s *source) between(from, to syntax.Pos) string {
	a, b := int(from.Offset()), int(to.Offset())
	if a > b || b > len(s.text) {
		return ""
	}
	return s.text[a:b]
}

// of is the source text of a node.
func (s *source) of(n syntax.Node) string { return s.between(n.Pos(), n.End()) }
