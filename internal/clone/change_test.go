package clone_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/clone"
	"github.com/packetgate/packetgate/internal/record"
)

const tracker = "# Tracker\n\n| ID | Status |\n| --- | --- |\n| RC-01 | READY |\n| RC-02 | READY |\n"

func moved(id string) string { return strings.Replace(tracker, id+" | READY", id+" | DONE", 1) }

func change(t *testing.T, r *repository, base, head string) *record.Change {
	t.Helper()
	got, err := r.open().Change(context.Background(), base, head)
	must(t, err)
	return got
}

// forked has main moved on after topic left it.
func forked(t *testing.T) (r *repository, mergeBase, baseTip string, topic []string) {
	r = newRepository(t)
	r.remote("origin", "git@github.com:octo/demo.git")
	mergeBase = r.commit("begin", map[string]string{"docs/tracker.md": tracker, "main.go": "package main\n", "old.txt": "line one\nline two\nline three\n"})
	r.branch("topic")
	topic = append(topic, r.commit("start RC-01", map[string]string{"docs/tracker.md": moved("RC-01")}))
	topic = append(topic, r.commit("code", map[string]string{"main.go": "package main\n\nfunc main() {}\n", "old.txt": "", "new.txt": "line one\nline two\nline three\n"}))
	r.checkout("main")
	baseTip = r.commit("RC-02 by another", map[string]string{"docs/tracker.md": moved("RC-02")})
	r.checkout("topic")
	return r, mergeBase, baseTip, topic
}

func TestChangeSpansMergeBaseBaseTipAndHead(t *testing.T) {
	r, mergeBase, baseTip, topic := forked(t)
	got := change(t, r, "", "")

	if got.MergeBaseSHA != mergeBase || got.BaseSHA != baseTip || got.HeadSHA != topic[1] {
		t.Errorf("merge base, base, head = %s %s %s", got.MergeBaseSHA, got.BaseSHA, got.HeadSHA)
	}
	if got.BaseRef != "main" || got.HeadRef != "topic" || got.Repository.String() != "octo/demo" || got.FromFork() {
		t.Errorf("names = %s %s %s", got.BaseRef, got.HeadRef, got.Repository)
	}
	var commits []string
	for _, c := range got.Commits {
		commits = append(commits, c.SHA)
	}
	if diff := cmp.Diff(topic, commits); diff != "" {
		t.Errorf("commits, oldest first (-want +got):\n%s", diff)
	}
	want := []record.FileChange{
		{Path: "docs/tracker.md", Status: record.FileModified, Patch: "@@ -2,5 +2,5 @@ # Tracker\n \n | ID | Status |\n | --- | --- |\n-| RC-01 | READY |\n+| RC-01 | DONE |\n | RC-02 | READY |"},
		{Path: "main.go", Status: record.FileModified, Patch: "@@ -1 +1,3 @@\n package main\n+\n+func main() {}"},
		{Path: "new.txt", PreviousPath: "old.txt", Status: record.FileRenamed},
	}
	for i := range got.Files {
		if len(got.Files[i].BlobSHA) != 40 {
			t.Errorf("%s has no blob name", got.Files[i].Path)
		}
		got.Files[i].BlobSHA = ""
	}
	if diff := cmp.Diff(want, got.Files); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if len(got.Documents) != 1 {
		t.Fatalf("documents = %d", len(got.Documents))
	}
	d := got.Documents[0]
	if string(d.MergeBase.Content) != tracker || string(d.Base.Content) != moved("RC-02") || string(d.Head.Content) != moved("RC-01") {
		t.Errorf("the document's versions are mixed up")
	}
}

