package gate

import (
	"fmt"
	"slices"
	"time"

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
		found, known := e.judgeAt(a, commit, q, ledger)
		if known && len(found) == 0 {
			unjudged = append(unjudged, packetsOf(q.Claims)...)
		}
		proofs = append(proofs, found...)
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

func packetsOf(claims []evidence.Claim) []string {
	var ids []string
	for _, claim := range claims {
		ids = append(ids, claim.Packet)
	}
	return slices.Compact(ids)
}

// judgeAt judges claims at a commit, by one change after the other that brought it until
// none is open; false while records are missing.
func (e *Evaluation) judgeAt(a *asking, commit record.Commit, q evidence.Question, ledger *record.Ledger) (proofs []evidence.Proof, known bool) {
	all, ran, pull := q.Claims, false, false
	for change, known := range e.changesOf(commit, q, ledger) {
		if !known {
			return nil, false
		}
		more, known := a.judge(of(change, q))
		if !known {
			return nil, false
		}
		runs := a.records[record.Query{Kind: record.KindRuns, SHA: change.HeadSHA}].Runs
		ran, pull = ran || len(runs) > 0, pull || change.Number > 0
		proofs = together(proofs, more)
		q.Claims = slices.DeleteFunc(slices.Clone(all), func(claim evidence.Claim) bool {
			return slices.ContainsFunc(proofs, func(p evidence.Proof) bool { return p.Claim == claim && settled(p.Verdict) })
		})
		if len(q.Claims) == 0 {
			break
		}
	}
	for i := range proofs {
		p := &proofs[i]
		switch {
		case p.Verdict == evidence.Missing && !ran && e.forgotten(commit, p.Claim.Tracker, ledger):
			p.Verdict = evidence.Expired
			p.Reason = fmt.Sprintf("No workflow run is recorded for %.8s, which is dated %s; GitHub keeps none for so long.", commit.SHA, commit.Date.UTC().Format(time.DateOnly))
		case p.Verdict == evidence.Untrusted && !pull && p.Run.Event == "pull_request":
			p.Reason = fmt.Sprintf("Only run %d of %s ran it, for a pull request that GitHub does not show to have been merged into %s.", p.Run.Number, p.Run.Path, e.change.BaseRef)
		}
		p.Remedy = remedyAtRest(*p)
	}
	return proofs, true
}

// forgotten tells whether a commit is from a time of which GitHub keeps no runs. Git lets
// anybody date a commit, but none is older than those before it, which others have made.
func (e *Evaluation) forgotten(commit record.Commit, path string, ledger *record.Ledger) bool {
	old := func(date time.Time) bool { return e.options.Now.Sub(date) > keptRuns }
	if !old(commit.Date) {
		return false
	}
	history, _, _ := ledger.History(commit.SHA, path, "")
	return !slices.ContainsFunc(history, func(p record.Past) bool { return !old(p.Date) })
}

// settled tells whether nothing that another commit shows can change a verdict.
func settled(v evidence.Verdict) bool {
	return v == evidence.Verified || v == evidence.Contradicted || v == evidence.Waived
}

// together are proofs with further ones in the place of what is not settled; but that a
// change has no run of a command says less than any run.
func together(proofs, more []evidence.Proof) []evidence.Proof {
	if proofs == nil {
		return more
	}
	out := slices.Clone(proofs)
	for i, p := range out {
		at := slices.IndexFunc(more, func(other evidence.Proof) bool { return other.Claim == p.Claim })
		if at >= 0 && more[at].Verdict != evidence.Missing {
			out[i] = more[at]
		}
	}
	return out
}

// remedyAtRest is what helps a packet at rest: no run of today proves a commit of the past.
func remedyAtRest(p evidence.Proof) string {
	switch p.Verdict {
	case evidence.Verified, evidence.Waived, evidence.Pending, evidence.CutOff:
		return p.Remedy
	case evidence.Expired:
		return "Where that matters, let the newest commit prove it, and record that as the checkpoint."
	case evidence.Contradicted:
		return "Reopen the packet with a finding that says so, and mend it."
	}
	return "Let a newer commit prove it and, once that is reviewed, record it as the checkpoint; or reopen the packet with a finding that says so."
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
