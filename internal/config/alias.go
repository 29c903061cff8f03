package config

import (
	"slices"

	"github.com/packetgate/packetgate/internal/shell"
)

// alias checks that an alias's captures can be read, and that claim and ci have the same:
// one that only ci has would have no value, and one that only claim has would let one CI
// command stand for claims that nothing ran.
func (c checker) alias(path string, alias Alias) {
	captures := map[string][]string{}
	for key, text := range map[string]string{"claim": alias.Claim, "ci": alias.CI} {
		pattern, err := shell.ParsePattern(text)
		if err != nil && len(pattern.Captures()) > 0 {
			c.at(join(path, key), "%s.%s cannot have captures: %s", name(path), key, escaped(err.Error()))
			return
		}
		captures[key] = pattern.Captures()
	}
	for _, one := range captures["ci"] {
		if !slices.Contains(captures["claim"], one) {
			c.at(join(path, "ci"), "%s.ci has {%s}, which its claim does not capture; put it there, or in quotes if it is plain text", name(path), one)
		}
	}
	for _, one := range captures["claim"] {
		if !slices.Contains(captures["ci"], one) {
			c.at(join(path, "claim"), "%s.claim captures {%s}, which its ci does not use, so that one run would prove claims of anything there; use it in ci, or put it in quotes if it is plain text", name(path), one)
		}
	}
}
