package runlog

import (
	"cmp"
	"slices"

	"github.com/packetgate/packetgate/internal/record"
)

// recent is a map by hash that forgets what it has not seen for long: when the
// young half is full, the old half goes. What a tool prints last, its summary, is
// kept so.
type recent[V any] struct {
	young, old map[uint64]V
	dropped    bool
}

// touch tells whether the hash is known, and keeps it young.
func (r *recent[V]) touch(hash uint64, half int) bool {
	if _, ok := r.young[hash]; ok {
		return true
	}
	v, ok := r.old[hash]
	if ok {
		r.put(hash, v, half)
	}
	return ok
}

// put adds an entry that is not young, in halves of at most half entries.
func (r *recent[V]) put(hash uint64, v V, half int) {
	if len(r.young) == half {
		r.dropped = r.dropped || len(r.old) > 0
		r.young, r.old = r.old, r.young
		clear(r.young)
	}
	if r.young == nil {
		r.young = map[uint64]V{}
	}
	r.young[hash] = v
}

func (r *recent[V]) size() int { return len(r.young) + len(r.old) }

type entry[V any] struct {
	hash  uint64
	value V
}

// entries lists the entries by the line that line gives them.
func (r *recent[V]) entries(line func(V) int) []entry[V] {
	out := make([]entry[V], 0, r.size())
	for hash, v := range r.young {
		out = append(out, entry[V]{hash, v})
	}
	for hash, v := range r.old {
		if _, ok := r.young[hash]; !ok {
			out = append(out, entry[V]{hash, v})
		}
	}
	slices.SortFunc(out, func(a, b entry[V]) int {
		return cmp.Or(cmp.Compare(line(a.value), line(b.value)), cmp.Compare(a.hash, b.hash))
	})
	return out
}

// valueSet holds the hashes of short lines with the first line that had each. All
// sets of a log draw on one budget.
type valueSet struct {
	recent[int]
	budget *int
}

func (s *valueSet) add(hash uint64, line int) {
	const half = record.MaxLogValues / 2
	before := s.size()
	if s.touch(hash, half) {
		*s.budget -= s.size() - before
		return
	}
	if *s.budget <= 0 {
		s.dropped = true
		return
	}
	s.put(hash, line, half)
	*s.budget -= s.size() - before
}

func (s *valueSet) merge(later *valueSet) {
	for _, e := range later.entries(itself) {
		s.add(e.hash, e.value)
	}
	s.dropped = s.dropped || later.dropped
}

// release gives what the set holds back to the budget; it is not used any more.
func (s *valueSet) release() {
	*s.budget += s.size()
	s.recent = recent[int]{}
}

func (s *valueSet) all() map[uint64]int {
	if s.size() == 0 {
		return nil
	}
	out := make(map[uint64]int, s.size())
	for _, e := range s.entries(itself) {
		out[e.hash] = e.value
	}
	return out
}

func itself(line int) int { return line }
