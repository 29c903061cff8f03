package github_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/record"
)

func TestPull(t *testing.T) {
	s := newServer(t, map[string]http.HandlerFunc{
		"GET /repos/octo/demo/pulls/7": reply(200, pullJSON),
		"GET /repos/octo/demo/pulls/8": reply(200, strings.Replace(pullJSON, `{"full_name":"fork/demo"}`, "null", 1)),
		"GET /repos/octo/demo/pulls/9": reply(404, message("Not Found")),
	})
	c := s.client(t)
	got, err := c.Pull(context.Background(), 7)
	want := record.Change{
		Repository: demo, Number: 7, Title: "Move RC-01", Author: "ada", URL: "https://github.com/octo/demo/pull/7", Open: true,
		DefaultBranch: "main", BaseRef: "main", BaseSHA: sha1, HeadSHA: sha2, HeadRef: "topic", HeadRepository: "fork/demo",
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if got, err := c.Pull(context.Background(), 8); err != nil || got.HeadRepository != "" {
		t.Errorf("a deleted fork: %+v, %v", got, err)
	}
	_, err = c.Pull(context.Background(), 9)
	wantError(t, err, "reading pull request #9 of octo/demo", "404", "token may see the repository")
	if !errors.Is(err, record.ErrNotFound) {
		t.Error(err)
	}
}

// paged answers page by page, with GitHub's Link header, an object built from a
// page's first and last number.
func paged(total int, page func(from, to int) string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		number, _ := strconv.Atoi(r.URL.Query().Get("page"))
		size, _ := strconv.Atoi(r.URL.Query().Get("per_page"))
		number = max(number, 1)
		from, to := (number-1)*size, min(number*size, total)
		header := []string{}
		if to < total {
			header = []string{"Link", fmt.Sprintf(`<http://%s%s?page=%d>; rel="next", <http://%s%s?page=99>; rel="last"`, r.Host, r.URL.Path, number+1, r.Host, r.URL.Path)}
		}
		reply(200, page(from, to), header...)(w, r)
	}
}

func list(from, to int, item func(i int) string) string {
	items := make([]string, 0, to-from)
	for i := from; i < to; i++ {
		items = append(items, item(i))
	}
	return "[" + strings.Join(items, ",") + "]"
}

func compareHandler(total, files int) http.HandlerFunc {
	return paged(total, func(from, to int) string {
		listed := "null"
		if from == 0 {
			listed = list(0, files, func(i int) string {
				return fmt.Sprintf(`{"filename":"f%d.md","status":"modified","sha":"%040d","patch":"@@ -1 +1 @@"}`, i, i)
			})
		}
		return fmt.Sprintf(`{"status":"diverged","total_commits":%d,"base_commit":{"sha":"%s"},"merge_base_commit":{"sha":"%s"},"commits":%s,"files":%s}`,
			total, sha1, sha3, list(from, to, func(i int) string {
				return fmt.Sprintf(`{"sha":"%040d","html_url":"u","parents":[{"sha":"p"}],"author":{"login":"ada"},"commit":{"message":"m","committer":{"date":"2026-11-01T12:00:00Z"}}}`, i)
			}), listed)
	})
}

func TestCompareListsEveryCommit(t *testing.T) {
	for _, test := range []struct {
		total, files, listed int
		truncated            [2]bool
		calls                int
	}{
		{0, 0, 0, [2]bool{false, false}, 1},
		{3, 2, 3, [2]bool{false, false}, 1},
		{100, 1, 100, [2]bool{false, false}, 1},
		{250, 300, 250, [2]bool{false, true}, 3},
		{5000, 1, 2000, [2]bool{true, false}, 20},
	} {
		s := newServer(t, map[string]http.HandlerFunc{"GET /repos/octo/demo/compare/{range}": compareHandler(test.total, test.files)})
		c := s.client(t)
		got, absent, err := c.Compare(context.Background(), "main", sha2)
		if err != nil || absent != record.Present {
			t.Fatal(absent, err)
		}
		if len(got.Commits) != test.listed || got.CommitsTruncated != test.truncated[0] || got.FilesTruncated != test.truncated[1] || c.Calls() != test.calls {
			t.Errorf("%d commits: %d listed, truncated %v %v, %d calls", test.total, len(got.Commits), got.CommitsTruncated, got.FilesTruncated, c.Calls())
		}
		if got.BaseSHA != sha1 || got.MergeBaseSHA != sha3 || got.Status != "diverged" || len(got.Files) != test.files {
			t.Errorf("%+v", got)
		}
		if len(got.Commits) > 2 {
			want := record.Commit{SHA: fmt.Sprintf("%040d", 2), Parents: []string{"p"}, Message: "m", Author: "ada", URL: "u", Date: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)}
			if diff := cmp.Diff(want, got.Commits[2]); diff != "" {
				t.Error(diff)
			}
		}
	}
}

