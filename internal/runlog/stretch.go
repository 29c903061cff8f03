package runlog

import "slices"

// maxSegments bounds how many headers of one stretch are told apart.
const maxSegments = 64

// stretch is a run of lines that the same steps may have written. With several
// steps it is cut into segments at the headers, and the segments are given to the
// steps when the stretch ends.
type stretch struct {
	candidates []int
	// digested are the candidates that are not idle. The stretch is idle where its only
	// candidate is.
	digested []int
	idle     bool
	// facts is where the next line's facts go, nil outside every span.
	facts *facts
	// before has the lines before the first header, segments one entry a header.
	before   *facts
	segments []*facts
	overflow bool
}

func (s *stretch) same(candidates []int) bool { return slices.Equal(s.candidates, candidates) }

func (s *stretch) begin(candidates []int, windows []*window) {
	*s = stretch{candidates: candidates}
	for _, i := range candidates {
		if !windows[i].idle {
			s.digested = append(s.digested, i)
		}
	}
	switch len(candidates) {
	case 0:
	case 1:
		s.facts = windows[candidates[0]].facts
		s.idle = len(s.digested) == 0
	default:
		s.before = &facts{}
		s.facts = s.before
	}
}

// open starts a segment at a header. Lines before the first header of a step that
// has one are not the step's.
func (s *stretch) open(line int) {
	switch {
	case len(s.candidates) == 1:
		if s.facts.headers == 0 {
			s.facts.share()
		}
	case len(s.segments) == maxSegments:
		s.overflow = true
	default:
		s.segments = append(s.segments, &facts{})
		s.facts = s.segments[len(s.segments)-1]
	}
	s.facts.headers++
	s.facts.touch(line, false)
}

// resolve gives the segments to the steps, as the package comment says.
func (s *stretch) resolve(windows []*window) {
	if len(s.candidates) < 2 {
		return
	}
	if concurrent(s.candidates, windows) {
		s.share(windows, append([]*facts{s.before}, s.segments...))
		return
	}
	first := windows[s.candidates[0]].facts
	running := first.first > 0
	starting := s.candidates
	if running || s.before.first > 0 {
		starting = s.candidates[1:]
	}
	if !running {
		s.before.share()
	}
	first.merge(s.before)
	if len(s.segments) == len(starting) && !s.overflow {
		for i, segment := range s.segments {
			windows[starting[i]].facts.merge(segment)
		}
		return
	}
	s.share(windows, s.segments)
}

// share gives segments to all steps.
func (s *stretch) share(windows []*window, segments []*facts) {
	for _, segment := range segments {
		segment.share()
		for _, i := range s.candidates {
			windows[i].facts.merge(segment)
		}
	}
}

// concurrent tells whether steps ran at the same time, in the background: those that
// follow each other share a second at most, and no header divides lines that are
// written in turns.
func concurrent(candidates []int, windows []*window) bool {
	end := windows[candidates[0]].to
	for _, i := range candidates[1:] {
		w := windows[i]
		if min(end, w.to) > w.from {
			return true
		}
		end = max(end, w.to)
	}
	return false
}
