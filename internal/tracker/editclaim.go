package tracker

import (
	"fmt"
	"slices"
	"strings"
)

// WithOutcome gives the tracker, read again, in which an outcome such as "exit 0 (2.1s)"
// stands behind the command of each of these claims of a packet, and their boxes are
// ticked or open. It is an error if box or outcome of one is another command's too, or if
// anything else would then be read differently: the tracker must then be edited by hand.
func (t *Tracker) WithOutcome(p *Packet, claims []*Claim, outcome string, ticked bool, g Grammar) (*Tracker, error) {
	outcome = oneLine(outcome)
	var edits []Edit
	for _, c := range claims {
		e, err := t.setOutcome(p, c, outcome)
		if err != nil {
			return nil, err
		}
		edits = append(edits, e)
		if c.Box != nil && c.Box.Checked != ticked {
			edits = append(edits, t.SetBox(c.Box, ticked))
		}
	}
	source, err := Apply(t.Source, edits...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.Path, err)
	}
	after := Parse(t.Path, source, g)
	if !t.differOnlyBy(after, p, claims, outcomeOf(Text{Raw: outcome}, outcome), ticked) {
		return nil, fmt.Errorf("%s:%d: the outcome cannot be written here without changing how the tracker reads: write it by hand, in a list item such as - [ ] `COMMAND` -> exit 0",
			t.Path, claims[0].Command.Line)
	}
	return after, nil
}

// setOutcome writes an outcome in the place of the one behind a claim's command.
func (t *Tracker) setOutcome(p *Packet, c *Claim, outcome string) (Edit, error) {
	at := c.Outcome.Text
	for _, other := range p.Claims {
		if o := other.Outcome.Text; other != c && (o.Start <= at.End && at.Start <= o.End || c.Box != nil && other.Box == c.Box) {
			return Edit{}, fmt.Errorf("%s:%d: what stands here is said of several commands: give each a line of its own", t.Path, c.Command.Line)
		}
	}
	if at.IsZero() || at.Start < c.Command.End {
		return Edit{}, fmt.Errorf("%s:%d: the outcome does not stand behind the command: write it there, as in `COMMAND` -> exit 0", t.Path, c.Command.Line)
	}
	if strings.Trim(string(t.Source[c.Command.End:at.Start]), "`"+spaces) == "" {
		outcome = "-> " + outcome
	}
	return t.insertion(at.Span, outcome), nil
}

// differOnlyBy tells whether another reading of the tracker has this outcome in these
// claims of a packet, and is the same in all else.
func (t *Tracker) differOnlyBy(after *Tracker, of *Packet, claims []*Claim, want Outcome, ticked bool) bool {
	if len(after.Packets) != len(t.Packets) || len(after.Problems) != len(t.Problems) {
		return false
	}
	var before, behind []Span
	for i, p := range t.Packets {
		now := after.Packets[i]
		if now.ID != p.ID || len(now.Claims) != len(p.Claims) {
			return false
		}
		for n, c := range p.Claims {
			if p != of || !slices.Contains(claims, c) {
				continue
			}
			got := now.Claims[n]
			if got.Command.Raw != c.Command.Raw || !got.Outcome.says(want) || got.Box != nil && got.Box.Checked != ticked {
				return false
			}
			before, behind = append(before, c.Item.Span, c.Outcome.Text.Span), append(behind, got.Item.Span, got.Outcome.Text.Span)
		}
	}
	for i, p := range t.Packets {
		if !slices.Equal(readAs(t.Readings(p), before), readAs(after.Readings(after.Packets[i]), behind)) {
			return false
		}
	}
	return slices.Equal(readAs(t.Outside(), before), readAs(after.Outside(), behind))
}

// says tells whether an outcome is another, wherever it stands.
func (o Outcome) says(other Outcome) bool {
	return o.Kind == other.Kind && o.ExitCode == other.ExitCode && o.Value == other.Value && o.Failed == other.Failed && slices.Equal(o.Figures, other.Figures)
}

// readAs is what was read as what, without what starts within spans, and without the
// lines at which records stand.
func readAs(list []Reading, but []Span) []string {
	var out []string
	for _, r := range list {
		if slices.ContainsFunc(but, func(s Span) bool { return s.Start <= r.Start && r.Start <= s.End }) {
			continue
		}
		as := r.As
		if r.Kind == ReadingRecord {
			as = ""
		}
		out = append(out, string(r.Kind)+"\x00"+as+"\x00"+r.Raw)
	}
	return out
}
