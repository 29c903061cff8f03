package rule

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestClaims(t *testing.T) {
	const build, test = "RC-01 57 go build ./... -> exit 0", "RC-01 58 go test ./... -count=1 -> exit 0"
	for _, e := range []struct {
		name string
		situation
		want []string
	}{
		{"each command once, at its first line", situation{}, []string{build, test}},
		{"in review", situation{head: inReview}, []string{build, test}},
		{"in progress", situation{head: with(inReview, edit{"IN_REVIEW", "IN_PROGRESS"})}, nil},
		{
			"the later outcome counts",
			situation{head: []edit{{buildBox, "- [x] `go build ./...` -> exit 1"}}},
			[]string{"RC-01 74 go build ./... -> exit 0", test},
		},
		{"an exit code says more than a word", situation{head: []edit{{buildItem, "1. `go build ./...` passed."}}}, []string{build, test}},
		{"quoting and space make no other command", situation{head: []edit{{buildItem, "1. `go  build  './...'` -> exit 0"}}}, []string{build, test}},
		{
			"a directory does",
			situation{head: []edit{{buildItem, "1. `cd web && go build ./...` -> exit 0"}}},
			[]string{build, test, "RC-01 74 cd web && go build ./... -> exit 0"},
		},
		{"open boxes only ask", situation{head: []edit{{buildBox, "- [ ] `go build ./...` -> exit 0"}, {buildItem, "1. the build"}}}, []string{test}},
		{"N/A did not run", situation{head: outcome(" -> N/A (no Go)")}, []string{test}},
		{"a code that the base asked for", situation{
			base: []edit{{"- [ ] `go build ./...` -> exit 0", "- [ ] `go build ./...` -> exit 2"}}, head: outcome(" -> exit 2"),
		}, []string{"RC-01 57 go build ./... -> exit 2 (allowed 2)", test}},
		{"a code that the base's author noted", situation{
			base: []edit{{"- [ ] `go build ./...` -> exit 0", "- [x] `go build ./...` -> exit 2"}}, head: outcome(" -> exit 2"),
		}, []string{"RC-01 57 go build ./... -> exit 2", test}},
		{"a code that the plan asked for", situation{
			plan: "## Packet RC-01\n\nExit criteria:\n- `go build ./...` exits 2.\n", head: outcome(" -> exit 2"),
		}, []string{"RC-01 57 go build ./... -> exit 2 (allowed 2)", test}},
	} {
		t.Run(e.name, func(t *testing.T) {
			c := caseOf(t, e.situation)
			var got []string
			for _, claim := range Claims(c) {
				s := fmt.Sprintf("%s %d %s -> %s", claim.Packet, claim.Tracked.Command.Line, claim.Tracked.Command.Value, claim.Tracked.Outcome)
				if claim.AllowedExit != 0 {
					s += fmt.Sprintf(" (allowed %d)", claim.AllowedExit)
				}
				got = append(got, s)
			}
			if diff := cmp.Diff(e.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
