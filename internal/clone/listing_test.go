package clone_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMarkdown(t *testing.T) {
	r := newRepository(t)
	r.commit("start", map[string]string{
		"docs/a.md": "a", "gone.md": "g", "link.md": "l", "main.go": "package main", ".gitignore": "ignored.md\n",
	})
	r.write(map[string]string{"gone.md": "", "new.MARKDOWN": "n", "ignored.md": "i", "docs/b.md": "b", "link.md": ""})
	must(t, os.Symlink("/etc/hosts", filepath.Join(r.dir, "link.md")))
	got, err := r.open().Markdown()
	must(t, err)
	if diff := cmp.Diff([]string{"docs/a.md", "docs/b.md", "new.MARKDOWN"}, got); diff != "" {
		t.Error(diff)
	}
}
