package rule

import (
	"slices"

	"github.com/packetgate/packetgate/internal/config"
)

// Rule is one rule as data, for docs, explain, configuration and SARIF.
type Rule struct {
	Slug Slug
	// DefaultSeverity is the weight of a finding unless the configuration says
	// otherwise; single findings of a rule may weigh less, as Summary says.
	DefaultSeverity config.Severity
	// Family groups the rules as the documentation does.
	Family string
	// Summary is one line: what the rule wants.
	Summary string

	check func(*pass)
}

// Judged tells whether this version judges the rule; a rule that it does not is
// accepted in configurations and gives no findings.
func (r Rule) Judged() bool { return r.check != nil }

// All lists every rule, family by family.
func All() []Rule {
	return slices.Concat(
		checklistRules,
		outputRules,
		rejectionRules,
		orderRules,
		checkpointRules,
		gitRules,
		dependencyRules,
		boardRules,
		barRules,
		reviewRules,
		evidenceRules,
		honestyRules,
	)
}

// Slugs lists the slugs of all rules.
func Slugs() []string {
	var out []string
	for _, r := range All() {
		out = append(out, string(r.Slug))
	}
	return out
}

// Find returns the rule of a slug.
func Find(slug Slug) (Rule, bool) {
	for _, r := range All() {
		if r.Slug == slug {
			return r, true
		}
	}
	return Rule{}, false
}
