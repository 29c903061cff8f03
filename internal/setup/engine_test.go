package setup_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/packetgate/packetgate/internal/action"
	"github.com/packetgate/packetgate/internal/scenario"
	"github.com/packetgate/packetgate/internal/setup"
)

// handWritten is the scenario whose evidence workflow is the one that most of them have.
const handWritten = "../../scenarios/claims/honest/leg-green.txtar"

const member = "base/" + setup.EvidencePath

// TestTheEngineTakesTheTemplate plays the scenarios of the evidence workflow again with
// the one that packetgate init writes: legs and plans, proven, red and forged.
func TestTheEngineTakesTheTemplate(t *testing.T) {
	template, err := setup.Evidence([]string{"- uses: actions/setup-go@v5\n"})
	if err != nil {
		t.Fatal(err)
	}
	usual, err := txtar.ParseFile(handWritten)
	if err != nil {
		t.Fatal(err)
	}
	paths, err := scenario.Find("../../scenarios/claims")
	if err != nil {
		t.Fatal(err)
	}
	played := 0
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if file(archive, member) == nil || string(file(archive, member).Data) != string(file(usual, member).Data) || edited(archive) {
			continue // what it shows is in that file
		}
		played++
		file(archive, member).Data = []byte(template)
		copied := filepath.Join(t.TempDir(), filepath.Base(path))
		if err := os.WriteFile(copied, txtar.Format(archive), 0o600); err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			for _, failure := range scenario.Run(context.Background(), copied, judge).Failures {
				t.Error(failure)
			}
		})
	}
	if played < 15 {
		t.Errorf("only %d scenarios have the usual evidence workflow", played)
	}
}

func file(archive *txtar.Archive, name string) *txtar.File {
	for i := range archive.Files {
		if archive.Files[i].Name == name {
			return &archive.Files[i]
		}
	}
	return nil
}

// edited tells whether a scenario changes the evidence workflow by an edit of its text.
func edited(archive *txtar.Archive) bool {
	return strings.Contains(string(file(archive, "scenario.yml").Data), setup.EvidencePath)
}

func judge(ctx context.Context, m scenario.Machine) int {
	return action.Run(ctx, action.Host{
		Env: func(name string) string { return m.Env[name] }, Stdout: m.Stdout, Now: m.Now, Sleep: m.Sleep, Version: "test",
	})
}
