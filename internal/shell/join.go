package shell

import (
	"regexp"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// safe is a word that means itself wherever it stands but first.
var safe = regexp.MustCompile(`^[A-Za-z0-9_@%+:,./=-]+$`)

// Join writes words as one command on one line, quoted where they must be: a shell that
// reads it runs these words, and Parse reads them, those with characters that cannot be
// printed as they are written, and none with `${{`, where GitHub's expressions begin. Words
// must not hold zero bytes, which no program can be given.
func Join(words []string) string {
	out := make([]string, len(words))
	for i, word := range words {
		switch {
		case i == 0 && !firstAsItIs(word):
			out[i] = quoted(word)
			if out[i] == word {
				out[i] = "'" + word + "'"
			}
		case safe.MatchString(word):
			out[i] = word
		default:
			out[i] = quoted(word)
		}
	}
	return strings.Join(out, " ")
}

// firstAsItIs tells whether a word is a program's name to the shell: it is no assignment,
// and none of the shell's own words such as `time` or `if`.
func firstAsItIs(word string) bool {
	read, err := Parse(word + " x")
	return safe.MatchString(word) && err == nil && len(read) == 1 && slices.Equal(read[0].Words, []string{word, "x"})
}

// quoted is a word as bash reads it.
func quoted(word string) string {
	text, err := syntax.Quote(word, syntax.LangBash)
	if err != nil { // a zero byte
		return "''"
	}
	return text
}
