package evidence

import (
	"fmt"
	"strings"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/record"
)

// forgedCases are attempts to have a command believed that did not exit so, by
// one who may open pull requests, push branches and tags, and start runs.
var forgedCases = []verdictCase{
	{name: "a pull_request run of another branch", want: Untrusted, says: []string{"evil", "not for"}, build: func(w *world) {
		w.run(1, headSHA, func(r *record.Run) { r.HeadBranch = "evil" }, green())
	}},
	{name: "a pull_request run of a fork's branch of the same name", want: Untrusted, build: func(w *world) {
		w.run(1, headSHA, func(r *record.Run) { r.HeadRepository = "mallory/demo" }, green())
	}},
	{name: "another pull request's run at a commit of the base", want: Untrusted, build: func(w *world) {
		w.Change.Files = files(trackerPath)
		w.run(1, baseSHA, func(r *record.Run) { r.HeadBranch = "evil" }, green())
	}},
	{name: "a pull request's run at a merge group's commit", want: Untrusted, build: func(w *world) {
		w.Change.Number, w.Change.HeadRef = 0, "gh-readonly-queue/main/pr-7-ba5e"
		w.run(1, headSHA, func(r *record.Run) { r.HeadBranch, r.HeadRepository = "evil", "mallory/demo" }, green())
	}},
	{name: "a run of a pull request of the merge queue's own branch", want: Untrusted, says: []string{"the merge queue's own branch"}, build: func(w *world) {
		w.Change.Number, w.Change.HeadRef = 0, "gh-readonly-queue/main/pr-7-ba5e"
		w.run(1, headSHA, func(r *record.Run) { r.HeadBranch = w.Change.HeadRef }, green())
	}},
	{name: "a tag named as the base branch", want: Untrusted, build: func(w *world) {
		w.Change.Files = files(trackerPath, ci)
		w.run(1, headSHA, pushed("main"), green())
	}},
	{name: "a tag named as a protected branch", want: Untrusted, build: func(w *world) {
		w.Change.Files = files(trackerPath, ci)
		w.Config.Trust.Branches = []string{"release/*"}
		w.run(1, headSHA, pushed("release/1"), green())
	}},
	{name: "a function exported to the shell", want: Unproven, says: []string{"BASH_FUNC_go%%"}, steps: []string{"run: go test ./...\nenv:\n  BASH_FUNC_go%%: \"() { :; }\""}},
	{name: "a function exported by an earlier step", want: Unproven, says: []string{"BASH_FUNC_go%%"}, steps: []string{"run: echo 'BASH_FUNC_go%%=() { :; }' >> $GITHUB_ENV", "run: go test ./..."}},
	{name: "a library preloaded under another variable", want: Unproven, says: []string{"LD_AUDIT"}, steps: []string{"run: go test ./...\nenv:\n  LD_AUDIT: x.so"}},
	{name: "PATH of the job's container", want: Unproven, says: []string{"PATH"}, workflow: strings.Replace(steps("run: go test ./..."), "    steps:", "    container:\n      image: golang\n      env:\n        PATH: /src/bin\n    steps:", 1)},
	{name: "CDPATH sends cd elsewhere", command: "cd web && npm test", want: Unproven, says: []string{"CDPATH"}, steps: []string{"run: cd web && npm test\nenv:\n  CDPATH: /srv"}},
	{name: "an earlier step changes a variable that the claim gives", command: "RACE=1 go test ./...", want: Missing, build: func(w *world) {
		w.workflow("env:\n  RACE: 1\n" + steps("run: echo RACE=0 >> $GITHUB_ENV", "run: go test ./..."))
		w.run(1, headSHA, nil, job("test", "success", "Run echo RACE=0 >> $GITHUB_ENV=success", goTest+"=success"))
	}},
	{name: "an earlier step writes unknown variables", command: "RACE=1 go test ./...", want: Missing, build: func(w *world) {
		w.workflow("env:\n  RACE: 1\n" + steps("run: cat .env >> $GITHUB_ENV", "run: go test ./..."))
		w.run(1, headSHA, nil, job("test", "success", "Run cat .env >> $GITHUB_ENV=success", goTest+"=success"))
	}},
	{name: "an earlier step changes a variable that the script pastes", command: "go test -race ./...", want: Unproven, build: func(w *world) {
		w.workflow("env:\n  FLAGS: -race\n" + steps("run: echo FLAGS=-short >> $GITHUB_ENV", "run: go test ${{ env.FLAGS }} ./..."))
		w.run(1, headSHA, nil, job("test", "success", "Run echo FLAGS=-short >> $GITHUB_ENV=success", "Run go test -short ./...=success"))
	}},
	{name: "an earlier step's tool variable is told", want: Verified, says: []string{"GOFLAGS"}, steps: []string{"run: echo GOFLAGS=-short >> $GITHUB_ENV", "run: go test ./..."}},
	{name: "a runner that may be Windows", want: Unproven, says: []string{"default shell"}, workflow: on("[self-hosted, big]", "run: |\n  go test ./...\n  go vet ./...")},
	{name: "a runner that may be Windows, and an exit", want: Unproven, says: []string{"default shell"}, workflow: on("${{ vars.RUNNER }}", "run: |\n  go test ./...\n  exit 0")},
	{name: "a runner group that may be Windows", want: Unproven, says: []string{"default shell"}, workflow: on("\n      group: builders", "run: |\n  go test ./...\n  go vet ./...")},
	{name: "a waiver does not reach past &&", command: "docker build . && go test ./...", want: Contradicted, build: func(w *world) {
		w.Config.Waivers = []config.Waiver{{Command: "docker build *", Reason: "r", Expires: config.Date{Time: noon}}}
		w.run(1, headSHA, nil, red())
	}},
	{name: "a waiver does not reach past ;", command: "docker build . ; go test ./...", want: Unproven, build: func(w *world) {
		w.Config.Waivers = []config.Waiver{{Command: "docker build *", Reason: "r", Expires: config.Date{Time: noon}}}
		w.run(1, headSHA, nil, red())
	}},
	{name: "a workflow edited and restored in commits that are ignored", want: Untrusted, build: func(w *world) {
		w.Config.Ignore = []string{".github/**"}
		w.twoCommits(ci)
		w.Change.Files = files(trackerPath, "main.go")
		w.run(1, codeSHA, nil, green())
	}},
	{name: "a local action edited and restored in commits that are ignored", want: Untrusted, build: func(w *world) {
		w.Config.Ignore = []string{"tools/**"}
		w.twoCommits("tools/setup/run.sh")
		w.Change.Files = files(trackerPath, "main.go")
		w.workflow(steps("uses: ./tools/setup", "run: go test ./..."))
		w.run(1, codeSHA, nil, job("test", "success", "Run ./tools/setup=success", goTest+"=success"))
	}},
	{name: "a local action of a local action that the change edits", want: Untrusted, says: []string{"./tools/inner"}, steps: []string{"uses: ./tools/setup", "run: go test ./..."}, build: func(w *world) {
		w.Change.Files = files(trackerPath, "tools/inner/run.sh")
		w.file(headSHA, "tools/setup/action.yml", "runs:\n  using: composite\n  steps:\n    - uses: ./tools/inner\n")
	}},
	{name: "a local action behind a symbolic link", want: Untrusted, says: []string{"symbolic link"}, steps: []string{"uses: ./.github/actions/setup", "run: go test ./..."}, build: func(w *world) {
		w.Change.Files = files(trackerPath, "ci/setup/action.yml")
	}},
	{name: "a local action spelt as on Windows", want: Untrusted, says: []string{"./tools/setup"}, steps: []string{`uses: .\tools\setup`, "run: go test ./..."}, build: func(w *world) {
		w.Change.Files = files(trackerPath, "tools/setup/run.ps1")
	}},
	{name: "a local action behind more than are read", want: Unproven, says: []string{"more than 50 local actions"}, build: func(w *world) {
		w.Change.Files = files(trackerPath, "tools/evil/run.sh")
		var list, recorded []string
		for n := range 51 {
			dir := fmt.Sprintf("./tools/a%d", n)
			w.file(headSHA, dir[2:]+"/action.yml", "runs: {using: composite, steps: [{uses: ./tools/evil}]}")
			list, recorded = append(list, "uses: "+dir), append(recorded, "Run "+dir+"=success")
		}
		w.workflow(steps(append(list, "run: go test ./...")...))
		w.run(1, headSHA, nil, job("test", "success", append(recorded, goTest+"=success")...))
	}},
	{name: "a masked step behind an alias", want: Unproven, says: []string{"|| true"}, build: func(w *world) {
		w.workflow(steps("&masked\nname: Test\nrun: go test ./... || true", "*masked"))
		w.run(1, headSHA, nil, job("test", "success", "Test=success", "Test=success"))
	}},
	{name: "a checkout of a ref that moves", want: Unproven, says: []string{"github.ref"}, workflow: checkout("ref: ${{ github.ref }}")},
	{name: "a variable of the runner that the workflow overrides", command: "CI=true go test ./...", want: Missing, steps: []string{"run: go test ./...\nenv:\n  CI: false"}},
	{name: "a checkout's inputs in capitals", want: Unproven, says: []string{"`main`"}, workflow: checkout("REF: main")},
	{name: "a part of the code is told", want: Verified, says: []string{"sparse-checkout"}, workflow: checkout("sparse-checkout: api")},
	{name: "a checkout of the fork's default branch", want: Unproven, workflow: checkout("repository: ${{ github.event.pull_request.head.repo.full_name }}")},
	{name: "another pull request is checked out by the command line", want: Unproven, says: []string{"gh pr checkout"}, steps: []string{"run: gh pr checkout 5", "run: go test ./..."}},
	{name: "a claim that names the unknown directory", command: "cd $PWD && go test ./...", want: Missing, steps: []string{"run: |\n  cd none || true\n  go test ./..."}},
	{name: "a skipped leg does not hide a failed one", want: Contradicted, build: func(w *world) {
		w.workflow(matrixed)
		w.run(1, headSHA, event("push"), job("test (ubuntu-latest)", "success", goTest+"=success"), job("test (macos-latest)", "success", goTest+"=success"))
		w.run(2, headSHA, nil, job("test (ubuntu-latest)", "failure", goTest+"=failure"), record.Job{Name: "test (macos-latest)", Status: record.StatusCompleted, Conclusion: record.ConclusionSkipped})
	}},
	{name: "two jobs of one name", want: Unproven, says: []string{"several jobs"}, build: func(w *world) {
		w.workflow(steps("run: go test ./...") + "  fake:\n    name: test\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - name: Run go test ./...\n        run: true\n")
		w.run(1, headSHA, nil, green(), red())
	}},
	{name: "a job named by the pull request's title", want: Unproven, says: []string{"several jobs"}, build: func(w *world) {
		w.workflow(steps("run: go test ./...") + "  fake:\n    name: ${{ github.event.pull_request.title }}\n    runs-on: ubuntu-latest\n    steps:\n      - run: true\n")
		w.run(1, headSHA, nil, red(), green())
	}},
	{name: "the workflow pastes the pull request's title", want: Unproven, says: []string{"pull_request.title"}, build: func(w *world) {
		w.workflow(steps("run: |\n  echo \"${{ github.event.pull_request.title }}\"\n  go test ./..."))
		w.run(1, headSHA, nil, job("test", "success", "Run echo \"x\"; exit 0 #\"=success"))
	}},
	{name: "a shell of the repository", want: Unproven, says: []string{"./bash"}, steps: []string{"run: go test ./...\nshell: ./bash -e {0}"}},
}

