package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/packetgate/packetgate/internal/clone"
	"github.com/packetgate/packetgate/internal/collect"
	"github.com/packetgate/packetgate/internal/config"
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
	c.Tracker = fromRoot(repo, c.Tracker)
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
	if answer.Absence == record.NotFound && c.Config != configDefault {
		return nil, fmt.Errorf("--config %s: the base %.8s has no such file; the configuration is always the base's", c.Config, change.BaseSHA)
	}
	cfg, err := collect.ParseConfig(answer, c.settings())
	if err != nil {
		return nil, err
	}
	if err := c.checkNames(ctx, repo, change, cfg); err != nil {
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

// checkNames returns an error where what --tracker or the configuration name fits no
// file: nothing would ever be judged.
func (c checkCommand) checkNames(ctx context.Context, repo *clone.Clone, change *record.Change, cfg *config.Config) error {
	source := "trackers in " + c.Config
	if len(c.Tracker) > 0 {
		source = "--tracker"
	}
	for _, glob := range cfg.Trackers {
		changed := slices.ContainsFunc(change.Files, func(f record.FileChange) bool {
			return config.Match([]string{glob}, f.Path) || config.Match([]string{glob}, f.PreviousPath)
		})
		if changed {
			continue
		}
		fits, err := repo.Holds(ctx, change.HeadSHA, func(path string) bool { return config.Match([]string{glob}, path) })
		if err != nil {
			return err
		}
		if !fits {
			return fmt.Errorf("%s: %s fits no file of %s; paths and globs count from the repository's root", source, glob, c.Repo)
		}
	}
	return nil
}

// fromRoot makes the names of files inside the clone, as they are from here, paths
// from its root.
func fromRoot(repo *clone.Clone, names []string) []string {
	root, err := filepath.EvalSymlinks(repo.Root())
	if err != nil {
		return names
	}
	out := slices.Clone(names)
	for i, name := range names {
		at, err := filepath.Abs(name)
		if err != nil {
			continue
		}
		if at, err = filepath.EvalSymlinks(at); err != nil {
			continue
		}
		if path, err := filepath.Rel(root, at); err == nil && filepath.IsLocal(path) {
			out[i] = filepath.ToSlash(path)
		}
	}
	return out
}
