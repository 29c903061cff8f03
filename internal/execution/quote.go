package execution

import "strings"

// Clip shortens a text for a sentence, to 120 code points and an ellipsis.
func Clip(text string) string {
	const most = 120
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}

// OneLine is a text whose runs of white space, line ends too, are single spaces.
func OneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
