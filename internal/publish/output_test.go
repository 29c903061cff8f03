package publish

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
)

var update = flag.Bool("update", false, "write golden files anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (run go test with -update to accept):\n%s", file, diff)
	}
}

func TestReviewGolden(t *testing.T) {
	fixed := finding("error", 5)
	fixed.Fix = &report.Fix{Line: 5, EndLine: 5, Text: "- [x] line 5"}
	evidence := report.Finding{
		Rule: "evidence-contradicted", Severity: "error", Tracker: path, Packet: "RC-03", Line: 2, EndLine: 2,
		Message: "`go test ./...` is claimed to exit 0, but step `test` failed", URL: "https://github.com/octo/app/actions/runs/1/job/2#step:3:1",
	}
	e, _ := fixture(evidence, fixed, finding("warning", 70))
	e.Report.Proofs = []report.Proof{{
		Tracker: path, Packet: "RC-03", Line: 2, Command: "go test ./...", Verdict: "contradicted",
		Remedy: "make `go test ./...` pass on the head, then push",
	}}
	p := decide(e, standing{Conversation: &record.Conversation{}})

	var b strings.Builder
	fmt.Fprintf(&b, "status %s: %s\n\n=== review\n%s", p.Status.State, p.Status.Description, p.Review.Body)
	for _, c := range p.Review.Comments {
		fmt.Fprintf(&b, "=== %s %s %d-%d\n%s", c.Path, c.Side, c.StartLine, c.Line, c.Body)
	}
	fmt.Fprintf(&b, "=== review without comments\n%s", p.Fallback.Body)
	golden(t, "review.md", b.String())
}

