package collect

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/packetgate/packetgate/internal/gate"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
)

const (
	baseSHA = "b000000000000000000000000000000000000000"
	headSHA = "a000000000000000000000000000000000000000"
)

// github is a GitHub of a few fixed records that notes what it was asked.
type github struct {
	mu         sync.Mutex
	asked      []string
	comparison record.Comparison
	files      map[record.Query]record.Answer
	runs       []record.Run
	head, base string
	log        func() io.ReadCloser
}

func (g *github) note(what string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked = append(g.asked, what)
}

func (g *github) Pull(context.Context, int) (record.Change, error) {
	g.note("pull")
	return record.Change{Number: 7, HeadSHA: g.head, BaseRef: g.base}, nil
}

func (g *github) Compare(context.Context, string, string) (record.Comparison, record.Absence, error) {
	g.note("compare")
	return g.comparison, record.Present, nil
}

func (g *github) Paths(context.Context, string) (files, links []string, complete bool, err error) {
	panic("unused")
}

func (g *github) PullFiles(context.Context, int) ([]record.FileChange, bool, error) {
	g.note("pull files")
	return g.comparison.Files, false, nil
}

func (g *github) Files(_ context.Context, queries []record.Query) (record.Records, error) {
	records := record.Records{}
	var paths []string
	for _, q := range queries {
		paths = append(paths, q.SHA[:1]+":"+q.Path)
		records[q] = record.Answer{Absence: record.NotFound, Irregular: true}
		if a, ok := g.files[q]; ok {
			records[q] = a
		}
	}
	g.note("files " + strings.Join(paths, " "))
	return records, nil
}

func (g *github) Runs(context.Context, string) ([]record.Run, error) {
	g.note("runs")
	return g.runs, nil
}

func (g *github) Period(context.Context, string) ([]record.Run, record.Absence, error) {
	return nil, record.NotFound, nil
}

func (g *github) BranchRuns(context.Context, string) ([]record.Run, error) { return nil, nil }

func (g *github) Jobs(context.Context, int64, bool) ([]record.Job, record.Absence, error) {
	g.note("jobs")
	return nil, record.Present, nil
}

func (g *github) Log(context.Context, int64) (io.ReadCloser, record.Absence, error) {
	g.note("log")
	return g.log(), record.Present, nil
}

func (g *github) Commit(context.Context, string) (record.Commit, record.Absence, error) {
	return record.Commit{}, record.Present, nil
}

func (g *github) Trail(context.Context, string, []string) ([]record.Past, record.Absence, error) {
	return nil, record.NotFound, nil
}

func (g *github) PullsOf(context.Context, string) ([]record.Pull, error) { return nil, nil }

func (g *github) Holder(context.Context, string, string) (string, record.Absence, error) {
	return "", record.Present, nil
}

// needs is a judgement that looks for nothing in logs.
type needs func() []record.Query

func (n needs) Need(record.Records) []record.Query { return n() }

func (n needs) Sought(record.Records) record.Sought { return record.Sought{} }

func TestRecordsAreAskedForInRoundsAndOnce(t *testing.T) {
	g := &github{}
	rounds := [][]record.Query{
		{fileAt(headSHA, "a.yml"), fileAt(headSHA, "b.yml"), {Kind: record.KindRuns, SHA: headSHA}},
		{{Kind: record.KindJobs, ID: 1}},
		nil,
	}
	records, err := Records(t.Context(), g, nil, needs(func() []record.Query {
		next := rounds[0]
		rounds = rounds[1:]
		return next
	}))
	if err != nil || len(records) != 4 {
		t.Fatalf("%d records, %v", len(records), err)
	}
	slices.Sort(g.asked[:2])
	if want := []string{"files a:a.yml a:b.yml", "runs", "jobs"}; !slices.Equal(g.asked, want) {
		t.Errorf("asked %v, want %v", g.asked, want)
	}
}

func TestAJudgementThatNeverEndsIsAnError(t *testing.T) {
	_, err := Records(t.Context(), &github{}, nil, needs(func() []record.Query {
		return []record.Query{{Kind: record.KindRuns, SHA: headSHA}}
	}))
	if err == nil || !strings.Contains(err.Error(), "rounds") {
		t.Errorf("error %v", err)
	}
}

