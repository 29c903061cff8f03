package action

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestCommentsThatAreNotAnswered runs the action on comments for which GitHub is not even
// asked.
func TestCommentsThatAreNotAnswered(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("GitHub was asked %s %s", r.Method, r.URL)
	}))
	t.Cleanup(server.Close)
	const payload = `{"action":%q,"issue":{"number":2,"state":%q,"user":{"id":1,"login":"ann","type":"User"},%s},"comment":{"id":9,"body":%q,"created_at":"2026-03-02T09:00:00Z","user":%s}}`
	const pull, ann = `"pull_request":{"url":"https://x"}`, `{"id":1,"login":"ann","type":"User"}`
	for name, test := range map[string]struct {
		event, payload string
		code           int
		says           string
	}{
		"edited":               {"issue_comment", fmt.Sprintf(payload, "edited", "open", pull, "/recheck", ann), ExitPassed, "the comment is not new"},
		"deleted":              {"issue_comment", fmt.Sprintf(payload, "deleted", "open", pull, "/recheck", ann), ExitPassed, "the comment is not new"},
		"a bot's":              {"issue_comment", fmt.Sprintf(payload, "created", "open", pull, "/recheck", `{"id":1,"login":"a[bot]","type":"Bot"}`), ExitPassed, "no person"},
		"an account's, gone":   {"issue_comment", fmt.Sprintf(payload, "created", "open", pull, "/recheck", "null"), ExitPassed, "no person"},
		"on an issue":          {"issue_comment", fmt.Sprintf(payload, "created", "open", `"labels":[]`, "/recheck", ann), ExitPassed, "on an issue"},
		"on a closed one":      {"issue_comment", fmt.Sprintf(payload, "created", "closed", pull, "/recheck", ann), ExitPassed, "not open"},
		"another bot's":        {"issue_comment", fmt.Sprintf(payload, "created", "open", pull, "/lgtm", ann), ExitPassed, "no command"},
		"a hidden one":         {"issue_comment", fmt.Sprintf(payload, "created", "open", pull, "<!--\n/recheck\n-->", ann), ExitPassed, "no command"},
		"an event without one": {"issue_comment", `{"action":"created"}`, ExitNoJudge, "mode command answers comments"},
		"another event":        {"pull_request", fmt.Sprintf(payload, "created", "open", pull, "/recheck", ann), ExitNoJudge, "run it on issue_comment"},
	} {
		t.Run(name, func(t *testing.T) {
			env := unjudgedEnv(t, t.TempDir(), server.URL, test.event, test.payload)
			env["INPUT_MODE"] = "command"
			var out bytes.Buffer
			if code := Run(t.Context(), host(env, &out)); code != test.code || !strings.Contains(out.String(), test.says) {
				t.Errorf("exit %d, want %d: %s", code, test.code, out.String())
			}
		})
	}
}
