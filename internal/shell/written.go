package shell

import (
	"path"
	"regexp"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

var (
	// descriptor matches what `>&` copies instead of a file.
	descriptor = regexp.MustCompile(`^(?:\d+-?|-)$`)
	// commandFile matches the runner's own files, which it reads when the step has ended.
	commandFile = regexp.MustCompile(`^\$\{?GITHUB_(?:ENV|OUTPUT|PATH|STATE|STEP_SUMMARY)\}?$`)
)

// writes notes the file over which a redirection sends output. The shell opens it, and
// empties it, before the command runs.
func (a *analysis) writes(r *syntax.Redirect, st *state) {
	if r.Word == nil || input(r.Op) && r.Op != syntax.RdrInOut {
		return
	}
	w := a.source.word(r.Word)
	text := strings.Trim(w.text, `"`)
	switch {
	case r.Op == syntax.DplOut && descriptor.MatchString(text), strings.HasPrefix(text, "/dev/"):
		return
	case w.expanded && (commandFile.MatchString(text) || elsewhere(text)), strings.HasPrefix(text, "/") && elsewhere(text):
		return
	case !w.expanded && !path.IsAbs(text):
		text = path.Join(st.dir.path, text)
	}
	a.written = append(a.written, text)
}
