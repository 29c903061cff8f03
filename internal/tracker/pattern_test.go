package tracker

import (
	"regexp"
	"testing"
)

// FuzzPattern holds every look before an expression against the expression itself.
func FuzzPattern(f *testing.F) {
	for _, p := range []*pattern{
		exitPattern, failedPattern, passedPattern, spokenOf, takesBack[0].form, takesBack[7].form, crosses, asideMark, clauseEnd, verdictPattern,
		boldName, dashes, placeholder, struckOut, hashPattern, exitLine, prompts[0], prompts[1], lookalikeBox, opensFence,
	} {
		for _, text := range []string{
			"", "exit 0", "→ exit code: 1, then", "2 tests failed", "x ❌", "**Verdict:** ok", "** — done", "~~a~~", "$ go test", "me@host:~$ make",
			"[ ]x", "☐ a", "```go", "was ſkipped", "oK", "abcdef0", "<reason>", "a.\xff b",
		} {
			f.Add(p.String(), text)
		}
	}
	f.Add(`\b(?:a|Kb)$|^c`, "x Kb")
	f.Add(`\Bb`, "ab")
	f.Add(`(?m)^b`, "a\nb")
	f.Fuzz(func(t *testing.T, expr, text string) {
		if _, err := regexp.Compile(expr); err != nil || len(expr) > 1000 {
			return
		}
		p := newPattern(expr)
		if p.Regexp.MatchString(text) && !mayMatch(p, text) {
			t.Errorf("%q matches %q, but the look rules it out", expr, text)
		}
		if p.Regexp.Match([]byte(text)) != p.Match([]byte(text)) {
			t.Errorf("%q reads the bytes of %q in another way", expr, text)
		}
	})
}
