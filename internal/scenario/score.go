package scenario

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// tally counts the scenarios of one kind: all, and those that passed.
type tally struct{ all, passed int }

func (t *tally) add(passed bool) {
	t.all++
	if passed {
		t.passed++
	}
}

func (t tally) String() string { return fmt.Sprintf("%d/%d", t.passed, t.all) }

// writeScore writes a line for each family of the catalogue: how many of its
// forgeries are caught, and how many of its honest scenarios pass. Without any such
// scenario it writes nothing.
func writeScore(out io.Writer, results []Result) error {
	type pair struct{ forged, honest tally }
	counted, total := map[string]*pair{}, &pair{}
	for _, r := range results {
		if r.Family == "" || r.Family == Operation {
			continue
		}
		if counted[r.Family] == nil {
			counted[r.Family] = &pair{}
		}
		for _, p := range []*pair{counted[r.Family], total} {
			if r.Kind == "dishonest" {
				p.forged.add(r.Passed())
			} else {
				p.honest.add(r.Passed())
			}
		}
	}
	if len(counted) == 0 {
		return nil
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "\nFamily\tForgeries caught\tHonest passed\n")
	for _, f := range Families {
		if p := counted[f.Name]; p != nil {
			fmt.Fprintf(table, "%s\t%s\t%s\n", f.Title, p.forged, p.honest)
		}
	}
	fmt.Fprintf(table, "All\t%s\t%s\n\n", total.forged, total.honest)
	return table.Flush()
}