// TestAPanicIsAnError checks that a defect in what reads hostile records ends in an
// error, which replaces an older success.
func TestAPanicIsAnError(t *testing.T) {
	g := &github{log: func() io.ReadCloser { panic("a defect") }}
	_, err := Records(t.Context(), g, nil, needs(func() []record.Query { return []record.Query{{Kind: record.KindLog, ID: 1}} }))
	if err == nil || !strings.Contains(err.Error(), "broke (a defect)") {
		t.Errorf("error %v", err)
	}
}

// broken is a log that breaks off.
type broken struct{ io.Reader }

func (broken) Close() error { return nil }

func TestALogThatBreaksOffIsReadAgain(t *testing.T) {
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	jobs := record.Records{{Kind: record.KindJobs, ID: 1}: {Jobs: []record.Job{{
		ID: 5, Steps: []record.Step{{Number: 1, StartedAt: at, CompletedAt: at.Add(time.Second)}},
	}}}}
	const line = "2026-03-02T09:00:00.0000000Z ##[error]Process completed with exit code 3.\n"
	tries := 0
	g := &github{log: func() io.ReadCloser {
		tries++
		if tries < 3 {
			return broken{io.MultiReader(strings.NewReader(line), failing{})}
		}
		return io.NopCloser(strings.NewReader(line))
	}}
	answer, err := scanLog(t.Context(), g, 5, stepSpans(5, jobs, []int{1}), record.Sought{})
	if err != nil || answer.Log.Truncated || tries != 3 || len(answer.Log.Windows) != 1 || answer.Log.Windows[0].Exits[0].Code != 3 {
		t.Errorf("%d tries, %v: %+v", tries, err, answer.Log)
	}

	g.log = func() io.ReadCloser { return broken{failing{}} }
	if answer, err := scanLog(t.Context(), g, 5, stepSpans(5, jobs, []int{1}), record.Sought{}); err != nil || !answer.Log.Truncated {
		t.Errorf("a log that keeps breaking off is not called truncated: %v %+v", err, answer.Log)
	}
}

