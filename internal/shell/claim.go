package shell

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// maxClaim is the longest claim that is read, in bytes.
const maxClaim = 16 << 10

// Parse reads a claim: one command, or several joined by &&, with `cd D` folded into
// the directory and `export NAME=value` into the environment of those after it, within
// parentheses up to their end. `set -o
// pipefail` and the like are no commands: of a pipeline every part must exit 0 anyway. A
// pipeline of plain commands is one command, and `time CMD` is CMD. It returns an error when the text is no
// such list: a redirection of more than output, ||, ;, a compound command. The error
// says what stands there and what to claim instead.
func Parse(text string) ([]Command, error) {
	if len(text) > maxClaim {
		return nil, fmt.Errorf("the command is longer than %d KiB; put it into a script and claim the script", maxClaim>>10)
	}
	s, err := parseSource(strings.TrimSpace(text), syntax.LangBash)
	if err != nil {
		return nil, fmt.Errorf("the command cannot be read: %w", err)
	}
	switch len(s.file.Stmts) {
	case 0:
		return nil, errors.New("there is no command")
	case 1:
	default:
		return nil, errors.New("several commands joined by `;` or a new line; join them with && so that all must exit 0")
	}
	claim := claimed{source: s}
	if err := claim.list(s.file.Stmts[0]); err != nil {
		return nil, err
	}
	if len(claim.commands) == 0 {
		return nil, errors.New("it only changes the directory or the environment, or sets the shell's options; claim the command that runs there")
	}
	return claim.commands, nil
}

// claimed is a claim as far as it was read: its commands, and the directory and the
// variables of the next one.
type claimed struct {
	*source
	commands []Command
	dir      directory
	exported []string
}

// list reads commands joined by &&. What a subshell among them changes ends with it.
func (c *claimed) list(stmt *syntax.Stmt) error {
	steps, err := conjuncts(stmt)
	if err != nil {
		return err
	}
	for _, step := range steps {
		if inner := subshell(step); inner != nil {
			dir, exported := c.dir, c.exported
			if err := c.list(inner); err != nil {
				return err
			}
			c.dir, c.exported = dir, exported
			continue
		}
		if added, ok := c.exports(step); ok {
			c.exported = overlaid(c.exported, added)
			continue
		}
		if c.setsOptions(step) {
			continue
		}
		if script := c.ownScript(step); script != "" {
			commands, err := Parse(script)
			if err != nil {
				return err
			}
			for _, command := range commands {
				c.add(command)
			}
			continue
		}
		command, target, err := c.step(step)
		switch {
		case err != nil:
			return err
		case target != nil:
			c.dir = c.dir.enter(*target)
		default:
			c.add(command)
		}
	}
	return nil
}

// add adds a command that runs where the claim is by now.
func (c *claimed) add(command Command) {
	at := c.dir
	if command.Dir != "" {
		at = at.enter(word{text: command.Dir, dynamic: strings.Contains(command.Dir, "$")})
	}
	command.Dir = at.path
	command.Dynamic = command.Dynamic || at.dynamic
	command.Env = overlaid(c.exported, command.Env)
	c.commands = append(c.commands, command)
}

// subshell is the list that stands in parentheses, which end as it does, nil where a
// step is something else.
func subshell(step *syntax.Stmt) *syntax.Stmt {
	group, ok := step.Cmd.(*syntax.Subshell)
	reads := slices.ContainsFunc(step.Redirs, func(r *syntax.Redirect) bool { return input(r.Op) })
	if !ok || step.Negated || reads || len(group.Stmts) != 1 {
		return nil
	}
	return group.Stmts[0]
}

// setsOptions tells whether a step is `set` with options that leave proofs intact.
func (s *source) setsOptions(stmt *syntax.Stmt) bool {
	call, ok := stmt.Cmd.(*syntax.CallExpr)
	if !ok || stmt.Negated || len(stmt.Redirs) > 0 || len(call.Assigns) > 0 || len(call.Args) < 2 || call.Args[0].Lit() != "set" {
		return false
	}
	var texts []string
	for _, arg := range call.Args[1:] {
		texts = append(texts, arg.Lit())
	}
	options, ok := parseOptions(texts)
	return ok && !options.operands
}

