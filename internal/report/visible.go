package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// unseen are characters besides the controls that a terminal or a browser shows
// as nothing or that turn the direction of what follows. Joiners stay: emoji and
// some scripts need them.
var unseen = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x00AD, Hi: 0x00AD, Stride: 1},
		{Lo: 0x061C, Hi: 0x061C, Stride: 1},
		{Lo: 0x115F, Hi: 0x1160, Stride: 1}, // Hangul fillers, as below
		{Lo: 0x17B4, Hi: 0x17B5, Stride: 1},
		{Lo: 0x180E, Hi: 0x180E, Stride: 1},
		{Lo: 0x200B, Hi: 0x200B, Stride: 1},
		{Lo: 0x200E, Hi: 0x200F, Stride: 1},
		{Lo: 0x2028, Hi: 0x202E, Stride: 1},
		{Lo: 0x2060, Hi: 0x206F, Stride: 1},
		{Lo: 0x2800, Hi: 0x2800, Stride: 1}, // a Braille cell without dots
		{Lo: 0x3164, Hi: 0x3164, Stride: 1},
		{Lo: 0xFEFF, Hi: 0xFEFF, Stride: 1},
		{Lo: 0xFFA0, Hi: 0xFFA0, Stride: 1},
		{Lo: 0xFFF9, Hi: 0xFFFB, Stride: 1},
	},
	R32:         []unicode.Range32{{Lo: 0xE0000, Hi: 0xE007F, Stride: 1}},
	LatinOffset: 1,
}

// Visible makes every control character, direction override, zero-width character
// and invalid byte of s readable, so that nothing in it can steer a terminal or
// hide from a reader. Line ends and tabs are controls too.
func Visible(s string) string {
	if !needsVisible(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		b.WriteString(visibleRune(r, s[i:i+size]))
		i += size
	}
	return b.String()
}

func needsVisible(s string) bool {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return true
			}
		}
		if unicode.IsControl(r) || unicode.Is(unseen, r) {
			return true
		}
	}
	return false
}

// visibleRune renders one code point, whose bytes are raw.
func visibleRune(r rune, raw string) string {
	switch {
	case r == utf8.RuneError && len(raw) == 1:
		return fmt.Sprintf("<0x%02X>", raw[0])
	case r < 0x20:
		return string(rune(0x2400) + r)
	case r == 0x7f:
		return "\u2421"
	case unicode.IsControl(r), unicode.Is(unseen, r):
		return fmt.Sprintf("<U+%04X>", r)
	}
	return raw
}

// OneLine is Visible for a value that may span lines: line ends and tabs become
// single spaces, and space around it goes.
func OneLine(s string) string {
	return Visible(strings.TrimSpace(lineEnds.Replace(s)))
}

var lineEnds = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ")

// Clip shortens s to at most limit code points, the last of them an ellipsis when
// something was cut.
func Clip(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	n := 0
	cut := 0
	for i := range s {
		if n == limit-1 {
			cut = i
		}
		if n == limit {
			return s[:cut] + "…"
		}
		n++
	}
	return s
}
