package runlog

import "slices"

// order watches over the lines' order of time. A line whose time lies before that
// of the line above it tells that one of the two was printed with a forged or
// quoted time stamp: what fell into another step's span by it may not be that
// step's.
type order struct {
	windows []*window
	second  int64
	current []int
	begun   bool
	// breaks counts the lines that were out of order.
	breaks int
}

// maxBreaks bounds how many breaks of the order are told apart; after that every
// step's lines may be another's.
const maxBreaks = 1000

// next takes the second of a line and the steps of that second. Times before the
// job's first step are quotations.
func (o *order) next(second int64, candidates []int) {
	if o.begun && second < o.second && len(candidates) > 0 && o.breaks <= maxBreaks {
		o.breaks++
		o.broken(second, candidates)
	}
	o.second, o.current, o.begun = second, candidates, true
}

func (o *order) broken(second int64, candidates []int) {
	for i, w := range o.windows {
		enters := slices.Contains(candidates, i) && !slices.Contains(o.current, i)
		early := w.lines > 0 && w.from > second
		if enters || early || o.breaks > maxBreaks {
			w.facts.shared = true
		}
	}
}
