package action

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/packetgate/packetgate/internal/collect"
	"github.com/packetgate/packetgate/internal/gate"
	"github.com/packetgate/packetgate/internal/publish"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
)

const (
	// pollInterval is the pause between two looks at pending runs.
	pollInterval = 15 * time.Second
	// maxRejudge is how often a judgement is made anew because runs moved on while
	// it was made; the events of those runs then bring further evaluations.
	maxRejudge = 3
)

// targets are the changes that the event asks to judge: a pull request, a merge
// group, or those of a run: its merge group, or every open pull request whose judgement
// may count it.
func (r *run) targets(ctx context.Context, e event) ([]record.Change, error) {
	switch r.in.Event {
	case "pull_request", "pull_request_target":
		change, err := e.change(r.in.Repository)
		return []record.Change{change}, err
	case "merge_group":
		change, err := e.group(r.in.Repository)
		return []record.Change{change}, err
	case "workflow_run":
		if change, ok := e.groupOfRun(r.in.Repository); ok {
			return []record.Change{change}, nil
		}
		return r.pullsOfRun(ctx, e)
	}
	return nil, fmt.Errorf("event %q names no pull request to check: run on pull_request, pull_request_target, merge_group or workflow_run", r.in.Event)
}

// judged is a target with what became of judging it.
type judged struct {
	target     record.Change
	evaluation *collect.Evaluation
	err        error
}

func (j judged) verdict() report.Verdict {
	if j.err != nil {
		return report.Error
	}
	return j.evaluation.Report.Verdict
}

// check judges each target, publishes each answer and returns the worst exit
// code. Pull requests with the same head share its commit status: the gravest
// verdict is published first, and the status is its own alone.
func (r *run) check(ctx context.Context, targets []record.Change) (int, error) {
	if len(targets) == 0 {
		nothing := &report.Report{
			Schema: report.Schema, Mode: string(r.in.Mode), Verdict: report.Pass,
			Repository: r.in.Repository.String(), APICalls: r.github.Calls(),
			Notes: []string{"No open pull request has this run's commit as its head, or with nothing but trackers and ignored files after it: there is nothing to judge."},
		}
		if err := r.out.report(&collect.Evaluation{Report: nothing}, r.in); err != nil {
			return ExitNoJudge, err
		}
	}
	r.out.pulls = len(targets)
	for _, target := range targets {
		r.numbers = append(r.numbers, target.Number)
	}
	options := gate.Options{Mode: string(r.in.Mode), ConfigPath: r.in.ConfigPath, Now: r.host.Now()}
	all := r.judge(ctx, targets, options)
	worst := ExitPassed
	told := map[string]bool{}
	for len(all) > 0 {
		j := all[0]
		publishing := r.publishing()
		publishing.NoStatus = told[j.target.HeadSHA]
		if r.out.pulls > 1 {
			publishing.Pull = j.target.Number
		}
		code, graver := r.answer(ctx, j, options, publishing)
		told[j.target.HeadSHA] = len(graver) == 0
		all = append(graver, all[1:]...) // before another success of the same head
		worst = max(worst, code)
	}
	return worst, r.out.finish()
}

// answer publishes one judgement, or why there is none, and returns the exit code
// with the graver judgements of the same head that are to be published too.
func (r *run) answer(ctx context.Context, j judged, options gate.Options, publishing publish.Options) (int, []judged) {
	err := j.err
	if err == nil {
		var c conclusion
		if c, err = unbroken(r.out, func() (conclusion, error) { return r.conclude(ctx, j.evaluation, options, publishing) }); err == nil {
			return c.code, c.graver
		}
	}
	r.couldNotJudge(ctx, j.target, publishing, err)
	return ExitNoJudge, nil
}

// conclusion is the exit code of a published judgement, and what outvotes it.
type conclusion struct {
	code   int
	graver []judged
}

