// Package docs holds the pages of the rules, for packetgate explain.
package docs

import "embed"

//go:embed rules/*.md
var rules embed.FS

// Rule returns the page of a rule, in Markdown; false when the slug has none.
func Rule(slug string) (page string, ok bool) {
	text, err := rules.ReadFile("rules/" + slug + ".md")
	return string(text), err == nil
}
