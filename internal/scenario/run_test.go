package scenario

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const archive = `-- scenario.yml --
title: t
why: w
kind: KIND
family: text
runs:
  - workflow: ci.yml
EXPECT
-- base/.github/workflows/ci.yml --
name: CI
jobs:
  test:
    steps:
      - run: go test ./...
-- base/docs/tracker.md --
# T
one
-- head/docs/tracker.md --
# T
two
`

// fake answers as an action would that always finds the same.
type fake struct {
	verdict, report string
	exit            int
	// ask are requests "METHOD PATH BODY" that it makes first; HEAD stands for the
	// head commit.
	ask []string
	say string
}

func (f fake) run(ctx context.Context, m Machine) int {
	for _, ask := range f.ask {
		parts := strings.SplitN(ask, " ", 3)
		req, err := http.NewRequestWithContext(ctx, parts[0], m.Env["GITHUB_API_URL"]+strings.ReplaceAll(parts[1], "HEAD", head(m)), strings.NewReader(parts[2]))
		if err != nil {
			panic(err)
		}
		req.Header.Set("Authorization", "Bearer "+m.Env["INPUT_GITHUB-TOKEN"])
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			panic(err)
		}
		_, _ = io.Copy(io.Discard, res.Body)
		res.Body.Close()
	}
	http.DefaultClient.CloseIdleConnections()
	folder := m.Env["GITHUB_WORKSPACE"]
	for name, content := range map[string]string{"r.json": f.report, "r.sarif": "{}"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o644); err != nil {
			panic(err)
		}
	}
	outputs := fmt.Sprintf("verdict<<EOF\n%s\nEOF\nreport=r.json\nsarif<<X\nr.sarif\nX\n", f.verdict)
	if err := os.WriteFile(m.Env["GITHUB_OUTPUT"], []byte(outputs), 0o644); err != nil {
		panic(err)
	}
	fmt.Fprintln(m.Stdout, f.say)
	return f.exit
}

// head reads the head commit from the event.
func head(m Machine) string {
	payload, err := os.ReadFile(m.Env["GITHUB_EVENT_PATH"])
	if err != nil {
		panic(err)
	}
	_, after, _ := strings.Cut(string(payload), `"head_sha"`)
	if after == "" {
		_, after, _ = strings.Cut(string(payload), `"head": {`)
		_, after, _ = strings.Cut(after, `"sha": "`)
	}
	return after[:40]
}

func passing() fake {
	return fake{
		verdict: "pass",
		report:  `{"schema":"packetgate.report/v1","verdict":"pass","api_calls":0,"transitions":[],"proofs":[],"findings":[]}`,
		say:     "fine",
	}
}

func (f fake) on(t *testing.T, kind, expect string) string {
	t.Helper()
	s, err := Parse("x.txtar", []byte(strings.NewReplacer("KIND", kind, "EXPECT", expect).Replace(archive)))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(s.Run(t.Context(), f.run).Failures, "\n")
}

const green = `POST /repos/acme/widgets/statuses/HEAD {"state":"success","context":"packetgate"}`

