package tracker

// readStatuses reads what a status says besides itself, once all are known: the
// review state, where no column says it, and what a BLOCKED packet waits for, if
// nothing else says so. A section's status says the review state only on boards
// without a column for it.
func (d *document) readStatuses() {
	for _, p := range d.out.Packets {
		p.StatusReview, _ = reviewHalf(p.StatusAt.Raw)
		p.SectionReview, _ = reviewHalf(p.SectionStatus.Raw)
		d.reviewBehind(p, p.StatusAt)
		if !p.Row.Has(FieldReviewState) {
			d.reviewBehind(p, p.SectionStatus)
		}
		if len(p.Blockers) == 0 && p.Status == StatusBlocked && !p.SectionStatus.IsZero() {
			d.statusBlockers(p, p.SectionStatus)
		}
	}
}

// reviewBehind takes the review state behind a status for the packet's, if it has none.
func (d *document) reviewBehind(p *Packet, at Text) {
	if state, from := reviewHalf(at.Raw); p.ReviewState == ReviewNone && state != ReviewNone {
		p.ReviewState = state
		p.ReviewAt = d.text(trim(d.body, at.Start-d.pos.base+from, at.End-d.pos.base))
		p.ReviewAt.Value = string(state)
	}
}
