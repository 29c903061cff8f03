package shell

import (
	"path"
	"regexp"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// homes are further variables by which runners and set-up actions name where a toolchain
// lies. Without a value, what follows is below the root directory.
const homes = `ANDROID_HOME|ANDROID_SDK_ROOT|ANDROID_NDK_HOME|CARGO_HOME|GOROOT|JAVA_HOME(?:_\d+_\w+)?|PNPM_HOME|PYTHONUSERBASE`

// toolchain matches their names.
var toolchain = regexp.MustCompile(`^(?:` + homes + `)$`)

// NamesToolchain tells whether a variable is one by which scripts name a toolchain's
// directory.
func NamesToolchain(name string) bool { return toolchain.MatchString(name) }

// outside matches directories, as scripts write them, that cannot lie within the
// workspace unless the workflow sets HOME there: below the home directory, where
// systems keep programs, and where tools say that they install them.
var outside = regexp.MustCompile(`^(?:` +
	`(?:~|\$HOME|\$\{HOME\})(?:/[\w.@+-]+)+` +
	`|(?:\$RUNNER_TEMP|\$\{RUNNER_TEMP\}|\$RUNNER_TOOL_CACHE|\$\{RUNNER_TOOL_CACHE\}|\$\{\{ *runner\.(?:temp|tool_cache) *\}\})(?:/[\w.@+-]+)*` +
	`|(?:\$(?:` + homes + `)|\$\{(?:` + homes + `)\})(?:/[\w.@+-]+)+` +
	`|/(?:usr|opt|bin|sbin|snap)(?:/[\w.@+-]+)*` +
	`|\$\(go env (?:GOPATH|GOROOT)\)/bin` +
	`|\$\(python3? -m site --user-base\)/bin` +
	`|\$\(brew --prefix(?: [\w.@+-]+)?\)(?:/[\w.@+-]+)*` +
	`)/?$`)

// work matches GitHub's own runners' workspaces, which lie below the home
// directory.
var work = regexp.MustCompile(`^(?:~|\$HOME|\$\{HOME\})/work(?:/|$)`)

// OutsideWorkspace tells whether a directory, as a script or a workflow writes it
// without quotes, surely lies outside the workspace, so that no file of the
// repository is in it.
func OutsideWorkspace(dir string) bool {
	return outside.MatchString(dir) && !strings.Contains(dir, "..") && !work.MatchString(dir)
}

// inside matches directories that are written from the workspace's root, or from
// the directory where the shell is.
var inside = regexp.MustCompile(`^(?:(\$GITHUB_WORKSPACE|\$\{GITHUB_WORKSPACE\}|\$\{\{ *github\.workspace *\}\})|\$PWD|\$\{PWD\}|\$\(pwd\))((?:/[\w.@+-]+)+)/?$`)

// InWorkspace gives the path from the workspace's root of a directory that a
// script, running in dir, writes by the workspace's or the working directory's
// name; false for any other, and for the root itself, in which all files lie.
func InWorkspace(text, dir string) (string, bool) {
	m := inside.FindStringSubmatch(text)
	if m == nil {
		return "", false
	}
	from := dir
	if m[1] != "" {
		from = ""
	}
	found := clean(path.Join(from, "."+m[2]))
	return found, found != "" && !path.IsAbs(found) && found != ".." && !strings.HasPrefix(found, "../")
}

// keepsPath tells whether an assignment to PATH keeps what is there and only adds
// directories outside the workspace, and those within it that it returns.
func (a *analysis) keepsPath(assign *syntax.Assign, st *state) (added []string, ok bool) {
	if assign.Append || assign.Index != nil || assign.Array != nil || assign.Value == nil {
		return nil, false
	}
	kept := false
	text := a.source.of(assign.Value)
	if inner, ok := strings.CutPrefix(text, `"`); ok {
		if text, ok = strings.CutSuffix(inner, `"`); !ok {
			return nil, false
		}
		text = strings.ReplaceAll(text, "~", `\`) // no home directory within quotes
	}
	for dir := range strings.SplitSeq(text, ":") {
		if dir == "$PATH" || dir == "${PATH}" {
			kept = true
			continue
		}
		if OutsideWorkspace(dir) {
			continue
		}
		within, ok := InWorkspace(dir, st.dir.path)
		if !ok || st.dir.dynamic {
			return nil, false
		}
		added = append(added, within)
	}
	return added, kept && !st.movedHome()
}

// movedHome tells whether the script set one of the variables by which directories
// outside the workspace are named.
func (s *state) movedHome() bool {
	for _, name := range []string{"HOME", "RUNNER_TEMP", "RUNNER_TOOL_CACHE", "GOPATH", "CONDA"} {
		if s.vars[name].set {
			return true
		}
	}
	for name, v := range s.vars {
		if v.set && NamesToolchain(name) {
			return true
		}
	}
	return false
}
