package execution

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
)

// optionsName matches, in small letters, the names by which tools take options beside
// their command line.
var optionsName = regexp.MustCompile(`^npm_config_|(?:opts?|options|flags|_args|_wrapper)$|^cargo_target_\w+_runner$`)

// namedAsOptions are the variables that are named as a tool's options are.
func namedAsOptions(variables map[string]typing) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		if optionsName.MatchString(name) {
			out = append(out, strings.ToUpper(name))
		}
	}
	return out
}

// tellsTools tells whether a variable tells a tool what to do.
func tellsTools(name string) bool {
	return slices.Contains(toolVariables, name) || optionsName.MatchString(strings.ToLower(name))
}

// decided tells what the author can have typed of all that decides what a text holds, the
// conditions of its expressions too.
func (a *author) decided(text string) typing {
	worst := fixed
	for _, e := range expression.FindAllString(text, -1) {
		for _, m := range context.FindAllStringSubmatch(spelledOut.ReplaceAllString(subscript.ReplaceAllString(e, ".$1$2"), "''"), -1) {
			worst = max(worst, a.property(strings.ToLower(m[1]), strings.ToLower(m[2])))
		}
	}
	return worst
}

// printed tells what the author can have typed of what programs of a script print, where a
// text of it comes from them.
func (a *author) printed(from shell.Origin, code string) typing {
	switch {
	case !from.Open:
		return fixed
	case eventTells.MatchString(code), gitTells.MatchString(code) && (gitSubject.MatchString(code) || gitBody.MatchString(code)):
		return typedLine
	}
	return a.used(code)
}

// variableDoubt is why the command may have got arguments that the author typed: by a
// variable among its words, or one that changes what the tool does.
func (h *Holding) variableDoubt(command shell.Command, a author) Doubt {
	code := h.piece().step.Run
	set := shell.Assigned(code)
	names := append(slices.Clone(toolVariables), namedAsOptions(a.variables)...)
	for name := range set {
		if tellsTools(name) {
			names = append(names, name)
		}
	}
	for _, m := range variableUse.FindAllStringSubmatch(strings.Join(command.Words, " "), -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		t := a.variables[strings.ToLower(name)]
		if from, own := set[name]; own {
			t = max(t, a.origin(from), a.printed(from, code))
		}
		if t > unread || t == picked {
			return Doubt{
				Reason: fmt.Sprintf("the workflow sets %s to what somebody types or picks, who so chooses what the command does", name),
				Remedy: fmt.Sprintf("Give %s a value of its own in the workflow of the base branch, or run the command without it.", name),
			}
		}
	}
	return Doubt{}
}

// optionsDoubt is why the container in which a job runs may hold other programs, or set
// other variables, than its image does: its options are typed.
func (h *Holding) optionsDoubt(run record.Run) Doubt {
	a := ofWorkflow(run, h.Source)
	options, _ := h.Leg.Expand(h.Leg.Job.ContainerOptions)
	t, by := a.typed(options)
	if t != typedText && t != typedLine {
		return Doubt{}
	}
	return Doubt{
		Reason: fmt.Sprintf("the job's container takes `%s` among its options, so that whoever types that text can mount other programs", Clip(OneLine(by))),
		Remedy: "Write the container's options out in the workflow file of the base branch.",
	}
}
