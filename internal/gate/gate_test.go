package gate

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
)

const board = `# Tracker

| Packet | Title | Status | Reviewer | Review State |
|---|---|---|---|---|
| RC-01 | First | STATUS | bob | STATE |

## RC-01 Checklist: First

- [BOX] Written.

Verdict: STATE
Commit: (pending)
`

// ready and done are a tracker before and after its packet moved; done claims no
// command, so it breaks a rule.
var (
	ready = strings.NewReplacer("STATUS", "READY", "STATE", "", "BOX", " ").Replace(board)
	done  = strings.NewReplacer("STATUS", "DONE", "STATE", "APPROVED", "BOX", "x").Replace(board)
)

const path = "docs/tracker.md"

// change is a change of one document; an empty text means that it is not there.
func change(base, head string) *record.Change {
	file := func(text string) *record.File {
		if text == "" {
			return nil
		}
		return &record.File{Path: path, Content: []byte(text)}
	}
	return &record.Change{
		Repository:   record.Repository{Owner: "octo", Name: "app"},
		Number:       7,
		BaseSHA:      "b000000000000000000000000000000000000000",
		MergeBaseSHA: "b000000000000000000000000000000000000000",
		HeadSHA:      "a000000000000000000000000000000000000000",
		Files:        []record.FileChange{{Path: path, Status: record.FileModified}},
		Commits:      []record.Commit{{SHA: "a000000000000000000000000000000000000000"}},
		Documents:    []record.Document{{Path: path, BasePath: path, MergeBase: file(base), Base: file(base), Head: file(head)}},
	}
}

// judged evaluates a change offline.
func judged(c *record.Change, cfg *config.Config) *report.Report {
	return New(c, cfg, Options{Mode: "check", Offline: true}).Report(nil)
}

