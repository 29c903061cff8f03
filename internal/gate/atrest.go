package gate

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/evidence"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/rule"
	"github.com/packetgate/packetgate/internal/tracker"
)

const (
	// maxCheckpoints bounds at how many checkpoints packets at rest are judged: each costs
	// four requests, or eight after a squash, and GITHUB_TOKEN has 1,000 an hour for all
	// workflows of a repository
	// (https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api).
	maxCheckpoints = 60
	// keptRuns is how long GitHub keeps the record of a run, at the longest
	// (https://docs.github.com/organizations/managing-organization-settings/configuring-the-retention-period-for-github-actions-artifacts-and-logs-in-your-organization).
	keptRuns = 400 * 24 * time.Hour
	// maxHistories bounds how far back a day is looked for, record.MaxHistory commits each.
	maxHistories = 5
)

// unread picks, by tracker, the packets at rest for which no record is asked where there
// are too many checkpoints: all but those with the newest. While the dates are still to be
// fetched, it picks all.
func (e *Evaluation) unread(ledger *record.Ledger) map[string]map[string]bool {
	var hashes []string
	for _, v := range e.trackers {
		for _, p := range e.resting(v) {
			hashes = append(hashes, checkpointOf(p)...)
		}
	}
	slices.Sort(hashes)
	if hashes = slices.Compact(hashes); len(hashes) <= maxCheckpoints {
		return nil
	}
	dates, known := map[string]time.Time{}, true
	for _, h := range hashes {
		date, absence, ok := ledger.Date(h)
		if absence != record.Present {
			date = e.options.Now // no commit at all: that is to be told
		}
		dates[h], known = date, known && ok
	}
	slices.SortStableFunc(hashes, func(a, b string) int { return dates[b].Compare(dates[a]) })
	unread := map[string]map[string]bool{}
	for _, v := range e.trackers {
		unread[v.path] = map[string]bool{}
		for _, p := range e.resting(v) {
			own := checkpointOf(p)
			newest := func(h string) bool { return slices.Contains(own, h) }
			if len(own) > 0 && (!known || !slices.ContainsFunc(hashes[:maxCheckpoints], newest)) {
				unread[v.path][p.ID] = true
			}
		}
	}
	return unread
}

// resting are the packets of a tracker that are judged though nothing moves.
func (e *Evaluation) resting(v *versions) []*tracker.Packet {
	if !e.options.AtRest || v.unreadable != nil {
		return nil
	}
	return rule.AtRest(v.head)
}

// checkpointOf are the hashes that a packet records as its checkpoint.
func checkpointOf(p *tracker.Packet) []string {
	c := p.Checkpoint()
	if c == nil {
		return nil
	}
	var out []string
	for _, h := range c.Hashes {
		out = append(out, h.Value)
	}
	return out
}

// former is a tracker as it stood on the branch when a pending checkpoint of today began
// to be an error. It is asked for where there is a pending one.
func (e *Evaluation) former(v *versions, ledger *record.Ledger) *tracker.Tracker {
	pending := func(p *tracker.Packet) bool {
		c := p.Checkpoint()
		return c != nil && c.State == tracker.CheckpointPending
	}
	if !slices.ContainsFunc(rule.AtRest(v.head), pending) {
		return nil
	}
	sha := e.stood(e.options.Now.AddDate(0, 0, -e.config.Audit.CheckpointDays), v.path, ledger)
	if sha == "" {
		return nil
	}
	file, absence, known := ledger.File(sha, v.path)
	if !known || absence != record.Present {
		return nil
	}
	return readable(parse(v.path, &file, Grammar(e.config)))
}

// stood is the commit at which the branch stood at a time, empty where that is not known.
func (e *Evaluation) stood(when time.Time, path string, ledger *record.Ledger) string {
	sha := e.change.HeadSHA
	for range maxHistories {
		history, _, _ := ledger.History(sha, path, "")
		past := map[string]record.Past{}
		for _, p := range history {
			past[p.SHA] = p
		}
		p, ok := past[sha]
		for ; ok; p, ok = past[sha] {
			switch {
			case p.Date.IsZero():
				return ""
			case !p.Date.After(when):
				return sha
			}
			sha = p.Parent
		}
		if sha == "" || len(history) == 0 {
			return ""
		}
	}
	return ""
}

