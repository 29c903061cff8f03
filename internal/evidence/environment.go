package evidence

import (
	"fmt"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// shadowing variables decide which program a word names, or run code before it.
var shadowing = []string{"PATH", "Path", "BASH_ENV", "SHELLOPTS", "BASHOPTS", "LD_PRELOAD", "LD_LIBRARY_PATH", "DYLD_INSERT_LIBRARIES"}

// toolVariables change what a tool does though its command line stays the same.
var toolVariables = []string{
	"GOFLAGS", "GOOS", "GOARCH", "GOEXPERIMENT", "GOTOOLCHAIN", "CGO_ENABLED",
	"NODE_OPTIONS", "NODE_ENV", "PYTEST_ADDOPTS", "PYTHONPATH", "RUSTFLAGS", "RUSTDOCFLAGS",
	"MAKEFLAGS", "JAVA_TOOL_OPTIONS", "MAVEN_OPTS", "MAVEN_ARGS", "GRADLE_OPTS", "RUBYOPT", "PERL5OPT",
}

// environment is what a step's command sees beyond the runner's own: by name, the
// value, or unknown.
type environment map[string]variable

type variable struct {
	value   string
	unknown bool
}

// environmentOf gathers the variables of workflow, job, step and script, the
// nearer ones over the farther.
func environmentOf(ran shell.Command, src *source, leg workflow.Leg, step *workflow.Step) environment {
	env := environment{}
	for _, list := range [][]workflow.Variable{src.file.Env, leg.Job.Env, step.Env} {
		for _, v := range list {
			value, unknown := leg.Expand(v.Value)
			env[v.Name] = variable{value, unknown}
		}
	}
	for _, assignment := range ran.Env {
		name, value, known := strings.Cut(assignment, "=")
		env[name] = variable{value, !known}
	}
	return env
}

// hasEnvironment tells whether the variables that a claim gives are those that
// the command ran with.
func hasEnvironment(claimed, ran shell.Command, src *source, leg workflow.Leg, step *workflow.Step) bool {
	if len(claimed.Env) == 0 {
		return true
	}
	env := environmentOf(ran, src, leg, step)
	for _, assignment := range claimed.Env {
		name, value, _ := strings.Cut(assignment, "=")
		if got, ok := env[name]; !ok || got.unknown || got.value != value {
			return false
		}
	}
	return true
}

// extra tells of variables that the claim does not give: whether one shadows the
// command, and which change tools.
func (h *holding) extra(claimed shell.Command) (shadow string, tools []string) {
	given := map[string]bool{}
	for _, assignment := range claimed.Env {
		name, _, _ := strings.Cut(assignment, "=")
		given[name] = true
	}
	for _, ran := range h.rans() {
		env := environmentOf(ran.Command, h.src, h.leg, h.step())
		for _, name := range shadowing {
			if _, ok := env[name]; ok && !given[name] {
				shadow = name
			}
		}
		for _, name := range toolVariables {
			if v, ok := env[name]; ok && !given[name] {
				text := name + "=" + v.value
				if v.unknown {
					text = name
				}
				if !slices.Contains(tools, text) {
					tools = append(tools, text)
				}
			}
		}
	}
	return shadow, tools
}

// doubt says why a step's own success or failure does not speak for the command
// on the event's commit, or "".
func (j *judgement) doubt(command shell.Command, h *holding) string {
	step := h.step()
	shadow, _ := h.extra(command)
	switch {
	case h.leg.Job.Unsupported != "":
		return "the job uses " + h.leg.Job.Unsupported
	case step.Unsupported != "":
		return "the step uses " + step.Unsupported
	case shadow != "":
		return fmt.Sprintf("the workflow sets %s, so another program may have run under this name", shadow)
	case len(command.Words) > 0 && slices.Contains(command.Expanded, 0), strings.Contains(strings.Join(command.Words, " "), "${{"):
		return "the command's words are an expression, so what ran cannot be read from the workflow"
	}
	if why := j.codeDoubt(h, command.Dir); why != "" {
		return why
	}
	return j.earlierDoubt(h)
}

// codeDoubt says why the job may have run other code than the event's commit: no
// checkout, or one of something else.
func (j *judgement) codeDoubt(h *holding, dir string) string {
	found := false
	for i, step := range h.before() {
		if !isCheckout(step) {
			continue
		}
		target := strings.Trim(strings.TrimPrefix(step.With["path"], "./"), "/")
		inside := target == "" || target == "." || dir == target || strings.HasPrefix(dir, target+"/")
		if !inside {
			continue
		}
		rec := h.recorded(i)
		if rec == nil || rec.Conclusion != record.ConclusionSuccess {
			if step.If != "" && rec != nil && rec.Conclusion == record.ConclusionSkipped {
				continue
			}
			return "the job's checkout did not succeed"
		}
		if why := foreignCheckout(step, target); why != "" {
			return why
		}
		found = true
	}
	if !found {
		return "the job checks out no code before this step"
	}
	return ""
}

func isCheckout(step *workflow.Step) bool {
	name, _, _ := strings.Cut(step.Uses, "@")
	return strings.EqualFold(name, "actions/checkout")
}

// ownRefs are the values of actions/checkout's `ref` that give the event's commit.
var ownRefs = []string{"", "github.sha", "github.ref", "github.event.pull_request.head.sha", "github.event.pull_request.head.sha||github.sha"}

func foreignCheckout(step *workflow.Step, target string) string {
	if ref := step.With["ref"]; !slices.Contains(ownRefs, bareExpression(ref)) {
		return fmt.Sprintf("the job checks out `%s`, not the event's commit", ref)
	}
	if repository := step.With["repository"]; repository != "" && bareExpression(repository) != "github.repository" {
		return fmt.Sprintf("the job checks out the repository `%s`", repository)
	}
	if target != "" && target != "." {
		return fmt.Sprintf("the job checks out the code into `%s`", target)
	}
	return ""
}

// bareExpression gives the expression of a text that is one, without space.
func bareExpression(text string) string {
	text = strings.Join(strings.Fields(text), "")
	if inner, ok := strings.CutPrefix(text, "${{"); ok {
		if inner, ok = strings.CutSuffix(inner, "}}"); ok {
			return inner
		}
	}
	if text == "" {
		return ""
	}
	return "text:" + text
}

// movingGit are git's subcommands that put other code into the work tree.
var movingGit = []string{"checkout", "switch", "reset", "pull", "merge", "rebase", "cherry-pick", "revert", "restore", "apply", "am", "stash"}

// earlierDoubt says what an earlier command of the job did that may make the
// command another one: moved the work tree, or set the environment of later steps.
func (j *judgement) earlierDoubt(h *holding) string {
	for i, step := range h.before() {
		if rec := h.recorded(i); step.Run == "" || rec != nil && rec.Conclusion == record.ConclusionSkipped {
			continue
		}
		if why := environmentDoubt(step.Run); why != "" {
			return fmt.Sprintf("an earlier step (line %d) %s", step.Line, why)
		}
		for _, ran := range j.analyse(h.leg, step) {
			if movesCode(ran.Command) {
				return fmt.Sprintf("an earlier step (line %d) runs `%s`, which may change the code", step.Line, ran.Command.Text)
			}
		}
	}
	for _, ran := range h.earlier() {
		if movesCode(ran.Command) {
			return fmt.Sprintf("the script runs `%s` first, which may change the code", ran.Command.Text)
		}
	}
	return ""
}

func movesCode(c shell.Command) bool {
	if len(c.Words) == 0 || c.Words[0] != "git" {
		return false
	}
	words := c.Words[1:]
	for len(words) > 1 && strings.HasPrefix(words[0], "-") {
		if words[0] == "-C" || words[0] == "-c" {
			words = words[1:]
		}
		words = words[1:]
	}
	return len(words) > 0 && slices.Contains(movingGit, words[0])
}

// environmentDoubt reads a script's text for writes to the files through which a
// step changes later steps' environment.
func environmentDoubt(script string) string {
	switch {
	case strings.Contains(script, "GITHUB_PATH"):
		return "adds to PATH through GITHUB_PATH, so another program may have run under this name"
	case strings.Contains(script, "BASH_ENV"):
		return "sets BASH_ENV, which runs code before every script"
	case strings.Contains(script, "GITHUB_ENV") && (strings.Contains(script, "PATH=") || strings.Contains(script, "LD_PRELOAD")):
		return "sets PATH through GITHUB_ENV, so another program may have run under this name"
	}
	return ""
}
