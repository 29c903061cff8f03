package tracker

import "strings"

// What emphasis, a link, mathematics or HTML put around a command changes nothing of
// what the page shows: the command and its outcome.
var (
	opening = newPattern("^(?:[*_~$\\s\\p{Z}\\p{Cf}]|\\[|\\\\?`|<(?:a|b|code|em|i|kbd|samp|strong|tt)(?:\\s[^<>]*)?>)+")
	closing = newPattern("^(?:[*_~$]|\\p{Cf}|\\]\\([^()\\s]*(?:\\s+\"[^\"]*\")?\\)|\\]\\[[^\\[\\]]*\\]|\\]|\\\\?`|</(?:a|b|code|em|i|kbd|samp|strong|tt)\\s*>)+")
	closers = newPattern("(?:[*_~$\\s\\p{Z}\\p{Cf}]|\\]\\([^()\\s]*(?:\\s+\"[^\"]*\")?\\)|\\]\\[[^\\[\\]]*\\]|\\]|\\\\?`|</(?:a|b|code|em|i|kbd|samp|strong|tt)\\s*>)+$")
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
