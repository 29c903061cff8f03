package shell

import (
	"fmt"
	"path"
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
	return interpreter{}, fmt.Sprintf("its shell is %s, whose scripts are not analysed yet", code(shell))
}

// custom reads `bash -euo pipefail` and the like.
func custom(words []string) (interpreter, bool) {
	var in interpreter
	switch path.Base(words[0]) {
	case "bash":
		in.dialect = syntax.LangBash
	case "sh":
		in.dialect = syntax.LangPOSIX
	default:
		return in, false
	}
	args := words[1:]
	for len(args) > 0 && (args[0] == "--noprofile" || args[0] == "--norc") && in.dialect == syntax.LangBash {
		args = args[1:]
	}
	options, ok := parseOptions(args)
	if !ok || options.operands {
		return in, false
	}
	in.errexit = options.value("errexit", false)
	in.pipefail = options.value("pipefail", false)
	return in, true
}
