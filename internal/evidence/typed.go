package evidence

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// What the author of a pull request types beside its files reaches a job through
// expressions: titles, bodies, commit messages, branch names, and what a run that is
// started by hand is given. Pasted into a program it is a part of the program.
// See https://docs.github.com/actions/concepts/security/script-injections.
var (
	// context matches a property of one of these contexts; brackets are dots here.
	context = regexp.MustCompile(`(?i)(?:^|[^\w.])(github|inputs|env|steps|needs)((?:\.[\w*-]+)*)`)
	// freeText matches what may hold any text, several lines included; freeLine one
	// line of any text; branchName a branch's name, which the run's record tells.
	freeText   = regexp.MustCompile(`^(?:\.event(?:\.(?:pull_request|issue|comment|review|discussion|head_commit|commits|inputs|client_payload|workflow_run)(?:\.\*)?)?)?$|^\.event\.(?:inputs|client_payload)\.|^\.event\.(?:pull_request|issue|comment|review|discussion)\.body$|^\.event\.(?:head_commit|commits|workflow_run|merge_group)\..*message$`)
	freeLine   = regexp.MustCompile(`^\.event\.(?:pull_request|issue|discussion|workflow_run)\.(?:title|display_title|head\.repo\.(?:description|default_branch|homepage))$|^\.event\.(?:head_commit|commits|merge_group)\..*(?:name|email)$|^\.event\.(?:(?:pull_request|issue)\.)?(?:label|labels|milestone)\b`)
	branchName = regexp.MustCompile(`^\.(?:head_ref|ref|ref_name|event\.ref|event\.pull_request\.head\.(?:ref|label)|event\.workflow_run\.head_branch)$`)
	plainName  = regexp.MustCompile(`^[\w./-]*$`)
	// asked matches the parts of an expression that only give true or false.
	asked     = regexp.MustCompile(`(?i)\b(?:contains|startsWith|endsWith)\s*\([^()]*\)|[\w.*-]+\s*[!=]=\s*(?:'[^']*'|[\w.*-]+)`)
	subscript = regexp.MustCompile(`\[\s*'([\w*-]+)'\s*\]|\[(\d+|\*)\]`)
)

// typing is what an expression may put in its place.
type typing int

const (
	fixed typing = iota
	// typedLine is one line that the author types, typedText any number of them.
	typedLine
	typedText
)

// author knows what the author of a pull request can have typed at one place of a
// workflow.
type author struct {
	run record.Run
	// byHand is true where `inputs` are given by whoever starts the run; else inputs
	// and variables tell what is known of them, by name in small letters.
	byHand            bool
	inputs, variables map[string]typing
	// flow is what earlier steps handed on; needs what other jobs did, by "job.outputs.name".
	flow  flow
	needs map[string]typing
}

// flow is what the author can have typed of what steps hand on: their outputs by the
// step's id, and the variables that they write for later steps.
type flow struct {
	outputs, variables map[string]typing
	// told are the ids of steps whose outputs are told of the pull request.
	told map[string]bool
}

func newFlow() flow {
	return flow{map[string]typing{}, map[string]typing{}, map[string]bool{}}
}

// tellsOfChange matches actions of which some outputs, toldNames, are names and texts
// of the pull request, such as those of its files.
var (
	tellsOfChange = regexp.MustCompile(`(?i)changed-files|paths-filter|branch-name|pr-title|pull-request-title|commit-message`)
	toldNames     = regexp.MustCompile(`(?:files|names?|title|message|branch|ref)$`)
)

// add follows a step that has run.
func (f flow) add(a author, step *workflow.Step) {
	handed := fixed
	for _, m := range variableUse.FindAllStringSubmatch(step.Code(), -1) {
		handed = max(handed, a.variables[strings.ToLower(m[1])])
	}
	for _, name := range step.Writes().Names {
		f.variables[strings.ToLower(name)] = handed
	}
	id := strings.ToLower(step.ID)
	f.outputs[id] = handed
	f.told[id] = tellsOfChange.MatchString(step.Uses)
}

// authorOf is the author as seen by the step of a piece.
func authorOf(run record.Run, src *source, p *piece, earlier flow) author {
	a := ofWorkflow(run, src)
	a.flow = earlier
	a.sets(src.file.Env)
	a.sets(p.leg.Job.Env)
	maps.Copy(a.variables, earlier.variables)
	for _, step := range p.around {
		a.sets(step.Env)
		inputs := map[string]typing{}
		for name, value := range step.With {
			inputs[name], _ = a.typed(value)
		}
		a.byHand, a.inputs = false, inputs
	}
	a.sets(p.step.Env)
	return a
}

