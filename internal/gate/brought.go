package gate

import (
	"iter"
	"slices"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/evidence"
	"github.com/packetgate/packetgate/internal/record"
)

// changesOf are the changes that brought a commit, in the order in which they are looked
// at: the commit as a part of the branch; the merge that brought it there, where that
// covers it; the pull request to the branch. A commit that is not on the branch may be an
// open pull request's, or another branch's. False stands for records that are missing.
func (e *Evaluation) changesOf(commit record.Commit, q evidence.Question, ledger *record.Ledger) iter.Seq2[*record.Change, bool] {
	return func(yield func(*record.Change, bool) bool) {
		onBranch, _, known := ledger.Within(commit.SHA, e.change.HeadSHA)
		switch {
		case !known:
			yield(nil, false)
			return
		case onBranch && !yield(e.onBranch(commit.SHA, commit), true):
			return
		}
		pulls, known := ledger.Pulls(commit.SHA)
		if !known {
			yield(nil, false)
			return
		}
		pull := e.pullOf(pulls, onBranch)
		if pull == nil {
			if !onBranch {
				e.compared(e.at(commit.SHA), e.change.HeadSHA, ledger, yield)
			}
			return
		}
		merge, head, known := e.landed(*pull, commit.SHA, q, ledger)
		switch {
		case !known:
			yield(nil, false)
			return
		case merge != "" && merge != commit.SHA && !yield(e.onBranch(merge), true):
			return
		}
		c, base := e.at(head), e.change.HeadSHA
		c.Number, c.HeadRef, c.HeadRepository = pull.Number, pull.HeadRef, pull.HeadRepository
		if pull.Merged && pull.MergeCommitSHA != "" {
			base = pull.MergeCommitSHA
		}
		e.compared(c, base, ledger, yield)
	}
}

// pullOf is the pull request to the branch that was merged or, of a commit that is not
// there, one that is open. It is nil if there is none.
func (e *Evaluation) pullOf(pulls []record.Pull, onBranch bool) *record.Pull {
	for _, merged := range []bool{true, false} {
		for i, p := range pulls {
			if p.BaseRef == e.change.BaseRef && (merged && p.Merged || !merged && p.Open && !onBranch) {
				return &pulls[i]
			}
		}
	}
	return nil
}

// landed says at which commits the runs may be that speak of one that a pull request
// brought: what its merge made of it (a merge commit, a squash, the last commit of a
// rebase), if that covers the commit, and the head of the pull request, if that or the
// merge does. Else it is the commit itself.
func (e *Evaluation) landed(pull record.Pull, sha string, q evidence.Question, ledger *record.Ledger) (merge, head string, known bool) {
	if !pull.Merged || pull.MergeCommitSHA == "" {
		return "", sha, true
	}
	covers, known := e.covers(pull.MergeCommitSHA, sha, q, ledger)
	if covers || !known {
		return pull.MergeCommitSHA, pull.HeadSHA, known
	}
	if covers, known = e.covers(pull.HeadSHA, sha, q, ledger); covers {
		sha = pull.HeadSHA
	}
	return "", sha, known
}

// covers tells whether a commit is another one with nothing but trackers and ignored files
// after it, so that its runs speak of that too.
func (e *Evaluation) covers(sha, earlier string, q evidence.Question, ledger *record.Ledger) (covers, known bool) {
	if sha == earlier {
		return true, true
	}
	comparison, absence, known := ledger.Comparison(earlier, sha)
	if !known || absence != record.Present || comparison.FilesTruncated || !comparison.Contains() {
		return false, known
	}
	return !slices.ContainsFunc(comparison.Files, func(f record.FileChange) bool {
		return !e.quiet(f.Path, q) || f.PreviousPath != "" && !e.quiet(f.PreviousPath, q)
	}), true
}

func (e *Evaluation) quiet(path string, q evidence.Question) bool {
	return record.IsMarkdown(path) && q.IsTracker(path) || config.Match(q.Config.Ignore, path)
}

// compared yields a change as it differs from a base, if the two have common history.
func (e *Evaluation) compared(c *record.Change, base string, ledger *record.Ledger, yield func(*record.Change, bool) bool) {
	comparison, absence, known := ledger.Comparison(base, c.HeadSHA)
	if absence != record.Present {
		return
	}
	c.BaseSHA, c.MergeBaseSHA = comparison.BaseSHA, comparison.MergeBaseSHA
	c.Commits, c.CommitsTruncated = comparison.Commits, comparison.CommitsTruncated
	c.Files, c.FilesTruncated = comparison.Files, comparison.FilesTruncated
	yield(c, known)
}

// onBranch is a commit of the branch, as a change that changes nothing; known are the
// commits whose files need not be asked for.
func (e *Evaluation) onBranch(sha string, known ...record.Commit) *record.Change {
	c := e.at(sha)
	c.BaseSHA, c.MergeBaseSHA, c.Commits = sha, sha, known
	c.HeadRef, c.HeadRepository = e.change.BaseRef, e.change.Repository.String()
	return c
}

func (e *Evaluation) at(sha string) *record.Change {
	return &record.Change{Repository: e.change.Repository, DefaultBranch: e.change.DefaultBranch, BaseRef: e.change.BaseRef, HeadSHA: sha}
}

// of asks about a change. Where it is no pull request, runs of pull requests are left out:
// GitHub took their workflow files from merges into branches that are not known then.
func of(change *record.Change, q evidence.Question) evidence.Question {
	if q.Change = change; change.Number == 0 {
		events := q.Config.Trust.Events
		if len(events) == 0 {
			events = config.TrustedEvents
		}
		q.Config.Trust.Events = append(slices.DeleteFunc(slices.Clone(events), func(s string) bool { return s == "pull_request" }), "none")
	}
	return q
}
