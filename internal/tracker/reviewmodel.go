package tracker

// GateResult is what a review gate says.
type GateResult string

// The results of a gate.
const (
	GateNone GateResult = ""
	GatePass GateResult = "PASS"
	GateFail GateResult = "FAIL"
	GateNA   GateResult = "N/A"
	// GateUnfilled is a template that still offers the choice, `PASS/FAIL`.
	GateUnfilled GateResult = "UNFILLED"
	// GateWithheld is a gate that says something else than PASS, FAIL or N/A: PARTIAL,
	// WAIVED, pending, `PASS?`, or letters that only look like PASS.
	GateWithheld GateResult = "WITHHELD"
)

// Gate is one review gate: P0, P1 or P2.
type Gate struct {
	Name   string
	Result GateResult
	// Strange names the characters of a result that are others than they look.
	Strange string
	Text    Text
	// Box is the gate's task item, nil in a record's gate checklist.
	Box *Box
}

// Verdict is one recorded verdict.
type Verdict struct {
	// State is ReviewNone for a template, "pending" or a box that names none, and
	// ReviewPending for an approval that is not yet given or depends on something.
	State ReviewState
	// Meant is the state that the verdict names to the eye only, State then being none,
	// and Strange the characters that are others than they look.
	Meant   ReviewState
	Strange string
	Text    Text
	// Record is the review record that holds the verdict, nil elsewhere.
	Record *ReviewRecord
	// Box is the task item that records it, nil in a review record. The verdict of
	// an open box is none.
	Box *Box
	// By is the reviewer whose verdict it is, in lower case, empty where none is named.
	By string
	// Dated is the date in the heading of its review, such as 2026-03-05, empty where there
	// is none.
	Dated string
	// joined is true where it follows another verdict of the same review.
	joined bool
}

// ReviewRecord is the block with the reviewer's findings.
type ReviewRecord struct {
	Span
	// Fenced is true when the record stands in a code fence.
	Fenced bool
	// Dated is the date in the heading above, such as 2026-03-05, empty where there is none.
	Dated string
	// FilesAt is the "Files changed:" line, zero if the field is missing; the
	// same for the others.
	FilesAt    Text
	Files      []RecordFile
	CommandsAt Text
	// Commands are the record's claims, which are among the packet's too.
	Commands []*Claim
	// Items are the items under "Commands run", those without a command included.
	Items      []Text
	GatesAt    Text
	VerdictAt  Text
	CommitAt   Text
	ResidualAt Text
	Residual   Text
	RollbackAt Text
	Rollback   Text
}

// RecordFile is one file under "Files changed:".
type RecordFile struct {
	// Path is as it is written, perhaps a folder or a glob; empty for an item that
	// names none, such as "no code changes".
	Path   string
	Reason string
	Text   Text
}

// Pointer is an evidence line that points elsewhere instead of listing, such as
// "see review record above (11 commands, all exit 0)".
type Pointer struct {
	Text Text
	// Record is true when it points to the packet's review record.
	Record bool
	// Count is the stated number of commands, -1 if none is stated.
	Count int
}

// CheckpointState tells whether a checkpoint is written down.
type CheckpointState string

// The states: recorded with a hash; pending as honest authors write it, for a
// packet's own commit cannot hold its hash; missing: empty, N/A or a template.
const (
	CheckpointRecorded CheckpointState = "recorded"
	CheckpointPending  CheckpointState = "pending"
	CheckpointMissing  CheckpointState = "missing"
)

// CheckpointPlace tells where a checkpoint stands.
type CheckpointPlace string

// Where checkpoints stand.
const (
	CheckpointInRecord   CheckpointPlace = "record"
	CheckpointInEvidence CheckpointPlace = "evidence"
	CheckpointInCell     CheckpointPlace = "cell"
	CheckpointInList     CheckpointPlace = "list"
)

// Checkpoint is one place that records the commit of an approved packet.
type Checkpoint struct {
	State CheckpointState
	Place CheckpointPlace
	// Hashes are lower-case hex, 7 to 40 digits, usually one.
	Hashes []Text
	Text   Text
	// Dated is the date in the heading above, empty where there is none.
	Dated string
}
