package evidence

import (
	"fmt"
	"strings"

	"github.com/packetgate/packetgate/internal/shell"
)

// mayHaveRun rules on a command that no step holds, where the words of one depend on a value
// that the file does not tell: with another value it would be the command.
func (j *judgement) mayHaveRun(r ruling, command shell.Command, at runs) (ruling, bool) {
	for ran := range j.compared(at) {
		by := fills(ran.Command, command)
		if by == "" || !ran.hasEnvironment(command, ran.Command) {
			continue
		}
		r.remedy = fmt.Sprintf("Let a step name its words: `run: %s`, or the values of a matrix written out, in a workflow of the base branch.", clip(command.Text))
		return r.with(Unproven, fmt.Sprintf("%s %s may have run it: it runs `%s`, and `%s` %s",
			ran.src.path, ran.where(), clip(oneLine(ran.Command.Text+inDirectory(ran.Command.Dir))), clip(oneLine(by)), originOf(by, ran.leg.Job))), true
	}
	return r, false
}

// inDirectory tells of a directory that is an expression.
func inDirectory(dir string) string {
	if !strings.Contains(dir, "${{") {
		return ""
	}
	return "` in `" + dir
}
