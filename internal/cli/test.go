package cli

import (
	"context"
	"errors"

	"github.com/packetgate/packetgate/internal/action"
	"github.com/packetgate/packetgate/internal/scenario"
)

// testCommand runs scenarios.
type testCommand struct {
	Paths   []string `arg:"" optional:"" name:"path" help:"Scenario files, or folders of them."`
	Format  string   `enum:"text,json" default:"text" help:"How to tell what came of them: text, json."`
	Serve   string   `placeholder:"FILE" help:"Instead, serve one scenario's GitHub until interrupted, for another process to judge."`
	EnvFile string   `placeholder:"FILE" help:"With --serve: where to write the runner's variables; event.json is put beside it."`
}

// Help is an example.
func (testCommand) Help() string {
	return "Each scenario is a txtar file, judged by the very code of the action on a local GitHub; docs/scenarios.md specifies it.\n\n" +
		"Examples:\n  packetgate test scenarios\n  packetgate test --serve scenarios/honest/plain-step.txtar --env-file /tmp/job/env"
}

// Run runs the scenarios and exits 1 if one failed.
func (c testCommand) Run(ctx context.Context, host Host) error {
	switch serving := c.Serve != "" || c.EnvFile != ""; {
	case serving && (c.Serve == "" || c.EnvFile == "" || len(c.Paths) > 0):
		return errors.New("--serve FILE and --env-file FILE go together, without further paths")
	case serving:
		return scenario.Serve(ctx, c.Serve, c.EnvFile, host.Stdout)
	case len(c.Paths) == 0:
		return errors.New("name scenario files or folders to run, such as scenarios")
	}
	failed, err := scenario.Test(ctx, c.Paths, onMachine(host.Version), c.Format, host.Stdout)
	if err != nil {
		return err
	}
	if failed > 0 {
		return exit(action.ExitFailed)
	}
	return nil
}

// onMachine runs the action as it is on the machine of a scenario.
func onMachine(version string) scenario.Action {
	return func(ctx context.Context, m scenario.Machine) int {
		return action.Run(ctx, action.Host{
			Env:     func(name string) string { return m.Env[name] },
			Stdout:  m.Stdout,
			Now:     m.Now,
			Sleep:   m.Sleep,
			Version: version,
		})
	}
}