func TestWhatIsNotAsExpectedFails(t *testing.T) {
	with := func(change func(*fake)) fake {
		f := passing()
		f.ask = []string{green}
		change(&f)
		return f
	}
	once := "expect: {second-run-writes: -1}"
	finding := `"findings":[{"rule":"open-checkbox","severity":"error","tracker":"docs/tracker.md","packet":"A-1","line":2,"message":"is open"}]`
	found := func(f *fake) { f.report = strings.Replace(f.report, `"findings":[]`, finding, 1) }
	for name, c := range map[string]struct {
		action       fake
		kind, expect string
		want         string
	}{
		"all well":         {with(func(*fake) {}), "honest", once, ""},
		"exit":             {with(func(f *fake) { f.exit = 1 }), "honest", once, "exit code 1, want 0"},
		"verdict":          {with(func(f *fake) { f.verdict = "fail" }), "honest", once, `verdict "fail", want "pass"`},
		"report's verdict": {with(func(f *fake) { f.report = strings.Replace(f.report, `"pass"`, `"fail"`, 1) }), "honest", once, `the report's verdict is "fail"`},
		"schema":           {with(func(f *fake) { f.report = strings.Replace(f.report, "/v1", "/v2", 1) }), "honest", once, "the report's schema is"},
		"no report":        {with(func(f *fake) { f.report = "" }), "honest", once, "the report is no JSON"},
		"a pass's problem": {with(func(f *fake) { f.report = strings.Replace(f.report, `"findings"`, `"problem":"none","findings"`, 1) }), "honest", once, `the report has the verdict "pass" and the problem "none"`},
		"problem":          {with(func(*fake) {}), "honest", "expect: {second-run-writes: -1, problem: no token}", `the report's problem is "", want "no token" in it`},
		"no status":        {with(func(f *fake) { f.ask = nil }), "honest", once, `no status "packetgate"`},
		"status":           {with(func(f *fake) { f.ask = []string{strings.Replace(green, "success", "failure", 1)} }), "honest", once, "status failure (), want success"},
		"description":      {with(func(*fake) {}), "honest", "expect: {second-run-writes: -1, description: good}", `the status says "", want "good" in it`},
		"second run":       {with(func(*fake) {}), "honest", "expect: {}", "a second run on the same state wrote 1 times, at most 0 expected: POST"},
		"unexpected error": {with(found), "honest", once, "unexpected docs/tracker.md:2: error: is open [open-checkbox]"},
		"other errors":     {with(found), "honest", "expect: {second-run-writes: -1, other-errors: true}", ""},
		"expected":         {with(found), "honest", "expect: {second-run-writes: -1, findings: [{rule: open-checkbox, at: two, packet: A-1, severity: error, message: open}]}", ""},
		"other line":       {with(found), "honest", "expect: {second-run-writes: -1, findings: [{rule: open-checkbox, line: 1}]}", "finding open-checkbox at docs/tracker.md:1 is missing"},
		"no such text":     {with(found), "honest", "expect: {second-run-writes: -1, findings: [{rule: open-checkbox, at: three}]}", `x.txtar:8: docs/tracker.md: no line has the text "three"`},
		"absent":           {with(found), "honest", "expect: {second-run-writes: -1, other-errors: true, absent: [open-checkbox]}", "finding open-checkbox must not be there"},
		"proof":            {with(func(*fake) {}), "honest", "expect: {second-run-writes: -1, proofs: [{command: x, verdict: verified}]}", "proof `x` verified at docs/tracker.md:0 is missing; there are:\n    none"},
		"transition":       {with(func(*fake) {}), "honest", "expect: {second-run-writes: -1, transitions: [{packet: A, field: status, from: READY, to: DONE}]}", `transition A status "READY" -> "DONE" is missing`},
		"comment":          {with(func(*fake) {}), "honest", "expect: {second-run-writes: -1, comments: [{at: two}]}", `no comment with "" on docs/tracker.md:2`},
		"output":           {with(func(*fake) {}), "honest", "expect: {second-run-writes: -1, output: [splendid]}", `the log lacks "splendid"`},
		"forbidden output": {with(func(*fake) {}), "honest", "expect: {second-run-writes: -1, not-output: [fine]}", `the log has "fine"`},
		"annotation":       {with(func(f *fake) { f.say = " ::error file=a::x" }), "honest", "expect: {second-run-writes: -1, annotations: [file=a]}", "the annotations lacks"},
		"summary":          {with(func(*fake) {}), "honest", "expect: {second-run-writes: -1, summary: [A-1]}", "the summary lacks"},
		"writes":           {with(func(*fake) {}), "honest", "expect: {second-run-writes: -1, writes: 0}", "1 writes, at most 0 expected"},
		"idle fault":       {with(func(*fake) {}), "honest", once + "\nfaults: [{path: /nowhere, status: 500}]", "x.txtar:9: no request came that this is for"},
		"idle during":      {with(func(*fake) {}), "honest", once + "\nduring: [{path: /nowhere}]", "x.txtar:9: no request came that this is for"},
		"unknown address":  {with(func(f *fake) { f.ask = append(f.ask, "GET /repos/acme/widgets/secrets ") }), "honest", once, "which the sandbox does not know"},
		"counted too much": {with(func(f *fake) { f.report = strings.Replace(f.report, `"api_calls":0`, `"api_calls":9`, 1) }), "honest", once, "the report counts 9 requests, 1 were made"},
		"dishonest":        {with(func(*fake) {}), "dishonest", "expect: {second-run-writes: -1, findings: [{rule: open-checkbox, line: 2}]}", "exit code 0, want 1"},
	} {
		t.Run(name, func(t *testing.T) {
			got := c.action.on(t, c.kind, c.expect)
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("got:\n%s\nwant:\n%s", got, c.want)
			}
		})
	}
}

func TestScenariosAreToldInOrder(t *testing.T) {
	folder := t.TempDir()
	for name, kind := range map[string]string{"b.txtar": "honest", "a.txtar": "odd", "notes.md": "x"} {
		text := strings.NewReplacer("KIND", kind, "EXPECT", "expect: {second-run-writes: -1}").Replace(archive)
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	f := passing()
	f.ask = []string{green}
	var out bytes.Buffer
	failed, err := Test(t.Context(), []string{folder, filepath.Join(folder, "b.txtar")}, f.run, Text, &out)
	if err != nil || failed != 1 {
		t.Fatalf("%d failed, %v", failed, err)
	}
	got := strings.ReplaceAll(out.String(), filepath.ToSlash(folder), "DIR")
	want := "FAIL DIR/a.txtar\n    DIR/a.txtar:4: kind is \"odd\": want honest or dishonest\nok   DIR/b.txtar: t\n" +
		"\nFamily  Forgeries caught  Honest passed\ntext    0/0               1/1\nall     0/0               1/1\n\n1 passed, 1 failed\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	out.Reset()
	if _, err := Test(t.Context(), []string{folder}, f.run, JSON, &out); err != nil {
		t.Fatal(err)
	}
	got = strings.Join(strings.Fields(strings.ReplaceAll(out.String(), filepath.ToSlash(folder), "DIR")), " ")
	want = `{ "passed": 1, "failed": 1, "families": [ { "family": "text", "forgeries": 0, "caught": 0, "honest": 1, "passed": 1 } ], ` +
		`"all": { "family": "all", "forgeries": 0, "caught": 0, "honest": 1, "passed": 1 }, "scenarios": [ ` +
		`{ "path": "DIR/a.txtar", "title": "", "kind": "", "family": "", "failures": [ "DIR/a.txtar:4: kind is \"odd\": want honest or dishonest" ] }, ` +
		`{ "path": "DIR/b.txtar", "title": "t", "kind": "honest", "family": "text" } ] }`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestPathsWithoutScenarios(t *testing.T) {
	if _, err := Find(t.TempDir()); err == nil || !strings.Contains(err.Error(), "holds no scenario") {
		t.Error(err)
	}
	if _, err := Find("nowhere"); err == nil {
		t.Error("a path that is not there was found")
	}
}
