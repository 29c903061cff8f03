// Package tracker reads a Markdown packet tracker into a model in which every
// value knows its line and column, and edits it byte-exactly. It knows the
// grammar of trackers and nothing of GitHub or of the rules.
//
// Parse (parse.go) goes from the whole to its parts. markdown.go and table.go make
// blocks of the source; board.go and boardpart.go find the board and its rows;
// preamble.go reads what stands before the packets; section.go and heading.go say
// which packet a heading belongs to. What stands under it is read by the reader:
// reader.go by blocks, label.go by names such as "Blocked by:", fence.go,
// transcript.go and tabled.go within fences and tables, record.go, checkpoint.go,
// pointer.go, gate.go, verdict.go, blocker.go and graph.go by field. A claim is a
// command (claim.go, command.go) and its outcome (outcome.go, aside.go).
package tracker

import (
	"fmt"
	"slices"
)

// Span is a half-open range of bytes of the source with the place where it
// starts.
type Span struct {
	// Start and End are byte offsets; Start == End for an empty place.
	Start, End int
	// Line and Column count from 1; a column is one Unicode code point.
	Line, Column int
	// EndLine is the line of the last byte, equal to Line for an empty span.
	EndLine int
}

// first is the empty place where a span starts.
func (s Span) first() Span {
	return Span{Start: s.Start, End: s.Start, Line: s.Line, Column: s.Column, EndLine: s.Line}
}

// Text is a value with its place. Value is normalised for comparison; Raw is
// what stands in the source.
type Text struct {
	Value string
	Raw   string
	Span
}

// IsZero tells whether the text was not there at all.
func (t Text) IsZero() bool { return t.Line == 0 }

// Status is where a packet stands.
type Status string

// The statuses. TODO, PENDING and NOT STARTED are read as READY.
const (
	StatusNone             Status = ""
	StatusReady            Status = "READY"
	StatusInProgress       Status = "IN_PROGRESS"
	StatusInReview         Status = "IN_REVIEW"
	StatusChangesRequested Status = "CHANGES_REQUESTED"
	StatusBlocked          Status = "BLOCKED"
	StatusDone             Status = "DONE"
	// StatusUnknown is a word that is no status; the text keeps what it was.
	StatusUnknown Status = "UNKNOWN"
)

// Started tells whether work on a packet of this status has begun.
func (s Status) Started() bool {
	switch s {
	case StatusInProgress, StatusInReview, StatusChangesRequested, StatusDone:
		return true
	}
	return false
}

// ReviewState is what the board says of a packet's review.
type ReviewState string

// The review states; "—", "-", "N/A" and an empty cell are none.
const (
	ReviewNone             ReviewState = ""
	ReviewPending          ReviewState = "PENDING"
	ReviewApproved         ReviewState = "APPROVED"
	ReviewChangesRequested ReviewState = "CHANGES_REQUESTED"
	ReviewBlocked          ReviewState = "BLOCKED"
	ReviewUnknown          ReviewState = "UNKNOWN"
)

// Tracker is one parsed Markdown file.
type Tracker struct {
	Path   string
	Source []byte
	Title  Text
	// Plans are the paths under "Linked plan:".
	Plans []Text
	// Rules are the items of the tracker's own Rules section.
	Rules []Text
	Board Board
	// Packets are in board order, then those that only have sections.
	Packets []*Packet
	// Strays are headings that name packets and start no section of theirs, in source
	// order, as many as are told.
	Strays []Stray
	// Problems are what could not be read, in source order; a tracker with a
	// fatal problem must not be judged.
	Problems []Problem

	// notes are what else was read outside of sections; see Outside.
	notes readingList
}

