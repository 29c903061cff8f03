package clone_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/packetgate/packetgate/internal/clone"
)

// repository builds a history for a test, one minute from commit to commit.
type repository struct {
	t    *testing.T
	dir  string
	git  *git.Repository
	tree *git.Worktree
	when time.Time
}

func newRepository(t *testing.T) *repository {
	t.Helper()
	dir := t.TempDir()
	g, err := git.PlainInitWithOptions(dir, &git.PlainInitOptions{InitOptions: git.InitOptions{DefaultBranch: "refs/heads/main"}})
	must(t, err)
	tree, err := g.Worktree()
	must(t, err)
	return &repository{t: t, dir: dir, git: g, tree: tree, when: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// write puts files into the work tree; empty content deletes.
func (r *repository) write(files map[string]string) {
	r.t.Helper()
	for path, content := range files {
		full := filepath.Join(r.dir, path)
		if content == "" {
			must(r.t, os.Remove(full))
			continue
		}
		must(r.t, os.MkdirAll(filepath.Dir(full), 0o755))
		must(r.t, os.WriteFile(full, []byte(content), 0o644))
	}
}

func (r *repository) commit(message string, files map[string]string, parents ...plumbing.Hash) string {
	r.t.Helper()
	r.write(files)
	must(r.t, r.tree.AddWithOptions(&git.AddOptions{All: true}))
	r.when = r.when.Add(time.Minute)
	who := &object.Signature{Name: "Ada", Email: "ada@example.org", When: r.when}
	hash, err := r.tree.Commit(message, &git.CommitOptions{Author: who, Committer: who, AllowEmptyCommits: true, Parents: parents})
	must(r.t, err)
	return hash.String()
}

func (r *repository) branch(name string) {
	r.t.Helper()
	must(r.t, r.tree.Checkout(&git.CheckoutOptions{Branch: plumbing.NewBranchReferenceName(name), Create: true}))
}

func (r *repository) checkout(name string) {
	r.t.Helper()
	must(r.t, r.tree.Checkout(&git.CheckoutOptions{Branch: plumbing.NewBranchReferenceName(name)}))
}

func (r *repository) setRef(name, hash string) {
	r.t.Helper()
	must(r.t, r.git.Storer.SetReference(plumbing.NewHashReference(plumbing.ReferenceName(name), plumbing.NewHash(hash))))
}

func (r *repository) remote(name, url string) {
	r.t.Helper()
	_, err := r.git.CreateRemote(&config.RemoteConfig{Name: name, URLs: []string{url}})
	must(r.t, err)
}

func (r *repository) open() *clone.Clone {
	r.t.Helper()
	c, err := clone.Open(r.dir)
	must(r.t, err)
	return c
}
