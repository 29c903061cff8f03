package evidence

import (
	"fmt"
	"strings"
	"time"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/execution"
	"github.com/packetgate/packetgate/internal/record"
)

// GitHub takes a pull_request run's workflow file from the merge of the head into
// the base branch of that moment, and the run's record names neither the base nor
// its tip. So every version counts that the run may have had: of each branch at
// which a pull request of this head aimed then, each one that stood at its tip after
// the head branched off.

// version is a workflow file that a run may have had; name says which it is, as in
// "of main at 1a2b3c4d", base the branch, "" for the head's own.
type version struct {
	src  *execution.Source
	name string
	base string
}

// doubt is why no version tells what a run ran, with what helps; the zero doubt is
// none.
type doubt struct{ reason, remedy string }

// aimTolerance is how long after a pull request has changed its base, or was closed,
// GitHub may still create a run for the merge into the former one.
const aimTolerance = 5 * time.Minute

// Bounds on what is read of a branch's history: how many queries, and how many versions
// of the workflows.
const (
	maxHistories = 10
	maxVersions  = 40
)

// versions lists the workflow files that a pull_request run may have had beside the
// head's, src; false while records are missing.
func (j *judgement) versions(run record.Run, src *execution.Source) ([]version, doubt, bool) {
	others, d, known := j.otherBases(run)
	own, dOwn, knownOwn := j.versionsOn(j.Change.BaseRef, run, src)
	if !known || !knownOwn {
		return nil, doubt{}, false
	}
	if d == (doubt{}) {
		d = dOwn
	}
	for _, base := range others {
		more, dMore, ok := j.versionsOn(base, run, src)
		if !ok {
			return nil, doubt{}, false
		}
		if d == (doubt{}) {
			d = dMore
		}
		own = append(own, more...)
	}
	return own, d, true
}

// otherBases lists the branches, other than the change's base, at which a pull
// request of the run's head may have aimed when the run was made. One that is not
// trusted is a doubt: who pushes to it may have given it any workflow, and taken it
// back since.
func (j *judgement) otherBases(run record.Run) (bases []string, d doubt, ok bool) {
	c := j.Change
	switch {
	case c.Number == 0 && strings.HasPrefix(c.HeadRef, mergeQueue):
		return nil, doubt{
			reason: "it was made for a pull request of the merge queue's own branch, and GitHub does not record into which base that was to merge",
			remedy: "Let the workflow run on merge_group.",
		}, true
	case c.Number == 0:
		return nil, doubt{}, true // a local range
	}
	aims, absence, ok := j.ledger.Aims(c.HeadRepository, c.HeadRef)
	if !ok {
		return nil, doubt{}, false
	}
	listed, some := false, false
	seen := map[string]bool{c.BaseRef: true}
	for _, aim := range aims.List {
		listed = listed || aim.Pull == c.Number
		if aim.From.After(run.CreatedAt) || !aim.To.IsZero() && aim.To.Add(aimTolerance).Before(run.CreatedAt) {
			continue
		}
		if some = true; seen[aim.Base] {
			continue
		}
		seen[aim.Base] = true
		if aim.Base != "" && (aim.Base == c.DefaultBranch || config.Match(j.Config.Trust.Branches, aim.Base)) {
			bases = append(bases, aim.Base)
			continue
		}
		if d == (doubt{}) || aim.Pull != c.Number {
			d = j.aimed(aim, run)
		}
	}
	switch {
	case d != (doubt{}):
		return nil, d, true
	case absence != record.Present || !listed || !some || run.CreatedAt.Before(aims.Since.Add(aimTolerance)):
		return nil, doubt{
			reason: "GitHub does not list all pull requests of that branch then, so nothing tells into which base it merged the head",
			remedy: "Push a new commit, from a branch of another name if there are very many pull requests of this one.",
		}, true
	}
	return bases, doubt{}, true
}

// aimed is the doubt that comes from another pull request of the head, or from this
// one's former base.
func (j *judgement) aimed(aim record.Aim, run record.Run) doubt {
	base := "another branch"
	if aim.Base != "" {
		base = execution.Clip(aim.Base)
	}
	if aim.Pull == j.Change.Number {
		return doubt{
			reason: fmt.Sprintf("this pull request aimed at %s then, and GitHub takes the workflow file from there", base),
			remedy: fmt.Sprintf("Push a new commit, or close and reopen the pull request, %.0f minutes after its base was changed: a re-run keeps the old base.", aimTolerance.Minutes()),
		}
	}
	return doubt{
		reason: fmt.Sprintf("#%d aimed the same branch at %s then, and GitHub does not record for which of the two it was made", aim.Pull, base),
		remedy: fmt.Sprintf("Close #%d, and push a new commit %.0f minutes later (or trust that branch in evidence.trust.branches).", aim.Pull, aimTolerance.Minutes()),
	}
}

