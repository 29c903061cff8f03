package sandbox_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/golang-jwt/jwt/v4"

	"github.com/packetgate/packetgate/internal/sandbox"
)

// description loads GitHub's OpenAPI description, the file
// generated/api.github.com.json of npm @octokit/openapi.
func description(t *testing.T) *openapi3.T {
	t.Helper()
	path := os.Getenv("PACKETGATE_OPENAPI")
	if path == "" {
		t.Skip("PACKETGATE_OPENAPI does not name GitHub's OpenAPI description (npm @octokit/openapi)")
	}
	doc, err := openapi3.NewLoader().LoadFromFile(path)
	check(t, err)
	return doc
}

var pathPart = regexp.MustCompile(`\{[^}]*\}`)

// operations finds the description's operations by method and by path without the
// names of its parts.
func operations(doc *openapi3.T) map[string]*openapi3.Operation {
	out := map[string]*openapi3.Operation{}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			out[method+" "+pathPart.ReplaceAllString(path, "{}")] = op
		}
	}
	return out
}

// unlisted are the answers that GitHub gives and its description leaves out.
var unlisted = map[string]bool{
	"GET /repos/{}/{}/contents 200": true, // the root, described as contents/{path}
	"GET /repos/{}/{}/contents 404": true,
}

// loose are answers whose description no answer can meet: alternatives that exclude
// each other but fit the same body, an account that must be user and enterprise.
var loose = map[string]bool{
	"PUT /repos/{}/{}/contents/{} 409": true,
	"GET /app/installations 200":       true,
}

func TestAnswersConformToGitHubsDescription(t *testing.T) {
	operations := operations(description(t))
	l := newLab(t)
	l.exercise()
	seen := map[string]bool{}
	for _, r := range l.server.Requests() {
		if r.Host != "api" || !strings.Contains(r.Route, " /") || r.Path == "/graphql" {
			continue
		}
		seen[r.Route] = true
		pattern := pathPart.ReplaceAllString(r.Route, "{}")
		key := fmt.Sprintf("%s %d", pattern, r.Status)
		op := operations[pattern]
		if op == nil {
			if !unlisted[key] {
				t.Errorf("GitHub has no %s", pattern)
			}
			continue
		}
		checkQuery(t, pattern, op, r.Query)
		if err := conforms(op, r); err != nil && !loose[key] {
			t.Errorf("%s %s?%s: %v", key, r.Path, r.Query, err)
		}
	}
	for _, route := range sandbox.Routes() {
		if !seen[route] && !strings.HasSuffix(route, "/graphql") {
			t.Errorf("no request of the test reached %s", route)
		}
	}
}

// checkQuery finds parameters that GitHub does not know.
func checkQuery(t *testing.T, pattern string, op *openapi3.Operation, query string) {
	values, err := url.ParseQuery(query)
	check(t, err)
	for name := range values {
		if op.Parameters.GetByInAndName("query", name) == nil {
			t.Errorf("%s has no query parameter %s", pattern, name)
		}
	}
}

func conforms(op *openapi3.Operation, r sandbox.Request) error {
	response := op.Responses.Status(r.Status)
	if response == nil {
		if r.Status < 400 {
			return fmt.Errorf("GitHub does not answer %d; it answers %v", r.Status, op.Responses.Keys())
		}
		return nil
	}
	media := response.Value.Content.Get("application/json")
	if media == nil || media.Schema == nil || len(r.Answer) == 0 {
		return nil
	}
	var value any
	if err := json.Unmarshal(r.Answer, &value); err != nil {
		return nil // a raw answer
	}
	err := media.Schema.Value.VisitJSON(value, openapi3.MultiErrors())
	var multi openapi3.MultiError
	if errors.As(err, &multi) {
		lines := []string{}
		for _, e := range multi {
			var schema *openapi3.SchemaError
			if errors.As(e, &schema) {
				lines = append(lines, strings.Join(schema.JSONPointer(), ".")+": "+schema.Reason)
				continue
			}
			lines = append(lines, e.Error())
		}
		slices.Sort(lines)
		return errors.New(strings.Join(slices.Compact(lines), "\n\t"))
	}
	return err
}