func TestChangeOfRenamedAddedAndRemovedDocuments(t *testing.T) {
	r := newRepository(t)
	r.commit("begin", map[string]string{"a.md": tracker, "gone.md": "# Gone\n\nall of it\n"})
	r.branch("topic")
	r.commit("move", map[string]string{"a.md": "", "docs/b.md": moved("RC-01"), "gone.md": "", "born.markdown": "# Born\n"})
	got := change(t, r, "main", "")
	type version struct {
		Path, BasePath      string
		AtMergeBase, AtHead bool
	}
	var versions []version
	for _, d := range got.Documents {
		versions = append(versions, version{d.Path, d.BasePath, d.MergeBase != nil, d.Head != nil})
	}
	want := []version{
		{"born.markdown", "born.markdown", false, true},
		{"docs/b.md", "a.md", true, true},
		{"gone.md", "gone.md", true, false},
	}
	if diff := cmp.Diff(want, versions); diff != "" {
		t.Errorf("documents (-want +got):\n%s", diff)
	}
}

func TestChangeIncludesTheWorkTreeOnRequest(t *testing.T) {
	r, _, _, topic := forked(t)
	both := strings.Replace(moved("RC-01"), "RC-02 | READY", "RC-02 | BLOCKED", 1)
	r.write(map[string]string{"docs/tracker.md": both, "docs/new.md": "# New\n", "main.go": "", ".gitignore": "skip.md\n", "skip.md": "# Skip\n"})

	committed := change(t, r, "", "HEAD")
	if string(committed.Documents[0].Head.Content) != moved("RC-01") {
		t.Error("an uncommitted edit shows without being asked for")
	}
	got := change(t, r, "", clone.WorkTree)
	if got.HeadSHA != topic[1] || len(got.Commits) != 2 {
		t.Errorf("head = %s with %d commits", got.HeadSHA, len(got.Commits))
	}
	files := map[string]record.FileStatus{}
	for _, f := range got.Files {
		files[f.Path] = f.Status
	}
	want := map[string]record.FileStatus{
		".gitignore": record.FileAdded, "docs/new.md": record.FileAdded, "docs/tracker.md": record.FileModified,
		"main.go": record.FileRemoved, "new.txt": record.FileRenamed,
	}
	if diff := cmp.Diff(want, files); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	heads := map[string]string{}
	for _, d := range got.Documents {
		heads[d.Path] = string(d.Head.Content)
	}
	if diff := cmp.Diff(map[string]string{"docs/new.md": "# New\n", "docs/tracker.md": both}, heads); diff != "" {
		t.Errorf("heads (-want +got):\n%s", diff)
	}
}

func TestWorkTreeEditsThatGoBackToTheMergeBaseAreNoChange(t *testing.T) {
	r, _, _, _ := forked(t)
	r.write(map[string]string{"docs/tracker.md": strings.ReplaceAll(tracker, "\n", "\r\n")})
	for _, f := range change(t, r, "", clone.WorkTree).Files {
		if f.Path == "docs/tracker.md" {
			t.Errorf("the tracker is as it was at the merge base, but for line ends, and is listed as %s", f.Status)
		}
	}
}

func TestBaseIsFoundInGitsOrder(t *testing.T) {
	r := newRepository(t)
	first := r.commit("first", map[string]string{"a": "1\n"})
	r.setRef("refs/heads/master", first)
	second := r.commit("second", map[string]string{"a": "2\n"})
	third := r.commit("third", map[string]string{"a": "3\n"})
	if got := change(t, r, "", ""); got.BaseRef != "main" || got.BaseSHA != third || len(got.Files) != 0 {
		t.Errorf("without a remote: base %s %s", got.BaseRef, got.BaseSHA)
	}
	r.setRef("refs/remotes/origin/main", second)
	if got := change(t, r, "", ""); got.BaseRef != "main" || got.BaseSHA != second || got.DefaultBranch != "" {
		t.Errorf("with origin/main: base %s %s", got.BaseRef, got.BaseSHA)
	}
	r.setRef("refs/remotes/origin/release/1", first)
	must(t, r.git.Storer.SetReference(plumbing.NewSymbolicReference("refs/remotes/origin/HEAD", "refs/remotes/origin/release/1")))
	if got := change(t, r, "", ""); got.BaseRef != "release/1" || got.BaseSHA != first || got.DefaultBranch != "release/1" {
		t.Errorf("with origin/HEAD: base %q %s, default %q", got.BaseRef, got.BaseSHA, got.DefaultBranch)
	}
	if got := change(t, r, "HEAD~1", "main"); got.BaseRef != "" || got.BaseSHA != second || got.HeadRef != "main" {
		t.Errorf("by revision: base %q %s head %q", got.BaseRef, got.BaseSHA, got.HeadRef)
	}
}