func rules(r *report.Report) []string {
	var out []string
	for _, f := range r.Findings {
		if f.Severity == "error" {
			out = append(out, f.Rule)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestVerdicts(t *testing.T) {
	named := config.Default()
	named.Trackers = []string{"docs/*.md"}
	for name, test := range map[string]struct {
		base, head string
		config     *config.Config
		verdict    report.Verdict
		rules      []string
		trackers   int
	}{
		"nothing moves":                   {ready, ready, config.Default(), report.Pass, nil, 1},
		"a broken rule":                   {ready, done, config.Default(), report.Fail, []string{"missing-command"}, 1},
		"a new tracker":                   {"", ready, config.Default(), report.Pass, nil, 1},
		"no tracker at any time":          {"# Readme\n", "# Readme\n\nMore.\n", config.Default(), report.Pass, nil, 0},
		"a tracker that lost its board":   {ready, "# Tracker\n", config.Default(), report.Error, []string{"malformed-board"}, 1},
		"an emptied tracker":              {ready, "\n", config.Default(), report.Error, []string{"malformed-board"}, 1},
		"a tracker with NUL bytes":        {ready, strings.Replace(ready, "First", "F\x00", 1), config.Default(), report.Error, []string{"malformed-board"}, 1},
		"a tracker that is no UTF-8":      {ready, strings.Replace(ready, "First", "F\xff", 1), config.Default(), report.Error, []string{"malformed-board"}, 1},
		"a broken base that is mended":    {strings.Replace(ready, "First", "F\x00", 1), ready, config.Default(), report.Pass, nil, 1},
		"a deleted tracker":               {ready, "", config.Default(), report.Fail, []string{"packet-removed"}, 1},
		"a named tracker without a board": {"", "# Notes\n", named, report.Error, []string{"malformed-board"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			r := judged(change(test.base, test.head), test.config)
			if r.Verdict != test.verdict || !slices.Equal(rules(r), test.rules) || len(r.Trackers) != test.trackers {
				t.Errorf("verdict %s, errors %v, %d trackers; want %s, %v, %d\n%+v",
					r.Verdict, rules(r), len(r.Trackers), test.verdict, test.rules, test.trackers, r.Findings)
			}
			if (r.Problem != "") != (test.verdict == report.Error) {
				t.Errorf("problem %q with verdict %s", r.Problem, r.Verdict)
			}
			for _, f := range r.Findings {
				if f.Line < 1 || f.Column < 1 {
					t.Errorf("%s has no place: %+v", f.Rule, f)
				}
			}
		})
	}
}

func TestPendingEvidenceIsAVerdictOfItsOwn(t *testing.T) {
	finding := func(rule, severity string) report.Finding { return report.Finding{Rule: rule, Severity: severity} }
	for name, test := range map[string]struct {
		findings []report.Finding
		want     report.Verdict
	}{
		"nothing":             {nil, report.Pass},
		"a warning":           {[]report.Finding{finding("self-review", "warning")}, report.Pass},
		"waiting":             {[]report.Finding{finding("evidence-pending", "error")}, report.Pending},
		"waiting and broken":  {[]report.Finding{finding("evidence-pending", "error"), finding("open-checkbox", "error")}, report.Fail},
		"waiting, turned off": {[]report.Finding{finding("evidence-pending", "notice")}, report.Pass},
	} {
		t.Run(name, func(t *testing.T) {
			if got := verdict(&report.Report{Findings: test.findings}); got != test.want {
				t.Errorf("verdict %s, want %s", got, test.want)
			}
		})
	}
}

func TestThePlanIsTheOneThatTheBaseLinksTo(t *testing.T) {
	linked := func(text, plan string) string {
		return strings.Replace(text, "# Tracker\n", "# Tracker\n\nLinked plan:\n- `"+plan+"`\n", 1)
	}
	asked := func(c *record.Change) []record.Query {
		return New(c, config.Default(), Options{}).Need(nil)
	}
	plan := func(sha, path string) record.Query {
		return record.Query{Kind: record.KindFile, SHA: sha, Path: path}
	}

	c := change(linked(ready, "docs/plan.md"), linked(done, "docs/mine.md"))
	if got := asked(c); !slices.Contains(got, plan(c.BaseSHA, "docs/plan.md")) || slices.Contains(got, plan(c.HeadSHA, "docs/mine.md")) {
		t.Errorf("asked for %v", got)
	}

	c = change("", linked(done, "docs/plan.md"))
	evaluation := New(c, config.Default(), Options{})
	first := plan(c.BaseSHA, "docs/plan.md")
	if got := evaluation.Need(nil); !slices.Contains(got, first) {
		t.Errorf("a new tracker's plan is not looked for at the base: %v", got)
	}
	records := record.Records{first: {Absence: record.NotFound}}
	if got := evaluation.Need(records); !slices.Contains(got, plan(c.HeadSHA, "docs/plan.md")) {
		t.Errorf("a new tracker's new plan is not looked for at the head: %v", got)
	}
}

// TestEveryLinkedPlanCounts reads a plan beside the tracker and one from the root, and
// tells of those that are not there or not of this repository, which are never asked for.
func TestEveryLinkedPlanCounts(t *testing.T) {
	links := "# Tracker\n\nLinked plans:\n- [first](plan.md#packets)\n- `plans/second.md`\n- `docs/plan.md`\n- [gone](../gone.md)\n- [theirs](https://example.com/plan.md)\n- [above](../../etc/plan.md)\n- `huge.md`\n"
	c := change(strings.Replace(ready, "# Tracker\n", links, 1), strings.Replace(done, "# Tracker\n", links, 1))
	file := func(path, content string) record.Answer {
		if content == "" {
			return record.Answer{Absence: record.NotFound}
		}
		return record.Answer{File: record.File{Path: path, Content: []byte(content)}}
	}
	files := map[string]string{
		"docs/plan.md":    "## RC-01\n\nEvidence required:\n- `make first`\n",
		"plans/second.md": "## RC-01\n\nEvidence required:\n- `make second`\n",
		"huge.md":         strings.Repeat("## RC-01\n\nEvidence required:\n- `make third`\n", 50_000),
	}
	evaluation, records := New(c, config.Default(), Options{Offline: true}), record.Records{}
	for range 4 {
		for _, q := range evaluation.Need(records) {
			if q.Kind == record.KindFile {
				if strings.Contains(q.Path, "example") || strings.Contains(q.Path, "etc") {
					t.Errorf("asked for %s", q.Path)
				}
				records[q] = file(q.Path, files[q.Path])
			}
		}
	}
	var got []string
	for _, f := range evaluation.Report(records).Findings {
		if f.Rule == "plan-evidence-missing" {
			got = append(got, fmt.Sprintf("%d %s: %s", f.Line, f.Severity, f.Message))
		}
	}
	for i, want := range []string{"7 notice: The linked plan `../gone.md` cannot be read on the base branch", "8 notice: The linked plan `https://example.com/plan.md` leads out", "9 notice: The linked plan `../../etc/plan.md` leads out", "10 notice: The linked plan `huge.md` cannot be read", "error: RC-01 is DONE, but does not show `make first` and `make second`"} {
		if i >= len(got) || !strings.Contains(got[i], want) {
			t.Errorf("want %s, got %s", want, strings.Join(got, "\n"))
		}
	}
}

func TestOfflineNotesTheCheckpointsThatTheCloneLacks(t *testing.T) {
	e := New(change(ready, strings.Replace(done, "(pending)", "`deadbeef`", 1)), config.Default(), Options{Mode: "check", Offline: true})
	records := record.Records{}
	for _, q := range e.Need(records) {
		if q.Kind == record.KindCommit {
			records[q] = record.Answer{Absence: record.NotFound}
		}
	}
	r := e.Report(records)
	if len(r.Notes) != 2 || !strings.Contains(r.Notes[1], "`deadbeef` of RC-01") {
		t.Errorf("notes %q", r.Notes)
	}
	if slices.ContainsFunc(r.Findings, func(f report.Finding) bool { return f.Rule == "checkpoint-unknown" }) {
		t.Error("GitHub may hold the commit")
	}
}

func TestOfflineSaysSo(t *testing.T) {
	r := judged(change(ready, done), config.Default())
	if !r.Offline || len(r.Notes) == 0 || !strings.Contains(r.Notes[0], "Offline") || len(r.Proofs) != 0 {
		t.Errorf("offline %v, notes %q, %d proofs", r.Offline, r.Notes, len(r.Proofs))
	}
}