// exercise makes a request of every kind.
func (l *lab) exercise() {
	r := "/repos/acme/widgets"
	comment := l.pull.Comment("ann", "hello")
	run := strconv.FormatInt(l.run.ID, 10)
	jobs := l.run.Attempts[0].Jobs
	job := func(i int) string { return strconv.FormatInt(jobs[i].ID, 10) }
	l.send("POST", r+"/statuses/"+l.head, "all", `{"state":"success","context":"c","description":"d","target_url":"https://example.com"}`)
	l.send("POST", r+"/statuses/"+l.head, "all", `{"state":"wrong"}`)
	l.send("POST", r+"/pulls/1/reviews", "all", `{"event":"COMMENT","body":"b","comments":[{"path":"docs/tracker.md","start_line":3,"line":5,"body":"x"}]}`)
	l.send("POST", r+"/pulls/1/reviews", "all", `{"event":"COMMENT","body":"b","comments":[{"path":"docs/tracker.md","line":15,"body":"x"}]}`)
	l.send("POST", r+"/pulls/1/comments", "all", `{"body":"one","path":"docs/tracker.md","line":5,"side":"RIGHT","commit_id":"`+l.head+`"}`)
	l.send("POST", r+"/issues/1/comments", "all", `{"body":"hello"}`)
	l.send("POST", r+"/issues/1/comments", "all", `{"body":"`+strings.Repeat("x", 65537)+`"}`)
	for _, content := range []string{"eyes", "eyes", "wrong"} {
		l.send("POST", fmt.Sprintf("%s/issues/comments/%d/reactions", r, comment), "all", `{"content":"`+content+`"}`)
	}
	l.send("PATCH", fmt.Sprintf("%s/issues/comments/%d", r, comment), "all", `{"body":"bye"}`)
	l.send("PUT", r+"/contents/new.txt", "all", `{"message":"m","content":"aGk=","branch":"feature/x"}`)
	l.send("PUT", r+"/contents/new.txt", "all", `{"message":"m","content":"aGk=","branch":"feature/x"}`)
	l.send("PUT", r+"/contents/new.txt", "all", `{"message":"m","content":"aGk=","branch":"feature/x","sha":"0000"}`)
	if err := l.pull.Retarget("main", false); err != nil {
		panic(err)
	}
	for _, path := range []string{
		"", "/branches", "/branches/main", "/branches/none", "/collaborators/ann/permission", "/collaborators/nobody/permission",
		"/commits?sha=main&path=docs&per_page=1", "/commits/" + l.head, "/commits/none", "/commits/" + l.head + "/status", "/commits/" + l.head + "/statuses",
		"/commits/" + l.head + "/pulls", "/compare/main...feature/x", "/compare/main...none", "/contents", "/contents/docs", "/contents/main.go?ref=main", "/contents/none",
		"/git/trees/" + l.head + "?recursive=1", "/git/commits/" + l.head, "/git/ref/heads/main", "/git/ref/heads/none", "/git/matching-refs/heads/",
		"/git/blobs/0123456789012345678901234567890123456789",
		"/actions/runs?head_sha=" + l.head + "&branch=feature/x&event=pull_request&status=success&per_page=100&page=1", "/actions/runs/1", "/actions/runs/" + run,
		"/actions/runs/" + run + "/jobs?filter=all", "/actions/runs/" + run + "/attempts/1", "/actions/runs/" + run + "/attempts/1/jobs",
		"/actions/jobs/" + job(1), "/actions/jobs/" + job(0) + "/logs", "/actions/jobs/1/logs", "/actions/workflows", "/actions/workflows/ci.yml", "/actions/workflows/ci.yml/runs",
		"/check-runs/" + job(0) + "/annotations", "/pulls?state=all&head=ann:feature/x&base=main&sort=updated&direction=asc", "/pulls", "/pulls/1", "/pulls/2", "/pulls/9",
		"/pulls/1/files?per_page=100", "/pulls/1/commits", "/pulls/1/reviews", "/pulls/1/comments", "/issues/1/comments", "/issues/1/events", fmt.Sprintf("/issues/comments/%d", comment),
	} {
		l.get(r + path)
	}
	blob := l.get(r+"/contents/main.go").field(l.t, "sha").(string)
	l.get(r + "/git/blobs/" + blob)
	l.repo.Update(l.run, func(run *sandbox.Run) {
		jobs[0].Log.State = sandbox.LogExpired
		run.Attempts[1].Status, run.Attempts[1].Conclusion = "in_progress", ""
		run.Attempts[1].Jobs[0].Steps = append(run.Attempts[1].Jobs[0].Steps, sandbox.Step{Number: 3, Name: "later", Status: "queued"})
	})
	l.get(r + "/actions/jobs/" + job(0) + "/logs")
	l.get(r + "/actions/runs")
	l.get(r + "/actions/runs/" + run + "/jobs")
	_, err := l.pull.Merge()
	check(l.t, err)
	l.get(r + "/pulls?state=closed")
	l.get(r + "/pulls/1")
	l.get("/rate_limit")
	l.get("/users/ann")
	l.send("GET", "/user", "person", "")
	l.exerciseApp()
}

// exerciseApp acts as a GitHub App.
func (l *lab) exerciseApp() {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	check(l.t, err)
	l.world.AddApp(sandbox.App{ID: 7, Slug: "gate", Key: &key.PublicKey, Account: "acme", Installation: 70, Permissions: map[string]string{"contents": "read"}})
	sign := func(id string) string {
		token, err := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.RegisteredClaims{
			Issuer: id, IssuedAt: jwt.NewNumericDate(time.Now().Add(-time.Minute)), ExpiresAt: jwt.NewNumericDate(time.Now().Add(time.Minute)),
		}).SignedString(key)
		check(l.t, err)
		return token
	}
	want(l.t, "another app's token", l.send("GET", "/app", sign("8"), "").status, 401)
	token := sign("7")
	l.send("GET", "/app", token, "")
	l.send("GET", "/app/installations", token, "")
	want(l.t, "installation", l.send("GET", "/repos/acme/widgets/installation", token, "").field(l.t, "id"), any(70.0))
	issued := l.send("POST", "/app/installations/70/access_tokens", token, "{}")
	want(l.t, "issued", issued.status, 201)
	want(l.t, "the token works", l.send("GET", "/repos/acme/widgets/contents/main.go", issued.field(l.t, "token").(string), "").status, 200)
	want(l.t, "and no further", l.send("GET", "/repos/acme/widgets/actions/runs", issued.field(l.t, "token").(string), "").status, 403)
}

func TestApp(t *testing.T) { newLab(t).exerciseApp() }
