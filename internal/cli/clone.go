package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/packetgate/packetgate/internal/clone"
	"github.com/packetgate/packetgate/internal/collect"
	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/github"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/tracker"
)

// clone judges a range of a local clone, with GitHub's records unless offline.
func (c checkCommand) clone(ctx context.Context, host Host) (*collect.Evaluation, error) {
	repo, err := clone.Open(c.Repo)
	if errors.Is(err, clone.ErrNoRepository) && c.Offline && len(c.Tracker) > 0 {
		return c.files(ctx, host)
	}
	if err != nil {
		return nil, err
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

// files judges tracker files outside any repository, every packet as if it were
// new.
func (c checkCommand) files(ctx context.Context, host Host) (*collect.Evaluation, error) {
	change := &record.Change{Open: true}
	for _, path := range c.Tracker {
		content, err := readTracker(path)
		if err != nil {
			return nil, fmt.Errorf("--tracker: %w", err)
		}
		file := &record.File{Path: path, Content: content}
		change.Documents = append(change.Documents, record.Document{Path: path, BasePath: path, Head: file})
		change.Files = append(change.Files, record.FileChange{Path: path, Status: record.FileAdded})
	}
	cfg := config.Default()
	evaluation := collect.Offline(ctx, change, cfg, c.options(host), func(context.Context, record.Query) (record.Answer, bool) {
		return record.Answer{}, false
	})
	if len(evaluation.Report.Trackers) == 0 {
		return nil, fmt.Errorf("%s: no packet board found: want a table with a packet column and a status column", c.Tracker[0])
	}
	return evaluation, nil
}

func readTracker(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	content, err := io.ReadAll(io.LimitReader(f, tracker.MaxSize+1))
	if err == nil && len(content) > tracker.MaxSize {
		err = fmt.Errorf("%s is too large to judge: a tracker may have %d MiB at most", path, tracker.MaxSize>>20)
	}
	return content, err
}
