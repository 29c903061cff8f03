package scenario

import (
	"strings"
	"testing"
)

const smallest = "-- scenario.yml --\ntitle: t\nwhy: w\nkind: honest\nfamily: text\n"

func TestMistakesInAScenarioNameTheirLine(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"empty":          {"", "x.txtar:1: the first file must be `-- scenario.yml --`"},
		"other first":    {"-- a --\n", "x.txtar:1: the first file must be"},
		"unknown key":    {"about\n" + smallest + "colour: red\n", `x.txtar:7: unknown key "colour"`},
		"nested key":     {smallest + "runs:\n  - {workflow: ci.yml, jbos: {}}\n", `x.txtar:7: unknown key "jbos"`},
		"key twice":      {smallest + "title: again\n", `x.txtar:6: mapping key "title" already defined`},
		"wrong type":     {smallest + "runs: 3\n", "x.txtar:6:"},
		"no YAML":        {smallest + "runs: [\n", "x.txtar:"},
		"kind":           {strings.Replace(smallest, "honest", "nice", 1), `x.txtar:4: kind is "nice": want honest or dishonest`},
		"family":         {strings.Replace(smallest, "text", "prose", 1), `x.txtar:5: family is "prose": want one of text, shell,`},
		"missing":        {strings.Replace(smallest, "title: t\n", "", 1), `"title" is missing`},
		"event":          {smallest + "event: pull\n", `x.txtar:6: event is "pull": want one of pull_request,`},
		"event of then":  {smallest + "then:\n  - event: pull\n", `x.txtar:7: event is "pull"`},
		"token":          {smallest + "token: {kind: gold}\n", `x.txtar:6: token kind is "gold"`},
		"nothing caught": {strings.Replace(smallest, "honest", "dishonest", 1) + "expect:\n  verdict: fail\n", "x.txtar:7: a dishonest scenario must expect"},
		"finding":        {smallest + "expect:\n  findings:\n    - line: 3\n", "x.txtar:8: a finding needs its rule"},
		"proof":          {smallest + "expect:\n  proofs:\n    - command: x\n", "x.txtar:8: a proof needs its command and verdict"},
		"fault":          {smallest + "faults:\n  - status: 500\n", "x.txtar:7: a fault needs a path"},
		"user":           {smallest + "users: {bob: wirte}\n", `x.txtar:6: the permission of bob is "wirte": want one of admin,`},
		"permission":     {smallest + "token: {permissions: {pull_requests: write}}\n", "x.txtar:6: token permission pull_requests: write is none of GitHub's"},
		"attempts":       {smallest + "runs:\n  - {attempts: [{}], conclusion: failure}\n", "x.txtar:7: a run tells how it went either itself or in its attempts"},
		"status":         {smallest + "statuses:\n  - {state: green}\n", `x.txtar:7: the state of a status is "green": want one of success,`},
		"archive twice":  {smallest + "-- a --\n1\n-- a --\n2\n", `x.txtar:8: the file "a" stands twice`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("x.txtar", []byte(c.file))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestMistakesInWhatHappensNameTheirLine(t *testing.T) {
	files := "-- base/.github/workflows/ci.yml --\njobs:\n  test:\n    steps: [{run: x}]\n-- base/a.txt --\na\na\n"
	for name, c := range map[string]struct{ yaml, want string }{
		"commit":          {"runs:\n  - at: nowhere\n", `x.txtar:7: no commit is called "nowhere" up to here; there are base, head`},
		"workflow":        {"runs:\n  - workflow: other.yml\n", "x.txtar:7: the commit has no workflow file .github/workflows/other.yml"},
		"job":             {"runs:\n  - jobs: {tset: {}}\n", `x.txtar:7: the workflow file has no job "tset"; it has test`},
		"only":            {"runs:\n  - only: [tset]\n", `x.txtar:7: only: the workflow file has no job "tset"`},
		"status word":     {"runs:\n  - status: running\n", `x.txtar:7: the status of the run is "running": want one of completed,`},
		"conclusion word": {"runs:\n  - jobs: {test: {steps: {Run x: {conclusion: canceled}}}}\n", `x.txtar:7: the conclusion of step Run x is "canceled": want one of success,`},
		"finish":          {"finish:\n  - run: ci\n", `x.txtar:7: no run is called "ci"`},
		"member":          {"head:\n  - name: head\n    files: {b.txt: {member: b}}\n", `x.txtar:7: b.txt: the archive has no file "b"`},
		"edit":            {"head:\n  - name: head\n    files: {a.txt: {edit: [{from: a, to: b}]}}\n", `x.txtar:7: a.txt: edit: "a" stands 2 times in the file, want once`},
		"deleted":         {"head:\n  - {name: head, delete: [b.txt]}\n", "x.txtar:7: cannot delete b.txt"},
		"own hash":        {"head:\n  - name: head\n    files: {b.txt: {text: '{{sha me}}'}}\n", `no commit is called "me"`},
		"name twice":      {"head:\n  - name: base\n", `x.txtar:7: a commit is called "base" already`},
		"now":             {"now: yesterday\n", `x.txtar:6: now is "yesterday"`},
		"review":          {"reviews:\n  - comments: [{path: a.txt, line: 9, body: x}]\n", "x.txtar:7: a comment on a.txt:9"},
		"repository":      {"repository: widgets\n", `x.txtar:6: repository "widgets": want OWNER/NAME`},
		"input":           {"inputs: {modus: check}\n", `x.txtar:6: the action has no input "modus"`},
		"comment missing": {"event: issue_comment\n", "x.txtar:6: an issue_comment event needs a comment"},
		"run missing":     {"event: workflow_run\n", "x.txtar:6: a workflow_run event needs a run"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Parse("x.txtar", []byte(smallest+c.yaml+files))
			if err != nil {
				t.Fatal(err)
			}
			result := s.Run(t.Context(), nil)
			if got := strings.Join(result.Failures, "\n"); !strings.Contains(got, c.want) {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestLineOfAText(t *testing.T) {
	content := []byte("a\r\nbc\nb\n")
	for _, c := range []struct {
		text string
		nth  int
		line int
		says string
	}{
		{"bc", 0, 2, ""}, {"b", 2, 3, ""}, {"b", 0, 0, "lines [2 3] have the text"}, {"b", 3, 0, "only 2 lines"}, {"z", 0, 0, "no line has the text"},
	} {
		line, err := lineAt(content, c.text, c.nth)
		if line != c.line || c.says == "" != (err == nil) || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %d, %v", c.text, line, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(smallest))
	f.Add([]byte(smallest + "runs:\n  - attempts: [{jobs: {t: {steps: {a: {exit: 1}}}}}]\nthen:\n  - expect: {findings: [{rule: x, at: y}]}\n-- base/a --\n{{sha base}}\n"))
	f.Add([]byte("-- scenario.yml --\nbase: &a [*a]\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		if s, err := Parse("x.txtar", content); err == nil && s.Title == "" {
			t.Error("a scenario without a title was read")
		}
	})
}
