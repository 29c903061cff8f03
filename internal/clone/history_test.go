package clone

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/storage/memory"
	"pgregory.net/rapid"
)

// TestRelateAgreesWithTheDefinition compares the walk on random histories with
// the sets that define a merge base and what is ahead and behind, some commits being
// dated before their parents.
func TestRelateAgreesWithTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		repository, err := git.Init(memory.NewStorage(), nil)
		if err != nil {
			t.Fatal(err)
		}
		c := &Clone{repository: repository}
		n := rapid.IntRange(1, 14).Draw(t, "commits")
		commits := make([]*object.Commit, n)
		ancestors := make([]map[int]bool, n) // with itself
		for i := range n {
			ancestors[i] = map[int]bool{i: true}
			var parents []plumbing.Hash
			if i > 0 {
				for _, p := range rapid.SliceOfNDistinct(rapid.IntRange(0, i-1), 0, min(i, 3), rapid.ID).Draw(t, "parents") {
					parents = append(parents, commits[p].Hash)
					for a := range ancestors[p] {
						ancestors[i][a] = true
					}
				}
			}
			date := i
			if rapid.IntRange(0, 3).Draw(t, "forged") == 0 {
				date = rapid.IntRange(-20, 40).Draw(t, "date")
			}
			commits[i] = store(t, repository, i, date, parents)
		}
		base, head := rapid.IntRange(0, n-1).Draw(t, "base"), rapid.IntRange(0, n-1).Draw(t, "head")
		got, err := c.relate(commits[base], commits[head])
		if err != nil {
			t.Fatal(err)
		}

		var best []plumbing.Hash
		for a := range ancestors[base] {
			below := false
			for b := range ancestors[base] {
				below = below || b != a && ancestors[head][b] && ancestors[b][a]
			}
			if ancestors[head][a] && !below {
				best = append(best, commits[a].Hash)
			}
		}
		if (got.mergeBase == nil) != (len(best) == 0) || got.mergeBase != nil && !slices.Contains(best, got.mergeBase.Hash) {
			t.Fatalf("merge base %v, want one of %v", got.mergeBase, best)
		}
		place := map[plumbing.Hash]int{}
		for i, commit := range got.ahead {
			place[commit.Hash] = i
		}
		for i := range n {
			_, listed := place[commits[i].Hash]
			if want := ancestors[head][i] && !ancestors[base][i]; listed != want {
				t.Fatalf("commit %d listed %v, want %v", i, listed, want)
			}
			for _, parent := range commits[i].ParentHashes {
				if p, ok := place[parent]; ok && listed && p > place[commits[i].Hash] {
					t.Fatalf("commit %d comes before its parent", i)
				}
			}
		}
		if want := !ancestors[head][base]; got.behind != want {
			t.Fatalf("behind = %v, want %v", got.behind, want)
		}
	})
}

func store(t interface{ Fatal(...any) }, repository *git.Repository, i, date int, parents []plumbing.Hash) *object.Commit {
	who := object.Signature{Name: "Ada", When: time.Unix(int64(1000+date), 0)}
	commit := &object.Commit{Author: who, Committer: who, Message: fmt.Sprint("commit ", i), ParentHashes: parents}
	encoded := repository.Storer.NewEncodedObject()
	if err := commit.Encode(encoded); err != nil {
		t.Fatal(err)
	}
	hash, err := repository.Storer.SetEncodedObject(encoded)
	if err != nil {
		t.Fatal(err)
	}
	stored, err := repository.CommitObject(hash)
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

// BenchmarkRelate relates two branches that left a history of 20,000 commits ten
// commits ago: the walk must not read the history.
func BenchmarkRelate(b *testing.B) {
	repository, err := git.Init(memory.NewStorage(), nil)
	if err != nil {
		b.Fatal(err)
	}
	var parents []plumbing.Hash
	var last *object.Commit
	for i := range 20_000 {
		last = store(b, repository, i, i, parents)
		parents = []plumbing.Hash{last.Hash}
	}
	tips := [2]*object.Commit{last, last}
	for i := range 20 {
		tips[i%2] = store(b, repository, 20_000+i, 20_000+i, []plumbing.Hash{tips[i%2].Hash})
	}
	c := &Clone{repository: repository}
	for b.Loop() {
		if r, err := c.relate(tips[0], tips[1]); err != nil || len(r.ahead) != 10 {
			b.Fatal(len(r.ahead), err)
		}
	}
}

// TestRelateWithAForgedDate has a commit of both histories that is dated before all
// others: only once the walk has come to it is known that what lies below is common.
func TestRelateWithAForgedDate(t *testing.T) {
	repository, err := git.Init(memory.NewStorage(), nil)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	commit := func(date int, parents ...*object.Commit) *object.Commit {
		var hashes []plumbing.Hash
		for _, p := range parents {
			hashes = append(hashes, p.Hash)
		}
		n++
		return store(t, repository, n, date, hashes)
	}
	below := commit(2)
	for date := 10; date <= 50; date += 10 {
		below = commit(date, below)
	}
	forged := commit(1, commit(60, below))
	base := commit(200, forged)
	beside := commit(150, below)
	head := commit(300, beside, forged)
	got, err := (&Clone{repository: repository}).relate(base, head)
	if err != nil || got.mergeBase.Hash != forged.Hash || len(got.ahead) != 2 || got.ahead[0].Hash != beside.Hash || got.ahead[1].Hash != head.Hash {
		t.Errorf("%+v, %v", got, err)
	}
}
