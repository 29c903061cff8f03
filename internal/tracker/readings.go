package tracker

import (
	"bytes"
	"fmt"
	"slices"
	"sort"
	"unicode/utf8"
)

// ReadingKind is what a part of a tracker was taken for.
type ReadingKind string

// The kinds of reading.
const (
	// ReadingUnread is a line, or what stands behind a label, that was taken for
	// nothing: it is prose to the rules.
	ReadingUnread     ReadingKind = "unread"
	ReadingTitle      ReadingKind = "title"
	ReadingPlan       ReadingKind = "plan"
	ReadingRule       ReadingKind = "rule"
	ReadingHeader     ReadingKind = "header"  // a table's header and delimiter line
	ReadingRow        ReadingKind = "row"     // a board row, as the tracker sees it
	ReadingCell       ReadingKind = "cell"    // a cell of the packet's board row
	ReadingSection    ReadingKind = "section" // the heading that starts a packet's section
	ReadingHeading    ReadingKind = "heading"
	ReadingLabel      ReadingKind = "label"
	ReadingFence      ReadingKind = "fence" // a line that opens or closes a fence
	ReadingNothing    ReadingKind = "none"  // "None.", read as the absence of an item
	ReadingStatus     ReadingKind = "status"
	ReadingBlocker    ReadingKind = "blocker"
	ReadingBox        ReadingKind = "box"
	ReadingClaim      ReadingKind = "claim"
	ReadingOutcome    ReadingKind = "outcome" // an outcome on another line than its command
	ReadingGate       ReadingKind = "gate"
	ReadingRecord     ReadingKind = "record"
	ReadingFile       ReadingKind = "file"
	ReadingItem       ReadingKind = "item" // of the commands run, without a command
	ReadingResidual   ReadingKind = "residual-risk"
	ReadingRollback   ReadingKind = "rollback"
	ReadingPointer    ReadingKind = "pointer"
	ReadingVerdict    ReadingKind = "verdict"
	ReadingCheckpoint ReadingKind = "checkpoint"
	ReadingFinding    ReadingKind = "finding"
)

// Reading is one part of a tracker and what it was taken for.
type Reading struct {
	Kind ReadingKind
	// As says in a few words what was read from it, empty for what was not.
	As string
	Text
	// value is what stands behind a label on its line.
	value Span
}

// readingList gathers readings.
type readingList []Reading

// add notes what a text was taken for, if it is there.
func (l *readingList) add(kind ReadingKind, as string, at Text) {
	if !at.IsZero() {
		*l = append(*l, Reading{Kind: kind, As: as, Text: at})
	}
}

// Readings lists what was read in a packet's board row and sections, in source
// order, each non-blank line of the sections at least once: what the packet holds,
// the headings, labels and marks by which it was read, and every line that was
// left unread. It takes time in the order of the sections' size.
func (t *Tracker) Readings(p *Packet) []Reading {
	read := p.readings()
	values := overlaps(read)
	for _, n := range p.notes {
		read = append(read, n)
		if n.value.Line > 0 && !values(n.value) {
			read = append(read, t.unread(n.value, "what stands behind the label"))
		}
	}
	for _, s := range p.Sections {
		first := sort.Search(len(t.notes), func(i int) bool { return t.notes[i].Start >= s.Start })
		for _, n := range t.notes[first:] {
			if n.Start >= s.End {
				break
			}
			if n.As != ofPacket(p.ID) { // the packet's own blockers are listed
				read = append(read, n)
			}
		}
	}
	read = append(read, t.row(p)...) // which may stand in a section of its own
	sortReadings(read)
	out := slices.Clone(read)
	for _, s := range p.Sections {
		out = append(out, t.left(s.Span, read)...)
	}
	sortReadings(out)
	return out
}

