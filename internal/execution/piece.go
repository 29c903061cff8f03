package execution

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// piece is a step as it runs in a leg: one of the job's own, or one within a
// composite action of the repository that a step of the job uses. GitHub records
// one step for the whole of an action.
type piece struct {
	// leg is the leg with the inputs of the action around the step, step the step
	// itself, index that of the job's own step.
	leg   workflow.Leg
	step  *workflow.Step
	index int
	// around are the steps that use the actions around the step, outermost first.
	around []*workflow.Step
	// actions are those that they use.
	actions []*workflow.Action
	rans    []shell.Ran
	// opaque says why it is not known what the step's action does, empty when it is,
	// or when it is an action of another repository, or a program.
	opaque string
}

// Bounds on what composite actions may make us look at.
const (
	maxActionDepth = 10
	maxPieces      = 4096
)

// pieces lists what a leg runs, in order, with the steps of local composite
// actions in the place of the step that uses them.
func (r *Reader) pieces(src *Source, leg workflow.Leg) []piece {
	var out []piece
	if leg.Inputs == nil && len(src.callers) > 0 {
		leg.Inputs = map[string]string{} // there are some, which are not known
	}
	leg.Facts = r.facts(src, leg)
	for i, step := range leg.Job.Steps {
		out = r.addPieces(out, src, piece{leg: leg, step: step, index: i})
	}
	for i := range out {
		if p := &out[i]; len(p.around) > 0 && p.step.Writes().Any() {
			for k := range out[i:] {
				out[i+k].leg.EnvUnknown = true
			}
			break
		}
	}
	for i := range out {
		out[i].rans = r.analyse(out[i].leg, out[i].step)
	}
	return out
}

func (r *Reader) addPieces(out []piece, src *Source, p piece) []piece {
	dir, local := localAction(p.step.Uses)
	if !local {
		return append(out, p)
	}
	if len(p.around) >= maxActionDepth || len(out) >= maxPieces {
		p.opaque = "the local actions hold more steps than are followed"
		return append(out, p)
	}
	action, problem, _ := r.action(src.code, dir)
	p.opaque = problem
	if action == nil || len(action.Steps) == 0 {
		return append(out, p)
	}
	inside := p.leg.Within(p.step, action)
	around, actions := append(slices.Clone(p.around), p.step), append(slices.Clone(p.actions), action)
	for _, step := range action.Steps {
		out = r.addPieces(out, src, piece{leg: inside, step: step, index: p.index, around: around, actions: actions})
	}
	return out
}

// localAction gives the directory of an action in the workspace. The runner takes
// `.\` for `./` too.
func localAction(uses string) (dir string, local bool) {
	dir, local = strings.CutPrefix(strings.ReplaceAll(uses, `\`, "/"), "./")
	return path.Clean(dir), local
}

// actionAt is the answer about one action at a commit.
type actionAt struct {
	action  *workflow.Action
	problem string
	found   bool
}

// action asks for the action in a directory; nil for one that has no file of
// steps, with a problem where that cannot be read. It is not found where neither
// such a file nor a Dockerfile is there; what is still to be fetched is taken to
// be there.
func (r *Reader) action(sha, dir string) (action *workflow.Action, problem string, found bool) {
	key := fileKey{sha, dir}
	if known, ok := r.actions[key]; ok {
		return known.action, known.problem, known.found
	}
	var at actionAt
	for _, name := range []string{"action.yml", "action.yaml", "Dockerfile"} {
		file, absence, ok := r.ledger.File(sha, path.Join(dir, name))
		switch {
		case !ok:
			return nil, "the local action ./" + dir + " is still to be read", true
		case absence == record.NotFound:
			continue
		case absence != record.Present:
			at.problem = fmt.Sprintf("the local action ./%s is %s", dir, absence)
		case name != "Dockerfile":
			var err error
			if at.action, err = workflow.ParseAction(path.Join(dir, name), file.Content); err != nil {
				at.problem = "the local action cannot be read: " + err.Error()
			}
			at.found = true
		default:
			at.found = true
		}
		break
	}
	r.actions[key] = at
	return at.action, at.problem, at.found
}

// always matches the conditions under which a step runs where all before it
// succeeded.
var always = regexp.MustCompile(`^(?:\$\{\{)? *(?:success\(\)|always\(\)|! *cancelled\(\)|true|)\ *(?:\}\})?$`)

// mayBeSkipped says why a step within actions may not have run though the step of
// the job succeeded, or "".
func (p *piece) mayBeSkipped() string {
	if len(p.around) == 0 {
		return ""
	}
	for _, step := range append(p.around[1:len(p.around):len(p.around)], p.step) {
		if !always.MatchString(strings.TrimSpace(step.If)) {
			return fmt.Sprintf("it stands in the action %s under `if: %s`, which may have left it out: GitHub records one step for the whole action",
				p.around[0].Uses, Clip(OneLine(step.If)))
		}
	}
	return ""
}

// where tells a reader where the step stands.
func (p *piece) where() string {
	if len(p.around) > 0 {
		return fmt.Sprintf("line %d of the action %s", p.step.Line, p.around[len(p.around)-1].Uses)
	}
	return fmt.Sprintf("line %d", p.step.Line)
}

// tolerated tells whether the step, or one that uses an action around it, may fail
// and be recorded as successful.
func (p *piece) tolerated() bool {
	if tolerates(p.leg, p.step) {
		return true
	}
	for _, step := range p.around {
		if tolerates(p.leg, step) {
			return true
		}
	}
	return false
}

// tolerates tells whether a step has, or may have, continue-on-error.
func tolerates(leg workflow.Leg, step *workflow.Step) bool {
	value, unknown := leg.Expand(step.ContinueOnError)
	return step.ContinueOnError != "" && (unknown || value != "false")
}

// unsupported is syntax of the step, or of one around it, that is not understood.
func (p *piece) unsupported() string {
	for _, step := range p.around {
		if step.Unsupported != "" {
			return step.Unsupported
		}
	}
	return p.step.Unsupported
}

// analyse reads a step's script with the leg's values filled in.
func (r *Reader) analyse(leg workflow.Leg, step *workflow.Step) []shell.Ran {
	if step.Run == "" {
		return nil
	}
	script := shell.Script{Container: leg.Job.Container}
	script.Text, _ = leg.Expand(step.Run)
	script.Shell, _ = leg.Expand(step.Shell)
	script.Dir, _ = leg.Expand(step.Dir)
	if script.Shell != "" || script.Container {
		return r.ransOf(script)
	}
	switch systemOf(leg) {
	case windows:
		script.Shell = "pwsh"
		return r.ransOf(script)
	case unknownSystem:
		onWindows := script
		onWindows.Shell = "pwsh"
		return onBoth(r.ransOf(script), r.ransOf(onWindows))
	}
	return r.ransOf(script)
}

func (r *Reader) ransOf(script shell.Script) []shell.Ran {
	rans, ok := r.scripts[script]
	if !ok {
		rans = shell.Analyse(script)
		r.scripts[script] = rans
	}
	return rans
}

// Action asks for the action in a directory of the code that a workflow ran on: nil for
// one that is not read. It is found where a file defines it, or may do so.
func (r *Reader) Action(src *Source, dir string) (action *workflow.Action, found bool) {
	action, _, found = r.action(src.code, dir)
	return action, found
}
