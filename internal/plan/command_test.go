package plan

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/tracker"
)

// under is what a plan asks of RC-01 with this text under "Evidence required:", a line
// a command, "-" for nothing.
func under(text string) string {
	p := Parse("plan.md", []byte("## RC-01: One\n\nEvidence required:\n"+text+"\n"), tracker.Grammar{})
	return asked(p)
}

func asked(p *Plan) string {
	var out []string
	for _, c := range p.Asked("RC-01") {
		one := strings.Join(append([]string{c.Value}, c.Or...), " or ")
		switch {
		case c.Exit.NonZero:
			one += " => not 0"
		case c.Exit.Code != 0:
			one += " => " + string(rune('0'+c.Exit.Code))
		}
		out = append(out, one)
	}
	if out == nil {
		return "-"
	}
	return strings.Join(out, "; ")
}

func TestWhatIsACommand(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		// Spans without a verb.
		{"- `go test ./...` and `npm test`", "go test ./...; npm test"},
		{"- `npm test` with `--ci`", "npm test --ci"},
		{"- `npm test` (with `--ci` and `--silent`)", "npm test --ci --silent"},
		{"- exit codes: `npm test`, `go vet ./...`", "npm test; go vet ./..."},
		{"- **`npm test`**", "npm test"},
		{"- Output of `go test ./...`.", "go test ./..."},
		{"- `npm test` or `yarn test`", "npm test or yarn test"},
		// One word.
		{"- `pytest`", "pytest"},
		{"- `./run.sh`", "./run.sh"},
		{"- `scripts/check.sh`", "scripts/check.sh"},
		{"- `pytest`, `tox`", "pytest; tox"},
		{"- Commands: `pytest`, `.ci/run`.", "pytest; .ci/run"},
		{"- `gitleaks` exits 0 (0 leaks).", "gitleaks"},
		{"- Run `verify-all`.", "verify-all"},
		{"- Run `make pin` in `frontend`.", "make pin"},
		{"- `go.mod`", "-"},
		{"- `docs/report.md`", "-"},
		{"- All tests in `internal/api` pass.", "-"},
		{"- All tests in `./...` pass.", "-"},
		{"- [ ] `make`", "make"},
		{"- `make`: builds it all", "make"},
		{"- Backend\n  - `make`\n- Frontend\n  - `npm test`", "make; npm test"},
		// What is no command.
		{"- `true`", "-"},
		{"- branch `main` is green, job `build` passes, the `lint` job is green.", "-"},
		{"- Run the `parse` function and `TestB`.", "-"},
		{"- `func Foo() error`, `select * from x`, `key = value`", "-"},
		{"- `TestA`, `TestB` pass.", "-"},
		{"- `SignupHandler` returns 409, `OrgStore` untouched.", "-"},
		{"- `POST /api/signup` returns 409.", "-"},
		{"- `TestA`, `TestB` pass (`go test ./x -run \"A|B\"`)", "go test ./x -run \"A|B\""},
		{"- `go 1.25.0`, `toolchain go1.25.7` in `go.mod`.", "-"},
		// What is forbidden, or on a condition.
		{"- Rerun `go test ./...`; do not use `git push --force`.", "go test ./..."},
		{"- Rerun `go test ./...`, never `git push --force`.", "go test ./..."},
		{"- Do not run `git push --force`, run `go test ./...`.", "go test ./..."},
		{"- Never run `terraform destroy`", "-"},
		{"- Don't use `npm ci` or `npm install`; run `pnpm install`.", "pnpm install"},
		{"- `terraform destroy` must not be run.", "-"},
		{"- `make e2e` (optional)", "-"},
		{"- Run `make all` instead of `make fast`.", "make all"},
		{"- Must not fail: `npm test`", "npm test"},
		{"- Do not skip `npm test`.", "npm test"},
		{"- Never forget to run `npm test`.", "npm test"},
		{"- If Docker is there, run `docker build .`.", "-"},
		{"- `npx tsc` when the frontend is touched", "-"},
		{"- No `git push --force`, no use of `git rebase -i`.", "-"},
		{"- Refrain from `git rebase -i`.", "-"},
		{"- Nobody runs `git rebase -i`.", "-"},
		{"- Instead of `npm test`, `pnpm test`.", "pnpm test"},
		{"- Not `npm test` but `pnpm test`.", "pnpm test"},
		{"- Something like `npm test -- x`, e.g. `npm test -- y`.", "-"},
		{"- `make perf` is nice to have.", "-"},
		{"- Agree with `git commit`'s hooks.", "-"},
		{"- README documents `make install`.", "-"},
		// Tables and fences.
		{"\n| Command | Exit code |\n|---|---|\n| `go test ./... -run \"A\\|B\"` | 0 |\n| `grep -r old .` | 1 |", "go test ./... -run \"A|B\"; grep -r old . => 1"},
		{"\n| What | How |\n|---|---|\n| Unit tests | `npm test` |\n| Lint | `npm run lint` must exit 1 |", "npm test; npm run lint => 1"},
		{"\n```bash\n# all of it\ngo test ./... # exit 0\ngrep -r old . # exit 1\nnpm run \\\n  build\n```", "go test ./...; grep -r old . => 1; npm run build"},
		{"```console\n$ pytest -q\n5 passed\n```", "pytest -q"},
		{"```sh\nset -e\ncd web\nnpm test\n```", "cd web && npm test"},
		{"```sh\nfor x in a b; do\n  go test ./$x\ndone\n```", "-"},
		{"```json\n{\"a\": 1}\n```", "-"},
		{"- All of:\n  ```bash\n  npm test\n  ```", "npm test"},
		// Exit codes.
		{"- `a b` must exit with code 1", "a b => 1"},
		{"- `a b` should exit 1", "a b => 1"},
		{"- `grep a b`: expected exit code 1", "grep a b => 1"},
		{"- `grep a b` (exit 1 expected)", "grep a b => 1"},
		{"- `grep a b` returns 1", "grep a b => 1"},
		{"- `grep a b` returns 1 line", "grep a b"},
		{"- `grep a b` fails with exit 1", "grep a b => 1"},
		{"- `grep a b`: non-zero exit", "grep a b => not 0"},
		{"- `grep a b` must fail", "grep a b => not 0"},
		{"- Exit 1 from `grep a b`", "grep a b => 1"},
		{"- expect exit 2: `grep a b`", "grep a b => 2"},
		{"- Exit code 2 expected of `grep a b`", "grep a b => 2"},
		{"- non-zero exit from `grep a b`", "grep a b => not 0"},
		{"- `grep a b`, exit 2 expected", "grep a b => 2"},
		{"- `grep a b` ends with status 4", "grep a b => 4"},
		{"- `grep a b` should fail with code 7", "grep a b => 7"},
		{"- `grep a b` must not exit 0", "grep a b => not 0"},
		{"- `grep a b` must never exit 1", "grep a b"},
		{"- `grep a b` no longer exits 1", "grep a b"},
		{"- `grep a b` does not fail", "grep a b"},
		{"- `grep a b` exits 0 (was exit 1)", "grep a b"},
	} {
		if diff := cmp.Diff(test.want, under(test.text)); diff != "" {
			t.Errorf("%s: %s", test.text, diff)
		}
	}
}

