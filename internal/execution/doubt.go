package execution

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
)

// Doubt is why a step's end does not tell how the command ended on the code of the run's
// event, with what helps; the zero doubt is none.
type Doubt struct {
	// Reason is a clause, Remedy a sentence.
	Reason, Remedy string
	// OtherCode is true where it surely ran on other code.
	OtherCode bool
}

// Doubt tells why the end of a step of a run does not speak for the command that it holds:
// another program may have run under that name, in another environment or on another tree,
// or what an author typed became a part of it.
func (r *Reader) Doubt(command shell.Command, h *Holding, run record.Run) Doubt {
	if d := r.typedDoubt(command, h, run); d != (Doubt{}) {
		return d
	}
	d := r.strange(command, h, run)
	if d != (Doubt{}) {
		d.Remedy = cmp.Or(d.Remedy, "Run the command in a job that checks out the event's own commit and changes nothing else before it.")
	}
	return d
}

// Notes tells what a reader of a step's success must know: variables that change tools,
// code that is left out, and programs that changed files before.
func (r *Reader) Notes(command shell.Command, h *Holding) []string {
	var notes []string
	for _, tool := range h.tools(command) {
		notes = append(notes, "the step's environment also has "+tool)
	}
	if h.sparse() {
		notes = append(notes, "the job checks out a part of the code only (sparse-checkout)")
	}
	return append(notes, r.fixed(h)...)
}

// strange tells why a step's own success or failure does not speak for the command
// on the event's commit; the remedy is empty where that is to run it in another job.
func (r *Reader) strange(command shell.Command, h *Holding, run record.Run) Doubt {
	if d := h.otherCommand(command); d != (Doubt{}) {
		return d
	}
	earlier := r.earlierDoubt(h, run)
	if why, other := r.codeDoubt(h, command.Dir, run); why != "" {
		return Doubt{Reason: why, OtherCode: other && earlier == (Doubt{})}
	}
	if earlier != (Doubt{}) {
		return earlier
	}
	if why := cmp.Or(r.homeDoubt(h), r.mountDoubt(h), r.moduleDoubt(command)); why != "" {
		return Doubt{Reason: why, Remedy: otherPrograms}
	}
	for _, ran := range h.Rans() {
		if why := r.reliesDoubt(h, ran.Relies); why != "" {
			return Doubt{Reason: why, Remedy: otherPrograms}
		}
	}
	return Doubt{}
}

// otherPrograms is what helps where a job takes its programs from files of the change.
const otherPrograms = "Let the job take its programs from outside of the repository, on the base branch; or merge the change of those files on its own first, then merge or rebase onto it and let CI run again."

// otherCommand tells why the workflow file alone leaves open which program the command
// ran.
func (h *Holding) otherCommand(command shell.Command) Doubt {
	shadow := h.shadow(command)
	switch {
	case h.Leg.Job.Unsupported != "":
		return Doubt{Reason: "the job uses " + h.Leg.Job.Unsupported, Remedy: KnownSyntax}
	case h.piece().unsupported() != "":
		return Doubt{Reason: "the step uses " + h.piece().unsupported(), Remedy: KnownSyntax}
	case shadow != "":
		return Doubt{
			Reason: fmt.Sprintf("the script, the workflow, or an earlier step through GITHUB_ENV, sets %s, so another program may have run under this name", shadow),
			Remedy: fmt.Sprintf("Run the command where nothing before it sets %s, on the base branch, and let CI run again.", shadow),
		}
	case len(command.Words) > 0 && slices.Contains(command.Expanded, 0), strings.Contains(command.Dir, "${{"), leftOpen(command.Words):
		return Doubt{
			Reason: "the command's words are an expression, so what ran cannot be read from the workflow",
			Remedy: "Write the command's words out in the workflow of the base branch, or take them from variables there (`env:`) and claim it so, and let CI run again.",
		}
	}
	return Doubt{}
}

// plainProgram is what helps where a job replaces the command's program.
const plainProgram = "Run the command in a job that leaves its program alone, on the base branch, and let CI run again."

// KnownSyntax is what helps where a job holds syntax that is not judged, a sentence.
const KnownSyntax = "Run the command in a job without that syntax, on the base branch, and let CI run again."

// earlierDoubt tells what an earlier command of the job did that may make the
// command another one: moved the work tree, or set the environment of later steps.
func (r *Reader) earlierDoubt(h *Holding, run record.Run) Doubt {
	others := r.otherCode(h, run)
	for _, p := range h.ranBefore() {
		if p.opaque != "" {
			return Doubt{Reason: "of an earlier step nothing is known: " + p.opaque}
		}
		if why := r.variablesDoubt(h, &p); why != "" {
			return Doubt{Reason: p.told(why), Remedy: plainVariables}
		}
		action, _, _ := strings.Cut(strings.ToLower(p.step.Uses), "@")
		if why := r.reliesDoubt(h, onPath[action]); why != "" {
			return Doubt{Reason: why, Remedy: otherPrograms}
		}
		if why := r.restoresOver(h, &p); why != "" {
			return Doubt{Reason: p.told(why), Remedy: "Let that step restore into a directory without files of the repository, on the base branch, and let CI run again."}
		}
		if p.step.Code() == "" {
			continue
		}
		relies, doubt := pathDoubt(p.step)
		if doubt != (Doubt{}) {
			doubt.Reason = p.told(doubt.Reason)
			return doubt
		}
		if why := r.reliesDoubt(h, relies); why != "" {
			return Doubt{Reason: why, Remedy: otherPrograms}
		}
		if why := programMoves(p.step); why != "" {
			return Doubt{Reason: p.told(why)}
		}
		for _, ran := range p.rans {
			if h.movesCode(ran.Command) {
				return Doubt{Reason: p.told(fmt.Sprintf("runs `%s`, which may change the code", ran.Command.Text))}
			}
			if why := r.installs(h, ran.Command); why != "" {
				return Doubt{Reason: p.told(why), Remedy: otherPrograms}
			}
			if why := h.standsIn(ran.Command); why != "" {
				return Doubt{Reason: p.told(why), Remedy: plainProgram}
			}
			if why := r.overwrites(h, ran.Command, others); why != "" {
				return Doubt{Reason: p.told(why)}
			}
		}
	}
	for _, ran := range h.earlier() {
		if h.movesCode(ran.Command) {
			return Doubt{Reason: fmt.Sprintf("the script runs `%s` first, which may change the code", ran.Command.Text)}
		}
		if why := r.installs(h, ran.Command); why != "" {
			return Doubt{Reason: "the script first " + why, Remedy: otherPrograms}
		}
		if why := h.standsIn(ran.Command); why != "" {
			return Doubt{Reason: "the script first " + why, Remedy: plainProgram}
		}
		if why := r.overwrites(h, ran.Command, others); why != "" {
			return Doubt{Reason: "the script first " + why}
		}
	}
	return Doubt{}
}

// told is what an earlier step does, as a clause of a doubt.
func (p *piece) told(does string) string {
	return fmt.Sprintf("an earlier step (%s) %s", p.where(), does)
}
