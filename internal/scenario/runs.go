package scenario

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/sandbox"
)

// addRun records a workflow run, made while the pull request, or a second one, aims
// at another branch if the scenario says so.
func (b *building) addRun(r WorkflowRun) error {
	b.world.Advance(r.After)
	if r.Aim != "" {
		if err := b.pull.Retarget(r.Aim, false); err != nil {
			return err
		}
		defer func() { _ = b.pull.Retarget(mainBranch, false) }()
	}
	if r.Rival != "" {
		rival, err := b.repo.OpenPull(sandbox.PullSpec{
			Base: r.Rival, Head: b.Pull.Branch, HeadRepository: b.head, Title: "Another", Author: b.Pull.Author,
		})
		if err != nil {
			return err
		}
		defer rival.Close()
	}
	return b.recordRun(r)
}

func (b *building) recordRun(r WorkflowRun) error {
	at := cmp.Or(r.At, "head")
	if r.Event == "merge_group" {
		at = cmp.Or(r.At, "group")
	}
	sha, err := b.sha(at)
	if err != nil {
		return err
	}
	onBase := slices.Contains(b.mainCommits(), sha)
	run := &sandbox.Run{
		ID: map[bool]int64{true: ownRun}[r.Own], Event: r.Event, HeadSHA: sha, HeadBranch: r.Branch, Actor: cmp.Or(r.Actor, b.Pull.Author),
	}
	if run.Event == "" {
		run.Event = "pull_request"
		if onBase {
			run.Event = "push"
		}
	}
	if at == "group" {
		run.HeadBranch = cmp.Or(run.HeadBranch, b.group)
	}
	b.place(run, onBase)
	fileAt, err := b.sha(cmp.Or(r.File, at))
	if err != nil {
		return err
	}
	if run.Path, err = b.workflowPath(r.Workflow, fileAt); err != nil {
		return err
	}
	read := func(uses string) []byte { content, _ := b.called(uses, fileAt); return content }
	file, err := readWorkflow(run.Path, read("./"+run.Path), read)
	if err != nil && r.Conclusion != "startup_failure" && r.Conclusion != "failure" {
		return err
	}
	run.Name = file.name
	for _, uses := range file.referenced {
		_, called := b.called(uses, fileAt)
		run.Referenced = append(run.Referenced, called)
	}
	for range r.Gap {
		b.repo.SkipRunNumber(run.Path)
	}
	x := &built{run: run, file: file}
	attempts := r.Attempts
	if len(attempts) == 0 {
		attempts = []Attempt{r.Attempt}
	}
	for _, a := range attempts {
		recorded, err := b.attempt(x, a)
		if err != nil {
			return err
		}
		run.Attempts = append(run.Attempts, recorded)
	}
	if err := b.repo.AddRun(run); err != nil {
		return err
	}
	b.last = x
	if r.Name != "" {
		b.runs[r.Name] = x
	}
	return nil
}

// called gives the reusable workflow that a `uses:` calls, in a run whose own file is
// at a commit, and what the run's record says of it; nil for one that is not there.
func (b *building) called(uses, fileAt string) ([]byte, sandbox.Referenced) {
	if path, local := strings.CutPrefix(uses, "./"); local {
		content, _ := b.repo.File(fileAt, path)
		return content, sandbox.Referenced{Path: b.Repository + "/" + path + "@" + fileAt, SHA: fileAt, Ref: "refs/heads/" + mainBranch}
	}
	full, ref, _ := strings.Cut(uses, "@")
	repo, sha, kind := b.repo, b.repo.Tip(ref), "refs/heads/"
	path, ok := strings.CutPrefix(full, b.Repository+"/")
	if b.elsewhere != nil && !ok {
		repo, sha, kind = b.elsewhere, b.commits["elsewhere"], "refs/tags/"
		path, ok = strings.CutPrefix(full, b.Elsewhere+"/")
	}
	if !ok {
		return nil, sandbox.Referenced{}
	}
	content, _ := repo.File(sha, path)
	return content, sandbox.Referenced{Path: uses, SHA: sha, Ref: kind + ref}
}

// place sets a run's branch and repository from its event.
func (b *building) place(run *sandbox.Run, onBase bool) {
	ofPull := run.Event == "pull_request" || run.Event == "pull_request_target" || !onBase && run.Event != "merge_group"
	switch {
	case ofPull && b.Pull.Fork:
		run.HeadRepository = b.head
		fallthrough
	case ofPull:
		run.HeadBranch = cmp.Or(run.HeadBranch, b.Pull.Branch)
	case run.Event == "merge_group":
		run.HeadBranch = cmp.Or(run.HeadBranch, b.group)
	default:
		run.HeadBranch = cmp.Or(run.HeadBranch, mainBranch)
	}
}

// mainCommits are the base branch's commits by its first parents.
func (b *building) mainCommits() []string {
	var out []string
	for sha := b.repo.Tip(mainBranch); sha != ""; {
		out = append(out, sha)
		parents := b.repo.Parents(sha)
		if len(parents) == 0 {
			break
		}
		sha = parents[0]
	}
	return out
}

