package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/packetgate/packetgate/internal/clone"
	"github.com/packetgate/packetgate/internal/collect"
	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/gate"
	"github.com/packetgate/packetgate/internal/plan"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
	"github.com/packetgate/packetgate/internal/tracker"
)

// outside tells whether the trackers that are named are files outside of the
// clone, or there is no clone.
func (c checkCommand) outside(repo *clone.Clone) bool {
	if repo == nil {
		return len(c.Tracker) > 0
	}
	root, err := filepath.EvalSymlinks(repo.Root())
	if err != nil {
		return false
	}
	for _, name := range c.Tracker {
		at, err := filepath.Abs(name)
		if err != nil {
			return false
		}
		if at, err = filepath.EvalSymlinks(at); err != nil {
			return false
		}
		if inside, err := filepath.Rel(root, at); err != nil || filepath.IsLocal(inside) {
			return false
		}
	}
	return len(c.Tracker) > 0
}

// files judges tracker files outside any repository, every packet as if it were
// new.
func (c checkCommand) files(ctx context.Context, host Host) (*collect.Evaluation, error) {
	if c.Base != "" || c.Head != "" {
		return nil, fmt.Errorf("%s is in no clone, and --base and --head name commits of a clone; leave them out to judge the file as a whole", c.Tracker[0])
	}
	cfg, err := c.ownConfig()
	if err != nil {
		return nil, err
	}
	cfg.Trackers = nil // the files that --tracker names are the trackers
	change := &record.Change{Open: true}
	plans := map[string]record.Answer{}
	for _, name := range c.Tracker {
		content, err := readBounded(name, tracker.MaxSize)
		if err != nil {
			return nil, fmt.Errorf("--tracker: %w", err)
		}
		file := &record.File{Path: name, Content: content}
		change.Documents = append(change.Documents, record.Document{Path: name, BasePath: name, Head: file})
		change.Files = append(change.Files, record.FileChange{Path: name, Status: record.FileAdded})
		t := tracker.Parse(name, content, gate.Grammar(cfg))
		for _, link := range plan.Linked(t) {
			for _, linked := range plan.Paths(t, link) {
				if plans[linked], err = c.planBeside(name, linked); err != nil {
					return nil, err
				}
			}
		}
	}
	evaluation := collect.Offline(ctx, change, cfg, c.options(host), func(_ context.Context, q record.Query) (record.Answer, bool) {
		answer, ok := plans[q.Path]
		return answer, ok && q.Kind == record.KindFile
	})
	if len(evaluation.Report.Trackers) == 0 {
		return nil, fmt.Errorf("%s: no packet board found: want a table with a packet column and a status column", c.Tracker[0])
	}
	return evaluation, nil
}

// ownConfig is the configuration file that --config names, the default one where
// it is not there and was not asked for.
func (c checkCommand) ownConfig() (*config.Config, error) {
	source, err := readBounded(c.Config, config.MaxSize)
	answer := record.Answer{File: record.File{Path: c.Config, Content: source}}
	if err != nil {
		if c.Config != configDefault || !errors.Is(err, fs.ErrNotExist) {
			return nil, configError(c.Config, err)
		}
		answer.Absence = record.NotFound
	}
	return collect.ParseConfig(answer, collect.Settings{ConfigPath: c.Config})
}

// configError says what to do where the configuration that --config names cannot be
// read.
func configError(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("--config: there is no file %s; name one that is there, or leave --config out for %s, or the defaults where that is missing too", report.Visible(name), configDefault)
	}
	return fmt.Errorf("--config: %w", err)
}

// planBeside reads a plan by a path that a tracker's link may mean: the file that
// --plan names, else the one at that path below the working directory or the tracker's
// folder, else one of that name beside the tracker.
func (c checkCommand) planBeside(trackerFile, linked string) (record.Answer, error) {
	candidates := []string{c.Plan}
	if c.Plan == "" {
		candidates = nil
		folder, at := filepath.Dir(trackerFile), filepath.FromSlash(linked)
		if inside, err := filepath.Rel(folder, at); filepath.IsLocal(at) || err == nil && filepath.IsLocal(inside) {
			candidates = append(candidates, at)
		}
		if name := path.Base(linked); !strings.ContainsAny(name, `/\`) {
			candidates = append(candidates, filepath.Join(folder, name))
		}
	}
	for _, file := range candidates {
		content, err := readBounded(file, plan.MaxSize)
		switch {
		case err == nil:
			return record.Answer{File: record.File{Path: linked, Content: content}}, nil
		case c.Plan != "" || !errors.Is(err, fs.ErrNotExist):
			return record.Answer{}, fmt.Errorf("the linked plan: %w", err)
		}
	}
	return record.Answer{Absence: record.NotFound}, nil
}

// missing is the error of a file that is not there.
type missing string

// Error names the file.
func (m missing) Error() string { return "there is no file " + report.Visible(string(m)) }

// Is tells that this is an fs.ErrNotExist.
func (m missing) Is(target error) bool { return target == fs.ErrNotExist }

// readBounded reads a file of at most so many bytes.
func readBounded(file string, most int64) ([]byte, error) {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, missing(file)
	case err != nil:
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file", file)
	}
	if info.Size() > most {
		return nil, fmt.Errorf("%s has %d bytes; at most %d are read", file, info.Size(), most)
	}
	return os.ReadFile(file)
}
