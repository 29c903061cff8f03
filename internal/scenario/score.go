package scenario

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
)

// Tally counts the scenarios of a family: its forgeries and how many of them are
// caught, its honest scenarios and how many of them pass.
type Tally struct {
	Family    string `json:"family"`
	Forgeries int    `json:"forgeries"`
	Caught    int    `json:"caught"`
	Honest    int    `json:"honest"`
	Passed    int    `json:"passed"`
}

func (t *Tally) add(r Result) {
	all, good := &t.Honest, &t.Passed
	if r.Kind == "dishonest" {
		all, good = &t.Forgeries, &t.Caught
	}
	*all++
	if r.Passed() {
		*good++
	}
}

// score tallies results by family, in the catalogue's order, and all of them. What
// has no family of the catalogue is not counted.
func score(results []Result) (families []Tally, all Tally) {
	all.Family = "all"
	for _, f := range Families {
		t := Tally{Family: f.Name}
		for _, r := range results {
			if r.Family == f.Name {
				t.add(r)
				all.add(r)
			}
		}
		if t.Forgeries+t.Honest > 0 {
			families = append(families, t)
		}
	}
	return families, all
}

// writeScore writes a line for each family that has scenarios, and one for all.
// Without any it writes nothing.
func writeScore(out io.Writer, results []Result) error {
	families, all := score(results)
	if len(families) == 0 {
		return nil
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "\nFamily\tForgeries caught\tHonest passed\n")
	for _, t := range append(families, all) {
		fmt.Fprintf(table, "%s\t%d/%d\t%d/%d\n", t.Family, t.Caught, t.Forgeries, t.Passed, t.Honest)
	}
	fmt.Fprintln(table)
	return table.Flush()
}

// writeJSON writes the results and their score as one JSON object.
func writeJSON(out io.Writer, results []Result, failed int) error {
	families, all := score(results)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(struct {
		Passed    int      `json:"passed"`
		Failed    int      `json:"failed"`
		Families  []Tally  `json:"families"`
		All       Tally    `json:"all"`
		Scenarios []Result `json:"scenarios"`
	}{len(results) - failed, failed, families, all, results})
}
