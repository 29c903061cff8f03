package cli

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
	"unicode"

	"github.com/packetgate/packetgate/internal/clone"
	"github.com/packetgate/packetgate/internal/process"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/runlog"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/tracker"
)

// runCommand runs a command and prints the tracker line that claims what came of it.
type runCommand struct {
	Timeout time.Duration `placeholder:"TIME" help:"Kill the command and all that it started after this time, such as 10m."`
	Packet  string        `placeholder:"ID" help:"The packet whose claim --write ticks."`
	Write   bool          `help:"Write the outcome into the tracker, behind this very command, and tick its box if the command exits 0."`
	Tracker string        `placeholder:"FILE" help:"The tracker that --write edits, where several hold the packet."`
	Command []string      `arg:"" passthrough:"" name:"cmd" help:"The command and its arguments; or one argument that bash runs."`
}

// Help is an example.
func (runCommand) Help() string {
	return "Passes input, output and signals on, and exits with the command's own code: 128+N if signal N killed it, " +
		"124 at the end of --timeout, 127 if there is no such program, 126 if it cannot be started. " +
		"Then it prints the tracker line to paste, on stderr; in GitHub Actions also in the job summary. A box is ticked only if the command exited 0.\n\n" +
		"One argument with spaces or operators runs as the evidence workflow would run it: bash -eo pipefail -c 'ARGUMENT'.\n\n" +
		"Examples:\n" +
		"  packetgate run -- go test ./... -count=1\n" +
		"  packetgate run --timeout 10m -- \"cd web && npm test\"\n" +
		"  packetgate run --packet RC-03 --write -- go test ./..."
}

// Run runs the command, and exits as it did.
func (c runCommand) Run(host Host) error {
	words := c.words()
	switch {
	case len(words) == 0 || words[0] == "":
		return errors.New("name the command, as in packetgate run -- go test")
	case c.Write != (c.Packet != ""):
		return errors.New("--packet ID and --write go together: they say whose claim is to be ticked")
	case c.Tracker != "" && !c.Write:
		return errors.New("--tracker goes with --packet ID --write")
	case c.Timeout < 0:
		return errors.New("--timeout: want a time such as 10m")
	}
	t := newTask(words, workDirectory())
	if c.Write {
		if err := c.refused(host, t); err != nil {
			return fmt.Errorf("the command was not run: %w", err)
		}
	}
	output := runlog.NewOutput()
	result := process.Run(process.Command{
		Args: t.args, Limit: c.Timeout, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		WatchStdout: output.Stream(), WatchStderr: output.Stream(),
	})
	signal.Ignore(syscall.SIGPIPE) // who read the output may have gone; the tracker is written all the same
	o := outcome{Result: result, limit: c.Timeout, figures: output.Figures()}
	if err := c.tell(host, t, o); err != nil {
		return err
	}
	return exit(result.Code())
}

// words are the command's, without the -- that may stand before it.
func (c runCommand) words() []string {
	if len(c.Command) > 0 && c.Command[0] == "--" {
		return c.Command[1:]
	}
	return c.Command
}

// tell prints the tracker's line, and writes it where it was asked for. An error of
// that is told only if the command itself has nothing worse to say.
func (c runCommand) tell(host Host, t task, o outcome) error {
	for _, note := range append(o.notes(), t.notes()...) {
		fmt.Fprintf(host.Stderr, "packetgate: %s\n", note)
	}
	line := o.line(t.text)
	fmt.Fprintf(host.Stderr, "\n%s\n", line)
	errs := summarise(host, line)
	if c.Write {
		errs = errors.Join(errs, c.write(host, t, o))
	}
	if errs != nil && !o.passed() {
		fail(host, errs)
		return nil
	}
	return errs
}

// summarise appends the line to the summary of a job on GitHub Actions.
func summarise(host Host, line string) error {
	file := host.Env("GITHUB_STEP_SUMMARY")
	if host.Env("GITHUB_ACTIONS") != "true" || file == "" {
		return nil
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("the job summary: %w", err)
	}
	_, err = fmt.Fprintf(f, "\n%s\n", line)
	return errors.Join(err, f.Close())
}

