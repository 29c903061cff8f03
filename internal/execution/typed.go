package execution

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
	context = regexp.MustCompile(`(?i)(?:^|[^\w.])(github|inputs|env|steps|needs|jobs|matrix)((?:\.[\w*-]+)*)`)
	// freeLine matches one line of any text, branchName a branch's name, which the run's
	// record tells. What none of these matches may be any text of several lines.
	freeLine = regexp.MustCompile(`^\.event\.(?:pull_request|issue|discussion|workflow_run)\.(?:title|display_title|head\.repo\.(?:description|default_branch|homepage))$|^\.event\.(?:head_commit|commits|merge_group)\..*(?:name|email)$|^\.event\.(?:(?:pull_request|issue)\.)?(?:label|labels|milestone)\b`)
	// labelNumber matches those of labels and milestones.
	labelNumber = regexp.MustCompile(`\.(?:id|node_id|number)$`)
	// set matches what GitHub itself, or the repository's owner, gives a text to: numbers,
	// hashes, times, logins, addresses by number.
	set = regexp.MustCompile(`^\.(?:sha|repository\w*|repo|actor\w*|triggering_actor|workflow|workflow_sha|run_\w+|job\w*|event_name|event_path|base_ref|ref_type|ref_protected|server_url|api_url|graphql_url|workspace|token|action\w*|secret_source|retention_days|env|path|output|step_summary|state)$` +
		`|^\.event\.(?:[\w*]+\.)*(?:number|id|node_id|sha|\w+_sha|action|draft|state|merged|mergeable\w*|login|type|html_url|diff_url|patch_url|full_name|\w+_at|timestamp|before|after|forced|created|deleted|locked|fork|private|public|visibility|conclusion|status|run_id|run_number|run_attempt|workflow_id|author_association|maintainer_can_modify)$` +
		`|^\.event\.(?:repository|organization|pull_request\.(?:head|base)\.repo)\.(?:name|default_branch|clone_url|ssh_url|git_url|url|language|size|\w+_count)$` +
		`|^\.event\.(?:pull_request\.(?:base\.ref|commits|additions|deletions|changed_files|comments|review_comments|url)|merge_group\.(?:base_ref|head_ref)|base_ref|schedule)$`)
	// given matches what is copied from somebody's own text, whatever its name.
	given      = regexp.MustCompile(`\.(?:inputs|client_payload|payload|changes|custom_properties)\b`)
	branchName = regexp.MustCompile(`^\.(?:head_ref|ref|ref_name|workflow_ref|event\.ref|event\.pull_request\.head\.(?:ref|label)|event\.workflow_run\.head_branch)$`)
	plainName  = regexp.MustCompile(`^[\w./-]*$`)
	// asked matches the parts of an expression that only give true or false.
	asked      = regexp.MustCompile(`(?i)\b(?:contains|startsWith|endsWith|hashFiles)\s*\([^()]*\)|[\w.*-]+\s*[!=]=\s*(?:'[^']*'|[\w.*-]+)`)
	spelledOut = regexp.MustCompile(`'(?:[^']|'')*'`)
	subscript  = regexp.MustCompile(`\[\s*'([\w*-]+)'\s*\]|\[(\d+|\*)\]`)
)

// typing is what an expression may put in its place.
type typing int

const (
	fixed typing = iota
	// picked is one of the values that the workflow lists for an input: harmless as a text,
	// but whoever starts the run chooses it.
	picked
	// unread is text of which the workflow does not tell what it may be.
	unread
	// typedLine is one line that the author types, typedText any number of them.
	typedLine
	typedText
)

// author knows what the author of a pull request can have typed at one place of a
// workflow.
type author struct {
	run record.Run
	// byHand is true where `inputs` are given by whoever starts the run, but for those that
	// can only be chosen; else inputs and variables tell what is known of them, by name in
	// small letters.
	byHand            bool
	chosen            map[string]bool
	inputs, variables map[string]typing
	// job is the one of the place, around the step that uses the action in which it
	// stands; flow is what earlier steps handed on, needs what other jobs did.
	job    *workflow.Job
	around *workflow.Step
	flow   flow
	needs  *jobsHanded
}