// packetKey names a packet across trackers.
type packetKey struct{ tracker, packet string }

// atRest judges the claims of packets at rest, those of each packet at its checkpoint.
// unjudged are the packets of which no commit tells where.
func (e *Evaluation) atRest(a *asking, whole evidence.Question, cases []*rule.Case, ledger *record.Ledger) (proofs []evidence.Proof, unjudged []string) {
	claimed := map[packetKey][]evidence.Claim{}
	for _, claim := range whole.Claims {
		key := packetKey{claim.Tracker, claim.Packet}
		claimed[key] = append(claimed[key], claim)
	}
	at := map[string][]evidence.Claim{}
	var commits []record.Commit
	for _, c := range cases {
		for _, p := range rule.AtRest(c.Head) {
			key := packetKey{c.Path, p.ID}
			claims := claimed[key]
			if len(claims) == 0 {
				continue
			}
			delete(claimed, key) // of two packets of one id the first counts
			commit, known := newestOf(checkpointOf(p), ledger)
			switch {
			case !known:
				continue
			case commit.SHA == "":
				unjudged = append(unjudged, p.ID)
				continue
			case at[commit.SHA] == nil:
				commits = append(commits, commit)
			}
			at[commit.SHA] = append(at[commit.SHA], claims...)
		}
	}
	for _, commit := range commits {
		q := whole
		q.Claims = at[commit.SHA]
		proofs = append(proofs, e.judgeAt(a, commit, q, ledger)...)
	}
	place := map[evidence.Claim]int{}
	for i, claim := range whole.Claims {
		place[claim] = i
	}
	slices.SortFunc(proofs, func(a, b evidence.Proof) int { return place[a.Claim] - place[b.Claim] })
	return proofs, unjudged
}

// newestOf is the newest of the commits that hashes name, none if there is none; known is
// false while one is still to be fetched.
func newestOf(hashes []string, ledger *record.Ledger) (newest record.Commit, known bool) {
	known = true
	for _, h := range hashes {
		commit, absence, ok := ledger.Commit(h)
		known = known && ok
		if ok && absence == record.Present && !commit.Date.Before(newest.Date) {
			newest = commit
		}
	}
	if !known {
		return record.Commit{}, false
	}
	return newest, true
}

// judgeAt judges claims at a commit: as a part of the branch and, what that leaves open,
// in the pull request that brought it. There its runs may be, and after a squash they are
// at the pull request's head.
func (e *Evaluation) judgeAt(a *asking, commit record.Commit, q evidence.Question, ledger *record.Ledger) []evidence.Proof {
	onBranch, _, known := ledger.Within(commit.SHA, e.change.HeadSHA)
	if !known {
		return nil
	}
	var proofs []evidence.Proof
	if onBranch {
		if proofs, known = a.judge(of(e.onBranch(commit), q)); !known {
			return nil
		}
	}
	open := slices.DeleteFunc(slices.Clone(q.Claims), func(claim evidence.Claim) bool {
		return slices.ContainsFunc(proofs, func(p evidence.Proof) bool { return p.Claim == claim && settled(p.Verdict) })
	})
	var change *record.Change
	if len(open) > 0 {
		if change, known = e.broughtBy(commit, onBranch, ledger); !known {
			return nil
		}
	}
	if change != nil {
		q.Claims = open
		more, known := a.judge(of(change, q))
		if !known {
			return nil
		}
		proofs = together(proofs, more)
	}
	for i := range proofs {
		e.restate(&proofs[i], commit, change, a.records)
	}
	return proofs
}

// settled tells whether nothing that another commit shows can change a verdict.
func settled(v evidence.Verdict) bool {
	return v == evidence.Verified || v == evidence.Contradicted || v == evidence.Waived
}