// Packet returns the first packet with that id, or nil.
func (t *Tracker) Packet(id string) *Packet {
	if t == nil {
		return nil
	}
	for _, p := range t.Packets {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// Board is the table with a row a packet.
type Board struct {
	// Heading is the heading above the table, zero if it stands under the title.
	Heading Text
	// Header is the first table's header line, Columns its columns; Rows are those of
	// all its tables.
	Header  Span
	Columns []Column
	Rows    []*Row
}

// Field is what a board column holds.
type Field string

// The columns that are read; all others are kept and left alone (FieldOther).
const (
	FieldOther       Field = ""
	FieldID          Field = "id"
	FieldTitle       Field = "title"
	FieldStatus      Field = "status"
	FieldImplementer Field = "implementer"
	FieldReviewer    Field = "reviewer"
	FieldReviewState Field = "review-state"
	FieldEvidence    Field = "evidence"
	FieldCommit      Field = "commit"
	FieldDependsOn   Field = "depends-on"
)

// Column is one column of the board.
type Column struct {
	Field Field
	Name  Text
}

// Row is one row of the board.
type Row struct {
	Span
	// Columns are those of its table, Cells as many; a cell that the row lacks is
	// zero.
	Columns []Column
	Cells   []Text
}

// Has tells whether there is such a row, and its table has a column for a field.
func (r *Row) Has(f Field) bool {
	return r != nil && slices.ContainsFunc(r.Columns, func(c Column) bool { return c.Field == f })
}

// Packet is a unit of work: a board row and the sections that bear its id.
type Packet struct {
	// ID is as on the board, such as "RC-01"; a bare "00" joins "Packet 00".
	ID    string
	IDAt  Text
	Title Text
	// Row is the board row, nil for a packet that only has sections.
	Row      *Row
	Status   Status
	StatusAt Text
	// StatusReview is the review state that the board's status names behind a slash,
	// "DONE/APPROVED", whether or not the board has a column for it.
	StatusReview ReviewState
	// SectionReview is what the section's status names so.
	SectionReview ReviewState
	// ReviewState is that of the board's column. Where that is empty, the board's status
	// may say it, "DONE / APPROVED", on a board without the column the section's too.
	ReviewState ReviewState
	ReviewAt    Text
	Implementer Text
	Reviewer    Text
	// Evidence is the board's evidence cell.
	Evidence Text

	Sections []Section
	// SectionStatus is "**Status:** DONE / APPROVED" within a section.
	SectionStatus Text

	Boxes    []*Box
	Claims   []*Claim
	Blockers []Blocker
	// BlockedByAt is the "Blocked by:" line, or where else the first blockers stand
	// but the status; zero if there are none.
	BlockedByAt Text
	Gates       []Gate
	Records     []*ReviewRecord
	Pointers    []Pointer
	// Verdicts are every verdict in source order, from gates and records.
	Verdicts []Verdict
	// Checkpoints are every place that records one or should, in source order.
	Checkpoints []Checkpoint
	// Findings are the items under a "Findings" heading or field.
	Findings []Text

	// notes are what else the reader went by; see Readings.
	notes readingList
}

// Line is where a reader should look for the packet: its board row, else its
// first section.
func (p *Packet) Line() int {
	if p.Row != nil {
		return p.Row.Line
	}
	if len(p.Sections) > 0 {
		return p.Sections[0].Heading.Line
	}
	return 0
}

// Verdict returns the last verdict that names a state, or nil; of reviews with dates that
// of the newest, wherever it stands. Where several reviewers gave one in that review, the
// gravest of theirs counts.
func (p *Packet) Verdict() *Verdict {
	i := len(p.Verdicts) - 1
	for i >= 0 && p.Verdicts[i].State == ReviewNone {
		i--
	}
	if i < 0 {
		return nil
	}
	for j := i - 1; j >= 0 && p.Verdicts[i].Dated != ""; j-- { // the newest review may stand first
		if v := p.Verdicts[j]; v.State != ReviewNone && v.Dated > p.Verdicts[i].Dated {
			i = j
		}
	}
	last := &p.Verdicts[i]
	if last.By == "" {
		return last
	}
	heard := map[string]bool{last.By: true}
	for ; i > 0 && p.Verdicts[i].joined; i-- {
		v := &p.Verdicts[i-1]
		if v.By != "" && !heard[v.By] && gravity[v.State] > gravity[last.State] {
			last = v
		}
		heard[v.By] = true
	}
	return last
}

// Checkpoint returns the checkpoint that counts: the last recorded one, of those of
// reviews with dates the newest, else the last pending one, else the last missing one,
// else nil.
func (p *Packet) Checkpoint() *Checkpoint {
	for _, want := range []CheckpointState{CheckpointRecorded, CheckpointPending, CheckpointMissing} {
		var last *Checkpoint
		for i := len(p.Checkpoints) - 1; i >= 0; i-- {
			if c := &p.Checkpoints[i]; c.State == want && (last == nil || last.Dated != "" && c.Dated > last.Dated) {
				last = c
			}
		}
		if last != nil {
			return last
		}
	}
	return nil
}

// Progress counts the ticked boxes and all boxes.
func (p *Packet) Progress() (checked, total int) {
	for _, b := range p.Boxes {
		if b.Checked {
			checked++
		}
	}
	return checked, len(p.Boxes)
}

// Section is a part of the file that belongs to a packet.
type Section struct {
	Heading Text
	Level   int
	// Title is the heading without the id and the word Checklist.
	Title string
	// Joint is true where the heading names several packets.
	Joint bool
	Span
}

// Stray is a heading, or a line in bold, that names packets and starts no section of
// theirs: ids that the board lacks, several ids in prose, or a heading deeper than the
// packet's around it.
type Stray struct {
	Heading Text
	// IDs are the packets named, without those in whose section the heading stands.
	IDs []string
	// Within are the packets in whose section the heading stands, which what is under it
	// counts for; none outside of all sections.
	Within []string
	// Boxes is true where task items stand under the heading.
	Boxes bool
	// Foreign is true where the board has no packets of such a series: the heading may
	// mean something else.
	Foreign bool
}

// Box is one task-list item.
type Box struct {
	Checked bool
	// Mark is the one byte between the brackets, or the whole box if it is a look-alike.
	Mark Span
	// Lookalike is true for what a reader takes for a box and GitHub shows as text, such
	// as `- []`, `- ☑` or a box without a bullet. It is never ticked.
	Lookalike bool
	// Text is the item's first paragraph.
	Text Text
	// Gate is true for the items that are review gates or the verdict.
	Gate bool
	// Claim is the first claim that the item makes, nil if it makes none.
	Claim *Claim
}

// BlockerPlace tells where a tracker says that a packet waits for another.
type BlockerPlace string

// Where blockers stand.
const (
	BlockerInList   BlockerPlace = "list"   // under "Blocked by:"
	BlockerInCell   BlockerPlace = "cell"   // in a "Depends On" cell
	BlockerInStatus BlockerPlace = "status" // `BLOCKED (RC-01)`, gone with the status
	BlockerInGraph  BlockerPlace = "graph"  // `RC-01 ──blocks──► RC-02`, `RC-02 depends on RC-01`
)

// Blocker is one packet that a packet waits for.
type Blocker struct {
	// ID is the packet named, empty when the item names none.
	ID string
	// Meant is the packet that the item names to the eye only, ID then being empty, and
	// Strange the characters that are others than they look.
	Meant, Strange string
	// Done is true when the item says "(DONE)" of the packet.
	Done bool
	// Ranged is true of packets that are not named one by one: of a range, such as
	// SEC-01..SEC-03, or of "all".
	Ranged bool
	Place  BlockerPlace
	Text   Text
}

// ProblemKind sorts problems.
type ProblemKind string

// The kinds of problem, named as the rules that report them.
const (
	ProblemNoBoard       ProblemKind = "no-board"
	ProblemMalformed     ProblemKind = "malformed-board"
	ProblemUnknownStatus ProblemKind = "unknown-status"
	ProblemDuplicate     ProblemKind = "duplicate-packet"
	ProblemUnclosedFence ProblemKind = "unclosed-fence"
	ProblemEncoding      ProblemKind = "encoding"
	ProblemTooLarge      ProblemKind = "too-large"
)

// Problem is something that could not be read.
type Problem struct {
	Kind ProblemKind
	// Fatal is true when the tracker as a whole cannot be judged.
	Fatal bool
	// Packet is the id concerned, empty for the file.
	Packet string
	// Message says what is wrong, what was expected and what to do.
	Message string
	Span
}

// Err returns the first fatal problem as "path:line:column: message", or nil.
func (t *Tracker) Err() error {
	for _, p := range t.Problems {
		if p.Fatal {
			return fmt.Errorf("%s:%d:%d: %s", t.Path, p.Line, p.Column, p.Message)
		}
	}
	return nil
}
