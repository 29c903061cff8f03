package cli

import (
	"context"

	"github.com/packetgate/packetgate/internal/action"
	"github.com/packetgate/packetgate/internal/scenario"
)

// testCommand runs scenarios.
type testCommand struct {
	Paths []string `arg:"" name:"path" help:"Scenario files, or folders of them."`
}

// Help is an example.
func (testCommand) Help() string {
	return "Each scenario is a txtar file, judged by the very code of the action on a local GitHub; docs/scenarios.md specifies it.\n\n" +
		"Example:\n  packetgate test scenarios"
}

// Run runs the scenarios and exits 1 if one failed.
func (c testCommand) Run(ctx context.Context, host Host) error {
	failed, err := scenario.Test(ctx, c.Paths, onMachine(host.Version), host.Stdout)
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
