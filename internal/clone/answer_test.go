package clone_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/record"
)

func TestAnswerFile(t *testing.T) {
	r := newRepository(t)
	must(t, os.Symlink("real.md", filepath.Join(r.dir, "link.md")))
	sha := r.commit("begin", map[string]string{"real.md": "# Real\n", "dir/a#b?.md": "odd\n", "big.md": strings.Repeat("x", 17<<20)})
	c := r.open()
	for _, test := range []struct {
		path    string
		absence record.Absence
		content string
	}{
		{"real.md", record.Present, "# Real\n"},
		{"dir/a#b?.md", record.Present, "odd\n"},
		{"nope.md", record.NotFound, ""},
		{"dir", record.NotFound, ""},
		{"dir/nope/x", record.NotFound, ""},
		{"link.md", record.NotFound, ""},
		{"../etc/passwd", record.NotFound, ""},
		{"", record.NotFound, ""},
		{"big.md", record.TooLarge, ""},
	} {
		a, ok := c.Answer(context.Background(), record.Query{Kind: record.KindFile, SHA: sha, Path: test.path})
		if !ok || a.Absence != test.absence || string(a.File.Content) != test.content {
			t.Errorf("%q: %v, absence %q, %d bytes", test.path, ok, a.Absence, len(a.File.Content))
		}
	}
	if _, ok := c.Answer(context.Background(), record.Query{Kind: record.KindFile, SHA: strings.Repeat("0", 40), Path: "real.md"}); ok {
		t.Error("a file at a commit that was never fetched is not for the clone to tell")
	}
}

func TestAnswerCommit(t *testing.T) {
	r, mergeBase, baseTip, topic := forked(t)
	r.setRef("refs/heads/abcd", baseTip)
	c := r.open()
	ask := func(sha string) (record.Commit, bool) {
		a, ok := c.Answer(context.Background(), record.Query{Kind: record.KindCommit, SHA: sha})
		return a.Commit, ok
	}
	for _, name := range []string{topic[1], topic[1][:7], topic[1][:10], strings.ToUpper(topic[1][:9])} {
		got, ok := ask(name)
		if !ok || got.SHA != topic[1] || len(got.Files) != 2 || got.Parents[0] != topic[0] || got.Message != "code" {
			t.Errorf("%s: %v %+v", name, ok, got)
		}
	}
	if root, ok := ask(mergeBase); !ok || len(root.Files) != 3 || root.Files[0].Status != record.FileAdded {
		t.Errorf("the root commit adds its files: %v %+v", ok, root.Files)
	}
	for _, name := range []string{"", "abc", "abcd", "main", strings.Repeat("0", 40), "0123456789abcdef0123456789abcdef0123456789", "zzzzzzz"} {
		if got, _ := ask(name); got.SHA != "" {
			t.Errorf("%q is no known commit, got %s", name, got.SHA)
		}
	}
	for name, told := range map[string]bool{"0000000": true, strings.Repeat("0", 40): true, "abc": false, "main": false} {
		a, ok := c.Answer(context.Background(), record.Query{Kind: record.KindCommit, SHA: name})
		if ok != told || told && a.Absence != record.NotFound {
			t.Errorf("%s in a whole clone: %v %q", name, ok, a.Absence)
		}
	}
	must(t, os.WriteFile(filepath.Join(r.dir, ".git", "shallow"), []byte(mergeBase+"\n"), 0o644))
	if _, ok := r.open().Answer(context.Background(), record.Query{Kind: record.KindCommit, SHA: "0000000"}); ok {
		t.Error("a shallow clone cannot tell that a commit is nowhere")
	}
}

func TestAnswerComparison(t *testing.T) {
	r, mergeBase, baseTip, topic := forked(t)
	c := r.open()
	for _, test := range []struct {
		base, head, status string
		commits            int
	}{
		{mergeBase, topic[1], "ahead", 2},
		{topic[1], mergeBase, "behind", 0},
		{baseTip, topic[1][:8], "diverged", 2},
		{"main", baseTip, "identical", 0},
		{topic[0], "topic", "ahead", 1},
	} {
		a, ok := c.Answer(context.Background(), record.Query{Kind: record.KindComparison, SHA: test.base, Ref: test.head})
		got := a.Comparison
		if !ok || got.Status != test.status || len(got.Commits) != test.commits {
			t.Errorf("%s...%s: %v %s, %d commits", test.base, test.head, ok, got.Status, len(got.Commits))
		}
	}
	if _, ok := c.Answer(context.Background(), record.Query{Kind: record.KindComparison, SHA: "gone", Ref: "main"}); ok {
		t.Error("an unknown branch is not for the clone to tell")
	}
	if _, ok := c.Answer(context.Background(), record.Query{Kind: record.KindRuns, SHA: baseTip}); ok {
		t.Error("runs are not in a clone")
	}
}