// exports reads `export NAME=value …` with values that the text tells.
func (s *source) exports(stmt *syntax.Stmt) (env []string, ok bool) {
	clause, ok := stmt.Cmd.(*syntax.DeclClause)
	if !ok || clause.Variant.Value != "export" || stmt.Negated || len(stmt.Redirs) > 0 {
		return nil, false
	}
	for _, a := range clause.Args {
		if a.Name == nil || a.Naked || a.Append || a.Index != nil || a.Array != nil || a.Value != nil && s.word(a.Value).dynamic {
			return nil, false
		}
		env = append(env, s.assignment(a))
	}
	return env, len(env) > 0
}

// overlaid are assignments over others, sorted, nil where there are none.
func overlaid(under, over []string) []string {
	out := slices.Clone(over)
	for _, assignment := range under {
		name, _, _ := strings.Cut(assignment, "=")
		if !slices.ContainsFunc(over, func(o string) bool { return strings.HasPrefix(o, name+"=") }) {
			out = append(out, assignment)
		}
	}
	slices.Sort(out)
	return out
}

// conjuncts are the commands that && joins.
func conjuncts(stmt *syntax.Stmt) ([]*syntax.Stmt, error) {
	var reversed []*syntax.Stmt
	for {
		if stmt.Background || stmt.Coprocess || stmt.Disown {
			return nil, errors.New("`&` runs it in the background, where its exit code is lost; claim it without")
		}
		binary, ok := stmt.Cmd.(*syntax.BinaryCmd)
		if !ok || piped(binary.Op) && !stmt.Negated {
			slices.Reverse(reversed)
			return append([]*syntax.Stmt{stmt}, reversed...), nil
		}
		switch {
		case stmt.Negated:
			return nil, errNegated
		case binary.Op == syntax.OrStmt:
			return nil, errors.New("`||` hides the exit code of what stands before it; claim the command alone")
		}
		reversed = append(reversed, binary.Y)
		stmt = binary.X
	}
}

// step reads one command of a claim, or the target if it is a `cd`.
func (s *source) step(stmt *syntax.Stmt) (Command, *word, error) {
	if binary, ok := stmt.Cmd.(*syntax.BinaryCmd); ok {
		command, ok := s.pipeline(binary)
		if !ok {
			return Command{}, nil, fmt.Errorf("%s is a pipe of more than plain commands; put it into a script and claim the script", code(s.of(stmt)))
		}
		return command, nil, nil
	}
	cmd, negated := stmt.Cmd, stmt.Negated
	if clause, ok := cmd.(*syntax.TimeClause); ok && clause.Stmt != nil && !clause.Stmt.Negated && !stmt.Negated {
		stmt, cmd = clause.Stmt, clause.Stmt.Cmd
	}
	call, ok := cmd.(*syntax.CallExpr)
	if stmt.Negated && !ok {
		return Command{}, nil, errNegated
	}
	if !ok {
		return Command{}, nil, fmt.Errorf("%s is no single command; claim the commands in it one by one", code(s.of(stmt)))
	}
	if len(call.Args) == 0 {
		return Command{}, nil, fmt.Errorf("%s only sets variables; write the command after them", code(s.of(stmt)))
	}
	for _, r := range stmt.Redirs {
		if input(r.Op) {
			return Command{}, nil, fmt.Errorf("%s reads its input from elsewhere; put it into a script and claim the script", code(s.of(stmt)))
		}
	}
	command, words := s.command(stmt, call)
	if inner := ownRun(words[:len(call.Args)]); inner != nil && !negated {
		words = slices.Concat(inner, words[len(call.Args):])
		command = Command{Text: command.Text}.with(words)
	}
	if words[0].text == "cd" {
		if negated || len(words) != 2 || strings.HasPrefix(words[1].text, "-") || len(call.Assigns) > 0 {
			return Command{}, nil, fmt.Errorf("%s does not say where it goes; write `cd DIRECTORY`", code(s.of(stmt)))
		}
		return Command{}, &words[1], nil
	}
	if name := words[0].text; steers[name] && !listed[name] {
		return Command{}, nil, fmt.Errorf("%s changes or ends the shell itself; claim the commands without it, with `cd DIRECTORY &&` before one that runs elsewhere", code(s.of(stmt)))
	}
	command.Env, command.Negated = s.prefixes(call), negated
	for _, a := range call.Assigns {
		if a.Value != nil && s.word(a.Value).dynamic {
			command.Dynamic = true
		}
	}
	return command, nil, nil
}
