package action

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/collect"
	"github.com/packetgate/packetgate/internal/gate"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
)

// maxShared is how many pull requests of one head, or run, are judged together: anyone may open
// one for each branch of a public repository, and each costs the calls of a judgement.
const maxShared = 20

// changes reads pull requests of one head, or of one run.
func (r *run) changes(ctx context.Context, pulls []record.Pull, sha string) ([]record.Change, error) {
	if len(pulls) > maxShared {
		return nil, fmt.Errorf("%d open pull requests have the commit %.8s, and no more than %d are judged together: close those that are not needed", len(pulls), sha, maxShared)
	}
	var changes []record.Change
	for _, p := range pulls {
		change, err := r.github.Pull(ctx, p.Number)
		if err != nil {
			return nil, err
		}
		changes = append(changes, change)
	}
	return changes, nil
}

// graver judges the other open pull requests of a head whose own verdict is a pass,
// and returns those whose verdict is graver. A commit has one status, and it would
// stand for a merge of each of them. One for the same base has nothing to add: it
// merges the same. Those of the head of a run that ended are judged already.
func (r *run) graver(ctx context.Context, own *collect.Evaluation, options gate.Options) ([]judged, error) {
	c := own.Change
	if c.Number == 0 || own.Report.Verdict != report.Pass || c.HeadSHA == r.runHead {
		return nil, nil
	}
	owner, _, _ := strings.Cut(c.HeadRepository, "/")
	pulls, err := r.github.OpenPulls(ctx, owner, c.HeadRef, c.HeadSHA)
	if err != nil {
		return nil, err
	}
	targets, err := r.changes(ctx, slices.DeleteFunc(pulls, func(p record.Pull) bool {
		return p.HeadSHA != c.HeadSHA || p.BaseRef == c.BaseRef || slices.Contains(r.numbers, p.Number)
	}), c.HeadSHA)
	if err != nil {
		return nil, err
	}
	all := slices.DeleteFunc(r.judge(ctx, targets, options), func(j judged) bool { return j.verdict() == report.Pass })
	r.out.pulls += len(all)
	return all, nil
}
