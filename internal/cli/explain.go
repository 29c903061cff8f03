package cli

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/agext/levenshtein"

	"github.com/packetgate/packetgate/docs"
	"github.com/packetgate/packetgate/internal/rule"
)

// explainCommand prints the page of a rule.
type explainCommand struct {
	Slug string `arg:"" optional:"" help:"The rule, such as open-checkbox; left out, all rules are listed."`
}

// Help is an example.
func (explainCommand) Help() string {
	return "The page says why the rule is there, shows a failing and a passing example, and how to fix what it finds.\n\n" +
		"Example:\n  packetgate explain evidence-missing"
}

// Run prints the page, or the list.
func (c explainCommand) Run(host Host) error {
	if c.Slug == "" {
		return listRules(host.Stdout)
	}
	r, known := rule.Find(rule.Slug(c.Slug))
	if !known {
		return unknownRule(c.Slug)
	}
	page, ok := docs.Rule(string(r.Slug))
	if !ok {
		return fmt.Errorf("the rule %s has no page", r.Slug)
	}
	_, err := io.WriteString(host.Stdout, page)
	return err
}

func listRules(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, r := range rule.All() {
		summary := r.Summary
		if !r.Judged() {
			summary += " (Not judged yet.)"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", r.Slug, r.DefaultSeverity, summary)
	}
	return table.Flush()
}

// unknownRule names the rule that is written almost so, if there is one.
func unknownRule(slug string) error {
	const longest = 64 // what is longer is like no rule, and slow to compare
	best, distance := "", len(slug)/3+2
	if len(slug) <= longest {
		for _, known := range rule.Slugs() {
			if d := levenshtein.Distance(slug, known, nil); d < distance {
				best, distance = known, d
			}
		}
	}
	if best == "" {
		return fmt.Errorf("there is no rule %q; packetgate explain lists them", slug)
	}
	return fmt.Errorf("there is no rule %q; did you mean %s?", slug, best)
}
