package collect

import (
	"context"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/evidence"
	"github.com/packetgate/packetgate/internal/gate"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
)

// Evaluation is one judged change with all that its judgement rests on.
type Evaluation struct {
	Change  *record.Change
	Config  *config.Config
	Records record.Records
	Report  *report.Report

	gate *gate.Evaluation
}

// Plan lists the jobs of the evidence workflow that the claims still need.
func (e *Evaluation) Plan() []evidence.Leg { return e.gate.Plan(e.Records) }

// Source gives a tracker's text at the head, or at the merge base; nil where there
// is none.
func (e *Evaluation) Source(path string, base bool) []byte {
	for _, d := range e.Change.Documents {
		if d.Path != path && d.BasePath != path {
			continue
		}
		version := d.Head
		if base {
			version = d.MergeBase
		}
		if version != nil {
			return version.Content
		}
	}
	return nil
}

// Evaluate completes a change, collects the records that its judgement asks for,
// and judges it. It returns an error when GitHub could not be asked or the
// configuration is not valid.
func Evaluate(ctx context.Context, github GitHub, start record.Change, settings Settings, options gate.Options) (*Evaluation, error) {
	read := complete
	if options.AtRest {
		read = atRest
	}
	change, cfg, err := read(ctx, github, start, settings)
	if err != nil {
		return nil, err
	}
	return Judge(ctx, github, change, cfg, options)
}

// Judge judges a change that is complete, with records from GitHub.
func Judge(ctx context.Context, github GitHub, change *record.Change, cfg *config.Config, options gate.Options) (*Evaluation, error) {
	return judge(ctx, github, &Evaluation{Change: change, Config: cfg}, options)
}

func judge(ctx context.Context, github GitHub, e *Evaluation, options gate.Options) (*Evaluation, error) {
	evaluation := gate.New(e.Change, e.Config, options)
	records, err := Records(ctx, github, e.Records, evaluation)
	if err != nil {
		return nil, err
	}
	return &Evaluation{Change: e.Change, Config: e.Config, Records: records, Report: evaluation.Report(records), gate: evaluation}, nil
}

// Again judges the same change anew with runs, jobs and logs read afresh.
func (e *Evaluation) Again(ctx context.Context, github GitHub, options gate.Options) (*Evaluation, error) {
	kept := record.Records{}
	for q, a := range e.Records {
		if !changing(q.Kind) {
			kept[q] = a
		}
	}
	return judge(ctx, github, &Evaluation{Change: e.Change, Config: e.Config, Records: kept}, options)
}

// changing tells whether records of a kind change while runs go on.
func changing(kind record.Kind) bool {
	switch kind {
	case record.KindRuns, record.KindBranchRuns, record.KindJobs, record.KindLog, record.KindPulls, record.KindAims:
		return true
	}
	return false
}

// Wait judges again, every interval, while the verdict is pending and limit has
// not passed. sleep waits for a duration or until the context ends.
func (e *Evaluation) Wait(ctx context.Context, github GitHub, options gate.Options, limit, interval time.Duration, sleep func(context.Context, time.Duration) error) (*Evaluation, error) {
	for waited := time.Duration(0); e.Report.Verdict == report.Pending && waited < limit; waited += interval {
		if err := sleep(ctx, min(interval, limit-waited)); err != nil {
			return nil, err
		}
		var err error
		if e, err = e.Again(ctx, github, options); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// Freshness is how an evaluation stands to what GitHub says now.
type Freshness int

// An evaluation is current, or its runs have moved on (judge Again), or the pull
// request has another head or aims at another base (its own evaluation speaks for
// that).
const (
	Current Freshness = iota
	RunsMoved
	PullMoved
)

// Freshness reads the pull request's head and base and the runs again and compares.
func (e *Evaluation) Freshness(ctx context.Context, github GitHub) (Freshness, error) {
	if e.Change.Number > 0 {
		pull, err := github.Pull(ctx, e.Change.Number)
		if err != nil {
			return Current, err
		}
		if pull.HeadSHA != e.Change.HeadSHA || pull.BaseRef != e.Change.BaseRef {
			return PullMoved, nil
		}
	}
	var moved atomic.Bool
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallel)
	for q, before := range e.Records {
		if q.Kind != record.KindRuns {
			continue
		}
		group.Go(func() error {
			now, err := github.Runs(ctx, q.SHA)
			if err == nil && !sameRuns(before.Runs, now) {
				moved.Store(true)
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return Current, err
	}
	if moved.Load() {
		return RunsMoved, nil
	}
	return Current, nil
}

// sameRuns compares what of runs can change a judgement.
func sameRuns(a, b []record.Run) bool {
	type state struct {
		id                 int64
		attempt            int
		status, conclusion string
	}
	states := map[state]bool{}
	for _, r := range a {
		states[state{r.ID, r.Attempt, r.Status, r.Conclusion}] = true
	}
	for _, r := range b {
		if !states[state{r.ID, r.Attempt, r.Status, r.Conclusion}] {
			return false
		}
	}
	return len(a) == len(b)
}
