package word

import (
	"regexp"
	"strings"
)

var (
	footnote  = regexp.MustCompile(`\[\^[^\[\]\s]*\]`)
	anyLink   = regexp.MustCompile(`!?\[([^\[\]]*)\](?:\([^()\s]*(?:\s+"[^"]*")?\)|\[[^\[\]]*\])`)
	inlineTag = regexp.MustCompile(`(?i)</?(?:a|b|br|code|em|i|ins|kbd|mark|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>`)
	oneOfMany = strings.NewReplacer("**", "", "`", "", "--", "-", "‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "―", "-",
		"“", `"`, "”", `"`, "‘", "'", "’", "'")
)

// Bare is a text without what Markdown and typography put at its words: the targets of
// links, footnotes, bold type, code and HTML tags; dashes and quotes are of one kind.
func Bare(s string) string {
	s = anyLink.ReplaceAllString(footnote.ReplaceAllString(s, ""), "$1")
	return strings.Join(strings.Fields(oneOfMany.Replace(inlineTag.ReplaceAllString(s, " "))), " ")
}
