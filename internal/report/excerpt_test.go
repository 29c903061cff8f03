package report

import (
	"strings"
	"testing"
	"time"
)

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("x", 200)
	for name, c := range map[string]struct {
		line   string
		column int
		shown  string
		caret  int
	}{
		"plain":            {"- [ ] box", 4, "- [ ] box", 3},
		"tab":              {"\t- [ ] box", 2, "    - [ ] box", 4},
		"tab in the line":  {"ab\tc", 4, "ab  c", 4},
		"wide":             {"文書 [ ]", 4, "文書 [ ]", 5},
		"combining":        {"e\u0301 [ ]", 4, "e\u0301 [ ]", 2},
		"escape sequence":  {"\x1b[2Jx", 5, "␛[2Jx", 4},
		"byte-order mark":  {"\ufeff# T", 2, "# T", 0},
		"invalid bytes":    {"\xffx", 2, "<0xFF>x", 6},
		"line's end":       {"abc", 4, "abc", 3},
		"beyond the end":   {"abc", 9, "abc", -1},
		"no column":        {"abc", 0, "abc", -1},
		"empty":            {"", 1, "", 0},
		"far right":        {long + "HERE" + long, 201, "…" + strings.Repeat("x", 40) + "HERE" + strings.Repeat("x", 66) + "…", 41},
		"start of a giant": {long, 1, strings.Repeat("x", 110) + "…", 0},
	} {
		shown, caret := excerpt(c.line, c.column)
		if shown != c.shown || caret != c.caret {
			t.Errorf("%s: %q, %d; want %q, %d", name, shown, caret, c.shown, c.caret)
		}
	}
}

// A line of megabytes costs a finding no more than a bounded look at its start.
func TestExcerptOfAGiantLineIsBounded(t *testing.T) {
	line := strings.Repeat("文", 1<<20)
	cells, at := split(line, 1<<19)
	if len(cells) > excerptBytes || at != -1 {
		t.Errorf("%d cells, caret at %d", len(cells), at)
	}
}

func FuzzExcerpt(f *testing.F) {
	f.Add("- [ ] box", 4)
	f.Add("\t文\x1b[31m\xff", 3)
	f.Fuzz(func(t *testing.T, line string, column int) {
		shown, caret := excerpt(line, column)
		if caret > 4*excerptBytes || caret < -1 || strings.ContainsAny(shown, "\x1b\r\n\x00\x7f") {
			t.Errorf("%q, %d", shown, caret)
		}
	})
}

func TestLines(t *testing.T) {
	content := "a\r\nb\n\n  c \t d"
	asked := 0
	lines := NewLines(func(path string, base bool) []byte {
		asked++
		if path == "t" && base {
			return []byte(content)
		}
		return nil
	})
	for line, want := range map[int]string{1: "a", 2: "b", 3: "", 4: "  c \t d"} {
		if got, ok := lines.Text("t", true, line); !ok || got != want {
			t.Errorf("line %d: %q, %v", line, got, ok)
		}
	}
	for _, line := range []int{-1, 0, 5} {
		if _, ok := lines.Text("t", true, line); ok {
			t.Errorf("line %d is there", line)
		}
	}
	if _, ok := lines.Text("t", false, 1); ok {
		t.Error("the head has a line")
	}
	if got := lines.Normal("t", true, 4); got != "c d" {
		t.Errorf("normal: %q", got)
	}
	if asked != 2 {
		t.Errorf("asked for a file %d times", asked)
	}
	if _, ok := NewLines(nil).Text("t", true, 1); ok {
		t.Error("a nil source has a line")
	}
}

func BenchmarkText(b *testing.B) {
	r := &Report{Verdict: Fail}
	content := []byte(strings.Repeat("- [ ] a box that is open\n", 10_000))
	for i := range 10_000 {
		r.Findings = append(r.Findings, Finding{Rule: "open-checkbox", Severity: "error", Tracker: "t.md", Line: i + 1, Column: 3, Message: "open"})
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := WriteText(discard{}, r, TextOptions{Source: func(string, bool) []byte { return content }}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed())/float64(time.Microsecond)/float64(b.N)/10_000, "µs/finding")
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
