package publish

import (
	"context"
	"errors"
	"fmt"

	"github.com/packetgate/packetgate/internal/record"
)

// Newest reads the head and the runs again and tells whether the evaluation still
// rests on the newest. A nil Newest says yes.
type Newest func(ctx context.Context) (bool, error)

// Outcome is what became of publishing.
type Outcome struct {
	// StatusStands is true when the commit status on GitHub tells the report's
	// verdict, whether it was written now or stood already.
	StatusStands bool
	// Stale is true when a newer evaluation is due and so nothing was written.
	Stale bool
	// Did says in order what was written, one sentence each, for the log.
	Did []string
	// Failures are what could not be read or written; the report is not published
	// as a whole then, and log and summary must carry it.
	Failures []Failure
}

// Failure is one read or write that GitHub did not take.
type Failure struct {
	// What was tried, such as "set the commit status".
	What string
	// Permission is what the token needs for it, such as "statuses: write".
	Permission string
	// Minor is true when nothing of the verdict is lost: threads left as they were.
	Minor bool
	Err   error
}

// Error says what failed, why, and which permission is missing if one is.
func (f Failure) Error() string {
	if errors.Is(f.Err, record.ErrForbidden) {
		return fmt.Sprintf("cannot %s: %v; the token needs the permission %q", f.What, f.Err, f.Permission)
	}
	return fmt.Sprintf("cannot %s: %v", f.What, f.Err)
}

// Unwrap returns the cause.
func (f Failure) Unwrap() error { return f.Err }

// The permissions that publishing needs, as a workflow writes them. To resolve a
// thread, GitHub asks for write access to contents, though it changes none
// (github/gh-aw#35726, community discussion 44650); a gate may do without.
const (
	statusRead   = "statuses: read"
	statusWrite  = "statuses: write"
	threadsRead  = "pull-requests: read"
	reviewWrite  = "pull-requests: write"
	threadsWrite = "contents: write"
)

// read fetches what GitHub shows now. What could not be read is a failure and
// counts as not there: a status is then written, a review is not.
func read(ctx context.Context, gh GitHub, e Evaluation) (standing, []Failure) {
	var s standing
	var failures []Failure
	status, err := gh.Status(ctx, e.Change.HeadSHA, e.Options.StatusContext)
	if err != nil {
		failures = append(failures, Failure{What: "read the commit status", Permission: statusRead, Err: err})
	} else {
		s.Status = status
	}
	if e.Change.Number == 0 {
		return s, failures
	}
	conversation, err := gh.Conversation(ctx, e.Change.Number)
	if err != nil {
		return s, append(failures, Failure{What: "read the pull request's reviews", Permission: threadsRead, Err: err})
	}
	s.Conversation = &conversation
	return s, failures
}

// Apply publishes an evaluation: it reads what is there, decides, makes sure that
// the evaluation is still the newest, and writes one thing after the other. The
// status comes first, so that nothing that fails later can lose it.
func Apply(ctx context.Context, gh GitHub, e Evaluation, newest Newest) Outcome {
	shown, failures := read(ctx, gh, e)
	p := decide(e, shown)
	a := applier{ctx: ctx, gh: gh, e: e, out: Outcome{Failures: failures, StatusStands: p.Status == nil}}
	if p.LeftOpen > 0 {
		a.did("left %d threads of findings that are gone open: to resolve them the token needs %q", p.LeftOpen, threadsWrite)
	}
	if p.empty() {
		return a.out
	}
	if !a.current(&p, newest) {
		return a.out
	}
	a.status(p)
	a.review(p)
	a.threads(p)
	return a.out
}

type applier struct {
	ctx context.Context
	gh  GitHub
	e   Evaluation
	out Outcome
}

func (a *applier) did(format string, args ...any) {
	a.out.Did = append(a.out.Did, fmt.Sprintf(format, args...))
}

func (a *applier) failed(what, permission string, err error) {
	a.out.Failures = append(a.out.Failures, Failure{What: what, Permission: permission, Err: err})
}

// current asks whether the evaluation is still the newest. When that cannot be
// told, the plan keeps only a status that is no success: it may be too strict for
// a moment, but it cannot let anything through.
func (a *applier) current(p *plan, newest Newest) bool {
	if newest == nil {
		return true
	}
	current, err := newest(a.ctx)
	switch {
	case err != nil:
		a.failed("tell whether this evaluation is the newest", "actions: read", err)
		*p = plan{Status: p.Status}
		return p.Status != nil && p.Status.State != "success"
	case !current:
		a.out.Stale = true
		a.did("wrote nothing: the head or its runs have changed since this evaluation, a newer one answers")
	}
	return current
}

func (a *applier) status(p plan) {
	if p.Status == nil {
		return
	}
	if err := a.gh.SetStatus(a.ctx, a.e.Change.HeadSHA, *p.Status); err != nil {
		a.failed("set the commit status", statusWrite, err)
		return
	}
	a.out.StatusStands = true
	a.did("set status %q to %s: %s", p.Status.Context, p.Status.State, p.Status.Description)
}

// review posts the review. When GitHub refuses it, most likely for a comment's
// line, which rejects the whole review, everything is said in the body instead.
func (a *applier) review(p plan) {
	if p.Review == nil {
		return
	}
	posted := p.Review
	err := a.gh.CreateReview(a.ctx, a.e.Change.Number, *posted)
	if err != nil && p.Fallback != nil && !final(a.ctx, err) {
		posted = p.Fallback
		err = a.gh.CreateReview(a.ctx, a.e.Change.Number, *posted)
	}
	if err != nil {
		a.failed("post a review", reviewWrite, err)
		return
	}
	a.did("posted a review, with comments on lines: %d", len(posted.Comments))
}

// final tells whether an error is not about what a review says: to post it again
// in other words would fail too, or say it twice.
func final(ctx context.Context, err error) bool {
	if ctx.Err() != nil {
		return true
	}
	for _, other := range []error{record.ErrForbidden, record.ErrUnauthorized, record.ErrNotFound, record.ErrUnavailable} {
		if errors.Is(err, other) {
			return true
		}
	}
	return false
}

// threads opens and resolves threads. The first failure of a kind ends it: every
// further write would most likely fail alike.
func (a *applier) threads(p plan) {
	each := func(ids []string, what string, write func(context.Context, string) error) {
		done := 0
		for _, id := range ids {
			if err := write(a.ctx, id); err != nil {
				a.out.Failures = append(a.out.Failures,
					Failure{What: what, Permission: threadsWrite, Minor: true, Err: err})
				break
			}
			done++
		}
		if done > 0 {
			a.did("%s: %d", what, done)
		}
	}
	each(p.Unresolve, "open threads of findings that stand", a.gh.UnresolveThread)
	each(p.Resolve, "resolve threads of findings that are gone", a.gh.ResolveThread)
}
