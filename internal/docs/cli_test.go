package docs

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/action"
	"github.com/packetgate/packetgate/internal/cli"
)

// TestEveryCommandIsDocumented holds docs/cli.md to what packetgate --help lists.
func TestEveryCommandIsDocumented(t *testing.T) {
	var out bytes.Buffer
	host := cli.Host{Host: action.NewHost("test")}
	host.Stdout, host.Stderr = &out, &out
	if code := cli.Run(t.Context(), host, []string{"--help"}); code != action.ExitPassed {
		t.Fatalf("exit %d: %s", code, out.String())
	}
	_, list, _ := strings.Cut(out.String(), "Commands:\n")
	commands := regexp.MustCompile(`(?m)^  ([a-z]+) `).FindAllStringSubmatch(list, -1)
	if len(commands) == 0 {
		t.Fatal(out.String())
	}
	page := read(t, "docs/cli.md")
	for _, c := range commands {
		if !strings.Contains(page, "| `packetgate "+c[1]+"` |") {
			t.Errorf("docs/cli.md does not list packetgate %s", c[1])
		}
	}
}
