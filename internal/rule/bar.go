package rule

import (
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/tracker"
	"github.com/packetgate/packetgate/internal/transition"
)

var barRules = []Rule{
	{RequirementWeakened, config.Error, "bar", "No box, command or blocker that the base asks of a packet is dropped, excused or (a warning, where it cannot be told) reworded.", each((*pass).movedPackets, requirementWeakened)},
	{RulesEdited, config.Warning, "bar", "A change that moves packets leaves the tracker's rules and linked plans alone.", rulesEdited},
	{PlanEvidenceMissing, config.Error, "bar", "A finished packet claims every command that the plan requires as evidence; of its checks and exit criteria one that is missing is a warning.", planEvidenceMissing},
	{ApprovedEvidenceEdited, config.Error, "bar", "The evidence of an approved packet stays as it was reviewed.", approvedEvidenceEdited},
}

func requirementWeakened(p *pass, packet *tracker.Packet) {
	old := p.before[packet.ID]
	if old == nil || p.AtRest {
		return
	}
	if len(packet.Sections) == 0 && len(old.Boxes)+len(old.Claims) > 0 {
		p.add(packet, statusPlace(packet), "had a section with what it asks for, which is gone. Put it back.")
		return
	}
	whole := p.withHeirs(packet)
	p.weakened(old, whole)
	p.askedSince(old, whole)
}

// weakened reports what a packet no longer asks for.
func (p *pass) weakened(old, packet *tracker.Packet) {
	p.droppedBoxes(old, packet)
	p.droppedCommands(old, packet)
	p.droppedGates(old, packet)
	p.droppedBlockers(old, packet)
}

// droppedBoxes compares the boxes that are neither commands nor gates by their
// words.
func (p *pass) droppedBoxes(old, packet *tracker.Packet) {
	for _, d := range p.dropped(plainBoxes(old), plainBoxes(packet)) {
		if d.near == nil {
			p.add(packet, sectionPlace(packet), "had the box %s, which is gone. Put it back: a requirement is met or it keeps the packet open.", quote(d.old.Text.Value))
			continue
		}
		asked, says := quote(d.old.Text.Value), quote(d.near.Text.Value)
		if asked == says && len(d.lost) > 0 { // the difference is behind what is quoted
			says += " without " + quote(strings.Join(d.lost, " "))
		}
		f := p.add(packet, d.near.Text.Span, "asked for %s; now the box says %s. Keep the words of the requirement and write what was done behind them.", asked, says)
		if (d.higher || !setsBar(d.lost)) && d.softer != surelySofter {
			f.as(config.Warning)
		}
	}
}

func plainBoxes(p *tracker.Packet) []*tracker.Box {
	return slices.DeleteFunc(slices.Clone(p.Boxes), func(b *tracker.Box) bool { return b.Gate || b.Claim != nil })
}

// droppedCommands looks for the commands that the base asks for: in boxes and in
// lists, not in review records, which a new review replaces. What was a box must
// be one still; other commands may stand anywhere in the packet now. An open box
// may not ask for less than it did.
func (p *pass) droppedCommands(old, packet *tracker.Packet) {
	asks, boxed := map[string]*tracker.Claim{}, map[string]*tracker.Claim{}
	all, boxes := p.namedBy(packet), &wordSet{}
	for _, c := range packet.Claims {
		if c.Box != nil {
			boxes.add(p.commands.words(c.Command.Value))
			boxed[p.commands.key(c.Command.Value)] = c
		}
		if !c.Made() {
			asks[p.commands.key(c.Command.Value)] = c
		}
	}
	told := map[string]bool{}
	for _, c := range old.Claims {
		key := p.commands.key(c.Command.Value)
		if c.Record != nil || told[key] {
			continue
		}
		told[key] = true
		words := p.commands.words(c.Command.Value)
		switch now, box := asks[key], boxed[key]; {
		case box != nil && softenedCommand(c, box):
			p.add(packet, box.Command.Span, "asked for %s; now the box says %s. Keep the words of the requirement and write what was done behind them.", quote(c.Box.Text.Value), quote(box.Box.Text.Value))
		case !all.holds(words):
			p.add(packet, sectionPlace(packet), "asked for %s, which it no longer names%s. Put the command back as it was.", quote(c.Command.Value), p.instead(c, old, packet))
		case c.Box != nil && !boxes.holds(words):
			p.add(packet, sectionPlace(packet), "had a box for %s, which is gone. Put it back, ticked if the command ended as asked.", quote(c.Command.Value))
		case now != nil && exits(c, 0) && now.Outcome.Kind != tracker.OutcomeNone && !exits(now, 0):
			p.add(packet, now.Command.Span, "asked for %s -> exit 0; now it asks for %s. Put the outcome back as it was.", quote(c.Command.Value), quote(now.Outcome.Text.Value))
		}
	}
}