// ofWorkflow is the author as seen by a workflow: `inputs` are given by whoever starts
// the run, or by the jobs that call it.
func ofWorkflow(run record.Run, src *source) author {
	a := author{run: run, variables: map[string]typing{}}
	a.byHand = run.Event == "workflow_dispatch" && run.Path == src.path && src.ref == ""
	if given, known := src.given[run.ID]; known {
		a.inputs = given
		return a
	}
	a.inputs = map[string]typing{}
	if src.given == nil {
		src.given = map[int64]map[string]typing{}
	}
	src.given[run.ID] = a.inputs // known before its callers are: a workflow may call itself
	for _, c := range src.callers {
		outer := ofWorkflow(run, c.src)
		for name, value := range c.job.With {
			t, _ := outer.typed(value)
			a.inputs[name] = max(a.inputs[name], t)
		}
	}
	return a
}

// sets follows an `env:`.
func (a *author) sets(list []workflow.Variable) {
	kinds := make([]typing, len(list))
	for i, v := range list {
		kinds[i], _ = a.typed(v.Value)
	}
	for i, v := range list {
		a.variables[strings.ToLower(v.Name)] = kinds[i]
	}
}

// typed tells what the author can have typed of a text of the workflow, and by which
// expression.
func (a *author) typed(text string) (typing, string) {
	out, by := fixed, ""
	for _, e := range expression.FindAllString(text, -1) {
		for _, m := range properties(e) {
			if t := a.property(strings.ToLower(m[1]), strings.ToLower(m[2])); t > out {
				out, by = t, e
			}
		}
	}
	return out, by
}

// properties are those that an expression puts in its place, each as the context
// and the rest.
func properties(e string) [][]string {
	return context.FindAllStringSubmatch(asked.ReplaceAllString(subscript.ReplaceAllString(e, ".$1$2"), ""), -1)
}

func (a *author) property(context, property string) typing {
	switch {
	case context == "needs":
		return a.needs[strings.TrimPrefix(property, ".")]
	case context == "steps":
		id, output, _ := strings.Cut(strings.TrimPrefix(property, "."), ".")
		if a.flow.told[id] && toldNames.MatchString(output) {
			return typedLine
		}
		return a.flow.outputs[id]
	case context == "env":
		return a.variables[strings.TrimPrefix(property, ".")]
	case context == "inputs" && a.byHand:
		return typedText
	case context == "inputs":
		return a.inputs[strings.TrimPrefix(property, ".")]
	case a.numbered(property):
		return fixed
	case freeText.MatchString(property):
		return typedText
	case freeLine.MatchString(property), branchName.MatchString(property) && !plainName.MatchString(a.run.HeadBranch):
		return typedLine
	}
	return fixed
}

// typedDoubt says why a step may have run in another image, or after other programs,
// than the workflow file tells: those that an author typed.
func (j *judgement) typedDoubt(command shell.Command, h *holding, run record.Run) doubt {
	if d := h.imageDoubt(run); d != (doubt{}) {
		return d
	}
	if d := h.variableDoubt(command, run); d != (doubt{}) {
		return d
	}
	first, ok := j.typedAt[&h.pieces[0]]
	if !ok {
		first = h.firstTyped(run)
		j.typedAt[&h.pieces[0]] = first
	}
	if first.n < h.n {
		return first.doubt
	}
	return doubt{}
}

// variableDoubt is why the command may have got arguments that the author typed: by a
// variable among its words, or one that changes what the tool does.
func (h *holding) variableDoubt(command shell.Command, run record.Run) doubt {
	a := authorOf(run, h.src, h.piece(), newFlow())
	names := slices.Clone(toolVariables)
	for _, m := range variableUse.FindAllStringSubmatch(strings.Join(command.Words, " "), -1) {
		names = append(names, m[1])
	}
	for _, name := range names {
		if a.variables[strings.ToLower(name)] > fixed {
			return doubt{
				reason: fmt.Sprintf("the workflow sets %s to what somebody types, who so chooses what the command does", name),
				remedy: fmt.Sprintf("Give %s a value of its own in the workflow of the base branch, or run the command without it.", name),
			}
		}
	}
	return doubt{}
}

// typedAt is the first piece of a leg that runs what an author typed: nothing behind it
// is proven.
type typedAt struct {
	n int
	doubt
}

