package workflow

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/record"
)

// steps makes recorded steps: numbers follow one another, but "+5:" before a name
// leaves a gap.
func steps(names ...string) []record.Step {
	var out []record.Step
	number := 0
	for _, name := range names {
		number++
		if rest, ok := strings.CutPrefix(name, "+5:"); ok {
			number, name = number+4, rest
		}
		out = append(out, record.Step{Number: number, Name: name})
	}
	return out
}

const ci = `
name: CI
on: [push, pull_request]
env: {LEVEL: full}
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: |

          make lint
          make fmt
  test:
    strategy:
      matrix:
        os: [ubuntu-latest, windows-latest]
        go: [1.20, "1.20"]
    runs-on: ${{ matrix.os }}
    steps:
      - uses: actions/checkout@v4
      - name: Test with ${{ matrix.go }}
        run: go test ./...
      - name: Report ${{ steps.x.outputs.y }}
        run: ./report
  named:
    name: Build for ${{ matrix.target }}
    strategy: {matrix: {target: [arm64, amd64]}}
    runs-on: ubuntu-latest
    steps: [{run: "make ${{ matrix.target }} ${{ env.LEVEL }}"}]
  legs:
    name: evidence ${{ matrix.packet }} ${{ matrix.digest }}
    strategy: {matrix: "${{ fromJSON(needs.plan.outputs.matrix) }}"}
    runs-on: ubuntu-latest
    steps: [{run: "${{ matrix.command }}"}]
  twin-a: {name: Twin, runs-on: ubuntu-latest, steps: [{run: "true"}]}
  twin-b: {name: Twin, runs-on: ubuntu-latest, steps: [{run: "true"}]}
  call:
    uses: ./.github/workflows/reusable.yml
  long:
    name: a job whose name is much longer than the hundred characters that GitHub shows of it in its interface
    strategy: {matrix: {x: [one, two]}}
    runs-on: ubuntu-latest
    steps: [{run: "true"}]
  background:
    runs-on: ubuntu-latest
    steps: [{run: ./serve, background: true}, {run: "true"}]
`

func TestMatch(t *testing.T) {
	w, err := Parse("ci.yml", []byte(ci))
	if err != nil {
		t.Fatal(err)
	}
	checkout := "Run actions/checkout@v4"
	tests := []struct {
		name   string
		job    record.Job
		want   string // the job's id, "" if none
		matrix map[string]string
		first  int // index of the record's step that the file's first step is
		doubt  string
	}{
		{
			name:  "by id, names from what runs",
			job:   record.Job{Name: "lint", Steps: steps("Set up job", checkout, "Run make lint", "+5:Post "+checkout, "Complete job")},
			want:  "lint",
			first: 1,
		},
		{
			name:  "steps that the runner puts first",
			job:   record.Job{Name: "lint", Steps: steps("Set up job", "Build a/b@v1", "Initialize containers", "Pre "+checkout, checkout, "Run make lint", "Stop containers", "Complete job")},
			want:  "lint",
			first: 4,
		},
		{
			name:   "a matrix leg, its number as GitHub writes it, a name that only the run knew",
			job:    record.Job{Name: "test (windows-latest, 1.2)", Steps: steps("Set up job", checkout, "Test with 1.2", "Report all fine", "Post "+checkout, "Complete job")},
			want:   "test",
			matrix: map[string]string{"os": "windows-latest", "go": "1.2"},
			first:  1,
		},
		{
			name:   "a name that holds the matrix value",
			job:    record.Job{Name: "Build for amd64", Steps: steps("Set up job", "Run make amd64 full", "Complete job")},
			want:   "named",
			matrix: map[string]string{"target": "amd64"},
			first:  1,
		},
		{
			name:  "a matrix that only the run knew",
			job:   record.Job{Name: "evidence RC-01 0123456789abcdef", Steps: steps("Set up job", "Run go test ./...", "Complete job")},
			want:  "legs",
			first: 1,
		},
		{
			name:  "another version of the file",
			job:   record.Job{Name: "lint", Steps: steps("Set up job", checkout, "Run make all", "Complete job")},
			want:  "lint",
			doubt: "the recorded steps do not fit the file's: another version of it may have run",
		},
		{
			name:  "a step that the file lacks",
			job:   record.Job{Name: "lint", Steps: steps("Set up job", checkout, "Run make lint", "Run make more", "Complete job")},
			want:  "lint",
			doubt: "the recorded steps do not fit the file's: another version of it may have run",
		},
		{
			name:  "steps not adjoining",
			job:   record.Job{Name: "lint", Steps: steps("Set up job", checkout, "+5:Run make lint", "Complete job")},
			want:  "lint",
			doubt: "the recorded steps do not fit the file's: another version of it may have run",
		},
		{
			name:  "no steps yet",
			job:   record.Job{Name: "lint"},
			want:  "lint",
			doubt: "the record lists no steps",
		},
		{
			name:  "background steps",
			job:   record.Job{Name: "background", Steps: steps("Set up job", "Run ./serve", "Run true", "Complete job")},
			want:  "background",
			doubt: "the job has syntax that is not judged yet: a step with `background` in line 47",
		},
		{
			name:  "two jobs of one name",
			job:   record.Job{Name: "Twin"},
			doubt: `several jobs of ci.yml could have the name "Twin"`,
		},
		{
			name:  "a cut name of two legs",
			job:   record.Job{Name: "a job whose name is much longer than the hundred characters that GitHub shows of it in its interf..."},
			doubt: `several jobs of ci.yml could have the name "a job whose name is much longer than the hundred characters that GitHub shows of it in its interf..."`,
		},
		{
			name:  "unknown",
			job:   record.Job{Name: "deploy"},
			doubt: `no job of ci.yml has the name "deploy"`,
		},
		{
			name:  "a job of a reusable workflow",
			job:   record.Job{Name: "call / build"},
			doubt: "it is a job of the reusable workflow ./.github/workflows/reusable.yml",
		},
		{name: "its caller, skipped", job: record.Job{Name: "call"}, want: "call"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			leg, ok := w.Match(tt.job)
			if ok != (tt.want != "") || ok && leg.Job.ID != tt.want {
				t.Fatalf("Match = %v (%+v), want %q; doubt %q", ok, leg.Job, tt.want, leg.Doubt)
			}
			if leg.Doubt != tt.doubt {
				t.Errorf("doubt %q, want %q", leg.Doubt, tt.doubt)
			}
			if diff := cmp.Diff(tt.matrix, leg.Matrix); diff != "" {
				t.Errorf("matrix (-want +got):\n%s", diff)
			}
			if !ok || tt.doubt != "" {
				return
			}
			for i, s := range leg.Steps {
				if want := tt.job.Steps[tt.first+i]; s == nil || *s != want {
					t.Errorf("step %d is %+v, want %+v", i, s, want)
				}
			}
		})
	}
}

