package gate

import (
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/evidence"
)

func TestAProofNamesTheFilesThatTheChangeEdits(t *testing.T) {
	p := evidence.Proof{Notes: []string{"a flake"}, Touched: []string{"scripts/soak.sh", "Makefile"}}
	if got := strings.Join(notesOf(p), "|"); !strings.Contains(got, "a flake|") || !strings.Contains(got, "scripts/soak.sh, Makefile") {
		t.Errorf("notes %q", got)
	}
	p.Touched = []string{"1", "2", "3", "4", "5", "6", "7"}
	if got := strings.Join(notesOf(p), "|"); !strings.Contains(got, "4, 5 and 2 more") {
		t.Errorf("notes %q", got)
	}
	if got := notesOf(evidence.Proof{}); len(got) != 0 {
		t.Errorf("notes %q of nothing", got)
	}
}