func TestHostileNamesStayInTheirPlace(t *testing.T) {
	s := newServer(t, map[string]http.HandlerFunc{"/": reply(404, message("Not Found"))})
	c := s.client(t)
	ctx := context.Background()
	for _, name := range []string{"feature/#1", "a?b=c", "100%", "../../other/repo/pulls/1", "ünï/☃", "a...b", `";ls`, "-x"} {
		if _, absent, err := c.Compare(ctx, name, sha1); absent != record.NotFound || err != nil {
			t.Errorf("%s: %q %v", name, absent, err)
		}
		if _, err := c.Runs(ctx, name); !errors.Is(err, record.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
		if _, absent, err := c.Commit(ctx, name); absent != record.NotFound || err != nil {
			t.Errorf("%s: %q %v", name, absent, err)
		}
	}
	for _, asked := range s.requests() {
		path, _, _ := strings.Cut(strings.TrimPrefix(asked, "GET "), "?")
		if !strings.HasPrefix(path, "/repos/octo/demo/") || strings.Contains(path, "..") && !strings.Contains(path, "...") && !strings.Contains(path, "%2F") {
			t.Errorf("asked %s", asked)
		}
	}
}

func TestCommit(t *testing.T) {
	commit := `{"sha":"` + sha1 + `","commit":{"message":"m"},"files":[{"filename":"a","status":"renamed","previous_filename":"b"}]}`
	s := newServer(t, map[string]http.HandlerFunc{
		"GET /repos/octo/demo/commits/1111111": reply(200, commit),
		"GET /repos/octo/demo/commits/2222222": reply(200, commit), // a branch of that name
		"GET /repos/octo/demo/commits/3333333": reply(422, message("No commit found for SHA: 3333333")),
		"GET /repos/octo/demo/commits/4444444": reply(200, `{"sha":"4444444444444444444444444444444444444444","files":[]}`, "Link", `<http://x/?page=2>; rel="next"`),
		"GET /repos/octo/demo/commits/5555555": reply(403, message("Resource not accessible by integration")),
	})
	c := s.client(t)
	ctx := context.Background()
	got, absent, err := c.Commit(ctx, "1111111")
	if err != nil || absent != record.Present || got.SHA != sha1 || len(got.Files) != 1 || got.Files[0].PreviousPath != "b" || got.FilesTruncated {
		t.Errorf("%+v %q %v", got, absent, err)
	}
	for _, sha := range []string{"2222222", "3333333", "abc", "", "HEAD", "main", strings.Repeat("1", 65)} {
		if _, absent, err := c.Commit(ctx, sha); absent != record.NotFound || err != nil {
			t.Errorf("%s: %q %v", sha, absent, err)
		}
	}
	if got, _, err := c.Commit(ctx, "4444444"); err != nil || got.Files == nil || !got.FilesTruncated {
		t.Errorf("%+v %v", got, err)
	}
	if _, _, err := c.Commit(ctx, "5555555"); !errors.Is(err, record.ErrForbidden) {
		t.Error(err)
	} else {
		wantError(t, err, `"contents: read"`)
	}
}

func TestPullFiles(t *testing.T) {
	s := newServer(t, map[string]http.HandlerFunc{"GET /repos/octo/demo/pulls/7/files": paged(350, func(from, to int) string {
		return list(from, to, func(i int) string { return fmt.Sprintf(`{"filename":"f%d","status":"added"}`, i) })
	})})
	files, truncated, err := s.client(t).PullFiles(context.Background(), 7)
	if err != nil || truncated || len(files) != 350 || files[349].Path != "f349" {
		t.Errorf("%d files, %v, %v", len(files), truncated, err)
	}
}

func pullItem(number int, state, head string) string {
	return fmt.Sprintf(`{"number":%d,"state":%q,"merged_at":null,"merge_commit_sha":"m","base":{"ref":"main"},"head":{"sha":%q,"ref":"topic","repo":{"full_name":"fork/demo"}}}`, number, state, head)
}

func TestOpenPulls(t *testing.T) {
	s := newServer(t, map[string]http.HandlerFunc{
		"GET /repos/octo/demo/pulls": func(w http.ResponseWriter, r *http.Request) {
			body := "[]"
			if r.URL.Query().Get("head") == "fork:a&b#1" && r.URL.Query().Get("state") == "open" {
				body = "[" + pullItem(7, "open", sha1) + "," + pullItem(8, "open", sha2) + "]"
			}
			reply(200, body)(w, r)
		},
		"GET /repos/octo/demo/commits/" + sha1 + "/pulls": reply(200, "["+pullItem(9, "open", sha1)+","+pullItem(3, "closed", sha1)+","+pullItem(4, "open", sha2)+"]"),
		"GET /repos/octo/demo/commits/" + sha2 + "/pulls": reply(200, "["+pullItem(8, "open", sha2)+"]"),
		"GET /repos/octo/demo/commits/" + sha3 + "/pulls": reply(422, message("No commit found for SHA")),
	})
	c := s.client(t)
	numbers := func(owner, branch, sha string) (out []int) {
		pulls, err := c.OpenPulls(context.Background(), owner, branch, sha)
		if err != nil {
			t.Error(err)
		}
		for _, p := range pulls {
			out = append(out, p.Number)
		}
		return out
	}
	for _, test := range []struct {
		owner, branch, sha string
		want               []int
	}{
		{"fork", "a&b#1", sha1, []int{4, 7, 8, 9}},
		{"fork", "a&b#1", sha2, []int{7, 8}},
		{"fork", "deleted", sha1, []int{4, 9}},
		{"", "", sha1, []int{4, 9}},
		{"fork", "deleted", sha3, nil},
		{"fork", "deleted", "no sha", nil},
	} {
		if diff := cmp.Diff(test.want, numbers(test.owner, test.branch, test.sha)); diff != "" {
			t.Errorf("%+v: %s", test, diff)
		}
	}
}
