package rule

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/plan"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/tracker"
)

// Check runs every rule over the case and returns the findings in file order,
// with configured severities applied and those that are off left out. It may
// ask the case's ledger for records; findings that need them are absent until
// the ledger has them.
//
// Only packets that the change moves are judged, by the checkpoint rules also
// those whose checkpoint alone changed. What is wrong with the board as a whole
// is found when the change brought it about.
func Check(c *Case) []Finding {
	p := newPass(c)
	for _, r := range All() {
		weight, origin := r.Weight(c.Config)
		if !r.Judged() || weight == config.Off {
			continue
		}
		p.rule = r
		first := len(p.findings)
		r.check(p)
		for i := range p.findings[first:] {
			if origin != "" {
				p.findings[first+i].Severity = weight
			}
		}
	}
	slices.SortStableFunc(p.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return p.findings
}

// pass is one run of the rules over a case.
type pass struct {
	*Case
	rule     Rule
	findings []Finding

	// before, tip and after map each id to its first packet at the merge base, the
	// base tip and the head.
	before, tip, after map[string]*tracker.Packet
	// moved are the ids of moved packets, in checkpointed also those with only a
	// new checkpoint.
	moved, checkpointed map[string]bool
	commands            *canon
	// wordings is how many words of boxes may still be compared, hints how many
	// commands have been compared for a hint.
	wordings, hints int
	// planned are the plan's blockers by packet, see plannedBlockers.
	planned map[string][]plan.Edge
	// accounts are the configured ones by people's plain names, see identities.
	accounts map[string][]string
	// plainIDs are the board's ids by their plain form, see nearest.
	plainIDs map[string]string
}

func newPass(c *Case) *pass {
	p := &pass{
		Case:         c,
		before:       byID(c.MergeBase),
		tip:          byID(c.Tip),
		after:        byID(c.Head),
		moved:        map[string]bool{},
		checkpointed: map[string]bool{},
		commands:     newCanon(),
		wordings:     mostWordings,
	}
	for _, t := range c.Transitions {
		p.moved[t.Packet] = p.moved[t.Packet] || t.Moves()
		p.checkpointed[t.Packet] = true
	}
	return p
}

func byID(t *tracker.Tracker) map[string]*tracker.Packet {
	out := map[string]*tracker.Packet{}
	for _, packet := range packets(t) {
		if out[packet.ID] == nil {
			out[packet.ID] = packet
		}
	}
	return out
}

func packets(t *tracker.Tracker) []*tracker.Packet {
	if t == nil {
		return nil
	}
	return t.Packets
}

// movedPackets are the head's packets that the change moves. One whose row it
// takes away is not among them, even if its section stays: packet-removed says all
// there is to say.
func (p *pass) movedPackets() []*tracker.Packet {
	var out []*tracker.Packet
	for _, packet := range packets(p.Head) {
		old := p.before[packet.ID]
		removed := old != nil && old.Row != nil && packet.Row == nil
		if p.moved[packet.ID] && !removed {
			out = append(out, packet)
		}
	}
	return out
}

// closedPackets are the moved packets that are DONE or approved at the head.
func (p *pass) closedPackets() []*tracker.Packet {
	return slices.DeleteFunc(p.movedPackets(), func(packet *tracker.Packet) bool { return !closed(packet) })
}

// each is the check of a rule that judges packets one by one.
func each(packets func(*pass) []*tracker.Packet, judge func(*pass, *tracker.Packet)) func(*pass) {
	return func(p *pass) {
		for _, packet := range packets(p) {
			judge(p, packet)
		}
	}
}

// statusMoved tells whether the change moves the packet's status, and from what.
func (p *pass) statusMoved(packet *tracker.Packet) (from tracker.Status, moved bool) {
	old := p.before[packet.ID]
	if old == nil || old.Row == nil {
		return tracker.StatusNone, true
	}
	return old.Status, old.Status != packet.Status
}

// closed tells whether a packet, nil for none, claims at this version to be finished:
// DONE, or approved by its board, or in review with a recorded approval. The approval of
// an earlier review that still stands in a reopened packet is none.
func closed(p *tracker.Packet) bool {
	switch {
	case p == nil:
		return false
	case p.Status == tracker.StatusDone || p.ReviewState == tracker.ReviewApproved:
		return true
	}
	return p.ReviewState == tracker.ReviewNone && p.Status == tracker.StatusInReview && approving(p)
}

// approving tells whether the verdict that counts is an approval.
func approving(p *tracker.Packet) bool {
	v := p.Verdict()
	return v != nil && v.State == tracker.ReviewApproved
}

// atWork tells whether work on a packet has begun, at the head or before.
func (p *pass) atWork(packet *tracker.Packet) bool {
	old := p.before[packet.ID]
	return packet.Status.Started() || old != nil && old.Status.Started()
}

// otherTrackers tells whether the change brings another tracker than this one.
func (p *pass) otherTrackers() bool {
	return slices.ContainsFunc(p.Change.Documents, func(d record.Document) bool { return d.Path != p.Path })
}

// state says how a closed packet is closed: "DONE" or "APPROVED".
func state(p *tracker.Packet) string {
	if p.Status == tracker.StatusDone {
		return "DONE"
	}
	return "APPROVED"
}

// placeOr is where a text stands, or another place where there is none.
func placeOr(t tracker.Text, other tracker.Span) tracker.Span {
	if t.IsZero() {
		return other
	}
	return t.Span
}

// statusPlace is where a finding about a packet's status belongs.
func statusPlace(p *tracker.Packet) tracker.Span {
	if p.Row != nil {
		return placeOr(p.StatusAt, p.Row.Span)
	}
	return placeOr(p.StatusAt, sectionPlace(p))
}

// sectionPlace is where a finding about something that a packet's sections lack
// belongs: the first section's heading, else the board row.
func sectionPlace(p *tracker.Packet) tracker.Span {
	switch {
	case len(p.Sections) > 0:
		return p.Sections[0].Heading.Span
	case p.Row != nil:
		return p.Row.Span
	default:
		return p.IDAt.Span
	}
}

// recordPlace is where a finding about something that a packet's last review record
// lacks belongs: the given line of it, else that of its section.
func recordPlace(p *tracker.Packet, line func(*tracker.ReviewRecord) tracker.Text) tracker.Span {
	if n := len(p.Records); n > 0 {
		return placeOr(line(p.Records[n-1]), sectionPlace(p))
	}
	return sectionPlace(p)
}

// but notes what speaks against a packet's being DONE or approved, which the message
// begins with.
func (p *pass) but(packet *tracker.Packet, at tracker.Span, format string, args ...any) *Finding {
	return p.add(packet, at, "is %s, but %s", state(packet), fmt.Sprintf(format, args...))
}

// add notes a finding on a packet, with whose name the message begins.
func (p *pass) add(packet *tracker.Packet, at tracker.Span, format string, args ...any) *Finding {
	return p.note(packet.ID, at, "%s %s", name(packet.ID), fmt.Sprintf(format, args...))
}

// note notes a finding of the current rule in its default severity. The result is
// valid until the next call.
func (p *pass) note(packet string, at tracker.Span, format string, args ...any) *Finding {
	line := max(at.Line, 1)
	p.findings = append(p.findings, Finding{
		Rule:     p.rule.Slug,
		Severity: p.rule.DefaultSeverity,
		Tracker:  p.Path,
		Packet:   packet,
		Line:     line,
		Column:   max(at.Column, 1),
		EndLine:  max(at.EndLine, line),
		Message:  fmt.Sprintf(format, args...),
	})
	return &p.findings[len(p.findings)-1]
}

// as changes a finding's severity.
func (f *Finding) as(s config.Severity) *Finding {
	f.Severity = s
	return f
}
