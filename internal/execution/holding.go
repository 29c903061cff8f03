package execution

import (
	"slices"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// Holding is a step of a leg whose script holds the command.
type Holding struct {
	// Source is the file in which the leg's job stands. Leg has the record of it, as if it
	// had succeeded or none where only the file is at hand.
	Source *Source
	Leg    workflow.Leg
	// pieces are all that the leg runs, of which the one at the index n is the step;
	// at are the places of the command in its script.
	pieces []piece
	n      int
	at     []int
}

func (h *Holding) piece() *piece { return &h.pieces[h.n] }

// Rans are the commands of the script that are the one held.
func (h *Holding) Rans() []shell.Ran {
	out := make([]shell.Ran, len(h.at))
	for i, at := range h.at {
		out[i] = h.Commands()[at]
	}
	return out
}

// Commands are all commands of the script.
func (h *Holding) Commands() []shell.Ran { return h.piece().rans }

// earlier are the commands of the script before the last that is the one held.
func (h *Holding) earlier() []shell.Ran { return h.Commands()[:h.at[len(h.at)-1]] }

// Retried tells whether the command may have failed before it succeeded.
func (h *Holding) Retried() bool {
	return slices.ContainsFunc(h.Rans(), func(ran shell.Ran) bool { return ran.Retried })
}

// Alone tells whether the step runs no other command than the one held, and that once;
// the commands of a pipeline, or behind `!`, are no others than the whole.
func (h *Holding) Alone() bool {
	if h.Retried() {
		return false
	}
	command := h.Rans()[0].Command
	whole := command.Pipeline() || command.Negated
	for i, ran := range h.Commands() {
		if !slices.Contains(h.at, i) && !(whole && ran.Part) {
			return false
		}
	}
	return true
}

// Recorded is the record of the job's own step, nil if there is none.
func (h *Holding) Recorded() *record.Step { return h.recordedAt(h.piece().index) }

// recordedAt is recorded of another step of the job, by its index.
func (h *Holding) recordedAt(step int) *record.Step {
	if step >= len(h.Leg.Steps) {
		return nil
	}
	return h.Leg.Steps[step]
}

// JobStep is the job's own step, the one that GitHub records.
func (h *Holding) JobStep() *workflow.Step { return h.Leg.Job.Steps[h.piece().index] }

// Step is the one whose script it is: the job's own, or one of an action that this uses.
func (h *Holding) Step() *workflow.Step { return h.piece().step }

// Where tells a reader where Step stands: its line, and of an action that.
func (h *Holding) Where() string { return h.piece().where() }

// Tolerated tells whether Step may fail and be recorded as successful.
func (h *Holding) Tolerated() bool { return h.piece().tolerated() }

// Inside tells whether the command stands in an action that the job's step uses.
func (h *Holding) Inside() bool { return len(h.piece().around) > 0 }

// before are what the leg runs before the step that holds the command.
func (h *Holding) before() []piece { return h.pieces[:h.n] }

// ranBefore are those of them that the record does not say were skipped.
func (h *Holding) ranBefore() []piece {
	var out []piece
	for _, p := range h.before() {
		if !h.skipped(&p) {
			out = append(out, p)
		}
	}
	return out
}

// skipped tells whether the record says that a piece of the leg was skipped.
func (h *Holding) skipped(p *piece) bool {
	rec := h.recordedAt(p.index)
	return rec != nil && rec.Conclusion == record.ConclusionSkipped
}

// holds returns where in a step's script the command stands.
func holds(command shell.Command, src *Source, pieces []piece, n int) []int {
	var at []int
	for i, ran := range pieces[n].rans {
		if ran.Command.Equal(command) && hasEnvironment(command, ran.Command, src, pieces, n) {
			at = append(at, i)
		}
	}
	return at
}

// Hidden says why the step's success does not prove the command, or "".
func (h *Holding) Hidden() string {
	if why := h.piece().mayBeSkipped(); why != "" {
		return why
	}
	for _, ran := range h.Rans() {
		if !ran.Proven {
			if ran.Reason == "" {
				return "its exit code cannot be concluded from the script's"
			}
			return ran.Reason
		}
	}
	return ""
}

// Only tells whether the step's failure must be the command's.
func (h *Holding) Only() bool {
	other := slices.ContainsFunc(h.Rans(), func(ran shell.Ran) bool { return !ran.Only })
	return !other && !h.Inside()
}

// Checkouts are the steps before it, those within local actions too, that use
// actions/checkout.
func (h *Holding) Checkouts() []*workflow.Step {
	var out []*workflow.Step
	for _, p := range h.before() {
		if isCheckout(p.step) {
			out = append(out, p.step)
		}
	}
	return out
}

// LocalActions are the directories of the repository's own actions that the leg uses up to
// it, and those that these use in turn.
func (h *Holding) LocalActions() []string {
	var dirs []string
	for _, p := range h.pieces[:h.n+1] {
		for _, step := range append(p.around[:len(p.around):len(p.around)], p.step) {
			if dir, local := localAction(step.Uses); local && !slices.Contains(dirs, dir) {
				dirs = append(dirs, dir)
			}
		}
	}
	return dirs
}

// Environment is that of one of its commands, as the files alone tell it.
func (h *Holding) Environment(ran shell.Command) Environment {
	return environmentOf(ran, h.Source, h.piece(), h.before())
}
