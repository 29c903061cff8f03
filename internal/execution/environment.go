package execution

import (
	"maps"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// shadows tells whether a variable decides which program a word names, where `cd`
// goes, or runs code before the command: exported functions are BASH_FUNC_x%%.
func shadows(name string) bool {
	switch name {
	case "BASH_ENV", "SHELLOPTS", "BASHOPTS", "CDPATH", "EXECIGNORE", "LD_PRELOAD", "LD_AUDIT", "DYLD_INSERT_LIBRARIES":
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
	"GOFLAGS", "GOENV", "GOOS", "GOARCH", "GOEXPERIMENT", "GOTOOLCHAIN", "CGO_ENABLED",
	"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "NODE_OPTIONS", "NODE_ENV", "PYTEST_ADDOPTS", "PYTHONPATH", "RUSTFLAGS", "RUSTDOCFLAGS",
	"MAKEFLAGS", "JAVA_TOOL_OPTIONS", "MAVEN_OPTS", "MAVEN_ARGS", "GRADLE_OPTS", "RUBYOPT", "PERL5OPT",
	"_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "SBT_OPTS", "SPEC_OPTS", "TESTOPTS", "GNUMAKEFLAGS", "MAKEFILES", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER",
}

// Environment are the variables that a step's command sees beyond the runner's own, by
// name.
type Environment map[string]Variable

// Variable is the value of one that is set, Unknown where the files do not tell it.
type Variable struct {
	Value   string
	Unknown bool
}

// environmentOf gathers the variables of container, workflow, job, earlier steps,
// step and script, the nearer ones over the farther. What earlier steps wrote is
// not known.
//
// Whether an action's own steps see the `env:` of the step that uses it is not
// relied on: those variables are unknown there.
func environmentOf(ran shell.Command, src *Source, at *piece, earlier []piece) Environment {
	env := Environment{"CI": {Value: "true"}, "GITHUB_ACTIONS": {Value: "true"}} // set by every runner
	add := func(list []workflow.Variable) {
		for _, v := range list {
			value, unknown := at.leg.Expand(v.Value)
			env[v.Name] = Variable{value, unknown}
		}
	}
	add(at.leg.Job.ContainerEnv)
	add(src.File.Env)
	add(at.leg.Job.Env)
	for _, p := range earlier {
		writes := p.step.Writes()
		for _, name := range writes.Names {
			if name != "PATH" || writes.Unknown || !extendsPath(p.step) {
				env[name] = Variable{Unknown: true}
			}
		}
		if writes.Unknown {
			for name := range env {
				env[name] = Variable{Unknown: true}
			}
		}
	}
	for _, step := range at.around {
		for _, v := range step.Env {
			env[v.Name] = Variable{Unknown: true}
		}
	}
	add(at.step.Env)
	for _, assignment := range ran.Env {
		name, value, known := strings.Cut(assignment, "=")
		env[name] = Variable{value, !known}
	}
	return env
}

// hasEnvironment tells whether the variables that a wanted command has are those that
// the command ran with.
func hasEnvironment(wanted, ran shell.Command, src *Source, pieces []piece, n int) bool {
	if len(wanted.Env) == 0 {
		return true
	}
	env := environmentOf(ran, src, &pieces[n], pieces[:n])
	for _, assignment := range wanted.Env {
		name, value, _ := strings.Cut(assignment, "=")
		if got, ok := env[name]; !ok || got.Unknown || got.Value != value {
			return false
		}
	}
	return true
}

// givenTo are the names of the variables that a command is given.
func givenTo(command shell.Command) map[string]bool {
	names := map[string]bool{}
	for _, assignment := range command.Env {
		name, _, _ := strings.Cut(assignment, "=")
		names[name] = true
	}
	return names
}

// shadow is a variable that the command is not given and that shadows it, or "".
func (h *Holding) shadow(command shell.Command) string {
	shadow, given := "", givenTo(command)
	for _, ran := range h.Rans() {
		for _, name := range slices.Sorted(maps.Keys(environmentOf(ran.Command, h.Source, h.piece(), h.ranBefore()))) {
			python := strings.HasPrefix(h.piece().step.Shell, "python") && (name == "PYTHONPATH" || name == "PYTHONHOME")
			if (shadows(name) || python) && !given[name] && (name != "CDPATH" || ran.Command.Dir != "") {
				shadow = name
			}
		}
	}
	return shadow
}

// tools are the variables that the command is not given and that change what tools do.
func (h *Holding) tools(command shell.Command) []string {
	var tools []string
	given := givenTo(command)
	for _, ran := range h.Rans() {
		env := environmentOf(ran.Command, h.Source, h.piece(), h.ranBefore())
		for _, name := range slices.Sorted(maps.Keys(env)) {
			v := env[name]
			if !tellsTools(name) || given[name] {
				continue
			}
			text := name + "=" + v.Value
			if v.Unknown {
				text = name
			}
			if !slices.Contains(tools, text) {
				tools = append(tools, text)
			}
		}
	}
	return tools
}
