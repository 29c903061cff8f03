package evidence

import (
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/record"
)

const callee = ".github/workflows/reuse.yml"

// calls has the CI workflow call a reusable one with the given inputs and steps.
func (w *world) calls(caller, inputs string, list ...string) {
	w.workflow("on: push\njobs:\n" + caller)
	for _, sha := range []string{baseSHA, headSHA} {
		w.file(sha, callee, "on:\n  workflow_call:\n    inputs:\n"+inputs+strings.TrimPrefix(steps(list...), "on: [push, pull_request]\n"))
	}
}

// commandCases are about which command ran: nearly the claimed one, in parts, under a
// wrapper, in other spellings.
var commandCases = []verdictCase{
	{name: "ran with a flag that the claim lacks", want: Missing, says: []string{"it ran with `-short`, which the claim lacks"}, steps: []string{"run: go test ./... -short"}},
	{name: "ran without a flag that the claim has", command: "go test ./... -short", want: Missing, says: []string{"it ran without `-short`, which the claim has"}, steps: []string{"run: go test ./..."}},
	{name: "ran another package", command: "go test ./internal/api/...", want: Missing, says: []string{"`./internal/apis/...` where the claim has `./internal/api/...`"}, steps: []string{"run: go test ./internal/apis/..."}},
	{name: "ran in another order", command: "go test -race -count=1 ./...", want: Missing, says: []string{"in another order"}, steps: []string{"run: go test -count=1 -race ./..."}},
	{name: "ran a script by itself", command: "bash scripts/smoke.sh", want: Missing, says: []string{"`./scripts/smoke.sh`", "bash scripts/smoke.sh"}, steps: []string{"run: ./scripts/smoke.sh"}},
	{name: "ran a script with bash", command: "./scripts/smoke.sh", want: Missing, says: []string{"bash scripts/smoke.sh"}, steps: []string{"run: bash scripts/smoke.sh"}},
	{name: "ran under time", command: "go test ./...", want: Verified, steps: []string{"run: time go test ./..."}},
	{name: "claimed with time", command: "time go test ./...", want: Verified, steps: []string{"run: time go test ./..."}},
	{name: "claimed with time, ran without", command: "time go test ./...", want: Verified, steps: []string{"run: go test ./..."}},
	{name: "ran under sudo", command: "systemctl restart web", want: Missing, says: []string{"`sudo`"}, steps: []string{"run: sudo systemctl restart web"}},
	{name: "claimed with sudo", command: "sudo systemctl restart web", want: Verified, steps: []string{"run: sudo systemctl restart web"}},
	{name: "ran under env", command: "go test ./...", want: Missing, says: []string{"env RACE=1"}, steps: []string{"run: env RACE=1 go test ./..."}},
	{name: "claimed with env", command: "env RACE=1 go test ./...", want: Verified, steps: []string{"run: env RACE=1 go test ./..."}},
	{name: "claimed a prefix, ran under env", command: "RACE=1 go test ./...", want: Missing, says: []string{"env RACE=1"}, steps: []string{"run: env RACE=1 go test ./..."}},
	{name: "a wrapper that calls it", command: "vitest run", want: Missing, steps: []string{"run: npm run test"}},
	{name: "the wrapper is what ran", command: "npm run test", want: Verified, steps: []string{"run: npm run test"}},
	{name: "another script of npm", command: "npm run test", want: Missing, says: []string{"test:unit"}, steps: []string{"run: npm run test:unit"}},
	{name: "another target of make", command: "make test", want: Missing, says: []string{"`tests` where the claim has `test`"}, steps: []string{"run: make tests"}},
	{name: "make with a variable", command: "make test", want: Missing, says: []string{"RACE=1"}, steps: []string{"run: make test RACE=1"}},
	{name: "parts in one step", command: "npm ci && npm test", want: Verified, steps: []string{"run: |\n  npm ci\n  npm test"}},
	{name: "parts in two steps", command: "cd web && npm ci && npm test", want: Verified, steps: []string{"run: npm ci\nworking-directory: web", "run: npm test\nworking-directory: web"}},
	{name: "parts of which one is lacking", command: "npm ci && npm test && npm run e2e", want: Missing, says: []string{"of its commands, `npm run e2e`"}, steps: []string{"run: npm ci && npm test"}},
	{name: "parts of which one is hidden", command: "npm ci && npm test", want: Unproven, says: []string{"`npm test`", "|| true"}, steps: []string{"run: |\n  npm ci\n  npm test || true"}},
	{name: "a list whose directory holds for the rest", command: "cd web && npm ci && cd ../api && go test ./...", want: Verified, steps: []string{"run: npm ci\nworking-directory: web", "run: go test ./...\nworking-directory: ./api/"}},
	{name: "an exported variable of a list", command: "export RACE=1 && go test ./...", want: Verified, steps: []string{"run: |\n  export RACE=1\n  go test ./..."}},
	{name: "an exported variable of a list that the step lacks", command: "export RACE=1 && go test ./...", want: Missing, says: []string{"`RACE=1`"}, steps: []string{"run: go test ./..."}},
	{name: "a pipe under pipefail", command: "go test ./... | tee out.txt", want: Verified, steps: []string{"run: go test ./... | tee out.txt\nshell: bash"}},
	{name: "a pipe without pipefail", command: "go test ./... | tee out.txt", want: Unproven, says: []string{"without pipefail"}, steps: []string{"run: go test ./... | tee out.txt"}},
	{name: "a pipe of which only the first part ran", command: "go test ./... | tee out.txt", want: Missing, steps: []string{"run: go test ./...\nshell: bash"}},
	{name: "the parts of a pipe one by one", command: "go test ./... | tee out.txt", want: Missing, steps: []string{"run: |\n  go test ./...\n  tee out.txt\nshell: bash"}},
	{name: "a pipe whose first part is claimed", want: Verified, steps: []string{"run: go test ./... 2>&1 | tee out.txt\nshell: bash"}},
	{name: "a pipe whose first part is claimed without pipefail", want: Unproven, says: []string{"pipefail"}, steps: []string{"run: go test ./... 2>&1 | tee out.txt"}},
	{name: "the command prompt", want: Verified, steps: []string{"run: |\n  @echo off\n  go vet ./... || exit /b 1\n  go test ./...\nshell: cmd"}},
	{name: "the command prompt goes on", want: Unproven, says: []string{"|| exit /b 1"}, steps: []string{"run: |\n  go test ./...\n  go vet ./...\nshell: cmd"}},
	{name: "the command prompt finds a program of the change first", want: Unproven, says: []string{"GO.cmd"}, steps: []string{"run: go test ./...\nshell: cmd"}, build: func(w *world) {
		w.Change.Files = files(trackerPath, "GO.cmd")
	}},
	{name: "the command prompt, and a module file", want: Verified, steps: []string{"run: go test ./...\nshell: cmd"}, build: func(w *world) {
		w.Change.Files = files(trackerPath, "go.mod")
	}},
	{name: "extensions of programs that an earlier step sets", want: Unproven, says: []string{"PATHEXT"}, steps: []string{"run: echo PATHEXT=.TXT >> $GITHUB_ENV", "run: go test ./...\nshell: cmd"}},
	{name: "a Python program that checks", want: Verified, steps: []string{"run: |\n  import subprocess\n  subprocess.run([\"go\", \"test\", \"./...\"], check=True)\nshell: python"}},
	{name: "a Python program that does not", want: Unproven, says: []string{"check=True"}, steps: []string{"run: |\n  import subprocess\n  subprocess.run([\"go\", \"test\", \"./...\"])\nshell: python"}},
	{name: "a Python program with modules from elsewhere", want: Unproven, says: []string{"PYTHONPATH"}, steps: []string{"run: |\n  import subprocess\n  subprocess.run([\"go\", \"test\", \"./...\"], check=True)\nshell: python\nenv:\n  PYTHONPATH: lib"}},
	{name: "a shell within a terminal", want: Verified, steps: []string{"run: |\n  go vet ./...\n  go test ./...\nshell: script -q -e -c \"bash -eo pipefail {0}\""}},
	{name: "zsh", want: Verified, steps: []string{"run: |\n  go test ./...\n  go vet ./...\nshell: zsh -e {0}"}},
	{name: "fish goes on", want: Unproven, says: []string{"without -e"}, steps: []string{"run: |\n  go test ./...\n  go vet ./...\nshell: fish {0}"}},
	{name: "a virtual environment outside of the repository", want: Verified, steps: []string{"run: |\n  . \"$RUNNER_TEMP/venv/bin/activate\"\n  go test ./..."}},
	{name: "modules of PowerShell that an earlier step names", want: Unproven, says: []string{"PSModulePath"}, steps: []string{"run: echo \"PSModulePath=$PWD/m\" >> $GITHUB_ENV", "run: go test ./...\nshell: pwsh"}},
	{name: "a local action under a name that macOS takes for the same", want: Untrusted, says: []string{"./tools/setup"}, steps: []string{"uses: ./tools/setup", "run: go test ./..."}, build: func(w *world) {
		w.Change.Files = files(trackerPath, "Tools/Setup/action.yml")
	}},
	{name: "a directory of a local action that becomes a link", want: Untrusted, says: []string{"./tools/setup"}, steps: []string{"uses: ./tools/setup", "run: go test ./..."}, build: func(w *world) {
		w.Change.Files = files(trackerPath, "tools")
	}},
	{name: "a program under a name that macOS takes for the same", want: Unproven, says: []string{"Bin/go"}, steps: []string{"run: echo \"$PWD/bin\" >> \"$GITHUB_PATH\"", "run: go test ./..."}, build: func(w *world) {
		w.Change.Files = files(trackerPath, "Bin/go")
	}},
	{name: "inputs of a reusable workflow", command: "cd web && go test ./api/... -race=false", want: Verified, build: func(w *world) {
		w.calls("  call:\n    uses: ./"+callee+"\n    with: {Packages: ./api/..., dir: web}\n", "      packages: {type: string}\n      dir: {default: .}\n      race: {type: boolean}\n",
			"run: go test ${{ inputs.packages }} -race=${{ inputs.race }}\nworking-directory: ${{ inputs.dir }}")
		w.run(1, headSHA, nil, job("call / test", "success", "Run go test ./api/... -race=false=success"))
	}},
	{name: "inputs of a reusable workflow that a matrix gives", command: "go test ./web/...", want: Verified, build: func(w *world) {
		w.calls("  call:\n    strategy:\n      matrix:\n        part: [api, web]\n    uses: ./"+callee+"\n    with: {part: \"${{ matrix.part }}\"}\n", "      part: {type: string}\n", "run: go test ./${{ inputs.part }}/...")
		w.run(1, headSHA, nil, job("call (api) / test", "success", "Run go test ./api/...=success"), job("call (web) / test", "success", "Run go test ./web/...=success"))
	}},
	{name: "the leg with the input is not there", command: "go test ./web/...", want: Unproven, says: []string{"0 of 1 legs"}, build: func(w *world) {
		w.calls("  call:\n    strategy:\n      matrix:\n        part: [api, web]\n    uses: ./"+callee+"\n    with: {part: \"${{ matrix.part }}\"}\n", "      part: {type: string}\n", "run: go test ./${{ inputs.part }}/...")
		w.run(1, headSHA, nil, job("call (api) / test", "success", "Run go test ./api/...=success"))
	}},
	{name: "the default of an input", command: "go test ./... -count=2", want: Verified, build: func(w *world) {
		w.calls("  call:\n    uses: ./"+callee+"\n", "      count: {type: number, default: 2}\n", "run: go test ./... -count=${{ inputs.count }}")
		w.run(1, headSHA, nil, job("call / test", "success", "Run go test ./... -count=2=success"))
	}},
	{name: "an input that only the run knew", command: "go test ./...", want: Unproven, says: []string{"may have run it", "started or called with"}, build: func(w *world) {
		w.calls("  call:\n    uses: ./"+callee+"\n    with: {packages: \"${{ vars.PACKAGES }}\"}\n", "      packages: {default: ./...}\n", "run: go test ${{ inputs.packages }}")
		w.run(1, headSHA, nil, job("call / test", "success", "Run go test ./...=success"))
	}},
	{name: "one workflow that two jobs call, of which one has not begun", want: Pending, build: func(w *world) {
		w.calls("  one:\n    uses: ./"+callee+"\n  two:\n    uses: ./"+callee+"\n    needs: one\n", "      x: {default: y}\n", "run: go test ./...")
		w.run(1, headSHA, func(r *record.Run) { r.Status, r.Conclusion = record.StatusInProgress, "" }, job("one / test", "success", goTest+"=success"))
	}},
	{name: "one workflow that two jobs call, of which one is not recorded", want: Unproven, says: []string{"0 of 1 legs"}, build: func(w *world) {
		w.calls("  one:\n    uses: ./"+callee+"\n  two:\n    uses: ./"+callee+"\n", "      x: {default: y}\n", "run: go test ./...")
		w.run(1, headSHA, nil, job("one / test", "success", goTest+"=success"))
	}},
	{name: "one workflow that two jobs call", want: Verified, build: func(w *world) {
		w.calls("  one:\n    uses: ./"+callee+"\n  two:\n    uses: ./"+callee+"\n", "      x: {default: y}\n", "run: go test ./...")
		w.run(1, headSHA, nil, job("one / test", "success", goTest+"=success"), job("two / test", "success", goTest+"=success"))
	}},
	{name: "a home directory within the workspace", want: Unproven, says: []string{"HOME"}, steps: []string{"run: |\n  export PATH=\"$HOME/.local/bin:$PATH\"\n  go test ./...\nenv:\n  HOME: ${{ github.workspace }}/.home"}},
	{name: "a home directory within the workspace, for an earlier step", want: Unproven, says: []string{"HOME"}, workflow: strings.Replace(steps("run: echo \"$HOME/bin\" >> $GITHUB_PATH", "run: go test ./..."), "    steps:", "    env:\n      HOME: ./home\n    steps:", 1), build: func(w *world) {
		w.run(1, headSHA, nil, job("test", "success", "Run echo \"$HOME/bin\" >> $GITHUB_PATH=success", goTest+"=success"))
	}},
	{name: "the home directory of a container", want: Verified, steps: []string{"run: |\n  export PATH=\"$HOME/.local/bin:$PATH\"\n  go test ./...\nenv:\n  HOME: /root"}},
	{name: "a GOPATH within the workspace from which no program is taken", want: Verified, steps: []string{"run: go test ./...\nenv:\n  GOPATH: ${{ github.workspace }}/go"}},
	{name: "a GOPATH within the workspace on PATH", want: Unproven, says: []string{"GOPATH"}, steps: []string{"run: |\n  export PATH=\"$PATH:$(go env GOPATH)/bin\"\n  go test ./...\nenv:\n  GOPATH: ${{ github.workspace }}/go"}},
	{name: "a reusable workflow of another repository", command: "go test ./api/...", want: Verified, build: func(w *world) {
		w.callsElsewhere("octo/ci", "v1")
		w.run(1, headSHA, referring("octo/ci", "refs/tags/v1"), job("call / test", "success", "Run go test ./api/...=success"))
	}},
	{name: "a reusable workflow of another repository, with a hidden exit code", command: "go vet ./...", want: Unproven, says: []string{"|| true"}, build: func(w *world) {
		w.callsElsewhere("octo/ci", "v1", "run: go vet ./... || true")
		w.run(1, headSHA, referring("octo/ci", "refs/tags/v1"), job("call / test", "success", "Run go vet ./... || true=success"))
	}},
	{name: "a reusable workflow that the token may not read", command: "go test ./api/...", want: Unproven, says: []string{"cannot be read", "octo/ci"}, build: func(w *world) {
		w.callsElsewhere("octo/ci", "v1")
		w.records[record.Query{Kind: record.KindFile, SHA: calledSHA, Path: callee, Ref: "octo/ci"}] = record.Answer{Absence: record.NotFound}
		w.run(1, headSHA, referring("octo/ci", "refs/tags/v1"), job("call / test", "success", "Run go test ./api/...=success"))
	}},
	{name: "a reusable workflow of which the record names another ref", command: "go test ./api/...", want: Unproven, says: []string{"cannot be read"}, build: func(w *world) {
		w.callsElsewhere("octo/ci", "v1")
		w.run(1, headSHA, referring("octo/ci", "refs/tags/v2"), job("call / test", "success", "Run go test ./api/...=success"))
	}},
	{name: "a reusable workflow that is called at a commit", command: "go test ./api/...", want: Verified, build: func(w *world) {
		w.callsElsewhere("octo/ci", calledSHA)
		w.run(1, headSHA, referring("octo/ci", ""), job("call / test", "success", "Run go test ./api/...=success"))
	}},
	{name: "a reusable workflow of this repository on the base branch", command: "go test ./api/...", want: Verified, build: func(w *world) {
		w.callsElsewhere("octo/demo", "main")
		w.Change.Files = files(trackerPath, "main.go", callee)
		w.run(1, headSHA, referring("octo/demo", "refs/heads/main"), job("call / test", "success", "Run go test ./api/...=success"))
	}},
	{name: "a reusable workflow of this repository on another branch", command: "go test ./api/...", want: Untrusted, says: []string{"refs/heads/dev", "at a full commit hash"}, build: func(w *world) {
		w.callsElsewhere("octo/demo", "dev")
		w.run(1, headSHA, referring("octo/demo", "refs/heads/dev"), job("call / test", "success", "Run go test ./api/...=success"))
	}},
	{name: "a reusable workflow of this repository at a tag, in a run of main", command: "go test ./api/...", want: Untrusted, says: []string{"refs/tags/main"}, build: func(w *world) {
		w.callsElsewhere("octo/demo", "main")
		w.run(1, headSHA, func(r *record.Run) { pushed("main")(r); referring("octo/demo", "refs/tags/main")(r) }, job("call / test", "success", "Run go test ./api/...=success"))
	}},
	{name: "a local action of a reusable workflow is the caller's", command: "go vet ./...", want: Untrusted, says: []string{"./tools/setup"}, build: func(w *world) {
		w.callsElsewhere("octo/ci", "v1", "uses: ./tools/setup", "run: go vet ./...")
		w.Change.Files = files(trackerPath, "tools/setup/run.sh")
		w.file(headSHA, "tools/setup/action.yml", "runs: {using: node20, main: index.js}")
		w.run(1, headSHA, referring("octo/ci", "refs/tags/v1"), job("call / test", "success", "Run ./tools/setup=success", "Run go vet ./...=success"))
	}},
}

