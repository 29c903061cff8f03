package docs

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/action"
	"github.com/packetgate/packetgate/internal/cli"
)

// TestReadmeShowsTheDemo holds what README.md shows to what the demo prints.
func TestReadmeShowsTheDemo(t *testing.T) {
	shown := regexp.MustCompile("(?s)## What you see.*?```\n(.*?)```").FindStringSubmatch(read(t, "README.md"))
	if shown == nil {
		t.Fatal("README.md shows nothing")
	}
	var out bytes.Buffer
	host := cli.Host{Host: action.NewHost("test")}
	host.Stdout, host.Stderr = &out, &out
	if code := cli.Run(t.Context(), host, []string{"demo"}); code != action.ExitPassed {
		t.Fatalf("exit %d: %s", code, out.String())
	}
	// The page breaks long lines.
	flat := func(s string) string { return strings.Join(strings.Fields(strings.ReplaceAll(s, "│", "")), " ") }
	if !strings.Contains(flat(out.String()), flat(shown[1])) {
		t.Errorf("the demo does not print what README.md shows:\n%s\n%s", shown[1], out.String())
	}
}
