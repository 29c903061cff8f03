package action

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/packetgate/packetgate/internal/report"
)

// outputOf reads one value that the action set in GITHUB_OUTPUT.
func outputOf(t *testing.T, path, name string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(content), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, name+"<<") && i+1 < len(lines) {
			return lines[i+1]
		}
	}
	return ""
}

// TestWhatCouldNotBeJudgedIsReported checks the report files and outputs of runs
// that end without a judgement, wherever they end.
func TestWhatCouldNotBeJudgedIsReported(t *testing.T) {
	head := strings.Repeat("c", 40)
	var statuses []map[string]any
	serving := sharedHead(t, head, &statuses)
	failing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"message":"Bad credentials"}`)
	}))
	t.Cleanup(failing.Close)
	pull := fmt.Sprintf(`{"pull_request":{"number":2,"state":"open","head":{"ref":"topic","sha":%q},"base":{"ref":"release"}}}`, head)
	group := fmt.Sprintf(`{"merge_group":{"head_sha":%q,"base_sha":%q}}`, head, strings.Repeat("b", 40))
	run := fmt.Sprintf(`{"workflow_run":{"head_sha":%q,"head_branch":"topic","head_repository":{"full_name":"octo/app"}}}`, head)
	for name, test := range map[string]struct {
		event, payload string
		set            map[string]string
		want           report.Report
	}{
		"a bad configuration":        {"pull_request_target", pull, nil, report.Report{Problem: "unknown key", Repository: "octo/app", PullRequest: 2, HeadSHA: head}},
		"one bad of two of one head": {"workflow_run", run, nil, report.Report{Problem: "unknown key", Repository: "octo/app", PullRequest: 2, HeadSHA: head}},
		"the API fails":              {"pull_request_target", pull, map[string]string{"GITHUB_API_URL": failing.URL}, report.Report{Problem: "Bad credentials", Repository: "octo/app", PullRequest: 2, HeadSHA: head}},
		"the API fails for a group":  {"merge_group", group, map[string]string{"GITHUB_API_URL": failing.URL}, report.Report{Problem: "Bad credentials", Repository: "octo/app", HeadSHA: head}},
		"no pull request to be had":  {"workflow_run", run, map[string]string{"GITHUB_API_URL": failing.URL}, report.Report{Problem: "Bad credentials", Repository: "octo/app", HeadSHA: head}},
		"half a payload":             {"pull_request_target", `{"pull_request":{"number":2}}`, nil, report.Report{Problem: "names no pull request", Repository: "octo/app", PullRequest: 2}},
		"bad inputs":                 {"pull_request_target", pull, map[string]string{"INPUT_WAIT": "15"}, report.Report{Problem: "input wait", Repository: "octo/app"}},
		"no repository":              {"pull_request_target", pull, map[string]string{"GITHUB_REPOSITORY": "app"}, report.Report{Problem: "want OWNER/NAME"}},
		"a broken payload":           {"pull_request_target", `{"pull`, nil, report.Report{Problem: "is no webhook payload", Repository: "octo/app"}},
		"an audit of no branch":      {"schedule", `{}`, nil, report.Report{Problem: "mode audit", Repository: "octo/app"}},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			env := unjudgedEnv(t, folder, serving.URL, test.event, test.payload)
			maps.Copy(env, test.set)
			var out bytes.Buffer
			if code := Run(t.Context(), host(env, &out)); code != ExitNoJudge {
				t.Errorf("exit %d, want %d: %s", code, ExitNoJudge, out.String())
			}
			output := env["GITHUB_OUTPUT"]
			if v, e, w := outputOf(t, output, "verdict"), outputOf(t, output, "errors"), outputOf(t, output, "warnings"); v != "error" || e != "0" || w != "0" {
				t.Errorf("outputs verdict %q, errors %q, warnings %q", v, e, w)
			}
			if content, err := os.ReadFile(outputOf(t, output, "sarif")); err != nil || !json.Valid(content) {
				t.Errorf("the SARIF report: %v", err)
			}
			content, err := os.ReadFile(outputOf(t, output, "report"))
			if err != nil {
				t.Fatal(err)
			}
			var got report.Report
			if err := json.Unmarshal(content, &got); err != nil {
				t.Fatal(err)
			}
			if got.Schema != report.Schema || got.Verdict != report.Error || got.Findings == nil || !strings.Contains(got.Problem, test.want.Problem) ||
				got.Repository != test.want.Repository || got.PullRequest != test.want.PullRequest || got.HeadSHA != test.want.HeadSHA {
				t.Errorf("report %s\nwant %+v", content, test.want)
			}
		})
	}
}

