package evidence

import (
	"fmt"
	"strings"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/shell"
)

// alias says which CI command stands for a claimed one, read once for all claims.
type alias struct {
	config.Alias
	claim, ci shell.Pattern
	// readable is false where the claim is only known as a text.
	readable bool
}

func readAliases(configured []config.Alias) []alias {
	out := make([]alias, len(configured))
	for i, c := range configured {
		claim, err := shell.ParsePattern(c.Claim)
		ci, _ := shell.ParsePattern(c.CI)
		out[i] = alias{Alias: c, claim: claim, ci: ci, readable: err == nil}
	}
	return out
}

// standsFor gives the CI command for a claim of these commands, which are nil where the
// text is no list of such.
func (a alias) standsFor(text string, commands []shell.Command) (string, bool) {
	if len(a.claim.Captures()) == 0 && strings.TrimSpace(a.Claim) == strings.TrimSpace(text) {
		return a.CI, true
	}
	if !a.readable {
		return "", false
	}
	values, ok := a.claim.Match(commands)
	if !ok || len(values) == 0 {
		return a.CI, ok
	}
	return a.ci.Fill(values)
}

// alias puts the CI command in the place of a claim's that the first alias which is for
// it names, and tells which others are for it too.
func (t *task) alias(aliases []alias) {
	text := t.text
	commands, err := shell.Parse(text)
	if err != nil {
		commands = nil
	}
	found := false
	for i, a := range aliases {
		ci, ok := a.standsFor(text, commands)
		switch {
		case !ok:
		case !found:
			found, t.text = true, ci
			t.notes = append(t.notes, fmt.Sprintf("evidence.aliases: `%s` stands for this claim", ci))
		case ci != t.text:
			t.notes = append(t.notes, fmt.Sprintf("evidence.aliases[%d] (`%s`) is for this claim too; the first counts", i, ci))
			return
		}
	}
}
