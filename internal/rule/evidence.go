package rule

import (
	"strings"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/evidence"
	"github.com/packetgate/packetgate/internal/tracker"
)

var evidenceRules = []Rule{
	evidenceRule(EvidenceContradicted, evidence.Contradicted, "No record shows another outcome than the one claimed."),
	evidenceRule(EvidencePending, evidence.Pending, "The run that decides a claim has finished."),
	evidenceRule(EvidenceCutOff, evidence.CutOff, "The run, job, step or log that decides a claim was not cut off."),
	evidenceRule(EvidenceUnproven, evidence.Unproven, "The exit code of the claimed command follows from its step."),
	evidenceRule(EvidenceStale, evidence.Stale, "The run that decides a claim covers the code that is judged."),
	evidenceRule(EvidenceUntrusted, evidence.Untrusted, "The workflow that decides a claim is not the author's to change."),
	evidenceRule(EvidenceExpired, evidence.Expired, "GitHub still has the record that decides a claim."),
	evidenceRule(EvidenceMissing, evidence.Missing, "Some run ran the claimed command."),
	{ClaimedFailure, config.Error, "evidence", "No finished packet claims a command that failed, unless that code was asked for.", each((*pass).closedPackets, claimedFailure)},
	{FigureMismatch, config.Warning, "evidence", "The log shows the figures that a claim names; one that it does not show at all is a notice.", figureMismatch},
	{Regressed, config.Error, "evidence", "What a DONE packet claims still holds on the default branch.", nil},
}

// evidenceRule reports the proofs of one verdict: an error in a packet that is
// DONE or approved, else a notice, for a contradicted claim a warning. What GitHub has
// deleted of a packet at rest was once there, so that is a notice too.
func evidenceRule(slug Slug, verdict evidence.Verdict, summary string) Rule {
	return Rule{slug, config.Error, "evidence", summary, func(p *pass) {
		for _, proof := range p.Proofs {
			packet, c := p.after[proof.Claim.Packet], proof.Claim.Tracked
			if verdict == evidence.Untrusted && proof.Verdict == evidence.Verified && proof.Warning != "" {
				p.add(packet, c.Command.Span, "claims %s, which is verified; yet %s", quote(c.Command.Value), sentences(proof.Warning)).as(config.Warning)
			}
			if proof.Verdict != verdict {
				continue
			}
			f := p.add(packet, c.Command.Span, "claims %s -> %s: %s", quote(c.Command.Value), quote(c.Outcome.String()), sentences(proof.Reason, proof.Remedy))
			f.URL = proof.URL
			switch {
			case verdict == evidence.Expired && p.AtRest:
				f.as(config.Notice)
			case closed(packet):
			case verdict == evidence.Contradicted:
				f.as(config.Warning)
			default:
				f.as(config.Notice)
			}
		}
	}}
}

// sentences joins texts so that each ends with a full stop.
func sentences(texts ...string) string {
	var out []string
	for _, t := range texts {
		if t = strings.TrimSpace(t); t == "" {
			continue
		}
		if !strings.ContainsAny(t[len(t)-1:], ".!?") {
			t += "."
		}
		out = append(out, t)
	}
	return strings.Join(out, " ")
}

func claimedFailure(p *pass, packet *tracker.Packet) {
	allowed := p.allowedExits(packet)
	for _, one := range p.claimed(packet) {
		c := one.counts
		o := c.Outcome
		if !failed(c) || o.Kind == tracker.OutcomeExit && allowed[one.key].allow(o.ExitCode) {
			continue
		}
		p.but(packet, c.Command.Span, "it claims that %s failed: %s. Mend it and run it again; a code other than 0 counts only if the tracker or plan asked for it before this change.", quote(c.Command.Value), quote(o.Text.Value))
	}
	asked, review := boxTexts(p.before[packet.ID]), reviewBoxes(packet)
	for _, box := range packet.Boxes {
		if box.Checked && box.Claim == nil && !review[box] && boxFails(box, asked) {
			p.but(packet, box.Mark, "this ticked box says that it failed or is not done: %s. Mend it, or open the box.", quote(box.Text.Value))
		}
	}
}

// reviewBoxes are the boxes of a packet's review gates and verdicts, which have rules of
// their own.
func reviewBoxes(packet *tracker.Packet) map[*tracker.Box]bool {
	boxes := map[*tracker.Box]bool{}
	for _, g := range packet.Gates {
		boxes[g.Box] = true
	}
	for _, v := range packet.Verdicts {
		boxes[v.Box] = true
	}
	return boxes
}

// boxTexts are the texts of a packet's boxes: what stands in one before the change
// is what it asks for, not how it went.
func boxTexts(packet *tracker.Packet) map[string]bool {
	texts := map[string]bool{}
	if packet != nil {
		for _, box := range packet.Boxes {
			texts[box.Text.Value] = true
		}
	}
	return texts
}

func figureMismatch(p *pass) {
	for _, proof := range p.Proofs {
		packet, command := p.after[proof.Claim.Packet], proof.Claim.Tracked.Command
		for _, m := range proof.Figures {
			figure, of := quote(m.Claimed.String()), quote(command.Value)
			if m.Seen == "" {
				p.add(packet, command.Span, "claims %s for %s, which the step's log does not show. Check the figure.", figure, of).as(config.Notice).URL = proof.URL
				continue
			}
			p.add(packet, command.Span, "claims %s for %s, but the step's log shows %s. Write what the log shows.", figure, of, quote(m.Seen+" "+m.Claimed.Unit)).URL = proof.URL
		}
	}
}