// judge judges each target, the gravest verdict first.
func (r *run) judge(ctx context.Context, targets []record.Change, options gate.Options) []judged {
	all := make([]judged, 0, len(targets))
	for _, target := range targets {
		evaluation, err := unbroken(r.out, func() (*collect.Evaluation, error) { return r.evaluate(ctx, target, options) })
		all = append(all, judged{target, evaluation, err})
	}
	slices.SortStableFunc(all, func(a, b judged) int { return gravity[b.verdict()] - gravity[a.verdict()] })
	return all
}

// unbroken makes an error of a panic, so that an earlier success is replaced as by
// any other error.
func unbroken[T any](out *outputs, do func() (T, error)) (result T, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			fmt.Fprintf(out.log, "%s\n", debug.Stack())
			err = fmt.Errorf("packetgate broke (%v): please report this as a bug, with the log", broken)
		}
	}()
	return do()
}

// conclude publishes one answer and tells it. When runs have moved on since it was
// judged, it is judged anew first. A success is not written over a graver verdict on
// another pull request of that head: those that have one are returned.
func (r *run) conclude(ctx context.Context, evaluation *collect.Evaluation, options gate.Options, publishing publish.Options) (conclusion, error) {
	var outcome publish.Outcome
	var graver []judged
	var before int
	for rejudged := 0; ; rejudged++ {
		before = r.github.Calls()
		freshness := collect.Current
		outcome = r.publish(ctx, evaluation, publishing, func(ctx context.Context) (bool, error) {
			var err error
			if freshness, err = evaluation.Freshness(ctx, r.github); err != nil || freshness != collect.Current || publishing.NoStatus {
				return freshness == collect.Current, err
			}
			graver, err = r.graver(ctx, evaluation, options)
			return len(graver) == 0, err
		})
		if len(graver) > 0 && !publishing.NoStatus {
			publishing.NoStatus = true
			continue
		}
		if freshness != collect.RunsMoved || rejudged == maxRejudge {
			break
		}
		again, err := evaluation.Again(ctx, r.github, options)
		if err != nil {
			return conclusion{}, err
		}
		evaluation = again
		evaluation.Report.APICalls = r.github.Calls()
	}
	added := r.github.Calls() - before
	r.noteWiring(evaluation.Report)
	failure := r.lost(outcome)
	if failure != nil && ctx.Err() != nil {
		return conclusion{}, ctx.Err()
	}
	if rep := evaluation.Report; failure != nil && rep.Verdict != report.Fail {
		rep.Verdict, rep.Problem = report.Error, failure.Error()
	}
	if err := r.out.report(evaluation, r.in); err != nil {
		return conclusion{}, err
	}
	r.out.outcome(outcome)
	r.out.say(fmt.Sprintf("packetgate: API calls that publishing added: %d", added))
	code := ExitCode(evaluation.Report, r.in.FailOn, outcome.StatusStands)
	if failure != nil {
		code = ExitNoJudge
	}
	return conclusion{code, graver}, nil
}

// evaluate judges one change and waits for pending runs as long as asked.
func (r *run) evaluate(ctx context.Context, target record.Change, options gate.Options) (*collect.Evaluation, error) {
	settings := collect.Settings{ConfigPath: r.in.ConfigPath, Trackers: r.in.Trackers}
	evaluation, err := collect.Evaluate(ctx, r.github, target, settings, options)
	if err != nil {
		return nil, err
	}
	evaluation, err = evaluation.Wait(ctx, r.github, options, r.in.Wait, pollInterval, r.host.Sleep)
	if err != nil {
		return nil, err
	}
	evaluation.Report.APICalls = r.github.Calls()
	return evaluation, nil
}

// publish writes the answer to GitHub, unless this is a dry run.
func (r *run) publish(ctx context.Context, e *collect.Evaluation, options publish.Options, newest publish.Newest) publish.Outcome {
	if r.in.DryRun {
		return publish.Outcome{Did: []string{"wrote nothing to GitHub: this is a dry run"}}
	}
	return publish.Apply(ctx, r.github, publish.Evaluation{
		Report:  e.Report,
		Change:  e.Change,
		Source:  e.Source,
		Options: options,
	}, newest)
}

