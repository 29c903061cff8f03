package rule

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/evidence"
	"github.com/packetgate/packetgate/internal/tracker"
)

// resting is the example's head as it stands, after some edits.
func resting(t *testing.T, edits ...edit) *Case {
	t.Helper()
	head := read(t, "head.md", edits)
	return newCase(head, head, head, "", func(c *Case) {
		c.Offline, c.AtRest = true, true
		c.Change.Files, c.Change.Commits = nil, nil
	})
}

// TestAtRest judges the same tracker as a change that moves nothing and at rest: what is
// DONE is then held to what DONE means, and nobody to how it came about.
func TestAtRest(t *testing.T) {
	open := edit{"- [x] `go vet ./...`", "- [ ] `go vet ./...`"}
	for name, test := range map[string]struct {
		edits []edit
		setup func(*Case)
		want  []string
	}{
		"as it should be":  {},
		"an open box":      {edits: []edit{open}, want: []string{"open-checkbox"}},
		"nothing at rest":  {edits: []edit{open}, setup: func(c *Case) { c.AtRest = false }},
		"pending, in time": {edits: []edit{{"- `6dbb2e06` (docs(RC-00): scope freeze)", "- (pending)"}}},
		"pending for long": {
			edits: []edit{{"- `6dbb2e06` (docs(RC-00): scope freeze)", "- (pending)"}},
			setup: func(c *Case) { c.Former = c.Head },
			want:  []string{"checkpoint-pending"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := resting(t, test.edits...)
			if test.setup != nil {
				test.setup(c)
			}
			var got []string
			for _, f := range Check(c) {
				if f.Severity == config.Error {
					got = append(got, string(f.Rule))
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestAtRestComparesNothing: no rule on how a packet moves speaks of one that does not.
func TestAtRestComparesNothing(t *testing.T) {
	moving := []Slug{TrackerNotFirst, TrackerNotLast, RequirementWeakened, RulesEdited, ApprovedEvidenceEdited, IllegalTransition, PacketRemoved, FilesMismatch, StartedBeforeCheckpoint, DestructiveCommand}
	for _, f := range Check(resting(t)) {
		if slices.Contains(moving, f.Rule) {
			t.Errorf("%d %s: %s", f.Line, f.Rule, f.Message)
		}
	}
}

// TestExpiredAtRest: what GitHub has deleted is an error where a packet moves, a notice at
// rest, and what the configuration says.
func TestExpiredAtRest(t *testing.T) {
	for name, test := range map[string]struct {
		atRest bool
		rules  map[string]config.Severity
		want   config.Severity
	}{
		"moving":     {false, nil, config.Error},
		"at rest":    {true, nil, config.Notice},
		"configured": {true, map[string]config.Severity{"evidence-expired": config.Warning}, config.Warning},
	} {
		c := resting(t)
		c.AtRest, c.Config.Rules = test.atRest, test.rules
		packet := AtRest(c.Head)[0]
		c.Proofs = []evidence.Proof{{Claim: evidence.Claim{Tracker: c.Path, Packet: packet.ID, Tracked: packet.Claims[0]}, Verdict: evidence.Expired, Reason: "gone"}}
		at := slices.IndexFunc(Check(c), func(f Finding) bool { return f.Rule == EvidenceExpired })
		if at < 0 || Check(c)[at].Severity != test.want {
			t.Errorf("%s: %+v", name, Check(c))
		}
	}
}

// TestProblemsAtRest: what of the board cannot be read is told though nothing brought it.
func TestProblemsAtRest(t *testing.T) {
	c := resting(t)
	c.Head.Problems = append(c.Head.Problems, tracker.Problem{Kind: tracker.ProblemDuplicate, Message: "RC-01 stands twice on the board"})
	c.MergeBase, c.Tip = c.Head, c.Head
	var got []string
	for _, f := range Check(c) {
		got = append(got, fmt.Sprint(f.Rule))
	}
	if !slices.Contains(got, string(DuplicatePacket)) {
		t.Errorf("told are %s", strings.Join(got, ", "))
	}
}
