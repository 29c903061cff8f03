package evidence

import (
	"fmt"
	"strings"

	"github.com/packetgate/packetgate/internal/execution"
	"github.com/packetgate/packetgate/internal/shell"
)

// mayHaveRun rules on a command that no step holds, where the words of one depend on a value
// that the file does not tell: with another value it would be the command.
func (j *judgement) mayHaveRun(r ruling, command shell.Command, at runs) (ruling, bool) {
	for ran := range j.compared(at) {
		by := ran.Fills(ran.Command, command)
		if by == "" {
			continue
		}
		r.run = ran.run
		r.remedy = fmt.Sprintf("Let a step name its words: `run: %s`, or the values of a matrix written out, in a workflow of the base branch.", execution.Clip(runIn(command)))
		return r.with(Unproven, fmt.Sprintf("%s %s may have run it: it runs `%s`, and `%s` %s",
			ran.Source.Path(), ran.Where(), execution.Clip(execution.OneLine(ran.Command.Text+inDirectory(ran.Command.Dir))), execution.Clip(execution.OneLine(by)), ran.OriginOf(by))), true
	}
	return r, false
}

// runIn is what a step would run for a command.
func runIn(c shell.Command) string {
	if c.Dir == "" || strings.HasPrefix(c.Text, "cd ") {
		return c.Text
	}
	return "cd " + c.Dir + " && " + c.Text
}

// inDirectory tells of a directory that is an expression.
func inDirectory(dir string) string {
	if !strings.Contains(dir, "${{") {
		return ""
	}
	return "` in `" + dir
}
