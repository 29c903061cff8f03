package sandbox

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

func itoa64(n int64) string { return strconv.FormatInt(n, 10) }

func (c *call) job() *Job { return c.repo.job(c.number("id")) }

// shapeRun is a run as of one of its attempts, counted from 1.
func (s *Server) shapeRun(run *Run, attempt int) object {
	a := run.Attempts[attempt-1]
	api := s.repoURL(run.repo) + "/actions/runs/" + itoa64(run.ID)
	html := Site + "/" + run.repo.FullName() + "/actions/runs/" + itoa64(run.ID)
	suite := s.repoURL(run.repo) + "/check-suites/" + itoa64(run.CheckSuiteID)
	head, _ := run.repo.resolve(run.HeadSHA)
	var previous any
	if attempt > 1 {
		previous = api + "/attempts/" + itoa(attempt-1)
	}
	referenced := []object{}
	for _, r := range run.Referenced {
		referenced = append(referenced, object{"path": r.Path, "sha": r.SHA, "ref": r.Ref})
	}
	pulls := []object{}
	for _, p := range run.pulls() {
		pulls = append(pulls, s.shapeRunPull(p))
	}
	return object{
		"id": run.ID, "name": run.Name, "node_id": nodeID("WFR", run.ID), "head_branch": orNull(run.HeadBranch), "head_sha": run.HeadSHA,
		"path": run.Path, "display_title": cmp.Or(run.DisplayTitle, firstLine(run.repo.objects.commit(head).Message)),
		"run_number": run.Number, "event": run.Event, "status": a.Status, "conclusion": orNull(a.Conclusion),
		"workflow_id": run.workflow.ID, "check_suite_id": run.CheckSuiteID, "check_suite_node_id": nodeID("CS", run.CheckSuiteID),
		"url": api, "html_url": html, "pull_requests": pulls, "created_at": stamp(run.created), "updated_at": stamp(a.updated),
		"actor": s.shapeUser(s.world.user(run.Actor)), "triggering_actor": s.shapeUser(s.world.user(a.Actor)),
		"run_attempt": attempt, "referenced_workflows": referenced, "run_started_at": stamp(a.started),
		"jobs_url": api + "/jobs", "logs_url": api + "/logs", "check_suite_url": suite, "artifacts_url": api + "/artifacts",
		"cancel_url": api + "/cancel", "rerun_url": api + "/rerun", "previous_attempt_url": previous,
		"workflow_url":    s.repoURL(run.repo) + "/actions/workflows/" + itoa64(run.workflow.ID),
		"head_commit":     s.shapeHeadCommit(run.repo, head),
		"repository":      s.shapeMinimal(run.repo),
		"head_repository": s.shapeMinimal(run.HeadRepository),
	}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// shapeHeadCommit is a commit as runs and events show it.
func (s *Server) shapeHeadCommit(r *Repository, h hash) object {
	c := r.objects.commit(h)
	return object{
		"id": h.String(), "tree_id": c.TreeHash.String(), "message": c.Message, "timestamp": stamp(c.Committer.When),
		"author":    object{"name": c.Author.Name, "email": c.Author.Email},
		"committer": object{"name": c.Committer.Name, "email": c.Committer.Email},
	}
}

func (s *Server) shapeRunPull(p *Pull) object {
	end := func(r *Repository, ref string, sha hash) object {
		return object{"ref": ref, "sha": sha.String(), "repo": object{"id": r.ID, "url": s.repoURL(r), "name": r.Name}}
	}
	return object{
		"id": p.ID, "number": p.Number, "url": s.repoURL(p.repo) + "/pulls/" + itoa(p.Number),
		"head": end(p.head, p.HeadRef, p.headSHA), "base": end(p.repo, p.BaseRef, p.base()),
	}
}

// pulls are the open pull requests with the run's head commit or branch, which
// GitHub lists whether or not they triggered it; none for forks.
func (run *Run) pulls() []*Pull {
	var out []*Pull
	if run.HeadRepository != run.repo {
		return nil
	}
	for _, p := range run.repo.pulls {
		if p.State == "open" && p.head == run.repo && (p.headSHA.String() == run.HeadSHA || p.HeadRef == run.HeadBranch) {
			out = append(out, p)
		}
	}
	return out
}

func (c *call) listRuns() *answer { return c.runs(nil) }

func (c *call) listWorkflowRuns() *answer {
	w := c.workflow()
	if w == nil {
		return notFound()
	}
	return c.runs(w)
}

func (c *call) runs(of *workflow) *answer {
	query := c.http.URL.Query()
	filters := []string{"head_sha", "branch", "event", "status", "actor", "created", "check_suite_id"}
	filtered := slices.ContainsFunc(filters, query.Has)
	var found []*Run
	for i := len(c.repo.runs) - 1; i >= 0; i-- {
		run := c.repo.runs[i]
		if (of == nil || run.workflow == of) && run.matches(query.Get) {
			found = append(found, run)
		}
	}
	total := len(found)
	if filtered {
		found = found[:min(len(found), 1000)]
	}
	p := c.page(30, 100)
	out := []object{}
	for _, run := range paged(found, p) {
		out = append(out, c.server.shapeRun(run, len(run.Attempts)))
	}
	return c.linked(ok(object{"total_count": total, "workflow_runs": out}), p, len(found))
}

// matches applies the filters of the list; "status" takes conclusions too.
func (run *Run) matches(get func(string) string) bool {
	a := run.latest()
	is := func(name, value string) bool { return get(name) == "" || get(name) == value }
	status := get("status")
	return is("head_sha", run.HeadSHA) && is("branch", run.HeadBranch) && is("event", run.Event) &&
		is("actor", run.Actor) && is("check_suite_id", itoa64(run.CheckSuiteID)) &&
		(status == "" || status == a.Status || status == a.Conclusion) && run.createdWithin(get("created"))
}

// createdWithin reads the forms ">=DATE", "<=DATE", ">DATE", "<DATE", "FROM..TO" and
// "DATE", in which a date may be a time or a whole day; a form that is none of them
// filters nothing.
func (run *Run) createdWithin(filter string) bool {
	if filter == "" {
		return true
	}
	if from, to, isRange := strings.Cut(filter, ".."); isRange {
		return (from == "*" || run.createdWithin(">="+from)) && (to == "*" || run.createdWithin("<="+to))
	}
	text := strings.TrimLeft(filter, "<>=")
	from, err := time.Parse(time.RFC3339, text)
	to := from
	if err != nil {
		if from, err = time.Parse(time.DateOnly, text); err != nil {
			return true
		}
		to = from.Add(24*time.Hour - time.Second)
	}
	switch strings.TrimSuffix(filter, text) {
	case ">=":
		return !run.created.Before(from)
	case "<=":
		return !run.created.After(to)
	case ">":
		return run.created.After(to)
	case "<":
		return run.created.Before(from)
	}
	return !run.created.Before(from) && !run.created.After(to)
}

func (c *call) getRun() *answer {
	run := c.repo.run(c.number("id"))
	if run == nil {
		return notFound()
	}
	return ok(c.server.shapeRun(run, len(run.Attempts)))
}

func (c *call) getAttempt() *answer {
	run, n := c.repo.run(c.number("id")), int(c.number("attempt"))
	if run == nil || n < 1 || n > len(run.Attempts) {
		return notFound()
	}
	return ok(c.server.shapeRun(run, n))
}

func (c *call) runJobs() *answer {
	run := c.repo.run(c.number("id"))
	if run == nil {
		return notFound()
	}
	if c.http.URL.Query().Get("filter") != "all" {
		return c.jobs(run.latestJobs())
	}
	var all []*Job
	for _, a := range run.Attempts {
		all = append(all, a.Jobs...)
	}
	return c.jobs(all)
}

func (c *call) attemptJobs() *answer {
	run, n := c.repo.run(c.number("id")), int(c.number("attempt"))
	if run == nil || n < 1 || n > len(run.Attempts) {
		return notFound()
	}
	return c.jobs(run.Attempts[n-1].Jobs)
}

func (c *call) jobs(all []*Job) *answer {
	p := c.page(30, 100)
	out := []object{}
	for _, job := range paged(all, p) {
		out = append(out, c.server.shapeJob(job))
	}
	return c.linked(ok(object{"total_count": len(all), "jobs": out}), p, len(all))
}

func (c *call) getJob() *answer {
	job := c.job()
	if job == nil {
		return notFound()
	}
	return ok(c.server.shapeJob(job))
}

func (s *Server) shapeJob(job *Job) object {
	run := job.run
	api := s.repoURL(run.repo)
	steps := []object{}
	for _, step := range job.Steps {
		steps = append(steps, object{
			"name": step.Name, "status": step.Status, "conclusion": orNull(step.Conclusion), "number": step.Number,
			"started_at": stamp(step.Started), "completed_at": stamp(step.Completed),
		})
	}
	labels := job.Labels
	if labels == nil {
		labels = []string{"ubuntu-latest"}
	}
	o := object{
		"id": job.ID, "run_id": run.ID, "workflow_name": orNull(run.Name), "head_branch": orNull(run.HeadBranch),
		"run_url": api + "/actions/runs/" + itoa64(run.ID), "run_attempt": job.attempt, "node_id": nodeID("CR", job.ID),
		"head_sha": run.HeadSHA, "url": api + "/actions/jobs/" + itoa64(job.ID),
		"html_url": Site + "/" + run.repo.FullName() + "/actions/runs/" + itoa64(run.ID) + "/job/" + itoa64(job.ID),
		"status":   job.Status, "conclusion": orNull(job.Conclusion), "created_at": stamp(job.created),
		"started_at": stamp(job.Started), "completed_at": stamp(job.Completed), "name": job.Name, "steps": steps,
		"check_run_url": api + "/check-runs/" + itoa64(job.ID), "labels": labels,
		"runner_id": nil, "runner_name": nil, "runner_group_id": nil, "runner_group_name": nil,
	}
	if len(steps) > 0 {
		o = o.with(object{"runner_id": 1000014176, "runner_name": "GitHub Actions 1000014176", "runner_group_id": 0, "runner_group_name": "GitHub Actions"})
	}
	return o
}

func (c *call) workflow() *workflow {
	name := c.parts["workflow"]
	for _, w := range c.repo.workflows {
		if itoa64(w.ID) == name || path.Base(w.Path) == name {
			return w
		}
	}
	return nil
}

func (c *call) listWorkflows() *answer {
	p := c.page(30, 100)
	out := []object{}
	for _, w := range paged(c.repo.workflows, p) {
		out = append(out, c.shapeWorkflow(w))
	}
	return c.linked(ok(object{"total_count": len(c.repo.workflows), "workflows": out}), p, len(c.repo.workflows))
}

func (c *call) getWorkflow() *answer {
	w := c.workflow()
	if w == nil {
		return notFound()
	}
	return ok(c.shapeWorkflow(w))
}

func (c *call) shapeWorkflow(w *workflow) object {
	return object{
		"id": w.ID, "node_id": nodeID("W", w.ID), "name": w.Name, "path": w.Path, "state": "active",
		"created_at": stamp(w.created), "updated_at": stamp(w.created),
		"url":       c.server.repoURL(c.repo) + "/actions/workflows/" + itoa64(w.ID),
		"html_url":  Site + "/" + c.repo.FullName() + "/blob/" + c.repo.DefaultBranch + "/" + w.Path,
		"badge_url": Site + "/" + c.repo.FullName() + "/workflows/" + escapePath(w.Name) + "/badge.svg",
	}
}

func (c *call) annotations() *answer {
	job := c.job()
	if job == nil {
		return notFound()
	}
	return list(c, job.Annotations, func(a Annotation) object {
		return object{
			"path": a.Path, "blob_href": Site + "/" + c.repo.FullName() + "/blob/" + job.run.HeadSHA + "/" + escapePath(a.Path),
			"start_line": a.StartLine, "end_line": a.EndLine, "start_column": nil, "end_column": nil,
			"annotation_level": a.Level, "title": orNull(a.Title), "message": a.Message, "raw_details": nil,
		}
	})
}
