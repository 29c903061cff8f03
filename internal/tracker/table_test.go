package tracker

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"pgregory.net/rapid"
)

// TestTablesAgreeWithGoldmark compares the tables that are read with those of
// goldmark's own extension, which cannot be used itself: see newBlockParser.
func TestTablesAgreeWithGoldmark(t *testing.T) {
	cell := rapid.SampledFrom([]string{"a", "b c", "", " ", "`x`", `a\|b`, "`a \\| b`", "**s**", "---", "é", "[l](u)"})
	row := rapid.Custom(func(t *rapid.T) string {
		cells := rapid.SliceOfN(cell, 1, 5).Draw(t, "cells")
		s := strings.Join(cells, rapid.SampledFrom([]string{"|", " | ", "\t|"}).Draw(t, "pipe"))
		if rapid.Bool().Draw(t, "outer") {
			s = "| " + s + " |"
		}
		return s
	})
	line := rapid.OneOf(row, row, row, rapid.SampledFrom([]string{
		"|---|---|", "|---|:-:|---|", "--- | ---", "|-|", "| :-- |", "|--", "text", "", "- item", "> q", "| a |---|",
	}))
	markdown := goldmark.New(goldmark.WithExtensions(extension.Table))
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(line, 1, 8).Draw(t, "lines")
		for i := 1; i < len(lines); i++ {
			// Goldmark makes a table of a header with too few cells, and does not count
			// an empty last one; GitHub compares all cells with the delimiters.
			header, columns := splitRow([]byte(lines[i-1]), maxColumns), delimiterColumns([]byte(lines[i]))
			if n := len(header); n < columns || n > 0 && n != columns && header[n-1][0] == header[n-1][1] {
				t.Skip("goldmark counts the header's cells otherwise")
			}
		}
		source := []byte(strings.Join(lines, "\n") + "\n")
		var want, got [][]string
		doc := markdown.Parser().Parse(text.NewReader(source))
		for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
			if _, ok := n.(*east.Table); !ok {
				continue
			}
			for r := n.FirstChild(); r != nil; r = r.NextSibling() {
				want = append(want, rowOf(source, r))
			}
		}
		for _, b := range readBlocks(source).list {
			if b.kind != blockTable || !b.top {
				continue
			}
			width := len(splitRow(source[b.table.rows[0][0]:b.table.rows[0][1]], maxColumns))
			for _, r := range b.table.rows {
				row := make([]string, width)
				for i, c := range splitRow(source[r[0]:r[1]], width) {
					row[i] = string(source[r[0]+c[0] : r[0]+c[1]])
				}
				got = append(got, row)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("goldmark reads other tables (-goldmark +here):\n%s\nin %q", diff, source)
		}
	})
}

func rowOf(source []byte, row ast.Node) []string {
	var cells []string
	for c := row.FirstChild(); c != nil; c = c.NextSibling() {
		s := ""
		if c.Lines() != nil && c.Lines().Len() > 0 {
			s = string(c.Lines().Value(source))
		}
		cells = append(cells, s)
	}
	return cells
}
