package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/clone"
	"github.com/packetgate/packetgate/internal/collect"
	"github.com/packetgate/packetgate/internal/github"
	"github.com/packetgate/packetgate/internal/record"
)

// clone judges a range of a local clone, with GitHub's records unless offline.
func (c checkCommand) clone(ctx context.Context, host Host) (*collect.Evaluation, error) {
	repo, err := clone.Open(c.Repo)
	if c.Offline && c.outside(repo) && (err == nil || errors.Is(err, clone.ErrNoRepository)) {
		return c.files(ctx, host)
	}
	if err != nil {
		return nil, err
	}
	if c.Plan != "" {
		return nil, errors.New("--plan goes with --offline and trackers outside a repository; in one, the plan is read from the base")
	}
	if err := c.checkGlobs(); err != nil {
		return nil, err
	}
	head := c.Head
	if head == "" {
		head = clone.WorkTree
	}
	change, err := repo.Change(ctx, c.Base, head)
	if err != nil {
		return nil, err
	}
	answer, ok := repo.Answer(ctx, record.Query{Kind: record.KindFile, SHA: change.BaseSHA, Path: c.Config})
	if !ok {
		return nil, fmt.Errorf("%s at %.8s cannot be read from this clone: fetch the whole history, without a filter", c.Config, change.BaseSHA)
	}
	cfg, err := collect.ParseConfig(answer, c.settings())
	if err != nil {
		return nil, err
	}
	if err := c.checkNames(ctx, repo, change); err != nil {
		return nil, err
	}
	if c.Offline {
		return collect.Offline(ctx, change, cfg, c.options(host), repo.Answer), nil
	}
	if change.Repository == (record.Repository{}) {
		if change.Repository, err = record.ParseRepository(host.Env("GITHUB_REPOSITORY")); err != nil {
			err = fmt.Errorf("%s has no remote on GitHub to ask for workflow runs: set GITHUB_REPOSITORY to OWNER/NAME, judge with --offline, or name a pull request with --pr", c.Repo)
			if token(host) == "" {
				err = fmt.Errorf("%w; and %w", errNoToken, err)
			}
			return nil, err
		}
	}
	return asking(ctx, host, change.Repository, func(client *github.Client) (*collect.Evaluation, error) {
		return collect.Judge(ctx, client, change, cfg, c.options(host))
	})
}

// checkNames returns an error for a --tracker that is a plain path and names no
// file: nothing would be judged.
func (c checkCommand) checkNames(ctx context.Context, repo *clone.Clone, change *record.Change) error {
	for _, path := range c.Tracker {
		if strings.ContainsAny(path, "*?[{\\") || slices.ContainsFunc(change.Files, func(f record.FileChange) bool { return f.Path == path || f.PreviousPath == path }) {
			continue
		}
		for _, sha := range []string{change.HeadSHA, change.BaseSHA} {
			if answer, ok := repo.Answer(ctx, record.Query{Kind: record.KindFile, SHA: sha, Path: path}); ok && answer.Absence == record.NotFound {
				return fmt.Errorf("--tracker %s: there is no such file in %s; give its path from the repository's root", path, c.Repo)
			}
		}
	}
	return nil
}