func (h *holding) firstTyped(run record.Run) typedAt {
	handed := newFlow()
	needs := handedByJobs(run, h.src)
	for i := range h.pieces {
		p := &h.pieces[i]
		if h.skipped(p) {
			continue
		}
		a := authorOf(run, h.src, p, handed)
		a.needs = needs
		if d := p.pasted(a); d != (doubt{}) {
			d.reason = fmt.Sprintf("an earlier step (%s) %s", p.where(), d.reason)
			return typedAt{i, d}
		}
		if d := p.chosenCode(a); d != (doubt{}) {
			return typedAt{i, d}
		}
		handed.add(a, p.step)
	}
	return typedAt{n: len(h.pieces)}
}

// handedByJobs tells what the author can have typed of the outputs of a workflow's jobs.
// What these take from other jobs in turn is not followed.
func handedByJobs(run record.Run, src *source) map[string]typing {
	out := map[string]typing{}
	for _, job := range src.file.Jobs {
		if len(job.Outputs) == 0 {
			continue
		}
		handed := newFlow()
		var a author
		for _, step := range job.Steps {
			p := &piece{leg: workflow.Leg{Job: job}, step: step}
			a = authorOf(run, src, p, handed)
			handed.add(a, step)
		}
		for name, value := range job.Outputs {
			out[strings.ToLower(job.ID)+".outputs."+name], _ = a.typed(value)
		}
	}
	return out
}

// imageDoubt is why the container in which a job runs may be one that the author
// chose.
func (h *holding) imageDoubt(run record.Run) doubt {
	image, _ := h.leg.Expand(h.leg.Job.Image)
	a := ofWorkflow(run, h.src)
	for _, e := range expression.FindAllString(image, -1) {
		for _, m := range properties(e) {
			property := strings.ToLower(m[2])
			if a.property(strings.ToLower(m[1]), property) > fixed || branchName.MatchString(property) {
				return doubt{
					reason: fmt.Sprintf("the job runs in the image `%s`, which whoever names the branch or starts the run can choose", clip(oneLine(h.leg.Job.Image))),
					remedy: "Name the image in the workflow file of the base branch, or by a variable of the repository (`vars`).",
				}
			}
		}
	}
	return doubt{}
}

// pasted is why what a step runs, or sets for those after it, may be what the author
// typed.
func (p *piece) pasted(a author) doubt {
	code := p.step.Code()
	text := code + "\n" + p.step.Shell
	for _, name := range programInputs {
		text += "\n" + p.step.With[name]
	}
	if t, by := a.typed(text); t > fixed {
		return doubt{
			reason: fmt.Sprintf("pastes `%s` into its script, so that whoever types that text can run any command", clip(oneLine(by))),
			remedy: "Give the step that text as a variable in its `env:`, where it is no part of the script, on the base branch, and let CI run again.",
		}
	}
	if !strings.Contains(code, "GITHUB_ENV") && !strings.Contains(code, "GITHUB_PATH") {
		return doubt{}
	}
	for _, m := range variableUse.FindAllStringSubmatch(code, -1) {
		if a.variables[strings.ToLower(m[1])] == typedText {
			return doubt{
				reason: fmt.Sprintf("writes `%s`, which may hold several lines, for later steps, so that whoever types that text can set any variable", m[0]),
				remedy: "Give each step that needs that text its own `env:` on the base branch, and let CI run again.",
			}
		}
	}
	return doubt{}
}

// chosenCode is why whoever starts a run may have chosen code that a step checks out
// into a directory of the tree.
func (p *piece) chosenCode(a author) doubt {
	if !isCheckout(p.step) || p.step.With["path"] == "" {
		return doubt{}
	}
	t, by := a.typed(p.step.With["repository"] + "\n" + p.step.With["ref"])
	if t != typedText {
		return doubt{}
	}
	return doubt{
		reason: fmt.Sprintf("the job checks out `%s` into `%s`, so that whoever starts the run chooses code of the tree", clip(oneLine(by)), clip(oneLine(p.step.With["path"]))),
		remedy: "Name that repository and its ref in the workflow file of the base branch, and let CI run again.",
	}
}

// programInputs are the inputs by which actions are given what they run.
var programInputs = []string{"script", "run", "command", "commands", "cmd", "args", "entrypoint", "exec", "pre-command", "post-command"}

// variableUse matches a variable's use in bash and PowerShell.
var variableUse = regexp.MustCompile(`\$\{?(?:env:)?(\w+)\}?`)
