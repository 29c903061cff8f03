package tracker

import "strings"

// noFindings is prose that says that there are none.
var noFindings = newPattern(`(?i)^(?:none|nothing|no\b.*\b(?:findings?|issues?|problems?|defects?|concerns?|found|remain))\b`)

var unfilled = newPattern(`(?i)^(?:<[^<>]*>|\(?(?:todo|tbd|pending)\)?)\.?$`)

// reader reads the blocks under one packet heading.
type reader struct {
	d   *document
	out *Packet
	// owners are the packets that the heading names.
	owners []string

	labels
	// record is true under a heading that may hold a review record.
	record bool
	// labelAt is where the last label stands in the source.
	labelAt int
	// reviewers is true below a heading or label for the reviewers, and verdictEnd
	// where the last verdict ends in the body.
	reviewers  bool
	verdictEnd int
	// fresh is true until a line label has got its first content.
	fresh bool
	// told is true where a finding stands behind the current label.
	told bool
	// rec is the open review record, nil if there is none.
	rec *ReviewRecord
	// residual and rollback are the ranges of these fields of the open record.
	residual, rollback [2]int
	// commit is the checkpoint of the current label while it has no content.
	commit *Checkpoint
	// command is the "Command:" that waits for its "Exit code:".
	command *Claim
	fenced  bool
	// date is the date of the headings above, dateLevel the level of the one that has it.
	date      string
	dateLevel int
}

// labels are the names that say to which field a line or item belongs.
type labels struct {
	// head is what the last heading announces, line the last label that stood on
	// a line of its own, item the last one that was a list item at itemLevel.
	head, line, item field
	itemLevel        int
	// base is the list level of the current label's items, -1 until one is seen.
	base int
}

func newReader(d *document, owners []string) *reader {
	return &reader{d: d, owners: owners, out: &Packet{}, labels: labels{base: -1}}
}

func (r *reader) finish() *Packet {
	r.closeRecord()
	r.flushCommit()
	return r.out
}

func (r *reader) read(b *block) {
	switch b.kind {
	case blockHeading:
		r.prose(b.start, b.end)
	case blockLine:
		switch {
		case b.unshown:
			r.box(b)
		case b.level > 0:
			r.continuation(b)
		default:
			r.prose(b.start, b.end)
		}
	case blockItem:
		if b.mark[0] < b.mark[1] {
			r.box(b)
		} else {
			r.listItem(b.start, b.end, b.level, b.number)
		}
	case blockTable:
		r.table(b)
	case blockFence:
		r.fence(b)
	}
}

// heading starts a sub-section of the packet. Ids before what it announces are
// left out: "RC-01 Verdict: APPROVED" is the verdict.
func (r *reader) heading(b *block) {
	r.closeRecord()
	r.clear()
	r.command = nil
	r.dated(b)
	start := b.start
	if named, title := r.d.headingPackets(b); len(named) > 0 && strings.HasSuffix(r.d.raw(b.start, b.end), title) {
		start = b.end - len(title)
	}
	r.head, r.record = headingField(r.d.raw(start, b.end))
	r.reviewers = reviewLabel.MatchString(plain(r.d.raw(start, b.end)))
	r.note(ReadingHeading, b.start, b.end, announces(r.head))
	if l, ok := labelOf(r.d.body, start, b.end); ok && l.field != fieldOther && strings.TrimSpace(r.d.raw(l.value, b.end)) != "" {
		r.head, r.record = fieldNone, false
		r.label(l, start, b.end, -1)
		r.clear()
	}
}

// clear forgets the labels since the heading.
func (r *reader) clear() {
	r.flushCommit()
	r.line, r.item, r.base, r.fresh, r.told = fieldNone, fieldNone, -1, false, false
}

// current is the field that content at a list level belongs to.
func (r *reader) current(level int) field {
	if r.item != fieldNone && level > r.itemLevel {
		return r.item
	}
	if r.line != fieldNone && (r.line != fieldOther || r.head != fieldFindings) {
		return r.line
	}
	return r.head
}

