// Package transition finds what moved between two versions of a tracker, and
// what the board says once a change is merged.
package transition

import "github.com/packetgate/packetgate/internal/tracker"

// Field is what about a packet changed.
type Field string

// The fields. Evidence stands for claims that are made, gates, records, findings
// and verdicts; checklist for boxes and blockers.
const (
	FieldStatus      Field = "status"
	FieldReviewState Field = "review_state"
	FieldCheckpoint  Field = "checkpoint"
	FieldAdded       Field = "added"
	FieldRemoved     Field = "removed"
	FieldEvidence    Field = "evidence"
	FieldChecklist   Field = "checklist"
)

// Transition is one packet's difference between merge base and head.
type Transition struct {
	Tracker string
	Packet  string
	Field   Field
	// From and To are short texts: a status, a hash, "3/9" ticked boxes, or the
	// first part that differs.
	From string
	To   string
	// Line counts from 1 in the head's file, in the base's for a removed packet.
	Line int
}

// Moves tells whether the transition moves the packet, so that it must be judged:
// filling in a checkpoint does not.
func (t Transition) Moves() bool { return t.Field != FieldCheckpoint }

// Standing is what the merge result's board says of a packet.
type Standing struct {
	Status     tracker.Status
	Review     tracker.ReviewState
	Checkpoint *tracker.Checkpoint
	Packet     *tracker.Packet
}
