package sandbox

import (
	"fmt"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
)

// PullSpec says what a new pull request is.
type PullSpec struct {
	// Base is a branch of the repository; Head a branch of HeadRepository, which is
	// the repository itself when nil.
	Base, Head     string
	HeadRepository *Repository
	Title, Body    string
	Author         string
	Draft          bool
}

// Pull is a pull request.
type Pull struct {
	ID               int64
	Number           int
	Title, Body      string
	Author           *User
	BaseRef, HeadRef string
	State            string
	Draft            bool
	Merged           bool
	repo, head       *Repository
	headSHA          hash
	merge            hash
	merging          [2]hash
	mergeable        bool
	created, updated time.Time
	closed           time.Time
	reviews          []*review
	threads          []*thread
	comments         []*issueComment
	retargets        []*retarget
}

// retarget is an event at which a pull request's base changed.
type retarget struct {
	id        int64
	from, to  string
	at        time.Time
	by        *User
	automatic bool
}

// OpenPull opens a pull request.
func (r *Repository) OpenPull(spec PullSpec) (*Pull, error) {
	r.world.mu.Lock()
	defer r.world.mu.Unlock()
	head := spec.HeadRepository
	if head == nil {
		head = r
	}
	tip, ok := head.branches[spec.Head]
	if !ok {
		return nil, fmt.Errorf("no branch %s in %s", spec.Head, head.FullName())
	}
	if _, ok := r.branches[spec.Base]; !ok {
		return nil, fmt.Errorf("no branch %s in %s", spec.Base, r.FullName())
	}
	at := r.world.tick()
	p := &Pull{
		ID: r.world.next("pull", 2200000001), Number: len(r.pulls) + 1,
		Title: spec.Title, Body: spec.Body, Author: r.world.user(spec.Author),
		BaseRef: spec.Base, HeadRef: spec.Head, State: "open", Draft: spec.Draft,
		repo: r, head: head, headSHA: tip, created: at, updated: at,
	}
	r.pulls = append(r.pulls, p)
	return p, nil
}

// HeadSHA is the tip of the pull request's head.
func (p *Pull) HeadSHA() string {
	p.repo.world.mu.Lock()
	defer p.repo.world.mu.Unlock()
	return p.headSHA.String()
}

// MergeBase is the commit where the head branched off the base.
func (p *Pull) MergeBase() string {
	p.repo.world.mu.Lock()
	defer p.repo.world.mu.Unlock()
	return p.mergeBase().String()
}

// MergeSHA is the commit refs/pull/N/merge, empty when base and head conflict.
func (p *Pull) MergeSHA() string {
	p.repo.world.mu.Lock()
	defer p.repo.world.mu.Unlock()
	if h, ok := p.mergeCommit(); ok {
		return h.String()
	}
	return ""
}

// Merge merges the pull request into its base with a merge commit.
func (p *Pull) Merge() (string, error) {
	p.repo.world.mu.Lock()
	defer p.repo.world.mu.Unlock()
	return p.land(false)
}

// Squash merges the pull request into its base as one commit.
func (p *Pull) Squash() (string, error) {
	p.repo.world.mu.Lock()
	defer p.repo.world.mu.Unlock()
	return p.land(true)
}

func (p *Pull) land(squashed bool) (string, error) {
	h, ok := p.mergeCommit()
	if !ok {
		return "", fmt.Errorf("pull request %d conflicts with %s", p.Number, p.BaseRef)
	}
	p.closed = p.repo.world.tick()
	if squashed {
		merged := p.repo.objects.commit(h)
		h = p.repo.writeCommit(fmt.Sprintf("%s (#%d)", p.Title, p.Number), p.Author.Login, p.closed, p.repo.objects.filesAt(h), merged.ParentHashes[:1])
		p.merge = h
	}
	p.repo.moveBranch(p.BaseRef, h)
	p.State, p.Merged, p.updated = "closed", true, p.closed
	return h.String(), nil
}

// squash makes one commit of a pull request's merge.
func (r *Repository) squash(p *Pull, merge hash, at time.Time) hash {
	message := fmt.Sprintf("%s (#%d)", p.Title, p.Number)
	return r.writeCommit(message, p.Author.Login, at, r.objects.filesAt(merge), r.objects.commit(merge).ParentHashes[:1])
}

// Retarget aims the pull request at another branch; GitHub does that by itself when
// the branch at which it aimed was merged and deleted.
func (p *Pull) Retarget(base string, automatic bool) error {
	w := p.repo.world
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, exists := p.repo.branches[base]; !exists {
		return fmt.Errorf("no branch %s in %s", base, p.repo.FullName())
	}
	p.updated = w.tick()
	p.retargets = append(p.retargets, &retarget{id: w.next("event", 17000000001), from: p.BaseRef, to: base, at: p.updated, by: p.Author, automatic: automatic})
	p.BaseRef = base
	return nil
}

