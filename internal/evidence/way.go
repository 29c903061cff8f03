package evidence

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/execution"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
)

// usualPlanner is where packetgate init writes the evidence workflow.
const usualPlanner = ".github/workflows/evidence.yml"

// lookForPlanner looks for the evidence workflow on the base branch, where no file that
// was read for a run is one.
func (j *judgement) lookForPlanner() {
	if j.Planning() != nil || j.Change.MergeBaseSHA == "" {
		return
	}
	file := record.Run{Path: usualPlanner}
	_, known := j.Source(file, j.Change.MergeBaseSHA)
	early := j.Planning() != nil
	if j.Change.BaseSHA != "" {
		j.Source(file, j.Change.BaseSHA)
	}
	j.late = known && !early && j.Planning() != nil
}

// wayToProof says how a claim that nothing ran gets its proof: by the evidence workflow,
// where the base branch has one.
func (j *judgement) wayToProof(t *task) string {
	if seen, ok := inASCII(t.text); ok {
		return seen
	}
	if t.claimsUnseen() {
		return remedyForNothing(t.wants(), t.text)
	}
	_, planned := t.line()
	if src := j.Planning(); src != nil && planned {
		return cmp.Or(j.howToMend(src, t), j.howToStart(src, t.claim.Packet))
	}
	install := ""
	if planned {
		install = ", or let `packetgate init --evidence` write one there that runs what packets claim"
	}
	lacking := t.lacking()
	step := fmt.Sprintf("a step `run: %s`", execution.Clip(lacking))
	switch {
	case lacking != t.text && strings.HasPrefix(lacking, "echo ") && !strings.Contains(lacking, ">"):
		return fmt.Sprintf("Claim it without `%s`, which only prints.", execution.Clip(lacking))
	case j.inQueue():
		return fmt.Sprintf("Give a workflow of the base branch that runs on `merge_group` %s%s; then queue the pull request again.", step, install)
	case t.unrun:
		return fmt.Sprintf("Let CI run on it, which needs a pull request without conflicts: a workflow of the base branch must have %s%s.", step, install)
	}
	return fmt.Sprintf("Add %s to a workflow of the base branch%s; then merge or rebase onto it.", step, install)
}

// inQueue tells whether a merge group is judged.
func (j *judgement) inQueue() bool {
	return j.Change.Number == 0 && strings.HasPrefix(j.Change.HeadRef, mergeQueue)
}

// lacking is what is to be run for a claim: the only one of its commands that nothing ran,
// where that says all by itself, else all of them.
func (t *task) lacking() string {
	text := ""
	for i, part := range t.parts {
		if part.verdict != Missing {
			continue
		}
		if c := t.commands[i]; text != "" || c.Dir != "" || len(c.Env) > 0 {
			return t.text
		}
		text = t.commands[i].Text
	}
	return cmp.Or(text, t.text)
}

// howToMend says what keeps the evidence workflow's jobs from running a claim's commands
// as they are, "" where nothing does.
func (j *judgement) howToMend(src *execution.Source, t *task) string {
	if !slices.ContainsFunc(t.commands, func(c shell.Command) bool { return len(j.Places(c, src)) == 0 }) {
		return ""
	}
	for _, p := range src.Jobs() {
		if p.Source.Planner(p.Job) == nil {
			continue
		}
		for _, step := range p.Job.Steps {
			if strings.Contains(step.Run, "matrix.command") {
				return fmt.Sprintf("Let the step in line %d of %s run `${{ matrix.command }}` and nothing else, in the repository's root, on the base branch: as it is, its jobs run another command.", step.RunLine, execution.Clip(p.Source.Path()))
			}
		}
	}
	return ""
}

// harmlessWord matches what may stand in a command line that is to be pasted.
var harmlessWord = regexp.MustCompile(`^[\w][\w./-]*$`)

// howToStart says how the evidence workflow is made to run for a packet.
func (j *judgement) howToStart(src *execution.Source, packet string) string {
	name := path.Base(src.Path())
	if j.inQueue() {
		if !slices.Contains(src.File.Events, "merge_group") {
			return fmt.Sprintf("Let the evidence workflow (%s) run on `merge_group` too, on the base branch, and queue the pull request again.", execution.Clip(name))
		}
		return fmt.Sprintf("Re-run all jobs of the run of the evidence workflow (%s), or queue the pull request again.", execution.Clip(name))
	}
	if j.late {
		return fmt.Sprintf("Merge or rebase onto %s: it has the evidence workflow (%s), which runs what packets claim, only since this branch began.", j.baseName(), execution.Clip(name))
	}
	if j.Change.FromFork() || !slices.Contains(src.File.Events, "workflow_dispatch") {
		return fmt.Sprintf("Let the evidence workflow (%s) run on the newest commit: push one that merges without conflicts, or re-run all jobs of its newest run.", execution.Clip(name))
	}
	input := src.PacketsInput()
	if input == "" || !harmlessWord.MatchString(name) || !harmlessWord.MatchString(j.Change.HeadRef) || !harmlessWord.MatchString(packet) {
		return fmt.Sprintf("Start the evidence workflow (%s) on this branch, by `Run workflow` on its page under Actions.", execution.Clip(name))
	}
	return fmt.Sprintf("Start the evidence workflow: `gh workflow run %s --ref %s -f %s=%s`, or `Run workflow` on its page under Actions.", name, j.Change.HeadRef, input, packet)
}

// aliasFor is the line of evidence.aliases that lets a command of CI stand for a claim
// that it does all of, "" where the words do not show that it does.
func (t *task) aliasFor(ran shell.Ran) string {
	claim, ci := strings.TrimSpace(t.claim.Tracked.Command.Value), ran.Command.Text
	if len(t.commands) != 1 || claim != t.text || !ran.Proven || !shell.Includes(ran.Command, t.commands[0]) {
		return ""
	}
	if dir := ran.Command.Dir; harmlessWord.MatchString(dir) && !strings.HasPrefix(ci, "cd ") {
		ci = "cd " + dir + " && " + ci
	}
	for _, text := range []string{claim, ci} {
		if pattern, err := shell.ParsePattern(text); err != nil || len(pattern.Captures()) > 0 || execution.Clip(text) != text || strings.ContainsAny(text, "`\n") || !ascii(text) {
			return ""
		}
	}
	if alone, err := shell.Parse(ci); err != nil || len(alone) != 1 || !alone[0].Equal(ran.Command) {
		return ""
	}
	return fmt.Sprintf("- { claim: %s, ci: %s }", strconv.Quote(claim), strconv.Quote(ci))
}

// proposal is the remedy where CI runs more than what is claimed.
func (j *judgement) proposal(line string) string {
	return fmt.Sprintf("If that run is to count for this claim, add `%s` to `evidence.aliases` in %s on the base branch; else claim what CI runs.",
		line, execution.Clip(cmp.Or(j.ConfigPath, config.Path)))
}
