package scenario

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/packetgate/packetgate/internal/sandbox"
)

// Machine is what one run of the action gets of the machine: the runner's
// environment and the clock. Sleep moves the scenario's clock and returns at once.
type Machine struct {
	Env            map[string]string
	Stdout, Stderr io.Writer
	Now            func() time.Time
	Sleep          func(ctx context.Context, d time.Duration) error
}

// Action runs the action once and returns its exit code.
type Action func(ctx context.Context, m Machine) int

// Result is what came of one scenario.
type Result struct {
	Path  string `json:"path"`
	Title string `json:"title"`
	// Kind and Family are the scenario's, empty where it cannot be read.
	Kind   string `json:"kind"`
	Family string `json:"family"`
	// Failures say what was not as expected; none means that the scenario passed.
	Failures []string `json:"failures,omitempty"`
}

// Passed tells whether everything was as expected.
func (r Result) Passed() bool { return len(r.Failures) == 0 }

// Run runs one scenario file. It may be called in parallel.
func Run(ctx context.Context, path string, action Action) Result {
	s, err := ReadFile(path)
	if err != nil {
		return Result{Path: path, Failures: strings.Split(err.Error(), "\n")}
	}
	return s.Run(ctx, action)
}

// Run runs the scenario.
func (s *Scenario) Run(ctx context.Context, action Action) Result {
	result := Result{Path: s.source.file, Title: s.Title, Kind: s.Kind, Family: s.Family}
	if err := s.run(ctx, action, &result); err != nil {
		result.Failures = append(result.Failures, err.Error())
	}
	return result
}

func (s *Scenario) run(ctx context.Context, action Action, result *Result) error {
	b, server, token, err := s.open()
	if err != nil {
		return err
	}
	defer server.Close()
	folder, err := os.MkdirTemp("", "packetgate-scenario-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	for i, stage := range append([]Stage{s.Stage}, s.Then...) {
		var keys []any
		label := ""
		if i > 0 {
			keys, label = []any{"then", i - 1}, fmt.Sprintf("then[%d]: ", i-1)
		}
		if err := b.stage(stage, keys...); err != nil {
			return err
		}
		j := &judgement{building: b, Stage: stage, server: server, action: action, token: token, keys: keys, folder: filepath.Join(folder, fmt.Sprint(i))}
		if err := j.judge(ctx); err != nil {
			return err
		}
		for _, f := range j.failures {
			result.Failures = append(result.Failures, label+f)
		}
	}
	return nil
}

// open builds the scenario's world, serves it, and makes the inputs that hold the
// action's credentials. The caller closes the server.
func (s *Scenario) open() (*building, *sandbox.Server, map[string]string, error) {
	b, err := s.build()
	if err != nil {
		return nil, nil, nil, err
	}
	credentials, err := b.credentials()
	if err != nil {
		return nil, nil, nil, err
	}
	server, err := sandbox.New(b.world)
	return b, server, credentials, err
}

// workflowPermissions are what README's workflow gives GITHUB_TOKEN.
var workflowPermissions = map[string]string{
	"contents": "read", "actions": "read", "checks": "read", "pull-requests": "write", "statuses": "write",
}

// permissions are what the action's token may. A workflow's token can only read when
// a fork's pull request starts it.
func (s *Scenario) permissions() map[string]string {
	permissions := s.Token.Permissions
	if permissions == nil {
		permissions = workflowPermissions
	}
	if s.Token.Kind != "workflow" || !s.Pull.Fork || s.Event != "pull_request" {
		return permissions
	}
	readable := map[string]string{}
	for name := range permissions {
		readable[name] = "read"
	}
	return readable
}

// credentials makes the token that the action gets, as inputs.
func (b *building) credentials() (map[string]string, error) {
	permissions := b.permissions()
	const value = "ghs_sandboxWorkflowToken0000000000000000"
	switch b.Token.Kind {
	case "none":
		return map[string]string{}, nil
	case "wrong":
		return map[string]string{"github-token": value}, nil
	case "app":
		key, err := appKey()
		if err != nil {
			return nil, err
		}
		owner, _, _ := strings.Cut(b.Repository, "/")
		b.world.AddApp(sandbox.App{ID: 4711, Slug: "packetgate", Key: &key.PublicKey, Account: owner, Installation: 815, Permissions: permissions})
		encoded := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
		b.world.AddToken(sandbox.Token{Value: value, Permissions: map[string]string{"contents": "read"}, Repository: b.repo})
		return map[string]string{"github-token": value, "app-id": "4711", "app-private-key": string(encoded)}, nil
	}
	b.world.AddToken(sandbox.Token{Value: value, Permissions: permissions, Repository: b.repo})
	return map[string]string{"github-token": value}, nil
}

// appKey is one key for all scenarios: making one takes longer than a scenario.
var appKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// judgement is one stage's run of the action and what came of it.
type judgement struct {
	*building
	Stage
	server *sandbox.Server
	action Action
	token  map[string]string
	keys   []any
	folder string

	failures []string

	env     *environment
	exit    int
	stdout  string
	outputs map[string]string
	summary string
	report  *reported
	log     []sandbox.Request
}

