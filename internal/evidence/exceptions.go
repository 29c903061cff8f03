package evidence

import (
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/shell"
)

// Exceptions tell which of the configured aliases and waivers are for a claim.
type Exceptions struct {
	waivers []config.Waiver
	aliases []alias
}

// ReadExceptions reads those of a configuration.
func ReadExceptions(cfg config.Evidence) Exceptions {
	return Exceptions{cfg.Waivers, readAliases(cfg.Aliases)}
}

// Alias is the place, in the configuration, of the alias that counts for a claim of this
// command, -1 where none is for it.
func (e Exceptions) Alias(command string) int {
	commands, _ := shell.Parse(strings.TrimSpace(command))
	return slices.IndexFunc(e.aliases, func(a alias) bool {
		_, ok := a.standsFor(command, commands)
		return ok
	})
}

// Waivers are the places, in the configuration, of the waivers, expired or not, that excuse
// what a claim of this command says was run, or a part of it.
func (e Exceptions) Waivers(command string) []int {
	t := task{text: strings.TrimSpace(command)}
	t.alias(e.aliases)
	parts, _ := shell.Parse(t.text)
	var out []int
	for i, w := range e.waivers {
		if excuses(w, strings.TrimSpace(command), false) || slices.ContainsFunc(parts, func(c shell.Command) bool { return excuses(w, c.Text, true) }) {
			out = append(out, i)
		}
	}
	return out
}
