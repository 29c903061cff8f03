package rule

import (
	"regexp"
	"slices"
	"strconv"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/tracker"
)

var honestyRules = []Rule{
	{CountMismatch, config.Warning, "honesty", "A stated number of commands is the number that the record lists.", countMismatch},
}

func countMismatch(p *pass) {
	for _, packet := range p.movedPackets() {
		for _, pointer := range packet.Pointers {
			r := pointedTo(packet, pointer)
			if !pointer.Record || pointer.Count < 0 || r == nil {
				continue
			}
			listed := len(r.Items)
			if pointer.Count == listed || pointer.Count == len(r.Commands) {
				continue
			}
			p.add(packet.ID, pointer.Text.Span, "%s speaks of %d commands, but its review record lists %d%s. Write the number that is listed, or add what is missing.",
				name(packet.ID), pointer.Count, listed, p.besides(packet, r, pointer.Count-listed)).Fix = recount(p.Head, pointer, listed)
		}
	}
}

// besides names the commands that stand elsewhere in the packet and not in its record,
// where they are as many as the record is said to have more.
func (p *pass) besides(packet *tracker.Packet, r *tracker.ReviewRecord, more int) string {
	var elsewhere []string
	for _, one := range claimed(p.commands, packet) {
		if !slices.ContainsFunc(one.claims, func(c *tracker.Claim) bool { return c.Record == r }) {
			elsewhere = append(elsewhere, quote(one.claims[0].Command.Value))
		}
	}
	if len(elsewhere) == 0 || len(elsewhere) != more {
		return ""
	}
	return "; only the packet's own list has " + list(elsewhere)
}

// pointedTo is the review record that a pointer means: the last one above it,
// else the last one.
func pointedTo(packet *tracker.Packet, pointer tracker.Pointer) *tracker.ReviewRecord {
	for i := len(packet.Records) - 1; i >= 0; i-- {
		if packet.Records[i].Start < pointer.Text.Start {
			return packet.Records[i]
		}
	}
	if len(packet.Records) == 0 {
		return nil
	}
	return packet.Records[len(packet.Records)-1]
}

// recount is the fix that corrects the stated number, nil when the number does
// not stand in the text as digits.
func recount(t *tracker.Tracker, pointer tracker.Pointer, listed int) *Fix {
	stated := regexp.MustCompile(`\b` + strconv.Itoa(pointer.Count) + `\b`)
	at := stated.FindStringIndex(pointer.Text.Raw)
	if at == nil {
		return nil
	}
	raw := pointer.Text.Raw
	return replace(t, pointer.Text.Span, raw[:at[0]]+strconv.Itoa(listed)+raw[at[1]:])
}