func TestWordsAloneInTheCommandSet(t *testing.T) {
	p := Parse("plan.md", []byte("## Global Command Set\n- `verify-all`\n\n## RC-01\nRequired commands:\n- `check-all`\n\nExit criteria:\n- Global Command Set\n"), tracker.Grammar{})
	if got := asked(p); got != "check-all; verify-all" {
		t.Error(got)
	}
}

func TestLeadIn(t *testing.T) {
	for text, want := range map[string]string{
		"\n\nRun these in order:\n\n```sh\nmake a\n```":                   "make a",
		"\n\nRun these when done:\n\n- `make a`":                          "make a",
		"\n\nPlease run the following:\n\n- `make a`":                     "make a",
		"\n\nNever run the following:\n\n- `make a`":                      "-",
		"\n\nRun if Docker is there:\n\n- `make a`":                       "-",
		"\n\nThe output of `make a` is shown.\n\nUse `git commit` often.": "make a",
		"\n\nRollback: `git revert HEAD`":                                 "-",
		"\n\nRollback:\n\n- `make a`":                                     "-",
		" none.\n\nRun these to roll back:\n\n- `make a`":                 "-",
		"\n- `make a`\n\nRun this to roll back:\n\n- `make b`":            "make a",
	} {
		if got := under(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// TestLabelAtTheMargin reads a label that stands right behind an item, which Markdown
// takes as more of it.
func TestLabelAtTheMargin(t *testing.T) {
	p := Parse("plan.md", []byte("## Global Command Set\nBackend:\n- `make a`\nFrontend:\n- `make b`\n\n## RC-01\nEvidence required:\n- `make c` and\n`make d`.\n**Required checks:**\n- `make e`\nRollback:\n- `git revert HEAD`\n"), tracker.Grammar{})
	one := p.Packet("RC-01")
	if got := asked(p); got != "make c; make d; make e" || len(one.Evidence) != 2 || len(one.Checks) != 1 {
		t.Errorf("%s, as evidence %d", got, len(one.Evidence))
	}
	for text, want := range map[string]string{
		" `make a`\n**Rollback:** `git revert HEAD`":               "make a",
		" `make a`\nExit criteria: `make b` exits 0\nOwner: `ann`": "make a; make b",
		"\nUnit: `make a`\nEnd to end: `make b`":                   "make a; make b",
	} {
		if got := under(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	if p.Commands[0].Group != "Backend" || p.Commands[1].Group != "Frontend" {
		t.Errorf("%+v", p.Commands)
	}
}

func TestLabelsOfATable(t *testing.T) {
	for text, want := range map[string]string{
		"## RC-01\n\n| Required checks | Why |\n|---|---|\n| `make a` | `make b` |\n\nNotes: `make c`\n":                                                              "make a",
		"| Packet | Goal | **Evidence required** |\n|---|---|---|\n| RC-00 | x | `make z` |\n| **RC-01** | `make b` | `make a`, `grep \"a\\|b\" .` |\n| more | | |\n": "make a; grep \"a|b\" .",
		"## RC-01\n\n| Required checks | Expected |\n|---|---|\n| `make a` | exit 2 |\n| `make b` | 0 |\n":                                                            "make a => 2; make b",
		"| Packet | Goal |\n|---|---|\n| RC-01 | `make a` |\n":                                                                                                        "-",
	} {
		if got := asked(Parse("plan.md", []byte("# Plan\n\n"+text), tracker.Grammar{})); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestInlineLabel(t *testing.T) {
	for _, text := range []string{"Evidence required: `go test ./...`", "**Evidence required:** `go test ./...`", "- Evidence required: `go test ./...`", "Evidence required:\n\n`go test ./...`"} {
		if got := asked(Parse("plan.md", []byte("## RC-01\n\n"+text+"\n"), tracker.Grammar{})); got != "go test ./..." {
			t.Errorf("%s: %s", text, got)
		}
	}
}

func TestSeveralCommandSets(t *testing.T) {
	const sets = "## Global Command Set: Backend\n\nRun these:\n- `make a`\n\nLint:\n- `make b`\n\n## Global Command Set — Frontend\n- `npm test`\n\n## RC-01\n\nEvidence required:\n- "
	for reference, want := range map[string]string{
		"The Global Command Set":           "make a; make b; npm test",
		"Global Command Set: Backend":      "make a; make b",
		"Global Command Set (Frontend)":    "npm test",
		"Global Command Set — Frontend.":   "npm test",
		"Global Command Set (not Backend)": "npm test",
	} {
		p := Parse("plan.md", []byte(sets+reference+"\n"), tracker.Grammar{})
		if got := asked(p); got != want {
			t.Errorf("%s: %s, want %s", reference, got, want)
		}
		if under := p.Commands[0].Under; under != "Global Command Set" {
			t.Errorf("under %s", under)
		}
	}
}

func TestGlobalCommandSet(t *testing.T) {
	const set = "## Global Command Set\n\nBackend:\n- `go build ./...`\n\n**Frontend**\n\n```bash\nnpm test\nnpm run lint\n```\n\n### Security scans\n1. `gitleaks`\n\n## RC-01\n\nEvidence required:\n- "
	for reference, want := range map[string]string{
		"Global Command Set":                           "go build ./...; npm test; npm run lint; gitleaks",
		"Global Command Set (see above).":              "go build ./...; npm test; npm run lint; gitleaks",
		"Global Command Set (Backend)":                 "go build ./...",
		"The **Global Command Set** (backend only)":    "go build ./...",
		"Global Command Set (Frontend + Security)":     "npm test; npm run lint; gitleaks",
		"Global Command Set (all except Frontend)":     "go build ./...; gitleaks",
		"The Global Command Set is not required here.": "-",
	} {
		p := Parse("plan.md", []byte(set+reference+"\n"), tracker.Grammar{})
		if got := asked(p); got != want {
			t.Errorf("%s: %s, want %s", reference, got, want)
		}
		for _, g := range p.Packet("RC-01").Globals {
			if !g.Evidence {
				t.Errorf("%s is not under the evidence", reference)
			}
		}
	}
	if got := asked(Parse("plan.md", []byte("## Global Command Set\n- `go build ./...`\n\n## RC-01\nRequired checks:\n- Global Command Set (Backend)\n"), tracker.Grammar{})); got != "go build ./..." {
		t.Errorf("a set without groups: %s", got)
	}
}