// versionsOn lists the versions of a run's workflow file that stood at the tip of a
// base branch after the head had branched off.
func (j *judgement) versionsOn(base string, run record.Run, src *execution.Source) ([]version, doubt, bool) {
	from, tip := j.Change.MergeBaseSHA, j.Change.BaseSHA
	if base != j.Change.BaseRef || j.behind[run.HeadSHA] {
		name := base
		if base == j.Change.BaseRef {
			name = tip
		}
		comparison, absence, ok := j.ledger.Comparison(run.HeadSHA, name)
		switch n := len(comparison.Commits); {
		case !ok:
			return nil, doubt{}, false
		case absence != record.Present || comparison.CommitsTruncated:
			return nil, j.unknownPast(base), true
		case n == 0:
			return nil, doubt{}, true // the tip is part of the head, and adds nothing to it
		default:
			from, tip = comparison.MergeBaseSHA, comparison.Commits[n-1].SHA
		}
	}
	if from == tip {
		return nil, doubt{}, true
	}
	tipSource, ok := j.Source(run, tip) // asked for in the same round
	commits, complete, known := j.stood(from, tip)
	switch {
	case !ok || !known:
		return nil, doubt{}, false
	case !complete:
		return nil, j.unknownPast(base), true
	}
	var out []version
	if !tipSource.Absent { // a merge that lacks the file gives no run of it
		out = append(out, version{tipSource, fmt.Sprintf("at the tip of %s (%s)", execution.Clip(base), short(tip)), base})
	}
	ready := true
	for _, sha := range commits {
		at, ok := j.Source(run, sha)
		if ready = ready && ok; ok && !at.Absent && sha != tip {
			out = append(out, version{at, fmt.Sprintf("of %s at %s", execution.Clip(base), short(sha)), base})
		}
	}
	if from == j.Change.MergeBaseSHA && j.Change.Changed(run.Path) == nil {
		return out, doubt{}, ready
	}
	return j.mergedVersions(out, src, from, run, ready)
}

// mergedVersions are what a merge makes of a head's file that is not what it was
// where the head branched off, and of a base's: the head's, where the base left the
// file alone. A base that changed it as well gives a mixture, which no commit shows.
func (j *judgement) mergedVersions(bases []version, src *execution.Source, from string, run record.Run, ready bool) ([]version, doubt, bool) {
	old, ok := j.Source(run, from)
	switch {
	case !ok || !ready:
		return nil, doubt{}, false
	case old.Blob == src.Blob:
		return bases, doubt{}, true
	}
	for _, v := range bases {
		if v.src.Blob != src.Blob && v.src.Blob != old.Blob {
			return nil, doubt{
				reason: fmt.Sprintf("GitHub merged this branch's %s with the version %s", run.Path, v.name),
				remedy: "Merge or rebase onto the base branch, and let CI run again.",
			}, true
		}
	}
	return nil, doubt{}, true
}

func (j *judgement) unknownPast(base string) doubt {
	return doubt{
		reason: fmt.Sprintf("too much has happened on %s since to tell which versions of its workflows GitHub may have run", execution.Clip(base)),
		remedy: fmt.Sprintf("Merge or rebase onto %s, and let CI run again.", execution.Clip(base)),
	}
}

// stood lists commits that stood at the tip of a branch after one from which the
// head branched off, one for each version of the workflow files, the tip first;
// complete is false where there are too many to tell.
func (j *judgement) stood(from, tip string) (commits []string, complete, known bool) {
	line, known := j.line(from, tip)
	objects := map[string]bool{}
	for _, p := range line.commits {
		if !objects[p.Object] {
			objects[p.Object] = true
			commits = append(commits, p.SHA)
		}
	}
	return commits, line.fork != "" && len(commits) <= maxVersions, known
}

// line are the commits at which a branch stood, its first parents, after another commit
// branched off.
type line struct {
	// commits begin with the tip, each with the folder of the workflows.
	commits []record.Past
	// fork is the last commit that both have: that from which the other branched off, if
	// the branch ever stood at it. It is empty where there are too many commits to tell.
	fork string
	// pause is how much later the next commit of the branch was made, 0 if that is not known.
	pause time.Duration
}

// line reads the line of a branch's tip; false while records are missing.
func (j *judgement) line(from, tip string) (l line, known bool) {
	past := map[string]record.Past{}
	after := func(sha string) bool { return sha != from }
	if known := j.readPast(past, tip, from); !known {
		return line{}, false
	}
	if !reaches(past, tip, from) {
		// The head branched off beside the branch's own line, or far back.
		comparison, absence, ok := j.ledger.Comparison(from, tip)
		if !ok {
			return line{}, false
		}
		if absence != record.Present || comparison.CommitsTruncated {
			return line{}, true
		}
		listed := map[string]bool{}
		for _, c := range comparison.Commits {
			listed[c.SHA] = true
		}
		after = func(sha string) bool { return listed[sha] }
	}
	sha := tip
	for reads := 0; after(sha); {
		p, ok := past[sha]
		if !ok {
			if reads++; reads > maxHistories {
				return line{}, true
			}
			if !j.readPast(past, sha, from) {
				return line{}, false
			}
			if p, ok = past[sha]; !ok {
				return line{}, true
			}
		}
		l.commits = append(l.commits, p)
		sha = p.Parent
	}
	l.fork = sha
	if at, ok := past[sha]; ok && !at.Date.IsZero() && len(l.commits) > 0 {
		l.pause = l.commits[len(l.commits)-1].Date.Sub(at.Date)
	}
	return l, true
}

// readPast adds a commit's history, each commit with the folder of the workflows.
func (j *judgement) readPast(past map[string]record.Past, sha, until string) bool {
	history, _, ok := j.ledger.History(sha, strings.TrimSuffix(workflowDirectory, "/"), until)
	for _, p := range history {
		past[p.SHA] = p
	}
	return ok
}

// reaches tells whether first parents lead from one commit to another.
func reaches(past map[string]record.Past, sha, to string) bool {
	for range len(past) + 1 {
		if sha == to {
			return true
		}
		sha = past[sha].Parent
	}
	return false
}
