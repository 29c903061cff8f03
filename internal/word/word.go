// Package word says when two of a tracker's words are the same, and what the forms
// of ids and headings that a configuration adds mean. The configuration is checked
// and the tracker is read by these same definitions.
package word

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Check is a regular expression of what is run to see whether something works, such as
// "integration tests", without regard to case.
const Check = `(?:(?:unit |integration |smoke |load |stress |soak |regression |e2e |end-to-end |acceptance |manual |ui |api |system )?(?:tests?|suites?|checks?|qa|builds?|ci|lint|linter|pipeline|workflow|benchmarks?|scans?|rehearsal|drill|dry[ -]run|rollout|migration|deploy(?:ment)?|typecheck|type check|coverage|compilation|verification|e2e))`

// Plain gives what a reader sees of a short inline text: no emphasis, code
// marks, links, struck-through words or symbols, single spaces. Letters that only
// look like others, and invisible characters, stay.
func Plain(s string) string {
	if isPlain(s) {
		return s
	}
	s = unmark(s)
	s = strings.Map(func(r rune) rune {
		if marks(r) || symbol(r) {
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 4 && strings.HasPrefix(s, "__") && strings.HasSuffix(s, "__") {
		s = strings.TrimSpace(s[2 : len(s)-2])
	}
	return strings.ReplaceAll(s, `\|`, "|")
}

// isPlain tells of most texts that have nothing which Plain would change.
func isPlain(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ':
			if i == 0 || i == len(s)-1 || s[i-1] == ' ' {
				return false
			}
		case c < ' ' || c >= utf8.RuneSelf || c == '[' || c == '\\' || marks(rune(c)):
			return false
		}
	}
	return !strings.HasPrefix(s, "__")
}

// marks tells whether a character is one of Markdown's marks within a text.
func marks(r rune) bool { return r == '*' || r == '`' || r == '~' }

// symbol tells whether a character is a picture, or shapes the one before it.
func symbol(r rune) bool {
	return r == '\ufe0f' || r >= 0x1f3fb && r <= 0x1f3ff || unicode.Is(unicode.So, r)
}

// unmark leaves out links' targets and struck-through words.
func unmark(s string) string {
	if strings.Contains(s, "](") {
		s = link.ReplaceAllString(s, "$1")
	}
	if rest := unstrike(s); strings.TrimSpace(rest) != "" {
		s = rest
	}
	return s
}

var link = regexp.MustCompile(`\[([^\[\]]*)\]\([^()\s]*\)`)

// unstrike leaves out what stands between pairs of "~~".
func unstrike(s string) string {
	if strings.Count(s, "~~") < 2 {
		return s
	}
	parts := strings.Split(s, "~~")
	var out strings.Builder
	for i, part := range parts {
		if i%2 == 0 || i == len(parts)-1 {
			out.WriteString(part)
		}
	}
	return out.String()
}

// Keyword is a plain text as words are compared: upper case, with one space for
// any run of spaces, underscores and hyphens.
func Keyword(s string) string {
	s = strings.ToUpper(Plain(s))
	if !strings.ContainsAny(s, "_-") {
		return s
	}
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r == ' ' || r == '_' || r == '-'
	}), " ")
}

// Status is a status as statuses are compared: its keyword, or where it has neither
// letter nor digit, such as ✅ or [~], the symbols themselves.
func Status(s string) string {
	if k := Keyword(s); strings.ContainsFunc(k, isWord) {
		return k
	}
	s = strings.Trim(unmark(s), "*_`~ \t")
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "\ufe0f", "")), " ")
}

// isWord tells whether a character can be part of a word.
func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