// prose reads one line of prose.
func (r *reader) prose(start, end int) {
	r.item = fieldNone
	if l, ok := labelOf(r.d.body, start, end); ok {
		r.clear()
		r.label(l, start, end, -1)
		r.extend(end)
		return
	}
	f := r.current(-1)
	switch {
	case f == fieldFindings && noFindings.MatchString(plain(r.d.raw(start, end))):
		r.clear()
		r.nothing(start, end)
		return
	case r.line == fieldNone && !r.fenced && f != fieldCommands && f != fieldVerdict && f != fieldCommit && f != fieldFindings:
		f = fieldNone
	case r.line != fieldNone && !r.fresh && !r.fenced && !(f == fieldCommands && r.d.claim(start, end, claimIn{commands: true}) != nil):
		r.clear()
		if f = fieldNone; r.head == fieldFindings {
			f = r.head
		}
	}
	r.content(f, start, end, 0, -1)
}

// continuation reads a further paragraph of a list item.
func (r *reader) continuation(b *block) {
	if claims := r.d.claims(b.start, b.end, claimIn{}); len(claims) > 0 && r.claimsAllowed(r.current(b.level)) {
		r.addClaims(claims, PlaceLine, b.start, b.end, 0)
	}
}

// listItem reads an item without a box. A label counts where the item does not
// belong to another label's list: a finding that starts with "Verdict:" is a
// finding.
func (r *reader) listItem(start, end, level, number int) {
	if r.item != fieldNone && level <= r.itemLevel {
		r.item = fieldNone
		r.flushCommit()
	}
	f := r.current(level)
	switch f {
	case fieldNone, fieldEvidence, fieldOther, fieldCommand, fieldExitCode:
		if l, ok := labelOf(r.d.body, start, end); ok && l.field != fieldOther && l.field != fieldStatus && l.field != fieldPlan {
			r.label(l, start, end, level)
			r.extend(end)
			return
		}
	}
	r.content(f, start, end, number, level)
	r.extend(end)
}

// label starts the field that a label names; level is -1 for a line.
func (r *reader) label(l label, start, end, level int) {
	r.flushCommit()
	if level < 0 {
		r.line, r.fresh = l.field, true
	} else {
		r.item, r.itemLevel = l.field, level
	}
	r.base = -1
	at := r.d.text(start, end)
	r.labelAt = at.Start
	r.reviewers = l.field == fieldOther && reviewLabel.MatchString(strings.TrimRight(plain(at.Raw), ": "))
	valueStart, valueEnd := trim(r.d.body, l.value, end)
	r.noteLabel(l.field, at, valueStart, valueEnd)
	inEvidence := level >= 0 && r.line == fieldEvidence
	switch {
	case l.field == fieldEvidence:
		r.closeRecord()
	case l.field.ofRecord() && !inEvidence:
		r.openRecord(l.field, start)
	}
	if r.rec != nil && !inEvidence {
		r.rec.labelled(l.field, at)
	}
	switch l.field {
	case fieldBlockers:
		if r.out.BlockedByAt.IsZero() {
			r.out.BlockedByAt = at
		}
	case fieldCommit:
		c := Checkpoint{State: CheckpointMissing, Place: r.checkpointPlace(inEvidence), Text: r.d.text(l.value, l.value)}
		r.commit = &c
	case fieldStatus:
		r.status(valueStart, valueEnd)
		r.line = fieldNone
		return
	case fieldCommand:
		if r.command = r.d.labelledCommand(valueStart, valueEnd); r.command != nil {
			r.addClaims([]*Claim{r.command}, PlaceList, start, end, 0)
		}
		return
	case fieldExitCode:
		r.exitCode(valueStart, valueEnd)
		return
	}
	if valueStart < valueEnd {
		r.value(l.field, valueStart, valueEnd, start, level)
	}
	if l.field == fieldFindings && level < 0 && valueStart < valueEnd {
		if r.told = plural.MatchString(labelName(r.d.raw(start, l.value))); !r.told {
			r.clear()
		}
	}
}

