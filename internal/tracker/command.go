package tracker

import "strings"

// What emphasis, a link, mathematics or HTML put around a command changes nothing of
// what the page shows: the command and its outcome.
const (
	styles       = `(?:a|b|code|em|i|kbd|samp|strong|tt)`
	behindTarget = `\]\([^()\s]*(?:\s+"[^"]*")?\)|\]\[[^\[\]]*\]|\]` // of a link
	behindIt     = behindTarget + "|\\\\?`|</" + styles + `\s*>`
)

var (
	opening = newPattern(`^(?:[*_~$\s\p{Z}\p{Cf}]|\[|` + "\\\\?`|<" + styles + `(?:\s[^<>]*)?>)+`)
	closing = newPattern(`^(?:[*_~$\p{Cf}]|` + behindIt + `)+`)
	closers = newPattern(`(?:[*_~$\s\p{Z}\p{Cf}]|` + behindIt + `)+$`)
)

// decorated tells whether a text is nothing but what stands around a command.
func decorated(before string) bool {
	return !strings.ContainsFunc(opening.ReplaceAllString(before, ""), isWordRune)
}

// flagged matches a word by which a text is known for a command: a flag, a path, a
// setting.
var flagged = newPattern(`\s(?:-{1,2}\w|\S*[/=]|\S+\.\w)`)

// tools are programs whose arguments may be plain words.
var tools = map[string]bool{
	"bash": true, "bazel": true, "bun": true, "bundle": true, "cargo": true, "composer": true, "deno": true, "docker": true, "dotnet": true,
	"go": true, "gradle": true, "just": true, "make": true, "mix": true, "mvn": true, "node": true, "npm": true, "npx": true, "pip": true,
	"pnpm": true, "poetry": true, "pytest": true, "python": true, "python3": true, "rake": true, "sbt": true, "sh": true, "swift": true,
	"task": true, "terraform": true, "tox": true, "uv": true, "yarn": true, "zig": true,
}

// plainCommand tells whether words that are not marked as code are a command.
func plainCommand(s string) bool {
	m := program.FindStringSubmatch(s + " ")
	return m != nil && !notPrograms[m[1]] && (tools[m[1]] || flagged.MatchString(s))
}

// commandSpan finds the code span that is the command: the first, or where that is a
// path or a name without an outcome, one that an exit code stands right behind.
func commandSpan(text string) (CodeSpan, bool) {
	found := CodeSpans(text)
	if len(found) == 0 {
		return CodeSpan{}, false
	}
	first := found[0]
	if len(found) == 1 || commandLike(text[first.Start:first.End]) || exitBehind(text, found, 0) {
		return first, true
	}
	for i, span := range found[1:] {
		if commandLike(text[span.Start:span.End]) && exitBehind(text, found, i+1) {
			return span, true
		}
	}
	return first, true
}

var oneWord = newPattern(`^(?:\./\S+|[a-z][a-z0-9_-]*)$`)

// commandLike tells whether a code span with nothing behind it can be a command
// rather than a file or a name.
func commandLike(s string) bool {
	return strings.ContainsAny(s, " \t") || oneWord.MatchString(s)
}

// notPrograms are words that start a code span which is code and no command.
var notPrograms = map[string]bool{
	"type": true, "func": true, "import": true, "export": true, "const": true, "var": true, "let": true,
	"class": true, "interface": true, "struct": true, "def": true, "return": true, "select": true, "package": true,
}

var program = newPattern(`^(?:[A-Za-z_]\w*=\S*\s+)*([a-z0-9./_~-]+)\s`)

// runnable tells whether a code span reads like a program with its arguments.
func runnable(s string) bool {
	m := program.FindStringSubmatch(s)
	return m != nil && !notPrograms[m[1]]
}
