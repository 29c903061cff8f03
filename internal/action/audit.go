package action

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/packetgate/packetgate/internal/collect"
	"github.com/packetgate/packetgate/internal/gate"
	"github.com/packetgate/packetgate/internal/record"
)

// audit judges what is DONE or approved on the default branch's newest commit, whichever
// branch the event is of. It writes nothing to GitHub.
func (r *run) audit(ctx context.Context, e event) (int, error) {
	branch := e.Repository.DefaultBranch
	if branch == "" { // as of a schedule, which runs on it
		branch, _ = strings.CutPrefix(r.in.Ref, "refs/heads/")
	}
	if branch == "" || strings.HasPrefix(branch, "refs/") {
		return 0, errors.New("mode audit judges the default branch, and neither the event payload nor GITHUB_REF names it: run it on schedule, workflow_dispatch or push")
	}
	r.subject = record.Change{
		Repository: r.in.Repository, Open: true, DefaultBranch: branch, BaseRef: branch,
		HeadRef: branch, HeadRepository: r.in.Repository.String(),
	}
	id, _ := strconv.ParseInt(r.in.RunID, 10, 64)
	options := gate.Options{Mode: string(r.in.Mode), ConfigPath: r.in.ConfigPath, Now: r.host.Now(), AtRest: true, Without: id}
	evaluation, err := unbroken(r.out, func() (*collect.Evaluation, error) { return r.evaluate(ctx, r.subject, options) })
	if err != nil {
		return 0, err
	}
	if err := r.out.report(evaluation, r.in); err != nil {
		return 0, err
	}
	return ExitCode(evaluation.Report, r.in.FailOn, false), r.out.finish()
}
