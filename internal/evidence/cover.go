package evidence

import (
	"fmt"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/record"
)

// maxCovering bounds how many commits are walked back.
const maxCovering = 50

// readSingly is how many commits of the walk are read one by one, before a trail of
// all of them is worth its request.
const readSingly = 2

// covering lists the commits whose runs cover the judged one, newest first: itself
// and its first parents, past the merge base too, as long as only trackers and
// ignored files differ.
func (j *judgement) covering() []string {
	var out, ignored []string
	seen := map[string]bool{}
	next := j.Change.HeadSHA
	for next != "" && !seen[next] && len(out) < maxCovering {
		sha := next
		seen[sha] = true
		out = append(out, sha)
		j.Later[sha] = ignored
		j.merged[sha] = sha == j.root || len(out) > 1 && j.merged[out[len(out)-2]]
		step := j.quietStep(out)
		if step.parent != "" && (j.behind[sha] || step.merge) {
			j.behind[step.parent] = true
		}
		next, ignored = step.parent, slices.Concat(ignored, step.ignored)
	}
	j.merged[j.root] = true
	j.unwalked = next != "" && !seen[next]
	return out
}

// withinReach rules on a verified claim where a pull request has more commits of trackers
// than are walked: what ran before them on the same code is not known. Past the merge base
// they are the base branch's own.
func (j *judgement) withinReach(r ruling, walk []string) ruling {
	if !j.unwalked || j.Change.Number == 0 || j.merged[walk[len(walk)-1]] {
		return r
	}
	r.remedy = "Squash commits that change trackers only, so that the runs of the code are within reach."
	return r.with(Unproven, fmt.Sprintf("the last %d commits change no code, and what ran on the same code before them is not looked at", len(walk)))
}

// quiet is a commit that changes nothing but trackers and ignored files.
type quiet struct {
	// parent is the first parent, empty where the commit is not quiet; merge is true
	// where there are others; ignored are the ignored files that it changes.
	parent  string
	merge   bool
	ignored []string
}

// quietStep looks at the last commit of the walk. Those after the first few are read
// at once, as far as they change trackers of this change only.
func (j *judgement) quietStep(walk []string) quiet {
	sha := walk[len(walk)-1]
	_, known := j.known(sha)
	if paths := j.trackerPaths(); !known && len(walk) > readSingly && len(paths) > 0 {
		trail, _, ok := j.ledger.Trail(walk[readSingly], paths)
		if !ok {
			return quiet{}
		}
		if at := pastOf(trail, sha); at != nil {
			if parent := pastOf(trail, at.Parent); parent != nil && parent.Rest == at.Rest {
				return quiet{parent: at.Parent, merge: at.Merge}
			}
		}
	}
	return j.quietCommit(sha)
}

// trackerPaths are the trackers that the change edits.
func (j *judgement) trackerPaths() []string {
	var out []string
	for _, f := range j.Change.Files {
		if j.tracker(f.Path) {
			out = append(out, f.Path)
		}
	}
	return out
}

func pastOf(trail []record.Past, sha string) *record.Past {
	if i := slices.IndexFunc(trail, func(p record.Past) bool { return p.SHA == sha }); i >= 0 {
		return &trail[i]
	}
	return nil
}

// quietCommit reads one commit.
func (j *judgement) quietCommit(sha string) quiet {
	commit, ok := j.commit(sha)
	if !ok || len(commit.Parents) == 0 || commit.FilesTruncated {
		return quiet{}
	}
	out := quiet{parent: commit.Parents[0], merge: len(commit.Parents) > 1}
	for _, f := range commit.Files {
		for _, path := range []string{f.Path, f.PreviousPath} {
			switch {
			case path == "" || j.tracker(path):
			case config.Match(j.Config.Ignore, path):
				out.ignored = append(out.ignored, path)
			default:
				return quiet{}
			}
		}
	}
	return out
}

// commit returns a commit with its files, from the change where that lists them.
func (j *judgement) commit(sha string) (record.Commit, bool) {
	if commit, ok := j.known(sha); ok {
		return commit, true
	}
	commit, absence, ok := j.ledger.Commit(sha)
	return commit, ok && absence == record.Present
}

// known is a commit whose files the change itself tells.
func (j *judgement) known(sha string) (record.Commit, bool) {
	c := j.listed
	if len(c.Commits) == 1 && !c.CommitsTruncated && c.Commits[0].SHA == sha && sha == c.HeadSHA {
		only := c.Commits[0]
		if len(only.Parents) == 1 && only.Parents[0] == c.MergeBaseSHA {
			only.Files, only.FilesTruncated = c.Files, c.FilesTruncated
			return only, true
		}
	}
	for _, known := range c.Commits {
		if known.SHA == sha && known.Files != nil {
			return known, true
		}
	}
	return record.Commit{}, false
}

// quiet tells whether a change of the file leaves older runs valid.
func (j *judgement) quiet(path string) bool {
	return j.tracker(path) || config.Match(j.Config.Ignore, path)
}

func (q Question) tracker(path string) bool {
	return strings.HasSuffix(strings.ToLower(path), ".md") && q.IsTracker != nil && q.IsTracker(path)
}