// onBranch is a commit of the branch, as a change that changes nothing.
func (e *Evaluation) onBranch(commit record.Commit) *record.Change {
	c := e.at(commit.SHA)
	c.BaseSHA, c.MergeBaseSHA, c.Commits = commit.SHA, commit.SHA, []record.Commit{commit}
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

// broughtBy is the pull request to the branch that brought a commit, as a change: of its
// head where the commit is what the merge made of it. A commit that is not on the branch
// either may be an open one's, or another branch's. It is nil where there is nothing more
// to look at; known is false while records are still to be fetched.
func (e *Evaluation) broughtBy(commit record.Commit, onBranch bool, ledger *record.Ledger) (change *record.Change, known bool) {
	pulls, known := ledger.Pulls(commit.SHA)
	if !known {
		return nil, false
	}
	c, base := e.at(commit.SHA), e.change.HeadSHA
	at := slices.IndexFunc(pulls, func(p record.Pull) bool { return p.Merged && p.BaseRef == e.change.BaseRef })
	if at < 0 && !onBranch {
		at = slices.IndexFunc(pulls, func(p record.Pull) bool { return p.Open && p.BaseRef == e.change.BaseRef })
	}
	if at < 0 && onBranch {
		return nil, true
	}
	if at >= 0 {
		p := pulls[at]
		c.Number, c.HeadRef, c.HeadRepository = p.Number, p.HeadRef, p.HeadRepository
		if p.Merged {
			base = cmp.Or(p.MergeCommitSHA, base)
		}
		if base == commit.SHA {
			c.HeadSHA = p.HeadSHA
		}
	}
	comparison, absence, known := ledger.Comparison(base, c.HeadSHA)
	if !known || absence != record.Present {
		return nil, known
	}
	c.BaseSHA, c.MergeBaseSHA = comparison.BaseSHA, comparison.MergeBaseSHA
	c.Commits, c.CommitsTruncated = comparison.Commits, comparison.CommitsTruncated
	c.Files, c.FilesTruncated = comparison.Files, comparison.FilesTruncated
	return c, true
}

// together are the proofs on a branch, with those of the pull request in the place of
// what is not settled there; but that the pull request has no run of a command says less
// than any run on the branch.
func together(branch, pull []evidence.Proof) []evidence.Proof {
	if branch == nil {
		return pull
	}
	out := slices.Clone(branch)
	for i, p := range out {
		at := slices.IndexFunc(pull, func(other evidence.Proof) bool { return other.Claim == p.Claim })
		if at >= 0 && pull[at].Verdict != evidence.Missing {
			out[i] = pull[at]
		}
	}
	return out
}

// restate says of a proof what is so of a packet at rest: GitHub may have deleted what
// would tell, and a run of today's code proves nothing at a commit of the past.
func (e *Evaluation) restate(p *evidence.Proof, commit record.Commit, change *record.Change, records record.Records) {
	if p.Verdict == evidence.Missing && e.options.Now.Sub(commit.Date) > keptRuns && noRuns(records, commit.SHA) && (change == nil || noRuns(records, change.HeadSHA)) {
		p.Verdict = evidence.Expired
		p.Reason = fmt.Sprintf("no workflow run is recorded for %.8s, which is dated %s; GitHub keeps none for so long", commit.SHA, commit.Date.UTC().Format(time.DateOnly))
	}
	if p.Verdict == evidence.Untrusted && change == nil && p.Run.Event == "pull_request" {
		p.Reason = fmt.Sprintf("only run %d of %s ran it, for a pull request that GitHub does not show to have been merged into %s", p.Run.Number, p.Run.Path, e.change.BaseRef)
	}
	switch p.Verdict {
	case evidence.Verified, evidence.Waived, evidence.Pending, evidence.CutOff:
	case evidence.Expired:
		p.Remedy = "Where that matters, let the newest commit prove it, and record that as the checkpoint."
	case evidence.Contradicted:
		p.Remedy = "Reopen the packet with a finding that says so, and mend it."
	default:
		p.Remedy = "Let a newer commit prove it and, once that is reviewed, record it as the checkpoint; or reopen the packet with a finding that says so."
	}
}

func noRuns(records record.Records, sha string) bool {
	return len(records[record.Query{Kind: record.KindRuns, SHA: sha}].Runs) == 0
}

// passedOver says which packets at rest have claims that were not judged.
func passedOver(j judgement) []string {
	var notes []string
	if len(j.unread) > 0 {
		notes = append(notes, fmt.Sprintf("There are too many packets at rest to read the records of all: checkpoints and claims were judged of those with the newest %d checkpoints, and not of %s.", maxCheckpoints, someOf(j.unread)))
	}
	if len(j.unjudged) > 0 {
		notes = append(notes, fmt.Sprintf("No checkpoint tells at which commit the claims are to be judged of %s.", someOf(j.unjudged)))
	}
	return notes
}
