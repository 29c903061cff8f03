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

// below matches a file in a directory that a variable names.
var below = regexp.MustCompile(`^\$(?:(\w+)|\{(\w+)\})(?:/[\w.@+-]+)+$`)

// activate matches the script of a Python virtual environment within the workspace,
// whose form is known: it sets variables, adds its own directory to PATH and
// defines one function.
var activate = regexp.MustCompile(`^(?:\./)?((?:[\w.@+-]+/)*[\w.@+-]+)/(?:bin|Scripts)/activate$`)

// activateElsewhere matches that of one in any directory.
var activateElsewhere = regexp.MustCompile(`^(.+)/(?:bin|Scripts)/activate$`)

// elsewhere tells whether a directory surely lies outside of the workspace.
func elsewhere(dir string) bool {
	return OutsideWorkspace(dir) || strings.HasPrefix(dir, "/tmp/") && !strings.Contains(dir, "..")
}

// evaluated matches what scripts evaluate of a tool's own: it sets variables, adds
// to PATH what the tool installed and defines functions that stand for the tool.
var evaluated = regexp.MustCompile(`^"?\$\((?:(ssh-agent)(?: -s)?|(opam)(?: config)? env|(conda|mamba) shell\.(?:bash|posix) hook|(micromamba) shell hook(?: (?:-s|--shell)[ =](?:bash|posix))?|(pyenv|rbenv|nodenv) init (?:-|--path)(?: bash)?|(?:(?:/home/linuxbrew/\.linuxbrew|/opt/homebrew|/usr/local)/bin/)?(brew) shellenv(?: bash)?|(fnm) env(?: --shell[ =]bash)?|(minikube)(?: -p [\w-]+)? docker-env)\)"?$`)

// evaluate follows `eval`: the words of a known tool leave the proofs intact, any
// others may do anything. opam's switch may lie in the workspace.
func (a *analysis) evaluate(args []word, st *state) {
	if len(args) == 1 && !st.trapped && !st.path {
		if m := evaluated.FindStringSubmatch(args[0].text); m != nil && !st.functions[strings.Join(m[1:], "")] {
			if m[2] != "" {
				st.rely(clean(path.Join(st.dir.path, "_opam")))
				st.path = st.path || st.dir.dynamic
			}
			return
		}
	}
	st.distrust("after `eval`, which can change the shell" + instead(args))
}

var (
	// entered matches how scripts enter the environment of a tool that reads the
	// repository, and runners are the words with which it runs one command in it.
	entered = regexp.MustCompile(`\$\((mise|direnv|devbox|poetry|pdm|pipenv) `)
	runners = map[string]string{
		"mise": "mise exec --", "direnv": "direnv exec .", "devbox": "devbox run --",
		"poetry": "poetry run", "pdm": "pdm run", "pipenv": "pipenv run",
	}
)

// instead says what helps where a script enters the environment of a known tool.
func instead(args []word) string {
	for _, arg := range args {
		if m := entered.FindStringSubmatch(arg.text); m != nil {
			return ": put `" + runners[m[1]] + "` in front of the command instead"
		}
	}
	return ""
}

// include follows `source` and `.`: a tool's own set-up file leaves the proofs
// intact, a virtual environment of the workspace makes them rest on its directory,
// and any other file may do anything.
func (a *analysis) include(name string, args []word, st *state) {
	switch relies, ok := sourced(args, st); {
	case ok:
		st.rely(relies...)
	case len(args) != 1 || st.trapped:
		st.distrust("after `" + name + "`, which can change the shell")
	default:
		st.distrust("after " + code(name+" "+args[0].text) + ", a file that can change the shell or end the script" + instead(args))
	}
}

// sourced tells whether the file that `source` or `.` is given leaves the proofs intact,
// and on which directory of the workspace they then rest.
func sourced(args []word, st *state) (relies []string, ok bool) {
	if len(args) != 1 || st.trapped {
		return nil, false
	}
	text := args[0].text
	if inner, ok := strings.CutPrefix(text, `"`); ok && args[0].expanded {
		text = strings.ReplaceAll(strings.TrimSuffix(inner, `"`), "~", `\`)
	}
	if !args[0].expanded {
		text = strings.ReplaceAll(text, "$", `\`) // in single quotes
	}
	if m := below.FindStringSubmatch(text); m != nil && args[0].expanded && st.vars[m[1]+m[2]].outside && !strings.Contains(text, "..") && !st.movedHome() {
		return nil, true
	}
	if setup.MatchString(text) && !strings.Contains(text, "..") && !st.movedHome() {
		return nil, true
	}
	if m := activateElsewhere.FindStringSubmatch(text); m != nil && elsewhere(m[1]) && !st.movedHome() {
		return nil, true
	}
	dir := ""
	if m := activate.FindStringSubmatch(text); m != nil && !args[0].expanded && !st.dir.dynamic {
		dir = clean(path.Join(st.dir.path, m[1]))
	} else if within, ok := InWorkspace(text, st.dir.path); ok && !st.dir.dynamic {
		if m := activate.FindStringSubmatch(within); m != nil {
			dir = m[1]
		}
	}
	return []string{dir}, dir != "" && !path.IsAbs(dir) && !strings.HasPrefix(dir, "..")
}