// Outside lists what was read outside of all packets' sections, each non-blank
// line there at least once: the title, the plans, the rules, the board's columns
// and rows, listed checkpoints, and every line that was left unread.
func (t *Tracker) Outside() []Reading {
	var out readingList
	out.add(ReadingTitle, "", t.Title)
	for _, v := range t.Plans {
		out.add(ReadingPlan, v.Value, v)
	}
	for _, v := range t.Rules {
		out.add(ReadingRule, "", v)
	}
	out.add(ReadingHeading, "stands above the board", t.Board.Heading)
	out = append(out, t.notes...)
	var sections []Span
	for _, p := range t.Packets {
		if p.Row != nil {
			out.add(ReadingRow, ofPacket(p.ID), t.at(p.Row.Span))
		}
		for _, c := range p.Checkpoints {
			if c.Place == CheckpointInList {
				out.add(ReadingCheckpoint, ofPacket(p.ID)+": "+c.as(), c.Text)
			}
		}
		for _, s := range p.Sections {
			sections = append(sections, s.Span)
		}
	}
	slices.SortFunc(sections, func(a, b Span) int { return a.Start - b.Start })
	inside := func(at Span) bool {
		i := sort.Search(len(sections), func(i int) bool { return sections[i].Start > at.Start })
		return i > 0 && at.Start < sections[i-1].End
	}
	out = slices.DeleteFunc(out, func(r Reading) bool { return inside(r.Span) })
	sortReadings(out)
	from, line := 0, 1
	if bytes.HasPrefix(t.Source, byteOrderMark) {
		from = len(byteOrderMark)
	}
	var rest []Reading
	for _, s := range append(sections, Span{Start: len(t.Source), Line: 1 + bytes.Count(t.Source, []byte{'\n'}), EndLine: 1}) {
		if s.Start > from {
			rest = append(rest, t.left(Span{Start: from, End: s.Start, Line: line}, out)...)
		}
		if s.End > from || s.Start > from {
			from, line = max(s.End, s.Start), s.EndLine+1
		}
	}
	out = append(out, rest...)
	sortReadings(out)
	return out
}

func sortReadings(list []Reading) {
	slices.SortStableFunc(list, func(a, b Reading) int { return a.Start - b.Start })
}

func ofPacket(id string) string { return "of " + id }

