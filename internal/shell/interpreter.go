package shell

import (
	"fmt"
	"regexp"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// interpreter is the shell that runs a script, with its options at the start.
type interpreter struct {
	dialect           syntax.LangVariant
	errexit, pipefail bool
}

// interpreterOf reads a `shell:` value; see GitHub's table in
// https://docs.github.com/actions/reference/workflow-syntax-for-github-actions#jobsjob_idstepsshell.
// The reason is not empty when that shell's scripts are not understood.
func interpreterOf(shell string, container bool) (interpreter, string) {
	switch shell {
	case "":
		if container {
			return interpreter{dialect: syntax.LangPOSIX, errexit: true}, ""
		}
		return interpreter{dialect: syntax.LangBash, errexit: true}, ""
	case "bash":
		return interpreter{dialect: syntax.LangBash, errexit: true, pipefail: true}, ""
	case "sh":
		return interpreter{dialect: syntax.LangPOSIX, errexit: true}, ""
	}
	if words := strings.Fields(shell); len(words) > 1 && words[len(words)-1] == "{0}" {
		if in, ok := custom(words[:len(words)-1]); ok {
			return in, ""
		}
	}
	return interpreter{}, unknownShell(shell)
}

// unknownShell says why the scripts of another shell prove nothing.
func unknownShell(shell string) string {
	switch name, _, _ := strings.Cut(shell, " "); name {
	case "python", "python3":
		return "its shell is " + code(shell) + ", and what a Python program runs, and what it makes of a failure, is not read"
	case "bash", "sh", "/bin/bash", "/bin/sh", "/usr/bin/bash":
		return "its shell is " + code(shell) + ", with options or a form that are not known"
	}
	return fmt.Sprintf("its shell is %s, whose scripts are not analysed: give the step `shell: bash`", code(shell))
}

// system matches the shells that are the runner's own: by name, or where systems
// keep them. Any other path could be a program of the repository.
var system = regexp.MustCompile(`^(?:(?:/usr(?:/local)?|/opt/homebrew)?/bin/)?(bash|sh)$`)

// custom reads `bash -euo pipefail` and the like. A login shell (-l) first reads
// the profile of the runner's user, as tools such as conda want it.
func custom(words []string) (interpreter, bool) {
	var in interpreter
	m := system.FindStringSubmatch(words[0])
	if m == nil {
		return in, false
	}
	in.dialect = syntax.LangPOSIX
	if m[1] == "bash" {
		in.dialect = syntax.LangBash
	}
	var args []string
	for i, arg := range words[1:] {
		switch {
		case in.dialect == syntax.LangBash && (arg == "--noprofile" || arg == "--norc" || arg == "--login") && len(args) == 0:
		case strings.HasPrefix(arg, "-") && !strings.HasPrefix(arg, "--") && strings.Contains(arg, "l") && words[i] != "-o":
			if arg = strings.Replace(arg, "l", "", 1); arg != "-" {
				args = append(args, arg)
			}
		default:
			args = append(args, arg)
		}
	}
	options, ok := parseOptions(args)
	if !ok || options.operands {
		return in, false
	}
	in.errexit = options.value("errexit", false)
	in.pipefail = options.value("pipefail", false)
	return in, true
}
