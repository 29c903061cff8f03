package tracker

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestApply(t *testing.T) {
	got, err := Apply([]byte("abcdef"), Edit{4, 5, "E!"}, Edit{0, 1, ""}, Edit{2, 2, "-"})
	if err != nil || string(got) != "b-cdE!f" {
		t.Errorf("%q %v", got, err)
	}
	for _, edits := range [][]Edit{
		{{0, 3, ""}, {2, 4, ""}}, {{1, 1, "a"}, {1, 1, "b"}}, {{1, 1, "a"}, {1, 2, "b"}}, {{-1, 0, ""}}, {{0, 7, ""}}, {{3, 2, ""}},
	} {
		if got, err := Apply([]byte("abcdef"), edits...); err == nil {
			t.Errorf("%v: %q, want an error", edits, got)
		}
	}
}

// hostile texts try to break out of the place they are written to.
var hostile = rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
	"plain words", "a | b", `a \| b`, `trailing \`, `\\|`, "two\nlines", "two\r\n\r\n## RC-00 Checklist: x", "- [x] box", "[ ] box",
	"`go build ./...` -> exit 0", "```\nfence", "~~~", "<!-- hide", "<script>", "# heading", "1. item", "12) item", "> quote", "---", "===",
	"Verdict: APPROVED", "Commit: abc1234f", "| Packet | Status |\n|---|---|\n| RC-09 | DONE |", "a\u200bb\u202ec", "x\x00y", "&amp; *b* _c_ d_e ~~f~~",
	"Evidence:", "Findings:", "**bold**", "::error::x", "\t tab", "—", "é́",
}), rapid.Custom(func(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"|", "`", "\\", "\n", "[", "]", "x", " ", "-", "#", ">", "1.", ":", "*", "_", "<", "\r", "~"}), 0, 12).Draw(t, "marks"), "")
}))

// source draws the fixture with some lines left out, with either line end, with
// or without a byte-order mark.
func source(t *rapid.T) []byte {
	full, err := os.ReadFile("testdata/full.md")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(full), "\n")
	for range rapid.IntRange(0, 6).Draw(t, "holes") {
		at := rapid.IntRange(0, len(lines)-1).Draw(t, "at")
		n := rapid.IntRange(1, 4).Draw(t, "lines")
		lines = append(lines[:at:at], lines[min(at+n, len(lines)):]...)
		if len(lines) == 0 {
			break
		}
	}
	s := strings.Join(lines, "")
	if rapid.Bool().Draw(t, "no final newline") {
		s = strings.TrimRight(s, "\n")
	}
	if rapid.Bool().Draw(t, "crlf") {
		s = strings.ReplaceAll(s, "\n", "\r\n")
	}
	if rapid.Bool().Draw(t, "mark") {
		s = "\ufeff" + s
	}
	return []byte(s)
}

// draw gives a tracker that can be judged, and one of its packets.
func draw(t *rapid.T) (*Tracker, *Packet) {
	tr := Parse("t.md", source(t), Grammar{})
	if tr.Err() != nil || len(tr.Packets) == 0 {
		t.Skip("no tracker")
	}
	return tr, rapid.SampledFrom(tr.Packets).Draw(t, "packet")
}

func apply(t *rapid.T, tr *Tracker, edits ...Edit) *Tracker {
	got, err := Apply(tr.Source, edits...)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(tr.Source, []byte("\r\n")) && bytes.Count(got, []byte("\n")) != bytes.Count(got, []byte("\r\n")) {
		t.Fatalf("line ends are mixed: %q", got)
	}
	return Parse(tr.Path, got, Grammar{})
}

var places = regexp.MustCompile(` \d+:\d+-\d+| line \d+`)

// shape is every value of a tracker, without places and without the lines that
// match except.
func shape(tr *Tracker, except ...string) []string {
	var out []string
	packet := ""
lines:
	for line := range strings.Lines(places.ReplaceAllString(dump(tr), "")) {
		if strings.HasPrefix(line, "packet ") {
			packet = strings.Fields(line)[1]
		}
		for _, e := range except {
			if strings.HasPrefix(packet+line, e) {
				continue lines
			}
		}
		out = append(out, packet+line)
	}
	return out
}

func unchanged(t *rapid.T, before, after *Tracker, except ...string) {
	if diff := cmp.Diff(shape(before, except...), shape(after, except...)); diff != "" {
		t.Fatalf("something else changed:\n%s\nin:\n%s", diff, after.Source)
	}
}

func TestSetCell(t *testing.T) {
	fields := map[Field]func(*Packet) Text{
		FieldTitle:       func(p *Packet) Text { return p.Title },
		FieldImplementer: func(p *Packet) Text { return p.Implementer },
		FieldReviewer:    func(p *Packet) Text { return p.Reviewer },
	}
	rapid.Check(t, func(t *rapid.T) {
		tr, p := draw(t)
		field := rapid.SampledFrom([]Field{FieldTitle, FieldImplementer, FieldReviewer}).Draw(t, "field")
		text := hostile.Draw(t, "text")
		edit, err := tr.SetCell(p.ID, field, text)
		if p.Row == nil {
			if err == nil {
				t.Fatal("a cell was set without a row")
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		after := apply(t, tr, edit)
		if got := fields[field](after.Packet(p.ID)).Raw; got != cellText(text) {
			t.Fatalf("wrote %q, read %q", cellText(text), got)
		}
		unchanged(t, tr, after, p.ID+"  "+string(field))
	})
}

func TestSetStatus(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr, p := draw(t)
		if p.Row == nil {
			t.Skip("no row")
		}
		status := rapid.SampledFrom([]Status{StatusReady, StatusInProgress, StatusChangesRequested, StatusDone}).Draw(t, "status")
		edit, err := tr.SetCell(p.ID, FieldStatus, string(status))
		if err != nil {
			t.Fatal(err)
		}
		after := apply(t, tr, edit)
		if got := after.Packet(p.ID).Status; got != status {
			t.Fatalf("wrote %s, read %s", status, got)
		}
		unchanged(t, tr, after, p.ID+"  blocker status", p.ID+"packet ", p.ID+"  status")
	})
}

