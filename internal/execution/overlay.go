package execution

import (
	"fmt"
	"path"
	"regexp"
	"strings"
)

// workspaceRoot matches how a workflow names the workspace.
var workspaceRoot = regexp.MustCompile(`(?i)^\$\{\{ *github\.workspace *\}\}`)

// checkoutDir is the directory of the workspace, "." for its root, into which
// actions/checkout puts code for its input `path`. The runner's workspace is the
// directory NAME/NAME of a repository NAME, so `../NAME` is the workspace too. What
// lies elsewhere the action refuses, and is taken for the root.
func (r *Reader) checkoutDir(input string) string {
	name := "/" + strings.ToLower(r.change.Repository.Name)
	root := name + name
	dir := workspaceRoot.ReplaceAllString(strings.ReplaceAll(strings.TrimSpace(input), `\`, "/"), ".")
	whole := path.Join(root, dir)
	if path.IsAbs(dir) || strings.Contains(dir, ":/") {
		at := strings.Index(strings.ToLower(dir)+"/", root+"/")
		if at < 0 {
			return "."
		}
		whole = path.Clean(dir[at:])
	}
	if !liesIn(whole, root) {
		return "."
	}
	return whole[len(root)+1:]
}

// overlayDoubt says why code that a job checks out into a directory in which the
// command does not run may stand in the place of the change's, or "".
func (r *Reader) overlayDoubt(h *Holding, target string) string {
	if r.change.FilesTruncated {
		return fmt.Sprintf("the job checks out other code into `%s`, and whether this pull request changes files there is unknown: GitHub lists only its first %d files", target, len(r.change.Files))
	}
	if file := r.changedIn(h, target); file != "" {
		return fmt.Sprintf("the job checks out other code into `%s`, over %s, which this pull request changes", target, file)
	}
	return ""
}

// changedIn is a file of the change, or of a commit whose run covers it, that stands at
// a path or in it, or "".
func (r *Reader) changedIn(h *Holding, dir string) string {
	for _, f := range r.change.Files {
		for _, changed := range []string{f.Path, f.PreviousPath} {
			if Overlaps(dir, changed) {
				return changed
			}
		}
	}
	for _, changed := range r.Later[h.Leg.Record.HeadSHA] {
		if Overlaps(dir, changed) {
			return changed
		}
	}
	return ""
}
