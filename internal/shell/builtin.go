package shell

import (
	"regexp"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// steers are the builtins that can change the shell or end it. They are followed,
// and not listed as commands, but for those in listed.
var steers = set("cd", "pushd", "popd", "set", "shopt", "trap", "exit", "return", "exec", "eval", "source", ".",
	"alias", "unalias", "export", "readonly", "declare", "typeset", "local", "unset", "read", "readarray", "mapfile",
	"getopts", "hash", "enable", "builtin", "command", "fc", "bind", "complete", "compopt", "logout", "suspend", "shift",
	"break", "continue", "printf", "nameref", "let", "wait", "umask", "ulimit", "jobs", "compgen")

// listed are those of them that run something, or that a claim may name.
var listed = set("exec", "eval", "source", ".", "builtin", "command", "printf", "hash", "wait", "ulimit", "umask", "fc", "jobs", "compgen")

// inShell are those that run other commands in the shell itself.
var inShell = set("exec", "eval", "source", ".", "fc")

// quiet are those that change no more than variables.
var quiet = set("printf", "export", "readonly", "declare", "typeset", "local", "read", "readarray", "mapfile", "let", "wait", "shift")

// special are POSIX's special builtins, before which an assignment may last.
var special = set(":", ".", "break", "continue", "eval", "exec", "exit", "export", "readonly", "return", "set", "shift",
	"times", "trap", "unset", "source")

func set(names ...string) map[string]bool {
	out := map[string]bool{}
	for _, n := range names {
		out[n] = true
	}
	return out
}

// effect changes the state as a simple command does.
func (a *analysis) effect(words []word, c scope, st *state) {
	name := words[0]
	for name.text == "command" || name.text == "builtin" {
		words = words[1:]
		for len(words) > 0 && words[0].text == "-p" {
			words = words[1:]
		}
		if len(words) == 0 || words[0].text == "-v" || words[0].text == "-V" {
			return
		}
		name = words[0]
	}
	args := words[1:]
	switch {
	case booleanExpression.MatchString(name.text) && !st.functions["true"] && !st.functions["false"]:
	case name.dynamic && (!strings.Contains(name.text, "/") || st.slashed):
		st.distrust("after " + code(name.text) + ", which could be any command of the shell")
	case st.functions[name.text]:
		st.called(name.text)
	case steers[name.text]:
		if !listed[name.text] {
			a.others++
		}
		a.steer(name.text, args, c, st)
	}
}

// steer changes the state as a builtin does.
func (a *analysis) steer(name string, args []word, c scope, st *state) {
	if !quiet[name] {
		st.steered++
	}
	switch name {
	case "cd", "pushd", "popd":
		a.changeDirectory(name, args, c, st)
	case "set":
		a.setOptions(args, c, st)
	case "shopt":
		if !harmlessShopt(args) {
			st.distrust("after `shopt`, which changes how the script is read")
		}
		st.brittle = st.brittle || slices.ContainsFunc(args, func(w word) bool { return w.text == "failglob" })
	case "trap":
		a.trap(args, st)
	case "exit":
		a.exit(args, c, st)
	case "return":
		if !c.function {
			a.exit(nil, c, st)
		}
	case "exec":
		if len(args) > 0 {
			st.distrust("after `exec`, which replaces the shell")
		}
	case "export", "readonly", "declare", "typeset", "local", "nameref":
		a.declareWords(name, args, st)
	case "unset", "read", "getopts", "readarray", "mapfile", "printf", "wait":
		a.assignsTo(name, args, st)
	case "shift", "break", "continue", "umask", "ulimit", "unalias", "complete", "compopt", "let":
	case "jobs", "compgen":
		if slices.ContainsFunc(args, func(w word) bool {
			return w.dynamic || strings.HasPrefix(w.text, "-") && strings.ContainsAny(w.text, "xFC")
		}) {
			st.distrust("after `" + name + "` with an option that runs a command in the shell itself")
		}
	case "hash":
		if len(args) > 1 || len(args) == 1 && args[0] != (word{text: "-r"}) {
			st.distrust("after `hash`, which can put another program in a command's place")
		}
	case "source", ".":
		a.include(name, args, st)
	case "eval":
		a.evaluate(args, st)
	default: // alias, enable, fc, bind, logout, suspend
		st.distrust("after `" + name + "`, which can change the shell")
	}
}

// exit ends the script. One that is surely a failure leaves what follows it
// unreached; any other may end the script with success.
func (a *analysis) exit(args []word, c scope, st *state) {
	if len(args) != 1 || !failing(args[0]) {
		st.distrust("after an `exit` that may end the script with success")
	}
	st.dead = !c.jumps
}

// changeDirectory follows cd, pushd and popd where they can be followed.
func (a *analysis) changeDirectory(name string, args []word, c scope, st *state) {
	before := st.dir
	st.moved = true
	switch {
	case name == "popd" && len(args) == 0 && len(st.stack) > 0:
		st.dir = st.stack[len(st.stack)-1]
		st.stack = slices.Clone(st.stack[:len(st.stack)-1])
	case name != "popd" && len(args) == 1 && !strings.HasPrefix(args[0].text, "-") && !strings.HasPrefix(args[0].text, "+"):
		st.dir = st.dir.enter(args[0])
		if name == "pushd" && len(st.stack) < maxNames {
			st.stack = append(slices.Clone(st.stack), before)
		}
	default:
		st.dir, st.stack = somewhere, nil
	}
	if goesOn := c.never == "" && verdict(c, st) != "" || !st.errexit && !c.tail; goesOn && !c.succeeds && st.dir != before {
		st.dir = somewhere
	}
}

// setOptions follows `set`.
func (a *analysis) setOptions(args []word, c scope, st *state) {
	var texts []string
	for _, arg := range args {
		if arg.text == "--" || len(texts) == 0 && !arg.dynamic && !strings.HasPrefix(arg.text, "-") && !strings.HasPrefix(arg.text, "+") {
			break
		}
		if arg.dynamic {
			st.distrust("after `set` with options that are only known when it runs")
			return
		}
		texts = append(texts, arg.text)
	}
	options, ok := parseOptions(texts)
	if !ok {
		st.distrust("after " + code("set "+strings.Join(texts, " ")) + ", which changes how the script runs")
		return
	}
	// Outside bash an option may be unknown, and the failure ignored.
	sure := a.source.dialect == syntax.LangBash || c.succeeds || verdict(c, st) == ""
	for name, current := range map[string]*bool{"errexit": &st.errexit, "pipefail": &st.pipefail} {
		on := options.value(name, *current)
		*current = on && (sure || *current)
	}
	if on, ok := options.set["errexit"]; ok && !on {
		st.lax = "it stands after `set +e`"
	}
}

// harmlessShopt tells whether `shopt` only changes what globs match.
func harmlessShopt(args []word) bool {
	allowed := set("-s", "-u", "-q", "-p", "globstar", "nullglob", "dotglob", "failglob", "nocaseglob", "inherit_errexit")
	for _, arg := range args {
		if arg.dynamic || !allowed[arg.text] {
			return false
		}
	}
	return true
}

// declare follows export, declare and the like as bash parses them; their own
// exit code hides that of a substitution.
func (a *analysis) declare(cmd *syntax.DeclClause, c scope, st *state) {
	var words []word
	for _, arg := range cmd.Args {
		a.substitutions(c.within("its exit code is hidden by "+code(cmd.Variant.Value)), st, arg)
		if arg.Name == nil {
			words = append(words, a.source.word(arg.Value))
			continue
		}
		if !arg.Naked {
			a.assign(arg, false, st)
		}
		words = append(words, word{text: arg.Name.Value})
	}
	a.others++
	a.declareWords(cmd.Variant.Value, words, st)
}

// assignedWord splits the words `NAME=value`, `NAME+=value` and `NAME[0]=value` of
// a declaration.
var assignedWord = regexp.MustCompile(`(?s)^([A-Za-z_]\w*(?:\[.*\])?)(\+?)=(.*)$`)

// declareWords follows a declaration: its options, and names with or without
// values.
func (a *analysis) declareWords(name string, args []word, st *state) {
	exported, unexported := name == "export", false
	st.brittle = st.brittle || name == "readonly"
	for _, arg := range args {
		if option := strings.HasPrefix(arg.text, "-") || strings.HasPrefix(arg.text, "+"); option && !arg.dynamic {
			st.brittle = st.brittle || strings.Contains(arg.text, "r")
			switch {
			case strings.Contains(arg.text, "n") && name == "export":
				unexported = true
			case strings.ContainsAny(arg.text, "niluc"):
				st.distrust("after " + code(name+" "+arg.text) + ", which changes what assignments do")
			case strings.HasPrefix(arg.text, "-") && strings.Contains(arg.text, "x"):
				exported = true
			case strings.Contains(arg.text, "x"):
				unexported = true
			}
			continue
		}
		if m := assignedWord.FindStringSubmatch(arg.text); m != nil && !arg.dynamic {
			st.assign(m[1], m[3], m[2] == "", exported)
			continue
		}
		if arg.dynamic {
			if !st.path {
				st.path, st.pathBy = true, code(name+" "+arg.text)
			}
			if m := assignedWord.FindStringSubmatch(arg.text); m != nil {
				st.assign(m[1], "", false, exported)
			}
			continue
		}
		if exported || unexported {
			st.export(arg.text, exported && !unexported)
		}
	}
}

// naming are the options by which builtins are given a variable's name.
var naming = map[string]string{"printf": "v", "wait": "p", "read": "a"}

// assignsTo follows the builtins that set the variables that they are given.
func (a *analysis) assignsTo(name string, args []word, st *state) {
	for i, arg := range args {
		option := naming[name]
		if _, joined, ok := strings.Cut(arg.text, option); ok && option != "" && strings.HasPrefix(arg.text, "-") && joined != "" {
			st.assign(joined, "", false, false)
			st.path = st.path || arg.dynamic
			continue
		}
		switch {
		case (name == "printf" || name == "wait") && (i == 0 || args[i-1].text != "-"+option):
		case arg.dynamic:
			st.path = true
		case (name == "readarray" || name == "mapfile") && strings.HasPrefix(arg.text, "-") && strings.Contains(arg.text, "C"):
			st.distrust("after `" + name + " -C`, which can run any command")
		case !strings.HasPrefix(arg.text, "-"):
			st.assign(arg.text, "", false, false)
		}
	}
}
