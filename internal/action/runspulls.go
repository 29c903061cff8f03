package action

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/collect"
	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/record"
)

const (
	// maxCompared is how many pull requests of a commit are asked what came after it.
	maxCompared = 100
	// maxFollowers is how many pull requests are asked so that change trackers only and
	// may stand on a commit of the default branch.
	maxFollowers = 20
)

// pullsOfRun maps a workflow run back to the open pull requests that may count it:
// those of its head commit, and those that have only trackers and ignored files after
// it. The payload's own list is empty for forks and holds pull requests that merely
// share a branch name, so the commit decides.
func (r *run) pullsOfRun(ctx context.Context, e event) ([]record.Change, error) {
	run := e.WorkflowRun
	if run == nil || run.HeadSHA == "" {
		return nil, errors.New("the event payload names no workflow run with a head commit")
	}
	head := r.in.Repository
	if run.HeadRepository != nil && run.HeadRepository.FullName != "" {
		var err error
		if head, err = record.ParseRepository(run.HeadRepository.FullName); err != nil {
			return nil, err
		}
	}
	r.runHead = run.HeadSHA
	pulls, err := r.github.OpenPulls(ctx, head.Owner, run.HeadBranch, run.HeadSHA)
	if err != nil {
		return nil, err
	}
	if branch := e.Repository.DefaultBranch; branch != "" && run.HeadBranch == branch && strings.EqualFold(head.String(), r.in.Repository.String()) {
		followers, err := r.followers(ctx, pulls)
		if err != nil {
			return nil, err
		}
		pulls = append(pulls, followers...)
	}
	r.heads = heads(pulls)
	if len(pulls) <= maxCompared {
		if pulls, err = r.counting(ctx, pulls, run.HeadSHA); err != nil {
			return nil, err
		}
		r.heads = heads(pulls)
	}
	return r.changes(ctx, pulls, run.HeadSHA)
}

func heads(pulls []record.Pull) []string {
	var out []string
	for _, p := range pulls {
		out = append(out, p.HeadSHA)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// followers are the open pull requests, without those that are known, which change
// nothing but trackers and ignored files: a commit of the default branch that they
// start from can prove what they claim.
func (r *run) followers(ctx context.Context, known []record.Pull) ([]record.Pull, error) {
	recent, err := r.github.RecentPulls(ctx)
	if err != nil {
		return nil, err
	}
	var out []record.Pull
	for _, p := range recent {
		if len(out) == maxFollowers {
			break
		}
		if slices.ContainsFunc(known, func(k record.Pull) bool { return k.Number == p.Number }) {
			continue
		}
		quiet, err := r.quiet(ctx, p.BaseRef, p.Paths)
		if err != nil {
			return nil, err
		}
		if quiet {
			out = append(out, p)
		}
	}
	return out, nil
}

// counting are the pull requests whose judgement may count a run at a commit, by what
// came after it.
func (r *run) counting(ctx context.Context, pulls []record.Pull, sha string) ([]record.Pull, error) {
	var out []record.Pull
	for _, p := range pulls {
		if p.HeadSHA == sha {
			out = append(out, p)
			continue
		}
		later, _, err := r.github.Compare(ctx, sha, p.HeadSHA)
		if err != nil {
			return nil, err
		}
		if !later.Contains() {
			continue
		}
		var paths []string
		for _, f := range later.Files {
			paths = append(paths, f.Path, f.PreviousPath)
		}
		quiet, err := r.quiet(ctx, p.BaseRef, paths)
		if err != nil {
			return nil, err
		}
		if quiet {
			out = append(out, p)
		}
	}
	return out, nil
}

// quiet tells whether all paths are of Markdown, which may be trackers, or ignored on a
// base branch, of which the configuration is read once and only when it matters.
func (r *run) quiet(ctx context.Context, branch string, paths []string) (bool, error) {
	for _, path := range paths {
		if path == "" || record.IsMarkdown(path) {
			continue
		}
		if _, read := r.ignored[branch]; !read {
			globs, err := r.ignoredOn(ctx, branch)
			if err != nil {
				return false, err
			}
			r.ignored[branch] = globs
		}
		if !config.Match(r.ignored[branch], path) {
			return false, nil
		}
	}
	return true, nil
}

// ignoredOn are the globs of a branch's evidence.ignore. A configuration that is not
// valid ignores everything, so that its pull requests are judged, which tells the mistake.
func (r *run) ignoredOn(ctx context.Context, branch string) ([]string, error) {
	query := record.Query{Kind: record.KindFile, SHA: branch, Path: r.in.ConfigPath}
	records, err := r.github.Files(ctx, []record.Query{query})
	if err != nil {
		return nil, err
	}
	if cfg, err := collect.ParseConfig(records[query], collect.Settings{ConfigPath: r.in.ConfigPath}); err == nil {
		return cfg.Evidence.Ignore, nil
	}
	return []string{"**"}, nil
}
