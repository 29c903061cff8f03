package gate

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
	"github.com/packetgate/packetgate/internal/rule"
	"github.com/packetgate/packetgate/internal/tracker"
)

// families are the examples with the trackers of the corpus that they are for, and
// what a careful reader counts there, written down before the code was run.
var families = []struct {
	name, corpus string
	counts       map[tracker.Status]int
}{
	{"task-tables", "forgemaster-task-status.md", map[tracker.Status]int{tracker.StatusDone: 95, tracker.StatusReady: 31}},
	{"execution-tracker", "llxprt-execution-tracker.md", map[tracker.Status]int{tracker.StatusDone: 27, tracker.StatusReady: 1}},
	{"small-board", "small-packet-board.md", map[tracker.Status]int{tracker.StatusDone: 1, tracker.StatusInProgress: 2, tracker.StatusReady: 3}},
}

const examples = "../../examples"

func exampleConfig(t *testing.T, name string) *config.Config {
	t.Helper()
	path := filepath.Join(examples, name, "packetgate.yml")
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Parse(path, source, rule.Slugs())
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// TestExamples reads each example's tracker by its configuration: every packet with
// its status stands in a golden file, written by hand, and nothing is reported.
func TestExamples(t *testing.T) {
	for _, family := range families {
		t.Run(family.name, func(t *testing.T) {
			cfg := exampleConfig(t, family.name)
			source, err := os.ReadFile(filepath.Join(examples, family.name, "tracker.md"))
			if err != nil {
				t.Fatal(err)
			}
			compareBoard(t, family.name, cfg, source)
			reportNothing(t, cfg, source)
		})
	}
	folders, err := filepath.Glob(filepath.Join(examples, "*", "packetgate.yml"))
	if err != nil || len(folders) != len(families) {
		t.Errorf("%d examples, %d of them tested, %v", len(folders), len(families), err)
	}
}

// TestExamplesOnTheCorpus does the same with the real trackers, where they are
// present.
func TestExamplesOnTheCorpus(t *testing.T) {
	for _, family := range families {
		t.Run(family.corpus, func(t *testing.T) {
			source, err := os.ReadFile("../../../shared/corpus/others/" + family.corpus)
			if err != nil {
				t.Skip("the corpus is not here")
			}
			cfg := exampleConfig(t, family.name)
			counts := map[tracker.Status]int{}
			for _, p := range tracker.Parse(family.corpus, source, Grammar(cfg)).Packets {
				counts[p.Status]++
			}
			if !maps.Equal(counts, family.counts) {
				t.Errorf("the statuses are %v, want %v", counts, family.counts)
			}
			compareBoard(t, strings.TrimSuffix(family.corpus, ".md"), cfg, source)
			reportNothing(t, cfg, source)
		})
	}
}

// compareBoard compares what is read of a board with its golden file.
func compareBoard(t *testing.T, name string, cfg *config.Config, source []byte) {
	t.Helper()
	read := tracker.Parse("tracker.md", source, Grammar(cfg))
	if len(read.Problems) > 0 {
		t.Errorf("problems: %+v", read.Problems)
	}
	var got strings.Builder
	for _, p := range read.Packets {
		fmt.Fprintf(&got, "%d %s %s", p.Line(), p.ID, p.Status)
		if c := p.Checkpoint(); c != nil && c.State == tracker.CheckpointRecorded {
			fmt.Fprintf(&got, " at %s", c.Hashes[0].Value)
		}
		for i, b := range p.Blockers {
			fmt.Fprintf(&got, "%s%s", [...]string{" after ", ","}[min(i, 1)], b.ID)
		}
		fmt.Fprintln(&got)
	}
	golden := filepath.Join("testdata", "examples", name+".board")
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("packets (-want +got):\n%s", diff)
	}
}

func judgeOffline(cfg *config.Config, base, head []byte) *report.Report {
	d := record.Document{Path: "tracker.md", BasePath: "tracker.md", Head: &record.File{Path: "tracker.md", Content: head}}
	file := record.FileChange{Path: "tracker.md", Status: record.FileAdded}
	if base != nil {
		d.MergeBase = &record.File{Path: "tracker.md", Content: base}
		d.Base, file.Status = d.MergeBase, record.FileModified
	}
	change := &record.Change{Open: true, Documents: []record.Document{d}, Files: []record.FileChange{file}}
	options := Options{Mode: "check", Offline: true, Now: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)}
	return New(change, cfg, options).Report(nil)
}

func reportNothing(t *testing.T, cfg *config.Config, source []byte) {
	t.Helper()
	r := judgeOffline(cfg, nil, source)
	for _, f := range r.Findings {
		t.Errorf("line %d: %s [%s]", f.Line, f.Message, f.Rule)
	}
	if len(r.Trackers) != 1 {
		t.Errorf("%d trackers are judged", len(r.Trackers))
	}
}

// TestExamplesJudge moves a packet of each example, as its configuration allows and
// as it forbids.
func TestExamplesJudge(t *testing.T) {
	for _, test := range []struct{ name, from, to, want string }{
		{"task-tables", "ship's signal | 🟦 READY", "ship's signal | ✅ DONE", ""},
		{"task-tables", "on and off | ✅ DONE", "on and off | 🟧 RUNNING", "illegal-transition"},
		{"task-tables", "at dusk | 🟪 REVIEW", "at dusk | 🟨 ASSIGNED", ""}, // by way of FAILED
		{"task-tables", "at dusk | 🟪 REVIEW", "at dusk | 🟩 MERGED", "unknown-status"},
		{"execution-tracker", "| P02 | [WIP]", "| P02 | ✅", ""},
		{"execution-tracker", "| P00a | [OK]", "| P00a | ⬜", "illegal-transition"},
		{"small-board", "| T2 | running", "| T2 | failed", ""},
		{"small-board", "| T4 | ready", "| T4 | running", "blocked-packet-advanced"},
		{"small-board", "| T2 | running", "| T2 | done", "checkpoint-missing"},
	} {
		t.Run(test.name+" "+test.to, func(t *testing.T) {
			base, err := os.ReadFile(filepath.Join(examples, test.name, "tracker.md"))
			if err != nil {
				t.Fatal(err)
			}
			head := strings.Replace(string(base), test.from, test.to, 1)
			if head == string(base) {
				t.Fatalf("the tracker has no %q", test.from)
			}
			var got []string
			for _, f := range judgeOffline(exampleConfig(t, test.name), base, []byte(head)).Findings {
				got = append(got, f.Rule)
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("the findings are %v, want %q", got, test.want)
			}
		})
	}
}
