package tracker

import (
	"slices"
	"strings"
)

// table reads a table within a packet by what stands around it or in its header: of
// findings, blockers, changed files, gates, commands, verdicts, or of names and values.
func (r *reader) table(b *block) {
	if b.board {
		return
	}
	d, f := r.d, r.current(b.level)
	var names []string
	for _, cell := range d.cells(b.table.rows[0], maxColumns) {
		names = append(names, labelName(d.raw(cell[0], cell[1])))
	}
	of := newOutcomeColumns(names)
	what := ""
	for _, row := range b.table.rows[1:] {
		cells := d.cells(row, maxColumns)
		if len(cells) == 0 {
			continue
		}
		if said := r.row(f, row, cells, names, of); said != "" {
			what = said
		}
	}
	if what != "" {
		r.out.notes.add(ReadingHeader, "of a table of "+what, d.header(b))
	}
	r.extend(b.end)
}

// row reads a row of such a table and says what it was read as, empty if as nothing.
func (r *reader) row(f field, row [2]int, cells [][2]int, names []string, of outcomeColumns) string {
	d := r.d
	switch f {
	case fieldFindings:
		r.out.Findings = append(r.out.Findings, d.text(row[0], row[1]))
		return "findings"
	case fieldBlockers:
		at := cells[min(max(slices.IndexFunc(names, d.words.namesID), 0), len(cells)-1)]
		r.out.Blockers = append(r.out.Blockers, d.blockers(at[0], at[1], BlockerInList, r.owners...)...)
		return "blockers"
	case fieldFiles:
		if r.rec != nil {
			r.rec.Files = append(r.rec.Files, d.recordFiles(cells[0][0], cells[0][1])...)
			return "changed files"
		}
	}
	claims := d.rowClaims(cells, of)
	if len(claims) > 0 {
		if f == fieldCommands && r.rec != nil {
			r.rec.Items = append(r.rec.Items, d.text(row[0], row[1]))
			r.recorded(claims)
		}
		r.addClaims(claims, PlaceTable, row[0], row[1], 0)
	}
	if g, ok := d.tabledGate(row, cells, of); ok && (f == fieldGates || gateColumns[names[0]]) && (len(claims) == 0 || len(of.results) > 0) {
		r.out.Gates = append(r.out.Gates, g)
		return "review gates"
	}
	if len(claims) > 0 {
		return "commands"
	}
	if l := fieldNamed(labelName(d.raw(cells[0][0], cells[0][1]))); l != fieldNone && l != fieldPlan && len(cells) > 1 {
		head, line, level := r.head, r.line, r.itemLevel
		r.label(label{field: l, value: cells[1][0]}, cells[0][0], cells[1][1], -1)
		r.clear()
		r.head, r.line, r.itemLevel = head, line, level
		return "names and values"
	}
	return r.tabledVerdicts(cells, names)
}

// tabledVerdicts reads the states of reviews under a column for verdicts. Of a table
// that lists packets they are theirs, and other words may judge something else.
func (r *reader) tabledVerdicts(cells [][2]int, names []string) (what string) {
	if slices.ContainsFunc(names, func(n string) bool { return n != "#" && r.d.words.namesID(n) }) {
		return ""
	}
	by := ""
	if i := slices.IndexFunc(names, reviewLabel.MatchString); i >= 0 && i < len(cells) {
		by = person(plain(r.d.raw(cells[i][0], cells[i][1])))
	}
	for i, at := range cells[:min(len(cells), len(names))] {
		if fieldNamed(names[i]) != fieldVerdict {
			continue
		}
		text := r.d.text(at[0], at[1])
		if s := reviewState(text.Raw); s != ReviewNone && s != ReviewUnknown {
			r.addVerdict(verdictOf(text.Raw, Verdict{Text: text, Record: r.rec, By: by}), cells[0][0], cells[len(cells)-1][1])
			what = "verdicts"
		}
	}
	return what
}

// namesID tells whether a column of a name holds ids.
func (v *vocabulary) namesID(name string) bool { return v.column(name) == FieldID }

var gateColumns = map[string]bool{"GATE": true, "GATES": true, "REVIEW GATE": true, "REVIEW GATES": true}

var gateCell = newPattern(`(?i)^(?:gate\s+)?(P[0-9])\b[\s:—–-]*(.*)$`)

