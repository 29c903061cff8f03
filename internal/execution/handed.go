package execution

import (
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// flow is what the author can have typed of what steps hand on: their outputs, and the
// variables that they write for later steps.
type flow struct {
	outputs   map[stepKey]handed
	variables map[string]typing
}

// stepKey is a step by its id, which holds within the action around it.
type stepKey struct {
	around *workflow.Step
	id     string
}

// handed are the outputs of a step: those that are understood, and the action that sets
// others.
type handed struct {
	outputs map[string]typing
	uses    string
	// plain is true where all that the action is given is fixed.
	plain bool
	// tags is true for a step after which the job has the repository's tags.
	tags bool
}

func newFlow() flow { return flow{map[stepKey]handed{}, map[string]typing{}} }

var (
	// tellsOfChange matches actions of which some outputs, toldNames, are names and texts
	// of the pull request, such as those of its files.
	tellsOfChange = regexp.MustCompile(`(?i)changed-files|paths-filter|branch-name|pr-title|pull-request-title|commit-message`)
	toldNames     = regexp.MustCompile(`(?:files|names?|title|message|branch|ref)$`)
	// plainOutput matches the outputs of well-known actions that are not the author's to
	// choose: whether a cache was found, which version was set up and where, hashes and
	// numbers, true and false.
	plainOutput = regexp.MustCompile(`(?i)^(?:` + strings.Join([]string{
		`[\w.-]+/[\w.-]+(?:/[\w./-]+)?@\S+ cache-hit`,
		`(?:actions|ruby|dtolnay|actions-rs|actions-rust-lang|pnpm|oven-sh|astral-sh)/(?:setup-[\w-]+|rust-toolchain|toolchain|action-setup)@\S+ (?:[\w-]*version|[\w-]*path|[\w-]*prefix|distribution|cachekey|name|dest|bin_dest|rustc\w*)`,
		`actions/checkout@\S+ commit`,
		`actions/upload-artifact@\S+ artifact-(?:id|url|digest)`,
		`actions/create-github-app-token@\S+ (?:token|installation-id|app-slug)`,
		`docker/build-push-action@\S+ (?:digest|imageid)`,
		`docker/setup-\w+-action@\S+ (?:name|driver|platforms|status)`,
		`aws-actions/amazon-ecr-login@\S+ registry`,
		`tj-actions/changed-files@\S+ (?:any|only)_\w+|tj-actions/changed-files@\S+ \w+_count`,
	}, "|") + `)$`)
	// cleanedOutput matches outputs that are made of letters, digits and `.:/_-` alone,
	// where the action is given nothing that the author types.
	cleanedOutput = regexp.MustCompile(`(?i)^docker/metadata-action@\S+ (?:version|tags)$`)
	// setUp matches variables that well-known set-up actions and runners give a directory.
	setUp = regexp.MustCompile(`^(?:pythonlocation|java_home\w*|goroot|gopath|pnpm_home|conda|android_(?:home|sdk_root)|python\d?_root_dir|pkg_config_path)$`)
)

// typed tells what the author can have typed of a property of `steps`.
func (f flow) typed(around *workflow.Step, names []string) typing {
	if names[0] != "" && names[0] != "*" {
		step, ran := f.outputs[stepKey{around, names[0]}]
		if !ran {
			return fixed
		}
		return step.typed(names[1:])
	}
	worst := fixed
	for key, step := range f.outputs {
		if key.around == around && key.id != "" {
			worst = max(worst, step.typed(names[min(1, len(names)):]))
		}
	}
	return worst
}

func (h handed) typed(names []string) typing {
	if len(names) > 0 && names[0] != "outputs" && names[0] != "*" {
		return fixed // outcome, conclusion
	}
	if len(names) < 2 || names[1] == "*" {
		return max(unread, one(h.outputs, ""))
	}
	name := strings.Join(names[1:], ".")
	switch t, known := h.outputs[name]; {
	case known:
		return t
	case plainOutput.MatchString(h.uses + " " + name), h.plain && cleanedOutput.MatchString(h.uses+" "+name):
		return fixed
	case tellsOfChange.MatchString(h.uses) && toldNames.MatchString(name):
		return typedLine
	}
	return unread
}

// actions tells whether an action has run, or a script.
func (f flow) actions() bool { return len(f.outputs) > 0 }

// tags tells whether the job may have the names of the repository's tags.
func (f flow) tags() bool {
	for _, step := range f.outputs {
		if step.tags {
			return true
		}
	}
	return false
}

// add follows a step that has run.
func (f flow) add(a author, step *workflow.Step) {
	code := step.Code()
	if written := step.Writes(); written.Any() {
		names, origin, ok := shell.Handed(code, "GITHUB_ENV")
		t := a.origin(origin)
		if !ok || written.Unknown {
			t = max(unread, a.used(code))
		}
		for _, name := range slices.Concat(names, written.Names) {
			f.variables[strings.ToLower(name)] = t
			if tellsTools(name) {
				f.variables[strings.ToLower(name)] = max(t, a.printed(origin, code))
			}
			if slices.Contains(toolVariables, name) {
				f.variables[strings.ToLower(name)] = max(f.variables[strings.ToLower(name)], a.decided(code))
			}
		}
	}
	out := handed{uses: step.Uses, outputs: map[string]typing{}, plain: one(a.defaults(step.With), "") == fixed}
	out.tags = isCheckout(step) && (step.With["fetch-depth"] != "" || step.With["fetch-tags"] != "") || strings.Contains(code, "git fetch")
	names, origin, ok := shell.Handed(step.Run, "GITHUB_OUTPUT")
	t := a.origin(origin)
	if !ok || strings.Contains(step.Run, "set-output") {
		t = max(unread, a.used(code))
		for _, m := range outputName.FindAllStringSubmatch(step.Run, -1) {
			names = append(names, m[1])
		}
	}
	pasted, _ := a.typed(code)
	for _, name := range names {
		out.outputs[strings.ToLower(name)] = max(t, pasted)
	}
	key := stepKey{a.around, strings.ToLower(step.ID)}
	out.tags = out.tags || f.outputs[key].tags // steps without an id share one key
	f.outputs[key] = out
}

// outputName matches what looks like the name of an output in a script that is not read.
var outputName = regexp.MustCompile(`([A-Za-z_][\w-]*)=`)

// used is the worst of the variables of a script.
func (a *author) used(code string) typing {
	worst := fixed
	for _, m := range variableUse.FindAllStringSubmatch(code, -1) {
		worst = max(worst, a.variables[strings.ToLower(m[1])])
	}
	return worst
}

// runnerVariable matches variables of the runner that the author does not choose;
// runnerRef those that hold the branch.
// See https://docs.github.com/actions/reference/workflows-and-actions/variables.
var (
	runnerVariable = regexp.MustCompile(`^(?:GITHUB_(?:SHA|RUN_\w+|REPOSITORY\w*|ACTOR\w*|TRIGGERING_ACTOR|EVENT_NAME|EVENT_PATH|WORKFLOW|WORKFLOW_SHA|JOB|ACTION\w*|\w+_URL|WORKSPACE|BASE_REF|REF_TYPE|REF_PROTECTED|RETENTION_DAYS|TOKEN)|RUNNER_\w+|ImageOS|ImageVersion|HOME|PWD|USER|SHELL|CI|OSTYPE|HOSTTYPE|MACHTYPE|HOSTNAME|RANDOM|SECONDS|EPOCH\w+|LINENO|BASH_VERSION|UID|TMPDIR|JAVA_HOME\w*|GOROOT|GOPATH|ANDROID_\w+|pythonLocation)$`)
	runnerRef      = regexp.MustCompile(`^GITHUB_(?:HEAD_REF|REF|REF_NAME|WORKFLOW_REF)$`)
)

// origin tells what the author can have typed of a text of a script.
func (a *author) origin(from shell.Origin) typing {
	worst := fixed
	if from.Open || from.Tags && (a.flow.tags() || !plainName.MatchString(a.run.HeadBranch)) {
		worst = unread
	}
	for _, name := range from.Assigned {
		worst = max(worst, a.variables[strings.ToLower(name)])
	}
	for _, name := range from.Variables {
		t, known := a.variables[strings.ToLower(name)]
		switch {
		case known:
		case runnerRef.MatchString(name):
			t = a.property("github", "."+strings.ToLower(strings.TrimPrefix(name, "GITHUB_")))
		case !runnerVariable.MatchString(name):
			t = unread
		}
		worst = max(worst, t)
	}
	return worst
}

// follow goes through what a leg runs, in order, and tells visit of each piece what the
// author can have typed there; the outputs of a piece count where that is true.
func follow(run record.Run, src *Source, pieces []piece, visit func(i int, a author) bool) flow {
	f := newFlow()
	for i := range pieces {
		p := &pieces[i]
		a := authorOf(run, src, p, f)
		if !visit(i, a) {
			continue
		}
		f.add(a, p.step)
		for depth := len(p.around) - 1; depth >= 0; depth-- {
			if i+1 < len(pieces) && len(pieces[i+1].around) > depth && slices.Equal(pieces[i+1].around[:depth+1], p.around[:depth+1]) {
				break
			}
			f.leave(run, src, p, depth)
		}
	}
	return f
}

// leave follows the end of a local action, whose outputs its steps gave.
func (f flow) leave(run record.Run, src *Source, p *piece, depth int) {
	end := piece{leg: p.leg, step: &workflow.Step{}, index: p.index, around: p.around[:depth+1], actions: p.actions[:depth+1]}
	inner := authorOf(run, src, &end, f)
	key := stepKey{nil, strings.ToLower(p.around[depth].ID)}
	if depth > 0 {
		key.around = p.around[depth-1]
	}
	f.outputs[key] = handed{outputs: inner.defaults(p.actions[depth].Outputs), uses: p.around[depth].Uses, tags: f.outputs[key].tags}
}

// jobsHanded are the outputs of a workflow's jobs, and what the author can have typed of
// them.
type jobsHanded struct {
	reader *Reader
	run    record.Run
	src    *Source
	jobs   map[string]map[string]typing
}

// handedByJobs lets the outputs of a workflow's jobs, and of its callers', be looked up.
func (r *Reader) handedByJobs(run record.Run, src *Source) *jobsHanded {
	if src.needs == nil {
		src.needs = map[int64]*jobsHanded{}
	}
	if src.needs[run.ID] == nil {
		src.needs[run.ID] = &jobsHanded{r, run, src, map[string]map[string]typing{}}
		for _, c := range src.callers {
			r.handedByJobs(run, c.src)
		}
	}
	return src.needs[run.ID]
}

// typed tells what the author can have typed of a property of `needs`.
func (n *jobsHanded) typed(names []string) typing {
	switch {
	case len(names) == 2 && names[1] == "result":
		return fixed
	case n == nil:
		return unread
	case names[0] != "" && names[0] != "*":
		return n.typedOf(names[0], names[1:])
	}
	worst := fixed
	for _, job := range n.src.File.Jobs {
		worst = max(worst, n.typedOf(strings.ToLower(job.ID), names[min(1, len(names)):]))
	}
	return worst
}

func (n *jobsHanded) typedOf(id string, names []string) typing {
	outputs, known := n.jobs[id]
	if !known {
		n.jobs[id] = map[string]typing{"": unread} // until it is known: jobs may name each other
		outputs = n.read(id)
		n.jobs[id] = outputs
	}
	name := ""
	if len(names) > 1 {
		name = strings.Join(names[1:], ".")
	}
	return one(outputs, name)
}

// read follows a job to its outputs; the one without a name stands for any.
func (n *jobsHanded) read(id string) map[string]typing {
	at := slices.IndexFunc(n.src.File.Jobs, func(job *workflow.Job) bool { return strings.EqualFold(job.ID, id) })
	if at < 0 {
		return nil
	}
	job := n.src.File.Jobs[at]
	if job.Uses != "" {
		callee := n.src.callees[job]
		if callee == nil || callee.File == nil {
			return map[string]typing{"": unread}
		}
		n.reader.handedByJobs(n.run, callee)
		a := ofWorkflow(n.run, callee)
		return a.defaults(callee.File.Outputs)
	}
	if len(job.Outputs) == 0 {
		return nil
	}
	var pieces []piece
	for i, step := range job.Steps {
		pieces = n.reader.addPieces(pieces, n.src, piece{leg: workflow.Leg{Job: job}, step: step, index: i})
	}
	pasted := fixed
	end := follow(n.run, n.src, pieces, func(i int, a author) bool {
		if pieces[i].pasted(a) != (Doubt{}) {
			pasted = unread
		}
		return true
	})
	a := authorOf(n.run, n.src, &piece{leg: workflow.Leg{Job: job}, step: &workflow.Step{}}, end)
	outputs := a.defaults(job.Outputs)
	for name := range outputs {
		outputs[name] = max(outputs[name], pasted)
	}
	return outputs
}