// authorOf is the author as seen by the step of a piece.
func authorOf(run record.Run, src *Source, p *piece, earlier flow) author {
	a := ofWorkflow(run, src)
	a.flow, a.job = earlier, p.leg.Job
	a.sets(p.leg.Job.ContainerEnv)
	a.sets(src.File.Env)
	a.sets(p.leg.Job.Env)
	maps.Copy(a.variables, earlier.variables)
	for i, step := range p.around {
		a.sets(step.Env)
		inputs := a.defaults(p.actions[i].Defaults)
		for name, value := range step.With {
			inputs[name], _ = a.typed(value)
		}
		a.byHand, a.inputs, a.around = false, inputs, step
	}
	a.sets(p.step.Env)
	return a
}

// defaults tells what the author can have typed of inputs that are not given.
func (a *author) defaults(texts map[string]string) map[string]typing {
	out := map[string]typing{}
	for name, text := range texts {
		out[name], _ = a.typed(text)
	}
	return out
}

// ofWorkflow is the author as seen by a workflow: `inputs` are given by whoever starts
// the run, or by the jobs that call it.
func ofWorkflow(run record.Run, src *Source) author {
	a := author{run: run, variables: map[string]typing{}, needs: src.needs[run.ID]}
	a.byHand = run.Event == "workflow_dispatch" && run.Path == src.path && src.ref == ""
	if src.File != nil {
		a.chosen = src.File.Chosen
	}
	if given, known := src.given[run.ID]; known {
		a.inputs = given
		return a
	}
	a.inputs = map[string]typing{}
	if src.given == nil {
		src.given = map[int64]map[string]typing{}
	}
	src.given[run.ID] = a.inputs // known before its callers are: a workflow may call itself
	a.inputs[""] = unread
	for _, c := range src.callers {
		outer := ofWorkflow(run, c.src)
		outer.job = c.job
		outer.sets(c.src.File.Env)
		inputs := outer.defaults(src.File.Inputs)
		maps.Copy(inputs, outer.defaults(c.job.With))
		for name, t := range inputs {
			a.inputs[name] = max(a.inputs[name], t)
		}
	}
	delete(a.inputs, "")
	return a
}