// exits tells whether a claim states or asks for an exit code.
func exits(c *tracker.Claim, code int) bool {
	kind := c.Outcome.Kind
	return (kind == tracker.OutcomeExit || kind == tracker.OutcomeExpected) && c.Outcome.ExitCode == code
}

// mostHints bounds how many commands one case compares to say what stands in the
// place of one that is gone.
const mostHints = 2000

// instead says which command of the packet now stands in the place of one that is
// gone, if one is nearly it.
func (p *pass) instead(gone *tracker.Claim, old, packet *tracker.Packet) string {
	was := p.commands.parse(gone.Command.Value)
	if len(was) != 1 || p.hints >= mostHints {
		return ""
	}
	stood := map[string]bool{}
	for _, c := range old.Claims {
		stood[p.commands.key(c.Command.Value)] = true
	}
	for _, c := range packet.Claims {
		if p.hints++; p.hints >= mostHints {
			break
		}
		now := p.commands.parse(c.Command.Value)
		if len(now) != 1 || stood[p.commands.key(c.Command.Value)] {
			continue
		}
		if _, near := shell.Difference(was[0], now[0]); near {
			return "; it has " + quote(c.Command.Value) + " instead"
		}
	}
	return ""
}

func (p *pass) droppedGates(old, packet *tracker.Packet) {
	asked := gatesAsked(packet)
	for _, b := range packet.Boxes { // "P0 (rerun)" asks for the gate too
		if said := tokens(b.Text.Value); len(said) > 0 && !b.Checked {
			asked[strings.ToUpper(said[0])] = true
		}
	}
	for _, g := range old.Gates {
		if g.Box != nil && !asked[g.Name] {
			asked[g.Name] = true
			p.add(packet, sectionPlace(packet), "had the review gate %s, which is gone. Put it back.", name(g.Name))
		}
	}
	if asksVerdict(old) && !asksVerdict(packet) {
		p.add(packet, sectionPlace(packet), "had a box for the recorded verdict, which is gone. Put it back.")
	}
}

// gatesAsked are the review gates that a packet has a box for.
func gatesAsked(packet *tracker.Packet) map[string]bool {
	asked := map[string]bool{}
	for _, g := range packet.Gates {
		asked[g.Name] = asked[g.Name] || g.Box != nil
	}
	return asked
}

// asksVerdict tells whether a box of the packet is for the verdict.
func asksVerdict(packet *tracker.Packet) bool {
	return slices.ContainsFunc(packet.Verdicts, func(v tracker.Verdict) bool { return v.Box != nil })
}

// droppedBlockers looks for blockers that are on the board still. One that is not
// blocks nothing: to leave it out follows from packet-removed or unknown-packet. Nor
// is one missed that stood in the status and went with it.
func (p *pass) droppedBlockers(old, packet *tracker.Packet) {
	have, at := set(listedBlockers(packet)), placeOr(packet.BlockedByAt, sectionPlace(packet))
	for _, b := range old.Blockers {
		if blocker := p.after[b.ID]; blocker != nil && blocker.Row != nil && !have[b.ID] && b.Place != tracker.BlockerInStatus {
			have[b.ID] = true
			p.add(packet, at, "was blocked by %s, which is no longer listed. Put it back; a blocker that is DONE stays, noted `(DONE)`.", name(b.ID))
		}
	}
}

