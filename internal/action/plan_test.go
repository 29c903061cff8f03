package action

import (
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/evidence"
)

func TestPlanTable(t *testing.T) {
	for _, test := range []struct {
		name    string
		legs    []evidence.Leg
		unknown []string
		want    []string
	}{
		{"nothing", nil, nil, []string{"has nothing to run: every claim that a job can prove is proven"}},
		{"a packet that is nowhere", nil, []string{"WG-99`<b>"}, []string{"No tracker has a packet ``WG-99`<b>``.\n\n**packetgate** has nothing"}},
		{"a job", []evidence.Leg{{Packet: "WG-01", Digest: "00ff", Command: "a | b"}}, nil, []string{"| WG-01 | `evidence WG-01 00ff` | <code>a &#124; b</code> |"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := planTable(test.legs, test.unknown)
			for _, want := range test.want {
				if !strings.Contains(got, want) {
					t.Errorf("%q is not in %q", want, got)
				}
			}
		})
	}
}
