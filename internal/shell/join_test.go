package shell

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestJoin(t *testing.T) {
	for want, words := range map[string][]string{
		"go test ./... -count=1":              {"go", "test", "./...", "-count=1"},
		`go test -run 'A|B' ./internal/...`:   {"go", "test", "-run", "A|B", "./internal/..."},
		`grep -c "it's" f`:                    {"grep", "-c", "it's", "f"},
		`echo '' 'a b' '$HOME' '*.go' '~'`:    {"echo", "", "a b", "$HOME", "*.go", "~"},
		`'CGO_ENABLED=0' go build`:            {"CGO_ENABLED=0", "go", "build"},
		`'if' x`:                              {"if", "x"},
		`'export' A=1`:                        {"export", "A=1"},
		`echo $'a\nb' $'\xff' $'\u202e'`:      {"echo", "a\nb", "\xff", "\u202e"},
		"printf '`x`'":                        {"printf", "`x`"},
		`npm run test -- --project=unit @a/b`: {"npm", "run", "test", "--", "--project=unit", "@a/b"},
	} {
		if got := Join(words); got != want {
			t.Errorf("%q: %s, want %s", words, got, want)
		}
	}
}

// words are what programs are given.
var words = rapid.SliceOfN(rapid.OneOf(
	rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("ab=-'\"`$\\ {},*?[]!~#;&|<>()\n\r\t.:/@%^+é\u202e"))),
	rapid.SampledFrom([]string{"if", "time", "!", "{", "}", "[[", "case", "function", "let", "declare", "coproc", "a=b", "-n", "--x=y", "cd", "\xff\xfe"}),
), 1, 6).Filter(func(words []string) bool {
	return words[0] != "" && !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(w, "\x00") })
})

// TestJoinedWordsAreReadAgain holds Join to Parse.
func TestJoinedWordsAreReadAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := words.Draw(t, "words")
		if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(w, "${{") }) { // GitHub's own
			t.Skip()
		}
		text := Join(words)
		if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Fatalf("%q holds what cannot be printed", text)
		}
		read, err := Parse(text)
		if steers[words[0]] && !listed[words[0]] { // the shell's own, no programs
			t.Skip()
		}
		for i, word := range words { // compared as they are written
			if strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar }) {
				words[i] = quoted(word)
				if len(read) == 1 {
					read[0].Expanded = slices.DeleteFunc(read[0].Expanded, func(n int) bool { return n == i })
				}
			}
		}
		if err != nil || len(read) != 1 || !slices.Equal(read[0].Words, words) || len(read[0].Expanded) > 0 || read[0].Dynamic || read[0].Dir != "" || len(read[0].Env) > 0 {
			t.Fatalf("%q -> %s -> %+v %v", words, text, read, err)
		}
	})
}

// TestBashReadsJoinedWords holds Join to the shell that runs claims.
func TestBashReadsJoinedWords(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		words := words.Draw(t, "words")
		out, err := exec.Command(bash, "-c", `printf '%s\0' `+Join(append([]string{"x"}, words...))).Output()
		if want := "x\x00" + strings.Join(words, "\x00") + "\x00"; err != nil || string(out) != want {
			t.Fatalf("%q, want %q: %v", out, want, err)
		}
	})
}
