package gate

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/evidence"
	"github.com/packetgate/packetgate/internal/record"
)

// auditOf is an evaluation of main's newest commit, on which no tracker is.
func auditOf() *Evaluation {
	c := change("", "")
	c.Number, c.BaseRef, c.DefaultBranch, c.HeadSHA = 0, "main", "main", c.BaseSHA
	return New(c, config.Default(), Options{Mode: "audit", AtRest: true, Now: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)})
}

// TestChangesOfACheckpoint lists where the runs of a checkpoint are looked for. Only a pull
// request to the audited branch tells whose workflow file its runs had: without one, runs
// of pull requests do not count.
func TestChangesOfACheckpoint(t *testing.T) {
	const checkpoint, merge, head = "c000000000000000000000000000000000000000", "d000000000000000000000000000000000000000", "e000000000000000000000000000000000000000"
	tip := auditOf().change.HeadSHA
	with := func(edit func(*record.Pull)) []record.Pull {
		p := record.Pull{Number: 4, Merged: true, BaseRef: "main", HeadSHA: head, HeadRef: "topic", HeadRepository: "octo/app", MergeCommitSHA: merge}
		edit(&p)
		return []record.Pull{p}
	}
	code, trackerOnly := []record.FileChange{{Path: "a.go"}}, []record.FileChange{{Path: "docs/tracker.md"}}
	for name, test := range map[string]struct {
		within  string // how the checkpoint stands to the branch's tip
		pulls   []record.Pull
		toMerge []record.FileChange // after the checkpoint, up to the merge
		toHead  []record.FileChange // and up to the head
		want    string
	}{
		"pushed":                     {within: "behind", want: "c0"},
		"its squash":                 {within: "behind", pulls: with(func(p *record.Pull) { p.MergeCommitSHA = checkpoint }), want: "c0, e0 of #4 to c0"},
		"code before the merge":      {within: "behind", pulls: with(func(*record.Pull) {}), toMerge: code, toHead: code, want: "c0, c0 of #4 to d0"},
		"a tracker before the head":  {within: "behind", pulls: with(func(*record.Pull) {}), toMerge: code, toHead: trackerOnly, want: "c0, e0 of #4 to d0"},
		"a tracker before the merge": {within: "behind", pulls: with(func(*record.Pull) {}), toMerge: trackerOnly, want: "c0, d0, e0 of #4 to d0"},
		"merged into another branch": {within: "behind", pulls: with(func(p *record.Pull) { p.BaseRef = "evil" }), want: "c0"},
		"open, on the branch":        {within: "behind", pulls: with(func(p *record.Pull) { p.Merged, p.Open = false, true }), want: "c0"},
		"replaced by a squash":       {within: "diverged", pulls: with(func(p *record.Pull) { p.HeadSHA = checkpoint }), toMerge: code, want: "c0 of #4 to d0"},
		"open":                       {within: "diverged", pulls: with(func(p *record.Pull) { p.Merged, p.Open = false, true }), want: "c0 of #4 to b0"},
		"open to another branch":     {within: "diverged", pulls: with(func(p *record.Pull) { p.Merged, p.Open, p.BaseRef = false, true, "evil" }), want: "c0 to b0"},
		"closed":                     {within: "diverged", pulls: with(func(p *record.Pull) { p.Merged = false }), want: "c0 to b0"},
	} {
		t.Run(name, func(t *testing.T) {
			compared := func(base, head, status string, files ...record.FileChange) (record.Query, record.Answer) {
				return record.Query{Kind: record.KindComparison, SHA: base, Ref: head}, record.Answer{Comparison: record.Comparison{Status: status, BaseSHA: base, MergeBaseSHA: "f0", Files: files}}
			}
			records := record.Records{{Kind: record.KindPulls, SHA: checkpoint}: {Pulls: test.pulls}}
			add := func(q record.Query, a record.Answer) { records[q] = a }
			add(compared(tip, checkpoint, test.within))
			add(compared(merge, checkpoint, "behind"))
			add(compared(merge, head, "diverged", code...))
			add(compared(checkpoint, merge, "ahead", test.toMerge...))
			add(compared(checkpoint, head, map[bool]string{true: "ahead", false: "diverged"}[test.toHead != nil], test.toHead...))
			if test.within == "diverged" {
				add(compared(checkpoint, merge, "diverged", test.toMerge...))
			}
			q := evidence.Question{IsTracker: func(path string) bool { return path == "docs/tracker.md" }}
			ledger := record.NewLedger(records)
			var got []string
			for c, known := range auditOf().changesOf(record.Commit{SHA: checkpoint}, q, ledger) {
				if !known {
					t.Fatalf("asked for %v", ledger.Wanted())
				}
				where := c.HeadSHA[:2]
				if c.Number > 0 {
					where += fmt.Sprintf(" of #%d", c.Number)
				}
				if c.BaseSHA != c.HeadSHA {
					where += " to " + c.BaseSHA[:2]
				}
				got = append(got, where)
				trusted := of(c, q).Config.Trust.Events
				if pulls := len(trusted) == 0; pulls != (c.Number > 0) || slices.Contains(trusted, "pull_request") {
					t.Errorf("%s: trusted events %q", where, trusted)
				}
			}
			if all := strings.Join(got, ", "); all != test.want {
				t.Errorf("%s, want %s", all, test.want)
			}
		})
	}
}

