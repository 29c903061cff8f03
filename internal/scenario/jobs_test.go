package scenario

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/sandbox"
)

const threeSteps = `name: CI
jobs:
  test:
    steps:
      - uses: actions/checkout@v4
      - run: go vet ./...
      - name: Tolerated
        run: lint
        continue-on-error: true
      - run: |
          go test ./...
          echo done
      - name: Report
        if: always()
        run: report
  after:
    needs: test
    steps:
      - run: deploy
`

func record(t *testing.T, a Attempt) []*sandbox.Job {
	t.Helper()
	w, err := readWorkflow("ci.yml", []byte(threeSteps), nil)
	if err != nil {
		t.Fatal(err)
	}
	jobs, err := recordJobs(w, a, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), func(name string) ([]byte, error) {
		if name != "own.log" {
			return nil, errors.New("no such file")
		}
		return []byte("own\n"), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return jobs
}

// outline is a job in short: its conclusion and that of each step.
func outline(j *sandbox.Job) []string {
	out := []string{j.Name + " " + j.Status + " " + j.Conclusion}
	for _, s := range j.Steps {
		word := s.Conclusion
		if word == "" {
			word = s.Status
		}
		out = append(out, s.Name+": "+word)
	}
	return out
}

func TestAJobPlaysItsSteps(t *testing.T) {
	begin, end := "Set up job: success", []string{"Post Run actions/checkout@v4: success", "Complete job: success"}
	for name, c := range map[string]struct {
		how  Attempt
		want []string
	}{
		"all went well": {Attempt{}, append([]string{"test completed success", begin, "Run actions/checkout@v4: success", "Run go vet ./...: success", "Tolerated: success", "Run go test ./...: success", "Report: success"}, end...)},
		"a step failed": {
			Attempt{Jobs: map[string]Job{"test": {Steps: map[string]Step{"Run go vet ./...": {Exit: 2}}}}},
			append([]string{"test completed failure", begin, "Run actions/checkout@v4: success", "Run go vet ./...: failure", "Tolerated: skipped", "Run go test ./...: skipped", "Report: success"}, end...),
		},
		"a tolerated step failed": {
			Attempt{Jobs: map[string]Job{"test": {Steps: map[string]Step{"Tolerated": {Exit: 1}}}}},
			append([]string{"test completed success", begin, "Run actions/checkout@v4: success", "Run go vet ./...: success", "Tolerated: success", "Run go test ./...: success", "Report: success"}, end...),
		},
		"cancelled": {
			Attempt{Conclusion: "cancelled"},
			append([]string{"test completed cancelled", begin, "Run actions/checkout@v4: success", "Run go vet ./...: cancelled", "Tolerated: skipped", "Run go test ./...: skipped", "Report: success"}, end...),
		},
		"running": {
			Attempt{Status: "in_progress"},
			[]string{"test in_progress ", begin, "Run actions/checkout@v4: success", "Run go vet ./...: in_progress", "Tolerated: pending", "Run go test ./...: pending", "Report: pending"},
		},
		"queued":      {Attempt{Status: "queued"}, []string{"test queued "}},
		"job skipped": {Attempt{Jobs: map[string]Job{"test": {Conclusion: "skipped"}}}, []string{"test completed skipped"}},
		"lost runner": {
			Attempt{Jobs: map[string]Job{"test": {Conclusion: "failure", Log: "lost", Steps: map[string]Step{"Run go vet ./...": {Status: "in_progress"}}}}},
			[]string{"test completed failure", begin, "Run actions/checkout@v4: success", "Run go vet ./...: in_progress", "Tolerated: pending", "Run go test ./...: pending", "Report: pending"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, outline(record(t, c.how)[0])); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAJobThatNeedsAFailedOneIsSkipped(t *testing.T) {
	jobs := record(t, Attempt{Jobs: map[string]Job{"test": {Conclusion: "failure"}}})
	if jobs[1].Conclusion != "skipped" || len(jobs[1].Steps) != 0 {
		t.Errorf("%v", outline(jobs[1]))
	}
}

func TestAJobThatNeedsAFailedCalledOneIsSkipped(t *testing.T) {
	w, err := readWorkflow("ci.yml", []byte("jobs:\n  inner: {steps: [{run: x}]}\n  all: {uses: ./called.yml}\n  after: {needs: all, steps: [{run: y}]}\n"),
		func(string) []byte {
			return []byte("jobs:\n  inner: {steps: [{run: y}]}\n  last: {needs: inner, steps: [{run: z}]}\n")
		})
	if err != nil {
		t.Fatal(err)
	}
	jobs, err := recordJobs(w, Attempt{Jobs: map[string]Job{"all / inner": {Conclusion: "failure"}}}, time.Time{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, job := range jobs {
		got = append(got, job.Name+" "+job.Conclusion)
	}
	if diff := cmp.Diff([]string{"inner success", "all / inner failure", "all / last skipped", "after skipped"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestALogIsWrittenAsTheRunnerWrites(t *testing.T) {
	log := string(record(t, Attempt{Jobs: map[string]Job{"test": {Steps: map[string]Step{"Run go test ./...": {Exit: 1, Output: "--- FAIL: TestX\nFAIL"}}}}})[0].Log.Text)
	for _, line := range []string{
		"\uFEFF2026-03-02T09:00:00.0000000Z Current runner version",
		"Z Complete job name: test\n",
		"Z ##[group]Run go test ./...\n",
		"Z \x1b[36;1mgo test ./...\x1b[0m\n",
		"Z \x1b[36;1mecho done\x1b[0m\n",
		"Z shell: /usr/bin/bash -e {0}\n",
		"Z --- FAIL: TestX\n",
		"Z ##[error]Process completed with exit code 1.\n",
		"Z Post job cleanup.\n",
	} {
		if !strings.Contains(log, line) {
			t.Errorf("no %q in\n%s", line, log)
		}
	}
}

func TestLogsThatAreNotWritten(t *testing.T) {
	with := func(j Job) sandbox.JobLog { return record(t, Attempt{Jobs: map[string]Job{"test": j}})[0].Log }
	if l := with(Job{Log: "lost"}); l.State != sandbox.LogLost {
		t.Error(l.State)
	}
	if l := with(Job{Log: "expired"}); l.State != sandbox.LogExpired {
		t.Error(l.State)
	}
	if l := with(Job{Log: "own.log"}); string(l.Text) != "own\n" {
		t.Error(l.Text)
	}
	if l := with(Job{Cut: 20}); len(l.Text) != 20 {
		t.Error(len(l.Text))
	}
}

func TestJobsAndStepsThatTheFileLacks(t *testing.T) {
	w, err := readWorkflow("ci.yml", []byte(threeSteps), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		how  Attempt
		says string
	}{
		{Attempt{Jobs: map[string]Job{"tests": {}}}, `no job "tests"; it has after, test`},
		{Attempt{Jobs: map[string]Job{"test": {Steps: map[string]Step{"Run": {}}}}}, `no step "Run"`},
		{Attempt{Jobs: map[string]Job{"test": {Log: "none.log"}}}, "no such file"},
	} {
		if _, err := recordJobs(w, c.how, time.Time{}, func(string) ([]byte, error) { return nil, errors.New("no such file") }); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("got %v, want %q", err, c.says)
		}
	}
}