func TestMatchIsNeverAmbiguous(t *testing.T) {
	w, err := Parse("ci.yml", []byte(`
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - name: ${{ vars.ONE }}
        run: make one
      - name: ${{ vars.TWO }}
        run: make two
`))
	if err != nil {
		t.Fatal(err)
	}
	leg, ok := w.Match(record.Job{Name: "a", Steps: steps("Set up job", "Pre x", "one", "Post two", "Complete job")})
	if !ok || leg.Doubt != "the recorded steps fit the file's in several ways" {
		t.Errorf("Match = %v with doubt %q", ok, leg.Doubt)
	}
	for i, s := range leg.Steps {
		if s != nil {
			t.Errorf("step %d is told apart: %+v", i, s)
		}
	}
}

func TestExpand(t *testing.T) {
	w, err := Parse("ci.yml", []byte(`
on: push
env: {A: workflow, B: workflow, C: "${{ github.sha }}", D: workflow}
jobs:
  a:
    runs-on: ubuntu-latest
    strategy: {matrix: {os: [linux], node: [{version: 20, lts: true}]}}
    env: {B: job}
    steps: [{run: "true", env: {D: step}}]
`))
	if err != nil {
		t.Fatal(err)
	}
	leg := Leg{Job: w.Jobs[0], Matrix: w.Jobs[0].Matrix[0]}
	tests := []struct {
		text, want string
		remains    bool
	}{
		{"plain", "plain", false},
		{"${{ matrix.os }}-${{matrix['OS']}}", "linux-linux", false},
		{"${{ matrix.node.version }} ${{ matrix.node.lts }}", "20 true", false},
		{"${{ matrix.node }}", "${{ matrix.node }}", true},
		{"[${{ matrix.absent }}]", "[]", false},
		{"${{ env.A }} ${{ env.B }}", "workflow job", false},
		{"${{ env.C }} ${{ env.D }} ${{ env.E }}", "${{ env.C }} ${{ env.D }} ${{ env.E }}", true},
		{"${{ 'it''s }}' }}", "it's }}", false},
		{"${{ matrix.os == 'linux' }}", "true", false},
		{"${{ matrix.os == 'linux' && 'xvfb-run -a' || '' }} x", "xvfb-run -a x", false},
		{"${{ matrix.os != 'linux' && 'xvfb-run -a' || '' }} x", " x", false},
		{"${{ matrix.absent || 'y' }} ${{ matrix.absent && format('{0}', 1) }}", "y ", false},
		{"${{ matrix.os == 'mac' && 'a' }} ${{ !matrix.absent }}", "false true", false},
		{"${{ matrix.node.version == 20 }} ${{ matrix.node.version == '20' }}", "${{ matrix.node.version == 20 }} true", true},
		{"${{ matrix.node.lts && 'a' || 'b' }} ${{ !matrix.node.lts && 'a' || 'b' }} ${{ matrix.node.lts == true }}", "a b true", false},
		{"${{ matrix.node.lts == 'true' && 'a' }}", "${{ matrix.node.lts == 'true' && 'a' }}", true},
		{"${{ secrets.X && 'a' || 'a' }} ${{ secrets.X || 'a' }}", "a ${{ secrets.X || 'a' }}", true},
		{"${{ env.A == 'workflow' && env.C || 'b' }}", "${{ env.A == 'workflow' && env.C || 'b' }}", true},
		{"${{ (matrix.os == 'linux' }}", "${{ (matrix.os == 'linux' }}", true},
		{"a ${{ matrix.os", "a ${{ matrix.os", true},
		{"${{ secrets.X }} ${{ matrix.os }}", "${{ secrets.X }} linux", true},
	}
	for _, tt := range tests {
		if got, remains := leg.Expand(tt.text); got != tt.want || remains != tt.remains {
			t.Errorf("Expand(%q) = %q, %v; want %q, %v", tt.text, got, remains, tt.want, tt.remains)
		}
	}
}

