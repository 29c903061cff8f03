package word

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxID is how long an id may be, in bytes.
const maxID = 40

// builtinID is the built-in form of an id: ASCII, such as RC-00, SB5-00, W1-A, P1,
// 03a, 0.5 or a bare 00.
const builtinID = `[A-Za-z0-9]+(?:[-._][A-Za-z0-9]+)*`

var builtin = regexp.MustCompile(`^` + builtinID)

// The bounds of a pattern, in bytes and in instructions of the compiled program.
const (
	maxPattern = 200
	maxProgram = 500
)

// IDs reads packet ids: those of the built-in form, which have a digit, and those of
// configured patterns. The zero value reads the built-in form.
type IDs struct {
	patterns []string
	compiled []*regexp.Regexp
}

// NewIDs makes a reader of ids; patterns that CheckID refuses match nothing.
func NewIDs(patterns []string) IDs {
	var x IDs
	for _, p := range patterns {
		closed, err := closedID(p)
		if err != nil {
			continue
		}
		compiled := regexp.MustCompile(`^(?:` + closed + `)`)
		compiled.Longest()
		x.patterns, x.compiled = append(x.patterns, closed), append(x.compiled, compiled)
	}
	return x
}

// CheckID returns an error that says what is wrong with a pattern of ids.
func CheckID(pattern string) error {
	_, err := closedID(pattern)
	return err
}

// closedID is a pattern in a form that may stand within another: its own may end in \Q,
// which quotes whatever follows.
func closedID(pattern string) (string, error) {
	if strings.TrimSpace(pattern) == "" {
		return "", errors.New("the expression is empty; write one such as [A-Z]{2,5}-[a-z]+")
	}
	if len(pattern) > maxPattern {
		return "", fmt.Errorf("the expression has %d bytes; it may have %d at most", len(pattern), maxPattern)
	}
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		var bad *syntax.Error
		if errors.As(err, &bad) {
			return "", fmt.Errorf("this is no regular expression of RE2: %s at %s", bad.Code, bad.Expr)
		}
		return "", fmt.Errorf("this is no regular expression of RE2: %w", err)
	}
	if holds(tree, syntax.OpBeginText, syntax.OpEndText, syntax.OpBeginLine, syntax.OpEndLine) {
		return "", errors.New("leave out ^ and $: the expression is always that of a whole id")
	}
	if strings.Join(tree.CapNames(), "") != "" {
		return "", errors.New("leave out the group's name; write (…)")
	}
	program, err := syntax.Compile(tree.Simplify())
	if err != nil || len(program.Inst) > maxProgram {
		return "", errors.New("the expression repeats too much; an id has 40 bytes at most")
	}
	closed := tree.String()
	whole := regexp.MustCompile(`^(?:` + closed + `)$`)
	for _, none := range []string{"", " ", "-", "—"} {
		if whole.MatchString(none) {
			return "", fmt.Errorf("the expression matches %q, which is no id", none)
		}
	}
	return closed, nil
}

// holds tells whether a part of an expression is of one of these kinds.
func holds(tree *syntax.Regexp, kinds ...syntax.Op) bool {
	return slices.Contains(kinds, tree.Op) || slices.ContainsFunc(tree.Sub, func(sub *syntax.Regexp) bool { return holds(sub, kinds...) })
}

// Cut reads an id at the start of a text and gives what follows. A sentence's full
// stop, or the dots of a range, belong to what follows.
func (x IDs) Cut(s string) (id, rest string, ok bool) {
	if id = x.Configured(s); id == "" {
		id = builtin.FindString(s)
		if len(id) > maxID || !strings.ContainsAny(id, "0123456789") {
			return "", s, false
		}
	}
	return id, s[len(id):], true
}

// Configured reads an id of the configured patterns at the start of a text, the
// longest where several match; empty if there is none.
func (x IDs) Configured(s string) string {
	id := ""
	for _, pattern := range x.compiled {
		// One character more would show that the id is too long.
		m := pattern.FindString(s[:min(len(s), maxID+utf8.UTFMax)])
		if len(m) > len(id) && len(m) <= maxID && !goesOn(s[len(m):]) {
			id = m
		}
	}
	return id
}

// goesOn tells whether the word before a text does not end there.
func goesOn(rest string) bool {
	r, size := utf8.DecodeRuneInString(rest)
	if r == '-' || r == '.' || r == '_' {
		r, _ = utf8.DecodeRuneInString(rest[size:])
	}
	return isWord(r)
}

// Run gives what could be an id of the built-in form at the start of a text, digit or
// none; empty if there is nothing.
func Run(s string) string { return builtin.FindString(s) }

// Whole tells whether a text is one id and nothing else.
func (x IDs) Whole(s string) bool {
	_, rest, ok := x.Cut(s)
	return ok && rest == ""
}
