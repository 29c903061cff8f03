package execution

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/workflow"
)

// What actions/checkout brings is decided by its inputs, which are often an expression:
// `github.event_name == 'pull_request' && github.event.pull_request.head.sha || github.sha`.

// What a ref or a repository may be, beside a text that is known.
const (
	// ownCommit is the event's commit, or the head of its pull request.
	ownCommit = workflow.OwnMeaning + iota
	// movingRef is a ref of the event by its name: a branch is checked out as it stands
	// when the job runs, or runs again.
	movingRef
	// baseCode is a commit or branch of the pull request's base.
	baseCode
	ownRepository
	headRepository
)

// scope is where an expression stands: what it names is looked up there.
type scope struct {
	run record.Run
	src *Source
	leg workflow.Leg
	// around are the steps that use the actions in which it stands, outermost first;
	// within them leg has the inputs of the innermost.
	around []*workflow.Step
	// depth counts the texts on the way from the first, looks those looked at in all.
	depth int
	looks *int
}

// maxLooks bounds the texts that one expression leads to.
const maxLooks = 64

func scopeOf(run record.Run, src *Source, p *piece) scope {
	return scope{run: run, src: src, leg: p.leg, around: p.around, looks: new(int)}
}

// text gives the values of a text of the workflow: one expression, or none.
func (s scope) text(text string) workflow.Values {
	*s.looks++
	if *s.looks > maxLooks || s.depth > maxCalls {
		return workflow.AnyValue
	}
	text = strings.TrimSpace(text)
	inner, ok := strings.CutPrefix(text, "${{")
	if !ok {
		if strings.Contains(text, "${{") {
			return workflow.AnyValue
		}
		return workflow.Values{{Text: text}}
	}
	if inner, ok = strings.CutSuffix(inner, "}}"); !ok || strings.Contains(inner, "${{") {
		return workflow.AnyValue
	}
	return workflow.Evaluate(inner, s.property)
}

// property gives the values of a name. What the payload of another event lacks is empty.
func (s scope) property(name string) workflow.Values {
	name = strings.ToLower(name)
	ofPull := strings.HasPrefix(s.run.Event, "pull_request")
	given := func(there bool, m workflow.Meaning) workflow.Values {
		if there {
			return workflow.Values{{Meaning: m}}
		}
		return workflow.Empty
	}
	if input, ok := strings.CutPrefix(name, "inputs."); ok {
		return s.input(input)
	}
	switch name {
	case "github.event_name":
		return workflow.Values{{Text: s.run.Event}}
	case "github.sha":
		return given(true, ownCommit)
	case "github.event.pull_request.head.sha":
		return given(ofPull, ownCommit)
	case "github.event.merge_group.head_sha":
		return given(s.run.Event == "merge_group", ownCommit)
	case "github.event.after": // of a pull request only where a push made the event
		if ofPull {
			return workflow.Values{{Meaning: ownCommit}, {}}
		}
		return given(s.run.Event == "push", ownCommit)
	case "github.ref", "github.ref_name":
		return given(true, movingRef)
	case "github.head_ref", "github.event.pull_request.head.ref", "github.event.pull_request.merge_commit_sha":
		return given(ofPull, movingRef)
	case "github.event.pull_request.base.sha", "github.event.pull_request.base.ref", "github.base_ref":
		return given(ofPull, baseCode)
	case "github.repository":
		return given(true, ownRepository)
	case "github.event.pull_request.head.repo.full_name":
		return given(ofPull, headRepository)
	}
	if strings.HasPrefix(name, "github.event.inputs.") && (ofPull || s.run.Event == "push") {
		return workflow.Empty
	}
	if text, unknown := s.leg.Expand("${{ " + name + " }}"); !unknown {
		return workflow.Given(text)
	}
	return workflow.AnyValue
}

// input gives the values of an input of the action, or of the called workflow, in which
// the expression stands.
func (s scope) input(name string) workflow.Values {
	if text, ok := s.leg.Inputs[name]; ok {
		return workflow.Given(text)
	}
	outer := s
	outer.depth++
	if n := len(s.around); n > 0 {
		if text, ok := s.around[n-1].With[name]; ok && n == 1 {
			outer.around, outer.leg = nil, workflow.Leg{Job: s.leg.Job, Matrix: s.leg.Matrix, EnvUnknown: true}
			return outer.text(text)
		}
		return workflow.AnyValue
	}
	isCalled, isStarted := len(s.src.callers) > 0, s.src.path == s.run.Path && s.src.ref == ""
	switch {
	case isStarted && isCalled, isStarted && s.run.Event == "workflow_dispatch", !isStarted && !isCalled:
		return workflow.AnyValue
	case isStarted:
		return workflow.Empty
	}
	out := workflow.Values{}
	for _, c := range s.src.callers {
		text, ok := c.job.With[name]
		if !ok {
			text = s.src.File.Inputs[name]
		}
		outer.src, outer.leg = c.src, workflow.Leg{Job: &workflow.Job{MatrixUnknown: true}}
		out = out.With(outer.text(text))
	}
	return out
}

