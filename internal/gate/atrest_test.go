package gate

import (
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

// TestACommitIsJudgedInItsPullRequestToTheBranch: only a pull request to the audited branch
// tells whose workflow file its runs had. Without one, runs of pull requests do not count.
func TestACommitIsJudgedInItsPullRequestToTheBranch(t *testing.T) {
	const checkpoint, squash, head = "c000000000000000000000000000000000000000", "d000000000000000000000000000000000000000", "e000000000000000000000000000000000000000"
	merged := record.Pull{Number: 4, Merged: true, BaseRef: "main", HeadSHA: head, HeadRef: "topic", HeadRepository: "octo/app", MergeCommitSHA: squash}
	with := func(edit func(*record.Pull)) []record.Pull {
		p := merged
		edit(&p)
		return []record.Pull{p}
	}
	for name, test := range map[string]struct {
		onBranch bool
		pulls    []record.Pull
		base, at string // what is compared, empty where nothing is
		number   int
	}{
		"merged":                       {true, with(func(*record.Pull) {}), squash, checkpoint, 4},
		"its squash":                   {true, with(func(p *record.Pull) { p.MergeCommitSHA = checkpoint }), checkpoint, head, 4},
		"merged into another branch":   {true, with(func(p *record.Pull) { p.BaseRef = "evil" }), "", "", 0},
		"pushed":                       {true, nil, "", "", 0},
		"open, on the branch":          {true, with(func(p *record.Pull) { p.Merged, p.Open = false, true }), "", "", 0},
		"open, elsewhere":              {false, with(func(p *record.Pull) { p.Merged, p.Open = false, true }), auditOf().change.HeadSHA, checkpoint, 4},
		"open to another branch":       {false, with(func(p *record.Pull) { p.Merged, p.Open, p.BaseRef = false, true, "evil" }), auditOf().change.HeadSHA, checkpoint, 0},
		"closed":                       {false, with(func(p *record.Pull) { p.Merged = false }), auditOf().change.HeadSHA, checkpoint, 0},
		"merged, lost from the branch": {false, with(func(*record.Pull) {}), squash, checkpoint, 4},
	} {
		t.Run(name, func(t *testing.T) {
			records := record.Records{{Kind: record.KindPulls, SHA: checkpoint}: {Pulls: test.pulls}}
			compared := record.Query{Kind: record.KindComparison, SHA: test.base, Ref: test.at}
			if test.base != "" {
				records[compared] = record.Answer{Comparison: record.Comparison{BaseSHA: test.base, MergeBaseSHA: "f0", Files: []record.FileChange{{Path: "a.go"}}}}
			}
			ledger := record.NewLedger(records)
			c, known := auditOf().broughtBy(record.Commit{SHA: checkpoint}, test.onBranch, ledger)
			if !known {
				t.Fatalf("asked for %v", ledger.Wanted())
			}
			if test.base == "" {
				if c != nil {
					t.Errorf("%+v", c)
				}
				return
			}
			if c == nil || c.HeadSHA != test.at || c.BaseSHA != test.base || c.Number != test.number || len(c.Files) != 1 {
				t.Fatalf("%+v", c)
			}
			trusted := of(c, evidence.Question{}).Config.Trust.Events
			if counts := len(trusted) == 0; counts != (test.number > 0) {
				t.Errorf("pull request %d, trusted events %q", c.Number, trusted)
			}
			if test.number == 0 && (slices.Contains(trusted, "pull_request") || !slices.Contains(trusted, "push")) {
				t.Errorf("trusted events %q", trusted)
			}
		})
	}
}

// TestOnlyPullRequestsAreTrustedAndNoneIsKnown: a configuration that trusts nothing else
// does not come to trust everything.
func TestOnlyPullRequestsAreTrustedAndNoneIsKnown(t *testing.T) {
	q := evidence.Question{Config: config.Evidence{Trust: config.Trust{Events: []string{"pull_request"}}}}
	if got := of(auditOf().onBranch(record.Commit{SHA: "c0"}), q).Config.Trust.Events; len(got) == 0 || slices.Contains(got, "pull_request") {
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