// task is what is run, and how a claim names it.
type task struct {
	args []string
	// text is the command as a tracker quotes it, from the repository's root.
	text     string
	commands []shell.Command
	// unprovable is why no CI run can prove a claim of it, nil if one can.
	unprovable error
}

// newTask makes a task of words, run in a directory of the repository.
func newTask(words []string, dir string) task {
	t := task{args: words, text: shell.Join(words)}
	if len(words) == 1 && t.text != words[0] {
		t.args = []string{"bash", "-eo", "pipefail", "-c", words[0]}
		t.text = strings.TrimSpace(words[0])
		_, t.unprovable = shell.Parse(t.text)
		hidden := func(r rune) bool { return !unicode.IsPrint(r) }
		if t.unprovable != nil && dir != "" || strings.ContainsFunc(t.text, hidden) {
			t.text = shell.Join(t.args)
		}
	}
	if dir != "" {
		t.text = "cd " + shell.Join([]string{dir}) + " && " + t.text
	}
	commands, err := shell.Parse(t.text)
	if t.unprovable == nil {
		t.commands, t.unprovable = commands, err
	}
	return t
}

func (t task) notes() []string {
	if t.unprovable == nil {
		return nil
	}
	return []string{"no run on GitHub can prove a claim of this command: " + t.unprovable.Error()}
}

// workDirectory is the working directory's path from the root of the work tree that
// holds it, with forward slashes, empty at the root or outside of any.
func workDirectory() string {
	repo, err := clone.Open(".")
	if err != nil || repo.Root() == "" {
		return ""
	}
	here, err1 := filepath.Abs(".")
	here, err2 := filepath.EvalSymlinks(here)
	root, err3 := filepath.EvalSymlinks(repo.Root())
	dir, err4 := filepath.Rel(root, here)
	if errors.Join(err1, err2, err3, err4) != nil || dir == "." || !filepath.IsLocal(dir) {
		return ""
	}
	if dir = filepath.ToSlash(dir); strings.HasPrefix(dir, "-") {
		dir = "./" + dir
	}
	return dir
}

// outcome is what came of a command.
type outcome struct {
	process.Result
	limit   time.Duration
	figures []record.Figure
}

// passed tells whether the command was seen to exit 0 by itself.
func (o outcome) passed() bool {
	return o.NotStarted == nil && o.Unseen == nil && o.Signal == 0 && o.Interrupted == 0 && o.ExitCode == 0
}

// String is the outcome in a tracker's words.
func (o outcome) String() string {
	switch {
	case o.NotStarted != nil:
		return "not started: " + o.NotStarted.Error()
	case o.Unseen != nil:
		return "no exit code: " + o.Unseen.Error()
	case o.TimedOut:
		return "timed out after " + o.limit.String()
	case o.Signal != 0:
		return "killed by " + process.SignalName(o.Signal)
	case o.Interrupted != 0:
		return fmt.Sprintf("interrupted by %s, exit %d", process.SignalName(o.Interrupted), o.ExitCode)
	case o.ExitCode != 0:
		return fmt.Sprintf("exit %d", o.ExitCode)
	}
	facts := []string{duration(o.Duration)}
	for _, f := range o.figures {
		facts = append(facts, f.Number+" "+plural(f))
	}
	return "exit 0 (" + strings.Join(facts, ", ") + ")"
}

// line is the tracker's line.
func (o outcome) line(text string) string {
	box := "[ ]"
	if o.passed() {
		box = "[x]"
	}
	return fmt.Sprintf("- %s %s -> %s", box, tracker.InCode(text), o)
}

// notes say what is odd about how it ended.
func (o outcome) notes() []string {
	var out []string
	if o.Held {
		out = append(out, "the command has ended, but processes that it left behind still hold its output; what they write now is lost")
	}
	if o.Lost != nil {
		out = append(out, "some of the command's output was lost: "+o.Lost.Error())
	}
	return out
}

// duration is a time as trackers write it.
func duration(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%.1fs", d.Seconds())
	}
	return d.Round(time.Second).String()
}

// plural is a figure's unit.
func plural(f record.Figure) string {
	if f.Number == "1" || f.Unit == "passed" {
		return f.Unit
	}
	return f.Unit + "s"
}
