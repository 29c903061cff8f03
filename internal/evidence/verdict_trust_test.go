package evidence

import (
	"strings"

	"github.com/packetgate/packetgate/internal/record"
)

var trustCases = []verdictCase{
	{name: "the change edits the workflow", want: Untrusted, says: []string{"changes " + ci, "Merge the workflow change on its own first"}, build: func(w *world) {
		w.Change.Files = files(trackerPath, ci)
	}},
	{name: "the change breaks the workflow", want: Untrusted, says: []string{"cannot be read", "changes " + ci}, workflow: "jobs: [\n", build: func(w *world) {
		w.Change.Files = files(trackerPath, ci)
	}},
	{name: "the change renames the workflow", want: Untrusted, build: func(w *world) {
		w.Change.Files = []record.FileChange{{Path: ".github/workflows/new.yml", PreviousPath: ci, Status: record.FileRenamed}}
	}},
	{name: "more files than GitHub lists", want: Untrusted, says: []string{"lists only"}, build: func(w *world) {
		w.Change.FilesTruncated = true
	}},
	{name: "pull_request_target", want: Untrusted, says: []string{"pull_request_target"}, build: func(w *world) {
		w.run(1, headSHA, event("pull_request_target"), green())
	}},
	{name: "pull_request_target even if configured", want: Untrusted, build: func(w *world) {
		w.Config.Trust.Events = []string{"pull_request_target"}
		w.run(1, headSHA, event("pull_request_target"), green())
	}},
	{name: "event not trusted", want: Untrusted, says: []string{"evidence.trust.events"}, build: func(w *world) {
		w.Config.Trust.Events = []string{"push"}
	}},
	{name: "workflow not trusted", want: Untrusted, says: []string{"evidence.trust.workflows"}, build: func(w *world) {
		w.Config.Trust.Workflows = []string{".github/workflows/release*.yml"}
	}},
	{name: "an untrusted run that does not hold the command", command: "make lint", want: Missing, build: func(w *world) {
		w.run(1, headSHA, event("pull_request_target"), green())
	}},
	{name: "a newer run of another repository's workflow under this path", want: Verified, build: func(w *world) {
		w.run(1, headSHA, nil, green())
		w.run(2, headSHA, func(r *record.Run) { r.WorkflowID = 77 }, job("licences", "success", "Run scan=success"))
	}},
	{name: "a fork's pull_request run is fine", want: Verified, build: func(w *world) {
		w.Change.HeadRepository = "fork/demo"
		w.run(1, headSHA, func(r *record.Run) { r.HeadRepository = "fork/demo" }, green())
	}},
	{name: "a protected branch is judged by its own file", want: Verified, build: func(w *world) {
		w.Change.Files = files(trackerPath, ci)
		w.Config.Trust.Branches, w.Change.HeadRef = []string{"release/*"}, "release/1"
		w.run(1, headSHA, pushed("release/1"), green())
	}},
	{name: "the default branch, of which this is a pull request, is judged by its own file", want: Verified, build: func(w *world) {
		w.Change.Files = files(trackerPath, ci)
		w.Change.DefaultBranch, w.Change.HeadRef, w.Change.BaseRef = "trunk", "trunk", "release"
		w.run(1, headSHA, pushed("trunk"), green())
	}},
	{name: "a fork's branch named as the default branch is not", want: Untrusted, build: func(w *world) {
		w.Change.Files = files(trackerPath, ci)
		w.Change.DefaultBranch, w.Change.HeadRef, w.Change.HeadRepository = "trunk", "trunk", "mallory/demo"
		w.run(1, headSHA, pushed("trunk"), green())
	}},
	{name: "a fork's branch of that name is not protected", want: Untrusted, build: func(w *world) {
		w.Change.Files = files(trackerPath, ci)
		w.run(1, headSHA, func(r *record.Run) { r.Event, r.HeadBranch, r.HeadRepository = "push", "main", "fork/demo" }, green())
	}},
	{name: "a local action that the change edits", want: Untrusted, says: []string{"./.github/actions/setup"}, steps: []string{"uses: ./.github/actions/setup", "run: go test ./..."}, build: func(w *world) {
		w.Change.Files = files(trackerPath, ".github/actions/setup/run.sh")
	}},
	{name: "a local action that it does not", want: Verified, steps: []string{"uses: ./.github/actions/setup", "run: go test ./..."}, build: func(w *world) {
		w.file(headSHA, ".github/actions/setup/Dockerfile", "FROM scratch\n")
	}},
	{name: "a reusable workflow", want: Verified, build: func(w *world) {
		w.workflow("on: push\njobs:\n  call:\n    uses: ./.github/workflows/reuse.yml\n")
		w.file(headSHA, ".github/workflows/reuse.yml", "on: workflow_call\n"+strings.TrimPrefix(steps("run: go test ./..."), "on: [push, pull_request]\n"))
		w.run(1, headSHA, nil, job("call / test", "success", goTest+"=success"))
	}},
	{name: "a reusable workflow that the change edits", want: Untrusted, says: []string{"reuse.yml"}, build: func(w *world) {
		w.Change.Files = files(trackerPath, ".github/workflows/reuse.yml")
		w.workflow("on: push\njobs:\n  call:\n    uses: ./.github/workflows/reuse.yml\n")
		w.file(headSHA, ".github/workflows/reuse.yml", "on: workflow_call\n"+strings.TrimPrefix(steps("run: go test ./..."), "on: [push, pull_request]\n"))
		w.run(1, headSHA, nil, job("call / test", "success", goTest+"=success"))
	}},
	{name: "a workflow that calls itself", want: Missing, build: func(w *world) {
		w.workflow("on: push\njobs:\n  call:\n    uses: ./" + ci + "\n")
		w.run(1, headSHA, nil, job("call / call", "success"))
	}},
	{name: "base has moved on, workflow unchanged", want: Verified, build: func(w *world) {
		w.Change.BaseSHA = tipSHA
	}},
	{name: "base has changed the workflow, the claim holds under both", want: Verified, build: func(w *world) {
		w.Change.BaseSHA = tipSHA
		w.file(tipSHA, ci, steps("run: go test ./...")+"# comment\n")
	}},
	{name: "the base tip's workflow hides the exit code", want: Unproven, says: []string{"tip of main (71900000)", "|| true", "Merge or rebase onto main"}, steps: []string{"name: Test\nrun: go test ./..."}, build: func(w *world) {
		w.Change.BaseSHA = tipSHA
		w.file(tipSHA, ci, steps("name: Test\nrun: go test ./... || true"))
	}},
	{name: "the branch's workflow hides the exit code", want: Unproven, says: []string{"the version of this branch", "|| true"}, steps: []string{"name: Test\nrun: go test ./... || true"}, build: func(w *world) {
		w.Change.BaseSHA = tipSHA
		w.file(tipSHA, ci, steps("name: Test\nrun: go test ./..."))
	}},
	{name: "the base tip's workflow has dropped the command", want: Untrusted, says: []string{"at the tip of main (71900000), which does not", "Merge or rebase onto main"}, build: func(w *world) {
		w.Change.BaseSHA = tipSHA
		w.file(tipSHA, ci, steps("run: go vet ./..."))
	}},
	{name: "the base tip has dropped the workflow: it cannot have run", want: Verified, build: func(w *world) {
		w.Change.BaseSHA = tipSHA
		delete(w.records, record.Query{Kind: record.KindFile, SHA: tipSHA, Path: ci})
	}},
	{name: "only the base tip's workflow holds the command", command: "go vet ./...", want: Untrusted, says: []string{"that of this branch, which does not", "Merge or rebase onto main"}, build: func(w *world) {
		w.Change.BaseSHA = tipSHA
		w.file(tipSHA, ci, steps("run: go vet ./..."))
		w.run(1, headSHA, nil, job("test", "success", "Run go vet ./...=success"))
	}},
	{name: "base has changed the workflow, the run is not finished", want: Pending, build: func(w *world) {
		w.Change.BaseSHA = tipSHA
		w.file(tipSHA, ci, steps("run: go test ./... || true"))
		w.run(1, headSHA, func(r *record.Run) { r.Status, r.Conclusion = record.StatusQueued, "" })
	}},
	{name: "a workflow that only the base tip has", want: Verified, build: func(w *world) {
		w.Change.BaseSHA = tipSHA
		delete(w.records, record.Query{Kind: record.KindFile, SHA: headSHA, Path: ci})
	}},
	{name: "a push run is judged by the head's file alone", want: Verified, build: func(w *world) {
		w.Change.BaseSHA = tipSHA
		w.file(tipSHA, ci, steps("run: go test ./... || true"))
		w.run(1, headSHA, event("push"), green())
	}},
}

