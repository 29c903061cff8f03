package tracker

import "strings"

// addPlans takes the path of a "Linked plan:" item, or the paths where it names
// several Markdown files.
func (d *document) addPlans(start, end int) {
	start, end = trim(d.body, start, end)
	if start == end {
		return
	}
	text := d.raw(start, end)
	spans := CodeSpans(text)
	add := func(from, to int) { d.out.Plans = append(d.out.Plans, d.text(start+from, start+to)) }
	if open := strings.Index(text, "]("); open >= 0 && (len(spans) == 0 || spans[0].Open > open || strings.Contains(text[:spans[0].Open], "[")) {
		if close := strings.IndexAny(text[open+2:], ") \t"); close > 0 {
			add(open+2, open+2+close)
		}
		return
	}
	for i, span := range spans {
		if i == 0 || strings.HasSuffix(text[span.Start:span.End], ".md") {
			add(span.Start, span.End)
		}
	}
	// A form feed is space to Fields, though not to Markdown.
	if words := strings.Fields(text); len(spans) == 0 && len(words) > 0 && strings.HasPrefix(text, words[0]) && strings.ContainsAny(words[0], "/.") {
		add(0, len(words[0]))
	}
}