// row lists the cells of a packet's board row.
func (t *Tracker) row(p *Packet) []Reading {
	if p.Row == nil {
		return nil
	}
	var out readingList
	for i, cell := range p.Row.Cells {
		column := p.Row.Columns[i]
		switch {
		case cell.Raw == "":
		case column.Field == FieldOther:
			out.add(ReadingUnread, "a cell under "+column.Name.Value, cell)
		case column.Field == FieldStatus:
			out.add(ReadingCell, "status "+orNone(string(p.Status)), cell)
		case column.Field == FieldReviewState:
			out.add(ReadingCell, "review state "+orNone(string(p.ReviewState)), cell)
		default:
			out.add(ReadingCell, string(column.Field), cell)
		}
	}
	return out
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// readings lists what the packet holds, in no order.
func (p *Packet) readings() []Reading {
	var out readingList
	for _, s := range p.Sections {
		out.add(ReadingSection, ofPacket(p.ID), s.Heading)
	}
	out.add(ReadingStatus, p.SectionStatus.Value, p.SectionStatus)
	for _, b := range p.Blockers {
		out.add(ReadingBlocker, b.as(), b.Text)
	}
	for _, b := range p.Boxes {
		at := b.Text
		if at.Raw == "" {
			at.Span = b.Mark
		}
		out.add(ReadingBox, b.as(), at)
	}
	claimed := map[int]bool{}
	for _, c := range p.Claims {
		out.add(ReadingClaim, c.as(), c.Item)
		claimed[c.Item.Start] = true
		if c.Outcome.Text.Start > c.Item.End {
			out.add(ReadingOutcome, "of "+c.Command.Value+": "+c.Outcome.String(), c.Outcome.Text)
		}
	}
	for _, g := range p.Gates {
		out.add(ReadingGate, g.Name+" "+orNone(string(g.Result)), g.Text)
	}
	for _, r := range p.Records {
		out.add(ReadingRecord, fmt.Sprintf("lines %d to %d", r.Line, r.EndLine), Text{Span: r.first()})
		for _, f := range r.Files {
			out.add(ReadingFile, f.Path, f.Text)
		}
		for _, item := range r.Items {
			if !claimed[item.Start] {
				out.add(ReadingItem, "listed, but names no command", item)
			}
		}
		out.add(ReadingResidual, "", r.Residual)
		out.add(ReadingRollback, "", r.Rollback)
	}
	for _, v := range p.Pointers {
		out.add(ReadingPointer, v.as(), v.Text)
	}
	for _, v := range p.Verdicts {
		out.add(ReadingVerdict, orNone(string(v.State)), v.Text)
	}
	for _, c := range p.Checkpoints {
		out.add(ReadingCheckpoint, c.as(), c.Text)
	}
	for _, v := range p.Findings {
		out.add(ReadingFinding, "", v)
	}
	return out
}

func (b Blocker) as() string {
	switch {
	case b.Meant != "":
		return "looks like " + b.Meant + ", but holds " + b.Strange
	case b.ID == "":
		return "names no packet"
	case b.Done:
		return b.ID + ", noted as DONE"
	}
	return b.ID
}

func (b *Box) as() string {
	state := "open"
	if b.Checked {
		state = "ticked"
	}
	if b.Lookalike {
		state += ", for GitHub shows no box"
	}
	if b.Gate {
		state += ", of a gate or verdict"
	}
	return state
}

func (c *Claim) as() string {
	outcome := c.Outcome.String()
	if outcome == "" {
		outcome = "no outcome"
	}
	if !c.Made() {
		outcome += " (asked for: the box is open)"
	}
	return c.Command.Value + " -> " + outcome
}

func (v Pointer) as() string {
	as := "points to no record"
	if v.Record {
		as = "points to the review record"
	}
	if v.Count >= 0 {
		as += fmt.Sprintf(", states %d commands", v.Count)
	}
	return as
}

func (c Checkpoint) as() string {
	as := string(c.State)
	for _, h := range c.Hashes {
		as += " " + h.Value
	}
	return as
}

// overlaps tells of a range whether one of the readings holds a part of it.
func overlaps(read []Reading) func(Span) bool {
	sorted := slices.Clone(read)
	sortReadings(sorted)
	furthest := make([]int, len(sorted)) // the furthest end up to here
	for i, r := range sorted {
		furthest[i] = r.End
		if i > 0 {
			furthest[i] = max(furthest[i], furthest[i-1])
		}
	}
	return func(at Span) bool {
		i := sort.Search(len(sorted), func(i int) bool { return sorted[i].Start >= at.End })
		return i > 0 && furthest[i-1] > at.Start
	}
}

// left lists the non-blank lines of a range of whole lines that no reading touches.
// The readings are in source order.
func (t *Tracker) left(within Span, read []Reading) []Reading {
	first := sort.Search(len(read), func(i int) bool { return read[i].Start >= within.Start })
	var out []Reading
	covered := 0 // the last line that a reading so far touches
	line := within.Line
	for start := within.Start; start < within.End; line++ {
		end := within.End
		if i := bytes.IndexByte(t.Source[start:end], '\n'); i >= 0 {
			end = start + i + 1
		}
		for ; first < len(read) && read[first].Line <= line; first++ {
			covered = max(covered, read[first].EndLine)
		}
		if line > covered && len(bytes.TrimSpace(t.Source[start:end])) > 0 {
			out = append(out, t.unread(Span{Start: start, End: end, Line: line}, ""))
		}
		start = end
	}
	return out
}

// unread makes a reading of a range on one line, without the space around it.
func (t *Tracker) unread(at Span, as string) Reading {
	start, end := trim(t.Source, at.Start, at.End)
	if at.Column == 0 {
		at.Column = 1 + utf8.RuneCount(t.Source[at.Start:start])
	}
	at.Start, at.End, at.EndLine = start, end, at.Line
	return Reading{Kind: ReadingUnread, As: as, Text: t.at(at)}
}

// at is the text of a span.
func (t *Tracker) at(s Span) Text {
	raw := string(t.Source[s.Start:s.End])
	return Text{Value: squeeze(raw), Raw: raw, Span: s}
}
