package tracker

import (
	"strings"

	"github.com/packetgate/packetgate/internal/word"
)

var statusWords = map[string]Status{
	"READY": StatusReady, "TODO": StatusReady, "TO DO": StatusReady,
	"PENDING": StatusReady, "NOT STARTED": StatusReady,
	"IN PROGRESS":       StatusInProgress,
	"IN REVIEW":         StatusInReview,
	"CHANGES REQUESTED": StatusChangesRequested,
	"BLOCKED":           StatusBlocked,
	"DONE":              StatusDone,
}

var reviewWords = map[string]ReviewState{
	"": ReviewNone, "—": ReviewNone, "–": ReviewNone, "N/A": ReviewNone, "NA": ReviewNone, "NONE": ReviewNone,
	"PENDING": ReviewPending, "IN REVIEW": ReviewPending,
	"APPROVED":          ReviewApproved,
	"CHANGES REQUESTED": ReviewChangesRequested,
	"BLOCKED":           ReviewBlocked,
}

// status reads a status as it stands on a board or behind "Status:". DONE with another
// status behind it in brackets is none.
func (v *vocabulary) status(raw string) Status {
	key := word.Status(raw)
	if s, ok := v.statuses[key]; ok {
		return s
	}
	if strings.Trim(key, "-—–") == "" {
		return StatusNone
	}
	head, remark, remarked := strings.Cut(key, "(")
	if remarked {
		key = strings.TrimSpace(head)
		if head, _, _ := strings.Cut(raw, " ("); key == "" {
			key = word.Status(head) // a symbol before the remark
		}
	}
	if s, ok := v.statuses[key]; ok {
		if other := v.statuses[strings.Trim(remark, " )")]; s == StatusDone && other != "" && other != s {
			return StatusUnknown
		}
		return s
	}
	if head, review, ok := strings.Cut(key, "/"); ok {
		if _, known := reviewWords[strings.TrimSpace(review)]; known {
			if s, ok := v.statuses[strings.TrimSpace(head)]; ok {
				return s
			}
		}
	}
	return StatusUnknown
}

// reviewState reads the state of a review as it stands on a board or in a record.
func reviewState(raw string) ReviewState {
	key := word.Status(raw)
	if s, ok := reviewWords[key]; ok {
		return s
	}
	if strings.Trim(key, "-—–") == "" {
		return ReviewNone
	}
	head, remark, _ := strings.Cut(key, "(")
	switch s, ok := reviewWords[strings.TrimSpace(head)]; {
	case !ok:
		return ReviewUnknown
	case s == ReviewApproved:
		return approvedBut("(" + remark)
	default:
		return s
	}
}

// reviewHalf gives the review state that a status names behind a slash, as in "DONE /
// APPROVED", and where it starts; none where it names no such state.
func reviewHalf(raw string) (state ReviewState, at int) {
	slash := strings.IndexByte(raw, '/')
	if slash < 0 {
		return ReviewNone, 0
	}
	if state = reviewState(raw[slash+1:]); state == ReviewUnknown {
		return ReviewNone, 0
	}
	return state, slash + 1
}

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
