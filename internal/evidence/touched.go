package evidence

import (
	"slices"

	"github.com/packetgate/packetgate/internal/shell"
)

// touched lists the files of the change that the claimed command, or a command
// before it in its job, names or takes what it runs from.
func (j *judgement) touched(t *task) []string {
	var out []string
	add := func(c shell.Command) {
		for _, file := range filesOf(c) {
			if j.Change.Changed(file) != nil && !slices.Contains(out, file) {
				out = append(out, file)
			}
		}
	}
	for _, command := range t.commands {
		add(command)
	}
	for _, r := range t.parts {
		if r.verdict != Verified || r.holding == nil {
			continue
		}
		for _, p := range r.holding.before() {
			for _, ran := range p.rans {
				add(ran.Command)
			}
		}
	}
	return out
}
