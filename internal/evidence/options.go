package evidence

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
)

// optionsName matches, in small letters, the names by which tools take options beside
// their command line.
var optionsName = regexp.MustCompile(`^npm_config_|(?:opts?|options|flags|_args)$`)

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

// optionsDoubt is why the container in which a job runs may hold other programs, or set
// other variables, than its image does: its options are typed.
func (h *holding) optionsDoubt(run record.Run) doubt {
	a := ofWorkflow(run, h.src)
	options, _ := h.leg.Expand(h.leg.Job.ContainerOptions)
	t, by := a.typed(options)
	if t != typedText && t != typedLine {
		return doubt{}
	}
	return doubt{
		reason: fmt.Sprintf("the job's container takes `%s` among its options, so that whoever types that text can mount other programs", clip(oneLine(by))),
		remedy: "Write the container's options out in the workflow file of the base branch.",
	}
}
