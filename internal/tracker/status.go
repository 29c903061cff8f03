package tracker

import "slices"

// readStatuses reads what a status says besides itself, once all are known: the
// review state, on boards without a column for it, and what a BLOCKED packet waits
// for, if nothing else says so.
func (d *document) readStatuses() {
	column := slices.ContainsFunc(d.out.Board.Columns, func(c Column) bool { return c.Field == FieldReviewState })
	for _, p := range d.out.Packets {
		for _, at := range []Text{p.StatusAt, p.SectionStatus} {
			if state, from := reviewHalf(at.Raw); !column && p.ReviewState == ReviewNone && state != ReviewNone {
				p.ReviewState = state
				p.ReviewAt = d.text(trim(d.body, at.Start-d.pos.base+from, at.End-d.pos.base))
				p.ReviewAt.Value = string(state)
			}
		}
		if len(p.Blockers) == 0 && p.Status == StatusBlocked && !p.SectionStatus.IsZero() {
			d.statusBlockers(p, p.SectionStatus)
		}
	}
}
