package tracker

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.md")
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(source)
		f.Add(append([]byte("\ufeff"), bytes.ReplaceAll(source, []byte("\n"), []byte("\r\n"))...))
	}
	for _, seed := range []string{
		"| Packet | Status |\n|---|---|\n| A-1 | BLOCKED (A-2) |\n| A-2 | DONE/APPROVED |\n\n```\nA-1 + A-2 ──all block──► A-3 ──blocks──► A-1\n```\n\n## А-1\n\n### Findings\n\nno issue\nA-2 depends on all\n",
		"| Packet | Status |\n|---|---|\n| A-1 | DONE |\n\n## A-1: x\n\n### Evidence\n\n```\n> Verdict: APPROVED\nCommit: x\n$ verdict: y\n```\n",
		"", "\x00", "\xff", "\r", "```", "- [x]", "| Packet | Status |\n|---|---|\n| A-1 | DONE |\n",
		"> | Packet | Status |\n> |---|---|\n> | A-1 | DONE |\n", "\t- [ ]\t`a b`\t->\texit 0", "|Packet|Status|\n|-|-|\n||\\|",
		"| Packet | Status |\n|---|---|\n| A-1 | DONE |\n\n## A-1: x\n\n1. `` a ` b `` -> exit 0 (1 a\n\nCommit:\n- (`abcdef0` (x",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		tr := Parse("t.md", source, Grammar{})
		checkPlaces(t, tr)
		recognised := IsTracker("t.md", source, Grammar{})
		none := false
		for _, p := range tr.Problems {
			none = none || p.Kind == ProblemNoBoard
		}
		if tr.Err() == nil && !recognised || none && recognised {
			t.Errorf("IsTracker is %t, problems %+v", recognised, tr.Problems)
		}
	})
}

// checkPlaces checks that every span lies within the source and that its line and
// column are those of its offset.
func checkPlaces(t *testing.T, tr *Tracker) {
	t.Helper()
	bom := 0
	if bytes.HasPrefix(tr.Source, byteOrderMark) {
		bom = len(byteOrderMark)
	}
	span := func(what string, s Span) {
		if s.Line == 0 {
			return
		}
		if s.Start < 0 || s.End < s.Start || s.End > len(tr.Source) {
			t.Fatalf("%s: bytes %d to %d of %d", what, s.Start, s.End, len(tr.Source))
		}
		if len(tr.Source) > MaxSize {
			return
		}
		before := string(tr.Source[:s.Start])
		line := 1 + strings.Count(before, "\n")
		start := strings.LastIndexByte(before, '\n') + 1
		if start == 0 {
			start = min(bom, s.Start)
		}
		column := 1 + utf8.RuneCountInString(before[start:])
		end := line
		if s.End > s.Start {
			end += strings.Count(string(tr.Source[s.Start:s.End-1]), "\n")
		}
		if s.Line != line || s.Column != column || s.EndLine != end {
			t.Fatalf("%s: bytes %d to %d are at %d:%d-%d, told as %d:%d-%d", what, s.Start, s.End, line, column, end, s.Line, s.Column, s.EndLine)
		}
	}
	text := func(what string, v Text) {
		span(what, v.Span)
		if v.Line > 0 && string(tr.Source[v.Start:v.End]) != v.Raw {
			t.Fatalf("%s: %q stands where %q is told", what, tr.Source[v.Start:v.End], v.Raw)
		}
	}
	for _, p := range tr.Problems {
		span("problem", p.Span)
	}
	text("title", tr.Title)
	text("board", tr.Board.Heading)
	span("header", tr.Board.Header)
	for _, c := range tr.Board.Columns {
		text("column", c.Name)
	}
	for _, r := range tr.Board.Rows {
		span("row", r.Span)
		for _, c := range r.Cells {
			text("cell", c)
		}
	}
	for _, v := range append(tr.Plans, tr.Rules...) {
		text("plan or rule", v)
	}
	for _, p := range tr.Packets {
		for _, v := range []Text{p.IDAt, p.Title, p.StatusAt, p.ReviewAt, p.Implementer, p.Reviewer, p.Evidence, p.SectionStatus, p.BlockedByAt} {
			text("packet", v)
		}
		for _, s := range p.Sections {
			text("heading", s.Heading)
			span("section", s.Span)
		}
		for _, b := range p.Boxes {
			span("mark", b.Mark)
			text("box", b.Text)
		}
		for _, c := range p.Claims {
			text("command", c.Command)
			text("outcome", c.Outcome.Text)
			text("item", c.Item)
			text("url", c.URL)
		}
		for _, b := range p.Blockers {
			text("blocker", b.Text)
		}
		for _, g := range p.Gates {
			text("gate", g.Text)
		}
		for _, v := range p.Verdicts {
			text("verdict", v.Text)
		}
		for _, c := range p.Checkpoints {
			text("checkpoint", c.Text)
			for _, h := range c.Hashes {
				text("hash", h)
			}
		}
		for _, v := range p.Pointers {
			text("pointer", v.Text)
		}
		for _, v := range p.Findings {
			text("finding", v)
		}
		for _, r := range p.Records {
			span("record", r.Span)
			for _, v := range append([]Text{r.FilesAt, r.CommandsAt, r.GatesAt, r.VerdictAt, r.CommitAt, r.ResidualAt, r.Residual, r.RollbackAt, r.Rollback}, r.Items...) {
				text("record", v)
			}
			for _, file := range r.Files {
				text("file", file.Text)
			}
		}
	}
}
