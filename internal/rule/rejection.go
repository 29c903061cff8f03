package rule

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/tracker"
)

var rejectionRules = []Rule{
	{RejectedWithoutFindings, config.Error, "rejection", "A packet whose review failed says what was found.", each((*pass).movedPackets, rejectedWithoutFindings)},
	{RejectedButClosed, config.Error, "rejection", "A packet whose review failed keeps boxes open.", each((*pass).movedPackets, rejectedButClosed)},
	{RejectedButDone, config.Error, "rejection", "A packet whose review failed is not DONE.", each((*pass).movedPackets, rejectedButDone)},
	{GateFailed, config.Error, "rejection", "No gate of a finished packet says FAIL, was left unfilled or passed only in part, and P0 and P2 are never N/A.", each((*pass).closedPackets, gateFailed)},
}

// rejected tells whether the board says that the packet's review failed.
func rejected(p *tracker.Packet) bool {
	return p.Status == tracker.StatusChangesRequested ||
		p.ReviewState == tracker.ReviewChangesRequested && p.Status != tracker.StatusDone
}

// rejectedPlace is where the board says it.
func rejectedPlace(p *tracker.Packet) tracker.Span {
	if p.Status == tracker.StatusChangesRequested {
		return statusPlace(p)
	}
	return placeOr(p.ReviewAt, statusPlace(p))
}

func rejectedWithoutFindings(p *pass, packet *tracker.Packet) {
	if rejected(packet) && len(reasons(packet)) == 0 {
		p.add(packet, rejectedPlace(packet), "is CHANGES_REQUESTED, but no finding says why. Add a `Findings:` list to its section.")
	}
}

// reasons are what a packet holds against itself: its findings, and the gates
// that failed.
func reasons(p *tracker.Packet) []string {
	var out []string
	for _, f := range p.Findings {
		out = append(out, f.Value)
	}
	for _, g := range p.Gates {
		if g.Result == tracker.GateFail {
			out = append(out, g.Text.Value)
		}
	}
	return out
}

func rejectedButClosed(p *pass, packet *tracker.Packet) {
	if checked, total := packet.Progress(); rejected(packet) && total > 0 && checked == total {
		ticked := fmt.Sprintf("all of its %d boxes are", total)
		if total == 1 {
			ticked = "its one box is"
		}
		p.add(packet, rejectedPlace(packet), "is CHANGES_REQUESTED, but %s ticked. Open what the findings put in doubt.", ticked)
	}
}

// rejection is the place that says a DONE packet's review failed.
func rejection(packet *tracker.Packet) (at tracker.Text, word tracker.ReviewState, found bool) {
	refused := func(s tracker.ReviewState) bool {
		return s == tracker.ReviewChangesRequested || s == tracker.ReviewBlocked
	}
	if refused(packet.ReviewState) {
		return packet.ReviewAt, packet.ReviewState, true
	}
	if v := packet.Verdict(); v != nil && refused(v.State) {
		return v.Text, v.State, true
	}
	return tracker.Text{}, "", false
}

func rejectedButDone(p *pass, packet *tracker.Packet) {
	if packet.Status != tracker.StatusDone {
		return
	}
	if at, word, found := rejection(packet); found {
		p.add(packet, at.Span, "is DONE, but its review says %s. Record an APPROVED verdict of a new review, or set the status to CHANGES_REQUESTED.", word)
	}
}

func gateFailed(p *pass, packet *tracker.Packet) {
	for _, g := range standingGates(packet) {
		at, gate, said := g.Text.Span, name(g.Name), quote(g.Text.Value)
		switch {
		case g.Result == tracker.GateFail:
			p.but(packet, at, "gate %s says FAIL: %s. Mend what failed and review again, or set the status to CHANGES_REQUESTED.", gate, said)
		case g.Strange != "":
			p.but(packet, at, "gate %s holds letters that only look like others (%s): %s. Type its result in plain letters: PASS or FAIL.", gate, g.Strange, said)
		case g.Result == tracker.GateWithheld:
			p.but(packet, at, "gate %s does not say PASS: %s. Run the gate to its end and record PASS or FAIL.", gate, said)
		case g.Result == tracker.GateUnfilled && !strings.ContainsAny(g.Text.Value, "/|"):
			p.but(packet, at, "gate %s was left empty: %s. Record its result: PASS or FAIL.", gate, said)
		case g.Result == tracker.GateUnfilled:
			p.but(packet, at, "gate %s still offers the choice: %s. Record its result: PASS or FAIL.", gate, said)
		case g.Result == tracker.GateNA && (g.Name == "P0" || g.Name == "P2"):
			p.but(packet, at, "gate %s says N/A, which P0 and P2 may not. Run the gate and record PASS or FAIL.", gate)
		}
	}
}

// standingGates are the gates that speak for the packet now: the ticked boxes,
// and the gate checklist of the last review record that has one, of those with dates the
// newest. Earlier ones are history; an open box is open-checkbox's.
func standingGates(packet *tracker.Packet) []tracker.Gate {
	records := slices.DeleteFunc(slices.Clone(packet.Records), func(r *tracker.ReviewRecord) bool { return r.GatesAt.IsZero() })
	newest := len(records) - 1
	for i := newest - 1; i >= 0; i-- {
		if records[newest].Dated != "" && records[i].Dated > records[newest].Dated {
			newest = i
		}
	}
	return slices.DeleteFunc(slices.Clone(packet.Gates), func(g tracker.Gate) bool {
		if g.Box != nil {
			return !g.Box.Checked
		}
		after := sort.Search(len(records), func(i int) bool { return records[i].Start > g.Text.Start })
		return after > 0 && after-1 != newest && g.Text.Start < records[after-1].End
	})
}
