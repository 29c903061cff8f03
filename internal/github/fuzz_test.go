package github_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/github"
	"github.com/packetgate/packetgate/internal/record"
)

// FuzzRequestsStayInTheRepository gives hostile names to every method that puts
// a name into an address: whatever they are, the request is for this repository.
func FuzzRequestsStayInTheRepository(f *testing.F) {
	for _, seed := range [][2]string{
		{"docs/tracker.md", "main"}, {"../../../user", "../x"}, {"a#b?c=d%2e%2e", "x...y"}, {"\x00\xff", "\n"}, {"//evil.example.org/x", "http://evil"}, {".", ".."}, {"a/%2e%2e/b", ":@"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, path, name string) {
		refuse := reply(404, message("Not Found"))
		var want string
		api := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/graphql" {
				if got := r.URL.EscapedPath(); r.URL.Host != "api.github.com" || !strings.HasPrefix(got, "/repos/octo/demo/"+want) || strings.Contains(got+"/", "/../") {
					t.Errorf("%q and %q ask %s", path, name, r.URL)
				}
			}
			refuse(w, r)
		})
		c, err := github.New(t.Context(), github.Options{Token: token, Repository: demo, Transport: inMemory{api}})
		if err != nil {
			t.Fatal(err)
		}
		ctx := t.Context()
		want = "contents/"
		_, _ = c.Files(ctx, []record.Query{file(name, path), file(sha1, path), file(sha1, name)})
		want = "compare/"
		_, _, _ = c.Compare(ctx, name, path)
		want = "commits/"
		_, _, _ = c.Commit(ctx, name)
		_, _ = c.PullsOf(ctx, name)
		want = "actions/runs"
		_, _ = c.BranchRuns(ctx, name)
		want = "pulls"
		_, _ = c.OpenPulls(ctx, name, path, "")
		want = "statuses/"
		_ = c.SetStatus(ctx, name, record.CommitStatus{})
		want = "commits/"
		_, _ = c.Status(ctx, name, path)
	})
}
