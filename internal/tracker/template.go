package tracker

import (
	"slices"
	"sort"
	"strings"
)

// placeholder is a mark of a template that is to be replaced: <reason>, or a choice.
var placeholder = newPattern(`(?i)<[a-z][^<>]*>|approved\s*[|/]\s*changes|pass(?:ed)?\s*[|/]\s*(?:n/a\s*[|/]\s*)?fail`)

// dropTemplates leaves out the review records that are copies of the template, its
// choices and <placeholders> unfilled, where the packet has a record that is none. A
// template alone stays: it is a review that was not written.
func (d *document) dropTemplates() {
	for _, p := range d.out.Packets {
		if len(p.Records) < 2 {
			continue
		}
		drafts := draftsOf(p)
		if !slices.ContainsFunc(drafts, draft.template) || !slices.ContainsFunc(drafts, func(d draft) bool { return !d.template() }) {
			continue
		}
		within := func(at Span) bool {
			i := draftAt(drafts, at)
			return i >= 0 && drafts[i].template()
		}
		p.Records = slices.DeleteFunc(p.Records, func(r *ReviewRecord) bool { return within(r.Span) })
		p.Claims = slices.DeleteFunc(p.Claims, func(c *Claim) bool { return within(c.Item.Span) })
		p.Gates = slices.DeleteFunc(p.Gates, func(g Gate) bool { return within(g.Text.Span) })
		p.Verdicts = slices.DeleteFunc(p.Verdicts, func(v Verdict) bool { return within(v.Text.Span) })
		p.Checkpoints = slices.DeleteFunc(p.Checkpoints, func(c Checkpoint) bool { return within(c.Text.Span) })
		p.Findings = slices.DeleteFunc(p.Findings, func(f Text) bool { return within(f.Span) })
		for _, one := range drafts {
			if one.template() {
				p.notes.add(ReadingRecord, "a template that is not filled in, beside the record", Text{Span: one.first()})
			}
		}
	}
}

// draft is a review record of which is asked whether somebody wrote it.
type draft struct {
	*ReviewRecord
	// marked is true where a placeholder stands, written where anything else does.
	marked, written bool
}

func (d draft) template() bool { return d.marked && !d.written }

// draftAt is the record that holds a place, -1 if none does.
func draftAt(drafts []draft, at Span) int {
	i := sort.Search(len(drafts), func(i int) bool { return drafts[i].Start > at.Start }) - 1
	if i >= 0 && at.Start >= max(drafts[i].End, drafts[i].Start+1) {
		return -1
	}
	return i
}

// draftsOf are a packet's records in source order, with what stands in them.
func draftsOf(p *Packet) []draft {
	drafts := make([]draft, len(p.Records))
	for i, r := range p.Records {
		drafts[i].ReviewRecord = r
	}
	slices.SortStableFunc(drafts, func(a, b draft) int { return a.Start - b.Start })
	weigh := func(text Text, open, written bool) {
		i := draftAt(drafts, text.Span)
		if i < 0 {
			return
		}
		if placeholder.MatchString(text.Value) {
			drafts[i].marked, open = true, true
		}
		if written || !open && !unfilled.MatchString(text.Value) && strings.Trim(text.Value, "-*_ ") != "" {
			drafts[i].written = true
		}
	}
	for _, c := range p.Claims {
		weigh(c.Item, false, false)
	}
	for _, g := range p.Gates {
		weigh(g.Text, g.Result == GateUnfilled, false)
	}
	for _, v := range p.Verdicts {
		weigh(v.Text, false, v.State != ReviewNone)
	}
	for _, c := range p.Checkpoints {
		weigh(c.Text, true, c.State == CheckpointRecorded)
	}
	for _, f := range p.Findings {
		weigh(f, false, false)
	}
	for _, b := range p.Boxes {
		weigh(b.Text, false, true)
	}
	for _, r := range p.Records {
		for _, f := range r.Files {
			weigh(f.Text, false, false)
		}
	}
	return drafts
}
