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

// requiredReview are the rules whose findings are errors where the configuration
// requires a review.
var requiredReview = []Slug{MissingReview, SelfReview, UnauthorisedApproval}

// Weight gives the rule's severity under a configuration, and the key that sets
// it for all its findings; the key is empty for the default, where single findings
// may weigh less.
func (r Rule) Weight(cfg *config.Config) (s config.Severity, key string) {
	if configured, ok := cfg.Rules[string(r.Slug)]; ok {
		return configured, "rules"
	}
	if cfg.Review.Required && slices.Contains(requiredReview, r.Slug) {
		return config.Error, "review.required"
	}
	return r.DefaultSeverity, ""
}

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
		waiverRules,
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

// Summary is what the rule of a slug wants, empty for an unknown one.
func Summary(slug string) string {
	r, _ := Find(Slug(slug))
	return r.Summary
}

// Find returns the rule of a slug.
func Find(slug Slug) (Rule, bool) {
	all := All()
	if i := slices.IndexFunc(all, func(r Rule) bool { return r.Slug == slug }); i >= 0 {
		return all[i], true
	}
	return Rule{}, false
}
