package runlog

import (
	"sort"

	"github.com/packetgate/packetgate/internal/record"
)

// spans finds the steps whose span holds a second. Seconds between two
// neighbouring bounds have the same steps, so each such interval is looked up
// once.
type spans struct {
	from, to []int64
	// bounds are where the set of steps may change, ascending.
	bounds []int64
	// sets are the steps of the seconds in [bounds[i-1], bounds[i]), filled as
	// needed.
	sets  [][]int
	known []bool
}

func newSpans(list []record.LogSpan) *spans {
	s := &spans{}
	for _, span := range list {
		from, to := span.From.Unix(), span.To.Unix()
		s.from, s.to = append(s.from, from), append(s.to, to)
		if from <= to {
			s.bounds = append(s.bounds, from, to+1)
		}
	}
	sort.Slice(s.bounds, func(i, j int) bool { return s.bounds[i] < s.bounds[j] })
	s.sets = make([][]int, len(s.bounds)+1)
	s.known = make([]bool, len(s.bounds)+1)
	return s
}

// at returns the indexes of the spans that hold the second, ascending, both ends
// of a span included.
func (s *spans) at(second int64) []int {
	i := sort.Search(len(s.bounds), func(i int) bool { return s.bounds[i] > second })
	if !s.known[i] {
		s.known[i] = true
		for k := range s.from {
			if s.from[k] <= second && second <= s.to[k] {
				s.sets[i] = append(s.sets[i], k)
			}
		}
	}
	return s.sets[i]
}
