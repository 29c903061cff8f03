package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	gitobject "github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/storage/memory"
)

type hash = plumbing.Hash

// objects is the object database of one fork network.
type objects struct {
	store *memory.Storage
	// hashes are the commits in the order in which they were made.
	hashes []hash
	diffs  map[[2]hash][]fileDiff
}

func newObjects() *objects {
	return &objects{store: memory.NewStorage(), diffs: map[[2]hash][]fileDiff{}}
}

// entry is one file of a tree.
type entry struct {
	hash hash
	mode filemode.FileMode
}

// files is a tree laid flat: every file by its path.
type files map[string]entry

// encodable is what go-git can write as an object.
type encodable interface {
	Encode(plumbing.EncodedObject) error
}

func (o *objects) write(e encodable) hash {
	encoded := o.store.NewEncodedObject()
	if err := e.Encode(encoded); err != nil {
		panic(fmt.Sprintf("sandbox: encoding an object in memory: %v", err))
	}
	h, err := o.store.SetEncodedObject(encoded)
	if err != nil {
		panic(fmt.Sprintf("sandbox: storing an object in memory: %v", err))
	}
	return h
}

func (o *objects) writeBlob(content []byte) hash {
	encoded := o.store.NewEncodedObject()
	encoded.SetType(plumbing.BlobObject)
	w, err := encoded.Writer()
	if err == nil {
		_, err = w.Write(content)
	}
	if err != nil {
		panic(fmt.Sprintf("sandbox: writing a blob in memory: %v", err))
	}
	h, err := o.store.SetEncodedObject(encoded)
	if err != nil {
		panic(fmt.Sprintf("sandbox: storing a blob in memory: %v", err))
	}
	return h
}

// writeTree writes the flat files as nested trees.
func (o *objects) writeTree(all files) hash {
	entries := map[string]gitobject.TreeEntry{}
	below := map[string]files{}
	for name, e := range all {
		dir, rest, nested := strings.Cut(name, "/")
		if !nested {
			entries[name] = gitobject.TreeEntry{Name: name, Mode: e.mode, Hash: e.hash}
			continue
		}
		if below[dir] == nil {
			below[dir] = files{}
		}
		below[dir][rest] = e
	}
	for dir, inner := range below {
		entries[dir] = gitobject.TreeEntry{Name: dir, Mode: filemode.Dir, Hash: o.writeTree(inner)}
	}
	tree := &gitobject.Tree{}
	for _, e := range entries {
		tree.Entries = append(tree.Entries, e)
	}
	sort.Sort(gitobject.TreeEntrySorter(tree.Entries))
	return o.write(tree)
}

func (o *objects) commit(h hash) *gitobject.Commit {
	c, err := gitobject.GetCommit(o.store, h)
	if err != nil {
		return nil
	}
	return c
}

func (o *objects) tree(h hash) *gitobject.Tree {
	t, err := gitobject.GetTree(o.store, h)
	if err != nil {
		return nil
	}
	return t
}

// filesAt lays a commit's tree flat; the zero hash has no files.
func (o *objects) filesAt(commit hash) files {
	out := files{}
	c := o.commit(commit)
	if c == nil {
		return out
	}
	tree := o.tree(c.TreeHash)
	walker := gitobject.NewTreeWalker(tree, true, nil)
	defer walker.Close()
	for {
		name, e, err := walker.Next()
		if err != nil {
			return out
		}
		if e.Mode != filemode.Dir {
			out[name] = entry{hash: e.Hash, mode: e.Mode}
		}
	}
}

// blob returns the content of a blob, false when there is none of that hash.
func (o *objects) blob(h hash) ([]byte, bool) {
	b, err := gitobject.GetBlob(o.store, h)
	if err != nil {
		return nil, false
	}
	r, err := b.Reader()
	if err != nil {
		return nil, false
	}
	defer r.Close()
	content, err := io.ReadAll(r)
	return content, err == nil
}

