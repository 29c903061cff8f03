package execution

import (
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/workflow"
)

func TestForeignCode(t *testing.T) {
	const idiom = "${{ github.event_name == 'pull_request' && github.event.pull_request.head.sha || github.sha }}"
	cases := []struct {
		event, ref, repository string
		says                   string // "" for the event's commit
	}{
		{event: "push"},
		{event: "push", ref: "${{ github.sha }}"},
		{event: "push", ref: idiom},
		{event: "pull_request", ref: idiom},
		{event: "pull_request", ref: "${{ github.event.pull_request.head.sha || github.ref }}"},
		{event: "push", ref: "${{ github.event.pull_request.head.sha || github.ref }}", says: "may have moved"},
		{event: "push", ref: "${{ github.head_ref || github.sha }}"},
		{event: "pull_request", ref: "${{ github.head_ref || github.sha }}", says: "may have moved"},
		{event: "push", ref: "${{ inputs.ref || github.sha }}"},
		{event: "push", ref: "${{ inputs.ref != '' && inputs.ref || github.sha }}"},
		{event: "workflow_dispatch", ref: "${{ inputs.ref || github.sha }}", says: "not known"},
		{event: "push", ref: "${{ github.event_name == 'workflow_dispatch' && inputs.ref || github.sha }}"},
		{event: "pull_request", ref: "${{ github.event_name != 'push' && 'main' || github.sha }}", says: "not the event's commit"},
		{event: "push", ref: "${{ github.event_name != 'push' && 'main' || github.sha }}"},
		{event: "push", ref: "${{ vars.PIN && github.sha || 'main' }}", says: "not the event's commit"},
		{event: "pull_request", ref: "${{ contains(github.event.pull_request.labels.*.name, 'x') && 'main' || github.sha }}", says: "not the event's commit"},
		{event: "pull_request", ref: "${{ (github.actor == 'a' || github.actor == 'b') && github.event.pull_request.head.sha || github.sha }}"},
		{event: "push", ref: "${{ !github.head_ref && github.sha || 'main' }}"},
		{event: "push", ref: "${{ github.sha && 'main' }}", says: "not the event's commit"},
		{event: "push", ref: "${{ github.sha }}~1", says: "not known"},
		{event: "push", ref: "${{ github.sha", says: "not known"},
		{event: "push", ref: "${{ vars.REF || github.sha }}", says: "not known"},
		{event: "push", ref: "${{ " + strings.Repeat("(", 500), says: "not known"},
		{event: "push", ref: "main", says: "not the event's commit"},
		{event: "push", repository: "${{ github.repository }}"},
		{event: "push", repository: "octo/demo"},
		{event: "push", repository: "octo/other", says: "repository"},
		{event: "pull_request", ref: idiom, repository: "${{ github.event.pull_request.head.repo.full_name || github.repository }}"},
		{event: "pull_request", repository: "${{ github.event.pull_request.head.repo.full_name }}", says: "repository"},
		{event: "pull_request", ref: "${{ github.event.after }}", repository: "${{ github.event.pull_request.head.repo.full_name }}", says: "repository"},
	}
	for _, c := range cases {
		src := &Source{sourceKey: sourceKey{fileKey: fileKey{headSHA, ci}}}
		leg := workflow.Leg{Job: &workflow.Job{}}
		step := &workflow.Step{With: map[string]string{"ref": c.ref, "repository": c.repository}}
		at := scopeOf(record.Run{Event: c.event, Path: ci}, src, &piece{leg: leg, step: step})
		got, _ := at.foreignCode(step, record.Repository{Owner: "octo", Name: "demo"})
		if (got == "") != (c.says == "") || !strings.Contains(got, c.says) {
			t.Errorf("on %s, ref %q of %q: %q, want %q", c.event, Clip(c.ref), c.repository, got, c.says)
		}
	}
}
