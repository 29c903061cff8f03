package action

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/packetgate/packetgate/internal/collect"
	"github.com/packetgate/packetgate/internal/evidence"
	"github.com/packetgate/packetgate/internal/gate"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
)

// maxOutput is how much the outputs of a job may hold, in bytes, where GitHub counts two
// for a character: https://docs.github.com/actions/reference/limits.
const maxOutput = 512 << 10

// plan gives the matrix of the evidence workflow: the claims that still need proof, of the
// packets that the change moves or that are asked for. It writes nothing to GitHub.
func (r *run) plan(ctx context.Context, e event) (int, error) {
	targets, err := r.planned(ctx, e)
	if err != nil {
		return 0, err
	}
	id, _ := strconv.ParseInt(r.in.RunID, 10, 64)
	options := gate.Options{
		Mode: string(r.in.Mode), ConfigPath: r.in.ConfigPath, Now: r.host.Now(), Packets: r.in.Packets, Without: id,
	}
	settings := collect.Settings{ConfigPath: r.in.ConfigPath, Trackers: r.in.Trackers, All: r.in.Packets.Any()}
	legs, unknown := []evidence.Leg{}, slices.Clone(r.in.Packets.IDs)
	for _, target := range targets {
		evaluation, err := unbroken(r.out, func() (*collect.Evaluation, error) {
			return collect.Evaluate(ctx, r.github, target, settings, options)
		})
		if err != nil {
			return 0, err
		}
		if evaluation.Report.Verdict == report.Error {
			return 0, fmt.Errorf("nothing is planned: %s", evaluation.Report.Problem)
		}
		unknown = slices.DeleteFunc(unknown, func(id string) bool { return holds(evaluation.Report.Trackers, id) })
		for _, leg := range evaluation.Plan() {
			if !slices.ContainsFunc(legs, func(l evidence.Leg) bool { return l.Packet == leg.Packet && l.Digest == leg.Digest }) {
				legs = append(legs, leg)
			}
		}
	}
	matrix, err := json.Marshal(legs)
	switch {
	case err != nil:
		return 0, err
	case len(matrix) > maxOutput:
		return 0, fmt.Errorf("%d claims need a run, and their commands are more than a job's outputs may hold: name some packets by the input packets", len(legs))
	}
	return ExitPassed, r.out.plan(legs, unknown, matrix)
}

// holds tells whether one of the trackers has a packet.
func holds(trackers []report.Tracker, id string) bool {
	return slices.ContainsFunc(trackers, func(t report.Tracker) bool {
		return slices.ContainsFunc(t.Packets, func(p report.Packet) bool { return strings.EqualFold(p.ID, id) })
	})
}

// planned are the changes whose claims are planned: those of a check, or of a run that is
// started on a branch or by a push to it its open pull requests, else what the branch has
// over the default branch.
func (r *run) planned(ctx context.Context, e event) ([]record.Change, error) {
	switch r.in.Event {
	case "workflow_dispatch", "push", "schedule":
	case "workflow_run":
		return nil, errors.New("mode plan gives a matrix for the commit that its workflow runs on: run it on pull_request, merge_group or workflow_dispatch")
	default:
		return r.targets(ctx, e)
	}
	branch, isBranch := strings.CutPrefix(r.in.Ref, "refs/heads/")
	if !isBranch || r.in.SHA == "" {
		return nil, fmt.Errorf("mode plan needs a branch, and GITHUB_REF is %q: start the workflow on one", r.in.Ref)
	}
	pulls, err := r.github.OpenPulls(ctx, r.in.Repository.Owner, branch, r.in.SHA)
	if err != nil {
		return nil, err
	}
	if len(pulls) > 0 {
		return r.changes(ctx, pulls, r.in.SHA)
	}
	base := cmp.Or(e.Repository.DefaultBranch, branch) // a schedule's payload may name none, and runs on it
	return []record.Change{{
		Repository: r.in.Repository, Open: true, DefaultBranch: base, BaseRef: base,
		HeadSHA: r.in.SHA, HeadRef: branch, HeadRepository: r.in.Repository.String(),
	}}, nil
}

// plan tells what is planned, and which packets that were named are nowhere: in the log,
// the summary and the output `matrix`.
func (o *outputs) plan(legs []evidence.Leg, unknown []string, matrix []byte) error {
	if len(unknown) > 0 {
		o.say("packetgate: no tracker has " + strings.Join(unknown, ", "))
	}
	o.say(fmt.Sprintf("packetgate: %d to run", len(legs)))
	for _, l := range legs {
		o.say(fmt.Sprintf("packetgate: %s %s: %s", l.Packet, l.Digest, l.Command))
	}
	if o.env("GITHUB_STEP_SUMMARY") != "" {
		if err := fileCommand("GITHUB_STEP_SUMMARY", func() { o.actions.AddStepSummary(planTable(legs, unknown)) }); err != nil {
			return err
		}
	}
	if o.env("GITHUB_OUTPUT") == "" {
		return nil
	}
	return fileCommand("GITHUB_OUTPUT", func() { o.actions.SetOutput("matrix", string(matrix)) })
}

// planTable is the summary of a plan.
func planTable(legs []evidence.Leg, unknown []string) string {
	var out strings.Builder
	for _, id := range unknown {
		fmt.Fprintf(&out, "No tracker has a packet %s.\n\n", report.Code(id))
	}
	if len(legs) == 0 {
		out.WriteString("**packetgate** has nothing to run: every claim that a job can prove is proven, waived or under way.\n")
		return out.String()
	}
	fmt.Fprintf(&out, "**packetgate** lets these be run, a job each:\n\n| packet | job | command |\n|---|---|---|\n")
	for _, l := range legs {
		fmt.Fprintf(&out, "| %s | %s | %s |\n", report.Inline(l.Packet), report.Code(fmt.Sprintf("evidence %s %s", l.Packet, l.Digest)), report.Code(l.Command))
	}
	return out.String()
}