// stoppedCases are the work of honest people, which must not be stopped.
var stoppedCases = []verdictCase{
	{name: "push and pull_request runs of the same commit", want: Verified, build: func(w *world) {
		w.run(1, headSHA, event("push"), green())
		w.run(2, headSHA, nil, green())
	}},
	{name: "a program directory of the home in PATH", want: Verified, steps: []string{"run: echo \"$HOME/.local/bin\" >> $GITHUB_PATH", "run: go test ./..."}},
	{name: "two directories in PATH, one of them the workspace's", want: Unproven, says: []string{"GITHUB_PATH"}, steps: []string{"run: |\n  echo \"$HOME/bin:ci\" >> \"$GITHUB_PATH\"", "run: go test ./..."}},
	{name: "a literal name in PATH", want: Unproven, says: []string{"GITHUB_PATH"}, steps: []string{"run: |\n  echo '$ANDROID_HOME/bin' >> \"$GITHUB_PATH\"", "run: go test ./..."}},
	{name: "a program's output in PATH", want: Unproven, says: []string{"GITHUB_PATH"}, steps: []string{"run: |\n  /usr/bin/where-it-is >> \"$GITHUB_PATH\"", "run: go test ./..."}},
	{name: "a home that the script sets, in PATH", want: Unproven, says: []string{"GITHUB_PATH"}, steps: []string{"run: |\n  HOME=$PWD\n  echo \"$HOME/bin\" >> \"$GITHUB_PATH\"", "run: go test ./..."}},
	{name: "a variable with a default in PATH", want: Unproven, says: []string{"GITHUB_PATH"}, steps: []string{"run: |\n  echo \"${CARGO_HOME:=ci}\"\n  echo \"$CARGO_HOME/bin\" >> \"$GITHUB_PATH\"", "run: go test ./..."}},
	{name: "a variable that is read, in PATH", want: Unproven, says: []string{"GITHUB_PATH"}, steps: []string{"run: |\n  read -r GOROOT < ci/goroot\n  echo \"$GOROOT/bin\" >> \"$GITHUB_PATH\"", "run: go test ./..."}},
	{name: "a parent in PATH", want: Unproven, says: []string{"GITHUB_PATH"}, steps: []string{"run: |\n  echo \"$GOROOT/../../work/bin\" | tee -a \"$GITHUB_PATH\"", "run: go test ./..."}},
	{name: "an empty line in PATH, which the runner leaves out", want: Verified, steps: []string{"run: |\n  echo \"$PNPM_HOME\" >> \"$GITHUB_PATH\"", "run: go test ./..."}},
	{name: "go's own program directory in PATH", want: Verified, steps: []string{"run: echo \"$(go env GOPATH)/bin\" >> \"$GITHUB_PATH\"", "run: go test ./..."}},
	{name: "a variable for later steps", want: Verified, steps: []string{"run: echo \"VERSION=$(git describe --tags)\" >> \"$GITHUB_ENV\"", "run: go test ./..."}},
	{name: "a leg on Windows with its own shell", want: Verified, build: func(w *world) {
		w.workflow(strings.Replace(matrixed, "macos", "windows", 1))
		w.run(1, headSHA, nil, job("test (ubuntu-latest)", "success", goTest+"=success"), job("test (windows-latest)", "success", goTest+"=success"))
	}},
	{name: "a leg on Windows with bash", command: "go vet ./...", want: Verified, build: func(w *world) {
		w.workflow("defaults:\n  run:\n    shell: bash\n" + strings.Replace(strings.Replace(matrixed, "macos", "windows", 1), "run: go test ./...", "run: |\n          go vet ./...\n          go test ./...", 1))
		w.run(1, headSHA, nil, job("test (ubuntu-latest)", "success", "Run go vet ./...=success"), job("test (windows-latest)", "success", "Run go vet ./...=success"))
	}},
	{name: "several commands on one's own Linux runner", want: Verified, workflow: on("[self-hosted, Linux, X64]", "run: |\n  go test ./...\n  go vet ./...")},
	{name: "several commands on a rented Ubuntu", want: Verified, workflow: on("blacksmith-4vcpu-ubuntu-2404", "run: |\n  go test ./...\n  go vet ./...")},
	{name: "services beside several commands", want: Verified, workflow: strings.Replace(steps("run: |\n  go test ./...\n  go vet ./..."), "ubuntu-latest\n", "${{ vars.RUNNER }}\n    services:\n      db:\n        image: postgres\n", 1)},
	{name: "the fork's head, checked out by name", want: Verified, workflow: checkout("repository: ${{ github.event.pull_request.head.repo.full_name }}\nref: ${{ github.event.pull_request.head.sha }}")},
	{name: "the release branch's own pull request", want: Verified, build: func(w *world) {
		w.Change.Files, w.Change.HeadRef = files(trackerPath, ci), "release/1"
		w.Config.Trust.Branches = []string{"release/*"}
		w.run(1, headSHA, pushed("release/1"), green())
	}},
	{name: "a scheduled run of the base under a pull request for trackers only", want: Verified, build: func(w *world) {
		w.Change.Files = files(trackerPath)
		w.run(1, baseSHA, func(r *record.Run) { r.Event, r.HeadBranch = "schedule", "main" }, green())
	}},
	{name: "a local branch of another name", want: Verified, build: func(w *world) {
		w.Change.Number, w.Change.HeadRef = 0, "review"
	}},
	{name: "a waiver for one command of a list", command: "docker build . && go test ./...", want: Verified, says: []string{"waived"}, build: func(w *world) {
		w.Config.Waivers = []config.Waiver{{Command: "docker build *", Reason: "no engine", Owner: "@octocat", Expires: config.Date{Time: noon}}}
	}},
	{name: "waivers for all commands of a list", command: "docker build . && docker push x", want: Waived, build: func(w *world) {
		w.Config.Waivers = []config.Waiver{{Command: "docker *", Reason: "no engine", Owner: "@octocat", Expires: config.Date{Time: noon}}}
	}},
	{name: "a waiver for a pipe, in full", command: "docker build . | cat", want: Waived, build: func(w *world) {
		w.Config.Waivers = []config.Waiver{{Command: "docker build * | cat", Reason: "no engine", Owner: "@octocat", Expires: config.Date{Time: noon}}}
	}},
	{name: "a local action of a local action that the change leaves", want: Verified, steps: []string{"uses: ./tools/setup", "run: go test ./..."}, build: func(w *world) {
		w.file(headSHA, "tools/setup/action.yml", "runs:\n  using: composite\n  steps:\n    - uses: ./tools/inner\n    - run: make\n      shell: bash\n")
		w.file(headSHA, "tools/inner/action.yaml", "runs:\n  using: node20\n  main: index.js\n")
	}},
	{name: "a variable that every runner sets", command: "CI=true go test ./...", want: Verified},
	{name: "steps shared by an anchor", want: Verified, build: func(w *world) {
		w.workflow("on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps: &steps\n      - uses: actions/checkout@v4\n      - run: go test ./...\n  mac:\n    runs-on: macos-latest\n    steps: *steps\n")
		w.run(1, headSHA, nil, green(), job("mac", "success", goTest+"=success"))
	}},
	{name: "a step that tells what another job came to", want: Verified, build: func(w *world) {
		w.workflow(steps("run: |\n  echo \"lint: ${{ needs.lint.result }}\"\n  go test ./..."))
		w.run(1, headSHA, nil, job("test", "success", "Run echo \"lint: success\"=success"))
	}},
	{name: "the directory of the claim spelt with $PWD", command: "cd $PWD/web && npm test", want: Verified, steps: []string{"run: npm test\nworking-directory: web"}},
}