// tabledGate reads a row that starts with a gate: its result is in the column for
// results, or else behind its name.
func (d *document) tabledGate(row [2]int, cells [][2]int, of outcomeColumns) (Gate, bool) {
	m := gateCell.FindStringSubmatch(squeeze(plain(d.raw(cells[0][0], cells[0][1]))))
	if m == nil {
		return Gate{}, false
	}
	said, rest := m[1], []string{m[2]}
	for i, at := range cells[1:] {
		switch text := d.raw(at[0], at[1]); {
		case !slices.Contains(of.results, i+1) && len(of.results) > 0:
			rest = append(rest, text)
		default:
			said += " " + text
		}
	}
	if rest := strings.TrimSpace(strings.Join(rest, " ")); rest != "" && said != m[1] {
		said += " — " + rest
	}
	return gateOf(d.text(row[0], row[1]), strings.TrimSpace(said), nil, true)
}

// outcomeColumns are the columns of a table that hold commands and what came of them.
type outcomeColumns struct {
	command        int // -1 where none is named so
	exits, results []int
	// actual is one of the results beside which stands what was expected, -1 if none.
	actual int
}

var (
	commandColumn  = newPattern(`(?:^| )(?:COMMANDS?|CMD)(?: |$)`)
	exitColumn     = newPattern(`(?:^| )(?:EXIT(?: CODES?| STATUS)?|EXITCODE|RETURN CODE)(?: |$)|^(?:CODE|RC)$`)
	resultColumn   = newPattern(`(?:^| )(?:RESULTS?|OUTCOME|STATUS|ACTUAL|VERDICT)(?: |$)`)
	expectedColumn = newPattern(`(?:^| )(?:EXPECT(?:ED|ATION)?|WANT(?:ED)?)(?: |$)`)
)

func newOutcomeColumns(names []string) outcomeColumns {
	of := outcomeColumns{command: -1, actual: -1}
	for i, name := range names {
		switch {
		case expectedColumn.MatchString(name):
		case exitColumn.MatchString(name):
			of.exits = append(of.exits, i)
		case commandColumn.MatchString(name):
			if of.command < 0 {
				of.command = i
			}
		case resultColumn.MatchString(name):
			of.results = append(of.results, i)
			if name == "ACTUAL" {
				of.actual = i
			}
		}
	}
	return of
}

// rowClaims reads the commands of a row, with one outcome from all cells that tell of
// it; where command and outcomes stand on lines of their own, line by line. Cells of
// other tables may hold claims of their own, or an outcome beside a command.
func (d *document) rowClaims(cells [][2]int, of outcomeColumns) []*Claim {
	if of.command >= len(cells) {
		return nil
	}
	if of.command < 0 || len(of.exits)+len(of.results) == 0 {
		var out []*Claim
		for _, at := range cells {
			out = append(out, d.claims(at[0], at[1], claimIn{commands: true})...)
		}
		out = slices.DeleteFunc(out, func(c *Claim) bool { return c.Outcome.Kind == OutcomeNone || c.Outcome.Kind == OutcomeValue })
		if len(out) > 0 {
			return out
		}
		if of.command < 0 {
			of.command = slices.IndexFunc(cells, func(at [2]int) bool { return d.commandCell(at, len(of.exits) > 0) })
		}
		if of.command < 0 {
			return nil
		}
		for i, at := range cells {
			if len(of.exits)+len(of.results) == 0 || slices.Contains(of.results, i) {
				if text := d.raw(at[0], at[1]); i != of.command && leads(text) {
					of.results = append(of.results, i)
				}
			}
		}
		if len(of.exits)+len(of.results) == 0 {
			return nil
		}
	}
	lines := d.cellLines(cells[of.command])
	var all []Outcome                     // what is told of all lines
	each := make([][]Outcome, len(lines)) // and of each
	for i, at := range cells {
		exit := slices.Contains(of.exits, i)
		if !exit && !slices.Contains(of.results, i) {
			continue
		}
		own := d.cellLines(at)
		for n, line := range own {
			if told, ok := d.lineOutcome(line, exit, i == of.actual); ok && len(own) == len(lines) {
				each[n] = append(each[n], told)
			} else if ok {
				all = append(all, told)
			}
		}
	}
	notRun := d.notRun(cells, of)
	common := worst(Outcome{}, all)
	var out []*Claim
	for n, line := range lines {
		told := each[n]
		if len(told)+len(all) == 0 {
			told = notRun
		}
		out = append(out, d.cellCommands(line, worst(common, told))...)
	}
	return out
}

