package clone_test

import "testing"

func TestRepositoryNameFromTheRemote(t *testing.T) {
	for url, want := range map[string]string{
		"https://github.com/octo/demo.git":           "octo/demo",
		"https://user:secret@github.com/octo/demo":   "octo/demo",
		"https://ghe.example.org/octo/demo/":         "octo/demo",
		"git@github.com:octo/demo.git":               "octo/demo",
		"ssh://git@ssh.github.com:443/octo/demo.git": "octo/demo",
		"git@github.com:octo/my.repo":                "octo/my.repo",
		"/srv/git/octo/demo.git":                     "",
		"file:///srv/octo/demo":                      "",
		"https://github.com/octo":                    "",
		"https://gitlab.example.org/a/b/c":           "",
	} {
		r := newRepository(t)
		r.remote("origin", url)
		if got := r.open().Repository().String(); got != want {
			t.Errorf("%s gives %s, want %s", url, got, want)
		}
	}
	r := newRepository(t)
	if got := r.open().Repository().String(); got != "" {
		t.Errorf("no remote gives %s", got)
	}
	r.remote("upstream", "git@github.com:octo/demo.git")
	if got := r.open().Repository().String(); got != "octo/demo" {
		t.Errorf("the only remote gives %s", got)
	}
}
