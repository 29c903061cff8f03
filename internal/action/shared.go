package action

import (
	"context"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/collect"
	"github.com/packetgate/packetgate/internal/gate"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
)

// graver judges the other open pull requests of a head whose own verdict is a pass,
// and returns those whose verdict is graver. A commit has one status, and it would
// stand for a merge of each of them. One for the same base has nothing to add: it
// merges the same.
func (r *run) graver(ctx context.Context, own *collect.Evaluation, options gate.Options) ([]judged, error) {
	c := own.Change
	if c.Number == 0 || own.Report.Verdict != report.Pass || r.in.Event == "workflow_run" || r.out.pulls > 1 {
		return nil, nil // no pull request, no success, or all of them are judged already
	}
	owner, _, _ := strings.Cut(c.HeadRepository, "/")
	pulls, err := r.github.OpenPulls(ctx, owner, c.HeadRef, c.HeadSHA)
	if err != nil {
		return nil, err
	}
	var targets []record.Change
	for _, p := range pulls {
		if p.Number == c.Number || p.BaseRef == c.BaseRef {
			continue
		}
		target, err := r.github.Pull(ctx, p.Number)
		if err != nil {
			return nil, err
		}
		targets = append(targets, target)
	}
	all := slices.DeleteFunc(r.judge(ctx, targets, options), func(j judged) bool { return j.verdict() == report.Pass })
	r.out.pulls += len(all)
	return all, nil
}
