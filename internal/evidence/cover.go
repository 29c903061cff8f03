package evidence

import (
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/record"
)

// maxCovering bounds how many commits are walked back.
const maxCovering = 50

// covering lists the commits whose runs cover the judged one, newest first: itself
// and its first parents, past the merge base too, as long as only trackers and
// ignored files differ.
func (j *judgement) covering() []string {
	var out, ignored []string
	seen := map[string]bool{}
	for sha := j.Change.HeadSHA; sha != "" && !seen[sha] && len(out) < maxCovering; {
		seen[sha] = true
		out = append(out, sha)
		j.ignored[sha] = ignored
		j.merged[sha] = sha == j.Change.MergeBaseSHA || len(out) > 1 && j.merged[out[len(out)-2]]
		parent, more := j.quietParent(sha)
		if commit, ok := j.commit(sha); parent != "" && (j.behind[sha] || ok && len(commit.Parents) > 1) {
			j.behind[parent] = true
		}
		sha, ignored = parent, slices.Concat(ignored, more)
	}
	j.merged[j.Change.MergeBaseSHA] = true
	return out
}

// quietParent returns the first parent of a commit that changes nothing but
// trackers and ignored files, else "", and which ignored files it changes.
func (j *judgement) quietParent(sha string) (parent string, ignored []string) {
	commit, ok := j.commit(sha)
	if !ok || len(commit.Parents) == 0 || commit.FilesTruncated {
		return "", nil
	}
	for _, f := range commit.Files {
		for _, path := range []string{f.Path, f.PreviousPath} {
			switch {
			case path == "" || j.tracker(path):
			case config.Match(j.Config.Ignore, path):
				ignored = append(ignored, path)
			default:
				return "", nil
			}
		}
	}
	return commit.Parents[0], ignored
}

// commit returns a commit with its files, from the change where that lists them.
func (j *judgement) commit(sha string) (record.Commit, bool) {
	c := j.Change
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
	commit, absence, ok := j.ledger.Commit(sha)
	return commit, ok && absence == record.Present
}

// quiet tells whether a change of the file leaves older runs valid.
func (j *judgement) quiet(path string) bool {
	return j.tracker(path) || config.Match(j.Config.Ignore, path)
}

func (j *judgement) tracker(path string) bool {
	return strings.HasSuffix(strings.ToLower(path), ".md") && j.IsTracker != nil && j.IsTracker(path)
}