// calledSHA is the commit of a workflow that is called by repository and ref.
const calledSHA = "ca11ed0000000000000000000000000000000000"

// callsElsewhere has the CI workflow call one of a repository at a ref, with an input.
func (w *world) callsElsewhere(repository, ref string, list ...string) {
	w.workflow("on: push\njobs:\n  call:\n    uses: " + repository + "/" + callee + "@" + ref + "\n    with: {packages: ./api/...}\n")
	if list == nil {
		list = []string{"run: go test ${{ inputs.packages }}"}
	}
	text := "on:\n  workflow_call:\n    inputs:\n      packages: {default: ./...}\n" + strings.TrimPrefix(steps(list...), "on: [push, pull_request]\n")
	query := record.Query{Kind: record.KindFile, SHA: calledSHA, Path: callee}
	if repository != "octo/demo" {
		query.Ref = repository
	}
	w.records[query] = record.Answer{File: record.File{Path: callee, BlobSHA: "b10b", Content: []byte(text)}}
}

// referring is a run that called the reusable workflow at a ref.
func referring(repository, ref string) func(*record.Run) {
	return func(r *record.Run) {
		r.Referenced = []record.ReferencedWorkflow{{Path: repository + "/" + callee, SHA: calledSHA, Ref: ref}}
	}
}

func TestCommandVerdicts(t *testing.T) {
	for _, tt := range commandCases {
		t.Run(tt.name, func(t *testing.T) { tt.check(t) })
	}
}