// Close closes the pull request without a merge.
func (p *Pull) Close() {
	p.repo.world.mu.Lock()
	defer p.repo.world.mu.Unlock()
	p.mergeCommit()
	p.State, p.closed = "closed", p.repo.world.tick()
	p.updated = p.closed
}

// mergeCommit is refs/pull/N/merge, false when the two conflict. Once merged or
// closed it stays what it was.
func (p *Pull) mergeCommit() (hash, bool) {
	base, open := p.repo.branches[p.BaseRef]
	if p.State != "open" || !open {
		return p.merge, p.mergeable
	}
	if now := [2]hash{base, p.headSHA}; p.merging != now {
		message := fmt.Sprintf("Merge %s into %s", p.headSHA, base)
		p.merging = now
		p.merge, p.mergeable = p.repo.merge(base, p.headSHA, message)
	}
	return p.merge, p.mergeable
}

// base is the tip of the base branch, as pull.base.sha shows it.
func (p *Pull) base() hash { return p.repo.branches[p.BaseRef] }

// mergeBase is where the head branched off.
func (p *Pull) mergeBase() hash { return p.repo.objects.mergeBase(p.base(), p.headSHA) }

// files are the differences that the pull request shows.
func (p *Pull) files() []fileDiff { return p.repo.objects.diff(p.mergeBase(), p.headSHA) }

func (p *Pull) commits() []hash { return p.repo.objects.between(p.base(), p.headSHA) }

// pull returns the pull request of that number, nil when there is none.
func (r *Repository) pull(number int) *Pull {
	if number < 1 || number > len(r.pulls) {
		return nil
	}
	return r.pulls[number-1]
}

// mergeGroup is a merge queue's group: its base branch, its commit and how many pull
// requests are in it.
type mergeGroup struct {
	base  string
	head  hash
	pulls int
}

// Queuing is how a merge queue makes a group.
type Queuing struct {
	// Squash makes one commit of each pull request.
	Squash bool
	// Behind is the branch of the group ahead, on which the group is built.
	Behind string
}

// Queue puts pull requests into a merge group, whose branch it makes, and returns
// the group's commit and the branch's name.
func (r *Repository) Queue(how Queuing, numbers ...int) (sha, branch string, err error) {
	r.world.mu.Lock()
	defer r.world.mu.Unlock()
	if len(numbers) == 0 {
		return "", "", fmt.Errorf("a merge group needs a pull request")
	}
	last := r.pull(numbers[len(numbers)-1])
	if last == nil {
		return "", "", fmt.Errorf("no pull request %d in %s", numbers[len(numbers)-1], r.FullName())
	}
	base := last.base()
	if how.Behind != "" {
		base = r.branches[how.Behind]
	}
	tip := base
	for _, n := range numbers {
		p := r.pull(n)
		if p == nil {
			return "", "", fmt.Errorf("no pull request %d in %s", n, r.FullName())
		}
		merged, ok := r.merge(tip, p.headSHA, fmt.Sprintf("Merge pull request #%d from %s/%s\n\n%s", n, p.head.Owner.Login, p.HeadRef, p.Title))
		if !ok {
			return "", "", fmt.Errorf("pull request %d conflicts in the merge group", n)
		}
		if how.Squash {
			merged = r.squash(p, merged, r.objects.commit(merged).Committer.When)
		}
		tip = merged
	}
	branch = fmt.Sprintf("gh-readonly-queue/%s/pr-%d-%s", last.BaseRef, last.Number, base)
	r.branches[branch] = tip
	r.groups[branch] = mergeGroup{base: last.BaseRef, head: tip, pulls: len(numbers)}
	return tip.String(), branch, nil
}

// resolve finds the commit that a name means: a full or abbreviated hash, a
// branch, refs/heads/…, heads/…, refs/pull/N/head or …/merge, HEAD.
func (r *Repository) resolve(name string) (hash, error) {
	if len(name) == 40 {
		if h := plumbing.NewHash(name); r.objects.commit(h) != nil {
			return h, nil
		}
	}
	if name == "HEAD" || name == "" {
		name = r.DefaultBranch
	}
	short := strings.TrimPrefix(name, "refs/")
	if h, ok := r.pullRef(short); ok {
		return h, nil
	}
	if h, ok := r.branches[strings.TrimPrefix(short, "heads/")]; ok {
		return h, nil
	}
	return r.objects.abbreviated(name)
}

func (r *Repository) pullRef(name string) (hash, bool) {
	var number int
	var kind string
	rest, isPull := strings.CutPrefix(name, "pull/")
	if !isPull {
		return plumbing.ZeroHash, false
	}
	if n, _ := fmt.Sscanf(strings.Replace(rest, "/", " ", 1), "%d %s", &number, &kind); n != 2 {
		return plumbing.ZeroHash, false
	}
	p := r.pull(number)
	switch {
	case p == nil:
		return plumbing.ZeroHash, false
	case kind == "head":
		return p.headSHA, true
	case kind == "merge":
		return p.mergeCommit()
	}
	return plumbing.ZeroHash, false
}
