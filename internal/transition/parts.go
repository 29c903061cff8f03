package transition

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/packetgate/packetgate/internal/tracker"
	"github.com/packetgate/packetgate/internal/word"
)

// part is one comparable piece of a packet.
type part struct {
	// key says what it states, subject what it speaks of, text what a reader sees.
	key, subject, text string
	line               int
	// loose parts may change without rewriting the evidence, and open ones have words
	// that a remark may be put behind.
	loose, open bool
}

// evidence lists what a packet offers as evidence: the claims that it makes, its
// gates, verdicts, findings, pointers and the fields of its review records.
// Checkpoints, links, durations and receipts are not among it: filling them in
// changes nothing that is claimed.
func evidence(p *tracker.Packet) []part {
	var out []part
	add := func(t tracker.Text, kind string, fields ...string) *part {
		out = append(out, part{
			key:     kind + "\x00" + strings.Join(fields, "\x00"),
			subject: kind + "\x00" + fields[0],
			text:    words(t.Value),
			line:    t.Line,
		})
		return &out[len(out)-1]
	}
	for _, c := range p.Claims {
		if c.Made() {
			shown := c.Command
			shown.Value += " -> " + c.Outcome.String()
			add(shown, "claim", claimFields(c)...)
		}
	}
	for _, g := range p.Gates {
		if g.Box != nil && !g.Box.Checked {
			continue
		}
		reason := ""
		if g.Box == nil {
			reason = word.Bare(g.Text.Value)
		}
		add(g.Text, "gate", g.Name, string(g.Result), reason).loose = g.Result == tracker.GateNone || g.Result == tracker.GateUnfilled
	}
	for _, v := range p.Verdicts {
		add(v.Text, "verdict", string(v.State)).loose = v.State == tracker.ReviewNone
	}
	for _, f := range p.Findings {
		add(f, "finding", f.Value).loose = true
	}
	for _, at := range p.Pointers {
		add(at.Text, "pointer", at.Text.Value).loose = true
	}
	for _, r := range p.Records {
		for _, f := range r.Files {
			if f.Path != "" {
				add(f.Text, "file", f.Path)
			}
		}
		if !r.Residual.IsZero() {
			add(r.Residual, "residual", word.Bare(r.Residual.Value)).subject = "residual"
		}
		if !r.Rollback.IsZero() {
			add(r.Rollback, "rollback", word.Bare(r.Rollback.Value)).subject = "rollback"
		}
	}
	return out
}

// checklist lists a packet's boxes and blockers: what it must do and wait for.
func checklist(p *tracker.Packet) []part {
	out := make([]part, 0, len(p.Boxes)+len(p.Blockers))
	gates := map[*tracker.Box]string{}
	for _, g := range p.Gates {
		gates[g.Box] = g.Name
	}
	for _, b := range p.Boxes {
		text := b.Text.Value
		states := text
		if b.Claim != nil {
			states = strings.Join(claimFields(b.Claim), "\x00")
		}
		mark := "[ ] "
		if b.Checked {
			mark = "[x] "
		}
		subject := "box\x00" + cmp.Or(gates[b], states)
		if b.Claim == nil {
			states = strings.TrimRight(word.Bare(text), ".")
		}
		out = append(out, part{key: mark + states, subject: subject, text: mark + text, line: b.Text.Line, loose: !b.Checked, open: b.Claim == nil})
	}
	for _, b := range p.Blockers {
		if b.ID != "" {
			out = append(out, part{key: "blocker\x00" + b.ID, text: "blocked by " + b.ID, line: b.Text.Line, loose: true})
		}
	}
	return out
}

// claimFields is what a claim states, without the prose around it.
func claimFields(c *tracker.Claim) []string {
	o := c.Outcome
	fields := []string{words(c.Command.Value), string(o.Kind), fmt.Sprint(o.ExitCode, o.Failed), o.Value}
	for _, f := range o.Figures {
		fields = append(fields, f.String())
	}
	switch o.Kind {
	case tracker.OutcomeExit, tracker.OutcomeValue, tracker.OutcomeCount:
	default:
		fields = append(fields, o.Text.Value)
	}
	return fields
}

// words gives a text with single spaces, as tracker.Text has in Value save for
// commands.
func words(s string) string { return strings.Join(strings.Fields(s), " ") }

// compare tells whether two lists of parts state the same, in any order. When
// they differ it gives the first part that only before has, the first that only
// after has, and the line of the latter, 0 if after only lost parts.
func compare(before, after []part) (from, to string, line int, differ bool) {
	count := make(map[string]int, len(before))
	for _, b := range before {
		count[b.key]++
	}
	for _, a := range after {
		if count[a.key] > 0 {
			count[a.key]--
			continue
		}
		if !differ || line == 0 {
			to, line = a.text, a.line
		}
		differ = true
	}
	for _, b := range before {
		if count[b.key] > 0 {
			return b.text, to, line, true
		}
	}
	return "", to, line, differ
}
