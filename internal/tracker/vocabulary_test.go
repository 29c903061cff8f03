package tracker

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp/syntax"
	"strconv"
	"strings"
	"testing"
)

// wordPlaces are the lines of a small tracker in which a word stands for "@".
var wordPlaces = []string{
	"> @: x", "> @", "$ @: x", "$ @", "@: x", "@:", "@", "**@**", "- @: x", "1. @", "- [x] @", "- [x] P0 @", "- [x] `a b` -> @",
	"`a b` @", "Verdict: @", "Commit: @", "Blocked by: @", "Findings: @", "| @ | x |\n|---|---|\n| @ | @ |", "### @", "```@",
}

// placesTracker is a small tracker with a place below its board, among a packet's lines, in its
// record and in a fence there, which a field and a prompt follow.
const placesTracker = `| Packet | Status |
|---|---|
| A-1 | DONE |

@

## A-1: x

@

### A-1 Review Record

Verdict: APPROVED
@
Commit: x

` + "```" + `
Commands run + exit codes:
1. a b -> exit 0
@
Commit: x
$ verdict: y
` + "```\n"

// Every word that the grammar knows stands once in every place of a small tracker: two
// readers that each leave a line to the other would never return.
func TestEveryWordInEveryPlace(t *testing.T) {
	words := grammarWords(t)
	if len(words) < 1000 {
		t.Fatalf("the grammar has %d words: are its files found?", len(words))
	}
	for _, word := range words {
		for _, place := range wordPlaces {
			line := strings.ReplaceAll(place, "@", word)
			Parse("t.md", []byte(strings.ReplaceAll(placesTracker, "@", line)), Grammar{})
		}
	}
}

// grammarWords are the strings of this room's code and of word's, and of each regular
// expression there a short text for every branch.
func grammarWords(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, dir := range []string{".", "../word"} {
		found, _ := filepath.Glob(filepath.Join(dir, "*.go"))
		files = append(files, found...)
	}
	const longest = 40 // of a word; others are messages
	seen := map[string]bool{}
	var words []string
	add := func(s string) {
		if s = strings.TrimSpace(s); s != "" && len(s) <= longest && !seen[s] && !strings.ContainsAny(s, "\n%") {
			seen[s] = true
			words = append(words, s)
		}
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			s, _ := strconv.Unquote(lit.Value)
			if expr, err := syntax.Parse(s, syntax.Perl); err == nil && strings.ContainsAny(s, `\(|[`) {
				branches(expr, add)
			} else {
				add(s)
			}
			return true
		})
	}
	return words
}

// branches gives a short text for every branch of an expression.
func branches(expr *syntax.Regexp, add func(string)) {
	if expr.Op == syntax.OpConcat || expr.Op == syntax.OpLiteral {
		add(shortest(expr))
	}
	for _, sub := range expr.Sub {
		branches(sub, add)
	}
}

// shortest is a short text that an expression matches.
func shortest(expr *syntax.Regexp) string {
	switch expr.Op {
	case syntax.OpLiteral:
		return string(expr.Rune)
	case syntax.OpCharClass:
		if len(expr.Rune) > 0 {
			return string(max(expr.Rune[0], ' '))
		}
	case syntax.OpCapture, syntax.OpPlus, syntax.OpAlternate:
		return shortest(expr.Sub[0])
	case syntax.OpRepeat:
		return strings.Repeat(shortest(expr.Sub[0]), min(expr.Min, 8))
	case syntax.OpConcat:
		var out strings.Builder
		for _, sub := range expr.Sub {
			out.WriteString(shortest(sub))
		}
		return out.String()
	}
	return ""
}
