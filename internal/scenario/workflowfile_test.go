package scenario

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestJobsOfAWorkflowFile(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		jobs []string
	}{
		"plain":                           {"jobs:\n  test:\n    steps: [{run: x}]\n", []string{"test"}},
		"named":                           {"jobs:\n  test:\n    name: Unit tests\n    steps: [{run: x}]\n", []string{"Unit tests"}},
		"matrix":                          {"jobs:\n  t:\n    strategy: {matrix: {go: [1, 2], os: [a, b]}}\n", []string{"t (1, a)", "t (1, b)", "t (2, a)", "t (2, b)"}},
		"named leg":                       {"jobs:\n  t:\n    name: Go ${{ matrix.go }}\n    strategy: {matrix: {go: [1, 2]}}\n", []string{"Go 1", "Go 2"}},
		"exclude":                         {"jobs:\n  t:\n    strategy: {matrix: {go: [1, 2], exclude: [{go: 1}]}}\n", []string{"t (2)"}},
		"include":                         {"jobs:\n  t:\n    strategy: {matrix: {go: [1, 2], include: [{go: 1, race: yes}, {go: 3}]}}\n", []string{"t (1)", "t (2)", "t (3)"}},
		"include that adds to an include": {"jobs:\n  t:\n    strategy: {matrix: {go: [1], include: [{go: 3, race: yes}, {race: no}]}}\n", []string{"t (1)", "t (3, yes)"}},
		"mappings":                        {"jobs:\n  t:\n    strategy: {matrix: {on: [{os: a, go: 1}, {os: b, go: ''}]}}\n", []string{"t (a, 1)", "t (b)"}},
		"only included":                   {"jobs:\n  t:\n    strategy: {matrix: {include: [{os: a}, {os: b}]}}\n", []string{"t (a)", "t (b)"}},
		"called":                          {"jobs:\n  all:\n    uses: ./.github/workflows/called.yml\n", []string{"all / inner"}},
		"caller's legs":                   {"jobs:\n  all:\n    strategy: {matrix: {os: [a, b]}}\n    uses: ./.github/workflows/called.yml\n", []string{"all (a) / inner", "all (b) / inner"}},
	} {
		t.Run(name, func(t *testing.T) {
			w, err := readWorkflow("ci.yml", []byte(c.file), func(string) []byte { return []byte("jobs:\n  inner:\n    steps: [{run: y}]\n") })
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, j := range w.jobs {
				got = append(got, j.name)
			}
			if diff := cmp.Diff(c.jobs, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWorkflowFileThatCannotRun(t *testing.T) {
	for _, file := range []string{"on: [push\n", "name: x\n", "jobs: []\n", ""} {
		if _, err := readWorkflow("ci.yml", []byte(file), func(string) []byte { return nil }); err == nil {
			t.Errorf("%q was read", file)
		}
	}
}
