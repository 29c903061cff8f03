package rule

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestBlockersOfAStatus holds packets to what their status says that they wait for,
// though the words go with the status.
func TestBlockersOfAStatus(t *testing.T) {
	board := func(first, second string) string {
		return "# T\n\n## Packet Board\n\n| Packet | Title | Status |\n|---|---|---|\n| GA-01 | a | " + first + " |\n| GA-02 | b | " + second + " |\n\n## GA-01: a\n\n## GA-02: b\n"
	}
	for _, tt := range []struct{ base, head, want string }{
		{board("READY", "BLOCKED (GA-01)"), board("READY", "IN_PROGRESS"), "8 blocked-packet-advanced"},
		{board("READY", "BLOCKED (all)"), board("READY", "READY"), "8 blocked-packet-advanced"},
		{board("READY", "BLOCKED (GA-01)"), board("READY", "BLOCKED"), ""},
		{board("DONE", "BLOCKED (GA-01)"), board("DONE", "IN_PROGRESS"), ""},
	} {
		var got []string
		for _, f := range Check(newCase(tt.base, tt.base, tt.head, "", nil)) {
			if slices.Contains([]Slug{BlockedPacketAdvanced, RequirementWeakened, StaleBlockerNote, UnknownPacket}, f.Rule) {
				got = append(got, fmt.Sprintf("%d %s", f.Line, f.Rule))
			}
		}
		if got := strings.Join(got, ", "); got != tt.want {
			t.Errorf("%s\n-> %s\n%s, want %s", tt.base, tt.head, got, tt.want)
		}
	}
}

// TestARerunHidesNoGate holds a packet to the gates of its review, if a list of
// commands that were run again stands behind it.
func TestARerunHidesNoGate(t *testing.T) {
	head := "# T\n\n## Packet Board\n\n| Packet | Title | Status |\n|---|---|---|\n| GA-01 | a | DONE |\n\n## GA-01: a\n\n" +
		"Commands run:\n- `a b` -> exit 0\n\nGate checklist:\n- P0: FAIL (leak)\n\nVerdict: APPROVED\n\n### Evidence (rerun)\n\nCommands run:\n- `a b` -> exit 0\n"
	failed := 0
	for _, f := range Check(newCase("", "", head, "", nil)) {
		if f.Rule == GateFailed {
			failed++
		}
	}
	if failed != 1 {
		t.Errorf("%d gates failed", failed)
	}
}

// TestBlockersTheBaseArchived knows a blocker that the base branch has taken off its board,
// or whose tracker it has moved, by the board of the change.
func TestBlockersTheBaseArchived(t *testing.T) {
	board := func(first, second string) string {
		return "# T\n\n## Packet Board\n\n| Packet | Title | Status |\n|---|---|---|\n" + first + "| GA-02 | b | " + second + " |\n\n## GA-01: a\n\n## GA-02: b\n\nBlocked by:\n- GA-01\n"
	}
	for first, want := range map[string]string{"| GA-01 | a | DONE |\n": "", "| GA-01 | a | READY |\n": "8 blocked-packet-advanced"} {
		for _, tip := range []string{board("", "READY"), ""} {
			var got []string
			for _, f := range Check(newCase(board(first, "READY"), tip, board(first, "IN_PROGRESS"), "", nil)) {
				if slices.Contains([]Slug{BlockedPacketAdvanced, UnknownPacket}, f.Rule) {
					got = append(got, fmt.Sprintf("%d %s", f.Line, f.Rule))
				}
			}
			if got := strings.Join(got, ", "); got != want {
				t.Errorf("%q with the base at %q: %s, want %s", first, tip, got, want)
			}
		}
	}
}