// foreignCode says why a checkout may bring other code than the event's, or ""; surely
// is true where it does.
func (s scope) foreignCode(step *workflow.Step, own record.Repository) (why string, surely bool) {
	ref, repository := s.text(step.With["ref"]), s.text(step.With["repository"])
	clipped := Clip(OneLine(step.With["ref"]))
	foreign := "the job checks out the repository `" + Clip(OneLine(step.With["repository"])) + "`"
	elsewhere := repository.All(func(v workflow.Value) bool {
		return v.Meaning == workflow.PlainText && v.Text != "" && !strings.EqualFold(v.Text, own.String()) && !strings.EqualFold(v.Text, s.run.HeadRepository)
	})
	switch {
	case elsewhere:
		return foreign, true
	case ref.May(workflow.UnknownText):
		return "the job checks out `" + clipped + "`, of which is not known that it is the event's commit", false
	case ref.May(baseCode), slices.ContainsFunc(ref, func(v workflow.Value) bool { return v.Meaning <= workflow.False && v.Text != "" }):
		return "the job checks out `" + clipped + "`, not the event's commit", ref.All(s.other)
	case ref.May(movingRef):
		return "the job checks out `" + clipped + "` by its name, which may have moved since the event: not surely the event's commit", false
	}
	for _, v := range repository {
		// Of a fork without a ref it is the default branch.
		ours := v.Meaning == ownRepository || v == workflow.Value{} || v.Meaning == workflow.PlainText && strings.EqualFold(v.Text, own.String())
		if !ours && (v.Meaning != headRepository || ref.Empty()) {
			return foreign, false
		}
	}
	return "", false
}

// other tells whether a ref surely is not the head of the run: the pull request's base, or
// a name that is not that of the run's branch, nor a hash.
func (s scope) other(v workflow.Value) bool {
	switch v.Meaning {
	case baseCode:
		return true
	case workflow.PlainText:
		name := strings.TrimPrefix(v.Text, "refs/heads/")
		return strings.HasPrefix(s.run.Event, "pull_request") && branchLike.MatchString(name) && !hashLike.MatchString(name) && !strings.EqualFold(name, s.run.HeadBranch)
	}
	return false
}

// branchLike matches a plain name of a branch or a tag, hashLike what may be a hash; refs
// such as refs/pull/1/head are neither.
var (
	branchLike = regexp.MustCompile(`^[A-Za-z][\w.-]*(?:/[\w.-]+)*$`)
	hashLike   = regexp.MustCompile(`^(?:[0-9a-fA-F]{7,64}|refs/.*|HEAD|FETCH_HEAD)$`)
)

// codeDoubt says why the job may have run other code than the event's commit: no
// checkout, or one of something else; other is true where it surely ran on other code.
func (r *Reader) codeDoubt(h *Holding, dir string, run record.Run) (why string, other bool) {
	own, others := false, 0
	for _, p := range h.before() {
		step := p.step
		if !isCheckout(step) {
			continue
		}
		target, _ := p.leg.Expand(step.With["path"])
		target = r.checkoutDir(target)
		inside := target == "." || strings.Contains(target, "${{") || strings.EqualFold(dir, target) || liesIn(dir, target)
		rec := h.recordedAt(p.index)
		if rec != nil && rec.Conclusion == record.ConclusionSkipped && h.Leg.Job.Steps[p.index].If != "" {
			continue
		}
		if !inside {
			if why := r.overlayDoubt(h, target); why != "" {
				return why, false
			}
			continue
		}
		foreign, surely := scopeOf(run, h.Source, &p).foreignCode(step, r.change.Repository)
		switch succeeded := rec != nil && rec.Conclusion == record.ConclusionSuccess && p.mayBeSkipped() == "" && !p.tolerated(); {
		case foreign != "" && surely && succeeded && target == ".":
			why, others = cmp.Or(why, foreign), others+1
		case foreign != "":
			return foreign, false
		case target != ".":
			return fmt.Sprintf("the job checks out the code into `%s`", target), false
		case p.mayBeSkipped() != "" || p.tolerated():
		case !succeeded:
			return "the job's checkout did not succeed", false
		default:
			own = true
		}
	}
	switch {
	case others > 0:
		return why, !own
	case own:
		return "", false
	}
	for _, p := range h.before() {
		if _, local := localAction(p.step.Uses); p.step.Uses != "" && !local && !isCheckout(p.step) && !strings.HasPrefix(p.step.Uses, "actions/setup-") {
			return fmt.Sprintf("no actions/checkout is seen before this step, and what %s brings is not known", Clip(OneLine(p.step.Uses))), false
		}
	}
	return "the job checks out no code before this step", false
}

// sparse tells whether a checkout before the step leaves out a part of the code.
func (h *Holding) sparse() bool {
	return slices.ContainsFunc(h.ranBefore(), func(p piece) bool {
		return isCheckout(p.step) && p.step.With["sparse-checkout"] != "" || strings.Contains(p.step.Run, "git sparse-checkout ")
	})
}

func isCheckout(step *workflow.Step) bool {
	name, _, _ := strings.Cut(step.Uses, "@")
	return strings.EqualFold(name, "actions/checkout")
}
