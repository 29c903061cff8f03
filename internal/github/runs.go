package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"

	gogithub "github.com/google/go-github/v60/github"
	"github.com/google/go-querystring/query"

	"github.com/packetgate/packetgate/internal/record"
)

const (
	// maxRuns is how many runs GitHub lists under a filter.
	maxRuns = 1000
	// maxJobs bounds the jobs of one run: a run with more cannot be judged.
	maxJobs = 5000
)

// Runs lists the runs recorded under a commit, newest first. Anyone who may start
// runs by hand can make more than GitHub lists, and so push older ones out of the
// list: then those of each event that a change itself causes are asked for alone. It
// is an error if there are too many even of these.
func (c *Client) Runs(ctx context.Context, sha string) ([]record.Run, error) {
	if sha == "" {
		return nil, nil
	}
	runs, err := c.runs(ctx, gogithub.ListWorkflowRunsOptions{HeadSHA: sha}, maxRuns)
	if err != nil || len(runs) < maxRuns {
		return runs, opRuns.fail("of "+sha, err)
	}
	for _, event := range []string{"push", "pull_request", "merge_group"} {
		more, err := c.runs(ctx, gogithub.ListWorkflowRunsOptions{HeadSHA: sha, Event: event}, maxRuns)
		if err == nil && len(more) >= maxRuns {
			err = fmt.Errorf("GitHub lists no more than %d runs of the event %s, and there are more", maxRuns, event)
		}
		if err != nil {
			return nil, opRuns.fail("of "+sha, err)
		}
		runs = append(runs, more...)
	}
	return runs, nil
}

// BranchRuns lists the newest runs of a head branch, at most one page of 100.
func (c *Client) BranchRuns(ctx context.Context, branch string) ([]record.Run, error) {
	if branch == "" {
		return nil, nil
	}
	runs, err := c.runs(ctx, gogithub.ListWorkflowRunsOptions{Branch: branch}, perPage)
	return runs, opRuns.fail("of branch "+branch, err)
}

// maxPeriod is how many runs of one period are read.
const maxPeriod = 2 * perPage

// Period lists all runs created within "FROM..TO", two times in RFC 3339; they are
// record.TooLarge where there are more than 200.
func (c *Client) Period(ctx context.Context, period string) ([]record.Run, record.Absence, error) {
	runs, err := c.runs(ctx, gogithub.ListWorkflowRunsOptions{Created: period}, maxPeriod+1)
	if err != nil {
		return nil, record.Present, opRuns.fail("of "+period, err)
	}
	if len(runs) > maxPeriod {
		return nil, record.TooLarge, nil
	}
	return runs, record.Present, nil
}

func (c *Client) runs(ctx context.Context, filter gogithub.ListWorkflowRunsOptions, most int) ([]record.Run, error) {
	filter.ExcludePullRequests = true // they would double the answer's size
	filter.PerPage = perPage
	filter.Page = 1
	var runs []record.Run
	for {
		got, next, err := c.runsPage(ctx, filter)
		if err != nil {
			return nil, err
		}
		for _, r := range got {
			runs = append(runs, r.record())
		}
		if next == 0 || len(runs) >= most {
			return runs, nil
		}
		filter.Page = next
	}
}

// workflowRun adds what go-github v60 does not read.
type workflowRun struct {
	gogithub.WorkflowRun
	Path string `json:"path"`
}

// errNoCount is for an answer that does not say how many there are: it is no list.
var errNoCount = errors.New("the answer does not say how many there are")

func (c *Client) runsPage(ctx context.Context, filter gogithub.ListWorkflowRunsOptions) ([]workflowRun, int, error) {
	values, err := query.Values(filter)
	if err != nil {
		return nil, 0, err
	}
	req, err := c.rest.NewRequest(http.MethodGet, c.path("actions", "runs")+"?"+values.Encode(), nil)
	if err != nil {
		return nil, 0, err
	}
	var page struct {
		Total *int          `json:"total_count"`
		Runs  []workflowRun `json:"workflow_runs"`
	}
	resp, err := c.rest.Do(ctx, req, &page)
	if err == nil && page.Total == nil {
		err = errNoCount
	}
	if err != nil {
		return nil, 0, err
	}
	return page.Runs, resp.NextPage, nil
}

