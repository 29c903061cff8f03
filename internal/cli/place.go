package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/packetgate/packetgate/internal/clone"
	"github.com/packetgate/packetgate/internal/collect"
	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/gate"
	"github.com/packetgate/packetgate/internal/plan"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
	"github.com/packetgate/packetgate/internal/tracker"
)

// place is where trackers are looked for: a work tree, or the working directory
// where there is none.
type place struct {
	repo   *clone.Clone // nil outside of a repository
	root   string
	config *config.Config
}

func (c boardCommand) place() (*place, error) {
	p := &place{root: "."}
	repo, err := clone.Open(c.Repo)
	switch {
	case err == nil && repo.Root() != "":
		p.repo, p.root = repo, repo.Root()
	case err != nil && (len(c.Files) == 0 || !errors.Is(err, clone.ErrNoRepository)):
		return nil, err
	}
	p.config, err = c.readConfig(p)
	return p, err
}

// readConfig reads the work tree's configuration, the defaults where it has none.
func (c boardCommand) readConfig(p *place) (*config.Config, error) {
	if p.repo == nil {
		return checkCommand{Config: c.Config}.ownConfig()
	}
	content, err := p.read(c.Config, config.MaxSize)
	answer := record.Answer{File: record.File{Path: c.Config, Content: content}}
	switch {
	case errors.Is(err, fs.ErrNotExist) && c.Config == configDefault:
		answer.Absence = record.NotFound
	case err != nil:
		return nil, configError(c.Config, err)
	}
	return collect.ParseConfig(answer, collect.Settings{ConfigPath: c.Config})
}

// trackerFile is a tracker with the plans that it links to.
type trackerFile struct {
	*tracker.Tracker
	// plan is all of them in one, nil where none can be read.
	plan *plan.Plan
	// lost is the first link that leads to none, empty if all do.
	lost string
}

// trackers reads the files that are named, else the trackers of the work tree.
func (p *place) trackers(host Host, files []string) ([]trackerFile, error) {
	if len(files) == 0 {
		return p.find(host)
	}
	var out []trackerFile
	for _, file := range files {
		content, err := readBounded(file, tracker.MaxSize)
		if err != nil {
			return nil, err
		}
		if path, inside := p.within(file); inside {
			out = append(out, p.tracker(path, content, p.plan))
			continue
		}
		out = append(out, p.tracker(filepath.ToSlash(file), content, func(linked string) ([]byte, bool) {
			answer, err := checkCommand{}.planBeside(file, linked)
			return answer.File.Content, err == nil && answer.Absence == record.Present
		}))
	}
	return out, nil
}

// within gives a file's path from the root of the work tree that holds it.
func (p *place) within(file string) (string, bool) {
	if p.repo == nil {
		return "", false
	}
	root, err := filepath.EvalSymlinks(p.root)
	if err != nil {
		return "", false
	}
	at, err := filepath.Abs(file)
	if err != nil {
		return "", false
	}
	if at, err = filepath.EvalSymlinks(at); err != nil {
		return "", false
	}
	path, err := filepath.Rel(root, at)
	return filepath.ToSlash(path), err == nil && filepath.IsLocal(path)
}

// find reads the work tree's trackers, as configuration and content say.
func (p *place) find(host Host) ([]trackerFile, error) {
	if p.repo == nil {
		return nil, errors.New("a bare repository has no work tree: name a tracker file")
	}
	documents, err := p.documents(host)
	if err != nil {
		return nil, err
	}
	if len(documents) == 0 {
		return nil, fmt.Errorf("no tracker was found in %s: a tracker is a Markdown file with a packet board, a table with a packet column and a status column; "+
			"name a file, as in packetgate board docs/tracker.md, or list globs under trackers in %s", p.root, configDefault)
	}
	var out []trackerFile
	for _, d := range documents {
		out = append(out, p.tracker(d.Path, d.Content, p.plan))
	}
	return out, nil
}

// documents are the files of the work tree that are trackers.
func (p *place) documents(host Host) ([]record.File, error) {
	paths, err := p.repo.Markdown()
	if err != nil {
		return nil, err
	}
	var out []record.File
	for _, path := range paths {
		if !gate.Candidate(p.config, path) {
			continue
		}
		content, err := p.read(path, tracker.MaxSize)
		if err != nil {
			fmt.Fprintf(host.Stderr, "packetgate: %s is left out: %s\n", report.Visible(path), report.OneLine(err.Error()))
			continue
		}
		if gate.Named(p.config, path) || tracker.IsTracker(path, content, gate.Grammar(p.config)) {
			out = append(out, record.File{Path: path, Content: content})
		}
	}
	return out, nil
}

// tracker parses a tracker and the plans that it links to, which are read by a path.
func (p *place) tracker(path string, content []byte, read func(string) ([]byte, bool)) trackerFile {
	t := trackerFile{Tracker: tracker.Parse(path, content, gate.Grammar(p.config))}
	var plans []*plan.Plan
	for _, link := range plan.Linked(t.Tracker) {
		found := false
		for _, linked := range plan.Paths(t.Tracker, link) {
			if content, ok := read(linked); ok {
				plans, found = append(plans, plan.Parse(linked, content, gate.Grammar(p.config))), true
				break
			}
		}
		if !found && t.lost == "" {
			t.lost = link.Value
		}
	}
	t.plan = plan.Join(plans)
	return t
}

// plan reads a plan of the work tree.
func (p *place) plan(path string) ([]byte, bool) {
	content, err := p.read(path, plan.MaxSize)
	return content, err == nil
}

// read reads a file of the work tree, and none outside of it: what a tracker links
// to is not to be trusted.
func (p *place) read(path string, most int64) ([]byte, error) {
	root, err := os.OpenRoot(p.root)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	info, err := root.Stat(filepath.FromSlash(path))
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, &fs.PathError{Op: "read", Path: path, Err: errors.New("no regular file")}
	case info.Size() > most:
		return nil, fmt.Errorf("it has %d bytes; at most %d are read", info.Size(), most)
	}
	return root.ReadFile(filepath.FromSlash(path))
}
