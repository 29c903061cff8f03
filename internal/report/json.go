package report

import (
	"encoding/json"
	"io"
)

// WriteJSON writes the report as indented JSON that keeps to
// schema/report.v1.schema.json: every list is there, empty ones as []. The report
// itself is not changed.
func WriteJSON(w io.Writer, r *Report) error {
	return encode(w, r.complete())
}

func encode(w io.Writer, document any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(document)
}

// complete returns a copy of the report in which no list is nil.
func (r *Report) complete() *Report {
	c := *r
	c.Schema = Schema
	c.Trackers = list(r.Trackers)
	for i := range c.Trackers {
		t := &c.Trackers[i]
		t.Packets = list(t.Packets)
		for j := range t.Packets {
			t.Packets[j].Blockers = list(t.Packets[j].Blockers)
		}
	}
	c.Transitions = list(r.Transitions)
	c.Proofs = list(r.Proofs)
	for i := range c.Proofs {
		p := &c.Proofs[i]
		p.Claimed.Figures = list(p.Claimed.Figures)
		p.LogLines = list(p.LogLines)
	}
	c.Findings = list(r.Findings)
	return &c
}

// list copies a slice, so that it is never nil and its elements may be replaced.
func list[T any](s []T) []T { return append([]T{}, s...) }