func (j *judgement) fail(format string, args ...any) {
	j.failures = append(j.failures, fmt.Sprintf(format, args...))
}

// problem is a mistake in what the stage expects.
func (j *judgement) problem(err error, keys ...any) {
	j.failures = append(j.failures, j.source.problem(err.Error(), slices.Concat(j.keys, keys)...).Error())
}

func (j *judgement) judge(ctx context.Context) error {
	event, err := j.event()
	if err != nil {
		return err
	}
	if err := j.act(ctx, event, "first"); err != nil {
		return err
	}
	j.check()
	again := j.Expect.SecondRunWrites
	if again >= 0 && len(j.Faults) == 0 && len(j.During) == 0 && j.exit != 2 {
		exit := j.exit
		if err := j.act(ctx, event, "second"); err != nil {
			return err
		}
		if j.exit != exit {
			j.fail("a second run on the same state exits %d, the first one did %d", j.exit, exit)
		}
		if n := len(j.writes()); n > again {
			j.fail("a second run on the same state wrote %d times, at most %d expected: %s", n, again, requestList(j.writes()))
		}
	}
	j.meanwhile.Lock()
	defer j.meanwhile.Unlock()
	for _, err := range j.mishaps {
		j.fail("%v", err)
	}
	for _, name := range sortedKeys(j.idle) {
		j.fail("%v", j.idle[name])
	}
	return nil
}

// event is the event that starts the action.
func (j *judgement) event() (sandbox.Event, error) {
	switch j.Event {
	case "pull_request", "pull_request_target":
		return j.server.PullRequestEvent(cmp.Or(j.twin, j.pull), j.Event, j.Action, j.Actor), nil
	case "merge_group":
		return j.server.MergeGroupEvent(j.repo, j.group, "github-merge-queue[bot]")
	case "workflow_run":
		if j.last == nil {
			return sandbox.Event{}, j.source.problem("a workflow_run event needs a run", append(slices.Clone(j.keys), "event")...)
		}
		return j.server.WorkflowRunEvent(j.last.run, j.Actor), nil
	case "issue_comment":
		if j.comment == 0 {
			return sandbox.Event{}, j.source.problem("an issue_comment event needs a comment", append(slices.Clone(j.keys), "event")...)
		}
		return j.server.IssueCommentEvent(j.pull, j.comment, j.Action, j.plain)
	}
	return j.server.BranchEvent(j.repo, j.Event, cmp.Or(j.Branch, mainBranch), j.Actor), nil
}

// act runs the action once and reads what it left.
func (j *judgement) act(ctx context.Context, event sandbox.Event, name string) error {
	inputs := maps.Clone(j.token)
	maps.Copy(inputs, j.Inputs)
	var err error
	if j.env, err = newEnvironment(filepath.Join(j.folder, name), j.server, j.Repository, j.Actor, event, inputs); err != nil {
		return j.source.problem(err.Error(), append(slices.Clone(j.keys), "inputs")...)
	}
	j.server.Forget()
	var stdout, stderr bytes.Buffer
	j.exit = j.action(ctx, Machine{
		Env: j.env.vars, Stdout: &stdout, Stderr: &stderr, Now: j.world.Now,
		Sleep: func(ctx context.Context, d time.Duration) error { j.world.Advance(d); return ctx.Err() },
	})
	j.stdout = stdout.String() + stderr.String()
	j.log = j.server.Requests()
	if j.outputs, err = j.env.outputs(); err != nil {
		return err
	}
	summary, err := os.ReadFile(j.env.summary)
	if err != nil {
		return err
	}
	j.summary = string(summary)
	return j.readReport()
}

// readReport reads the JSON report, if the action says where it is.
func (j *judgement) readReport() error {
	j.report = nil
	path := j.outputs["report"]
	if path == "" {
		return nil
	}
	content, err := os.ReadFile(j.env.resolve(strings.Split(path, "\n")[0]))
	if err != nil {
		return fmt.Errorf("the output report names no file: %w", err)
	}
	j.report = &reported{}
	if err := json.Unmarshal(content, j.report); err != nil {
		return fmt.Errorf("the report is no JSON: %w", err)
	}
	return nil
}

// writes are the requests that changed something. A reaction that is there already is
// answered 200.
func (j *judgement) writes() []sandbox.Request {
	return slices.DeleteFunc(slices.Clone(j.log), func(r sandbox.Request) bool {
		there := strings.HasSuffix(r.Path, "/reactions") && r.Status == 200
		return !r.Write() || r.Status >= 300 || strings.HasSuffix(r.Path, "/access_tokens") || there
	})
}

func requestList(requests []sandbox.Request) string {
	out := make([]string, len(requests))
	for i, r := range requests {
		out[i] = r.Method + " " + r.Path
	}
	return strings.Join(out, ", ")
}
