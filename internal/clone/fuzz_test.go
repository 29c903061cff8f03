package clone

import (
	"strings"
	"testing"
)

// FuzzRemoteName reads any remote address without panic; what it names is one
// owner and one name.
func FuzzRemoteName(f *testing.F) {
	for _, seed := range []string{"git@github.com:octo/demo.git", "https://user:pw@github.com/octo/demo", "ssh://git@[::1]:22/a/b", "C:\\repos\\demo", "://", "a:b:c/d", "https://%zz/a/b", "x:/a/b.git.git"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		name := remoteName(address)
		if (name.Owner == "") != (name.Name == "") || strings.Contains(name.Owner+name.Name, "/") {
			t.Errorf("%q names %+v", address, name)
		}
	})
}

// FuzzPatch makes patches of any two texts: every line of the hunks is context, a
// deletion or an addition, and each side's lines are those of its text.
func FuzzPatch(f *testing.F) {
	f.Add([]byte("a\nb\nc\n"), []byte("a\nx\nc\n"))
	f.Add([]byte(""), []byte("new"))
	f.Add([]byte("@@ -1 +1 @@\n-x\n"), []byte("+y\n\\ No newline at end of file"))
	f.Add([]byte("crlf\r\n"), []byte("crlf\n"))
	f.Fuzz(func(t *testing.T, before, after []byte) {
		got := Patch(before, after)
		if got == "" {
			return
		}
		for i, line := range strings.Split(got, "\n") {
			if line == "" || !strings.ContainsAny(line[:1], " +-@\\") || i == 0 && !strings.HasPrefix(line, "@@ -") {
				t.Fatalf("line %d of the patch is %q:\n%s", i+1, line, got)
			}
			if text := strings.TrimSuffix(line[1:], "\r"); line[0] == '-' && !strings.Contains(string(before), text) || line[0] == '+' && !strings.Contains(string(after), text) {
				t.Fatalf("%q is not in its text", line)
			}
		}
	})
}