// mergeBase is the best common ancestor, the zero hash when there is none.
func (o *objects) mergeBase(a, b hash) hash {
	ca, cb := o.commit(a), o.commit(b)
	if ca == nil || cb == nil {
		return plumbing.ZeroHash
	}
	bases, err := ca.MergeBase(cb)
	if err != nil || len(bases) == 0 {
		return plumbing.ZeroHash
	}
	return bases[0].Hash
}

// ancestors are the commit and all that it descends from.
func (o *objects) ancestors(of hash) map[hash]bool {
	seen := map[hash]bool{}
	queue := []hash{of}
	for len(queue) > 0 {
		h := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		c := o.commit(h)
		if seen[h] || c == nil {
			continue
		}
		seen[h] = true
		queue = append(queue, c.ParentHashes...)
	}
	return seen
}

// history lists a commit and all that it descends from, newest first.
func (o *objects) history(of hash) []hash {
	all := o.ancestors(of)
	var out []hash
	for _, h := range slices.Backward(o.hashes) {
		if all[h] {
			out = append(out, h)
		}
	}
	return out
}

// between are the commits of base..head, oldest first.
func (o *objects) between(base, head hash) []hash {
	known, wanted := o.ancestors(base), o.ancestors(head)
	var out []hash
	for _, h := range o.hashes {
		if wanted[h] && !known[h] {
			out = append(out, h)
		}
	}
	return out
}

var errAmbiguous = errors.New("ambiguous")

// abbreviated finds the commit whose hash begins so.
func (o *objects) abbreviated(prefix string) (hash, error) {
	if len(prefix) < 4 || strings.Trim(prefix, "0123456789abcdefABCDEF") != "" {
		return plumbing.ZeroHash, plumbing.ErrObjectNotFound
	}
	found := plumbing.ZeroHash
	for _, h := range o.hashes {
		if strings.HasPrefix(h.String(), strings.ToLower(prefix)) {
			if !found.IsZero() {
				return plumbing.ZeroHash, errAmbiguous
			}
			found = h
		}
	}
	if found.IsZero() {
		return found, plumbing.ErrObjectNotFound
	}
	return found, nil
}

// Commit says what a new commit changes.
type Commit struct {
	// Branch is moved to the commit, and made when it is new; it may be empty.
	Branch string
	// Parents are full hashes; empty means the branch's tip, or for a new branch
	// none.
	Parents []string
	// From is the commit whose files it starts with: the first parent unless given.
	From    string
	Message string
	// Author is a login.
	Author string
	// Write are files by path; Delete are paths. With Replace the tree is exactly
	// Write.
	Write   map[string][]byte
	Delete  []string
	Replace bool
}

// Commit makes a commit and returns its hash. The same steps in a new world give
// the same hash. It returns an error when a parent or a deleted file is unknown,
// or a path is not clean.
func (r *Repository) Commit(c Commit) (string, error) {
	r.world.mu.Lock()
	defer r.world.mu.Unlock()
	parents, err := r.parentsOf(c)
	if err != nil {
		return "", err
	}
	tree := files{}
	switch {
	case c.Replace:
	case c.From != "":
		tree = r.objects.filesAt(plumbing.NewHash(c.From))
	case len(parents) > 0:
		tree = r.objects.filesAt(parents[0])
	}
	for _, name := range c.Delete {
		if _, ok := tree[name]; !ok {
			return "", fmt.Errorf("cannot delete %s: the parent commit has no such file", name)
		}
		delete(tree, name)
	}
	for name, content := range c.Write {
		if name == "" || path.Clean("/"+name) != "/"+name {
			return "", fmt.Errorf("path %q is not clean", name)
		}
		tree[name] = entry{hash: r.objects.writeBlob(content), mode: filemode.Regular}
	}
	h := r.writeCommit(c.Message, c.Author, r.world.now.Add(time.Minute), tree, parents)
	r.world.now = r.world.now.Add(time.Minute)
	if c.Branch != "" {
		r.moveBranch(c.Branch, h)
	}
	return h.String(), nil
}

func (r *Repository) parentsOf(c Commit) ([]hash, error) {
	var parents []hash
	for _, p := range c.Parents {
		h := plumbing.NewHash(p)
		if r.objects.commit(h) == nil {
			return nil, fmt.Errorf("no commit %s in %s", p, r.FullName())
		}
		parents = append(parents, h)
	}
	if tip, ok := r.branches[c.Branch]; ok && len(parents) == 0 {
		parents = []hash{tip}
	}
	return parents, nil
}

