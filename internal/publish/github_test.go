package publish

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
)

// memory is a GitHub that remembers what is written to one pull request, and
// refuses as GitHub does: a review with a comment outside the diff as a whole.
type memory struct {
	commented map[string]bool // "path:side:line" that the diff shows
	status    *record.CommitStatus
	said      record.Conversation
	fail      map[string]error // by operation
	writes    []string
}

func (m *memory) Status(context.Context, string, string) (*record.CommitStatus, error) {
	return m.status, m.fail["status"]
}

func (m *memory) SetStatus(_ context.Context, sha string, s record.CommitStatus) error {
	if err := m.fail["set status"]; err != nil {
		return err
	}
	m.writes = append(m.writes, "status "+s.State)
	m.status = &s
	return nil
}

func (m *memory) Conversation(context.Context, int) (record.Conversation, error) {
	return m.said, m.fail["conversation"]
}

func (m *memory) CreateReview(_ context.Context, _ int, r record.Review) error {
	if err := m.fail["review"]; err != nil {
		return err
	}
	for _, c := range r.Comments {
		for line := max(c.StartLine, 0); line <= c.Line; line++ {
			if line == 0 || c.StartLine == 0 && line < c.Line {
				continue
			}
			if !m.commented[fmt.Sprintf("%s:%s:%d", c.Path, c.Side, line)] {
				return fmt.Errorf("POST reviews: 422: %s line %d: %w", c.Path, line, record.ErrOutsideDiff)
			}
		}
	}
	if len(r.Body) > 65_536 {
		return fmt.Errorf("POST reviews: 422: body is too long")
	}
	m.writes = append(m.writes, fmt.Sprintf("review with %d comments", len(r.Comments)))
	r.Mine = true
	r.Body = strings.TrimRight(r.Body, "\n")
	m.said.Reviews = append(m.said.Reviews, r)
	for _, c := range r.Comments {
		m.said.Threads = append(m.said.Threads, record.Thread{ID: fmt.Sprintf("T%d", len(m.said.Threads)+1), Mine: true, Path: c.Path, Line: c.Line, Body: c.Body})
	}
	return nil
}

func (m *memory) ResolveThread(_ context.Context, id string) error   { return m.mark(id, true) }
func (m *memory) UnresolveThread(_ context.Context, id string) error { return m.mark(id, false) }

func (m *memory) mark(id string, resolved bool) error {
	if err := m.fail["threads"]; err != nil {
		return err
	}
	for i := range m.said.Threads {
		if t := &m.said.Threads[i]; t.ID == id {
			if t.Resolved == resolved {
				return fmt.Errorf("thread %s is so already", id)
			}
			t.Resolved = resolved
			m.writes = append(m.writes, fmt.Sprintf("thread %s resolved %v", id, resolved))
			return nil
		}
	}
	return fmt.Errorf("no thread %s", id)
}

// open are the bodies of the open threads.
func (m *memory) open() (bodies []string) {
	for _, t := range m.said.Threads {
		if !t.Resolved {
			bodies = append(bodies, t.Body)
		}
	}
	return bodies
}

const path = "docs/t.md"

// fixture is a pull request that changes docs/t.md, whose lines 1 to 10 and 51 to
// 60 are in the diff; the base's lines 1 to 8 and 49 to 58 are.
func fixture(findings ...report.Finding) (Evaluation, *memory) {
	patch := "@@ -1,8 +1,10 @@\n" + strings.Repeat(" context\n", 8) + "+new\n+new\n" +
		"@@ -49,10 +51,10 @@ heading\n" + strings.Repeat(" context\n", 10)
	m := &memory{commented: map[string]bool{}, fail: map[string]error{}}
	for i := 1; i <= 10; i++ {
		m.commented[fmt.Sprintf("%s:RIGHT:%d", path, i)] = true
		m.commented[fmt.Sprintf("%s:RIGHT:%d", path, 50+i)] = true
		m.commented[fmt.Sprintf("%s:LEFT:%d", path, 48+i)] = true
		if i <= 8 {
			m.commented[fmt.Sprintf("%s:LEFT:%d", path, i)] = true
		}
	}
	var lines []string
	for i := 1; i <= 100; i++ {
		lines = append(lines, fmt.Sprintf("- [ ] line %d", i))
	}
	content := []byte(strings.Join(lines, "\n"))
	verdict := report.Pass
	for _, f := range findings {
		if f.Severity == "error" {
			verdict = report.Fail
		}
	}
	return Evaluation{
		Report: &report.Report{
			Schema: report.Schema, Mode: "check", Verdict: verdict, Repository: "octo/app", PullRequest: 7,
			HeadSHA: "cccccccc", MergeBaseSHA: "bbbbbbbb", Findings: findings,
		},
		Change:  &record.Change{Number: 7, HeadSHA: "cccccccc", Files: []record.FileChange{{Path: path, Status: record.FileModified, Patch: patch}}},
		Source:  func(p string, _ bool) []byte { return content },
		Options: Options{StatusContext: "packetgate", TargetURL: "https://github.com/octo/app/actions/runs/1"},
	}, m
}

func finding(severity string, line int) report.Finding {
	return report.Finding{
		Rule: "open-checkbox", Severity: severity, Tracker: path, Packet: "RC-01", Line: line, Column: 3, EndLine: line,
		Message: fmt.Sprintf("RC-01 is DONE with an open box: %q", "a `box`"),
	}
}

func apply(t *testing.T, e Evaluation, m *memory) Outcome {
	t.Helper()
	return Apply(context.Background(), m, e, nil)
}

// mustApply applies and fails when anything fails or when doing it again writes
// anything.
func mustApply(t *testing.T, e Evaluation, m *memory) {
	t.Helper()
	if out := apply(t, e, m); len(out.Failures) > 0 || !out.StatusStands {
		t.Fatalf("%+v", out)
	}
	written := len(m.writes)
	if out := apply(t, e, m); len(m.writes) != written || len(out.Failures) > 0 || !out.StatusStands {
		t.Fatalf("a second run writes %v: %+v", m.writes[written:], out)
	}
}
