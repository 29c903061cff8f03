package action

import (
	"context"
	"errors"
	"slices"

	"github.com/packetgate/packetgate/internal/collect"
	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/record"
)

// maxCompared is how many pull requests are asked what came after a run's commit.
const maxCompared = 100

// pullsOfRun maps a workflow run back to the open pull requests that may count it:
// those of its head commit, and those that have only trackers and ignored files after
// it. The payload's own list is empty for forks and holds pull requests that merely
// share a branch name, so the commit decides.
func (r *run) pullsOfRun(ctx context.Context, run *eventRun) ([]record.Change, error) {
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

// counting are the pull requests whose judgement may count a run at a commit. It asks
// what came after the commit, and only where that is more than Markdown, which may be
// trackers, for the base's ignored files.
func (r *run) counting(ctx context.Context, pulls []record.Pull, sha string) ([]record.Pull, error) {
	ignored := map[string][]string{}
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
		code := codePaths(later.Files)
		if _, read := ignored[p.BaseRef]; len(code) > 0 && !read {
			if ignored[p.BaseRef], err = r.ignored(ctx, p.BaseRef); err != nil {
				return nil, err
			}
		}
		if !slices.ContainsFunc(code, func(path string) bool { return !config.Match(ignored[p.BaseRef], path) }) {
			out = append(out, p)
		}
	}
	return out, nil
}

// codePaths are the paths of changed files, former ones too, that are no Markdown.
func codePaths(files []record.FileChange) []string {
	var out []string
	for _, f := range files {
		for _, path := range []string{f.Path, f.PreviousPath} {
			if path != "" && !record.IsMarkdown(path) {
				out = append(out, path)
			}
		}
	}
	return out
}

// ignored are the globs of a base branch's evidence.ignore. A configuration that is not
// valid ignores everything, so that its pull requests are judged, which tells the mistake.
func (r *run) ignored(ctx context.Context, branch string) ([]string, error) {
	query := record.Query{Kind: record.KindFile, SHA: branch, Path: r.in.ConfigPath}
	records, err := r.github.Files(ctx, []record.Query{query})
	if err != nil {
		return nil, err
	}
	cfg, err := collect.ParseConfig(records[query], collect.Settings{ConfigPath: r.in.ConfigPath})
	if err != nil {
		return []string{"**"}, nil
	}
	return cfg.Evidence.Ignore, nil
}
