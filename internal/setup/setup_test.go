package setup_test

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/rule"
	"github.com/packetgate/packetgate/internal/setup"
	"github.com/packetgate/packetgate/internal/workflow"
)

func TestLook(t *testing.T) {
	const job = "\njobs: {test: {runs-on: ubuntu-latest, steps: ["
	for _, test := range []struct {
		name, source string
		want         setup.Survey
	}{
		{
			"steps and name", "name: CI\non: push" + job + `{uses: actions/checkout@v4}, {name: Go, id: go, uses: actions/setup-go@v5, with: {go-version-file: go.mod}}, {run: go test ./...}]}}`,
			setup.Survey{Names: []string{"CI"}, Steps: []string{"- uses: actions/setup-go@v5\n  with:\n    go-version-file: go.mod\n"}},
		},
		{
			"no name", "on: pull_request" + job + `{run: make}]}}`,
			setup.Survey{Names: []string{"ci.yml"}},
		},
		{"a release", "on: {push: {tags: ['v*']}}" + job + `{uses: actions/setup-go@v5}]}}`, setup.Survey{}},
		{"another event", "on: [schedule, pull_request_target]" + job + `{uses: actions/setup-go@v5}]}}`, setup.Survey{}},
		{
			"tags and branches", "on: {push: {tags: ['v*'], branches: [main]}}" + job + `{uses: dtolnay/rust-toolchain@stable}]}}`,
			setup.Survey{Names: []string{"ci.yml"}, Steps: []string{"- uses: dtolnay/rust-toolchain@stable\n"}},
		},
		{
			"a pin with its comment", "on: push\njobs:\n  test:\n    steps:\n      - uses: actions/setup-go@b7ad1dad31e06c5925ef5d2fc7ad053ef454303e # v7.0.0\n",
			setup.Survey{Names: []string{"ci.yml"}, Steps: []string{"- uses: actions/setup-go@b7ad1dad31e06c5925ef5d2fc7ad053ef454303e # v7.0.0\n"}},
		},
		{
			"the matrix' last value, as text", "on: push\njobs:\n  test:\n    strategy: {matrix: {go: ['1.19', '1.20']}}\n    steps:\n      - uses: actions/setup-go@v5\n        with: {go-version: '${{ matrix.go }}'}\n",
			setup.Survey{Names: []string{"ci.yml"}, Steps: []string{"- uses: actions/setup-go@v5\n  with:\n    go-version: '1.20'\n"}},
		},
		{
			"an own action, once", "on: push" + job + `{uses: ./.github/actions/setup}, {uses: ./.github/actions/setup}]}}`,
			setup.Survey{Names: []string{"ci.yml"}, Steps: []string{"- uses: ./.github/actions/setup\n"}},
		},
		{
			"two versions", "on: push" + job + `{uses: actions/setup-node@v4}, {uses: actions/setup-node@v5}]}}`,
			setup.Survey{
				Names: []string{"ci.yml"}, Steps: []string{"- uses: actions/setup-node@v4\n"},
				Notes: []string{"ci.yml:2: actions/setup-node is set up there in another way than before, and the first is taken"},
			},
		},
		{
			"what another job lacks", "on: push" + job + `{uses: actions/setup-go@v5, if: always()}, {uses: actions/setup-node@v5, with: {token: '${{ secrets.T }}'}}]}}`,
			setup.Survey{Names: []string{"ci.yml"}, Notes: []string{
				"ci.yml:2: the step of actions/setup-go is left out, for it has `if:`",
				"ci.yml:2: the step of actions/setup-node is left out, for it has `secrets` in the input token",
			}},
		},
		{
			"what installs, as any job can have it", "on: push\ndefaults: {run: {working-directory: web}}" + job + `{run: npm ci, name: Install, timeout-minutes: 5}, {run: npm ci, working-directory: .}, {run: npm ci}, {run: npm test}, {run: "npm ci && npm run ci"}, {run: pip install ruff, env: {PIP_INDEX_URL: "${{ secrets.U }}"}}, {run: uv sync, env: {UV_LINK_MODE: copy}}]}}`,
			setup.Survey{Names: []string{"ci.yml"}, Steps: []string{
				"- run: npm ci\n  working-directory: web\n", "- run: npm ci\n", "- run: uv sync\n  env:\n    UV_LINK_MODE: copy\n  working-directory: web\n",
			}, Notes: []string{"ci.yml:3: the step of `pip install ruff` is left out, for it has `secrets` in the variable PIP_INDEX_URL"}},
		},
		{
			"an expression, a container, services", "on: push\njobs:\n  test:\n    container: node\n    services: {db: {image: pg}}\n    steps:\n      - run: npm ci\n        working-directory: ${{ matrix.dir }}\n",
			setup.Survey{Names: []string{"ci.yml"}, Notes: []string{
				"ci.yml:4: the job test has `container`, which the evidence workflow does not take over",
				"ci.yml:5: the job test has `services`, which the evidence workflow does not take over",
				"ci.yml:7: the step of `npm ci` is left out, for it has `matrix`",
			}},
		},
		{"no workflow", "- a list", setup.Survey{Notes: []string{"ci.yml:1:1: a workflow must be a mapping, not a list: the workflow is left out"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := setup.Look([]setup.Source{{Path: "ci.yml", Content: []byte(test.source)}})
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestLookAtWorkflowsThatAreCalled(t *testing.T) {
	const steps = "    steps:\n      - uses: actions/setup-go@v5\n        with: {go-version: \"${{ inputs.go }}\"}\n      - run: npm ci\n"
	got := setup.Look([]setup.Source{
		{Path: ".github/workflows/ci.yml", Content: []byte("name: CI\non: push\njobs:\n  test:\n    uses: ./.github/workflows/test.yml\n  again:\n    uses: ./.github/workflows/ci.yml\n")},
		{Path: ".github/workflows/test.yml", Content: []byte("on: workflow_call\njobs:\n  test:\n" + steps)},
		{Path: ".github/workflows/other.yml", Content: []byte("on: workflow_call\njobs:\n  test:\n    steps:\n      - run: pip install x\n")},
		{Path: ".github/workflows/gate.yml", Content: []byte("on: pull_request_target\njobs:\n  gate:\n    steps:\n      - uses: packetgate/packetgate@v1\n")},
	})
	want := setup.Survey{Names: []string{"CI"}, Steps: []string{"- run: npm ci\n"}, Notes: []string{
		".github/workflows/test.yml:5: the step of actions/setup-go is left out, for it has `inputs` in the input go-version",
		".github/workflows/gate.yml:5: it runs packetgate too, beside .github/workflows/packetgate.yml and .github/workflows/evidence.yml: keep one of them for each purpose",
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestScriptsThatOnlyInstall(t *testing.T) {
	for script, want := range map[string]bool{
		"npm ci":                           true,
		"npm --prefix web ci --no-audit":   true,
		"npm run ci":                       false,
		"pnpm -C web install":              true,
		"yarn":                             true,
		"yarn --immutable":                 true,
		"yarn build":                       false,
		"cd docs && bundle install":        true,
		"go mod download":                  true,
		"go mod tidy":                      false,
		"python3 -m pip install -e .":      true,
		"python setup.py install":          false,
		"sudo -E apt-get install -y jq":    true,
		"sudo rm -rf /":                    false,
		"# tools\nuv sync\n\nuv venv .v\n": true,
		"npm ci && npm test":               false,
		"npm ci | tee log":                 false,
		"curl example.org | sh":            false,
		"npx playwright install chromium":  true,
		"npx vitest run":                   false,
		"echo npm ci":                      false,
		"# nothing":                        false,
		"sudo":                             false,
	} {
		survey := setup.Look([]setup.Source{{Path: "ci.yml", Content: []byte("on: push\njobs: {a: {steps: [{run: " + strconv.Quote(script) + "}]}}")}})
		if got := len(survey.Steps) == 1; got != want {
			t.Errorf("%q: %v, want %v", script, got, want)
		}
	}
}

// write gives the files of a repository as they become, by path.
func write(t *testing.T, r setup.Repository, before map[string]string) map[string]string {
	t.Helper()
	r.Existing = func(path string) ([]byte, bool) {
		content, ok := before[path]
		return []byte(content), ok
	}
	files, err := setup.Files(r)
	if err != nil {
		t.Fatal(err)
	}
	after := map[string]string{}
	for _, f := range files {
		if f.Changed() {
			after[f.Path] = string(f.Content)
		}
	}
	return after
}

var plain = setup.Repository{Evidence: true, Trackers: []string{"docs/tracker.md"}, Survey: setup.Survey{Names: []string{"CI"}}}

func TestWhatIsTheUsersIsKept(t *testing.T) {
	fresh := write(t, plain, nil)
	if len(fresh) != 4 {
		t.Fatalf("%d files are written", len(fresh))
	}
	replaced := func(path, from, to string) map[string]string {
		text := strings.ReplaceAll(fresh[path], from, to)
		if text == fresh[path] {
			t.Fatalf("%s has no %q", path, from)
		}
		return map[string]string{path: text}
	}
	for _, test := range []struct {
		name   string
		before map[string]string
	}{
		{"as written", fresh},
		{"pins", replaced(setup.GatePath, "@main # there is no release yet: pin it to a commit that you have read", "@0123456789012345678901234567890123456789 # v1")},
		{"a pin without a comment", replaced(setup.EvidencePath, "@main # there is no release yet: pin it to a commit that you have read", "@0123456789012345678901234567890123456789")},
		{"set-up steps", replaced(setup.EvidencePath, "      # packetgate: set-up ends.", "      - run: npm ci\n      # packetgate: set-up ends.")},
		{"inputs", replaced(setup.GatePath, "a commit that you have read\n", "a commit that you have read\n        with:\n          app-id: ${{ vars.APP }}\n")},
		{"line ends", replaced(setup.EvidencePath, "\n", "\r\n")},
		{"the configuration", map[string]string{config.Path: "version: 1\n"}},
		{"mixed line ends around the section", map[string]string{setup.AgentsPath: "# Agents\n\r\n" + strings.ReplaceAll(fresh[setup.AgentsPath], "\n", "\r\n") + "\nBe kind.\n"}},
		{"around the section", map[string]string{setup.AgentsPath: "# Agents\n\n" + fresh[setup.AgentsPath] + "\nBe kind.\n"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			after := write(t, plain, test.before)
			for path := range test.before {
				if text, changed := after[path]; changed {
					t.Errorf("%s (-before +after):\n%s", path, cmp.Diff(test.before[path], text))
				}
			}
		})
	}
}

func TestASectionIsPutIntoTheText(t *testing.T) {
	fresh := write(t, plain, nil)[setup.AgentsPath]
	for before, want := range map[string]string{
		"":               "" + fresh,
		"# Agents\n":     "# Agents\n\n" + fresh,
		"# Agents\n\n\n": "# Agents\n\n" + fresh,
		"# Agents":       "# Agents\n\n" + fresh,
		"# Agents\r\n":   "# Agents\r\n\r\n" + strings.ReplaceAll(fresh, "\n", "\r\n"),
		"<!-- packetgate: begins -->\nold\n<!-- packetgate: ends -->\nBe kind.\n": fresh + "Be kind.\n",
		"<!-- packetgate: begins -->\ncut":                                        "<!-- packetgate: begins -->\ncut\n\n" + fresh,
	} {
		if diff := cmp.Diff(want, write(t, plain, map[string]string{setup.AgentsPath: before})[setup.AgentsPath]); diff != "" {
			t.Errorf("%q (-want +got):\n%s", before, diff)
		}
	}
}

// TestTheCommentedConfigurationIsValid reads the configuration with its comments taken for
// what they propose.
func TestTheCommentedConfigurationIsValid(t *testing.T) {
	source := write(t, plain, nil)[config.Path]
	at := strings.Index(source, "# trackers:")
	if at < 0 {
		t.Fatal(source)
	}
	proposed := source[:at] + strings.ReplaceAll("\n"+source[at:], "\n# ", "\n")
	cfg, err := config.Parse(config.Path, []byte(proposed), rule.Slugs())
	if err != nil {
		t.Fatalf("%v:\n%s", err, proposed)
	}
	if !slices.Equal(cfg.Trackers, plain.Trackers) || len(cfg.Evidence.Aliases) != 1 || len(cfg.Evidence.Waivers) != 1 || !cfg.Review.Required {
		t.Errorf("what was read: %+v", cfg)
	}
}

func TestWithoutEvidenceAndWorkflows(t *testing.T) {
	after := write(t, setup.Repository{}, nil)
	if _, ok := after[setup.EvidencePath]; ok {
		t.Error("the evidence workflow is written")
	}
	if strings.Contains(after[setup.GatePath], "workflow_run:") {
		t.Errorf("there is no workflow whose runs could end:\n%s", after[setup.GatePath])
	}
	if strings.Contains(after[setup.AgentsPath], "evidence.yml") {
		t.Errorf("agents are told of a workflow that is not there:\n%s", after[setup.AgentsPath])
	}
}

// TestTheGateIsShownAsItIsWritten holds the workflow of docs/action.md to the one that
// packetgate init writes, and this repository's own but for how it gets packetgate.
func TestTheGateIsShownAsItIsWritten(t *testing.T) {
	page, err := os.ReadFile("../../docs/action.md")
	if err != nil {
		t.Fatal(err)
	}
	_, shown, _ := strings.Cut(string(page), "```yaml\n")
	shown, _, _ = strings.Cut(shown, "```")
	own, err := os.ReadFile("../../" + setup.GatePath)
	if err != nil {
		t.Fatal(err)
	}
	written := write(t, setup.Repository{Survey: setup.Survey{Names: []string{"ci"}}}, nil)[setup.GatePath]
	if diff := cmp.Diff(decoded(t, written), decoded(t, shown)); diff != "" {
		t.Errorf("docs/action.md (-written +shown):\n%s", diff)
	}
	if diff := cmp.Diff(wiring(t, written), wiring(t, string(own))); diff != "" {
		t.Errorf("%s (-written +own):\n%s", setup.GatePath, diff)
	}
}

func decoded(t *testing.T, text string) map[string]any {
	t.Helper()
	var out map[string]any
	if err := yaml.Unmarshal([]byte(text), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// wiring is a workflow without its steps and what they run on.
func wiring(t *testing.T, text string) map[string]any {
	t.Helper()
	out := decoded(t, text)
	for _, job := range out["jobs"].(map[string]any) {
		delete(job.(map[string]any), "runs-on")
		delete(job.(map[string]any), "steps")
	}
	return out
}

// TestTheEvidenceWorkflowThatIsThere is counted on where it is not to be written.
func TestTheEvidenceWorkflowThatIsThere(t *testing.T) {
	fresh := write(t, plain, nil)
	without := plain
	without.Evidence = false
	if after := write(t, without, fresh); len(after) > 0 {
		t.Errorf("changed: %q", after)
	}
}

// FuzzFiles holds what is written for any workflow and any tracker's path to the readers
// of the files, and a second writing to nothing.
func FuzzFiles(f *testing.F) {
	f.Add("name: CI\non: push\njobs:\n  a:\n    strategy: {matrix: {v: [1, '2.0']}}\n    steps:\n      - uses: a/setup-b@v1 # c\n        with: {d: \"${{ matrix.v }}\", e: |\n", "docs/tracker.md")
	f.Add("name: \"a: b #\\n- c\"\non: [push]\njobs: {a: {steps: [{uses: \"x/setup@v1\\n\", with: {\"k: k\": \"l\\nm\\n\"}}]}}", "a [b] {c}.md")
	f.Add("on: push\njobs:\n  a:\n    steps:\n      - run: |\n          # packages\n          uv sync\n\n          npm ci\n        working-directory: 'a: b'\n        env: {A: \"${{ matrix.v }}\"}\n", "docs/tracker.md")
	f.Add("", "b\xb3.md")
	f.Add("name: 'true'\non: push\njobs:\n  a:\n    steps:\n      - uses: ./setup\n        with:\n          a: |\n            # packetgate: set-up ends.\n", "*.md")
	f.Fuzz(func(t *testing.T, source, tracker string) {
		survey := setup.Look([]setup.Source{{Path: "ci.yml", Content: []byte(source)}})
		r := setup.Repository{Evidence: true, Survey: survey, Trackers: []string{tracker}}
		after := write(t, r, nil)
		if _, err := workflow.Parse(setup.GatePath, []byte(after[setup.GatePath])); err != nil {
			t.Errorf("%v:\n%s", err, after[setup.GatePath])
		}
		evidence, err := workflow.Parse(setup.EvidencePath, []byte(after[setup.EvidencePath]))
		if err != nil {
			t.Fatalf("%v:\n%s", err, after[setup.EvidencePath])
		}
		if steps := evidence.Jobs[1].Steps; len(evidence.Jobs) != 2 || len(steps) != 2+len(survey.Steps) || steps[len(steps)-1].Run != "${{ matrix.command }}" {
			t.Errorf("the steps are not as they were:\n%s", after[setup.EvidencePath])
		}
		proposed, listed := strings.CutPrefix(after[config.Path][strings.Index(after[config.Path], "# trackers:"):], "# ")
		proposed, _, _ = strings.Cut(strings.ReplaceAll(proposed, "\n# ", "\n"), "\n\n")
		cfg, err := config.Parse(config.Path, []byte(proposed), rule.Slugs())
		if !listed || err != nil {
			t.Fatalf("%v:\n%s", err, after[config.Path])
		}
		if named := strings.Join(cfg.Trackers, "") != "docs/*-tracker.md"; named && !slices.ContainsFunc(cfg.Trackers, func(glob string) bool { return config.Match([]string{glob}, tracker) }) {
			t.Errorf("%q does not match %q", cfg.Trackers, tracker)
		}
		if again := write(t, r, after); len(again) > 0 {
			t.Errorf("written again: %q", again)
		}
	})
}
