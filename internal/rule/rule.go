// Package rule holds the rules that a tracker must keep, a file a family. Rules
// are pure: they see one tracker at merge base, base tip and head, the proofs of
// its claims and the records asked for, and give findings.
package rule

import (
	"time"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/evidence"
	"github.com/packetgate/packetgate/internal/plan"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/tracker"
	"github.com/packetgate/packetgate/internal/transition"
)

// Case is one tracker of one change, with all that the rules may look at.
type Case struct {
	Change *record.Change
	Path   string
	// MergeBase, Tip and Head are the tracker's versions; MergeBase and Tip are nil
	// when it is new, Head when it was deleted.
	MergeBase, Tip, Head *tracker.Tracker
	Transitions          []transition.Transition
	// Merged is what the board says on the merge result.
	Merged map[string]transition.Standing
	// Siblings are the other trackers of the change.
	Siblings []*Case
	// Plan is the linked plan as the base has it, or all that are linked in one; nil
	// when there is none or none can be read.
	Plan *plan.Plan
	// LostPlans are the links to plans that could not be read.
	LostPlans []LostPlan
	// Proofs are those of this tracker's claims.
	Proofs []evidence.Proof
	// Offline is true when there are no records: rules that need them are silent.
	Offline bool
	Config  *config.Config
	Ledger  *record.Ledger
	// Now decides which waivers have expired.
	Now time.Time
	// Asked picks packets whose claims are judged though they do not move, nil none.
	Asked func(packet string) bool
	// AtRest judges, of a tracker that does not change, every packet that is DONE or
	// approved, as it stands.
	AtRest bool
	// Unread are the packets at rest for which no record is asked, by id.
	Unread map[string]bool
	// Former is the tracker as it stood when a pending checkpoint of today began to be an
	// error; nil where it was not there, or nothing tells.
	Former *tracker.Tracker
}

// LostPlan is a link that leads to no plan.
type LostPlan struct {
	// Link is what the tracker says.
	Link string
	// Outside is true where it leads out of the repository, which is not followed.
	Outside bool
}