// A run of no open pull request passes, and later steps find its reports all the
// same.
func TestNothingToJudgeIsReported(t *testing.T) {
	var statuses []map[string]any
	server := sharedHead(t, strings.Repeat("c", 40), &statuses)
	folder := t.TempDir()
	env := unjudgedEnv(t, folder, server.URL, "workflow_run", fmt.Sprintf(`{"workflow_run":{"head_sha":%q,"head_branch":"other"}}`, strings.Repeat("e", 40)))
	var out bytes.Buffer
	if code := Run(t.Context(), host(env, &out)); code != ExitPassed || len(statuses) != 0 || !strings.Contains(out.String(), "nothing to judge") {
		t.Errorf("exit %d, statuses %v: %s", code, statuses, out.String())
	}
	output := env["GITHUB_OUTPUT"]
	if got := outputOf(t, output, "verdict"); got != "pass" {
		t.Errorf("verdict %q", got)
	}
	for _, name := range []string{"report", "sarif"} {
		if content, err := os.ReadFile(outputOf(t, output, name)); err != nil || !json.Valid(content) {
			t.Errorf("output %s: %v", name, err)
		}
	}
}

// A report that cannot be written does not hide why nothing was judged.
func TestTheFirstFailureIsTold(t *testing.T) {
	folder := t.TempDir()
	env := unjudgedEnv(t, folder, "http://127.0.0.1:0", "schedule", "{}")
	env["GITHUB_WORKSPACE"] = filepath.Join(folder, "none")
	var out bytes.Buffer
	if code := Run(t.Context(), host(env, &out)); code != ExitNoJudge {
		t.Errorf("exit %d, want %d", code, ExitNoJudge)
	}
	first, rest, _ := strings.Cut(out.String(), "\n")
	if !strings.HasPrefix(first, "::error title=packetgate::mode audit") || !strings.Contains(rest, "cannot write the report") {
		t.Errorf("output %q", out.String())
	}
	if got := outputOf(t, env["GITHUB_OUTPUT"], "verdict"); got != "error" {
		t.Errorf("verdict %q", got)
	}
	if got := outputOf(t, env["GITHUB_OUTPUT"], "report"); got != "" {
		t.Errorf("report %q, which was not written", got)
	}
}

func unjudgedEnv(t *testing.T, folder, server, event, payload string) map[string]string {
	t.Helper()
	path := filepath.Join(folder, "event.json")
	if err := os.WriteFile(path, []byte(payload), 0o600); err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"INPUT_GITHUB-TOKEN": "token", "GITHUB_REPOSITORY": "octo/app", "GITHUB_API_URL": server,
		"GITHUB_GRAPHQL_URL": server + "/graphql", "GITHUB_WORKSPACE": folder,
		"GITHUB_EVENT_NAME": event, "GITHUB_EVENT_PATH": path, "GITHUB_OUTPUT": filepath.Join(folder, "output"),
	}
}

// TestAPanicReplacesASuccess checks that a defect which ends the judgement posts the
// status error, so that no older success stands.
func TestAPanicReplacesASuccess(t *testing.T) {
	head := strings.Repeat("c", 40)
	statuses := []map[string]any{{"context": "packetgate", "state": "success"}}
	serving := sharedHead(t, head, &statuses)
	refusals := 0
	flaky := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if refusals++; refusals == 1 {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		serving.Config.Handler.ServeHTTP(w, r)
	}))
	t.Cleanup(flaky.Close)
	pull := fmt.Sprintf(`{"pull_request":{"number":1,"state":"open","head":{"ref":"topic","sha":%q},"base":{"ref":"main"}}}`, head)
	var out bytes.Buffer
	machine := host(unjudgedEnv(t, t.TempDir(), flaky.URL, "pull_request_target", pull), &out)
	machine.Sleep = func(context.Context, time.Duration) error { panic("a defect") }
	if code := Run(t.Context(), machine); code != ExitNoJudge {
		t.Errorf("exit %d, want %d", code, ExitNoJudge)
	}
	if newest := statuses[len(statuses)-1]; newest["state"] != "error" {
		t.Errorf("the status is %v, want error", newest)
	}
	if !strings.Contains(out.String(), "packetgate broke (a defect): please report this") {
		t.Errorf("output %q does not say what happened", out.String())
	}
}