func (r *run) publishing() publish.Options {
	return publish.Options{StatusContext: r.in.StatusContext, TargetURL: r.in.runURL(), ServerURL: r.in.ServerURL}
}

// noteWiring adds what the wiring cannot guarantee.
func (r *run) noteWiring(rep *report.Report) {
	if r.in.Event == "pull_request" {
		rep.Notes = append(rep.Notes, "This ran on pull_request, so the workflow that calls packetgate is the pull request's own and its author can change it. Run it on pull_request_target, which takes the base branch's workflow.")
	}
}

// failure tells why a target could not be judged, and returns the report on it.
func (r *run) failure(target record.Change, cause error) *report.Report {
	rep := &report.Report{
		Schema: report.Schema, Mode: string(r.in.Mode), Verdict: report.Error, Problem: cause.Error(),
		Repository: target.Repository.String(), PullRequest: target.Number, HeadSHA: target.HeadSHA,
	}
	if r.github != nil {
		rep.APICalls = r.github.Calls()
	}
	r.out.failure(rep, r.in)
	return rep
}

// couldNotJudge tells why, and replaces an earlier answer on the head, which may be
// a success, by a status of state error.
func (r *run) couldNotJudge(ctx context.Context, target record.Change, options publish.Options, cause error) {
	rep := r.failure(target, cause)
	if r.in.DryRun || options.NoStatus {
		return
	}
	status := publish.Status(rep, options)
	if standing, err := r.github.Status(ctx, target.HeadSHA, status.Context); err == nil && publish.Tells(standing, status) {
		return
	}
	err := r.github.SetStatus(ctx, target.HeadSHA, status)
	switch {
	case ctx.Err() != nil:
		r.withdraw(ctx, target.HeadSHA, status)
	case err != nil:
		r.out.say(fmt.Sprintf("packetgate: cannot set the commit status: %v", err))
	}
}

// farewell is how long a run that was cancelled takes to withdraw a success: the runner
// waits 7.5 seconds before it kills.
const farewell = 5 * time.Second

// withdraw replaces a success that stands on a head by another status, where it cannot
// be told which pull requests the head has, or where the run is cancelled, so that
// nobody can keep a success by cancelling what would replace it. Anything else that
// stands holds the gate, and the run for which this one made way answers.
func (r *run) withdraw(ctx context.Context, head string, status record.CommitStatus) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancel()
	standing, err := r.github.Status(ctx, head, status.Context)
	if r.in.DryRun || err != nil || standing == nil || standing.State != "success" {
		return
	}
	if err := r.github.SetStatus(ctx, head, status); err != nil {
		r.out.say(fmt.Sprintf("packetgate: cannot set the commit status: %v", err))
	}
}

// lost is why publishing failed, for another reason than a token that may not
// write or a newer evaluation that answers: what GitHub shows may then be an older,
// greener answer. It is nil where publishing did not fail so. In mode command nothing else
// tells the answer, and a token that may not write is a failure too.
func (r *run) lost(o publish.Outcome) error {
	if o.Stale {
		return nil
	}
	for _, f := range o.Failures {
		if !f.Minor && (r.in.Mode == ModeCommand || !errors.Is(f, record.ErrForbidden)) {
			return f
		}
	}
	return nil
}

// ExitCode is what a report's verdict means for the exit code. statusStands tells
// whether the commit status shows the verdict: only then does it hold the gate
// while the verdict is pending.
func ExitCode(r *report.Report, failOn FailOn, statusStands bool) int {
	code := ExitNoJudge
	switch r.Verdict {
	case report.Pass:
		code = ExitPassed
	case report.Fail:
		code = ExitFailed
	case report.Pending:
		code = ExitFailed
		if statusStands {
			code = ExitPassed
		}
	}
	switch {
	case code == ExitFailed && failOn == FailOnNever:
		return ExitPassed
	case code == ExitPassed && failOn == FailOnWarning && r.Count("warning") > 0:
		return ExitFailed
	}
	return code
}
