package evidence

import (
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/tracker"
)

// TestProposedAliasCanBePasted reads each proposed line as a configuration has it, and
// holds the alias against the claim.
func TestProposedAliasCanBePasted(t *testing.T) {
	for _, c := range []struct {
		claim, ran string
		want       bool
	}{
		{"go test ./...", "go test -race ./...", true},
		{`go test ./api -run "TestA|TestB"`, `go test -race ./api -run "TestA|TestB"`, true},
		{`go test ./api -run 'Test\d "x"'`, `go test -v ./api -run 'Test\d "x"'`, true},
		{"cd web && npx jest", "cd web && npx jest --ci", true},
		{"go test ./...", "go test -short ./...", false},
		{"go test ./... && go vet ./...", "go test -race ./...", false},
		{"go test ./{pkg}/x", "go test -race ./{pkg}/x", false},
		{"go test ./" + strings.Repeat("x", 200), "go test -race ./" + strings.Repeat("x", 200), false},
		{"go test './ü/...'", "go test -race './ü/...'", false},
		{"go test ./`x`/...", "go test -race ./`x`/...", false},
	} {
		commands, err := shell.Parse(c.claim)
		if err != nil {
			t.Fatal(err)
		}
		ran, err := shell.Parse(c.ran)
		if err != nil {
			t.Fatal(err)
		}
		task := &task{
			claim: Claim{Tracked: &tracker.Claim{Command: tracker.Text{Value: c.claim}}},
			text:  c.claim, commands: commands,
		}
		ran[0].Text = c.ran
		line := task.aliasFor(shell.Ran{Command: ran[0], Proven: true})
		if (line != "") != c.want {
			t.Errorf("for %s, which ran as %s: %q", c.claim, c.ran, line)
		}
		if line == "" {
			continue
		}
		if unproven := task.aliasFor(shell.Ran{Command: ran[0]}); unproven != "" {
			t.Errorf("proposed of a command that is not proven: %s", unproven)
		}
		cfg, err := config.Parse("c.yml", []byte("evidence:\n  aliases:\n    "+line+"\n"), nil)
		if err != nil {
			t.Fatal(err)
		}
		if ReadExceptions(cfg.Evidence).Alias(c.claim) != 0 {
			t.Errorf("%s is not for %s", line, c.claim)
		}
		stands, _ := readAliases(cfg.Evidence.Aliases)[0].standsFor(c.claim, commands)
		if got, err := shell.Parse(stands); err != nil || shell.Digest(got) != shell.Digest(ran) {
			t.Errorf("%s stands for %q", line, stands)
		}
	}
}
