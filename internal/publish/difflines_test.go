package publish

import (
	"math/rand"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	godiff "github.com/sourcegraph/go-diff/diff"

	"github.com/packetgate/packetgate/internal/record"
)

func TestParsePatch(t *testing.T) {
	for name, c := range map[string]struct {
		patch string
		want  []hunk
	}{
		"empty":             {"", nil},
		"no hunk":           {"Binary files differ", nil},
		"new file":          {"@@ -0,0 +1,2 @@\n+a\n+b", []hunk{{span{0, -1}, span{1, 2}}}},
		"removed file":      {"@@ -1,2 +0,0 @@\n-a\n-b", []hunk{{span{1, 2}, span{0, -1}}}},
		"one line":          {"@@ -3 +3 @@\n-a\n+b", []hunk{{span{3, 3}, span{3, 3}}}},
		"context and head":  {"@@ -1,3 +1,4 @@ func f() {\n a\n+b\n c\n d", []hunk{{span{1, 3}, span{1, 4}}}},
		"no final newline":  {"@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file", []hunk{{span{1, 1}, span{1, 1}}}},
		"two hunks":         {"@@ -1,1 +1,2 @@\n a\n+b\n@@ -9,2 +10,1 @@\n c\n-d\n", []hunk{{span{1, 1}, span{1, 2}}, {span{9, 10}, span{10, 10}}}},
		"looks like a head": {"@@ -1,3 +1,3 @@\n--- a\n+++ b\n @@ -1 +1 @@\n-@@ -5 +5 @@\n+@@ x", []hunk{{span{1, 3}, span{1, 3}}}},
		"blank context":     {"@@ -1,2 +1,3 @@\n\n+b\n \n", []hunk{{span{1, 2}, span{1, 3}}}},
		"CRLF content":      {"@@ -1,1 +1,2 @@\r\n a\r\n+b\r\n", []hunk{{span{1, 1}, span{1, 2}}}},
		"cut off":           {"@@ -1,9 +1,9 @@\n a\n", []hunk{{span{1, 1}, span{1, 1}}}},
		"broken header":     {"@@ -1,9 +1,9 @@\n a\n@@ nonsense\n b", []hunk{{span{1, 1}, span{1, 1}}}},
		"giant numbers":     {"@@ -99999999999,1 +1,1 @@\n a", nil},
		"text first":        {" a\n@@ -1 +1 @@\n a", nil},
		"strange line":      {"@@ -1 +1 @@\n a\nx\n b", []hunk{{span{1, 1}, span{1, 1}}}},
	} {
		got := parsePatch(c.patch)
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(hunk{}, span{})); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestDiffComments(t *testing.T) {
	d := newDiff([]record.FileChange{
		{Path: "a.md", Patch: "@@ -1,2 +1,3 @@\n a\n+b\n c\n@@ -20,2 +21,2 @@\n x\n-y\n+z"},
		{Path: "big.md"},
	})
	for _, c := range []struct {
		path, side  string
		first, last int
		want        bool
	}{
		{"a.md", sideHead, 1, 3, true},
		{"a.md", sideHead, 2, 2, true},
		{"a.md", sideHead, 4, 4, false},
		{"a.md", sideHead, 3, 21, false},
		{"a.md", sideHead, 21, 22, true},
		{"a.md", sideHead, 3, 2, false},
		{"a.md", sideHead, 0, 1, false},
		{"a.md", sideBase, 3, 3, false},
		{"a.md", sideBase, 20, 21, true},
		{"big.md", sideHead, 1, 1, false},
		{"none.md", sideHead, 1, 1, false},
	} {
		if got := d.comments(c.path, c.side, c.first, c.last); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// What the headers of a well-formed patch say and what is counted is the same, as
// an independent parser reads it.
func TestParsePatchAgreesWithGoDiff(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	for range 200 {
		patch := randomPatch(random)
		theirs, err := godiff.ParseHunks([]byte(patch))
		if err != nil {
			t.Fatalf("%v:\n%s", err, patch)
		}
		ours := parsePatch(patch)
		if len(ours) != len(theirs) {
			t.Fatalf("%d hunks, want %d:\n%s", len(ours), len(theirs), patch)
		}
		for i, h := range theirs {
			want := hunk{
				base: span{int(h.OrigStartLine), int(h.OrigStartLine + h.OrigLines - 1)},
				head: span{int(h.NewStartLine), int(h.NewStartLine + h.NewLines - 1)},
			}
			if ours[i] != want {
				t.Fatalf("%+v, want %+v:\n%s", ours[i], want, patch)
			}
		}
	}
}

func FuzzParsePatch(f *testing.F) {
	f.Add("@@ -1,2 +1,3 @@\n a\n+b\n c\n@@ -20,2 +21,2 @@\n x\n-y\n+z", 2, 3)
	f.Add("@@ -0,0 +1 @@\n+a\n\\ No newline at end of file", 1, 1)
	f.Add("@@ -1 +1 @@\n\r\n", 0, -1)
	f.Fuzz(func(t *testing.T, patch string, first, last int) {
		lines := strings.Count(patch, "\n") + 1
		shown := 0
		for _, h := range parsePatch(patch) {
			for _, s := range []span{h.base, h.head} {
				if s.first < 0 || s.last-s.first+1 < 0 {
					t.Errorf("%+v", h)
				}
				shown = max(shown, s.last-s.first+1)
			}
		}
		if shown > lines {
			t.Errorf("%d lines can be commented, the patch has %d", shown, lines)
		}
		d := newDiff([]record.FileChange{{Path: "a", Patch: patch}})
		if d.comments("a", sideHead, first, last) && first > last {
			t.Error("a range that runs backwards")
		}
	})
}
