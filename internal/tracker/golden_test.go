package tracker

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden shows every value that is read from the fixtures.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.md")
	if err != nil || len(files) == 0 {
		t.Fatal("no fixtures", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := dump(Parse(filepath.Base(file), source, Grammar{}))
			golden := strings.TrimSuffix(file, ".md") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// dump writes every value of a tracker with its place, a line a value.
func dump(t *Tracker) string {
	var b strings.Builder
	text := func(name string, v Text) {
		if !v.IsZero() {
			fmt.Fprintf(&b, "  %-12s %s %q = %q\n", name, place(v.Span), v.Raw, v.Value)
		}
	}
	for _, p := range t.Problems {
		fmt.Fprintf(&b, "problem %s fatal=%t packet=%s %s %s\n", p.Kind, p.Fatal, p.Packet, place(p.Span), p.Message)
	}
	text("title", t.Title)
	for _, v := range t.Plans {
		text("plan", v)
	}
	for _, v := range t.Rules {
		text("rule", v)
	}
	text("board", t.Board.Heading)
	for _, c := range t.Board.Columns {
		text("column "+string(c.Field), c.Name)
	}
	fmt.Fprintf(&b, "  rows %d\n", len(t.Board.Rows))
	for _, p := range t.Packets {
		done, all := p.Progress()
		fmt.Fprintf(&b, "\npacket %s line %d status=%s review=%s boxes=%d/%d\n", p.ID, p.Line(), p.Status, p.ReviewState, done, all)
		text("id", p.IDAt)
		text("title", p.Title)
		text("status", p.StatusAt)
		text("review", p.ReviewAt)
		text("implementer", p.Implementer)
		text("reviewer", p.Reviewer)
		text("evidence", p.Evidence)
		for _, s := range p.Sections {
			fmt.Fprintf(&b, "  section level %d %s title=%q heading=%q\n", s.Level, place(s.Span), s.Title, s.Heading.Value)
		}
		text("own status", p.SectionStatus)
		text("blocked by", p.BlockedByAt)
		for _, v := range p.Blockers {
			text(fmt.Sprintf("blocker %s %s %t", v.Place, v.ID, v.Done), v.Text)
		}
		for _, v := range p.Boxes {
			text(fmt.Sprintf("box %t gate=%t claim=%t", v.Checked, v.Gate, v.Claim != nil), v.Text)
		}
		for _, c := range p.Claims {
			text(fmt.Sprintf("claim %s made=%t record=%t number=%d", c.Place, c.Made(), c.Record != nil, c.Number), c.Command)
			text(fmt.Sprintf("  outcome %q %q %v failed=%t", c.Outcome.Kind, c.Outcome, c.Outcome.Figures, c.Outcome.Failed), c.Outcome.Text)
			text("  url", c.URL)
		}
		for _, g := range p.Gates {
			text(fmt.Sprintf("gate %s %q box=%t", g.Name, g.Result, g.Box != nil), g.Text)
		}
		for _, v := range p.Verdicts {
			text(fmt.Sprintf("verdict %q box=%t", v.State, v.Box != nil), v.Text)
		}
		for _, c := range p.Checkpoints {
			text(fmt.Sprintf("checkpoint %s %s", c.State, c.Place), c.Text)
			for _, h := range c.Hashes {
				text("  hash", h)
			}
		}
		for _, r := range p.Records {
			fmt.Fprintf(&b, "  record %s fenced=%t commands=%d\n", place(r.Span), r.Fenced, len(r.Commands))
			text("  files", r.FilesAt)
			for _, f := range r.Files {
				text(fmt.Sprintf("    file %q %q", f.Path, f.Reason), f.Text)
			}
			text("  commands", r.CommandsAt)
			for _, v := range r.Items {
				text("    item", v)
			}
			text("  gates", r.GatesAt)
			text("  verdict", r.VerdictAt)
			text("  commit", r.CommitAt)
			text("  residual", r.ResidualAt)
			text("    is", r.Residual)
			text("  rollback", r.RollbackAt)
			text("    is", r.Rollback)
		}
		for _, v := range p.Pointers {
			text(fmt.Sprintf("pointer record=%t count=%d", v.Record, v.Count), v.Text)
		}
		for _, v := range p.Findings {
			text("finding", v)
		}
		for _, v := range t.Readings(p) {
			if v.Kind == ReadingUnread {
				fmt.Fprintf(&b, "  unread %s %q\n", place(v.Span), v.Raw)
			}
		}
	}
	return b.String()
}

func place(s Span) string {
	return fmt.Sprintf("%d:%d-%d", s.Line, s.Column, s.EndLine)
}