// workflowPath completes a workflow's name, which may be left out when there is
// only one.
func (b *building) workflowPath(name, sha string) (string, error) {
	const folder = ".github/workflows/"
	if name != "" {
		if !strings.Contains(name, "/") {
			name = folder + name
		}
		if _, ok := b.repo.File(sha, name); !ok {
			return "", fmt.Errorf("the commit has no workflow file %s", name)
		}
		return name, nil
	}
	var found []string
	for _, candidate := range b.repo.Files(sha) {
		if path.Dir(candidate) == strings.TrimSuffix(folder, "/") {
			found = append(found, candidate)
		}
	}
	if len(found) != 1 {
		return "", fmt.Errorf("a run needs its workflow: the commit has %d workflow files", len(found))
	}
	return found[0], nil
}

// GitHub's words for runs, jobs and steps; empty where a scenario says nothing.
var (
	statusWords     = []string{"", "completed", "in_progress", "queued", "waiting", "requested", "pending"}
	conclusionWords = []string{"", "success", "failure", "cancelled", "skipped", "timed_out", "neutral", "stale", "action_required", "startup_failure"}
)

// checkWords refuses a status or a conclusion that GitHub does not have.
func (a Attempt) checkWords() error {
	check := func(of, status, conclusion string) error {
		switch {
		case !slices.Contains(statusWords, status):
			return fmt.Errorf("the status of %s is %q: want one of %s", of, status, strings.Join(statusWords[1:], ", "))
		case !slices.Contains(conclusionWords, conclusion):
			return fmt.Errorf("the conclusion of %s is %q: want one of %s", of, conclusion, strings.Join(conclusionWords[1:], ", "))
		}
		return nil
	}
	err := check("the run", a.Status, a.Conclusion)
	for _, name := range sortedKeys(a.Jobs) {
		job := a.Jobs[name]
		err = cmp.Or(err, check("job "+name, job.Status, job.Conclusion))
		for _, title := range sortedKeys(job.Steps) {
			err = cmp.Or(err, check("step "+title, job.Steps[title].Status, job.Steps[title].Conclusion))
		}
	}
	return err
}

// attempt makes one attempt of a run.
func (b *building) attempt(x *built, a Attempt) (*sandbox.Attempt, error) {
	if err := a.checkWords(); err != nil {
		return nil, err
	}
	recorded := &sandbox.Attempt{Status: cmp.Or(a.Status, "completed"), Conclusion: a.Conclusion}
	if a.Status == "" && a.Conclusion == "" && slices.ContainsFunc(slices.Collect(maps.Values(a.Jobs)), unfinished) {
		recorded.Status = "in_progress"
	}
	if a.Conclusion == "action_required" || a.Conclusion == "startup_failure" {
		return recorded, nil
	}
	member := func(name string) ([]byte, error) {
		content, ok := b.members[name]
		if !ok {
			return nil, fmt.Errorf("the archive has no file %q", name)
		}
		return expand(content, b.sha)
	}
	var err error
	if recorded.Jobs, err = recordJobs(x.file, a, b.world.Now(), member); err != nil {
		return nil, err
	}
	if recorded.Conclusion == "" && recorded.Status == "completed" {
		recorded.Conclusion = runConclusion(x.file, recorded.Jobs)
	}
	return recorded, nil
}

func unfinished(j Job) bool {
	if j.Status != "" && j.Status != "completed" {
		return true
	}
	for _, s := range j.Steps {
		if s.Status != "" && s.Status != "completed" && j.Conclusion == "" {
			return true
		}
	}
	return false
}

// runConclusion follows from the jobs: a failure counts unless its job may fail.
func runConclusion(file workflowFile, jobs []*sandbox.Job) string {
	conclusion := "skipped"
	if len(jobs) == 0 {
		return "success"
	}
	for _, job := range jobs {
		tolerated := slices.ContainsFunc(file.jobs, func(p plannedJob) bool { return shown(p.name) == job.Name && p.tolerated })
		switch {
		case job.Conclusion == "failure" && !tolerated, job.Conclusion == "timed_out":
			return "failure"
		case job.Conclusion == "cancelled":
			conclusion = "cancelled"
		case job.Conclusion != "skipped" && conclusion != "cancelled":
			conclusion = "success"
		}
	}
	return conclusion
}

// finish lets a run's latest attempt end, or adds one.
func (b *building) finish(f Finish, again bool) error {
	x, ok := b.runs[f.Run]
	if !ok {
		return fmt.Errorf("no run is called %q", f.Run)
	}
	recorded, err := b.attempt(x, f.Attempt)
	if err != nil {
		return err
	}
	b.last = x
	if again {
		b.repo.AddAttempt(x.run, recorded)
		return nil
	}
	b.repo.ReplaceAttempt(x.run, recorded)
	return nil
}