func rulesEdited(p *pass) {
	if p.MergeBase == nil || p.Head == nil || len(p.movedPackets()) == 0 {
		return
	}
	p.editedList(p.MergeBase.Rules, p.Head.Rules, "rule")
	p.editedList(p.MergeBase.Plans, p.Head.Plans, "linked plan")
	p.editedPlans()
}

// editedPlans reports the plans that the change edits, renames or removes; not one that
// the tracker itself holds, which every move of a packet edits.
func (p *pass) editedPlans() {
	if p.Plan == nil {
		return
	}
	for _, path := range p.Plan.Paths {
		edits := func(f record.FileChange) bool {
			return path != p.MergeBase.Path && f.Status != record.FileAdded && (f.Path == path || f.PreviousPath == path)
		}
		if slices.ContainsFunc(p.Change.Files, edits) {
			p.note("", p.linkPlace(path), "This change moves packets and edits the linked plan %s, which says what they need; they were held against it as the base has it. Change it in a pull request of its own, which moves no packet.", quote(path))
		}
	}
}

// editedList reports the first item that base has and head has not, in one
// finding for all.
func (p *pass) editedList(old, now []tracker.Text, what string) {
	have := map[string]bool{}
	for _, t := range now {
		have[words(t.Value)] = true
	}
	for i, t := range old {
		if have[words(t.Value)] {
			continue
		}
		at := p.Head.Title.Span
		if len(now) > 0 {
			at = now[min(i, len(now)-1)].Span
		}
		p.note("", at, "This change moves packets and edits the %s %s. Change it in a pull request of its own, which moves no packet.", what, quote(t.Value))
		return
	}
}

func words(s string) string { return strings.Join(strings.Fields(s), " ") }

// approvedEvidenceEdited reports the first piece of evidence of a packet, approved
// before and after, that the change rewrites. What is added is judged by the
// other rules.
func approvedEvidenceEdited(p *pass) {
	for _, packet := range p.checkpointPackets() {
		if old := p.before[packet.ID]; closed(old) {
			p.swappedCheckpoint(old, packet)
		}
	}
	for _, packet := range p.closedPackets() {
		old := p.before[packet.ID]
		if !closed(old) {
			continue
		}
		was, line, found := transition.Rewritten(old, packet, p.harmless)
		if !found {
			continue
		}
		at := tracker.Span{Line: line, EndLine: line, Column: 1}
		if line == 0 {
			at = sectionPlace(packet)
		}
		p.add(packet, at, "was approved with %s, which this change rewrites. Put it back, or reopen the packet and have it reviewed again.", quote(was))
	}
}

// takesBack are words of a remark that take something back of what it stands behind.
var takesBack = regexp.MustCompile(`(?i)\b(?:not?|never|cannot|except|without|only|but|fail\w*|broken|unless)\b|n['’]t\b`)

// harmless tells whether what was put behind an approved box is a remark that takes
// nothing of it back.
func (p *pass) harmless(behind string) bool {
	return remark.MatchString(behind) && p.softened("", behind) == asHard && !takesBack.MatchString(behind)
}

// swappedCheckpoint tells of a recorded hash in whose place another stands. After a
// squash or a rebase that is right, so it is a warning.
func (p *pass) swappedCheckpoint(old, packet *tracker.Packet) {
	was, is := hashes(old), hashes(packet)
	if len(was) == 0 || len(is) == 0 || slices.ContainsFunc(was, func(h tracker.Text) bool { return holdsHash(is, h) }) {
		return
	}
	p.add(packet, packet.Checkpoint().Text.Span, "was approved at %s, and this change records %s instead. Leave it if a squash or a rebase made that commit of the approved one; else put the hash back.", quote(was[0].Value), quote(is[0].Value)).as(config.Warning)
}
