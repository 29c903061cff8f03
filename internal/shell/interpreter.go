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
	if inner, ok := unwrapped(shell); ok {
		return interpreterOf(inner, container)
	}
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

var (
	// passing matches programs that run a shell and end with its exit code.
	passing = regexp.MustCompile(`^(?:(?:/usr)?/bin/)?(?:env|xvfb-run(?: (?:-a|--auto-servernum))?|arch -(?:x86_64|arm64)) ((?:/\S*/)?(?:bash|sh|dash) .*)$`)
	// terminal matches script(1) of util-linux, which gives a shell a terminal, and with
	// -e ends with its exit code.
	terminal = regexp.MustCompile(`^(?:/usr/bin/)?script((?: (?:-[qef]+|--quiet|--return|--flush))* (?:-[qef]*c|--command)) (?:"([^"]*)"|'([^']*)')(?: /dev/null)?$`)
	returns  = regexp.MustCompile(` (?:-[qfc]*e[qfc]*|--return)(?: |$)`)
)

// unwrapped is the shell that a `shell:` value runs within another program.
func unwrapped(shell string) (string, bool) {
	if m := passing.FindStringSubmatch(shell); m != nil {
		return m[1], true
	}
	if m := terminal.FindStringSubmatch(shell); m != nil && returns.MatchString(m[1]) {
		return m[2] + m[3], true
	}
	return "", false
}

// entering matches a shell within another program that may change what it runs, such as
// `nix develop --command`.
var entering = regexp.MustCompile(`^(\S.*\S) (?:/\S*/)?(?:bash|sh|dash)(?: -\S+| pipefail)* \{0\}$`)

// unknownShell says why the scripts of another shell prove nothing.
func unknownShell(shell string) string {
	switch name, _, _ := strings.Cut(shell, " "); name {
	case "python", "python3", "bash", "sh", "/bin/bash", "/bin/sh", "/usr/bin/bash":
		return "its shell is " + code(shell) + ", with options or a form that are not known: give the step `shell: bash`"
	}
	enters := "what enters that shell"
	if m := entering.FindStringSubmatch(shell); m != nil {
		enters = code(m[1])
	}
	return fmt.Sprintf("its shell is %s, whose scripts are not analysed: run the command under `shell: bash` with %s in front of it, and let `evidence.aliases` name that for the claim", code(shell), enters)
}

// system matches the shells that are the runner's own: by name, or where systems
// keep them. Any other path could be a program of the repository.
var system = regexp.MustCompile(`^(?:(?:/usr(?:/local)?|/opt/homebrew)?/bin/)?(bash|sh|dash|ash)$`)

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
