package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"github.com/packetgate/packetgate/internal/action"
	"github.com/packetgate/packetgate/internal/collect"
	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/gate"
	"github.com/packetgate/packetgate/internal/github"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
)

// checkCommand judges a change.
type checkCommand struct {
	Repo    string   `default:"." placeholder:"DIR" help:"The clone to judge."`
	Base    string   `placeholder:"REV" help:"The base; by default the clone's main branch."`
	Head    string   `placeholder:"REV" help:"The head; by default the work tree."`
	PR      string   `name:"pr" placeholder:"OWNER/REPO#N" help:"Judge a live pull request instead of a clone."`
	Tracker []string `placeholder:"GLOB" help:"Only these files are trackers; may be repeated."`
	Config  string   `default:"${config}" placeholder:"PATH" help:"The configuration's path on the base."`
	Plan    string   `placeholder:"FILE" help:"The linked plan of a tracker outside any repository."`
	Offline bool     `help:"Judge all but the evidence, without GitHub."`
	Format  string   `enum:"text,json,markdown,sarif" default:"text" help:"text, json, markdown or sarif."`
	FailOn  string   `enum:"error,warning,never" default:"error" help:"The severity that makes the exit code 1: error, warning or never."`
	Color   string   `enum:"auto,always,never" default:"auto" help:"Colour the text: auto, always or never."`
}

// Help is an example.
func (checkCommand) Help() string {
	return "The token is read from GITHUB_TOKEN or GH_TOKEN. Files that --tracker names outside of the clone are judged as a whole, " +
		"every packet as if it were new.\n\n" +
		"Examples:\n" +
		"  packetgate check --offline\n" +
		"  packetgate check --offline --tracker ~/plans/tracker.md --plan ~/plans/plan.md\n" +
		"  packetgate check --base origin/main --head HEAD\n" +
		"  GITHUB_TOKEN=$(gh auth token) packetgate check --pr octo/app#41"
}

// Run judges, prints the report, and exits as the verdict says.
func (c checkCommand) Run(ctx context.Context, host Host) error {
	evaluation, err := c.evaluate(ctx, host)
	if err != nil {
		return err
	}
	if err := c.print(host, evaluation); err != nil {
		return err
	}
	return exit(c.exitCode(evaluation.Report))
}

// exitCode is that of the action, but that a terminal holds no pending status.
func (c checkCommand) exitCode(r *report.Report) int {
	return action.ExitCode(r, action.FailOn(c.FailOn), false)
}

func (c checkCommand) evaluate(ctx context.Context, host Host) (*collect.Evaluation, error) {
	if c.PR != "" {
		return c.pull(ctx, host)
	}
	return c.clone(ctx, host)
}

// checkGlobs returns an error for a --tracker that is no valid glob.
func (c checkCommand) checkGlobs() error {
	for _, glob := range c.Tracker {
		if err := config.CheckGlob(glob); err != nil {
			return fmt.Errorf("--tracker: %w", err)
		}
	}
	return nil
}

// pull judges a live pull request.
func (c checkCommand) pull(ctx context.Context, host Host) (*collect.Evaluation, error) {
	if c.Offline || c.Base != "" || c.Head != "" {
		return nil, errors.New("--pr judges a live pull request: it goes with none of --offline, --base and --head")
	}
	repository, number, err := parsePull(c.PR)
	if err != nil {
		return nil, err
	}
	if err := c.checkGlobs(); err != nil {
		return nil, err
	}
	return asking(ctx, host, repository, func(client *github.Client) (*collect.Evaluation, error) {
		change, err := client.Pull(ctx, number)
		if err != nil {
			return nil, err
		}
		return collect.Evaluate(ctx, client, change, c.settings(), c.options(host))
	})
}

func (c checkCommand) settings() collect.Settings {
	return collect.Settings{ConfigPath: c.Config, Trackers: c.Tracker}
}

func (c checkCommand) options(host Host) gate.Options {
	return gate.Options{Mode: "check", ConfigPath: c.Config, Offline: c.Offline, Now: host.Now()}
}

var pullPattern = regexp.MustCompile(`^([^/#\s]+/[^/#\s]+)#([1-9][0-9]{0,9})$`)

func parsePull(s string) (record.Repository, int, error) {
	m := pullPattern.FindStringSubmatch(s)
	if m == nil {
		return record.Repository{}, 0, fmt.Errorf("--pr %q: want OWNER/REPO#NUMBER, such as octo/app#41", s)
	}
	number, err := strconv.Atoi(m[2])
	if err != nil {
		return record.Repository{}, 0, fmt.Errorf("--pr %q: %w", s, err)
	}
	repository, err := record.ParseRepository(m[1])
	return repository, number, err
}

var errNoToken = errors.New("no token: set GITHUB_TOKEN to one that may read actions, contents and pull requests, or judge all but the evidence of a clone with --offline")

// token is that of the environment, empty where there is none.
func token(host Host) string { return cmp.Or(host.Env("GITHUB_TOKEN"), host.Env("GH_TOKEN")) }

// asking judges with GitHub's answers, drawing the progress and counting the calls.
func asking(ctx context.Context, host Host, repository record.Repository, judge func(*github.Client) (*collect.Evaluation, error)) (*collect.Evaluation, error) {
	if token(host) == "" {
		return nil, errNoToken
	}
	client, err := github.New(ctx, github.Options{
		Token:      token(host),
		APIURL:     host.Env("GITHUB_API_URL"),
		GraphQLURL: host.Env("GITHUB_GRAPHQL_URL"),
		ServerURL:  host.Env("GITHUB_SERVER_URL"),
		Repository: repository,
		UserAgent:  "packetgate/" + host.Version,
		Now:        host.Now,
		Sleep:      host.Sleep,
	})
	if err != nil {
		return nil, err
	}
	defer client.Close()
	defer progress(host, client)()
	evaluation, err := judge(client)
	if err == nil {
		evaluation.Report.APICalls = client.Calls()
	}
	return evaluation, err
}

// configDefault is the value of the ${config} variable in flag defaults.
const configDefault = config.Path
