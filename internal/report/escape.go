package report

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// zeroWidth breaks what GitHub would turn into a mention, a reference, a link or
// an emoji after Markdown is rendered; escaping alone does not stop those.
const zeroWidth = "&#8203;"

// Inline escapes s, from anywhere, for use as prose on one line of Markdown: in a
// paragraph, a list item, a heading or a table cell. Nothing in it formats, links,
// mentions, refers or ends a comment.
func Inline(s string) string { return inline(OneLine(s), true) }

// inline escapes one line, of which s is the start or a later part.
func inline(s string, start bool) string {
	var b strings.Builder
	b.Grow(len(s) + len(s)/4)
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		rest := s[i+size:]
		switch {
		case strings.ContainsRune("`*[]<&|~\\", r), start && i == 0 && strings.ContainsRune("#+-=>", r):
			entity(&b, r)
		case r == '>' && strings.HasSuffix(s[:i], "--"): // the end of an HTML comment
			entity(&b, r)
		case r == '_' && !insideWord(s, i):
			entity(&b, r)
		case r == '$':
			// GitHub's own way to keep a dollar from starting mathematics.
			b.WriteString("<span>$</span>")
		case r == '@', r == '#' && startsDigit(rest), r == '-' && startsDigit(rest) && endsFold(s[:i], "gh"):
			b.WriteRune(r)
			b.WriteString(zeroWidth)
		case r == ':' && (strings.HasPrefix(rest, "//") || startsEmoji(rest)):
			b.WriteString(":" + zeroWidth)
		case r == '.' && endsFold(s[:i], "www"):
			b.WriteString(zeroWidth + ".")
		case start && (r == '.' || r == ')') && allDigits(s[:i]):
			entity(&b, r)
		default:
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return b.String()
}

// Prose escapes a message of packetgate's own making that quotes hostile values in
// backticks: what stands between two backticks becomes code, the rest is Inline.
func Prose(s string) string {
	parts := strings.Split(OneLine(s), "`")
	if len(parts)%2 == 0 { // the last backtick has no partner
		last := len(parts) - 1
		parts = append(parts[:last-1], parts[last-1]+"`"+parts[last])
	}
	var b strings.Builder
	for i, part := range parts {
		if i%2 == 1 && part != "" {
			if strings.HasSuffix(b.String(), "`") {
				b.WriteString(zeroWidth) // two spans that touch would be one
			}
			b.WriteString(Code(part))
			continue
		}
		// Inline trims: keep the space that parts prose from code.
		trimmed := strings.TrimLeft(part, " ")
		if len(trimmed) < len(part) && b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(inline(strings.TrimRight(trimmed, " "), b.Len() == 0))
		if trimmed != "" && strings.HasSuffix(part, " ") && i < len(parts)-1 {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// Code renders s as code on one line of Markdown, table cells included. It is a
// code span, or HTML when s holds a pipe, which a span in a table cannot keep
// apart from a cell's end.
func Code(s string) string {
	s = OneLine(s)
	if s == "" {
		return ""
	}
	if !strings.Contains(s, "|") {
		fence := strings.Repeat("`", longestRun(s, '`')+1)
		pad := ""
		if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
			pad = " "
		}
		return fence + pad + s + pad + fence
	}
	var b strings.Builder
	b.WriteString("<code>")
	for i, r := range s {
		switch {
		case r == ':' && strings.HasPrefix(s[i+1:], "//"):
			b.WriteString("&#58;<span></span>")
		case r < utf8.RuneSelf && (unicode.IsPunct(r) || unicode.IsSymbol(r)):
			entity(&b, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteString("</code>")
	return b.String()
}

// Fence renders text, which has no final line end, as a fenced block that nothing
// in it can close. The text must not hold a carriage return.
func Fence(info, text string) string {
	fence := strings.Repeat("`", max(3, longestRun(text, '`')+1))
	if text != "" {
		text += "\n"
	}
	return fence + info + "\n" + text + fence
}

// link links Markdown, already escaped, to an http or https address; to any other
// address it does not link.
func link(markdown, address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return markdown
	}
	return "[" + markdown + "](" + linkEscaper.Replace(u.String()) + ")"
}

var linkEscaper = strings.NewReplacer(
	"(", "%28", ")", "%29", "<", "%3C", ">", "%3E", "\\", "%5C", "`", "%60", "|", "%7C",
	`"`, "%22", "'", "%27", " ", "%20", "*", "%2A", "&", "&amp;")

// mermaidLabel escapes s for a quoted Mermaid label: all but letters, digits,
// space and a few harmless marks become Mermaid's own character codes.
func mermaidLabel(s string) string {
	var b strings.Builder
	for _, r := range OneLine(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" -_.,/·", r) {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, "#%d;", r)
	}
	return b.String()
}

func entity(b *strings.Builder, r rune) {
	b.WriteString("&#")
	b.WriteString(strconv.Itoa(int(r)))
	b.WriteByte(';')
}

// longestRun is the length of the longest run of c in s.
func longestRun(s string, c byte) int {
	longest, run := 0, 0
	for i := range len(s) {
		if s[i] != c {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}

func startsDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

func allDigits(s string) bool {
	// A list marker has at most nine digits.
	return s != "" && len(s) <= 9 && strings.Trim(s, "0123456789") == ""
}

func endsFold(s, suffix string) bool {
	return len(s) >= len(suffix) && strings.EqualFold(s[len(s)-len(suffix):], suffix)
}

// startsEmoji tells whether s, which follows a colon, continues a shortcode. Those
// of digits alone are left: "path:12:3" is the commoner reading.
func startsEmoji(s string) bool {
	end := strings.IndexFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("+-_", r)
	})
	return end > 0 && s[end] == ':' && strings.Trim(s[:end], "0123456789") != ""
}

// insideWord tells whether the byte at i stands between two letters or digits,
// where an underscore does not emphasise.
func insideWord(s string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i+1:])
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return word(before) && word(after)
}
