package cli

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/action"
	"github.com/packetgate/packetgate/internal/clone"
	"github.com/packetgate/packetgate/internal/collect"
	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/publish"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
	"github.com/packetgate/packetgate/internal/setup"
	"github.com/packetgate/packetgate/internal/workflow"
)

// initCommand adds packetgate to a repository.
type initCommand struct {
	Repo     string `default:"." placeholder:"DIR" help:"The clone."`
	Evidence bool   `default:"true" negatable:"" help:"Write the evidence workflow, which proves claims that CI does not run."`
	Yes      bool   `short:"y" help:"Change files that are there without asking."`
}

// Help is an example.
func (initCommand) Help() string {
	return "Writes the workflows, the configuration and a section of AGENTS.md, made of the trackers and workflows " +
		"that the clone has. Shows each as a diff, and asks before it changes a file that is there. " +
		"What is yours in such a file is kept: the configuration, set-up steps between the marks, the commits that actions are pinned to.\n\n" +
		"Examples:\n" +
		"  packetgate init\n" +
		"  packetgate init --yes             # without asking\n" +
		"  packetgate init --no-evidence     # CI runs every claimed command"
}

// Run writes what is not there yet, and what may be changed.
func (c initCommand) Run(host Host) error {
	if host.Env("GITHUB_ACTIONS") == "true" {
		host.Stdout = publish.NewLog(host.Stdout) // files are shown, and the runner would obey their lines
	}
	repo, err := clone.Open(c.Repo)
	if err != nil {
		return err
	}
	if repo.Root() == "" {
		return fmt.Errorf("%s is a bare repository: run packetgate init in a clone with a work tree", c.Repo)
	}
	tree, err := openWorkTree(repo.Root())
	if err != nil {
		return err
	}
	defer func() { _ = tree.root.Close() }()
	found, err := c.look(host, repo, tree)
	if err != nil {
		return err
	}
	files, err := setup.Files(found)
	if err != nil {
		return err
	}
	done, err := c.apply(host, tree, files)
	if err != nil {
		return err
	}
	return told(host, repo, found.Survey, done)
}

// look reads what the repository has, and says it.
func (c initCommand) look(host Host, repo *clone.Clone, tree *workTree) (setup.Repository, error) {
	out := setup.Repository{Evidence: c.Evidence}
	before, err := existing(tree)
	if err != nil {
		return out, err
	}
	out.Existing = func(path string) ([]byte, bool) {
		content, exists := before[path]
		return content, exists
	}
	p := &place{repo: repo, root: repo.Root()}
	answer := record.Answer{File: record.File{Path: config.Path, Content: before[config.Path]}}
	if _, exists := before[config.Path]; !exists {
		answer.Absence = record.NotFound
	}
	if p.config, err = collect.ParseConfig(answer, collect.Settings{ConfigPath: config.Path}); err != nil {
		return out, err
	}
	documents, err := p.documents(host)
	if err != nil {
		return out, err
	}
	for _, d := range documents {
		out.Trackers = append(out.Trackers, d.Path)
		fmt.Fprintf(host.Stdout, "tracker   %s\n", report.Visible(d.Path))
	}
	if len(documents) == 0 {
		fmt.Fprintln(host.Stdout, "tracker   none: a tracker is a Markdown file with a packet board, a table with a packet column and a status column")
	}
	sources, err := workflows(tree)
	if err != nil {
		return out, err
	}
	out.Survey = setup.Look(sources)
	for _, name := range out.Survey.Names {
		fmt.Fprintf(host.Stdout, "workflow  %s\n", report.Visible(name))
	}
	for _, note := range out.Survey.Notes {
		fmt.Fprintf(host.Stderr, "packetgate: %s\n", report.OneLine(note))
	}
	return out, nil
}

// existing reads those of the files that are there, by path.
func existing(tree *workTree) (map[string][]byte, error) {
	before := map[string][]byte{}
	for _, path := range setup.Paths() {
		at, err := tree.resolve(path)
		if err != nil {
			return nil, err
		}
		if path != setup.AgentsPath && filepath.ToSlash(at) != path {
			return nil, fmt.Errorf("%s is or lies behind a symbolic link, and GitHub follows none there: put a file of its own in its place", path)
		}
		content, exists, err := tree.read(path, workflow.MaxSize)
		if err != nil {
			return nil, err
		}
		if exists {
			before[path] = content
		}
	}
	return before, nil
}