// TestUnknownPullsReplaceASuccess checks that a run's end whose pull requests cannot be
// told, or are too many to judge, leaves no older success.
func TestUnknownPullsReplaceASuccess(t *testing.T) {
	head := strings.Repeat("c", 40)
	many := make([]any, maxShared+1)
	for i := range many {
		many[i] = map[string]any{
			"number": i + 1, "state": "open",
			"head": map[string]any{"ref": "topic", "sha": head}, "base": map[string]any{"ref": fmt.Sprint("b", i)},
		}
	}
	for name, test := range map[string]struct {
		code     int
		answer   any
		standing string
		want     string
	}{
		"the list fails":                   {http.StatusForbidden, map[string]any{"message": "no"}, "success", "error"},
		"the list fails, without a status": {http.StatusForbidden, map[string]any{"message": "no"}, "", ""},
		"too many":                         {http.StatusOK, many, "success", "error"},
	} {
		t.Run(name, func(t *testing.T) {
			var statuses []map[string]any
			if test.standing != "" {
				statuses = append(statuses, map[string]any{"context": "packetgate", "state": test.standing})
			}
			serving := sharedHead(t, head, &statuses)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/repos/octo/app/commits/"+head+"/pulls" {
					serving.Config.Handler.ServeHTTP(w, r)
					return
				}
				w.WriteHeader(test.code)
				if err := json.NewEncoder(w).Encode(test.answer); err != nil {
					t.Error(err)
				}
			}))
			t.Cleanup(server.Close)
			run := fmt.Sprintf(`{"workflow_run":{"head_sha":%q,"head_branch":"topic","head_repository":{"full_name":"octo/app"}}}`, head)
			var out bytes.Buffer
			if code := Run(t.Context(), host(unjudgedEnv(t, t.TempDir(), server.URL, "workflow_run", run), &out)); code != ExitNoJudge {
				t.Errorf("exit %d, want %d: %s", code, ExitNoJudge, out.String())
			}
			newest := ""
			if n := len(statuses); n > 0 {
				newest = statuses[n-1]["state"].(string)
			}
			if newest != test.want {
				t.Errorf("the status is %q, want %q", newest, test.want)
			}
		})
	}
}

// TestAnUnknownFollowerReplacesItsSuccess checks that a run's end leaves no success on a
// later head of which it cannot be told whether it counts the run.
func TestAnUnknownFollowerReplacesItsSuccess(t *testing.T) {
	statuses := []map[string]any{{"context": "packetgate", "state": "success"}}
	serving := sharedHead(t, strings.Repeat("c", 40), &statuses)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "/compare/") {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		serving.Config.Handler.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	run := fmt.Sprintf(`{"workflow_run":{"head_sha":%q}}`, strings.Repeat("d", 40))
	var out bytes.Buffer
	code := Run(t.Context(), host(unjudgedEnv(t, t.TempDir(), server.URL, "workflow_run", run), &out))
	if newest := statuses[len(statuses)-1]["state"]; code != ExitNoJudge || newest != "error" {
		t.Errorf("exit %d, the status is %v: %s", code, newest, out.String())
	}
}

// TestACancelledRunWithdrawsASuccess checks that an older success cannot be kept by
// cancelling the run that would replace it; what is no success is let be.
func TestACancelledRunWithdrawsASuccess(t *testing.T) {
	head := strings.Repeat("c", 40)
	pull := fmt.Sprintf(`{"pull_request":{"number":1,"state":"open","head":{"ref":"topic","sha":%q},"base":{"ref":"main"}}}`, head)
	for standing, want := range map[string]string{"success": "error", "pending": "pending", "failure": "failure"} {
		for _, at := range []string{"/compare/", "/reviews", "/statuses/"} {
			t.Run(standing+at, func(t *testing.T) {
				statuses := []map[string]any{{"context": "packetgate", "state": standing}}
				serving := sharedHead(t, head, &statuses)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if strings.Contains(r.URL.Path, at) && ctx.Err() == nil {
						cancel()
						w.WriteHeader(http.StatusBadGateway)
						return
					}
					serving.Config.Handler.ServeHTTP(w, r)
				}))
				t.Cleanup(server.Close)
				var out bytes.Buffer
				if code := Run(ctx, host(unjudgedEnv(t, t.TempDir(), server.URL, "pull_request_target", pull), &out)); code != ExitNoJudge {
					t.Errorf("exit %d, want %d: %s", code, ExitNoJudge, out.String())
				}
				if newest := statuses[len(statuses)-1]["state"]; newest != want {
					t.Errorf("the status is %v, want %s: %s", newest, want, out.String())
				}
			})
		}
	}
}