// twoCommits makes the pull request one of a code commit and a head that edits
// the given files.
func (w *world) twoCommits(paths ...string) {
	w.Change.Commits = []record.Commit{{SHA: codeSHA, Parents: []string{baseSHA}}, {SHA: headSHA, Parents: []string{codeSHA}}}
	for _, c := range []record.Commit{
		{SHA: headSHA, Parents: []string{codeSHA}, Files: files(paths...)},
		{SHA: codeSHA, Parents: []string{baseSHA}, Files: files("main.go")},
	} {
		w.records[record.Query{Kind: record.KindCommit, SHA: c.SHA}] = record.Answer{Commit: c}
	}
}

var coverCases = []verdictCase{
	{name: "only the tracker differs", want: Verified, build: func(w *world) {
		w.twoCommits(trackerPath)
		w.run(1, codeSHA, nil, green())
	}},
	{name: "only ignored files differ", want: Verified, build: func(w *world) {
		w.Config.Ignore = []string{"docs/**"}
		w.twoCommits("docs/guide.md", trackerPath)
		w.run(1, codeSHA, nil, green())
	}},
	{name: "another Markdown file differs", want: Stale, says: []string{"README.md"}, build: func(w *world) {
		w.twoCommits("README.md")
		w.compare(codeSHA, "README.md")
		w.run(1, codeSHA, nil, green())
	}},
	{name: "a tracker that is no Markdown", want: Stale, build: func(w *world) {
		w.IsTracker = func(string) bool { return true }
		w.twoCommits("main.go")
		w.compare(codeSHA, "main.go")
		w.run(1, codeSHA, nil, green())
	}},
	{name: "code renamed to the tracker", want: Stale, build: func(w *world) {
		w.twoCommits()
		w.records[record.Query{Kind: record.KindCommit, SHA: headSHA}] = record.Answer{Commit: record.Commit{
			SHA: headSHA, Parents: []string{codeSHA},
			Files: []record.FileChange{{Path: trackerPath, PreviousPath: "main.go", Status: record.FileRenamed}},
		}}
		w.compare(codeSHA, "main.go")
		w.run(1, codeSHA, nil, green())
	}},
	{name: "more files than GitHub lists in a commit", want: Stale, build: func(w *world) {
		w.twoCommits()
		w.records[record.Query{Kind: record.KindCommit, SHA: headSHA}] = record.Answer{Commit: record.Commit{
			SHA: headSHA, Parents: []string{codeSHA}, Files: files(trackerPath), FilesTruncated: true,
		}}
		w.compare(codeSHA, "main.go")
		w.run(1, codeSHA, nil, green())
	}},
	{name: "past the merge base", want: Verified, build: func(w *world) {
		w.Change.Files = files(trackerPath)
		w.run(1, baseSHA, pushed("main"), green())
	}},
	{name: "the covering run at the newer commit decides", want: Contradicted, build: func(w *world) {
		w.twoCommits(trackerPath)
		w.run(1, codeSHA, nil, green())
		w.run(2, headSHA, nil, red())
	}},
	{name: "stale at the merge base", want: Stale, says: []string{"main.go", "ba5e0000"}, build: func(w *world) {
		w.run(1, baseSHA, pushed("main"), green())
	}},
	{name: "a failure that was asked for, stale at the merge base", outcome: exitCode(1), want: Stale, says: []string{"failed at ba5e0000", "main.go"}, build: func(w *world) {
		w.run(1, baseSHA, pushed("main"), red())
	}},
	{name: "red at the merge base", want: Stale, says: []string{"failed at ba5e0000", "Let CI run on the newest commit"}, build: func(w *world) {
		w.run(1, baseSHA, pushed("main"), red())
	}},
	{name: "green at the merge base, where a failure is claimed", outcome: exitCode(1), want: Stale, says: []string{"succeeded at ba5e0000"}, build: func(w *world) {
		w.run(1, baseSHA, pushed("main"), green())
	}},
}

func (w *world) compare(sha string, paths ...string) {
	w.records[record.Query{Kind: record.KindComparison, SHA: sha, Ref: headSHA}] = record.Answer{
		Comparison: record.Comparison{Status: "ahead", Files: files(paths...)},
	}
}