// plural is a name such as "Findings", which a list may follow.
var plural = newPattern(`S\b`)

// labelledCommand reads what stands behind "Command:": a claim, or a command
// without backticks; nil where nothing does.
func (d *document) labelledCommand(start, end int) *Claim {
	if c := d.claim(start, end, claimIn{commands: true, bare: true}); c != nil {
		return c
	}
	if said := plain(d.raw(start, end)); absent(said) || templatePattern.MatchString(said) {
		return nil
	}
	return d.newClaim(start, end, Outcome{Text: d.text(end, end)})
}

// value reads what stands behind a label on its line.
func (r *reader) value(f field, start, end, item, level int) {
	text := plain(r.d.raw(start, end))
	switch f {
	case fieldFindings:
		if denies(text) || level >= 0 && counts(text) {
			r.nothing(start, end)
			return
		}
	case fieldCommands:
		c := r.d.claim(start, end, claimIn{commands: true})
		if c == nil {
			r.pointer(start, end, item)
			return
		}
	}
	r.content(f, start, end, 0, max(level, 0)+1)
}

// denies tells whether a "Findings:" value says that there are none.
func denies(s string) bool {
	s = strings.ToUpper(s)
	return absent(s) || strings.HasPrefix(s, "NONE") || strings.HasPrefix(s, "NO ") || strings.HasPrefix(s, "(PENDING")
}

