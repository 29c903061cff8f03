package tracker

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/packetgate/packetgate/internal/word"
)

func plain(s string) string   { return word.Plain(s) }
func keyword(s string) string { return word.Keyword(s) }

// squeeze makes one line of a text, for comparison.
func squeeze(s string) string {
	if !strings.ContainsAny(s, "\t\r\n\v\f") && !strings.Contains(s, "  ") && !strings.Contains(s, "\u0085") && !strings.Contains(s, "\u00a0") {
		return strings.TrimSpace(s)
	}
	return strings.Join(strings.Fields(s), " ")
}

// absent tells whether a plain cell says that nothing is there.
func absent(s string) bool {
	switch strings.ToUpper(s) {
	case "", "-", "--", "—", "–", "N/A", "NONE":
		return true
	}
	return false
}

// quote shortens and quotes what stands in the source for a message.
func quote(s string) string {
	s = squeeze(s)
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return fmt.Sprintf("%q", s)
}

// isWordRune tells whether a character can be part of a word.
func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
