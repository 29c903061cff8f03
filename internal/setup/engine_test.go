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
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			play(t, archive)
		})
	}
	if played < 15 {
		t.Errorf("only %d scenarios have the usual evidence workflow", played)
	}
}

// play runs a scenario.
func play(t *testing.T, archive *txtar.Archive) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "scenario.txtar")
	if err := os.WriteFile(path, txtar.Format(archive), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, failure := range scenario.Run(context.Background(), path, judge).Failures {
		t.Error(failure)
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

// TestSetUpStepsThatUsersAdd plays a proven leg with set-up steps as projects have them.
func TestSetUpStepsThatUsersAdd(t *testing.T) {
	for name, steps := range map[string][]string{
		"none":   nil,
		"node":   {"- uses: actions/setup-node@v6\n  with:\n    node-version-file: .nvmrc\n    cache: npm\n", "- run: npm ci\n"},
		"pnpm":   {"- uses: pnpm/action-setup@v4\n", "- uses: actions/setup-node@v6\n", "- run: pnpm install --frozen-lockfile\n"},
		"python": {"- uses: actions/setup-python@v6\n  with:\n    python-version: '3.13'\n", "- run: pip install -e '.[test]'\n"},
		"uv":     {"- uses: astral-sh/setup-uv@v7\n", "- run: uv sync --locked\n"},
		"rust":   {"- uses: dtolnay/rust-toolchain@stable\n  with:\n    components: clippy\n", "- uses: Swatinem/rust-cache@v2\n"},
		"java":   {"- uses: actions/setup-java@v5\n  with:\n    distribution: temurin\n    java-version: '21'\n"},
		"apt":    {"- run: sudo apt-get update && sudo apt-get install -y ripgrep\n"},
		"own":    {"- uses: ./.github/actions/setup\n"},
	} {
		t.Run(name, func(t *testing.T) {
			template, err := setup.Evidence(steps)
			if err != nil {
				t.Fatal(err)
			}
			archive, err := txtar.ParseFile(handWritten)
			if err != nil {
				t.Fatal(err)
			}
			file(archive, member).Data = []byte(template)
			archive.Files = append(archive.Files, txtar.File{
				Name: "base/.github/actions/setup/action.yml",
				Data: []byte("runs:\n  using: composite\n  steps:\n    - uses: actions/setup-go@v5\n    - run: go mod download\n      shell: bash\n"),
			})
			play(t, archive)
		})
	}
}