// sets follows an `env:`.
func (a *author) sets(list []workflow.Variable) {
	kinds := make([]typing, len(list))
	for i, v := range list {
		kinds[i], _ = a.typed(v.Value)
		if slices.Contains(toolVariables, v.Name) {
			kinds[i] = max(kinds[i], a.decided(v.Value))
		}
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
	e = spelledOut.ReplaceAllString(subscript.ReplaceAllString(e, ".$1$2"), "''")
	return context.FindAllStringSubmatch(asked.ReplaceAllString(e, ""), -1)
}

func (a *author) property(context, property string) typing {
	names := strings.Split(strings.TrimPrefix(property, "."), ".")
	switch {
	case context == "needs", context == "jobs":
		return a.needs.typed(names)
	case context == "steps":
		return a.flow.typed(a.around, names)
	case context == "matrix":
		return a.ofMatrix(names[0])
	case context == "env":
		return a.ofEnvironment(names[0])
	case a.byHand && (context == "inputs" && a.chosen[names[0]] || strings.HasPrefix(property, ".event.inputs.") && a.chosen[names[2]]):
		return picked
	case context == "inputs" && a.byHand:
		return typedText
	case context == "inputs":
		return one(a.inputs, names[0])
	case strings.HasPrefix(property, ".event.inputs") && a.run.Event != "workflow_dispatch":
		return fixed // no other payload has any
	case given.MatchString(property):
		return typedText
	case a.numbered(property):
		return fixed
	case branchName.MatchString(property):
		if plainName.MatchString(a.run.HeadBranch) {
			return fixed
		}
		return typedLine
	case freeLine.MatchString(property) && !labelNumber.MatchString(property):
		return typedLine
	case set.MatchString(property):
		return fixed
	}
	return typedText
}

// numbered tells whether a property names a ref by the pull request's number: on a
// pull_request run `github.ref` is `refs/pull/7/merge` and `github.ref_name` is `7/merge`.
// See https://docs.github.com/actions/reference/workflows-and-actions/variables.
func (a *author) numbered(property string) bool {
	return a.run.Event == "pull_request" && (property == ".ref" || property == ".ref_name")
}

// one is what is known of a name, or the worst of all names where it is not one. What
// stands under no name holds for all.
func one(known map[string]typing, name string) typing {
	if name != "" && name != "*" {
		return max(known[""], known[name])
	}
	worst := fixed
	for _, t := range known {
		worst = max(worst, t)
	}
	return worst
}

// maxMatrixText bounds the expressions of a matrix key that are read.
const maxMatrixText = 64

// ofMatrix tells what the author can have typed of a value of the matrix.
func (a *author) ofMatrix(name string) typing {
	switch {
	case a.job != nil && len(a.job.Matrix) > 0 && a.job.Include != "":
		return typedLine // a command that a tracker names
	case a.job == nil || !a.job.MatrixUnknown:
		return fixed
	}
	outer, worst := *a, fixed
	outer.job, outer.around, outer.flow = nil, nil, newFlow()
	for key, texts := range a.job.MatrixText {
		if key != "" && key != name && name != "" && name != "*" {
			continue
		}
		if len(texts) > maxMatrixText {
			return unread
		}
		for _, text := range texts {
			t, _ := outer.typed(text)
			worst = max(worst, t)
		}
	}
	return worst
}

// ofEnvironment tells what the author can have typed of a variable of `env`. One that the
// workflow does not set has what an earlier action wrote, if any.
func (a *author) ofEnvironment(name string) typing {
	if _, known := a.variables[name]; !known && name != "" && name != "*" && a.flow.actions() && !setUp.MatchString(name) {
		return unread
	}
	return one(a.variables, name)
}

// typedDoubt says why a step may have run in another image, or after other programs,
// than the workflow file tells: those that an author typed.
func (r *Reader) typedDoubt(command shell.Command, h *Holding, run record.Run) Doubt {
	r.handedByJobs(run, h.Source)
	if d := h.imageDoubt(run); d != (Doubt{}) {
		return d
	}
	if d := h.optionsDoubt(run); d != (Doubt{}) {
		return d
	}
	first, ok := r.typedAt[&h.pieces[0]]
	if !ok {
		first = h.firstTyped(run)
		r.typedAt[&h.pieces[0]] = first
	}
	if d := h.variableDoubt(command, first.authors[h.n]); d != (Doubt{}) {
		return d
	}
	if first.n < h.n {
		return first.Doubt
	}
	if d, ok := first.within[h.n]; ok {
		d.Reason = "its script " + d.Reason
		return d
	}
	return Doubt{}
}

// typedAt is the first piece of a leg that runs what an author typed: nothing behind it
// is proven. within are the pieces whose own script runs it, by index.
type typedAt struct {
	n int
	Doubt
	within map[int]Doubt
	// authors are those as seen by each piece.
	authors []author
}

func (h *Holding) firstTyped(run record.Run) typedAt {
	first := typedAt{n: len(h.pieces), within: map[int]Doubt{}, authors: make([]author, len(h.pieces))}
	follow(run, h.Source, h.pieces, func(i int, a author) bool {
		first.authors[i] = a
		p := &h.pieces[i]
		if h.skipped(p) {
			return false
		}
		d := p.pasted(a)
		if d != (Doubt{}) {
			d.Reason = fmt.Sprintf("an earlier step (%s) %s", p.where(), d.Reason)
		} else {
			d = p.chosenCode(a)
		}
		if d != (Doubt{}) && i < first.n {
			first.n, first.Doubt = i, d
		}
		if d := p.evaluated(a); d != (Doubt{}) {
			first.within[i] = d
		}
		return true
	})
	return first
}

// imageDoubt is why the container in which a job runs may be one that the author
// chose.
func (h *Holding) imageDoubt(run record.Run) Doubt {
	image, _ := h.Leg.Expand(h.Leg.Job.Image)
	a := ofWorkflow(run, h.Source)
	a.job = h.Leg.Job
	a.sets(h.Source.File.Env)
	for _, e := range expression.FindAllString(image, -1) {
		for _, m := range properties(e) {
			property := strings.ToLower(m[2])
			if a.property(strings.ToLower(m[1]), property) > fixed || branchName.MatchString(property) {
				return Doubt{
					Reason: fmt.Sprintf("the job runs in the image `%s`, which somebody else than the workflow file may choose: who names the branch or starts the run, or what gives that value", Clip(OneLine(h.Leg.Job.Image))),
					Remedy: "Name the image in the workflow file of the base branch, or by a variable of the repository (`vars`).",
				}
			}
		}
	}
	return Doubt{}
}

// pasted is why what a step runs, or sets for those after it, may be what the author
// typed.
func (p *piece) pasted(a author) Doubt {
	code := p.step.Code()
	text := code + "\n" + p.step.Shell
	for _, name := range slices.Sorted(maps.Keys(p.step.With)) {
		if programInput.MatchString(name) {
			text += "\n" + p.step.With[name]
		}
	}
	switch t, by := a.typed(text); t {
	case fixed, picked:
	case unread:
		return Doubt{
			Reason: fmt.Sprintf("pastes `%s` into its script, and the workflow does not tell what text that is: if a pull request's author can choose it, it may run any command", Clip(OneLine(by))),
			Remedy: "Give the step that text as a variable in its `env:`, where it is no part of the script, on the base branch, and let CI run again.",
		}
	default:
		return Doubt{
			Reason: fmt.Sprintf("pastes `%s` into its script, so that whoever types that text can run any command", Clip(OneLine(by))),
			Remedy: "Give the step that text as a variable in its `env:`, where it is no part of the script, on the base branch, and let CI run again.",
		}
	}
	if d := p.evaluated(a); d != (Doubt{}) {
		return d
	}
	if !strings.Contains(code, "GITHUB_ENV") && !strings.Contains(code, "GITHUB_PATH") {
		return Doubt{}
	}
	for _, m := range variableUse.FindAllStringSubmatch(code, -1) {
		if a.variables[strings.ToLower(m[1])] == typedText {
			return Doubt{
				Reason: fmt.Sprintf("writes `%s`, which may hold several lines, for later steps, so that whoever types that text can set any variable", m[0]),
				Remedy: "Give each step that needs that text its own `env:` on the base branch, and let CI run again.",
			}
		}
	}
	return Doubt{}
}

// evaluated is why a script may run what the author typed though that stands in a
// variable.
func (p *piece) evaluated(a author) Doubt {
	if origin := shell.Evaluated(p.step.Code()); a.origin(origin) > unread {
		return Doubt{
			Reason: fmt.Sprintf("makes `%s` a part of a program (`eval`, `-c`, arithmetic, the name of a file that it writes or the like), so that whoever types that text can run any command", strings.Join(slices.Concat(origin.Variables, origin.Assigned), "`, `")),
			Remedy: "Let that program read the variable itself (`'echo \"$TITLE\"'` in single quotes) and keep it out of arithmetic and names of files, on the base branch, and let CI run again.",
		}
	}
	return p.runsPrinted(a)
}

// chosenCode is why somebody may have chosen code that a step checks out into a directory
// of the tree, or which part of the code it does.
func (p *piece) chosenCode(a author) Doubt {
	if t, by := a.typed(p.step.With["sparse-checkout"]); isCheckout(p.step) && t > unread {
		return Doubt{
			Reason: fmt.Sprintf("the job checks out what `%s` names alone (sparse-checkout), so that whoever types that text can leave out code", Clip(OneLine(by))),
			Remedy: "Check out the whole code, or write the paths out in the workflow file of the base branch, and let CI run again.",
		}
	}
	if !isCheckout(p.step) || p.step.With["path"] == "" {
		return Doubt{}
	}
	t, by := a.typed(p.step.With["repository"] + "\n" + p.step.With["ref"])
	if t != typedText {
		return Doubt{}
	}
	return Doubt{
		Reason: fmt.Sprintf("the job checks out `%s` into `%s`, so that whoever starts the run chooses code of the tree", Clip(OneLine(by)), Clip(OneLine(p.step.With["path"]))),
		Remedy: "Name that repository and its ref in the workflow file of the base branch, and let CI run again.",
	}
}

// programInput matches the inputs by which actions are given what they run.
var programInput = regexp.MustCompile(`(?:script|command|cmd|args|entrypoint|exec|eval|code)s?$|^(?:run|inline|script|pre-|post-)|run$`)

// variableUse matches a variable's use in bash and PowerShell.
var variableUse = regexp.MustCompile(`\$\{?(?:env:)?(\w+)\}?`)
