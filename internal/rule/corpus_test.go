package rule

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/config"
)

// The history of the model tracker, as its authors wrote it: what the rules say of
// it, but for notices and without records.
func TestModelHistory(t *testing.T) {
	for _, step := range []struct {
		base, head string
		want       []string
	}{
		{"release-confidence-tracker.earlier.md", "release-confidence-tracker.md", []string{
			"154 warning missing-exit-code",
			"191 warning plan-evidence-missing",
			"192 warning missing-exit-code",
			"307 warning checkpoint-pending",
		}},
		{"release-confidence-tracker.md", "release-confidence-tracker.later.md", []string{
			"25 warning self-review",
			"27 warning self-review",
			"28 warning self-review",
			"404 warning missing-exit-code",
			"460 warning plan-evidence-missing",
			"489 warning checkpoint-pending",
		}},
		{"pulse/multi-tenant-ga-readiness.before.md", "pulse/multi-tenant-ga-readiness.after.md", []string{
			"12 warning checkpoint-pending",
			"40 error missing-exit-code",
			"41 warning missing-exit-code",
			"42 warning missing-exit-code",
			"93 error missing-output",
			"112 error claimed-failure",
			"115 error missing-exit-code",
			"116 error missing-exit-code",
		}},
	} {
		read := func(name string) string {
			source, err := os.ReadFile("../../../shared/corpus/" + name)
			if err != nil {
				t.Skip("the corpus is not here")
			}
			return string(source)
		}
		planned := ""
		if strings.HasPrefix(step.base, "release") {
			planned = read("release-confidence-plan.md")
		}
		c := newCase(read(step.base), read(step.base), read(step.head), planned, func(c *Case) {
			c.Offline = true
			c.Change.Files = c.Change.Files[:1]
		})
		var got []string
		for _, f := range Check(c) {
			if f.Severity != config.Notice {
				got = append(got, fmt.Sprintf("%d %s %s", f.Line, f.Severity, f.Rule))
			}
		}
		if diff := cmp.Diff(step.want, got); diff != "" {
			t.Errorf("%s: %s", step.head, diff)
		}
	}
}
