package docs_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/rule"
)

// page is one page of docs/rules, cut into its headings and fenced blocks.
type page struct {
	rule     rule.Rule
	text     string
	headings []string
	blocks   []*block
}

// block is a fenced block. Its info string is a language and, for an example, what
// the block is (base, plan, failing or passing) and the further rules that it
// breaks.
type block struct {
	language, what string
	also           []string
	text           string
	line           int
	start, end     int // of text in the page
}

// under is the block that a failing example's report stands in: the next one.
func (p *page) under(example *block) *block {
	if i := slices.Index(p.blocks, example) + 1; i < len(p.blocks) && p.blocks[i].language == "text" {
		return p.blocks[i]
	}
	return nil
}

func (p *page) path() string { return "rules/" + string(p.rule.Slug) + ".md" }

// readPage reads the page of a rule.
func readPage(t *testing.T, r rule.Rule) *page {
	t.Helper()
	p := &page{rule: r}
	text, err := os.ReadFile(p.path())
	if err != nil {
		t.Fatalf("the rule has no page: %v", err)
	}
	p.text = string(text)
	var open *block
	var fence string
	offset, number := 0, 0
	for line := range strings.Lines(p.text) {
		number++
		start := offset
		offset += len(line)
		trimmed := strings.TrimRight(line, "\n")
		marks := trimmed[:len(trimmed)-len(strings.TrimLeft(trimmed, "`"))]
		switch {
		case open != nil && trimmed == fence:
			open.end = start
			open.text = p.text[open.start:start]
			open = nil
		case open != nil:
		case len(marks) >= 3:
			fence = marks
			open = &block{line: number, start: offset}
			info := append(strings.Fields(trimmed[len(marks):]), "", "")
			open.language, open.what, open.also = info[0], info[1], info[2:]
			p.blocks = append(p.blocks, open)
		case strings.HasPrefix(trimmed, "## "):
			p.headings = append(p.headings, trimmed[3:])
		}
	}
	if open != nil {
		t.Fatalf("%s:%d: this block is never closed", p.path(), open.line)
	}
	return p
}

// same compares a generated part of a file with what stands there, or writes it
// with -update.
func same(t *testing.T, path string, text, want string) {
	t.Helper()
	switch {
	case text == want:
	case *update:
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("docs/%s is out of date: run go test ./docs -update and read the diff (-page +packetgate):\n%s", path, cmp.Diff(strings.Split(text, "\n"), strings.Split(want, "\n")))
	}
}
