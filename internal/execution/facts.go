package execution

import (
	"regexp"
	"strconv"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/workflow"
)

// facts are the properties of contexts, beside those of the file, that a leg has in a run
// of the source's event.
func (r *Reader) facts(src *Source, leg workflow.Leg) map[string]string {
	c := r.change
	out := map[string]string{
		"github.event_name":       src.event,
		"github.repository":       c.Repository.String(),
		"github.repository_owner": c.Repository.Owner,
	}
	if c.DefaultBranch != "" && (src.event == "pull_request" || src.event == "push") {
		out["github.event.repository.default_branch"] = c.DefaultBranch
	}
	switch {
	case src.event != "pull_request":
		out["github.base_ref"], out["github.head_ref"] = "", ""
	case r.aimsAtBase():
		out["github.base_ref"], out["github.event.pull_request.base.ref"] = c.BaseRef, c.BaseRef
	}
	if called := leg.Inputs != nil; !called && !leg.Job.MatrixUnknown {
		out["strategy.job-total"] = strconv.Itoa(max(len(leg.Job.Matrix), 1))
	}
	if os := osOf(leg); os != "" {
		out["runner.os"] = os
	}
	return out
}

// aimsAtBase tells whether the head's branch is known never to have aimed at another base.
func (r *Reader) aimsAtBase() bool {
	c := r.change
	if c.Number == 0 || c.BaseRef == "" {
		return false
	}
	aims, absence, ok := r.ledger.Aims(c.HeadRepository, c.HeadRef)
	if !ok || absence != record.Present {
		return false
	}
	for _, aim := range aims.List {
		if aim.Base != c.BaseRef {
			return false
		}
	}
	return len(aims.List) > 0
}

// hosted matches the labels of GitHub's own runners.
var hosted = regexp.MustCompile(`^(ubuntu|macos|windows)-(?:latest|[0-9.]+)(?:-\w+)?$`)

// osOf is what GitHub's own runners of a leg's label give as `runner.os`, "" for others.
func osOf(leg workflow.Leg) string {
	label, unknown := leg.Expand(leg.Job.RunsOn)
	m := hosted.FindStringSubmatch(label)
	if unknown || m == nil {
		return ""
	}
	return map[string]string{"ubuntu": "Linux", "macos": "macOS", "windows": "Windows"}[m[1]]
}
