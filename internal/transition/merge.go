package transition

import "github.com/packetgate/packetgate/internal/tracker"

// Merge gives the standing of each packet on the merge result: the base tip with
// the moves from merge base to head. Any of the three may be nil.
//
// What the change moved is read from the head, field by field; all else from the
// tip, so that a packet which the base branch reopened meanwhile is not DONE here
// merely because the change's branch is older. A packet that either side removed
// has no standing, unless the other side moved it.
func Merge(mergeBase, tip, head *tracker.Tracker) map[string]Standing {
	before, theirs, ours := rows(mergeBase), rows(tip), rows(head)
	merged := make(map[string]Standing, len(ours)+len(theirs))
	for id, p := range ours {
		old, t := before[id], theirs[id]
		switch {
		case old == nil: // the change added it
			merged[id] = stand(p)
		case t == nil: // the base branch removed it
			if !sameState(old, p) {
				merged[id] = stand(p)
			}
		default:
			merged[id] = combine(old, t, p)
		}
	}
	for id, t := range theirs {
		if ours[id] != nil {
			continue
		}
		if old := before[id]; old == nil || !sameState(old, t) {
			merged[id] = stand(t)
		}
	}
	return merged
}

// rows are the packets of the board by id.
func rows(t *tracker.Tracker) map[string]*tracker.Packet {
	packets := byID(t)
	for id, p := range packets {
		if p.Row == nil {
			delete(packets, id)
		}
	}
	return packets
}

func stand(p *tracker.Packet) Standing {
	return Standing{Status: p.Status, Review: p.ReviewState, Checkpoint: p.Checkpoint(), Packet: p}
}

func combine(old, tip, head *tracker.Packet) Standing {
	s := stand(tip)
	if len(differences("", old, head)) > 0 {
		s.Packet = head
	}
	if statusWord(old) != statusWord(head) {
		s.Status = head.Status
	}
	if reviewWord(old) != reviewWord(head) {
		s.Review = head.ReviewState
	}
	if newCheckpoint(old, head) {
		s.Checkpoint = head.Checkpoint()
	}
	return s
}
