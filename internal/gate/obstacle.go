package gate

import (
	"slices"
	"time"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/plan"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/rule"
	"github.com/packetgate/packetgate/internal/tracker"
	"github.com/packetgate/packetgate/internal/transition"
)

// Standing is a tracker as it is, with the linked plan or all of them in one (nil where
// there is none or none can be read), under a configuration.
type Standing struct {
	Tracker *tracker.Tracker
	Plan    *plan.Plan
	// LostPlan is the first link to a plan that cannot be read, empty if all can.
	LostPlan string
	Config   *config.Config
	// Now decides which waivers have expired.
	Now time.Time
}

// Obstacles says for each packet of the board what stands between it and a DONE
// that is true: the errors that the rules find on a change that moves this packet
// to DONE and nothing else, without the records; of one that is DONE, those on a
// change that touches it. A packet that it does not name may be DONE as far as can
// be told offline. It takes time linear in the tracker.
//
// All packets are moved in one change, but no packet's move shows to another: what
// one waits for is read, as always, from the merge result's board, which here is
// the board as it stands.
func (s Standing) Obstacles() map[string][]rule.Finding {
	c := s.unchanged()
	head := *s.Tracker
	head.Packets = nil
	moved := map[string]*tracker.Packet{}
	for _, p := range s.Tracker.Packets {
		if p.Row != nil && moved[p.ID] == nil {
			moved[p.ID] = p
			done, from := *p, string(p.Status)
			done.Status = tracker.StatusDone
			p = &done
			c.Transitions = append(c.Transitions, transition.Transition{
				Tracker: head.Path, Packet: p.ID, Field: transition.FieldStatus,
				From: from, To: string(done.Status), Line: p.Line(),
			})
		}
		head.Packets = append(head.Packets, p)
	}
	head.Problems = slices.DeleteFunc(slices.Clone(head.Problems), func(p tracker.Problem) bool {
		return p.Kind == tracker.ProblemUnknownStatus && moved[p.Packet] != nil && p.Start != moved[p.Packet].ReviewAt.Start
	})
	c.Head = &head
	found := map[string][]rule.Finding{}
	for _, f := range rule.Check(c) {
		if f.Severity == config.Error && moved[f.Packet] != nil {
			found[f.Packet] = append(found[f.Packet], f)
		}
	}
	return found
}

// waits lists for each packet what it waits for, as the rules see it.
func (s Standing) waits() map[string][]rule.Wait { return rule.Waits(s.unchanged()) }

// unchanged is a change that leaves the tracker as it is.
func (s Standing) unchanged() *rule.Case {
	return &rule.Case{
		Change:    &record.Change{Open: true},
		Path:      s.Tracker.Path,
		MergeBase: s.Tracker,
		Tip:       s.Tracker,
		Head:      s.Tracker,
		Merged:    transition.Merge(nil, nil, s.Tracker),
		Plan:      s.Plan,
		Offline:   true,
		Config:    s.Config,
		Ledger:    record.NewLedger(nil),
		Now:       s.Now,
	}
}
