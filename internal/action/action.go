// Package action is the entry of the GitHub Action: the runner's environment in,
// outputs, summary, annotations and exit code out.
package action

import (
	"context"
	"log/slog"

	"github.com/packetgate/packetgate/internal/github"
	"github.com/packetgate/packetgate/internal/publish"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
)

// The exit codes of action and command line.
const (
	ExitPassed  = 0
	ExitFailed  = 1
	ExitNoJudge = 2
)

// Run runs the action once and returns the exit code: 0 passed (or fail-on not
// reached), 1 the gate failed, 2 it could not judge. Everything that goes wrong
// is told on Stdout, where the runner reads annotations.
func Run(ctx context.Context, host Host) int {
	r := &run{host: host, out: newOutputs(host), ignored: map[string][]string{}}
	r.log = slog.New(slog.NewTextHandler(r.out.log, &slog.HandlerOptions{Level: logLevel(host.Env)}))
	code, err := r.run(ctx)
	if err != nil {
		r.failure(r.subject, err)
		if err := r.out.finish(); err != nil {
			r.out.problem(err)
		}
		return ExitNoJudge
	}
	return code
}

// logLevel shows requests when the runner's debug logging is on.
func logLevel(env Env) slog.Level {
	if env("RUNNER_DEBUG") == "1" {
		return slog.LevelDebug
	}
	return slog.LevelWarn
}

// run is one run of the action.
type run struct {
	host Host
	in   Inputs
	// subject is what is to be judged, as far as it is known.
	subject record.Change
	// runHead is the head commit of the run that ended, numbers are the pull requests
	// that are judged, and heads the commits whose success cannot stand where they
	// cannot be.
	runHead string
	numbers []int
	heads   []string
	ignored map[string][]string // by base branch, see quiet
	out     *outputs
	log     *slog.Logger
	github  *github.Client
}

func (r *run) run(ctx context.Context) (int, error) {
	var err error
	r.in, err = readInputs(r.host.Env)
	r.subject.Repository = r.in.Repository
	if err != nil {
		return 0, err
	}
	event, err := readEvent(r.in.EventPath)
	if err != nil {
		return 0, err
	}
	r.subject = event.subject(r.in.Repository)
	r.github, err = github.New(ctx, github.Options{
		Token:          r.in.Token,
		AppID:          r.in.AppID,
		InstallationID: r.in.InstallationID,
		PrivateKey:     []byte(r.in.PrivateKey),
		APIURL:         r.in.APIURL,
		GraphQLURL:     r.in.GraphQLURL,
		ServerURL:      r.in.ServerURL,
		Repository:     r.in.Repository,
		UserAgent:      "packetgate/" + r.host.Version,
		Logger:         r.log,
		Now:            r.host.Now,
		Sleep:          r.host.Sleep,
	})
	if err != nil {
		return 0, err
	}
	switch r.in.Mode {
	case ModePlan:
		return r.plan(ctx, event)
	case ModeCommand:
		return r.command(ctx, event)
	case ModeAudit:
		return r.audit(ctx, event)
	}
	targets, err := r.targets(ctx, event)
	if err != nil {
		for _, head := range append([]string{r.subject.HeadSHA}, r.heads...) {
			r.withdraw(ctx, head, publish.Status(&report.Report{Verdict: report.Error, Problem: err.Error()}, r.publishing()))
		}
		return 0, err
	}
	return r.check(ctx, targets)
}
