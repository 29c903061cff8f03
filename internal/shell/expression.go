package shell

import (
	"regexp"
	"strings"
)

// A `${{ }}` expression is replaced before the shell sees the script, by text
// that may hold anything. For parsing, each becomes a word of the same length:
// one private-use rune that numbers it, then a padding of x.
const (
	firstMark = '\uE000'
	lastMark  = '\uF8FF'
	markSize  = len("\uE000")
)

// harmlessExpression matches the expressions whose value cannot hold shell
// syntax: numbers, hashes, names that GitHub restricts, conclusions, paths of the
// runner.
var harmlessExpression = regexp.MustCompile(`^(?:` +
	`github\.(?:sha|run_id|run_number|run_attempt|repository|repository_owner|repository_id|event_name|workspace|token|server_url|api_url|graphql_url|job)` +
	`|github\.event\.(?:number|before|after)` +
	`|github\.event\.pull_request\.(?:number|head\.sha|base\.sha)` +
	`|runner\.(?:os|arch|temp|tool_cache|workspace)` +
	`|secrets\.GITHUB_TOKEN` +
	`|[^|']*(?:'[^']*'[^|']*)*&& *'[\w./=-]*' *\|\| *'[\w./=-]*'` + // one of two plain literals
	`|needs\.[\w-]+\.result|steps\.[\w-]+\.(?:outcome|conclusion)|job\.status|strategy\.job-(?:index|total)` +
	`|` + boolean +
	`)$`)

// boolean is the form of expressions that are true or false: comparisons and tests of
// texts, and such joined by && and ||.
const (
	boolean    = `!? *` + comparison + `(?: *(?:&&|\|\|) *!? *` + comparison + `)*`
	comparison = `(?:` + compared + ` *(?:==|!=|<=|>=|<|>) *` + compared + `|(?:contains|startsWith|endsWith)\([^()']*(?:'[^']*'[^()']*)*\)|(?:always|success|failure|cancelled)\(\))`
	compared   = `(?:[\w.*-]+|'[^']*')`
)

// booleanExpression matches a `${{ }}` that is true or false.
var booleanExpression = regexp.MustCompile(`^\$\{\{ *(?:` + boolean + `) *\}\}$`)

// expressions are the `${{ }}` expressions of one text.
type expressions struct {
	texts []string
	// injected is the offset of the first whose value could hold shell syntax, -1
	// if there is none.
	injected int
}

// mask replaces every expression of text, to the same length. It returns false
// when it cannot: an expression that does not end, too many of them, or a text
// that uses the private-use runes itself.
func mask(text string) (string, expressions, bool) {
	found := expressions{injected: -1}
	if strings.ContainsFunc(text, isMark) {
		return "", found, false
	}
	var out strings.Builder
	rest := text
	for {
		start := strings.Index(rest, "${{")
		if start < 0 {
			out.WriteString(rest)
			return out.String(), found, true
		}
		size := expressionSize(rest[start:])
		if size < 0 || len(found.texts) > lastMark-firstMark {
			return "", found, false
		}
		out.WriteString(rest[:start])
		expression := rest[start : start+size]
		if found.injected < 0 && !harmlessExpression.MatchString(inner(expression)) {
			found.injected = out.Len()
		}
		out.WriteRune(firstMark + rune(len(found.texts)))
		out.WriteString(strings.Repeat("x", size-markSize))
		found.texts = append(found.texts, expression)
		rest = rest[start+size:]
	}
}

// expressionSize is the length of the expression that text begins with, -1 if it
// does not end. Within quotes `}}` is text; a quote is doubled to stand in them.
func expressionSize(text string) int {
	quoted := false
	for i := len("${{"); i < len(text); i++ {
		switch {
		case text[i] == '\'':
			quoted = !quoted
		case !quoted && strings.HasPrefix(text[i:], "}}"):
			return i + len("}}")
		}
	}
	return -1
}

// inner is the expression without its braces.
func inner(expression string) string {
	return strings.TrimSpace(expression[len("${{") : len(expression)-len("}}")])
}

func isMark(r rune) bool { return r >= firstMark && r <= lastMark }

// restore puts the expressions back into a part of the masked text.
func (e expressions) restore(masked string) string {
	if len(e.texts) == 0 || !strings.ContainsFunc(masked, isMark) {
		return masked
	}
	var out strings.Builder
	skip := 0
	for _, r := range masked {
		switch {
		case isMark(r) && int(r-firstMark) < len(e.texts):
			text := e.texts[r-firstMark]
			out.WriteString(text)
			skip = len(text) - markSize
		case skip > 0:
			skip--
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// injection is the first expression whose value could hold shell syntax.
func (e expressions) injection() string {
	for _, text := range e.texts {
		if !harmlessExpression.MatchString(inner(text)) {
			return text
		}
	}
	return ""
}