// counts tells whether a "Findings:" value is a number instead of a finding.
func counts(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// saysNothing tells whether a finding is only "None." or the like.
func saysNothing(s string) bool { return absent(strings.Trim(s, "*_`. \t")) }

// content reads one line or item as content of a field; level is -1 for a line.
func (r *reader) content(f field, start, end, number, level int) {
	r.fresh = false
	if f != fieldVerdict && r.reviewed(start, end) {
		return
	}
	nested := false
	if level >= 0 && f != fieldNone {
		if r.base < 0 {
			r.base = level
		}
		nested = level > r.base
	}
	switch f {
	case fieldBlockers:
		if !nested {
			found := r.d.blockers(start, end, BlockerInList, r.owners...)
			if len(found) == 0 {
				r.nothing(start, end)
			}
			r.out.Blockers = append(r.out.Blockers, found...)
		}
	case fieldFiles:
		if r.rec != nil && !nested {
			r.rec.Files = append(r.rec.Files, r.d.recordFiles(start, end)...)
		}
	case fieldCommands:
		r.commandItem(start, end, number, nested)
	case fieldGates:
		if g, ok := r.d.gate(start, end, nil, true); ok {
			r.out.Gates = append(r.out.Gates, g)
		} else {
			r.proseOrClaim(f, start, end, number, level)
		}
	case fieldVerdict:
		if !nested {
			r.verdict(start, end)
		}
	case fieldCommit:
		r.checkpoint(start, end)
	case fieldResidual:
		if r.rec != nil && r.rec.ResidualAt.Start == r.labelAt {
			stretch(&r.residual, start, end)
		}
	case fieldRollback:
		if r.rec != nil && r.rec.RollbackAt.Start == r.labelAt {
			stretch(&r.rollback, start, end)
		}
	case fieldFindings:
		switch text := r.d.text(start, end); {
		case nested:
		case saysNothing(text.Raw):
			r.nothing(start, end)
		default:
			r.out.Findings = append(r.out.Findings, text)
		}
	default:
		r.proseOrClaim(f, start, end, number, level)
	}
}

func (r *reader) claimsAllowed(f field) bool {
	return f == fieldNone || f == fieldOther || f == fieldEvidence || f == fieldCommands || f == fieldGates
}

func (r *reader) proseOrClaim(f field, start, end, number, level int) {
	in := claimIn{bare: r.fenced && f == fieldEvidence, top: level <= 0, commands: r.fenced && f == fieldEvidence}
	claims := r.d.claims(start, end, in)
	place := PlaceList
	if level < 0 {
		place = PlaceLine
	}
	switch {
	case len(claims) > 0 && r.claimsAllowed(f):
		r.addClaims(claims, place, start, end, number)
	case f == fieldEvidence && points(plain(r.d.raw(start, end))):
		r.pointer(start, end, start)
	case r.ownDependency(start, end):
	default:
		r.d.dependency(start, end)
	}
}

// commandItem reads an item of a list of commands that were run.
func (r *reader) commandItem(start, end, number int, nested bool) {
	claims := r.d.claims(start, end, claimIn{commands: !nested, bare: !nested, top: !nested})
	if r.rec != nil && !nested {
		r.rec.Items = append(r.rec.Items, r.d.text(start, end))
	}
	switch {
	case len(claims) > 0:
		place := PlaceList
		if r.rec != nil {
			place = PlaceRecord
			r.recorded(claims)
		}
		r.addClaims(claims, place, start, end, number)
	case !nested && strings.HasPrefix(strings.ToLower(plain(r.d.raw(start, end))), "see "):
		r.pointer(start, end, start)
	}
}

// recorded makes claims those of the open record.
func (r *reader) recorded(claims []*Claim) {
	for _, c := range claims {
		c.Record = r.rec
	}
	r.rec.Commands = append(r.rec.Commands, claims...)
}

func (r *reader) addClaims(claims []*Claim, place Place, start, end, number int) {
	item := r.d.text(start, end)
	var url Text
	if from, to, ok := urlIn(item.Raw); ok {
		url = r.d.text(start+from, start+to)
	}
	for _, c := range claims {
		c.Place, c.Number, c.Item, c.URL = place, number, item, url
	}
	r.out.Claims = append(r.out.Claims, claims...)
}

// box reads a task item. It ends the list of a label such as "Blocked by:", for
// Markdown makes one list of both. It claims what it says under any field: only a
// finding may speak of a command without claiming that it ran.
func (r *reader) box(b *block) {
	if r.item != fieldNone && b.level <= r.itemLevel {
		r.item = fieldNone
	}
	switch f := r.current(b.level); {
	case f == fieldFindings && r.told:
		r.clear()
	case f == fieldNone, f == fieldOther, f == fieldEvidence, f == fieldCommands, f == fieldGates, f == fieldFindings:
	default:
		if !r.boxedBlocker(f, b) && r.line != fieldNone {
			r.clear()
		}
	}
	d, f := r.d, r.current(b.level)
	mark := d.raw(b.mark[0], b.mark[1])
	box := &Box{
		Checked:   mark == "x" || mark == "X",
		Mark:      d.pos.span(b.mark[0], b.mark[1]),
		Lookalike: b.unshown,
		Text:      d.text(b.start, b.end),
	}
	r.out.Boxes = append(r.out.Boxes, box)
	if claims := d.claims(b.start, b.end, claimIn{box: true, top: true}); len(claims) > 0 && f != fieldFindings {
		box.Claim = claims[0]
		for _, c := range claims {
			c.Box = box
		}
		r.addClaims(claims, PlaceChecklist, b.start, b.end, b.number)
	}
	if f == fieldFindings {
		r.out.Findings = append(r.out.Findings, box.Text)
	}
	box.Gate = f == fieldGates
	if said, ok := boxVerdict(box); ok {
		box.Gate = true
		r.out.Verdicts = append(r.out.Verdicts, verdictOf(said, Verdict{Text: box.Text, Box: box}))
	} else if g, ok := d.gate(b.start, b.end, box, f == fieldGates); ok && (f == fieldGates || d.packet(g.Name) == nil) {
		box.Gate = true
		r.out.Gates = append(r.out.Gates, g)
	}
}

// status takes the packet's own "Status:" line; the first one counts.
func (r *reader) status(start, end int) {
	if !r.out.SectionStatus.IsZero() || start == end {
		return
	}
	t := r.d.text(start, end)
	t.Value = string(r.d.words.status(t.Raw))
	r.out.SectionStatus = t
}