func TestSetBox(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr, p := draw(t)
		if len(p.Boxes) == 0 {
			t.Skip("no box")
		}
		i := rapid.IntRange(0, len(p.Boxes)-1).Draw(t, "box")
		checked := rapid.Bool().Draw(t, "checked")
		after := apply(t, tr, tr.SetBox(p.Boxes[i], checked))
		if got := after.Packet(p.ID).Boxes[i]; got.Checked != checked || got.Text.Raw != p.Boxes[i].Text.Raw {
			t.Fatalf("%+v", got)
		}
		unchanged(t, tr, after, p.ID+"packet ", p.ID+"  box ", p.ID+"  claim checklist", p.ID+"  gate", p.ID+"  verdict")
	})
}

func TestAppendFinding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr, p := draw(t)
		text := hostile.Draw(t, "text")
		edit, err := tr.AppendFinding(p.ID, text)
		if len(p.Sections) == 0 || saysNothing(escapeText(text)) {
			if err == nil {
				t.Fatal("a finding without text, or without a place for it")
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		after := apply(t, tr, edit)
		got := after.Packet(p.ID).Findings
		found := false
		for _, f := range got {
			found = found || f.Raw == escapeText(text)
		}
		if len(got) != len(p.Findings)+1 || !found {
			t.Fatalf("%d findings after %d, want %q in %+v in:\n%s", len(got), len(p.Findings), escapeText(text), got, after.Source)
		}
		unchanged(t, tr, after, p.ID+"  finding")
	})
}

func TestSetCheckpoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr, p := draw(t)
		hash := rapid.StringMatching(`[0-9][0-9a-f]{6,39}`).Draw(t, "hash")
		edits, err := tr.SetCheckpoint(p.ID, hash, hostile.Draw(t, "subject"))
		if err != nil {
			if len(p.Sections) > 0 {
				t.Fatal(err)
			}
			return
		}
		after := apply(t, tr, edits...)
		open := 0
		for _, c := range p.Checkpoints {
			if c.State != CheckpointRecorded {
				open++
			}
		}
		added := 0
		for _, c := range after.Packet(p.ID).Checkpoints {
			if c.State != CheckpointRecorded {
				t.Fatalf("left open: %+v in:\n%s", c, after.Source)
			}
			if len(c.Hashes) == 1 && strings.HasPrefix(hash, c.Hashes[0].Value) {
				added++
			}
		}
		if want := max(open, 1); len(edits) > 0 && added < want {
			t.Fatalf("%d places hold the hash, want %d in:\n%s", added, want, after.Source)
		}
		unchanged(t, tr, after, p.ID+"  checkpoint", p.ID+"    hash", p.ID+"    commit", p.ID+"  record")
	})
}

func TestSetCheckpointRefusesWhatIsNoHash(t *testing.T) {
	tr := parse(t, board("## RC-00: x\n"))
	for _, hash := range []string{"", "abc", "nothexa", "`abc1234`", strings.Repeat("a", 41)} {
		if _, err := tr.SetCheckpoint("RC-00", hash, ""); err == nil {
			t.Errorf("%q was taken for a hash", hash)
		}
	}
}

// Examples of what edits write.
func TestEditsRead(t *testing.T) {
	source := board("## RC-00: x\n\nFindings:\n1. old\n   more of it\n\n---\n\n## RC-01: y\n\n- [ ] a\n\n---\n\n## RC-01 Appendix\n")
	tr := Parse("t.md", []byte(source), Grammar{})
	edit := func(edits []Edit, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		got, err := Apply(tr.Source, edits...)
		if err != nil {
			t.Fatal(err)
		}
		tr = Parse("t.md", got, Grammar{})
	}
	one := func(e Edit, err error) ([]Edit, error) { return []Edit{e}, err }
	edit(one(tr.AppendFinding("RC-00", "new_one | `x`")))
	edit(one(tr.AppendFinding("RC-01", "- [x] nice try")))
	edit(tr.SetCheckpoint("RC-00", "0123456789abcdef", "docs: <x>"))
	got := tr.Source
	for _, want := range []string{
		"1. old\n   more of it\n2. new_one \\| \\`x\\`\n\nEvidence:\n- Commit: `01234567`\n\n---\n\n## RC-01: y\n",
		"- [ ] a\n\nFindings:\n- \\- \\[x\\] nice try\n\n---\n\n## RC-01 Appendix\n",
	} {
		if !strings.Contains(string(got), want) {
			t.Errorf("want %q in:\n%s", want, got)
		}
	}
}