// TestMatchRealShapes matches jobs with the steps, numbers and gaps of real
// records: a failed step with the rest skipped, post steps far behind.
func TestMatchRealShapes(t *testing.T) {
	w, err := Parse("linters.yml", []byte(`
on: [pull_request, push]
env: {NODE_VERSION: lts/*}
jobs:
  lint-js-and-md:
    if: github.event.pull_request.draft == false
    runs-on: ubuntu-slim
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1
        with: {persist-credentials: false}
      - name: Use Node.js ${{ env.NODE_VERSION }}
        uses: actions/setup-node@v6
        with: {node-version: "${{ env.NODE_VERSION }}"}
      - name: Lint JavaScript files
        run: NODE=$(command -v node) make lint-js
      - name: Get release version numbers
        if: ${{ github.event.pull_request.base.ref == github.event.pull_request.base.repo.default_branch }}
        id: get-released-versions
        run: make list-released-versions
      - name: Lint markdown files
        run: make lint-md
  test-windows:
    name: Test (Windows)
    runs-on: windows-latest
    steps:
      - {name: Checkout code, uses: actions/checkout@v7}
      - {name: Set up Go, uses: actions/setup-go@v7}
      - {name: Run tests, shell: bash, run: go test ./...}
      - {name: Run workspace tests verbosely, if: failure(), run: go test -v ./internal/workspace/...}
`))
	if err != nil {
		t.Fatal(err)
	}
	checkout := "Run actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1"
	for _, job := range []record.Job{
		{Name: "lint-js-and-md", Steps: steps("Set up job", checkout, "Use Node.js lts/*", "Lint JavaScript files",
			"Get release version numbers", "Lint markdown files", "+5:Post Use Node.js lts/*", "Post "+checkout, "Complete job")},
		{Name: "Test (Windows)", Steps: steps("Set up job", "Checkout code", "Set up Go", "Run tests",
			"Run workspace tests verbosely", "+5:Post Set up Go", "Post Checkout code", "Complete job")},
	} {
		leg, ok := w.Match(job)
		if !ok || leg.Doubt != "" {
			t.Fatalf("%s: %v, doubt %q", job.Name, ok, leg.Doubt)
		}
		for i, s := range leg.Steps {
			if *s != job.Steps[i+1] {
				t.Errorf("%s: step %d is %q", job.Name, i, s.Name)
			}
		}
	}
}

// TestNoOtherStepPasses changes one recorded name after another: no change may
// leave a match without doubt.
func TestNoOtherStepPasses(t *testing.T) {
	w, err := Parse("ci.yml", []byte(ci))
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"Set up job", "Run actions/checkout@v4", "Run make lint", "Post Run actions/checkout@v4", "Complete job"}
	for i := range names {
		changed := append([]string{}, names...)
		changed[i] = "Anything"
		if leg, _ := w.Match(record.Job{Name: "lint", Steps: steps(changed...)}); leg.Doubt == "" {
			t.Errorf("%q matches without doubt", changed)
		}
		changed = append(append(append([]string{}, names[:i]...), "Run make lint"), names[i:]...)
		if leg, _ := w.Match(record.Job{Name: "lint", Steps: steps(changed...)}); leg.Doubt == "" {
			t.Errorf("%q matches without doubt", changed)
		}
	}
}

func TestCalled(t *testing.T) {
	w, err := Parse("ci.yml", []byte(`
on: push
jobs:
  call: {uses: ./.github/workflows/r.yml}
  each: {uses: ./.github/workflows/r.yml, strategy: {matrix: {x: [1, 2]}}}
  plain: {name: call / twice, steps: [{run: x}]}
  slash: {name: a / b, uses: ./.github/workflows/r.yml}
`))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, caller, callee string }{
		{"call / build", "call", "build"},
		{"call / inner / build", "call", "inner / build"},
		{"each (2) / build", "each", "build"},
		{"a / b / build", "slash", "build"},
		{"call / twice", "", ""},
		{"call", "", ""},
		{"each / build", "", ""},
		{"other / build", "", ""},
	}
	for _, tt := range tests {
		caller, callee, ok := w.Called(tt.name)
		if ok != (tt.caller != "") || ok && (caller.Job.ID != tt.caller || callee != tt.callee) {
			t.Errorf("Called(%q) = %+v, %q, %v; want %q, %q", tt.name, caller.Job, callee, ok, tt.caller, tt.callee)
		}
	}
	if leg, ok := w.Match(record.Job{Name: "call / twice"}); ok || leg.Job != nil {
		t.Errorf("a name of a plain job and of a call is matched: %+v", leg)
	}
}