func (r *Repository) writeCommit(message, author string, at time.Time, tree files, parents []hash) hash {
	who := gitobject.Signature{Name: author, Email: r.world.user(author).email(), When: at.UTC()}
	h := r.objects.write(&gitobject.Commit{
		Author: who, Committer: who, Message: message,
		TreeHash: r.objects.writeTree(tree), ParentHashes: parents,
	})
	r.objects.hashes = append(r.objects.hashes, h)
	return h
}

func (u *User) email() string {
	return fmt.Sprintf("%d+%s@users.noreply.github.com", u.ID, u.Login)
}

// Parents are the hashes of a commit's parents.
func (r *Repository) Parents(sha string) []string {
	r.world.mu.Lock()
	defer r.world.mu.Unlock()
	var out []string
	if c := r.objects.commit(plumbing.NewHash(sha)); c != nil {
		for _, p := range c.ParentHashes {
			out = append(out, p.String())
		}
	}
	return out
}

// MergeInto merges a commit into a branch with a merge commit, as the button
// "Update branch" does, and returns its hash.
func (r *Repository) MergeInto(branch, sha string) (string, error) {
	r.world.mu.Lock()
	defer r.world.mu.Unlock()
	tip, ok := r.branches[branch]
	if !ok {
		return "", fmt.Errorf("no branch %s in %s", branch, r.FullName())
	}
	merged, ok := r.merge(tip, plumbing.NewHash(sha), "Merge branch 'main' into "+branch)
	if !ok {
		return "", fmt.Errorf("%s conflicts with %s", sha, branch)
	}
	r.moveBranch(branch, merged)
	return merged.String(), nil
}

// Branch moves a branch to a commit, and makes it when it is new.
func (r *Repository) Branch(name, sha string) error {
	r.world.mu.Lock()
	defer r.world.mu.Unlock()
	h := plumbing.NewHash(sha)
	if r.objects.commit(h) == nil {
		return fmt.Errorf("no commit %s in %s", sha, r.FullName())
	}
	r.moveBranch(name, h)
	return nil
}

// moveBranch moves a branch and the heads of the open pull requests from it.
func (r *Repository) moveBranch(name string, tip hash) {
	r.branches[name] = tip
	for _, base := range r.world.repositories {
		for _, p := range base.pulls {
			if p.head == r && p.HeadRef == name && p.State == "open" {
				p.headSHA = tip
				p.updated = r.world.now
			}
		}
	}
}

// Tip is the commit that a branch points at, empty when there is no such branch.
func (r *Repository) Tip(branch string) string {
	r.world.mu.Lock()
	defer r.world.mu.Unlock()
	if h, ok := r.branches[branch]; ok {
		return h.String()
	}
	return ""
}

// File returns a file at a commit, false when it is not there.
func (r *Repository) File(sha, name string) ([]byte, bool) {
	r.world.mu.Lock()
	defer r.world.mu.Unlock()
	e, ok := r.objects.filesAt(plumbing.NewHash(sha))[name]
	if !ok {
		return nil, false
	}
	return r.objects.blob(e.hash)
}

// Files lists the paths of a commit's files, sorted.
func (r *Repository) Files(sha string) []string {
	r.world.mu.Lock()
	defer r.world.mu.Unlock()
	return slices.Sorted(maps.Keys(r.objects.filesAt(plumbing.NewHash(sha))))
}

// changes between two commits, the zero hash standing for no files.
func (o *objects) changes(from, to hash) (gitobject.Changes, error) {
	a, b := &gitobject.Tree{}, &gitobject.Tree{}
	if c := o.commit(from); c != nil {
		a = o.tree(c.TreeHash)
	}
	if c := o.commit(to); c != nil {
		b = o.tree(c.TreeHash)
	}
	return gitobject.DiffTreeWithOptions(context.Background(), a, b,
		&gitobject.DiffTreeOptions{DetectRenames: true, RenameScore: 50})
}
