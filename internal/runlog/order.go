package runlog

import "slices"

// order watches over the lines' order of time. A line whose time lies before that
// of the line above it tells that one of the two was printed with a forged or
// quoted time stamp: what fell into another step's span by it may not be that
// step's.
type order struct {
	windows []*window
	// breaks counts the lines that were out of order.
	breaks int
}

// maxBreaks bounds how many breaks of the order are told apart; after that every
// step's lines may be another's.
const maxBreaks = 1000

// back takes a second before that of the line above, the steps of that line and the
// steps of the second. Times before the job's first step are quotations.
func (o *order) back(second int64, left, entered []int) {
	if len(entered) == 0 || o.breaks > maxBreaks {
		return
	}
	o.breaks++
	for i, w := range o.windows {
		enters := slices.Contains(entered, i) && !slices.Contains(left, i)
		early := w.lines > 0 && w.from > second
		if enters || early || o.breaks > maxBreaks {
			w.facts.shared = true
		}
	}
}
