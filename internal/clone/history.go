package clone

import (
	"container/heap"
	"errors"
	"fmt"
	"math"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
)

// maxWalk bounds the commits that are read to relate two of them.
const maxWalk = 500_000

// errShallow says that the history that would relate two commits is not there.
var errShallow = errors.New(unshallow)

// relation is how a base stands to a head.
type relation struct {
	// mergeBase is the best common ancestor, nil where there is none.
	mergeBase *object.Commit
	// ahead are the head's commits that the base lacks, oldest first, a merged
	// branch's before its merge.
	ahead []*object.Commit
	// behind tells whether the base has commits that the head lacks.
	behind bool
}

// status is the relation in the words of GitHub's comparisons.
func (r *relation) status() string {
	switch {
	case len(r.ahead) > 0 && r.behind:
		return "diverged"
	case len(r.ahead) > 0:
		return "ahead"
	case r.behind:
		return "behind"
	}
	return "identical"
}

// Marks of a commit in the walk, as git's own merge-base keeps them.
const (
	ofBase = 1 << iota
	ofHead
	stale // below a common ancestor
	common
)

// maxSettle is how many commits are read on after the walk, which are older than all
// that it found to be one side's own.
const maxSettle = 64

// walk visits the histories of two commits, newest first, until only common
// ancestors' ancestors are left, and settles what was marked before a commit that is
// dated before its parent came up.
type walk struct {
	clone    *Clone
	commits  map[plumbing.Hash]*object.Commit
	marks    map[plumbing.Hash]uint8
	queued   map[plumbing.Hash]bool
	queue    byDate
	fresh    int // queued commits that are not stale
	found    []*object.Commit
	boundary bool // the shallow boundary was met
}

// relate finds the merge base of two commits and what lies between.
func (c *Clone) relate(base, head *object.Commit) (*relation, error) {
	w := &walk{clone: c, commits: map[plumbing.Hash]*object.Commit{}, marks: map[plumbing.Hash]uint8{}, queued: map[plumbing.Hash]bool{}}
	w.mark(base, ofBase)
	w.mark(head, ofHead)
	for w.fresh > 0 {
		if err := w.step(); err != nil {
			return nil, err
		}
		if len(w.commits) > maxWalk {
			return nil, fmt.Errorf("more than %d commits lie between them", maxWalk)
		}
	}
	if err := w.settle(); err != nil {
		return nil, err
	}
	r := &relation{}
	for _, commit := range w.found {
		if w.marks[commit.Hash]&stale == 0 {
			r.mergeBase = commit
			break
		}
	}
	if r.mergeBase == nil && w.boundary {
		return nil, errShallow
	}
	for _, marks := range w.marks {
		r.behind = r.behind || marks&(ofBase|ofHead) == ofBase
	}
	r.ahead = w.ahead(head)
	return r, nil
}

// settle goes on with the common ancestors' ancestors: down to the oldest commit that
// passes for one side's own, or for a best common ancestor, and a little further. One
// that is reached is neither.
func (w *walk) settle() error {
	oldest := int64(math.MaxInt64)
	for hash, marks := range w.marks {
		if marks&(ofBase|ofHead) != ofBase|ofHead || marks&(common|stale) == common {
			oldest = min(oldest, w.commits[hash].Committer.When.Unix())
		}
	}
	for left := maxSettle; len(w.queue) > 0 && len(w.commits) <= maxWalk; {
		if w.queue[0].Committer.When.Unix() < oldest {
			if left--; left < 0 {
				return nil
			}
		}
		if err := w.step(); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) step() error {
	commit := heap.Pop(&w.queue).(*object.Commit)
	w.queued[commit.Hash] = false
	marks := w.marks[commit.Hash]
	if marks&stale == 0 {
		w.fresh--
	}
	if marks&(ofBase|ofHead) == ofBase|ofHead {
		if marks&(common|stale) == 0 {
			w.marks[commit.Hash] |= common
			w.found = append(w.found, commit)
		}
		marks |= stale
	}
	for _, hash := range commit.ParentHashes {
		parent, err := w.parent(commit, hash)
		if err != nil {
			return err
		}
		if parent != nil {
			w.mark(parent, marks&(ofBase|ofHead|stale))
		}
	}
	return nil
}

// parent reads a parent, nil beyond the shallow boundary.
func (w *walk) parent(commit *object.Commit, hash plumbing.Hash) (*object.Commit, error) {
	if known := w.commits[hash]; known != nil {
		return known, nil
	}
	parent, err := w.clone.repository.CommitObject(hash)
	switch {
	case err == nil:
		return parent, nil
	case w.clone.shallow[commit.Hash]:
		w.boundary = true
		return nil, nil
	}
	return nil, fmt.Errorf("reading commit %s, a parent of %s: %w", hash, commit.Hash, err)
}

// mark adds marks to a commit and queues it if that is news.
func (w *walk) mark(commit *object.Commit, marks uint8) {
	before := w.marks[commit.Hash]
	after := before | marks
	if after == before {
		return
	}
	w.commits[commit.Hash] = commit
	w.marks[commit.Hash] = after
	if !w.queued[commit.Hash] {
		w.queued[commit.Hash] = true
		heap.Push(&w.queue, commit)
		if after&stale == 0 {
			w.fresh++
		}
	} else if before&stale == 0 && after&stale != 0 {
		w.fresh--
	}
}

// ahead lists the head's own commits in topological order, the first parent's
// side first.
func (w *walk) ahead(head *object.Commit) []*object.Commit {
	own := func(hash plumbing.Hash) bool { return w.marks[hash]&(ofBase|ofHead) == ofHead }
	if !own(head.Hash) {
		return nil
	}
	type visit struct {
		commit *object.Commit
		next   int
	}
	var out []*object.Commit
	entered := map[plumbing.Hash]bool{head.Hash: true}
	path := []visit{{commit: head}}
	for len(path) > 0 {
		top := &path[len(path)-1]
		if top.next == len(top.commit.ParentHashes) {
			out = append(out, top.commit)
			path = path[:len(path)-1]
			continue
		}
		hash := top.commit.ParentHashes[top.next]
		top.next++
		if own(hash) && !entered[hash] {
			entered[hash] = true
			path = append(path, visit{commit: w.commits[hash]})
		}
	}
	return out
}

// byDate is a heap of commits, the newest on top.
type byDate []*object.Commit

func (q byDate) Len() int { return len(q) }
func (q byDate) Less(i, j int) bool {
	if !q[i].Committer.When.Equal(q[j].Committer.When) {
		return q[i].Committer.When.After(q[j].Committer.When)
	}
	return q[i].Hash.String() < q[j].Hash.String()
}
func (q byDate) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *byDate) Push(x any)   { *q = append(*q, x.(*object.Commit)) }
func (q *byDate) Pop() any {
	last := (*q)[len(*q)-1]
	(*q)[len(*q)-1] = nil
	*q = (*q)[:len(*q)-1]
	return last
}
