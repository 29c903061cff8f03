package shell

import (
	"cmp"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// ownOptions are the options of `packetgate run`, true of those that take a value.
var ownOptions = map[string]bool{"--timeout": true, "--packet": true, "--tracker": true, "--write": false}

// ownRun gives what `packetgate run` is given to run, which it runs as it stands and ends
// as that does: a program with its arguments, or, where it is one word, a script for
// `bash -eo pipefail`. It is nil for any other command.
func ownRun(words []word) []word {
	if len(words) < 3 || words[0].text != "packetgate" || words[1].text != "run" {
		return nil
	}
	for rest := words[2:]; len(rest) > 0; {
		name, _, joined := strings.Cut(rest[0].text, "=")
		value, known := ownOptions[name]
		switch {
		case rest[0].text == "--":
			return plainRun(rest[1:])
		case !strings.HasPrefix(rest[0].text, "-"):
			return plainRun(rest)
		case !known, joined && !value, value && !joined && len(rest) < 2:
			return nil
		case value && !joined:
			rest = rest[2:]
		default:
			rest = rest[1:]
		}
	}
	return nil
}

// plainRun leaves out what depends on more than its words: no command, one of which only
// the running shell knows whether it is a program or a script, and a script with another
// such call.
func plainRun(words []word) []word {
	if len(words) == 0 || words[0].expanded || words[0].dynamic || steers[words[0].text] {
		return nil
	}
	if script := ownScript(words); strings.Contains(script, "packetgate") {
		return nil
	}
	return words
}

// ownScript is the script among what `packetgate run` is given to run, "" where that is a
// program.
func ownScript(inner []word) string {
	if len(inner) != 1 || safe.MatchString(inner[0].text) {
		return ""
	}
	return inner[0].text
}

// within lists what a script runs that stands in the place of one command: each is proven
// as far as both are. It is false where it lists nothing.
func (a *analysis) within(script string, command Command, pos syntax.Pos, reason string, relies []string) bool {
	rans := Analyse(Script{Shell: "bash", Dir: command.Dir, Text: script})
	if len(rans) != 1 || !rans[0].Only {
		a.others++
	}
	written := 0
	for _, ran := range rans {
		ran.Command.Env = overlaid(command.Env, ran.Command.Env)
		ran.Command.Dynamic = ran.Command.Dynamic || command.Dynamic
		a.written = append(a.written, ran.Writes[written:]...)
		written = len(ran.Writes)
		a.list(ran.Command, pos, cmp.Or(reason, ran.Reason), slices.Concat(relies, ran.Relies), false)
	}
	return len(rans) > 0
}

// ownScript is the script that a command of a claim gives to bash by `packetgate run`, or "".
func (s *source) ownScript(stmt *syntax.Stmt) string {
	call, ok := stmt.Cmd.(*syntax.CallExpr)
	if !ok || stmt.Negated || len(call.Assigns) > 0 || len(call.Args) == 0 {
		return ""
	}
	if _, words := s.command(stmt, call); len(words) == len(call.Args) {
		return ownScript(ownRun(words))
	}
	return ""
}
