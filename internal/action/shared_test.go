package action

import (
	"bytes"
	"crypto/sha1"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// broken is a configuration that is not valid.
const broken = "trakers: []\n"

// blobName is git's name of a file's content.
func blobName(content string) string {
	return fmt.Sprintf("%x", sha1.Sum(fmt.Appendf(nil, "blob %d\x00%s", len(content), content)))
}

// sharedHead serves a repository with two pull requests of one head: the base of
// the second has a configuration that is not valid. The statuses posted are kept,
// newest last.
func sharedHead(t *testing.T, head string, statuses *[]map[string]any) *httptest.Server {
	t.Helper()
	bases := map[string]string{"main": strings.Repeat("a", 40), "release": strings.Repeat("b", 40)}
	pull := func(number int, base string) map[string]any {
		repo := map[string]any{"full_name": "octo/app"}
		return map[string]any{
			"number": number, "state": "open",
			"head": map[string]any{"ref": "topic", "sha": head, "repo": repo},
			"base": map[string]any{"ref": base, "sha": bases[base], "repo": repo},
		}
	}
	answers := map[string]any{
		"/repos/octo/app/commits/" + head + "/pulls": []any{pull(1, "main"), pull(2, "release")},
		"/repos/octo/app/pulls":                      []any{pull(1, "main"), pull(2, "release")},
		"/repos/octo/app/pulls/1":                    pull(1, "main"),
		"/repos/octo/app/pulls/2":                    pull(2, "release"),
		"/repos/octo/app/pulls/1/reviews":            []any{},
		"/repos/octo/app/pulls/1/comments":           []any{},
	}
	for ref, sha := range bases {
		commit := map[string]any{"sha": sha, "commit": map[string]any{"message": "base"}}
		answers["/repos/octo/app/compare/"+ref+"..."+head] = map[string]any{
			"status": "ahead", "base_commit": commit, "merge_base_commit": commit, "commits": []any{}, "files": []any{},
		}
	}
	earlier := strings.Repeat("d", 40) // a commit that one pull request alone has among its own
	answers["/repos/octo/app/commits/"+earlier+"/pulls"] = []any{pull(1, "main")}
	answers["/repos/octo/app/compare/"+earlier+"..."+head] = map[string]any{
		"status": "ahead", "base_commit": map[string]any{"sha": earlier}, "merge_base_commit": map[string]any{"sha": earlier},
		"commits": []any{}, "files": []any{map[string]any{"filename": "docs/tracker.md", "status": "modified"}},
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		answer, known := answers[r.URL.Path]
		switch {
		case r.URL.Path == "/repos/octo/app/commits/"+head+"/status":
			newest := []map[string]any{}
			if n := len(*statuses); n > 0 {
				newest = (*statuses)[n-1:]
			}
			answer, known = map[string]any{"sha": head, "statuses": newest, "total_count": len(newest)}, true
		case r.Method == http.MethodPost && r.URL.Path == "/repos/octo/app/statuses/"+head:
			var status map[string]any
			if err := json.NewDecoder(r.Body).Decode(&status); err != nil {
				t.Error(err)
			}
			*statuses = append(*statuses, status)
			w.WriteHeader(http.StatusCreated)
			answer, known = status, true
		case strings.HasSuffix(r.URL.Path, "/packetgate.yml") && r.URL.Query().Get("ref") == bases["release"]:
			answer, known = map[string]any{
				"type": "file", "encoding": "base64", "size": len(broken), "sha": blobName(broken),
				"content": base64.StdEncoding.EncodeToString([]byte(broken)),
			}, true
		case r.URL.Path == "/user": // as GitHub answers GITHUB_TOKEN
			w.WriteHeader(http.StatusForbidden)
			answer, known = map[string]any{"message": "Resource not accessible by integration"}, true
		}
		if !known {
			w.WriteHeader(http.StatusNotFound)
			answer = map[string]any{"message": "Not Found"}
		}
		if err := json.NewEncoder(w).Encode(answer); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	return server
}

// TestPullsOfOneHeadShareTheGravestStatus checks that the error of one pull request
// is not covered by the pass of another with the same head, and that nothing is
// posted twice: for a run of their head, and for one of an earlier commit, of which
// GitHub names one of them only.
func TestPullsOfOneHeadShareTheGravestStatus(t *testing.T) {
	for _, payload := range []string{
		fmt.Sprintf(`{"workflow_run":{"head_sha":%q,"head_branch":"topic","head_repository":{"full_name":"octo/app"}}}`, strings.Repeat("c", 40)),
		fmt.Sprintf(`{"workflow_run":{"head_sha":%q}}`, strings.Repeat("d", 40)),
	} {
		shareTheGravest(t, payload)
	}
}

func shareTheGravest(t *testing.T, payload string) {
	t.Helper()
	head := strings.Repeat("c", 40)
	var statuses []map[string]any
	server := sharedHead(t, head, &statuses)
	event := filepath.Join(t.TempDir(), "event.json")
	if err := os.WriteFile(event, []byte(payload), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{
		"INPUT_GITHUB-TOKEN": "token", "GITHUB_REPOSITORY": "octo/app", "GITHUB_API_URL": server.URL,
		"GITHUB_GRAPHQL_URL": server.URL + "/graphql", "GITHUB_WORKSPACE": t.TempDir(),
		"GITHUB_EVENT_NAME": "workflow_run", "GITHUB_EVENT_PATH": event,
	}
	for range 2 {
		var out bytes.Buffer
		if code := Run(t.Context(), host(env, &out)); code != ExitNoJudge {
			t.Errorf("exit %d, want %d: %s", code, ExitNoJudge, out.String())
		}
		for _, want := range []string{"packetgate.yml:1:1: unknown key", "packetgate: pass", "API calls that publishing added: "} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("output %q has no %q", out.String(), want)
			}
		}
		if len(statuses) != 1 || statuses[0]["state"] != "error" {
			t.Errorf("statuses %v, want one error", statuses)
		}
	}
}
