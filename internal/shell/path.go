package shell

import (
	"regexp"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// outside matches directories, as scripts write them, that cannot lie within the
// workspace unless the workflow sets HOME there: below the home directory, where
// systems keep programs, and where tools say that they install them.
var outside = regexp.MustCompile(`^(?:` +
	`(?:~|\$HOME|\$\{HOME\})(?:/[\w.@+-]+)+` +
	`|(?:\$RUNNER_TEMP|\$\{RUNNER_TEMP\}|\$RUNNER_TOOL_CACHE|\$\{RUNNER_TOOL_CACHE\}|\$\{\{ *runner\.(?:temp|tool_cache) *\}\})(?:/[\w.@+-]+)*` +
	`|/(?:usr|opt|bin|sbin|snap)(?:/[\w.@+-]+)*` +
	`|\$\(go env GOPATH\)/bin` +
	`|\$\(brew --prefix(?: [\w.@+-]+)?\)(?:/[\w.@+-]+)*` +
	`)/?$`)

// OutsideWorkspace tells whether a directory, as a script or a workflow writes it
// without quotes, surely lies outside the workspace, so that no file of the
// repository is in it.
func OutsideWorkspace(dir string) bool {
	return outside.MatchString(dir) && !strings.Contains(dir, "..")
}

// keepsPath tells whether an assignment to PATH keeps what is there and only adds
// directories outside the workspace.
func (a *analysis) keepsPath(assign *syntax.Assign, st *state) bool {
	if assign.Append || assign.Index != nil || assign.Array != nil || assign.Value == nil {
		return false
	}
	kept := false
	text := a.source.of(assign.Value)
	if inner, ok := strings.CutPrefix(text, `"`); ok {
		if text, ok = strings.CutSuffix(inner, `"`); !ok {
			return false
		}
		text = strings.ReplaceAll(text, "~", `\`) // no home directory within quotes
	}
	for dir := range strings.SplitSeq(text, ":") {
		switch {
		case dir == "$PATH" || dir == "${PATH}":
			kept = true
		case !OutsideWorkspace(dir):
			return false
		}
	}
	for _, name := range []string{"HOME", "RUNNER_TEMP", "RUNNER_TOOL_CACHE", "GOPATH"} {
		if st.vars[name].set {
			return false
		}
	}
	return kept
}
