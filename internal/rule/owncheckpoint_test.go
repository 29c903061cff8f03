package rule

import (
	"slices"
	"testing"

	"github.com/packetgate/packetgate/internal/evidence"
	"github.com/packetgate/packetgate/internal/record"
)

const middleSHA = "3e5d1e0000000000000000000000000000000000"

var (
	first    = checkpoints("- `f1257000`", "- Commit: `f1257000`")
	unlisted = edit{"- go.mod: toolchain pin", ""}
	// started puts RC-03 to work, which lists no files.
	started = edit{"| RC-03 | Signup cleanup | READY |", "| RC-03 | Signup cleanup | IN_PROGRESS |"}
)

// startedRecord has RC-03 list these files.
func startedRecord(path string) edit {
	return edit{"- [ ] `go test ./signup/...` -> exit 0", "- [ ] `go test ./signup/...` -> exit 0\n\n### RC-03 Review Record\n\n```\nFiles changed:\n- " + path + ": cleanup\n```\n"}
}

// since answers what changed between an own commit and the head.
func since(sha string, commits []record.Commit, files ...string) record.Records {
	c := record.Comparison{Status: "ahead", Commits: commits}
	for _, f := range files {
		c.Files = append(c.Files, record.FileChange{Path: f, Status: record.FileModified})
	}
	return record.Records{{Kind: record.KindComparison, SHA: sha, Ref: headSHA}: {Comparison: c}}
}

// merged answers what the base branch changed beside an own commit.
func merged(files ...string) record.Records {
	for query, answer := range since(firstSHA, nil, files...) {
		query.Ref, answer.Comparison.Status = baseSHA, "diverged"
		return record.Records{query: answer}
	}
	return nil
}

func TestOwnCheckpointCoversThePacketsCode(t *testing.T) {
	code := since(firstSHA, nil, path, "go.mod")
	merge := []record.Commit{{SHA: headSHA, Parents: []string{firstSHA, baseSHA}}}
	twoHashes := checkpoints("- `f1257000`, `3e5d1e00`", "- Commit: `f1257000`, `3e5d1e00`")
	for name, test := range map[string]struct {
		head    []edit
		records record.Records
		setup   func(*Case)
		want    bool
	}{
		"a listed file changed after it":          {head: first, records: code, want: true},
		"another file changed after it":           {head: first, records: since(firstSHA, nil, "other.go")},
		"it is the head":                          {records: code},
		"not compared yet":                        {head: first},
		"no list, the only packet":                {head: with(first, unlisted), records: code, want: true},
		"no list, only ignored files changed":     {head: with(first, unlisted), records: since(firstSHA, nil, "docs/a.md"), setup: func(c *Case) { c.Config.Evidence.Ignore = []string{"docs/**"} }},
		"no list, another packet at work":         {head: with(first, unlisted, started, startedRecord("signup.go")), records: code},
		"another packet at work lists none":       {head: with(first, started), records: code},
		"another packet at work lists it too":     {head: with(first, started, startedRecord("go.mod")), records: code},
		"another packet at work lists other ones": {head: with(first, started, startedRecord("signup.go")), records: code, want: true},
		"another tracker moves": {head: first, records: code, setup: func(c *Case) {
			other := *c
			c.Siblings = []*Case{&other}
		}},
		"another tracker is corrected": {head: first, records: code, want: true, setup: func(c *Case) {
			other := *c
			other.Transitions = nil
			c.Siblings = []*Case{&other}
		}},
		"a merge brought it": {head: first, records: both(since(firstSHA, merge, "go.mod"), merged("go.mod")), setup: func(c *Case) {
			c.Change.Commits[2].Parents = []string{middleSHA, baseSHA}
		}},
		"a merge brought it, and a commit edits it too": {head: first, records: both(since(firstSHA, merge, "go.mod"), merged("go.mod")), want: true},
		"a merge brought another one":                   {head: first, records: both(since(firstSHA, merge, "go.mod"), merged("go.sum")), want: true},
		"what a merge brought is not known":             {head: first, records: since(firstSHA, merge, "go.mod")},
		"the list is cut":                               {head: first, records: record.Records{{Kind: record.KindComparison, SHA: firstSHA, Ref: headSHA}: {Comparison: record.Comparison{Status: "ahead", CommitsTruncated: true, Files: []record.FileChange{{Path: "go.mod"}}}}}},
		"not proven":                                    {head: first, records: code, setup: func(c *Case) { c.Proofs = nil }},
		"offline":                                       {head: first, records: code, setup: func(c *Case) { c.Offline = true }},
		"the last hash covers":                          {head: twoHashes, records: both(code, since(middleSHA, nil, path))},
		"no hash covers":                                {head: twoHashes, records: both(code, since(middleSHA, nil, "go.mod")), want: true},
		"each hash covers its own branch": {
			head:    with(twoHashes, edit{"- go.mod: toolchain pin", "- go.mod: toolchain pin\n- go.sum: too"}),
			records: both(since(firstSHA, nil, "go.sum"), since(middleSHA, nil, "go.mod")),
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := caseOf(t, situation{head: test.head, setup: then(proven(evidence.Verified, nil), func(c *Case) {
				middle := record.Commit{SHA: middleSHA, Parents: []string{firstSHA}, Files: []record.FileChange{{Path: path}}}
				c.Change.Commits = slices.Insert(c.Change.Commits, 1, middle)
				c.Change.Commits[2].Parents = []string{middleSHA}
				c.Ledger = record.NewLedger(test.records)
				if test.setup != nil {
					test.setup(c)
				}
			})})
			findings := slices.DeleteFunc(Check(c), func(f Finding) bool { return f.Rule != CheckpointUnrelated })
			if got := len(findings) == 1; got != test.want || len(findings) > 1 {
				t.Errorf("want a finding: %v; got\n%s", test.want, describeAll(findings))
			}
		})
	}
}

// Commits that only touch trackers are known from the search for evidence: no
// comparison is asked for.
func TestOwnCheckpointBeforeTrackerCommitsCostsNothing(t *testing.T) {
	c := caseOf(t, situation{head: first, setup: then(proven(evidence.Verified, nil), func(c *Case) {
		c.Change.Commits[1].Files = nil
		c.Ledger = record.NewLedger(record.Records{
			{Kind: record.KindCommit, SHA: headSHA}: {Commit: record.Commit{SHA: headSHA, Parents: []string{firstSHA}, Files: []record.FileChange{{Path: path}}}},
		})
	})})
	findings := Check(c)
	for _, q := range c.Ledger.Wanted() {
		if q.Kind == record.KindComparison {
			t.Errorf("asked for %+v", q)
		}
	}
	for _, f := range findings {
		if f.Rule == CheckpointUnrelated {
			t.Error(describe(f))
		}
	}
}
