package execution

import (
	"testing"

	"github.com/packetgate/packetgate/internal/record"
)

func TestCheckoutDir(t *testing.T) {
	r := &Reader{change: &record.Change{Repository: record.Repository{Owner: "acme", Name: "Widgets"}}}
	for input, want := range map[string]string{
		"": ".", ".": ".", "./": ".", "sub/..": ".", "../widgets": ".", "../../widgets/widgets": ".",
		"/home/runner/work/widgets/widgets": ".", `D:\a\widgets\widgets`: ".", "${{ github.workspace }}": ".",
		"/tmp/elsewhere": ".", "../elsewhere": ".",
		"api": "api", "./api/": "api", "../widgets/api": "api", `tools\x`: "tools/x",
		"${{ github.workspace }}/before": "before", "/__w/widgets/widgets/api": "api",
	} {
		if got := r.checkoutDir(input); got != want {
			t.Errorf("%q: %q, want %q", input, got, want)
		}
	}
}
