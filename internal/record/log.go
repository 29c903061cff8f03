package record

import "time"

// Log is a job's log reduced to facts. The log is a witness, not proof: any step
// can print any line, so a fact of it may contradict, confirm or show a cut-off,
// and never stands alone.
type Log struct {
	// Lines is how many lines the log has, Bytes how long it is.
	Lines int
	Bytes int64
	// Truncated is true when the stream ended before the log did, or in the middle
	// of a line: the runner ends each.
	Truncated bool
	// Windows are those of the steps that were sought, an empty one of a step without
	// lines.
	Windows []LogWindow
}

// LogSpan is a step's time window, as the jobs API gives it (to the second,
// both ends included).
type LogSpan struct {
	Step int
	From time.Time
	To   time.Time
	// Idle is true for a step of which nothing is sought: it has no window.
	Idle bool
}

// LogWindow holds the facts of the lines within one step's time window. Steps
// meet within a second: there, lines are told apart by the runner's headers where
// these are as many as the steps that begin, and belong to all of the steps
// otherwise (see Shared).
type LogWindow struct {
	Step int
	// FirstLine and LastLine count from 1 in the whole log; 0 if no line fell
	// into the window.
	FirstLine int
	LastLine  int
	// Digest is the hex SHA-256 over the lines DigestLines (first and last, counted
	// from 1), as the log has them, line ends and byte-order marks included: those
	// within the span, so that lines of seconds that two steps share are in both. It
	// is empty when they do not follow each other.
	Digest      string
	DigestLines [2]int
	// Headers counts the runner's "##[group]Run …" headers; a user's step can
	// forge more.
	Headers int
	// Exits are the "Process completed with exit code N." lines, in order, the
	// last MaxLogExits.
	Exits []LogExit
	// TimedOut, Canceled and Shutdown are the first lines that report a step's
	// timeout, a cancelled operation and a runner's shutdown signal; 0 if none.
	TimedOut int
	Canceled int
	Shutdown int
	// TimedOutMinutes is the limit that the line of TimedOut gives, in minutes.
	TimedOutMinutes int
	// Shared is true when some lines could not be told from another step's, or came
	// out of order of time: each fact may then be the other's.
	Shared bool
	// Figures are the sought figures that the lines show, and behind them, of each
	// sought unit, the one that was shown last.
	Figures []Figure
	// Tallies are figures that no line states: how many lines report a test, a
	// subtest or a package of `go test`, and sought ones that the last numbers of a unit
	// in several lines make together. They may confirm a figure, never refute it.
	Tallies []Figure
	// Values has the sought values that a line was, with the first such line.
	Values map[string]int
}

// Sought is what claims say that logs show; of a step's output a log keeps nothing
// else. At most MaxSought values and as many figures are looked for.
type Sought struct {
	// Steps are the numbers of the steps that matter, by the ids of their jobs.
	Steps map[int64][]int
	// Values are what a line must be, without time stamp, escape sequences and
	// surrounding space; those longer than MaxValueLength are not looked for.
	Values []string
	// Figures are normalised as runlog.Figure does.
	Figures []Figure
}

// Bounds on what is kept of one log window.
const (
	MaxLogExits = 16
	// MaxSought is how many values, and how many figures, are looked for in a log.
	MaxSought = 2048
	// MaxValueLength is the longest line, in bytes, that can witness a value.
	MaxValueLength = 256
)

// LogExit is one "Process completed with exit code N." line.
type LogExit struct {
	Line int
	Code int
	// Final is true when nothing but "##[debug]" lines follow in the window: the
	// runner writes its exit line last, a program may print one anywhere.
	Final bool
	// Shared is true when the line may be a neighbouring step's.
	Shared bool
}

// Figure is a number with its unit, as in "707 tests".
type Figure struct {
	Number string
	Unit   string
}