// maxWorkflows is how many workflow files are read.
const maxWorkflows = 500

func workflows(tree *workTree) ([]setup.Source, error) {
	folder := path.Dir(setup.GatePath)
	names, err := tree.list(folder)
	if err != nil {
		return nil, err
	}
	var out []setup.Source
	for _, name := range names {
		if ext := path.Ext(name); ext != ".yml" && ext != ".yaml" {
			continue
		}
		if len(out) == maxWorkflows {
			return nil, fmt.Errorf("%s has more than %d workflows", folder, maxWorkflows)
		}
		file := path.Join(folder, name)
		content, _, err := tree.read(file, workflow.MaxSize)
		if err != nil {
			return nil, err
		}
		out = append(out, setup.Source{Path: file, Content: content})
	}
	return out, nil
}

// done is what became of the files.
type done struct {
	written, refused int
	// unasked are those that may not be changed, for there is nobody to ask.
	unasked []string
	// fresh tells that the evidence workflow is new.
	fresh bool
}

// apply shows and writes the files: all or, where one cannot be shown, none.
func (c initCommand) apply(host Host, tree *workTree, files []setup.File) (done, error) {
	var out done
	files = slices.DeleteFunc(files, func(f setup.File) bool { return !f.Changed() })
	for _, f := range files {
		if clone.Patch(f.Before, f.Content) == "" {
			return out, fmt.Errorf("%s is no text in UTF-8: save it as such", f.Path)
		}
	}
	answers := bufio.NewReader(host.Stdin)
	for _, f := range files {
		showChange(host.Stdout, f)
		if f.Exists && !c.Yes {
			if !host.StdinTerminal {
				out.unasked = append(out.unasked, f.Path)
				continue
			}
			if !confirmed(host.Stderr, answers, f.Path) {
				out.refused++
				fmt.Fprintf(host.Stdout, "left as it is: %s\n", f.Path)
				continue
			}
		}
		if err := tree.write(f.Path, f.Content); err != nil {
			return out, fmt.Errorf("writing %s: %w", f.Path, err)
		}
		out.written++
		out.fresh = out.fresh || f.Path == setup.EvidencePath && !f.Exists
		fmt.Fprintf(host.Stdout, "wrote %s\n", f.Path)
	}
	return out, nil
}

// showChange writes what a file becomes as a unified diff.
func showChange(w io.Writer, f setup.File) {
	from := "a/" + f.Path
	if !f.Exists {
		from = "/dev/null"
	}
	fmt.Fprintf(w, "\n--- %s\n+++ b/%s\n", from, f.Path)
	for line := range strings.SplitSeq(clone.Patch(f.Before, f.Content), "\n") {
		fmt.Fprintln(w, report.Visible(strings.TrimSuffix(line, "\r")))
	}
}

// confirmed asks whether a file may be changed. No answer is a no.
func confirmed(w io.Writer, answers *bufio.Reader, path string) bool {
	fmt.Fprintf(w, "Change %s? [y/N] ", path)
	answer, err := answers.ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return false
	}
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes"
}

// told says what is to be done next.
func told(host Host, repo *clone.Clone, found setup.Survey, did done) error {
	if len(did.unasked) > 0 {
		fmt.Fprintf(host.Stderr, "packetgate: left as they are, and there is no terminal to ask: %s. Run packetgate init --yes to change them as shown\n", strings.Join(did.unasked, ", "))
		return exit(action.ExitNoJudge)
	}
	if did.written == 0 {
		if did.refused == 0 {
			fmt.Fprintln(host.Stdout, "nothing is to be done")
		}
		return nil
	}
	fmt.Fprint(host.Stdout, "\nNext:\n  - Read the files, and pin packetgate/packetgate to a commit: there is no release yet.\n")
	if did.fresh {
		steps := "those of your workflows that any job can have stand there"
		if len(found.Steps) == 0 {
			steps = "no workflow has steps to take over, so none stand there"
		}
		fmt.Fprintf(host.Stdout, "  - Between the marks in %s, add the set-up steps that claimed commands need: %s.\n", setup.EvidencePath, steps)
	}
	branch := cmp.Or(report.Visible(repo.DefaultBranch()), "the default branch")
	fmt.Fprintf(host.Stdout, "  - Bring them to %s by a pull request of their own: packetgate goes by what the base branch has.\n"+
		"  - Then require the status `packetgate` in the protection of %s.\n", branch, branch)
	return nil
}
