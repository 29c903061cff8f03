package gate

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/plan"
	"github.com/packetgate/packetgate/internal/report"
	"github.com/packetgate/packetgate/internal/tracker"
)

const obstacleBoard = `# Tracker

Linked plan: docs/plan.md

| Packet | Title | Status | Reviewer | Review State |
|---|---|---|---|---|
| RC-01 | First | DONE | bob | APPROVED |
| RC-02 | Second | IN_REVIEW | bob | APPROVED |
| RC-03 | Third | BLOCKED | | |
| RC-04 | Fourth | BLOCKED | | |

## RC-01 Checklist: First

Commit: 6dbb2e06

## RC-02 Checklist: Second

- [x] ` + "`go test ./...`" + ` -> exit 0

Verdict: APPROVED
Commit: (pending)

## RC-03 Checklist: Third

Blocked by:
- RC-02

- [ ] Write it.
- [ ] Test it.

## RC-04 Checklist: Fourth

- [x] ` + "`go vet ./...`" + ` -> exit 0

Verdict: APPROVED
Commit: (pending)
`

func TestObstacles(t *testing.T) {
	s := Standing{
		Tracker: tracker.Parse(path, []byte(obstacleBoard), tracker.Grammar{}),
		Plan:    plan.Parse("docs/plan.md", []byte("## RC-04: Fourth\n\nEvidence required:\n- `make lint` -> exit 0\n"), tracker.Grammar{}),
		Config:  config.Default(),
	}
	var got []string
	for id, findings := range s.Obstacles() {
		for _, f := range findings {
			got = append(got, fmt.Sprintf("%s %d %s", id, f.Line, f.Rule))
		}
	}
	slices.Sort(got)
	want := []string{
		"RC-01 7 missing-command",
		"RC-03 23 checkpoint-missing",
		"RC-03 28 open-checkbox",
		"RC-03 29 open-checkbox",
		"RC-03 9 blocked-packet-advanced",
		"RC-03 9 missing-command",
		"RC-03 9 missing-review",
		"RC-03 9 started-before-checkpoint",
		"RC-04 31 plan-evidence-missing",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestObstaclesAreTheEnginesOwn moves each packet to DONE in the file, alone, and
// holds the errors of that change against the packet's obstacles.
func TestObstaclesAreTheEnginesOwn(t *testing.T) {
	for _, source := range boards(t) {
		parsed := tracker.Parse(path, source, tracker.Grammar{})
		if parsed.Err() != nil {
			continue
		}
		obstacles := Standing{Tracker: parsed, Config: config.Default()}.Obstacles()
		for _, p := range parsed.Packets {
			edit, err := parsed.SetCell(p.ID, tracker.FieldStatus, "DONE")
			if err != nil || p.Row == nil || p.Status == tracker.StatusDone {
				continue
			}
			head, err := tracker.Apply(source, edit)
			if err != nil {
				t.Fatal(err)
			}
			r := New(change(string(source), string(head)), config.Default(), Options{Offline: true}).Report(nil)
			var want, got []string
			for _, f := range r.Findings {
				if f.Severity == "error" && f.Packet == p.ID {
					want = append(want, fmt.Sprintf("%d %s %s", f.Line, f.Rule, f.Message))
				}
			}
			for _, f := range obstacles[p.ID] {
				got = append(got, fmt.Sprintf("%d %s %s", f.Line, f.Rule, f.Message))
			}
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s %s: -engine +obstacles:\n%s", parsed.Title.Value, p.ID, diff)
			}
		}
	}
}

// boards are trackers to judge: those of the tests, and of the corpus where it is
// present.
func boards(t *testing.T) [][]byte {
	t.Helper()
	out := [][]byte{[]byte(obstacleBoard), []byte(ready), manyPackets(20)}
	for _, pattern := range []string{"testdata/mutation/*.base.md", "../tracker/testdata/*.md", "../../../shared/corpus/*.md", "../../../shared/corpus/*/*.md"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, source)
		}
	}
	return out
}

// manyPackets is a tracker of packets that wait for one another in a chain.
func manyPackets(n int) []byte {
	var b strings.Builder
	b.WriteString("# T\n\n| Packet | Title | Status | Implementer | Reviewer | Review State |\n|---|---|---|---|---|---|\n")
	for i := range n {
		fmt.Fprintf(&b, "| A-%d | t | %s | x | y | |\n", i, []string{"READY", "BLOCKED", "IN_PROGRESS"}[i%3])
	}
	for i := range n {
		fmt.Fprintf(&b, "\n## A-%d Checklist: t\n\nBlocked by:\n- A-%d\n\n- [ ] Do it.\n- [x] `go test ./p%d` -> exit 0\n", i, i+1, i)
	}
	return []byte(b.String())
}

func BenchmarkObstacles(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		s := Standing{Tracker: tracker.Parse(path, manyPackets(n), tracker.Grammar{}), Config: config.Default()}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				s.Obstacles()
			}
		})
	}
}

func TestBoard(t *testing.T) {
	s := Standing{Tracker: tracker.Parse(path, []byte(strings.Replace(obstacleBoard, "| RC-04 | Fourth | BLOCKED |", "| RC-04 | Fourth | soon |", 1)), tracker.Grammar{}), Config: config.Default()}
	b := s.Board(true)
	if b.Plan != "docs/plan.md" || b.PlanRead || len(b.Packets) != 4 || len(b.Readings) == 0 {
		t.Fatalf("%+v", b)
	}
	third, fourth := b.Packets[2], b.Packets[3]
	if diff := cmp.Diff([]report.Wait{{ID: "RC-02", Status: "IN_REVIEW", Known: true, Open: true}}, third.Open()); diff != "" {
		t.Error(diff)
	}
	if third.CheckpointState != "" || b.Packets[1].CheckpointState != "pending" || fourth.StatusText != "soon" || len(fourth.Readings) == 0 {
		t.Errorf("%+v", b.Packets)
	}
	broken := Standing{Tracker: tracker.Parse(path, []byte("| Packet | Status |\n| A-1 | DONE |\n"), tracker.Grammar{}), Config: config.Default()}
	if b := broken.Board(false); !strings.HasPrefix(b.Problem, path+":1:1: ") || b.Packets != nil {
		t.Errorf("%+v", b)
	}
}