func TestStatus(t *testing.T) {
	moved := []report.Transition{{Packet: "RC-01", Field: "status"}}
	contradicted := report.Finding{Rule: "evidence-contradicted", Severity: "error", Packet: "RC-03", Line: 41}
	for name, c := range map[string]struct {
		report      report.Report
		state       string
		description string
	}{
		"pass": {
			report.Report{Verdict: report.Pass, Transitions: moved, Proofs: []report.Proof{{Verdict: "verified"}}},
			"success", "1 packet moves; 1 of 1 claim verified; no findings",
		},
		"nothing moves": {report.Report{Verdict: report.Pass}, "success", "no packet moves; no findings"},
		"offline pass":  {report.Report{Verdict: report.Pass, Offline: true, Transitions: moved, Proofs: []report.Proof{{}}}, "success", "1 packet moves; no findings"},
		"fail": {
			report.Report{Verdict: report.Fail, Findings: []report.Finding{{Severity: "warning", Rule: "self-review", Line: 1}, contradicted, contradicted}},
			"failure", "2 errors, 1 warning: RC-03 evidence-contradicted at line 41",
		},
		"pending": {
			report.Report{Verdict: report.Pending, Proofs: []report.Proof{{Verdict: "pending"}}, Findings: []report.Finding{{Severity: "warning", Rule: "self-review", Line: 1}, {Severity: "error", Rule: "evidence-pending", Packet: "RC-03", Line: 41}}},
			"pending", "waiting: 1 claim is not decided yet: RC-03 evidence-pending at line 41",
		},
		"fail while others wait": {
			report.Report{Verdict: report.Fail, Findings: []report.Finding{contradicted, {Severity: "error", Rule: "evidence-pending", Packet: "RC-04", Line: 50}}},
			"failure", "2 errors: RC-03 evidence-contradicted at line 41",
		},
		"a whole tracker": {
			report.Report{Verdict: report.Fail, Findings: []report.Finding{{Severity: "error", Rule: "malformed-board"}}},
			"failure", "1 error: malformed-board",
		},
		"error":           {report.Report{Verdict: report.Error, Problem: "docs/t.md:3:1: no\nboard"}, "error", "could not judge: docs/t.md:3:1: no board"},
		"unknown verdict": {report.Report{Verdict: "green"}, "error", "could not judge"},
		"no verdict":      {report.Report{}, "error", "could not judge"},
	} {
		got := Status(&c.report, Options{StatusContext: "packetgate"})
		if got.State != c.state || got.Description != c.description || got.Context != "packetgate" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	long := Status(&report.Report{Verdict: report.Error, Problem: strings.Repeat("文", 500)}, Options{})
	if n := utf8.RuneCountInString(long.Description); n != maxDescription {
		t.Errorf("%d characters", n)
	}
}

func TestAStatusThatSaysTheSameIsNotWritten(t *testing.T) {
	e, _ := fixture()
	same := Status(e.Report, e.Options)
	same.TargetURL = "https://github.com/octo/app/actions/runs/0" // an earlier run's
	for name, c := range map[string]struct {
		status *record.CommitStatus
		writes bool
	}{
		"none":                {nil, true},
		"same":                {&same, false},
		"other state":         {&record.CommitStatus{State: "failure", Description: same.Description}, true},
		"other description":   {&record.CommitStatus{State: same.State, Description: "x"}, true},
		"an error is no pass": {&record.CommitStatus{State: "error", Description: same.Description}, true},
	} {
		if p := decide(e, standing{Status: c.status}); (p.Status != nil) != c.writes {
			t.Errorf("%s: %v", name, p.Status)
		}
	}
}

func TestAnnotations(t *testing.T) {
	findings := []report.Finding{
		finding("error", 4),
		{Rule: "self-review", Severity: "warning", Tracker: "docs/a,b: 100%.md", Packet: "A", Line: 2, EndLine: 3, Column: 5, Message: "A: 50%\r\n::error::no\nline"},
		{Rule: "packet-removed", Severity: "error", Tracker: path, Packet: "B", Line: 7, Base: true, Message: "B is gone"},
		{Rule: "odd::rule,x", Severity: "strange", Message: "\x1b[2J"},
		{Rule: "stale-blocker-note", Severity: "notice", Tracker: path, Packet: "C", Message: "C"},
	}
	var b bytes.Buffer
	if err := WriteAnnotations(&b, &report.Report{Findings: findings}); err != nil {
		t.Fatal(err)
	}
	want := "::error file=docs/t.md,line=4,title=packetgate[open-checkbox]::RC-01 is DONE with an open box: \"a `box`\"\n" +
		"::error file=docs/t.md,title=packetgate[packet-removed]::B is gone (line 7 of the base's version)\n" +
		"::error title=packetgate[odd%3A%3Arule%2Cx]::␛[2J\n" +
		"::warning file=docs/a%2Cb%3A 100%25.md,line=2,title=packetgate[self-review]::A: 50%25 ::error::no line\n" +
		"::notice file=docs/t.md,title=packetgate[stale-blocker-note]::C\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestAnnotationsKeepToGitHubsLimits(t *testing.T) {
	var findings []report.Finding
	for _, severity := range []string{"notice", "warning", "error"} {
		for line := range 12 {
			f := finding(severity, line+1)
			f.Message = strings.Repeat("long ", 2_000)
			findings = append(findings, f)
		}
	}
	var b bytes.Buffer
	if err := WriteAnnotations(&b, &report.Report{Findings: findings}); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"::error ", "::warning ", "::notice "} {
		if n := strings.Count(b.String(), command); n != 10 {
			t.Errorf("%d of %s", n, command)
		}
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	if last := lines[len(lines)-1]; !strings.HasPrefix(last, "6 of 36 findings have no annotation") {
		t.Errorf("%q", last)
	}
	for _, line := range lines {
		if utf8.RuneCountInString(line) > 4_096 {
			t.Errorf("an annotation of %d bytes", len(line))
		}
	}
}

func BenchmarkDecide(b *testing.B) {
	var findings []report.Finding
	for i := range 10_000 {
		f := finding("error", i%100+1)
		f.Message = fmt.Sprint(i)
		findings = append(findings, f)
	}
	e, _ := fixture(findings...)
	b.ReportAllocs()
	for b.Loop() {
		decide(e, standing{Conversation: &record.Conversation{}})
	}
}

// commandIn is what the runner takes for a command: "::" at a line's start, behind
// white space, or "##[" anywhere.
var commandIn = regexp.MustCompile(`(?m)(^[\s\p{Z}\x{85}]*::|##\[)`)

func TestLogObeysNoText(t *testing.T) {
	for in, want := range map[string]string{
		"plain ::error:: text":         "plain ::error:: text",
		"::error::x\n":                 "\\::error::x\n",
		"a\n  \t::add-mask::x":         "a\n  \t\\::add-mask::x",
		"a\r::stop-commands::x":        "a\r\\::stop-commands::x",
		"a ##[error]x ##[group]y":      "a ##\\[error]x ##\\[group]y",
		"###[x":                        "###\\[x",
		"# #[x] [y] a: b":              "# #[x] [y] a: b",
		"\u00a0::error::x":             "\u00a0\\::error::x",
		"docs/t.md:1:2: error: x\n: y": "docs/t.md:1:2: error: x\n\\: y",
	} {
		if got := logged(in, len(in)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if got := logged(in, 1); got != want {
			t.Errorf("%q written byte by byte: %q, want %q", in, got, want)
		}
	}
}

// logged writes text through a Log in pieces.
func logged(text string, piece int) string {
	var b bytes.Buffer
	l := NewLog(&b)
	for rest := []byte(text); len(rest) > 0; {
		n := min(max(piece, 1), len(rest))
		if _, err := l.Write(rest[:n]); err != nil {
			panic(err)
		}
		rest = rest[n:]
	}
	return b.String()
}

func FuzzLog(f *testing.F) {
	f.Add("::error::x\n ##[error]y\r::z", 3)
	f.Add("\u2003::a", 1)
	f.Fuzz(func(t *testing.T, text string, piece int) {
		got := logged(text, piece)
		// Where a line ends with \r, the runner sees a new line too.
		if m := commandIn.FindString(strings.ReplaceAll(got, "\r", "\n")); m != "" {
			t.Errorf("%q lets %q through", got, m)
		}
		if strings.ReplaceAll(got, "\\", "") != strings.ReplaceAll(text, "\\", "") {
			t.Errorf("%q became %q", text, got)
		}
	})
}

func FuzzAnnotation(f *testing.F) {
	f.Add("docs/t.md", "message", "rule")
	f.Add("a\nb,c:d%", "x\r\n::error::y", "::")
	f.Fuzz(func(t *testing.T, file, message, rule string) {
		got := annotation(report.Finding{Rule: rule, Severity: "error", Tracker: file, Line: 1, Message: message})
		if strings.ContainsAny(got, "\r\n") || !strings.HasPrefix(got, "::error ") {
			t.Errorf("%q", got)
		}
		// The runner ends the properties at the first "::".
		properties, _, _ := strings.Cut(strings.TrimPrefix(got, "::error "), "::")
		for _, p := range strings.Split(properties, ",") {
			if name, _, ok := strings.Cut(p, "="); !ok || !strings.Contains("file line col title", name) {
				t.Errorf("property %q in %q", p, got)
			}
		}
	})
}

func FuzzMarkers(f *testing.F) {
	f.Add("text\n\n" + marker("fp", strings.Repeat("a", 64)))
	f.Add("<!-- packetgate:rest=" + strings.Repeat("0", 64) + " -->\r\n")
	f.Fuzz(func(t *testing.T, body string) {
		for kind, all := range markers(body) {
			for _, fp := range all {
				if len(fp) != 64 || kind != "fp" && kind != "rest" {
					t.Errorf("%s=%s", kind, fp)
				}
			}
		}
		own := strings.Repeat("b", 64)
		if got := markers(body + "\n\n" + marker("fp", own)); len(got["fp"]) != 1 || got["fp"][0] != own {
			t.Errorf("%v", got)
		}
	})
}
