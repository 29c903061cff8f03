package shell

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Pattern is a command, or several joined by &&, in which each {name} outside of quotes
// captures one word, or a part of one.
type Pattern struct {
	// names are the captures in the order of the text; between are the texts around them.
	names   []string
	between []string
	// commands have firstCapture + i in the place of the capture i.
	commands []Command
}

// firstCapture is a private-use rune; no command that is read holds those of Unicode's
// supplementary planes other than as text to compare.
const firstCapture = '\U000F0000'

var (
	capture = regexp.MustCompile(`\{([a-z][a-z0-9_-]*)\}`)
	// captured matches what a capture may stand for: no space, no operator, nothing that
	// a shell expands, and no start of an option or an assignment.
	captured = regexp.MustCompile(`^[\w./:@][\w./:@+-]*$`)
)

// ParsePattern reads a pattern as Parse reads a command. It returns an error where that
// does, and where a capture is not a word of a command, or a part of one, of its own;
// the pattern then still tells its captures, but matches nothing.
func ParsePattern(text string) (Pattern, error) {
	text = strings.TrimSpace(text)
	if strings.ContainsFunc(text, func(r rune) bool { return r >= firstCapture }) {
		return Pattern{}, errors.New("it holds characters that no font shows")
	}
	s, err := parseSource(text, syntax.LangBash)
	if err != nil {
		return Pattern{}, fmt.Errorf("the command cannot be read: %w", err)
	}
	var p Pattern
	var marked strings.Builder
	end := 0
	for _, at := range s.captures() {
		p.between = append(p.between, text[end:at[0]])
		marked.WriteString(text[end:at[0]])
		marked.WriteRune(firstCapture + rune(len(p.names)))
		p.names = append(p.names, text[at[0]+1:at[1]-1])
		end = at[1]
	}
	p.between = append(p.between, text[end:])
	marked.WriteString(text[end:])
	commands, err := Parse(marked.String())
	if err != nil {
		return p, errors.New(p.shown(err.Error()))
	}
	if err := p.check(commands); err != nil {
		return p, err
	}
	p.commands = commands
	return p, nil
}

// captures are the offsets of the captures, which stand unquoted in words.
func (s *source) captures() [][]int {
	var out [][]int
	syntax.Walk(s.file, func(node syntax.Node) bool {
		switch n := node.(type) {
		case *syntax.SglQuoted, *syntax.DblQuoted, *syntax.ParamExp, *syntax.CmdSubst, *syntax.ArithmExp, *syntax.ProcSubst, *syntax.ExtGlob, *syntax.Redirect:
			return false
		case *syntax.Lit:
			first, text := int(n.Pos().Offset()), s.of(n)
			for _, at := range capture.FindAllStringIndex(text, -1) {
				if at[0] == 0 || text[at[0]-1] != '\\' {
					out = append(out, []int{first + at[0], first + at[1]})
				}
			}
		}
		return true
	})
	slices.SortFunc(out, func(a, b []int) int { return a[0] - b[0] })
	return out
}

func (p Pattern) check(commands []Command) error {
	seen := map[rune]bool{}
	for _, c := range commands {
		if _, i, _ := p.cut(c.Words[0]); i >= 0 && len(c.Words[0]) == len(string(firstCapture)) {
			return fmt.Errorf("{%s} stands for the program itself; write its name", p.names[i])
		}
		for _, word := range slices.Concat([]string{c.Dir}, c.Env, c.Words) {
			_, i, after := p.cut(word)
			if i < 0 {
				continue
			}
			seen[rune(i)] = true
			if _, other, _ := p.cut(after); other >= 0 {
				return fmt.Errorf("{%s} and {%s} stand in one word, where nothing tells which part of it is whose; use one", p.names[i], p.names[other])
			}
		}
	}
	for i, name := range p.names {
		if !seen[rune(i)] {
			return fmt.Errorf("{%s} is no part of a word of the command there", name)
		}
	}
	return nil
}

// shown is a text with the captures by their names.
func (p Pattern) shown(text string) string {
	for before, i, after := p.cut(text); i >= 0; before, i, after = p.cut(text) {
		text = before + "{" + p.names[i] + "}" + after
	}
	return text
}

// cut splits a word around its first capture, whose index is -1 where there is none.
func (p Pattern) cut(word string) (before string, index int, after string) {
	at := strings.IndexFunc(word, func(r rune) bool { return r >= firstCapture && int(r-firstCapture) < len(p.names) })
	if at < 0 {
		return word, -1, ""
	}
	rest := word[at:]
	size := len(string(firstCapture))
	return word[:at], int([]rune(rest[:size])[0] - firstCapture), rest[size:]
}

// Captures are the names of the captures, sorted, each once.
func (p Pattern) Captures() []string {
	return slices.Compact(slices.Sorted(slices.Values(p.names)))
}

// Match gives what the captures stand for in commands of a claim, and false where these
// are others than the pattern's, or a capture would stand for two texts or for one that
// is not plain.
func (p Pattern) Match(commands []Command) (map[string]string, bool) {
	values := map[string]string{}
	ok := slices.EqualFunc(p.commands, commands, func(want, got Command) bool {
		return want.Negated == got.Negated && slices.Equal(want.Expanded, got.Expanded) && p.match(want.Dir, got.Dir, values) &&
			p.matchAll(want.Env, got.Env, values) && p.matchAll(want.Words, got.Words, values)
	})
	return values, ok && len(commands) > 0
}

func (p Pattern) matchAll(want, got []string, values map[string]string) bool {
	return slices.EqualFunc(want, got, func(w, g string) bool { return p.match(w, g, values) })
}

func (p Pattern) match(want, got string, values map[string]string) bool {
	before, i, after := p.cut(want)
	if i < 0 {
		return want == got
	}
	got, begins := strings.CutPrefix(got, before)
	value, ends := strings.CutSuffix(got, after)
	if !begins || !ends || !captured.MatchString(value) || slices.Contains(strings.Split(value, "/"), "..") {
		return false
	}
	old, known := values[p.names[i]]
	values[p.names[i]] = value
	return !known || old == value
}

// Fill is the text with the captures' values, false where it would then hold other
// commands than the pattern with these values for its captures.
func (p Pattern) Fill(values map[string]string) (string, bool) {
	var out strings.Builder
	for i, name := range p.names {
		out.WriteString(p.between[i] + values[name])
	}
	text := out.String() + p.between[len(p.names)]
	commands, err := Parse(text)
	if err != nil {
		return "", false
	}
	again, ok := p.Match(commands)
	for name, value := range again {
		ok = ok && values[name] == value
	}
	return text, ok
}