// commandCell tells whether a cell is nothing but a command, of one word where an exit
// code stands beside it.
func (d *document) commandCell(at [2]int, coded bool) bool {
	text := d.raw(at[0], at[1])
	span, ok := firstSpan(text)
	if !ok || !decorated(text[:span.Open]) || closing.ReplaceAllString(text[span.Close:], "") != "" {
		return false
	}
	command := text[span.Start:span.End]
	return plainCommand(command) || coded && commandLike(command)
}

// cellCommands makes the claims of a line of a cell, whose commands share an outcome.
func (d *document) cellCommands(at [2]int, o Outcome) []*Claim {
	if o.Text.IsZero() {
		o.Text = d.text(at[0], at[0])
	}
	text := d.raw(at[0], at[1])
	places := [][2]int{at}
	if found := CodeSpans(text); len(found) > 0 {
		places = nil
		for i, span := range found {
			if i == 0 || joint.MatchString(text[found[i-1].Close:span.Open]) {
				places = append(places, [2]int{at[0] + span.Start, at[0] + span.End})
			}
		}
	}
	var out []*Claim
	for _, p := range places {
		if absent(plain(d.raw(p[0], p[1]))) {
			continue
		}
		c := d.newClaim(p[0], p[1], o)
		c.Command.Value = strings.ReplaceAll(c.Command.Value, `\|`, "|")
		out = append(out, c)
	}
	return out
}

// lineOutcome reads what a line of a cell tells of a command, unless it is blank. A bare
// number is an exit code in the place of one, and beside an expected one.
func (d *document) lineOutcome(line [2]int, exit, actual bool) (o Outcome, ok bool) {
	text := d.text(line[0], line[1])
	switch {
	case blank(text.Raw):
		return Outcome{}, false
	case exit || actual && exitNumbers.MatchString(plain(text.Raw)):
		return exitCell(text), true
	}
	return outcomeOf(text, text.Raw), true
}

// worst is what several outcomes of one command come to.
func worst(o Outcome, told []Outcome) Outcome {
	for _, next := range told {
		o = together(o, next)
	}
	return o
}

// notRun gives what a row says of a command without an exit code, such as N/A.
func (d *document) notRun(cells [][2]int, of outcomeColumns) []Outcome {
	for _, i := range of.exits {
		if i < len(cells) {
			text := d.text(cells[i][0], cells[i][1])
			if o := outcomeOf(text, text.Raw); o.Kind == OutcomeNotRun {
				return []Outcome{o}
			}
		}
	}
	return nil
}

var lineBreak = newPattern(`(?i)<br\s*/?>`)

// cellLines splits a cell where HTML breaks its lines.
func (d *document) cellLines(at [2]int) [][2]int {
	var out [][2]int
	from := at[0]
	for _, m := range lineBreak.FindAllStringIndex(d.raw(at[0], at[1]), -1) {
		start, end := trim(d.body, from, at[0]+m[0])
		out, from = append(out, [2]int{start, end}), at[0]+m[1]
	}
	start, end := trim(d.body, from, at[1])
	return append(out, [2]int{start, end})
}

// blank tells whether a cell says that nothing is there. A tick or a cross says
// something.
func blank(raw string) bool { return absent(plain(raw)) && !ticked(raw) && !crosses.MatchString(raw) }

// together is the outcome of a row with another told beside it: one that says that the
// command failed or did not run takes a code of zero back.
func together(o, next Outcome) Outcome {
	switch {
	case o.Kind == OutcomeNone:
		return next
	case o.Kind != OutcomeExit || o.ExitCode != 0:
		return o
	case next.Kind == OutcomeFailed, next.Kind == OutcomeNotRun, next.Kind == OutcomeExit && next.ExitCode != 0, next.Strange != "":
		return next
	case next.Failed && !spokenOf.MatchString(next.Text.Value):
		next.Kind, next.Value = OutcomeFailed, ""
		return next
	}
	return o
}
