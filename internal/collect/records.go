package collect

import (
	"context"
	"fmt"
	"io"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/runlog"
)

const (
	// maxRounds bounds how often judgement may ask for more. The longest honest chain
	// is the walk over commits that change only trackers, 50 of them, a round each, and
	// what an audit looks at after it.
	maxRounds = 120
	// parallel is how many requests are under way at once; GitHub allows 100.
	parallel = 8
	// logTries is how often a log that breaks off is read again.
	logTries = 3
)

// judgement says which records it lacks, and what it looks for in logs.
type judgement interface {
	Need(record.Records) []record.Query
	Sought(record.Records) record.Sought
}

// Records fetches what a judgement needs, round after round, until it needs nothing
// more. known are records from before, which are not fetched again and not changed.
// It returns an error when GitHub could not be asked, or when the need never ends.
func Records(ctx context.Context, github GitHub, known record.Records, judgement judgement) (record.Records, error) {
	records := record.Records{}
	records.Add(known)
	for range maxRounds {
		wanted := judgement.Need(records)
		if len(wanted) == 0 {
			return records, nil
		}
		var sought record.Sought
		if slices.ContainsFunc(wanted, func(q record.Query) bool { return q.Kind == record.KindLog }) {
			sought = judgement.Sought(records)
		}
		more, err := fetch(ctx, github, wanted, records, sought)
		if err != nil {
			return nil, err
		}
		records.Add(more)
	}
	return nil, fmt.Errorf("the judgement still asked for records after %d rounds; please report this as a bug", maxRounds)
}

// fetch answers the queries of one round in parallel, those that can share requests
// in one batch.
func fetch(ctx context.Context, github GitHub, queries []record.Query, known record.Records, sought record.Sought) (record.Records, error) {
	var batch, others []record.Query
	for _, q := range queries {
		switch q.Kind {
		case record.KindFile, record.KindAims, record.KindHistory, record.KindDate:
			batch = append(batch, q)
		default:
			others = append(others, q)
		}
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallel)
	answers := make([]record.Answer, len(others))
	for i, q := range others {
		group.Go(func() (err error) {
			answers[i], err = answer(ctx, github, q, known, sought)
			return err
		})
	}
	var read record.Records
	if len(batch) > 0 {
		group.Go(func() (err error) {
			read, err = github.Files(ctx, batch)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	records := record.Records{}
	records.Add(read)
	for i, q := range others {
		records[q] = answers[i]
	}
	return records, nil
}

// answer fetches one record. A panic, which would end the process before it has told
// anybody, is an error.
func answer(ctx context.Context, github GitHub, q record.Query, known record.Records, sought record.Sought) (a record.Answer, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("reading a record of kind %q broke (%v); please report this as a bug", q.Kind, broken)
		}
	}()
	switch q.Kind {
	case record.KindRuns:
		a.Runs, err = github.Runs(ctx, q.SHA)
	case record.KindBranchRuns:
		a.Runs, err = github.BranchRuns(ctx, q.Ref)
	case record.KindPeriod:
		a.Runs, a.Absence, err = github.Period(ctx, q.Ref)
	case record.KindJobs:
		a.Jobs, a.Absence, err = github.Jobs(ctx, q.ID, q.Ref == record.AllAttempts)
	case record.KindCommit:
		a.Commit, a.Absence, err = github.Commit(ctx, q.SHA)
	case record.KindTrail:
		a.History, a.Absence, err = github.Trail(ctx, q.SHA, q.TrailPaths())
	case record.KindPulls:
		a.Pulls, err = github.PullsOf(ctx, q.SHA)
	case record.KindHolder:
		a.Holder, a.Absence, err = github.Holder(ctx, q.SHA, q.Ref)
	case record.KindComparison:
		a.Comparison, a.Absence, err = github.Compare(ctx, q.SHA, q.Ref)
	case record.KindLog:
		steps := sought.Steps[q.ID]
		a, err = scanLog(ctx, github, q.ID, stepSpans(q.ID, known, steps), sought)
		a.Log.Windows = withEmpty(a.Log.Windows, steps)
	default:
		err = fmt.Errorf("no way to fetch a record of kind %q", q.Kind)
	}
	return a, err
}

// scanLog streams a job's log through the scanner. A log that breaks off is read
// again; if it keeps breaking off, its facts say that it is truncated.
func scanLog(ctx context.Context, github GitHub, job int64, spans []record.LogSpan, sought record.Sought) (record.Answer, error) {
	var log record.Log
	for range logTries {
		body, absence, err := github.Log(ctx, job)
		if err != nil || absence != record.Present {
			return record.Answer{Absence: absence}, err
		}
		log, err = readLog(ctx, body, spans, sought)
		if ctx.Err() != nil {
			return record.Answer{}, ctx.Err()
		}
		if err == nil {
			break
		}
	}
	return record.Answer{Log: log}, nil
}

// withEmpty adds the windows of the steps that have none since they wrote no log.
func withEmpty(windows []record.LogWindow, steps []int) []record.LogWindow {
	for _, step := range steps {
		if !slices.ContainsFunc(windows, func(w record.LogWindow) bool { return w.Step == step }) {
			windows = append(windows, record.LogWindow{Step: step})
		}
	}
	return windows
}

func readLog(ctx context.Context, body io.ReadCloser, spans []record.LogSpan, sought record.Sought) (record.Log, error) {
	defer body.Close()
	return runlog.Scan(ctx, body, spans, sought)
}

// stepSpans are the time windows of the steps that ran in a job that is known, idle
// without those that are sought.
func stepSpans(id int64, known record.Records, sought []int) []record.LogSpan {
	for q, a := range known {
		if q.Kind != record.KindJobs {
			continue
		}
		for _, job := range a.Jobs {
			if job.ID == id {
				return spansOf(job, sought)
			}
		}
	}
	return nil
}

func spansOf(job record.Job, sought []int) []record.LogSpan {
	var spans []record.LogSpan
	for _, step := range job.Steps {
		if step.StartedAt.IsZero() || step.Conclusion == record.ConclusionSkipped {
			continue
		}
		to := step.CompletedAt
		if to.IsZero() {
			to = job.CompletedAt
		}
		spans = append(spans, record.LogSpan{Step: step.Number, From: step.StartedAt, To: to, Idle: !slices.Contains(sought, step.Number)})
	}
	return spans
}
