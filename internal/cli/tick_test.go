package cli

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/packetgate/packetgate/internal/action"
)

// Of commands that end at the same time each one's outcome is written.
func TestOutcomesAtTheSameTime(t *testing.T) {
	const commands = 12
	t.Chdir(t.TempDir())
	var text strings.Builder
	text.WriteString("# T Tracker\n\n## Packet Board\n\n| Packet | Title | Status |\n|---|---|---|\n| WG-01 | W | READY |\n\n## WG-01 Checklist: W\n\n")
	for i := range commands {
		fmt.Fprintf(&text, "- [ ] `make t%d`\n", i)
	}
	if err := os.WriteFile("tracker.md", []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	c := runCommand{Packet: "WG-01", Write: true, Tracker: "tracker.md"}
	var all sync.WaitGroup
	for i := range commands {
		all.Go(func() {
			host := Host{Host: action.Host{Env: func(string) string { return "" }, Stdout: &bytes.Buffer{}}, Stderr: &bytes.Buffer{}}
			if err := c.write(host, newTask([]string{"make", fmt.Sprint("t", i)}, ""), outcome{}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	after, err := os.ReadFile("tracker.md")
	if err != nil {
		t.Fatal(err)
	}
	if ticked := strings.Count(string(after), "- [x]"); ticked != commands {
		t.Errorf("%d of %d boxes are ticked:\n%s", ticked, commands, after)
	}
}
