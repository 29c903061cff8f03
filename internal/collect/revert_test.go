package collect

import "testing"

func TestRevert(t *testing.T) {
	for name, test := range map[string]struct {
		after, patch, before string
		ok                   bool
	}{
		"one line changed": {
			after: "a\nB\nc\n", patch: "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c", before: "a\nb\nc\n", ok: true,
		},
		"two hunks": {
			after:  "1\nx\n3\n4\n5\n6\n7\n8\n9\n",
			patch:  "@@ -1,2 +1,3 @@\n 1\n+x\n 3\n@@ -7,3 +8,2 @@ heading\n 8\n-8.5\n 9",
			before: "1\n3\n4\n5\n6\n7\n8\n8.5\n9\n", ok: true,
		},
		"text removed at the start": {
			after: "b\n", patch: "@@ -1,2 +1 @@\n-a\n b", before: "a\nb\n", ok: true,
		},
		"everything removed": {
			after: "", patch: "@@ -1,2 +0,0 @@\n-a\n-b", before: "a\nb\n", ok: true,
		},
		"no final line end": {
			after: "a\nb", patch: "@@ -1,2 +1,2 @@\n a\n-c\n\\ No newline at end of file\n+b\n\\ No newline at end of file", before: "a\nc\n", ok: true,
		},
		"CRLF": {
			after: "a\r\nB\r\n", patch: "@@ -1,2 +1,2 @@\n a\r\n-b\r\n+B\r", before: "a\r\nb\r\n", ok: true,
		},
		"no patch":                  {after: "a\n"},
		"patch of another text":     {after: "a\n", patch: "@@ -1 +1 @@\n-x\n+y"},
		"hunk beyond the text":      {after: "a\n", patch: "@@ -9 +9 @@\n-x\n+y"},
		"hunks in the wrong order":  {after: "a\nb\nc\n", patch: "@@ -3 +3 @@\n-x\n+c\n@@ -1 +1 @@\n-x\n+a"},
		"cut off in a hunk":         {after: "", patch: "@@ -1,3 +0,0 @@\n-a\n-b"},
		"cut off between hunks":     {after: "a\nb\nc\n", patch: "@@ -1,2 +1,2 @@\n-x\n+a\n@@ -3 +3 @@\n-x\n+c"},
		"a row that is no diff row": {after: "a\n", patch: "@@ -1 +1 @@\n?x"},
	} {
		t.Run(name, func(t *testing.T) {
			before, ok := revert([]byte(test.after), test.patch)
			if ok != test.ok || ok && string(before) != test.before {
				t.Errorf("revert = %q, %v; want %q, %v", before, ok, test.before, test.ok)
			}
		})
	}
}

func FuzzRevert(f *testing.F) {
	f.Add("a\nB\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c")
	f.Add("", "@@ -1,2 +0,0 @@\n-a\n-b")
	f.Add("a", "@@ -0,0 +1 @@\n+a")
	f.Fuzz(func(t *testing.T, after, patch string) {
		before, ok := revert([]byte(after), patch)
		if ok && len(before) > len(after)+2*len(patch) {
			t.Errorf("revert grew %d bytes by a patch of %d to %d", len(after), len(patch), len(before))
		}
	})
}
