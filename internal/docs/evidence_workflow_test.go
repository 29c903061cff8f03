package docs

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/setup"
)

// TestEvidenceWorkflowPage holds docs/evidence-workflow.md to the template.
func TestEvidenceWorkflowPage(t *testing.T) {
	const page = "docs/evidence-workflow.md"
	template, err := setup.Evidence(nil)
	if err != nil {
		t.Fatal(err)
	}
	text := read(t, page)
	before, rest, _ := strings.Cut(text, "<!-- packetgate: template -->\n```yaml\n")
	shown, after, ok := strings.Cut(rest, "```\n")
	switch {
	case !ok:
		t.Fatalf("%s has no template", page)
	case shown == template:
	case *update:
		whole := before + "<!-- packetgate: template -->\n```yaml\n" + template + "```\n" + after
		if err := os.WriteFile("../../"+page, []byte(whole), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s shows another file; renew it with go test ./internal/docs -update (-page +template):\n%s", page, cmp.Diff(shown, template))
	}
}