func TestMergesComeInTopologicalOrder(t *testing.T) {
	r := newRepository(t)
	root := r.commit("root", map[string]string{"a": "1\n"})
	r.branch("side")
	side := r.commit("side", map[string]string{"b": "1\n"})
	r.checkout("main")
	r.branch("topic")
	one := r.commit("one", map[string]string{"c": "1\n"})
	merge := r.commit("merge", map[string]string{"b": "1\n"}, plumbing.NewHash(one), plumbing.NewHash(side))
	two := r.commit("two", map[string]string{"c": "2\n"})
	got := change(t, r, "main", "topic")
	var order []string
	for _, c := range got.Commits {
		order = append(order, c.SHA)
	}
	if diff := cmp.Diff([]string{one, side, merge, two}, order); diff != "" || got.MergeBaseSHA != root {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestErrorsSayWhatToDo(t *testing.T) {
	ctx := context.Background()
	r, _, _, topic := forked(t)
	if _, err := clone.Open(t.TempDir()); err == nil || !strings.Contains(err.Error(), "is no git repository") {
		t.Errorf("outside a repository: %v", err)
	}
	if _, err := clone.Open(filepath.Join(r.dir, "docs")); err != nil {
		t.Errorf("in a folder of the work tree: %v", err)
	}
	if _, err := r.open().Change(ctx, "", "nowhere"); err == nil || !strings.Contains(err.Error(), `unknown revision "nowhere": check the spelling, or run git fetch`) {
		t.Errorf("an unknown head: %v", err)
	}
	must(t, os.WriteFile(filepath.Join(r.dir, ".git", "shallow"), []byte(topic[1]+"\n"), 0o644))
	must(t, removeObject(r, topic[0]))
	if _, err := r.open().Change(ctx, "", ""); err == nil || !strings.Contains(err.Error(), "the clone is shallow: run git fetch --unshallow, or check out with fetch-depth: 0") {
		t.Errorf("a shallow clone: %v", err)
	}
	if _, err := r.open().Change(ctx, "v9", ""); err == nil || !strings.Contains(err.Error(), "fetch-depth: 0") {
		t.Errorf("an unknown base of a shallow clone: %v", err)
	}

	empty := newRepository(t)
	if _, err := empty.open().Change(ctx, "", ""); err == nil || !strings.Contains(err.Error(), "no base to compare with") {
		t.Errorf("an empty repository: %v", err)
	}
	dir := t.TempDir()
	_, err := git.PlainInit(dir, true)
	must(t, err)
	if _, err := clone.Open(dir); err != nil {
		t.Errorf("a bare repository: %v", err)
	}
}

func TestUnrelatedHistories(t *testing.T) {
	r := newRepository(t)
	r.commit("one", map[string]string{"a": "1\n"})
	must(t, r.git.Storer.SetReference(plumbing.NewSymbolicReference(plumbing.HEAD, "refs/heads/orphan")))
	r.commit("other root", map[string]string{"a": "2\n"})
	_, err := r.open().Change(context.Background(), "main", "orphan")
	if err == nil || !strings.Contains(err.Error(), "no common history") {
		t.Errorf("got %v", err)
	}
}

func removeObject(r *repository, hash string) error {
	return os.Remove(filepath.Join(r.dir, ".git", "objects", hash[:2], hash[2:]))
}
