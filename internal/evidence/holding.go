package evidence

import (
	"slices"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// holding is a step of a leg whose script holds the command.
type holding struct {
	src *source
	leg workflow.Leg
	// pieces are all that the leg runs, of which the one at the index n is the step;
	// at are the places of the command in its script.
	pieces []piece
	n      int
	at     []int
}

func (h *holding) piece() *piece { return &h.pieces[h.n] }

// rans are the commands of the script that are the one held.
func (h *holding) rans() []shell.Ran {
	out := make([]shell.Ran, len(h.at))
	for i, at := range h.at {
		out[i] = h.commands()[at]
	}
	return out
}

// commands are all commands of the script.
func (h *holding) commands() []shell.Ran { return h.piece().rans }

// earlier are the commands of the script before the last that is the one held.
func (h *holding) earlier() []shell.Ran { return h.commands()[:h.at[len(h.at)-1]] }

// alone tells whether the step runs no other command than the one held; the commands
// of a pipeline are no others than the pipeline.
func (h *holding) alone() bool {
	whole := h.rans()[0].Command.Pipeline()
	for i, ran := range h.commands() {
		if !slices.Contains(h.at, i) && !(whole && ran.Part) {
			return false
		}
	}
	return true
}

// recorded is the record of the job's own step, nil if there is none.
func (h *holding) recorded() *record.Step { return h.recordedAt(h.piece().index) }

// recordedAt is recorded of another step of the job, by its index.
func (h *holding) recordedAt(step int) *record.Step {
	if step >= len(h.leg.Steps) {
		return nil
	}
	return h.leg.Steps[step]
}

// jobStep is the job's own step, the one that GitHub records.
func (h *holding) jobStep() *workflow.Step { return h.leg.Job.Steps[h.piece().index] }

// step is the one whose script it is: the job's own, or one of an action that this uses.
func (h *holding) step() *workflow.Step { return h.piece().step }

// where tells a reader where that stands.
func (h *holding) where() string { return h.piece().where() }

// tolerated tells whether that may fail and be recorded as successful.
func (h *holding) tolerated() bool { return h.piece().tolerated() }

// inside tells whether the command stands in an action that the job's step uses.
func (h *holding) inside() bool { return len(h.piece().around) > 0 }

// before are what the leg runs before the step that holds the command.
func (h *holding) before() []piece { return h.pieces[:h.n] }

// ranBefore are those of them that the record does not say were skipped.
func (h *holding) ranBefore() []piece {
	var out []piece
	for _, p := range h.before() {
		if !h.skipped(&p) {
			out = append(out, p)
		}
	}
	return out
}

// skipped tells whether the record says that a piece of the leg was skipped.
func (h *holding) skipped(p *piece) bool {
	rec := h.recordedAt(p.index)
	return rec != nil && rec.Conclusion == record.ConclusionSkipped
}

// holdings finds the command in the steps of a leg.
func (m *matchedLeg) holdings(command shell.Command) []holding {
	var out []holding
	for i := range m.pieces {
		if at := holds(command, m.src, m.pieces, i); len(at) > 0 {
			out = append(out, holding{src: m.src, leg: m.leg, pieces: m.pieces, n: i, at: at})
		}
	}
	return out
}

// holds returns where in a step's script the command stands.
func holds(command shell.Command, src *source, pieces []piece, n int) []int {
	var at []int
	for i, ran := range pieces[n].rans {
		if ran.Command.Equal(command) && hasEnvironment(command, ran.Command, src, pieces, n) {
			at = append(at, i)
		}
	}
	return at
}

// hidden says why the step's success does not prove the command, or "".
func (h *holding) hidden() string {
	if why := h.piece().mayBeSkipped(); why != "" {
		return why
	}
	for _, ran := range h.rans() {
		if !ran.Proven {
			if ran.Reason == "" {
				return "its exit code cannot be concluded from the script's"
			}
			return ran.Reason
		}
	}
	return ""
}

// only tells whether the script's failure is the command's.
func (h *holding) only() bool { return len(h.at) == 1 && !h.inside() && h.rans()[0].Only }

// checkouts are the steps before it that use actions/checkout.
func (h *holding) checkouts() []*workflow.Step {
	var out []*workflow.Step
	for _, p := range h.before() {
		if isCheckout(p.step) {
			out = append(out, p.step)
		}
	}
	return out
}

// localActions are the directories of the repository's own actions that the leg uses up to
// it, and those that these use in turn.
func (h *holding) localActions() []string {
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

// environment are the variables that one of its commands sees beyond the runner's own, by
// what the file tells.
func (h *holding) environment(ran shell.Command) environment {
	return environmentOf(ran, h.src, h.piece(), h.before())
}

// hasEnvironment tells whether one of its commands has the variables of another, with
// their values.
func (h *holding) hasEnvironment(wanted, ran shell.Command) bool {
	return hasEnvironment(wanted, ran, h.src, h.pieces, h.n)
}
