package sandbox

import (
	"fmt"
	"time"
)

// Run is one workflow run as it is to be recorded; the zero fields are filled in
// by AddRun.
type Run struct {
	ID, CheckSuiteID int64
	Number           int
	// Path is the workflow file's; Name the workflow's.
	Path, Name   string
	DisplayTitle string
	Event        string
	// HeadSHA is the commit that the run is recorded under, HeadBranch the branch.
	HeadSHA, HeadBranch string
	// HeadRepository is the fork for a fork's pull request, else nil.
	HeadRepository *Repository
	// Actor is a login.
	Actor string
	// Referenced are the reusable workflows that it called.
	Referenced []Referenced
	// Attempts are in order; the last is the latest.
	Attempts []*Attempt

	repo     *Repository
	workflow *workflow
	created  time.Time
}

// Referenced is a reusable workflow that a run called.
type Referenced struct {
	// Path is "owner/name/.github/workflows/x.yml@ref".
	Path, SHA, Ref string
}

// Attempt is one attempt of a run.
type Attempt struct {
	// Status and Conclusion are GitHub's words; the conclusion is empty until the
	// attempt has completed.
	Status, Conclusion string
	// Actor started this attempt.
	Actor string
	// Jobs are those that this attempt executed; the others are carried on from
	// the attempts before.
	Jobs []*Job

	started, updated time.Time
}

// Job is one job of an attempt.
type Job struct {
	ID                 int64
	Name               string
	Status, Conclusion string
	Labels             []string
	Steps              []Step
	// Started and Completed are filled from the steps when they are zero.
	Started, Completed time.Time
	Log                JobLog
	Annotations        []Annotation

	run     *Run
	attempt int
	created time.Time
}

// Step is one step of a job.
type Step struct {
	Number             int
	Name               string
	Status, Conclusion string
	Started, Completed time.Time
}

// LogState is what has become of a job's log.
type LogState string

// The states of a log. A lost log has a link whose blob is not there (404 XML); an
// expired one is answered 410.
const (
	LogWritten LogState = ""
	LogLost    LogState = "lost"
	LogExpired LogState = "expired"
)

// JobLog is a job's log.
type JobLog struct {
	Text  []byte
	State LogState
}

// Annotation is one annotation of a check run.
type Annotation struct {
	Path               string
	StartLine, EndLine int
	// Level is "notice", "warning" or "failure".
	Level, Title, Message string
}

type workflow struct {
	ID         int64
	Path, Name string
	created    time.Time
	runs       int
}

func (r *Repository) workflow(path, name string) *workflow {
	for _, w := range r.workflows {
		if w.Path == path {
			return w
		}
	}
	w := &workflow{ID: r.world.next("workflow", 88000001), Path: path, Name: name, created: r.world.now}
	r.workflows = append(r.workflows, w)
	return w
}

// SkipRunNumber leaves a gap in a workflow's run numbers, as a deleted run does.
func (r *Repository) SkipRunNumber(path string) {
	r.world.mu.Lock()
	defer r.world.mu.Unlock()
	r.workflow(path, path).runs++
}

// AddRun records a run and fills in its ids, number and times. Jobs and attempts
// without times begin at the world's clock. It returns an error when the commit is
// unknown or the run has no attempt.
func (r *Repository) AddRun(run *Run) error {
	r.world.mu.Lock()
	defer r.world.mu.Unlock()
	if _, err := r.resolve(run.HeadSHA); err != nil {
		return fmt.Errorf("a run of %s: no commit %s in %s", run.Path, run.HeadSHA, r.FullName())
	}
	if len(run.Attempts) == 0 {
		return fmt.Errorf("a run of %s at %s has no attempt", run.Path, run.HeadSHA)
	}
	run.repo = r
	run.workflow = r.workflow(run.Path, run.Name)
	run.workflow.runs++
	run.Number = run.workflow.runs
	if run.ID == 0 {
		run.ID = r.world.next("run", 34062842001)
	}
	run.CheckSuiteID = r.world.next("suite", 55062842001)
	if run.HeadRepository == nil {
		run.HeadRepository = r
	}
	run.created = r.world.tick()
	for i := range run.Attempts {
		r.adopt(run, i)
	}
	r.runs = append(r.runs, run)
	return nil
}

// AddAttempt adds a further attempt to a run that is recorded.
func (r *Repository) AddAttempt(run *Run, a *Attempt) {
	r.world.mu.Lock()
	defer r.world.mu.Unlock()
	run.Attempts = append(run.Attempts, a)
	r.adopt(run, len(run.Attempts)-1)
}

// ReplaceAttempt puts another in the place of a run's latest attempt: the jobs keep
// their ids where the names agree.
func (r *Repository) ReplaceAttempt(run *Run, a *Attempt) {
	r.world.mu.Lock()
	defer r.world.mu.Unlock()
	last := len(run.Attempts) - 1
	ids := map[string]int64{}
	for _, job := range run.Attempts[last].Jobs {
		ids[job.Name] = job.ID
	}
	run.Attempts[last] = a
	r.adopt(run, last)
	for _, job := range a.Jobs {
		if id, same := ids[job.Name]; same {
			job.ID = id
		}
	}
}

func (r *Repository) adopt(run *Run, index int) {
	a := run.Attempts[index]
	if a.Actor == "" {
		a.Actor = run.Actor
	}
	a.started = r.world.tick()
	a.updated = a.started
	for _, job := range a.Jobs {
		job.ID = r.world.next("job", 101566349001)
		job.run, job.attempt = run, index+1
		job.created = a.started
		if job.Started.IsZero() && len(job.Steps) > 0 {
			job.Started = job.Steps[0].Started
		}
		if job.Started.IsZero() {
			job.Started = a.started
		}
		if job.Started.Before(job.created) {
			job.created = job.Started
		}
		if job.Status == "completed" && job.Completed.IsZero() {
			job.Completed = job.Started
			for _, s := range job.Steps {
				if s.Completed.After(job.Completed) {
					job.Completed = s.Completed
				}
			}
		}
		for _, t := range []time.Time{job.Started, job.Completed} {
			if t.After(a.updated) {
				a.updated = t
			}
		}
	}
	if a.updated.After(r.world.now) {
		r.world.now = a.updated
	}
}

// Update changes a run under the world's lock: a queued run starts, a step ends.
func (r *Repository) Update(run *Run, change func(*Run)) {
	r.world.mu.Lock()
	defer r.world.mu.Unlock()
	change(run)
	for i := range run.Attempts {
		run.Attempts[i].updated = r.world.tick()
	}
}

func (run *Run) latest() *Attempt { return run.Attempts[len(run.Attempts)-1] }

// latestJobs are every job in the attempt that last executed it: those of the
// latest attempt, then those of earlier ones that no later attempt repeats.
func (run *Run) latestJobs() []*Job {
	var jobs []*Job
	repeated := map[string]bool{}
	for i := len(run.Attempts) - 1; i >= 0; i-- {
		for _, job := range run.Attempts[i].Jobs {
			if !repeated[job.Name] {
				jobs = append(jobs, job)
			}
		}
		for _, job := range run.Attempts[i].Jobs {
			repeated[job.Name] = true
		}
	}
	return jobs
}

func (r *Repository) run(id int64) *Run {
	for _, run := range r.runs {
		if run.ID == id {
			return run
		}
	}
	return nil
}

func (r *Repository) job(id int64) *Job {
	for _, run := range r.runs {
		for _, a := range run.Attempts {
			for _, job := range a.Jobs {
				if job.ID == id {
					return job
				}
			}
		}
	}
	return nil
}
