// Package cli is the command line: flags in, text and exit code out.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"github.com/packetgate/packetgate/internal/action"
	"github.com/packetgate/packetgate/internal/report"
)

// Host is what the command line needs of the machine that it runs on.
type Host struct {
	action.Host
	Stdin  io.Reader
	Stderr io.Writer
	// StdinTerminal, StdoutTerminal and StderrTerminal tell which of them are terminals.
	StdinTerminal  bool
	StdoutTerminal bool
	StderrTerminal bool
}

// NewHost is this machine.
func NewHost(version string) Host {
	return Host{
		Host:           action.NewHost(version),
		Stdin:          os.Stdin,
		Stderr:         os.Stderr,
		StdinTerminal:  term.IsTerminal(int(os.Stdin.Fd())), // the null device is none
		StdoutTerminal: isTerminal(os.Stdout),
		StderrTerminal: isTerminal(os.Stderr),
	}
}

// isTerminal tells whether a file is a character device, as terminals are.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// commands are the subcommands with their flags.
type commands struct {
	Check   checkCommand   `cmd:"" help:"Judge a change: a range of a local clone, or a live pull request."`
	Init    initCommand    `cmd:"" help:"Add packetgate to a repository: workflows, configuration, a section of AGENTS.md."`
	Board   boardCommand   `cmd:"" help:"Show how the packets stand and what is in the way of each."`
	Demo    demoCommand    `cmd:"" help:"Tell the story of honest and dishonest packets on a local GitHub."`
	Run     runCommand     `cmd:"" help:"Run a command and print the tracker line that claims what came of it."`
	Test    testCommand    `cmd:"" help:"Run declarative scenarios offline."`
	Explain explainCommand `cmd:"" help:"Print the page of a rule, or list the rules."`
	Config  configCommand  `cmd:"" help:"Print the effective configuration and where each value comes from."`
	Action  actionCommand  `cmd:"" help:"Run as the GitHub Action does, from the runner's environment."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

const description = "packetgate lets a packet become DONE only when GitHub's own records prove it.\n\n" +
	"Exit codes: 0 passed, 1 the gate failed, 2 could not judge."

// exit carries a command's exit code through kong.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// Run runs one command and returns the exit code.
func Run(ctx context.Context, host Host, args []string) int {
	var c commands
	done := false
	parser, err := kong.New(&c,
		kong.Name("packetgate"),
		kong.Description(description),
		kong.Writers(host.Stdout, host.Stderr),
		kong.Exit(func(int) { done = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Vars{"config": configDefault},
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(host),
	)
	if err != nil {
		return fail(host, err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if done {
		return action.ExitPassed
	}
	if err != nil {
		return fail(host, fmt.Errorf("%w (see packetgate --help)", err))
	}
	// kong reads values by way of JSON, which has no bytes that are not UTF-8.
	c.Run.Command = args[len(args)-len(c.Run.Command):]
	var code exit
	if err := parsed.Run(); errors.As(err, &code) {
		return int(code)
	} else if err != nil {
		return fail(host, err)
	}
	return action.ExitPassed
}

// fail tells an error. Each of its lines is marked as ours: what it quotes, such as
// a file's name, must not begin a line, which a runner would take for a command.
func fail(host Host, err error) int {
	for line := range strings.SplitSeq(err.Error(), "\n") {
		fmt.Fprintf(host.Stderr, "packetgate: %s\n", report.Visible(line))
	}
	return action.ExitNoJudge
}

// versionCommand prints the version.
type versionCommand struct{}

// Help is an example.
func (versionCommand) Help() string { return "Example:\n  packetgate version" }

// Run prints the version.
func (versionCommand) Run(host Host) error {
	_, err := fmt.Fprintf(host.Stdout, "packetgate %s\n", host.Version)
	return err
}

// actionCommand runs the action.
type actionCommand struct{}

// Help is an example.
func (actionCommand) Help() string {
	return "Reads INPUT_* and GITHUB_* as the runner sets them.\n\nExample:\n  INPUT_GITHUB-TOKEN=… GITHUB_EVENT_NAME=pull_request … packetgate action"
}

// Run runs the action.
func (actionCommand) Run(ctx context.Context, host Host) error {
	return exit(action.Run(ctx, host.Host))
}