// TestALogHasTheWindowsOfTheStepsThatAreSought checks that a step which did not run has
// one too, so that it is not asked for again.
func TestALogHasTheWindowsOfTheStepsThatAreSought(t *testing.T) {
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	jobs := record.Records{{Kind: record.KindJobs, ID: 1}: {Jobs: []record.Job{{ID: 5, Steps: []record.Step{
		{Number: 1, StartedAt: at, CompletedAt: at},
		{Number: 2, StartedAt: at.Add(time.Second), CompletedAt: at.Add(time.Second)},
		{Number: 3, Conclusion: record.ConclusionSkipped},
	}}}}}
	g := &github{log: func() io.ReadCloser {
		return io.NopCloser(strings.NewReader("2026-03-02T09:00:00.0000000Z a\n2026-03-02T09:00:01.0000000Z b\n"))
	}}
	answer, err := answer(t.Context(), g, record.Query{Kind: record.KindLog, ID: 5}, jobs, record.Sought{Steps: map[int64][]int{5: {3, 2}, 6: {1}}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range answer.Log.Windows {
		got = append(got, fmt.Sprintf("step %d: lines %d to %d", w.Step, w.FirstLine, w.LastLine))
	}
	if want := []string{"step 2: lines 2 to 2", "step 3: lines 0 to 0"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("connection reset") }

func content(text string) record.Answer {
	return record.Answer{File: record.File{Content: []byte(text)}}
}

func TestOnlyFilesThatMayBeTrackersAreReadTwice(t *testing.T) {
	const mergeBase = "c000000000000000000000000000000000000000"
	const board = "# T\n\n| Packet | Status |\n|---|---|\n| A-1 | DONE |\n"
	for name, test := range map[string]struct {
		file  record.FileChange
		files map[record.Query]record.Answer
		// first are the files read with the configuration, then those read after it;
		// documents is how many are held to be trackers.
		first, then string
		documents   int
	}{
		"prose": {
			record.FileChange{Path: "a.md", Status: record.FileModified, Patch: "@@ -1 +1 @@\n-old\n+new"},
			map[record.Query]record.Answer{fileAt(headSHA, "a.md"): content("new\n")},
			"a:a.md", "", 0,
		},
		"a tracker": {
			record.FileChange{Path: "a.md", Status: record.FileModified, Patch: "@@ -9 +9 @@\n-x\n+y"},
			map[record.Query]record.Answer{fileAt(headSHA, "a.md"): content(board)},
			"a:a.md", "c:a.md b:a.md", 1,
		},
		"a tracker no more": {
			record.FileChange{Path: "a.md", Status: record.FileModified, Patch: "@@ -1,4 +1,2 @@\n # T\n \n-| Packet | Status |\n-|---|---|"},
			map[record.Query]record.Answer{fileAt(headSHA, "a.md"): content("# T\n\n| A-1 | DONE |\n")},
			"a:a.md", "c:a.md b:a.md", 1,
		},
		"prose without a patch": {
			record.FileChange{Path: "a.md", Status: record.FileModified},
			map[record.Query]record.Answer{fileAt(headSHA, "a.md"): content("new\n"), fileAt(mergeBase, "a.md"): content("old\n")},
			"a:a.md c:a.md", "", 0,
		},
		"a tracker no more, without a patch": {
			record.FileChange{Path: "a.md", Status: record.FileModified},
			map[record.Query]record.Answer{fileAt(headSHA, "a.md"): content("new\n"), fileAt(mergeBase, "a.md"): content(board)},
			"a:a.md c:a.md", "b:a.md", 1,
		},
		"prose renamed": {
			record.FileChange{Path: "b.md", PreviousPath: "a.md", Status: record.FileRenamed},
			map[record.Query]record.Answer{fileAt(headSHA, "b.md"): content("same\n"), fileAt(mergeBase, "a.md"): content("same\n")},
			"a:b.md c:a.md", "", 0,
		},
		"prose renamed to code": {
			record.FileChange{Path: "b.go", PreviousPath: "a.md", Status: record.FileRenamed, Patch: "@@ -1 +1 @@\n-old\n+new"},
			map[record.Query]record.Answer{fileAt(mergeBase, "a.md"): content("old\n")},
			"c:a.md", "", 0,
		},
		"a tracker renamed to code": {
			record.FileChange{Path: "b.go", PreviousPath: "a.md", Status: record.FileRenamed},
			map[record.Query]record.Answer{fileAt(mergeBase, "a.md"): content(board)},
			"c:a.md", "b:a.md a:b.go", 1,
		},
		"prose removed": {
			record.FileChange{Path: "a.md", Status: record.FileRemoved, Patch: "@@ -1 +0,0 @@\n-old"},
			nil, "", "", 0,
		},
		"a tracker removed": {
			record.FileChange{Path: "a.md", Status: record.FileRemoved, Patch: "@@ -1,2 +0,0 @@\n-| Packet | Status |\n-|---|---|"},
			nil, "", "c:a.md b:a.md", 1,
		},
		"a removal of which the patch is cut off": {
			record.FileChange{Path: "a.md", Status: record.FileRemoved, Patch: "@@ -1,2 +0,0 @@\n-old"},
			nil, "", "c:a.md b:a.md", 1,
		},
		"a removal without a patch": {
			record.FileChange{Path: "a.md", Status: record.FileRemoved},
			map[record.Query]record.Answer{fileAt(mergeBase, "a.md"): content(board)},
			"c:a.md", "b:a.md", 1,
		},
		"prose added":             {record.FileChange{Path: "a.md", Status: record.FileAdded}, nil, "a:a.md", "", 0},
		"a link where a file was": {record.FileChange{Path: "a.md", Status: record.FileModified, Patch: "@@ -1 +1 @@\n-old\n+new"}, nil, "a:a.md", "c:a.md b:a.md", 1},
		"code":                    {record.FileChange{Path: "main.go", Status: record.FileModified}, nil, "", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			g := &github{
				comparison: record.Comparison{BaseSHA: baseSHA, MergeBaseSHA: mergeBase, Files: []record.FileChange{test.file}},
				files:      test.files,
			}
			change, _, err := complete(t.Context(), g, record.Change{BaseRef: "main", HeadSHA: headSHA}, Settings{ConfigPath: "c.yml"})
			if err != nil {
				t.Fatal(err)
			}
			want := []string{"compare", "files " + strings.TrimSpace(test.first+" b:c.yml")}
			if test.then != "" {
				want = append(want, "files "+test.then)
			}
			if !slices.Equal(g.asked, want) || len(change.Documents) != test.documents {
				t.Errorf("asked %q, want %q; %d documents", g.asked, want, len(change.Documents))
			}
		})
	}
}

func TestWhatCannotBeReadIsNoDefault(t *testing.T) {
	for name, test := range map[string]struct {
		path   record.Query
		answer record.Answer
		want   string
	}{
		"an unknown key":     {fileAt(baseSHA, "c.yml"), content("version: 1\nruls: {}\n"), `c.yml:2:1: unknown key "ruls"`},
		"a huge config":      {fileAt(baseSHA, "c.yml"), record.Answer{Absence: record.TooLarge}, "c.yml cannot be read: it is too large"},
		"a huge new tracker": {fileAt(headSHA, "t.md"), record.Answer{Absence: record.TooLarge}, "t.md at a0000000 is too large to judge"},
		"a file not served":  {fileAt(headSHA, "t.md"), record.Answer{Absence: record.NotFound}, "GitHub lists t.md at a0000000, but does not serve it"},
	} {
		t.Run(name, func(t *testing.T) {
			g := &github{
				comparison: record.Comparison{
					BaseSHA: baseSHA, MergeBaseSHA: baseSHA,
					Files: []record.FileChange{{Path: "t.md", Status: record.FileAdded}},
				},
				files: map[record.Query]record.Answer{test.path: test.answer},
			}
			_, _, err := complete(t.Context(), g, record.Change{BaseRef: "main", HeadSHA: headSHA}, Settings{ConfigPath: "c.yml"})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}

func TestFreshness(t *testing.T) {
	before := record.Run{ID: 1, Attempt: 1, Status: record.StatusInProgress}
	after := record.Run{ID: 1, Attempt: 1, Status: record.StatusCompleted, Conclusion: record.ConclusionSuccess}
	e := &Evaluation{
		Change:  &record.Change{Number: 7, HeadSHA: headSHA},
		Records: record.Records{{Kind: record.KindRuns, SHA: headSHA}: {Runs: []record.Run{before}}},
		Report:  &report.Report{},
	}
	for name, test := range map[string]struct {
		head, base string
		runs       []record.Run
		want       Freshness
	}{
		"nothing changed": {headSHA, "", []record.Run{before}, Current},
		"the run ended":   {headSHA, "", []record.Run{after}, RunsMoved},
		"a run came":      {headSHA, "", []record.Run{before, {ID: 2, Attempt: 1}}, RunsMoved},
		"a run is gone":   {headSHA, "", nil, RunsMoved},
		"another head":    {baseSHA, "", []record.Run{after}, PullMoved},
		"another base":    {headSHA, "release", []record.Run{before}, PullMoved},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := e.Freshness(t.Context(), &github{head: test.head, base: test.base, runs: test.runs})
			if err != nil || got != test.want {
				t.Errorf("freshness %v, %v; want %v", got, err, test.want)
			}
		})
	}
}

func TestWaitingEndsWithTheLimit(t *testing.T) {
	e := &Evaluation{
		Change: &record.Change{}, Report: &report.Report{Verdict: report.Pending},
		Records: record.Records{},
	}
	var slept []time.Duration
	sleep := func(_ context.Context, d time.Duration) error {
		slept = append(slept, d)
		return errors.New("enough")
	}
	if _, err := e.Wait(t.Context(), &github{}, gate.Options{}, 10*time.Second, 15*time.Second, sleep); err == nil {
		t.Error("an interrupted wait is no error")
	}
	if want := []time.Duration{10 * time.Second}; !slices.Equal(slept, want) {
		t.Errorf("slept %v, want %v", slept, want)
	}
	if got, err := e.Wait(t.Context(), &github{}, gate.Options{}, 0, 15*time.Second, sleep); err != nil || got != e {
		t.Errorf("no wait was asked for: %v", err)
	}
}
