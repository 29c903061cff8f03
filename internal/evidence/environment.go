package evidence

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// shadows tells whether a variable decides which program a word names, where `cd`
// goes, or runs code before the command: exported functions are BASH_FUNC_x%%.
func shadows(name string) bool {
	switch name {
	case "BASH_ENV", "SHELLOPTS", "BASHOPTS", "CDPATH", "LD_PRELOAD", "LD_AUDIT", "DYLD_INSERT_LIBRARIES":
		return true
	}
	for _, onWindows := range []string{"PATH", "PATHEXT", "ComSpec", "PSModulePath"} {
		if strings.EqualFold(name, onWindows) {
			return true
		}
	}
	return strings.HasPrefix(name, "BASH_FUNC_")
}

// toolVariables change what a tool does though its command line stays the same.
var toolVariables = []string{
	"GOFLAGS", "GOOS", "GOARCH", "GOEXPERIMENT", "GOTOOLCHAIN", "CGO_ENABLED",
	"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "NODE_OPTIONS", "NODE_ENV", "PYTEST_ADDOPTS", "PYTHONPATH", "RUSTFLAGS", "RUSTDOCFLAGS",
	"MAKEFLAGS", "JAVA_TOOL_OPTIONS", "MAVEN_OPTS", "MAVEN_ARGS", "GRADLE_OPTS", "RUBYOPT", "PERL5OPT",
	"_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "SBT_OPTS", "SPEC_OPTS", "TESTOPTS", "GNUMAKEFLAGS", "MAKEFILES", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER",
}

// environment is what a step's command sees beyond the runner's own: by name, the
// value, or unknown.
type environment map[string]variable

type variable struct {
	value   string
	unknown bool
}

// environmentOf gathers the variables of container, workflow, job, earlier steps,
// step and script, the nearer ones over the farther. What earlier steps wrote is
// not known.
//
// Whether an action's own steps see the `env:` of the step that uses it is not
// relied on: those variables are unknown there.
func environmentOf(ran shell.Command, src *source, at *piece, earlier []piece) environment {
	env := environment{"CI": {value: "true"}, "GITHUB_ACTIONS": {value: "true"}} // set by every runner
	add := func(list []workflow.Variable) {
		for _, v := range list {
			value, unknown := at.leg.Expand(v.Value)
			env[v.Name] = variable{value, unknown}
		}
	}
	add(at.leg.Job.ContainerEnv)
	add(src.file.Env)
	add(at.leg.Job.Env)
	for _, p := range earlier {
		writes := p.step.Writes()
		for _, name := range writes.Names {
			if name != "PATH" || writes.Unknown || !extendsPath(p.step) {
				env[name] = variable{unknown: true}
			}
		}
		if writes.Unknown {
			for name := range env {
				env[name] = variable{unknown: true}
			}
		}
	}
	for _, step := range at.around {
		for _, v := range step.Env {
			env[v.Name] = variable{unknown: true}
		}
	}
	add(at.step.Env)
	for _, assignment := range ran.Env {
		name, value, known := strings.Cut(assignment, "=")
		env[name] = variable{value, !known}
	}
	return env
}

