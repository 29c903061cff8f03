package cli

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/packetgate/packetgate/internal/process"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/tracker"
)

// claimIn reads a line as a box of a packet.
func claimIn(line string) (*tracker.Packet, []*tracker.Claim) {
	const head = "# T\n\n## Packet Board\n\n| Packet | Title | Status |\n|---|---|---|\n| RC-00 | x | READY |\n\n## RC-00 Checklist: x\n\n"
	p := tracker.Parse("t.md", []byte(head+line+"\n"), tracker.Grammar{}).Packet("RC-00")
	return p, p.Claims
}

// TestLineClaimsTheCommand holds the line that is printed to what the tracker reads: a
// claim of the words that ran.
func TestLineClaimsTheCommand(t *testing.T) {
	word := rapid.OneOf(
		rapid.StringOf(rapid.RuneFrom([]rune("abAB012=-'\"`$\\ {},*?[]!~#;&|<>()\n\t.:/@%^+_é\u202e"))),
		rapid.SampledFrom([]string{"-run", "A|B", "->", "exit 0", "`x`", "--count=1", "./...", "&&", "cd", "if", "X=1"}),
	)
	program := rapid.OneOf(rapid.SampledFrom([]string{"go", "npm", "./x", "/bin/sh", "a b", "time", "if", "X=1", "`"}), rapid.StringMatching(`[a-z./][a-z0-9._/-]{0,8}`))
	rapid.Check(t, func(t *rapid.T) {
		words := append([]string{program.Draw(t, "program")}, rapid.SliceOfN(word, 1, 5).Draw(t, "words")...)
		task := newTask(words, rapid.SampledFrom([]string{"", "web", "a b/c", "./-x"}).Draw(t, "directory"))
		if task.unprovable != nil {
			t.Fatalf("%q -> %s: %v", words, task.text, task.unprovable)
		}
		passed := rapid.Bool().Draw(t, "passed")
		o := outcome{Result: process.Result{Duration: time.Second}}
		if !passed {
			o.ExitCode = 3
		}
		line := o.line(task.text)
		p, claims := claimIn(line)
		if len(claims) != 1 || len(p.Boxes) != 1 || p.Boxes[0].Checked != passed || claims[0].Outcome.Kind != tracker.OutcomeExit || claims[0].Outcome.ExitCode != o.ExitCode {
			t.Fatalf("%s is read as %d claims: %+v", line, len(claims), claims)
		}
		commands, err := shell.Parse(claims[0].Command.Value)
		if err != nil || shell.Digest(commands) != shell.Digest(task.commands) {
			t.Fatalf("%q -> %s -> %+v %v", words, line, commands, err)
		}
	})
}

// TestLineOfWhatFailedClaimsNothing says that no line but of exit 0 is ticked, or reads
// as one that passed.
func TestLineOfWhatFailedClaimsNothing(t *testing.T) {
	for _, r := range []process.Result{
		{NotStarted: errNoToken},
		{NotStarted: errNoToken, NotFound: true},
		{Unseen: errNoToken},
		{ExitCode: 1},
		{ExitCode: 255},
		{Signal: 9, TimedOut: true},
		{Signal: 15},
		{Signal: 2, Interrupted: 2},
		{ExitCode: 0, Interrupted: 15},
		{ExitCode: 3, Interrupted: 2},
	} {
		o := outcome{Result: r, limit: 10 * time.Minute}
		line := o.line("go test ./...")
		p, claims := claimIn(line)
		if o.passed() || len(claims) != 1 || p.Boxes[0].Checked || passes(claims[0].Outcome) {
			t.Errorf("%s is read as %+v", line, claims)
		}
		if _, claims := claimIn(strings.Replace(line, "[ ]", "[x]", 1)); passes(claims[0].Outcome) {
			t.Errorf("%s would pass if it were ticked", line)
		}
	}
}

func TestDuration(t *testing.T) {
	got := []string{}
	for _, d := range []time.Duration{0, 12340 * time.Millisecond, 59940 * time.Millisecond, time.Minute, 62*time.Minute + 3*time.Second + 400*time.Millisecond} {
		got = append(got, duration(d))
	}
	if want := []string{"0.0s", "12.3s", "59.9s", "1m0s", "1h2m3s"}; !slices.Equal(got, want) {
		t.Error(got, want)
	}
}
