package tracker

import "bytes"

// announced says in words what a label or a heading announces.
var announced = map[field]string{
	fieldEvidence: "evidence",
	fieldFiles:    "changed files",
	fieldCommands: "commands that were run",
	fieldGates:    "review gates",
	fieldVerdict:  "the verdict",
	fieldCommit:   "the checkpoint",
	fieldResidual: "the residual risk",
	fieldRollback: "the rollback",
	fieldBlockers: "blockers",
	fieldFindings: "findings",
	fieldPlan:     "the linked plan",
	fieldStatus:   "the status",
	fieldCommand:  "a command",
	fieldExitCode: "an exit code",
}

func announces(f field) string {
	if what := announced[f]; what != "" {
		return "announces " + what
	}
	return "announces nothing that is read by its name"
}

func (d *document) note(kind ReadingKind, start, end int, as string) {
	d.out.notes.add(kind, as, d.text(start, end))
}

func (r *reader) note(kind ReadingKind, start, end int, as string) {
	r.out.notes.add(kind, as, r.d.text(start, end))
}

// nothing notes words that say that there is none.
func (r *reader) nothing(start, end int) {
	r.note(ReadingNothing, start, end, "says that there is none")
}

// noteLabel notes a label and the place of what stands behind it.
func (r *reader) noteLabel(f field, at Text, start, end int) {
	label := Reading{Kind: ReadingLabel, As: announces(f), Text: at}
	if start < end {
		label.value = r.d.pos.span(start, end)
	}
	r.out.notes = append(r.out.notes, label)
}

// header is a table's header with the delimiter line below it.
func (d *document) header(b *block) Text {
	start := b.table.rows[0][0]
	below := d.pos.lineEnd(b.table.rows[0][1])
	if next := bytes.IndexByte(d.body[below:], '\n'); next >= 0 {
		below = d.pos.lineEnd(below + next + 1)
	}
	return d.text(start, below)
}

// fenceMarks notes the lines that open and close a fence whose content is read.
func (r *reader) fenceMarks(b *block) {
	body := r.d.body
	r.note(ReadingFence, b.start, r.d.pos.lineEnd(b.start), "opens")
	at := b.end
	if at > 0 && at < len(body) && body[at-1] != '\n' {
		at = r.d.pos.lineEnd(at) + 1
	}
	if at >= len(body) {
		return
	}
	end := r.d.pos.lineEnd(at)
	if marks := bytes.Trim(body[at:end], " \t\r>"); len(marks) >= 3 && len(bytes.Trim(marks, string(marks[:1]))) == 0 && (marks[0] == '`' || marks[0] == '~') {
		r.note(ReadingFence, at, end, "closes")
	}
}
