package tracker

import "fmt"

// Place tells where in a packet a claim stands.
type Place string

// Where claims stand.
const (
	PlaceChecklist Place = "checklist"
	PlaceRecord    Place = "record"
	PlaceList      Place = "list"
	PlaceTable     Place = "table"
	PlaceLine      Place = "line"
)

// Claim is one command with the outcome that the tracker claims for it.
type Claim struct {
	// Command is the command as a shell would get it: the code span's content,
	// with `\|` of table cells undone.
	Command Text
	Outcome Outcome
	Place   Place
	// Box is the task item that holds the claim, nil elsewhere.
	Box *Box
	// Record is the review record that holds the claim, nil elsewhere.
	Record *ReviewRecord
	// Item is the whole item or row.
	Item Text
	// Number is the item's number in its list, 0 for bullets.
	Number int
	// URL is an evidence link in the item, zero if there is none.
	URL Text
}

// Made tells whether the tracker claims that the command ran: an open box only
// asks for it.
func (c *Claim) Made() bool { return c.Box == nil || c.Box.Checked }

// OutcomeKind is what sort of outcome is written behind a command.
type OutcomeKind string

// The kinds of outcome.
const (
	OutcomeNone   OutcomeKind = ""        // nothing behind the command
	OutcomeExit   OutcomeKind = "exit"    // `-> exit 0`
	OutcomeValue  OutcomeKind = "value"   // `-> go1.25.7`
	OutcomeCount  OutcomeKind = "count"   // `-> 0 matches`
	OutcomePassed OutcomeKind = "passed"  // `passed.`, `PASS`: words, no exit code
	OutcomeFailed OutcomeKind = "failed"  // `FAILED`, `exit status unknown`: words
	OutcomeNotRun OutcomeKind = "not-run" // `N/A (…)`, `skipped`
	// OutcomeExpected is a code that is only hoped for or left open: `should exit 0`,
	// `exit 0?`, `exit 0 or 1`.
	OutcomeExpected OutcomeKind = "expected"
	// OutcomeUnclear is words that name no outcome, such as `partial` or `exit O`, or
	// that read like one and are made of other letters.
	OutcomeUnclear OutcomeKind = "unclear"
)

// Outcome is what is claimed of a command.
type Outcome struct {
	Kind OutcomeKind
	// ExitCode is valid for OutcomeExit and OutcomeExpected, there the highest of
	// those named.
	ExitCode int
	// Value is the claimed output of OutcomeValue or the "N unit" of OutcomeCount.
	Value string
	// Figures are numbers with units in brackets behind the outcome; durations
	// are left out.
	Figures []Figure
	// Failed is true when the text also says FAILED.
	Failed bool
	// Strange names the characters of OutcomeUnclear that are others than they look.
	Strange string
	// Text is everything behind the command, brackets included.
	Text Text
}

// Figure is a number with its unit, as in "(80 files, 707 tests)".
type Figure struct {
	Number string
	Unit   string
}

// String gives "707 tests".
func (f Figure) String() string { return f.Number + " " + f.Unit }

// String gives the outcome in the tracker's own words.
func (o Outcome) String() string {
	switch o.Kind {
	case OutcomeExit:
		return fmt.Sprintf("exit %d", o.ExitCode)
	case OutcomeExpected:
		return fmt.Sprintf("exit %d expected", o.ExitCode)
	case OutcomeValue, OutcomeCount:
		return o.Value
	default:
		return string(o.Kind)
	}
}
