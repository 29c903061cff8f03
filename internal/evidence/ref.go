package evidence

import (
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/workflow"
)

// What actions/checkout brings is decided by its inputs, which are often an expression:
// `github.event_name == 'pull_request' && github.event.pull_request.head.sha || github.sha`.
// Its operators are those of
// https://docs.github.com/actions/reference/workflows-and-actions/expressions.

// meaning is what an expression may give.
type meaning int

const (
	// plainText is a text that is known; nothing gives the empty one.
	plainText meaning = iota
	// ownCommit is the event's commit, or the head of its pull request.
	ownCommit
	// movingRef is a ref of the event by its name: a branch is checked out as it stands
	// when the job runs, or runs again.
	movingRef
	// baseCode is a commit or branch of the pull request's base.
	baseCode
	ownRepository
	headRepository
	// unknownText may be any text.
	unknownText
)

// refValue is one that an expression may have.
type refValue struct {
	meaning meaning
	text    string
}

// coerced matches texts that may be a boolean or a number, which compare in another way
// than texts and may count as false.
var coerced = regexp.MustCompile(`^(?i:true|false|nan|infinity|[-+.\d].*)$`)

// comparable tells whether a value compares as its text does.
func (v refValue) comparable() bool { return v.meaning == plainText && !coerced.MatchString(v.text) }

// known are the values of a text that was given somewhere.
func known(text string) refValues {
	if coerced.MatchString(text) {
		return refValues{{text: text}, {}}
	}
	return refValues{{text: text}}
}

// refValues are all those that it may have.
type refValues []refValue

var (
	anyValue = refValues{{meaning: unknownText}}
	nothing  = refValues{{}}
	either   = refValues{{text: "true"}, {}}
)

// may tells whether an expression may have a value of a meaning.
func (vs refValues) may(m meaning) bool {
	return slices.ContainsFunc(vs, func(v refValue) bool { return v.meaning == m })
}

// empty tells whether it may be empty.
func (vs refValues) empty() bool {
	return slices.ContainsFunc(vs, func(v refValue) bool { return v == refValue{} || v.meaning == unknownText })
}

func (vs refValues) with(more refValues) refValues {
	for _, v := range more {
		if !slices.Contains(vs, v) {
			vs = append(slices.Clip(vs), v)
		}
	}
	return vs
}

// scope is where an expression stands: what it names is looked up there.
type scope struct {
	run record.Run
	src *source
	leg workflow.Leg
	// around are the steps that use the actions in which it stands, outermost first;
	// within them leg has the inputs of the innermost.
	around []*workflow.Step
	// depth counts the texts on the way from the first, looks those looked at in all.
	depth int
	looks *int
}

// Bounds on the texts that one expression leads to, and on its length.
const (
	maxLooks      = 64
	maxExpression = 1000
)

func scopeOf(run record.Run, src *source, p *piece) scope {
	return scope{run: run, src: src, leg: p.leg, around: p.around, looks: new(int)}
}

// text gives the values of a text of the workflow: one expression, or none.
func (s scope) text(text string) refValues {
	*s.looks++
	if *s.looks > maxLooks || len(text) > maxExpression || s.depth > maxCalls {
		return anyValue
	}
	text = strings.TrimSpace(text)
	inner, ok := strings.CutPrefix(text, "${{")
	if !ok {
		if strings.Contains(text, "${{") {
			return anyValue
		}
		return refValues{{text: text}}
	}
	if inner, ok = strings.CutSuffix(inner, "}}"); !ok || strings.Contains(inner, "${{") {
		return anyValue
	}
	p := &reading{scope: s, tokens: token.FindAllString(inner, -1)}
	out := p.or()
	if p.broken || p.at < len(p.tokens) {
		return anyValue
	}
	return out
}

var (
	token      = regexp.MustCompile(`'(?:[^']|'')*'|&&|\|\||==|!=|[<>]=?|[!(),]|[\w.*-]+|[^\s]`)
	properName = regexp.MustCompile(`^[A-Za-z_][\w.*-]*$`)
)

// reading is an expression that is being read.
type reading struct {
	scope
	tokens []string
	at     int
	nested int
	broken bool
}

func (r *reading) take(token string) bool {
	if r.at < len(r.tokens) && r.tokens[r.at] == token {
		r.at++
		return true
	}
	return false
}

func (r *reading) or() refValues {
	out := r.and()
	for r.take("||") {
		right := r.and()
		if !out.empty() {
			continue
		}
		out = without(out).with(right)
	}
	return out
}

// without leaves out the empty value.
func without(vs refValues) refValues {
	return slices.DeleteFunc(slices.Clone(vs), func(v refValue) bool { return v == refValue{} })
}

func (r *reading) and() refValues {
	out := r.comparison()
	for r.take("&&") {
		right := r.comparison()
		if len(without(out)) == 0 {
			continue
		}
		if out.empty() {
			right = nothing.with(right)
		}
		out = right
	}
	return out
}

func (r *reading) comparison() refValues {
	left := r.operand()
	for r.take("==") || r.take("!=") {
		equal := r.tokens[r.at-1] == "=="
		right := r.operand()
		switch {
		case len(left) != 1 || len(right) != 1 || !left[0].comparable() || !right[0].comparable():
			left = either
		case strings.EqualFold(left[0].text, right[0].text) == equal:
			left = refValues{{text: "true"}}
		default:
			left = nothing
		}
	}
	return left
}

