package scenario_test

import (
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/packetgate/packetgate/internal/scenario"
)

// TestTheBinaryCannotTell runs the action as the image runs it: its own process, with
// nothing but the runner's environment.
func TestTheBinaryCannotTell(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the binary")
	}
	binary := filepath.Join(t.TempDir(), "packetgate-action")
	if out, err := exec.Command("go", "build", "-o", binary, "../../cmd/packetgate-action").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	run := func(ctx context.Context, m scenario.Machine) int {
		command := exec.CommandContext(ctx, binary)
		for name, value := range m.Env {
			command.Env = append(command.Env, name+"="+value)
		}
		command.Dir, command.Stdout, command.Stderr = m.Env["GITHUB_WORKSPACE"], m.Stdout, m.Stderr
		var exit *exec.ExitError
		if err := command.Run(); err != nil && !errors.As(err, &exit) {
			t.Error(err)
		}
		return command.ProcessState.ExitCode()
	}
	for _, name := range []string{"honest/plain-step", "honest/app", "honest/value", "dishonest/failed-step", "dishonest/bad-configuration"} {
		t.Run(name, func(t *testing.T) {
			for _, failure := range scenario.Run(t.Context(), "../../scenarios/"+name+".txtar", run).Failures {
				t.Error(failure)
			}
		})
	}
}
