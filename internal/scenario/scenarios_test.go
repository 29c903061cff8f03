package scenario_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/action"
	"github.com/packetgate/packetgate/internal/scenario"
)

// judge runs the action as the binary does.
func judge(ctx context.Context, m scenario.Machine) int {
	return action.Run(ctx, action.Host{
		Env: func(name string) string { return m.Env[name] }, Stdout: m.Stdout, Now: m.Now, Sleep: m.Sleep, Version: "test",
	})
}

func TestScenarios(t *testing.T) {
	paths, err := scenario.Find("../../scenarios")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".txtar")
		t.Run(filepath.Base(filepath.Dir(path))+"/"+name, func(t *testing.T) {
			t.Parallel()
			for _, failure := range scenario.Run(context.Background(), path, judge).Failures {
				t.Error(failure)
			}
		})
	}
}
