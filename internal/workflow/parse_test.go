package workflow

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestParse compares what the files of testdata are read as with their golden
// files.
func TestParse(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yml")
	if err != nil || len(files) == 0 {
		t.Fatal("no fixtures", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			w, err := Parse(file, source)
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.MarshalIndent(w, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(file, ".yml") + ".golden.json"
			if *update {
				if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)+"\n"); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseErrors(t *testing.T) {
	const start = "on: push\njobs:\n  a:\n    runs-on: x\n"
	tests := []struct{ name, source, want string }{
		{"empty", "", "w.yml:1:1: the file is empty"},
		{"only a comment", "# nothing\n", "w.yml:1:1: the file is empty"},
		{"text", "hello", "w.yml:1:1: a workflow must be a mapping, not text"},
		{"a list", "- a", "w.yml:1:1: a workflow must be a mapping, not a list"},
		{"no on", "jobs: {a: {steps: [{run: x}]}}", "w.yml:1:1: no `on`: this is no workflow"},
		{"no jobs", "on: push", "w.yml:1:1: no `jobs`: this is no workflow"},
		{"empty jobs", "on: push\njobs: {}", "w.yml:2:7: `jobs` is empty"},
		{"jobs a list", "on: push\njobs: []", "w.yml:2:7: `jobs` must be a mapping, not a list"},
		{"jobs null", "on: push\njobs:\n", "w.yml:2:6: `jobs` must be a mapping, not empty"},
		{"job without steps", start, "w.yml:4:5: the job \"a\" has neither `steps` nor `uses`"},
		{"steps a mapping", start + "    steps: {run: x}", "w.yml:5:12: `steps` must be a list, not a mapping"},
		{"steps empty", start + "    steps: []", "w.yml:5:12: `steps` is empty"},
		{"step text", start + "    steps: [go test]", "w.yml:5:13: a step must be a mapping, not text"},
		{"step of nothing", start + "    steps: [{name: x}]", "w.yml:5:13: the step has neither `run` nor `uses`"},
		{"step of both", start + "    steps: [{run: x, uses: y}]", "w.yml:5:13: the step has both `run` and `uses`"},
		{"run a list", start + "    steps: [{run: [x]}]", "w.yml:5:19: `run` must be text, not a list"},
		{"job of both", start + "    uses: x\n    steps: [{run: x}]", "w.yml:6:12: the job \"a\" has both `uses` and `steps`"},
		{"a key twice", start + "    RUNS-on: y\n    steps: [{run: x}]", `w.yml:5:5: the key "RUNS-on" stands twice`},
		{"a merge key", "on: push\nx: &x {a: b}\njobs:\n  a:\n    <<: *x", "w.yml:5:5: merge keys (<<) are no part of workflow syntax"},
		{"a key that is a list", "on: push\n[a]: b\njobs: {}", "w.yml:2:1: a key must be text"},
		{"matrix a list", start + "    strategy: {matrix: [a]}\n    steps: [{run: x}]", "w.yml:5:24: `matrix` must be a mapping, not a list"},
		{"axis text", start + "    strategy: {matrix: {os: a}}\n    steps: [{run: x}]", `w.yml:5:29: the matrix key "os" must be a list, not text`},
		{"tabs", "on: push\n\tjobs: {}", "w.yml:2:1: invalid YAML"},
		{"unclosed", "on: [push\njobs: {}", "w.yml:"},
		{"unknown alias", "on: *x", "w.yml:"},
		{"two documents", start + "    steps: [{run: x}]\n---\non: push\n", "w.yml:6:1: a second document begins here"},
		{"NEL", "on: push # x\u0085", "w.yml:1:1: the file holds a NEL (U+0085), which readers of YAML take differently"},
		{"NUL", "on: push\n\x00", "w.yml:2:1: the file holds a NUL byte"},
		{"invalid UTF-8", "on: push\n# \xff", "w.yml:2:1: the file is not valid UTF-8"},
		{"10 MB", strings.Repeat("# comment\n", 1<<20), "w.yml:1:1: the file has 10485760 bytes"},
		{"deep", "on: push\njobs: " + strings.Repeat("[", 200_000), "w.yml:"},
		{"nested too deep", "on: push\njobs: " + strings.Repeat("[", 60) + strings.Repeat("]", 60), "nested more than 50 deep"},
		{"aliases of aliases", bomb(), "more than 50000 values"},
		{"an alias of itself", "on: push\njobs: &a\n  a: *a", "nested more than 50 deep"},
		{"too many values", "on: push\njobs:\n  a:\n    steps:\n" + strings.Repeat("      - run: x\n", 20_000), "more than 50000 values"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, err := Parse("w.yml", []byte(tt.source))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("Parse = %v, %v; want %s", w, err, tt.want)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("the error has several lines: %q", err)
			}
		})
	}
}

// bomb is a file whose aliases stand for 10^9 values.
func bomb() string {
	var out strings.Builder
	out.WriteString("on: push\na0: &a0 [x]\n")
	for i := range 9 {
		before, name := string(rune('0'+i)), string(rune('1'+i))
		out.WriteString("a" + name + ": &a" + name + " [" + strings.Repeat("*a"+before+",", 9) + "*a" + before + "]\n")
	}
	return out.String() + "jobs: {a: {steps: [{run: x}]}}\n"
}

func TestEvents(t *testing.T) {
	tests := []struct {
		on   string
		want []string
	}{
		{"push", []string{"push"}},
		{"[push, pull_request]", []string{"push", "pull_request"}},
		{"{push: {branches: [main]}, pull_request: }", []string{"push", "pull_request"}},
		{"\n  schedule:\n    - cron: '0 0 * * *'", []string{"schedule"}},
	}
	for _, tt := range tests {
		w, err := Parse("w.yml", []byte("on: "+tt.on+"\njobs: {a: {steps: [{run: x}]}}"))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(w.Events, tt.want) {
			t.Errorf("on: %s gives %v, want %v", tt.on, w.Events, tt.want)
		}
	}
}

// TestMatrix follows the examples of GitHub's documentation and of its
// MatrixBuilder.
func TestMatrix(t *testing.T) {
	tests := []struct {
		name, matrix string
		want         []string // the names that GitHub gives the legs
		unknown      bool
	}{
		{"product", "{arch: [x64, x86], os: [linux, windows]}", []string{"a (x64, linux)", "a (x64, windows)", "a (x86, linux)", "a (x86, windows)"}, false},
		{"exclude", "{arch: [x64, x86], os: [linux, windows], exclude: [{arch: x86, os: linux}]}", []string{"a (x64, linux)", "a (x64, windows)", "a (x86, windows)"}, false},
		{"include adds", "{os: [linux, windows], include: [{os: linux, publish: true}]}", []string{"a (linux)", "a (windows)"}, false},
		{"include makes", "{os: [linux], include: [{os: macos, extra: 1}]}", []string{"a (linux)", "a (macos, 1)"}, false},
		{"include alone", "{include: [{x: 1}, {x: 2, y: b}]}", []string{"a (1)", "a (2, b)"}, false},
		{"numbers", "{go: [1.20, '1.20', 3, 1e3, 0x10, 0.10]}", []string{"a (1.2)", "a (1.20)", "a (3)", "a (1000)", "a (16)", "a (0.1)"}, false},
		{"empty, null and booleans", "{x: ['', null, true, False]}", []string{"a", "a", "a (true)", "a (false)"}, false},
		{"mappings and lists", "{n: [{v: 20, lts: true}, [x, y]]}", []string{"a (20, true)", "a (x, y)"}, false},
		{"text without regard to case", "{os: [Linux, windows], exclude: [{OS: linux}]}", []string{"a (windows)"}, false},
		{"a number against text", "{v: ['1', 2], exclude: [{v: 1}, {v: '2'}]}", nil, false},
		{"an axis without values", "{os: [], x: [1]}", nil, false},
		{"an expression", "'${{ fromJSON(x) }}'", nil, true},
		{"an axis that is one", "{os: '${{ fromJSON(x) }}'}", nil, true},
		{"a value that is one", "{os: [linux, '${{ vars.X }}']}", nil, true},
		{"an include that is one", "{os: [linux], include: '${{ fromJSON(x) }}'}", nil, true},
		{"too many", "{a: [" + strings.Repeat("1,", 299) + "1], b: [1]}", nil, true},
		{"far too many", "{" + axes(40) + "}", nil, true},
		{"includes without end", "{a: [" + strings.Repeat("1,", 64) + "], b: [" + strings.Repeat("1,", 64) + "], include: [" + strings.Repeat("{a: 1, c: 2},", 9000) + "]}", nil, true},
		{"keys without end", "{include: [{" + axes(maxKeys+1) + "}]}", nil, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, err := Parse("w.yml", []byte("on: push\njobs: {a: {strategy: {matrix: "+tt.matrix+"}, steps: [{run: x}]}}"))
			if err != nil {
				t.Fatal(err)
			}
			job := w.Jobs[0]
			if job.MatrixUnknown != tt.unknown {
				t.Fatalf("unknown %v, want %v", job.MatrixUnknown, tt.unknown)
			}
			var got []string
			for i := range job.Matrix {
				got = append(got, job.ID+job.suffixes[i])
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// axes are n axes of ten values.
func axes(n int) string {
	var out []string
	for i := range n {
		out = append(out, "k"+strings.Repeat("x", i)+": [0,1,2,3,4,5,6,7,8,9]")
	}
	return strings.Join(out, ", ")
}

func TestMatrixIncludeOverwritesOnlyWhatItAdded(t *testing.T) {
	// The example of GitHub's documentation.
	w, err := Parse("w.yml", []byte(`
on: push
jobs:
  a:
    strategy:
      matrix:
        fruit: [apple, pear]
        animal: [cat, dog]
        include:
          - color: green
          - color: pink
            animal: cat
          - fruit: apple
            shape: circle
          - fruit: banana
          - fruit: banana
            animal: cat
    steps: [{run: x}]
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []map[string]string{
		{"fruit": "apple", "animal": "cat", "color": "pink", "shape": "circle"},
		{"fruit": "apple", "animal": "dog", "color": "green", "shape": "circle"},
		{"fruit": "pear", "animal": "cat", "color": "pink"},
		{"fruit": "pear", "animal": "dog", "color": "green"},
		{"fruit": "banana"},
		{"fruit": "banana", "animal": "cat"},
	}
	if diff := cmp.Diff(want, w.Jobs[0].Matrix); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A script of many expressions, in a job of many variables, is read in linear time.
func TestManyExpressions(t *testing.T) {
	var env strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&env, "  V%d: 1\n", i)
	}
	script := "echo A=1 >> $GITHUB_ENV " + strings.Repeat("${{ env.V4999 }} ${{ env.A }} ", 20_000)
	w, err := Parse("w.yml", []byte("on: push\nenv:\n"+env.String()+"jobs: {a: {steps: [{run: '"+script+"'}]}}"))
	if err != nil {
		t.Fatal(err)
	}
	got, remains := Leg{Job: w.Jobs[0]}.Expand(script)
	if want := strings.ReplaceAll(script, "${{ env.V4999 }}", "1"); got != want || !remains {
		t.Errorf("remains %v: %.80s", remains, got)
	}
}

func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.yml")
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(source)
	}
	f.Add([]byte(ci))
	f.Add([]byte(bomb()))
	f.Fuzz(func(t *testing.T, source []byte) {
		w, err := Parse("w.yml", source)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "w.yml:") || strings.Contains(err.Error(), "\n") {
				t.Fatalf("an error without a place, or of several lines: %q", err)
			}
			return
		}
		again, err := Parse("w.yml", source)
		if err != nil || len(again.Jobs) != len(w.Jobs) {
			t.Fatalf("not deterministic: %v", err)
		}
		for _, job := range w.Jobs {
			recorded := record.Job{Name: job.ID, Steps: steps("Set up job", "Run x", "Complete job")}
			leg, ok := w.Match(recorded)
			if ok && leg.Doubt == "" && job.Uses == "" && slices.Contains(leg.Steps, nil) {
				t.Fatalf("a leg without doubt lacks a step: %+v", leg)
			}
			for _, s := range job.Steps {
				leg.Expand(s.Run)
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	source := []byte("on: push\njobs:\n")
	for i := range 40 {
		source = append(source, []byte("  job"+strings.Repeat("x", i)+":\n    runs-on: ubuntu-latest\n    steps:\n"+strings.Repeat("      - name: Test\n        run: go test ./...\n", 20))...)
	}
	b.SetBytes(int64(len(source)))
	for b.Loop() {
		if _, err := Parse("w.yml", source); err != nil {
			b.Fatal(err)
		}
	}
}