// TestOnlyPullRequestsAreTrustedAndNoneIsKnown: a configuration that trusts nothing else
// does not come to trust everything.
func TestOnlyPullRequestsAreTrustedAndNoneIsKnown(t *testing.T) {
	q := evidence.Question{Config: config.Evidence{Trust: config.Trust{Events: []string{"pull_request"}}}}
	if got := of(auditOf().onBranch("c0"), q).Config.Trust.Events; len(got) == 0 || slices.Contains(got, "pull_request") {
		t.Errorf("trusted events %q", got)
	}
}

// TestStoodFollowsFirstParents: a commit of a pull request is old when it is merged.
func TestStoodFollowsFirstParents(t *testing.T) {
	e := auditOf()
	day := func(ago int) time.Time { return e.options.Now.AddDate(0, 0, -ago) }
	tip := e.change.HeadSHA
	records := record.Records{
		{Kind: record.KindHistory, SHA: tip, Path: path}: {History: []record.Past{
			{SHA: tip, Parent: "main1", Date: day(1)}, {SHA: "topic", Parent: "main1", Date: day(9)}, {SHA: "main1", Parent: "main2", Date: day(5)},
		}},
		{Kind: record.KindHistory, SHA: "main2", Path: path}: {History: []record.Past{{SHA: "main2", Date: day(20)}}},
	}
	for ago, want := range map[int]string{0: tip, 3: "main1", 7: "main2", 30: ""} {
		if got := e.stood(day(ago), path, record.NewLedger(records)); got != want {
			t.Errorf("%d days ago: %s, want %s", ago, got, want)
		}
	}
}

// TestForgotten: a commit that is dated far back, but follows one of last month, is not so old.
func TestForgotten(t *testing.T) {
	e := auditOf()
	ago := func(days int) time.Time { return e.options.Now.AddDate(0, 0, -days) }
	for name, test := range map[string]struct {
		commit, parent int
		want           bool
	}{
		"two years old":   {730, 800, true},
		"last month":      {30, 800, false},
		"dated by a liar": {730, 30, false},
	} {
		commit := record.Commit{SHA: "c0", Date: ago(test.commit)}
		records := record.Records{{Kind: record.KindHistory, SHA: "c0", Path: path}: {History: []record.Past{{SHA: "c0", Date: commit.Date}, {SHA: "p0", Date: ago(test.parent)}}}}
		if got := e.forgotten(commit, path, record.NewLedger(records)); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestProofsOfBranchAndPullRequest: the branch's own run comes first where it settles a
// claim, and that the pull request has none says nothing.
func TestProofsOfBranchAndPullRequest(t *testing.T) {
	claim := evidence.Claim{Packet: "RC-01"}
	proof := func(v evidence.Verdict) []evidence.Proof { return []evidence.Proof{{Claim: claim, Verdict: v}} }
	for _, test := range []struct{ branch, pull, want evidence.Verdict }{
		{evidence.Missing, evidence.Verified, evidence.Verified},
		{evidence.Unproven, evidence.Verified, evidence.Verified},
		{evidence.Unproven, evidence.Missing, evidence.Unproven},
		{evidence.Missing, evidence.Contradicted, evidence.Contradicted},
	} {
		if got := together(proof(test.branch), proof(test.pull))[0].Verdict; got != test.want {
			t.Errorf("%s and %s: %s, want %s", test.branch, test.pull, got, test.want)
		}
	}
	if got := together(nil, proof(evidence.Verified)); len(got) != 1 {
		t.Errorf("not on the branch: %v", got)
	}
}

// TestWhatIsLeftOutIsNamed bounds the names.
func TestWhatIsLeftOutIsNamed(t *testing.T) {
	notes := passedOver(judgement{unread: strings.Fields("A B C D E F G H I J K L"), unjudged: []string{"Z"}})
	if len(notes) != 2 || !strings.HasSuffix(notes[0], "A, B, C, D, E, F, G, H, I, J and 2 more.") || !strings.HasSuffix(notes[1], " of Z.") {
		t.Errorf("%q", notes)
	}
}