func (r *reading) operand() refValues {
	if r.at >= len(r.tokens) {
		r.broken = true
		return nil
	}
	if r.nested++; r.nested > maxLooks {
		r.broken = true
		return nil
	}
	word := r.tokens[r.at]
	r.at++
	switch {
	case word == "!":
		vs := r.operand()
		switch {
		case !vs.empty():
			return nothing
		case len(without(vs)) == 0:
			return refValues{{text: "true"}}
		}
		return either
	case word == "(":
		out := r.or()
		r.broken = r.broken || !r.take(")")
		return out
	case word[0] == '\'':
		return refValues{{text: strings.ReplaceAll(word[1:len(word)-1], "''", "'")}}
	case !properName.MatchString(word):
		r.broken = true
		return nil
	case r.take("("):
		r.arguments()
		return anyValue
	}
	return r.property(strings.ToLower(word))
}

// arguments passes over those of a function.
func (r *reading) arguments() {
	for open := 1; open > 0; r.at++ {
		if r.at >= len(r.tokens) {
			r.broken = true
			return
		}
		switch r.tokens[r.at] {
		case "(":
			open++
		case ")":
			open--
		}
	}
}

// property gives the values of a name. What the payload of another event lacks is empty.
func (s scope) property(name string) refValues {
	ofPull := strings.HasPrefix(s.run.Event, "pull_request")
	given := func(there bool, m meaning) refValues {
		if there {
			return refValues{{meaning: m}}
		}
		return nothing
	}
	if input, ok := strings.CutPrefix(name, "inputs."); ok {
		return s.input(input)
	}
	switch name {
	case "true":
		return refValues{{text: "true"}}
	case "false", "null":
		return nothing
	case "github.event_name":
		return refValues{{text: s.run.Event}}
	case "github.sha":
		return given(true, ownCommit)
	case "github.event.pull_request.head.sha":
		return given(ofPull, ownCommit)
	case "github.event.merge_group.head_sha":
		return given(s.run.Event == "merge_group", ownCommit)
	case "github.event.after": // of a pull request only where a push made the event
		if ofPull {
			return refValues{{meaning: ownCommit}, {}}
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
		return nothing
	}
	if text, unknown := s.leg.Expand("${{ " + name + " }}"); !unknown {
		return known(text)
	}
	return anyValue
}

// input gives the values of an input of the action, or of the called workflow, in which
// the expression stands.
func (s scope) input(name string) refValues {
	if text, ok := s.leg.Inputs[name]; ok {
		return known(text)
	}
	outer := s
	outer.depth++
	if n := len(s.around); n > 0 {
		if text, ok := s.around[n-1].With[name]; ok && n == 1 {
			outer.around, outer.leg = nil, workflow.Leg{Job: s.leg.Job, Matrix: s.leg.Matrix, EnvUnknown: true}
			return outer.text(text)
		}
		return anyValue
	}
	isCalled, isStarted := len(s.src.callers) > 0, s.src.path == s.run.Path && s.src.ref == ""
	switch {
	case isStarted && isCalled, isStarted && s.run.Event == "workflow_dispatch", !isStarted && !isCalled:
		return anyValue
	case isStarted:
		return nothing
	}
	out := refValues{}
	for _, c := range s.src.callers {
		text, ok := c.job.With[name]
		if !ok {
			text = s.src.file.Inputs[name]
		}
		outer.src, outer.leg = c.src, workflow.Leg{Job: &workflow.Job{MatrixUnknown: true}}
		out = out.with(outer.text(text))
	}
	return out
}

// foreignCode says why a checkout may bring other code than the event's, or ""; surely
// is true where it does.
func (s scope) foreignCode(step *workflow.Step, own record.Repository) (why string, surely bool) {
	ref, repository := s.text(step.With["ref"]), s.text(step.With["repository"])
	clipped := clip(oneLine(step.With["ref"]))
	foreign := "the job checks out the repository `" + clip(oneLine(step.With["repository"])) + "`"
	elsewhere := repository.all(func(v refValue) bool {
		return v.meaning == plainText && v.text != "" && !strings.EqualFold(v.text, own.String()) && !strings.EqualFold(v.text, s.run.HeadRepository)
	})
	switch {
	case elsewhere:
		return foreign, true
	case ref.may(unknownText):
		return "the job checks out `" + clipped + "`, of which is not known that it is the event's commit", false
	case ref.may(baseCode), slices.ContainsFunc(ref, func(v refValue) bool { return v.meaning == plainText && v.text != "" }):
		return "the job checks out `" + clipped + "`, not the event's commit", ref.all(s.other)
	case ref.may(movingRef):
		return "the job checks out `" + clipped + "` by its name, which may have moved since the event: not surely the event's commit", false
	}
	for _, v := range repository {
		// Of a fork without a ref it is the default branch.
		ours := v.meaning == ownRepository || v == refValue{} || v.meaning == plainText && strings.EqualFold(v.text, own.String())
		if !ours && (v.meaning != headRepository || ref.empty()) {
			return foreign, false
		}
	}
	return "", false
}

// all tells whether each of the values it may have is of a kind.
func (vs refValues) all(is func(refValue) bool) bool {
	return len(vs) > 0 && !slices.ContainsFunc(vs, func(v refValue) bool { return !is(v) })
}

// other tells whether a ref surely is not the head of the run: the pull request's base, or
// a name that is not that of the run's branch, nor a hash.
func (s scope) other(v refValue) bool {
	switch v.meaning {
	case baseCode:
		return true
	case plainText:
		name := strings.TrimPrefix(v.text, "refs/heads/")
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
