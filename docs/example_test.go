package docs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/packetgate/packetgate/internal/action"
	"github.com/packetgate/packetgate/internal/collect"
	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/gate"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
	"github.com/packetgate/packetgate/internal/scenario"
)

const (
	trackerPath = "docs/tracker.md"
	planPath    = "docs/plan.md"
)

// judged is what packetgate says of an example: the report, and its text as it is
// printed.
type judged struct {
	report *report.Report
	text   string
}

// trackers are the files of an example that is judged without GitHub: the tracker
// at base and head, empty where it is not there, and the base's plan.
type trackers struct{ base, head, plan string }

// judge is packetgate check --offline.
func (x trackers) judge(t *testing.T, cfg *config.Config) judged {
	t.Helper()
	file := func(text string) *record.File {
		if text == "" {
			return nil
		}
		return &record.File{Path: trackerPath, Content: []byte(text)}
	}
	change := &record.Change{
		BaseSHA: "ba5e000000000000000000000000000000000000", HeadSHA: "4ead000000000000000000000000000000000000",
		Files: []record.FileChange{{Path: trackerPath, Status: record.FileModified}},
		Documents: []record.Document{{
			Path: trackerPath, BasePath: trackerPath, MergeBase: file(x.base), Base: file(x.base), Head: file(x.head),
		}},
	}
	change.MergeBaseSHA = change.BaseSHA
	now := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	evaluation := collect.Offline(context.Background(), change, cfg, gate.Options{Mode: "check", Now: now}, func(_ context.Context, q record.Query) (record.Answer, bool) {
		if q.Kind == record.KindFile && q.Path == planPath && x.plan != "" {
			return record.Answer{File: record.File{Path: planPath, Content: []byte(x.plan)}}, true
		}
		return record.Answer{Absence: record.NotFound}, q.Kind == record.KindFile
	})
	var text strings.Builder
	if err := report.WriteText(&text, evaluation.Report, report.TextOptions{Source: evaluation.Source}); err != nil {
		t.Fatal(err)
	}
	return judged{evaluation.Report, text.String()}
}

// judgeScenario is packetgate test; what is expected in the scenario must come.
func judgeScenario(t *testing.T, name, archive string) judged {
	t.Helper()
	s, err := scenario.Parse(name, []byte(archive))
	if err != nil {
		t.Fatal(err)
	}
	var first *judged
	result := s.Run(context.Background(), func(ctx context.Context, m scenario.Machine) int {
		var text bytes.Buffer
		exit := action.Run(ctx, action.Host{
			Env:    func(name string) string { return m.Env[name] },
			Stdout: io.MultiWriter(m.Stdout, &text), Now: m.Now, Sleep: m.Sleep, Version: "test",
		})
		if first == nil {
			first = &judged{readReport(t, m.Env["GITHUB_WORKSPACE"]), text.String()}
		}
		return exit
	})
	for _, failure := range result.Failures {
		t.Error(failure)
	}
	if first == nil || t.Failed() {
		t.FailNow()
	}
	return *first
}

func readReport(t *testing.T, workspace string) *report.Report {
	t.Helper()
	r := &report.Report{}
	content, err := os.ReadFile(filepath.Join(workspace, "packetgate-report.json"))
	if err == nil {
		err = json.Unmarshal(content, r)
	}
	if err != nil {
		t.Errorf("the action left no report: %v", err)
	}
	return r
}

// of gives the findings of a rule.
func (j judged) of(slug string) []report.Finding {
	var out []report.Finding
	for _, f := range j.report.Findings {
		if f.Rule == slug {
			out = append(out, f)
		}
	}
	return out
}

// excerpt is what is printed for the findings of a rule: each with its line of the
// tracker, without links.
func (j judged) excerpt(slug string) string {
	var out strings.Builder
	inside := false
	for line := range strings.Lines(j.text) {
		if !strings.HasPrefix(line, " ") {
			inside = strings.HasPrefix(line, trackerPath+":") && strings.HasSuffix(line, " ["+slug+"]\n")
		}
		if inside && !strings.Contains(line, " = see: ") {
			out.WriteString(line)
		}
	}
	return out.String()
}
