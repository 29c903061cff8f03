package tracker

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// lookalikes are Cyrillic and Greek letters by the Latin ones that they look like.
var lookalikes = runeMap(
	"АВЕКМНОРСТУХЅІЈԌԚԜавекмнорстухѕіјԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανχρ",
	"ABEKMHOPCTYXSIJGQWabekmhopctyxsijqwABEZHIKMNOPTYXoavxp",
)

func runeMap(from, to string) map[rune]rune {
	latin := []rune(to)
	out := map[rune]rune{}
	for i, r := range []rune(from) {
		out[r] = latin[i]
	}
	return out
}

// Seen is a text as the eye takes it: look-alike letters and full-width ones are
// the Latin ones, all hyphens one, and what cannot be seen is gone.
func Seen(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch latin, ok := lookalikes[r]; {
		case ok:
			return latin
		case invisible(r):
			return -1
		case unicode.Is(unicode.Pd, r):
			return '-'
		}
		return r
	}, norm.NFKC.String(s)))
}

// asSeen is a text with its letters and digits as the eye takes them, and the names
// of those that are others than they look, empty if there are none.
func asSeen(s string) (seen, strange string) {
	if isASCII(s) {
		return s, ""
	}
	return strings.Map(seenRune, s), codePoints(s, func(r rune) bool { return seenRune(r) != r })
}

// seenRune is a letter or digit as the eye takes it, -1 for what cannot be seen.
func seenRune(r rune) rune {
	switch {
	case r < utf8.RuneSelf, r == '\ufe0f':
		return r
	case invisible(r):
		return -1
	case isWordRune(r):
		if latin := []rune(Seen(string(r))); len(latin) == 1 && latin[0] < utf8.RuneSelf {
			return latin[0]
		}
	}
	if unicode.IsDigit(r) {
		return '0'
	}
	return r
}

func invisible(r rune) bool { return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Mn, r) }

// strange names the characters of a word that may look like others or cannot be
// seen, empty where there are none.
func strange(s string) string {
	return codePoints(s, func(r rune) bool { return r >= utf8.RuneSelf && r != '\ufe0f' && (isWordRune(r) || invisible(r)) })
}

// codePoints gives the code points of the first four characters of a kind.
func codePoints(s string, kind func(rune) bool) string {
	var names []string
	for _, r := range s {
		if len(names) < 4 && kind(r) {
			names = append(names, fmt.Sprintf("U+%04X", r))
		}
	}
	return strings.Join(names, ", ")
}

// maxLookalikes bounds how many headings are told.
const maxLookalikes = 20

// checkLookalike reports a heading that names a packet to the eye and none to a
// reader of letters: what stands under it would be taken for another packet's.
func (d *document) checkLookalike(b *block, deeper bool) {
	said := plain(shown(d.raw(b.start, b.end)))
	if d.lookalikes == maxLookalikes || isASCII(said) {
		return
	}
	named, _ := d.packetsOf(Seen(said))
	if held := d.held(Seen(said)); len(named) == 0 && !deeper && len(held) == 1 && len(d.held(said)) == 0 && d.mayHold(b) {
		named = []string{held[0].id}
	}
	if len(named) == 0 || d.packet(named[0]) == nil {
		return
	}
	d.lookalikes++
	names := strange(said)
	if names == "" {
		names = "such as a hyphen of another kind"
	}
	d.problem(ProblemMalformed, true, named[0], d.pos.span(b.start, b.end),
		"the heading %s reads like packet %s, but it holds characters that look like others or cannot be seen (%s); type it again in plain ASCII",
		quote(said), named[0], names)
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}