// hasEnvironment tells whether the variables that a claim gives are those that
// the command ran with.
func hasEnvironment(claimed, ran shell.Command, src *source, pieces []piece, n int) bool {
	if len(claimed.Env) == 0 {
		return true
	}
	env := environmentOf(ran, src, &pieces[n], pieces[:n])
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
		env := environmentOf(ran.Command, h.src, h.piece(), h.ranBefore())
		for _, name := range slices.Sorted(maps.Keys(env)) {
			python := strings.HasPrefix(h.piece().step.Shell, "python") && (name == "PYTHONPATH" || name == "PYTHONHOME")
			if (shadows(name) || python) && !given[name] && (name != "CDPATH" || ran.Command.Dir != "") {
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
// on the event's commit, or ""; other is true where it surely ran on other code. shadow
// is a variable that shadows the command.
func (j *judgement) doubt(command shell.Command, h *holding, shadow string, run record.Run) (why string, other bool) {
	switch {
	case h.leg.Job.Unsupported != "":
		return "the job uses " + h.leg.Job.Unsupported, false
	case h.piece().unsupported() != "":
		return "the step uses " + h.piece().unsupported(), false
	case shadow != "":
		return fmt.Sprintf("the workflow, or an earlier step through GITHUB_ENV, sets %s, so another program may have run under this name", shadow), false
	case len(command.Words) > 0 && slices.Contains(command.Expanded, 0), strings.Contains(command.Dir+strings.Join(command.Words, " "), "${{"):
		return "the command's words are an expression, so what ran cannot be read from the workflow", false
	}
	earlier := j.earlierDoubt(h, run)
	if why, other := j.codeDoubt(h, command.Dir, run); why != "" {
		return why, other && earlier == ""
	}
	if why := cmp.Or(earlier, j.homeDoubt(h), j.mountDoubt(h)); why != "" {
		return why, false
	}
	for _, ran := range h.rans() {
		if why := j.reliesDoubt(h, ran.Relies); why != "" {
			return why, false
		}
	}
	return "", false
}

// reliesDoubt says why paths of the workspace on which a command rests may be the
// change's own doing, or "".
func (j *judgement) reliesDoubt(h *holding, paths []string) string {
	const another = "so another program may have run under this name"
	for _, p := range paths {
		if j.Change.FilesTruncated {
			return fmt.Sprintf("the step takes programs from `%s` (PATH), and whether this pull request puts one there is unknown: GitHub lists only its first %d files", p, len(j.Change.Files))
		}
		if changed := j.changedIn(h, p); changed != "" {
			return fmt.Sprintf("the step takes programs from `%s` (PATH), where this pull request changes %s, %s", p, changed, another)
		}
	}
	return ""
}

// overlaps tells whether one path is the other, or lies in it: a changed file may
// be a link that stands for a directory. macOS and Windows put `Bin/go` into `bin`.
func overlaps(a, b string) bool {
	if stem, ok := strings.CutSuffix(a, ".*"); ok {
		return liesIn(a, b) || strings.EqualFold(strings.TrimSuffix(b, path.Ext(b)), stem) && executable[strings.ToLower(path.Ext(b))]
	}
	return a != "" && b != "" && (strings.EqualFold(a, b) || liesIn(a, b) || liesIn(b, a))
}

// executable are the extensions of files that Windows' command prompt (PATHEXT) and
// PowerShell run by their name alone.
var executable = map[string]bool{
	".com": true, ".exe": true, ".bat": true, ".cmd": true, ".vbs": true, ".vbe": true, ".js": true, ".jse": true,
	".wsf": true, ".wsh": true, ".msc": true, ".cpl": true, ".py": true, ".pyw": true, ".ps1": true,
}

// liesIn tells whether a path lies in a directory, without regard to case.
func liesIn(path, dir string) bool {
	return len(path) > len(dir) && path[len(dir)] == '/' && strings.EqualFold(path[:len(dir)], dir)
}

// codeDoubt says why the job may have run other code than the event's commit: no
// checkout, or one of something else; other is true where it surely ran on other code.
func (j *judgement) codeDoubt(h *holding, dir string, run record.Run) (why string, other bool) {
	own, others := false, 0
	for _, p := range h.before() {
		step := p.step
		if !isCheckout(step) {
			continue
		}
		target, _ := p.leg.Expand(step.With["path"])
		target = j.checkoutDir(target)
		inside := target == "." || strings.Contains(target, "${{") || strings.EqualFold(dir, target) || liesIn(dir, target)
		rec := h.recorded(p.index)
		if rec != nil && rec.Conclusion == record.ConclusionSkipped && h.leg.Job.Steps[p.index].If != "" {
			continue
		}
		if !inside {
			if why := j.overlayDoubt(h, target); why != "" {
				return why, false
			}
			continue
		}
		foreign, surely := scopeOf(run, h.src, &p).foreignCode(step, j.Change.Repository)
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
			return fmt.Sprintf("no actions/checkout is seen before this step, and what %s brings is not known", clip(oneLine(p.step.Uses))), false
		}
	}
	return "the job checks out no code before this step", false
}

// sparse tells whether a checkout before the step leaves out a part of the code.
func (h *holding) sparse() bool {
	return slices.ContainsFunc(h.ranBefore(), func(p piece) bool {
		return isCheckout(p.step) && p.step.With["sparse-checkout"] != "" || strings.Contains(p.step.Run, "git sparse-checkout ")
	})
}

func isCheckout(step *workflow.Step) bool {
	name, _, _ := strings.Cut(step.Uses, "@")
	return strings.EqualFold(name, "actions/checkout")
}

// earlierDoubt says what an earlier command of the job did that may make the
// command another one: moved the work tree, or set the environment of later steps.
func (j *judgement) earlierDoubt(h *holding, run record.Run) string {
	others := j.otherCode(h, run)
	for _, p := range h.ranBefore() {
		if p.opaque != "" {
			return "of an earlier step nothing is known: " + p.opaque
		}
		if why := j.variablesDoubt(h, &p); why != "" {
			return fmt.Sprintf("an earlier step (%s) %s", p.where(), why)
		}
		action, _, _ := strings.Cut(strings.ToLower(p.step.Uses), "@")
		if why := j.reliesDoubt(h, onPath[action]); why != "" {
			return why
		}
		if p.step.Code() == "" {
			continue
		}
		relies, why := environmentDoubt(p.step)
		if why != "" {
			return fmt.Sprintf("an earlier step (%s) %s", p.where(), why)
		}
		if why := j.reliesDoubt(h, relies); why != "" {
			return why
		}
		if why := programMoves(p.step); why != "" {
			return fmt.Sprintf("an earlier step (%s) %s", p.where(), why)
		}
		for _, ran := range p.rans {
			if h.movesCode(ran.Command) {
				return fmt.Sprintf("an earlier step (%s) runs `%s`, which may change the code", p.where(), ran.Command.Text)
			}
			if why := cmp.Or(j.installs(h, ran.Command), j.overwrites(h, ran.Command, others)); why != "" {
				return fmt.Sprintf("an earlier step (%s) %s", p.where(), why)
			}
		}
	}
	for _, ran := range h.earlier() {
		if h.movesCode(ran.Command) {
			return fmt.Sprintf("the script runs `%s` first, which may change the code", ran.Command.Text)
		}
		if why := cmp.Or(j.installs(h, ran.Command), j.overwrites(h, ran.Command, others)); why != "" {
			return "the script first " + why
		}
	}
	return ""
}

// onPath are the directories of the repository that actions put in front of PATH.
var onPath = map[string][]string{"cashapp/activate-hermit": {"bin"}}

// movesShell matches a script that may change its directory.
var movesShell = regexp.MustCompile(`\b(?:cd|pushd|popd|eval|source|PWD=|GITHUB_WORKSPACE=)|(?m:^\s*\.\s)`)
