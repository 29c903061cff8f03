package shell

import "strings"

// maxQuoted is how much of a script's text a reason quotes, in runes.
const maxQuoted = 60

// code quotes a part of a script within a reason: one line, shortened, without
// the backticks that would end the quotation.
func code(text string) string {
	return "`" + shorten(plain(text)) + "`"
}

// plain makes text fit for a sentence in one line.
func plain(text string) string {
	if len(text) > 8*maxQuoted {
		text = strings.ToValidUTF8(text[:8*maxQuoted], "")
	}
	text = strings.ReplaceAll(text, "`", "'")
	return strings.Join(strings.Fields(text), " ")
}

func shorten(text string) string {
	runes := []rune(text)
	if len(runes) <= maxQuoted {
		return text
	}
	return string(runes[:maxQuoted-1]) + "…"
}