func (r *workflowRun) record() record.Run {
	run := record.Run{
		ID:             r.GetID(),
		Number:         r.GetRunNumber(),
		Attempt:        r.GetRunAttempt(),
		WorkflowID:     r.GetWorkflowID(),
		Name:           r.GetName(),
		Path:           withoutRef(r.Path),
		Event:          r.GetEvent(),
		Status:         r.GetStatus(),
		Conclusion:     r.GetConclusion(),
		HeadSHA:        r.GetHeadSHA(),
		HeadBranch:     r.GetHeadBranch(),
		HeadRepository: r.GetHeadRepository().GetFullName(),
		Actor:          r.GetActor().GetLogin(),
		TriggeredBy:    r.GetTriggeringActor().GetLogin(),
		CreatedAt:      r.GetCreatedAt().Time,
		StartedAt:      r.GetRunStartedAt().Time,
		UpdatedAt:      r.GetUpdatedAt().Time,
		URL:            r.GetHTMLURL(),
	}
	for _, w := range r.ReferencedWorkflows {
		run.Referenced = append(run.Referenced, record.ReferencedWorkflow{Path: withoutRef(w.GetPath()), SHA: w.GetSHA(), Ref: w.GetRef()})
	}
	return run
}

var (
	fileName    = regexp.MustCompile(`(?i)\.ya?ml$`)
	fileWithRef = regexp.MustCompile(`(?is)^(.*\.ya?ml)@`)
)

// withoutRef cuts "@ref" off a workflow's path, which GitHub appends to some. The
// file's own name may hold an "@" itself: where a path can be read in two ways the
// longer name is taken, so that `ci.yml@forged.yml` never passes for ci.yml.
func withoutRef(path string) string {
	if m := fileWithRef.FindStringSubmatch(path); m != nil && !fileName.MatchString(path) {
		return m[1]
	}
	return path
}

// Jobs lists every job of a run, each in its latest attempt or, with all, in every
// attempt. A run with more jobs than can be listed is an error, never a part of its jobs.
func (c *Client) Jobs(ctx context.Context, run int64, all bool) ([]record.Job, record.Absence, error) {
	var jobs []record.Job
	subject := fmt.Sprint(run)
	options := &gogithub.ListWorkflowJobsOptions{Filter: "latest", ListOptions: gogithub.ListOptions{PerPage: perPage, Page: 1}}
	if all {
		options.Filter = "all"
	}
	for {
		got, resp, err := c.rest.Actions.ListWorkflowJobs(ctx, c.repository.Owner, c.repository.Name, run, options)
		if absent, ok := absence(err); ok {
			return nil, absent, nil
		}
		if err == nil && got.TotalCount == nil {
			err = errNoCount
		}
		if err != nil {
			return nil, record.Present, opJobs.fail(subject, err)
		}
		for _, j := range got.Jobs {
			jobs = append(jobs, job(j))
		}
		if resp.NextPage != 0 && len(jobs) < maxJobs {
			options.Page = resp.NextPage
			continue
		}
		if total := got.GetTotalCount(); len(jobs) < total {
			return nil, record.Present, opJobs.fail(subject, fmt.Errorf("GitHub lists %d of its %d jobs", len(jobs), total))
		}
		return jobs, record.Present, nil
	}
}

func job(j *gogithub.WorkflowJob) record.Job {
	out := record.Job{
		ID:          j.GetID(),
		RunID:       j.GetRunID(),
		Attempt:     int(j.GetRunAttempt()),
		Name:        j.GetName(),
		Status:      j.GetStatus(),
		Conclusion:  j.GetConclusion(),
		HeadSHA:     j.GetHeadSHA(),
		StartedAt:   j.GetStartedAt().Time,
		CompletedAt: j.GetCompletedAt().Time,
		URL:         j.GetHTMLURL(),
	}
	for _, s := range j.Steps {
		out.Steps = append(out.Steps, record.Step{
			Number:      int(s.GetNumber()),
			Name:        s.GetName(),
			Status:      s.GetStatus(),
			Conclusion:  s.GetConclusion(),
			StartedAt:   s.GetStartedAt().Time,
			CompletedAt: s.GetCompletedAt().Time,
		})
	}
	return out
}
