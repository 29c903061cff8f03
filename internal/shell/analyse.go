package shell

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Analyse lists the commands of a script in order, without those that only steer
// the shell itself (cd, set, export, trap, exit, …). A script that it does not
// understand (another shell, a syntax error) has every command unproven with the
// reason, never proven; of such a script it lists what it can make out.
func Analyse(s Script) []Ran {
	if language, ok := languageOf(s.Shell); ok {
		if rans, ok := language.read(s); ok {
			return rans
		}
		return language.unread(s, language.name+", which is not analysed: give the command a step of its own")
	}
	in, reason := interpreterOf(s.Shell, s.Container)
	if reason != "" {
		return unread(s, reason)
	}
	source, err := parseSource(s.Text, in.dialect)
	if err != nil {
		return unread(s, "its script is not understood: "+err.Error())
	}
	a := analysis{source: source}
	st := state{
		errexit: in.errexit, pipefail: in.pipefail, dir: directoryOf(s.Dir),
		lax: "its shell runs without -e and goes on after a failure",
	}
	injected := source.expressions.injected
	a.nameFunctions()
	a.findNumeric()
	a.findSaved()
	a.lastTries()
	units := source.units()
	for i, unit := range units {
		if end := unit[len(unit)-1].End(); injected >= 0 && int(end.Offset()) > injected {
			st.distrust("the text of " + code(source.expressions.injection()) + " is pasted into the script before its end, and could be any command")
		}
		a.unit(unit, i == len(units)-1 && injected < 0, &st)
	}
	if injected < 0 {
		a.markOnly()
	}
	return a.rans
}

// analysis walks a script and collects its commands.
type analysis struct {
	source *source
	rans   []Ran
	// written are the files over which output was sent so far.
	written []string
	// fallible counts the commands of rans that can fail, others what else in the
	// script can.
	fallible, others int
	last             int
	line             int
	// dropping is true when a function of the script can make the shell drop a unit.
	dropping bool
	// environments counts the variables listed of commands so far.
	environments int
	// traps counts the traps.
	traps int
	// unrolled counts the commands that loops repeat.
	unrolled int
	// agreed counts the commands by which ways were compared.
	agreed int
	// depth counts the substitutions around the place where the walk is.
	depth int
	// named are all functions that the script declares anywhere.
	named map[string]bool
	// numeric are the variables that hold nothing but numbers.
	numeric map[string]bool
	// saved are the statements whose exit code the script ends with, the `||` lists that
	// keep that of their left side, and the pipes that keep that of their first command.
	saved map[syntax.Node]bool
	// decided is the loop behind which the script surely fails, nil if there is none.
	decided syntax.Command
	// unsettled is true when a kept exit code may not be what it was when it is used.
	unsettled bool
}

// markOnly finds the one command that can fail, if there is but one, be it tried again.
func (a *analysis) markOnly() {
	if a.others > 0 || a.fallible == 0 {
		return
	}
	last := a.rans[a.last]
	var tries []int
	for i, ran := range a.rans {
		if ran.Proven && (i == a.last || ran.Retried && last.Retried && Canonical([]Command{ran.Command}) == Canonical([]Command{last.Command})) {
			tries = append(tries, i)
		}
	}
	if len(tries) == a.fallible {
		for _, i := range tries {
			a.rans[i].Only = true
		}
	}
}

// list adds a command. Positions rise almost always, so that the line is found by
// walking on from the last one.
func (a *analysis) list(c Command, pos syntax.Pos, reason string, relies []string, harmless bool) {
	if !harmless {
		a.fallible++
		a.last = len(a.rans)
	}
	a.rans = append(a.rans, Ran{Command: c, Line: a.lineOf(int(pos.Offset())), Proven: reason == "", Relies: relies, Writes: slices.Clip(a.written), Reason: reason})
}

func (a *analysis) lineOf(offset int) int {
	lines := a.source.lines
	for a.line > 0 && lines[a.line] > offset {
		a.line--
	}
	for a.line+1 < len(lines) && lines[a.line+1] <= offset {
		a.line++
	}
	return a.line + 1
}

// unread lists the commands of a script that is not analysed, line by line as far
// as they can be made out, so that a claim finds its command and the reason.
func unread(s Script, reason string) []Ran { return mentions(s, reason, commandsIn) }

// mentions is unread with another way to find the commands of a line.
func mentions(s Script, reason string, commandsIn func(line string, dir directory) []Command) []Ran {
	var out []Ran
	text := s.Text
	if len(text) > MaxScript {
		text = strings.ToValidUTF8(text[:MaxScript], "")
	}
	dir := directoryOf(s.Dir)
	joined, start := "", 0
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSuffix(line, "\r")
		if joined == "" {
			start = i + 1
		}
		if end := len(line) - 1; end >= 0 && (line[end] == '\\' || line[end] == '`') && len(joined) < maxClaim {
			joined += line[:end] + " "
			continue
		}
		for _, c := range commandsIn(joined+line, dir) {
			out = append(out, Ran{Command: c, Line: start, Reason: reason})
		}
		joined = ""
	}
	return out
}

// commandsIn lists every simple command that one line holds.
func commandsIn(line string, dir directory) []Command {
	if len(line) > maxClaim {
		return nil
	}
	s, err := parseSource(line, syntax.LangBash)
	if err != nil {
		return nil
	}
	var out []Command
	syntax.Walk(s.file, func(n syntax.Node) bool {
		stmt, ok := n.(*syntax.Stmt)
		if !ok {
			return true
		}
		call, ok := stmt.Cmd.(*syntax.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		command, words := s.command(stmt, call)
		if words[0].text == "cd" && len(words) == 2 {
			dir = dir.enter(words[1])
			return true
		}
		command.Dir, command.Dynamic = dir.path, command.Dynamic || dir.dynamic
		command.Env = s.prefixes(call)
		if out = append(out, command); stmt.Negated {
			command.Negated = true
			out = append(out, command)
		}
		return true
	})
	return out
}
