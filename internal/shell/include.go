package shell

import (
	"path"
	"regexp"
	"strings"
)

// setup matches files, as scripts write them, with which tools outside the
// repository set a shell up. They add to PATH and define functions; what they do
// is the toolchain's, like its programs.
var setup = regexp.MustCompile(`^(?:` +
	`(?:~|\$HOME|\$\{HOME\})/\.[\w.@+-]+(?:/[\w.@+-]+)*` +
	`|(?:\$CONDA|\$\{CONDA\}|\$RUNNER_TOOL_CACHE|\$\{RUNNER_TOOL_CACHE\})(?:/[\w.@+-]+)+` +
	`|/(?:usr|opt|etc)(?:/[\w.@+-]+)+` +
	`)$`)

// activate matches the script of a Python virtual environment within the workspace,
// whose form is known: it sets variables, adds its own directory to PATH and
// defines one function.
var activate = regexp.MustCompile(`^(?:\./)?((?:[\w.@+-]+/)*[\w.@+-]+)/(?:bin|Scripts)/activate$`)

// include follows `source` and `.`: a tool's own set-up file leaves the proofs
// intact, a virtual environment of the workspace makes them rest on its directory,
// and any other file may do anything.
func (a *analysis) include(name string, args []word, st *state) {
	if len(args) != 1 || st.trapped {
		st.distrust("after `" + name + "`, which can change the shell")
		return
	}
	text := args[0].text
	if inner, ok := strings.CutPrefix(text, `"`); ok && args[0].expanded {
		text = strings.ReplaceAll(strings.TrimSuffix(inner, `"`), "~", `\`)
	}
	if !args[0].expanded {
		text = strings.ReplaceAll(text, "$", `\`) // in single quotes
	}
	if setup.MatchString(text) && !strings.Contains(text, "..") && !st.movedHome() {
		return
	}
	dir := ""
	if m := activate.FindStringSubmatch(text); m != nil && !args[0].expanded && !st.dir.dynamic {
		dir = clean(path.Join(st.dir.path, m[1]))
	} else if within, ok := InWorkspace(text, st.dir.path); ok && !st.dir.dynamic {
		if m := activate.FindStringSubmatch(within); m != nil {
			dir = m[1]
		}
	}
	if dir == "" || path.IsAbs(dir) || strings.HasPrefix(dir, "..") {
		st.distrust("after " + code(name+" "+args[0].text) + ", a file that can change the shell or end the script")
		return
	}
	st.rely(dir)
}
