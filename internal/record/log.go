package record

import (
	"hash/fnv"
	"time"
)

// Log is a job's log reduced to facts. The log is a witness, not proof: any step
// can print any line, so a fact of it may contradict, confirm or show a cut-off,
// and never stands alone.
type Log struct {
	// Lines is how many lines the log has, Bytes how long it is.
	Lines int
	Bytes int64
	// Truncated is true when the stream ended before the log did.
	Truncated bool
	// Windows are the step windows that were asked for, in that order.
	Windows []LogWindow
}

// LogSpan is a step's time window, as the jobs API gives it (to the second,
// both ends included).
type LogSpan struct {
	Step int
	From time.Time
	To   time.Time
}

// LogWindow holds the facts of the lines within one step's time window.
type LogWindow struct {
	Step int
	// FirstLine and LastLine count from 1 in the whole log; 0 if no line fell
	// into the window.
	FirstLine int
	LastLine  int
	// Digest is the hex SHA-256 over the window's lines, for receipts.
	Digest string
	// Headers counts the "##[group]Run …" lines; a user's step can print more.
	Headers int
	// Exits are the "Process completed with exit code N." lines, in order, at
	// most MaxLogExits.
	Exits []LogExit
	// TimedOut, Canceled and Shutdown are the first lines that report a step's
	// timeout, a cancelled operation and a runner's shutdown signal; 0 if none.
	TimedOut int
	Canceled int
	Shutdown int
	// Figures are the distinct "NUMBER UNIT" pairs seen, at most MaxLogFigures.
	Figures []Figure
	// FiguresDropped is true when there were more figures than are kept.
	FiguresDropped bool
	// Values are the hashes of the distinct short lines (see HashValue), at most
	// MaxLogValues; ValuesDropped is true when there were more.
	Values        map[uint64]int
	ValuesDropped bool
}

// Bounds on what is kept of one log window.
const (
	MaxLogExits   = 16
	MaxLogFigures = 2048
	MaxLogValues  = 1 << 16
	// MaxValueLength is the longest line, in bytes, that can witness a value.
	MaxValueLength = 256
)

// LogExit is one "Process completed with exit code N." line.
type LogExit struct {
	Line int
	Code int
}

// Figure is a number with its unit, as in "707 tests".
type Figure struct {
	Number string
	Unit   string
}

// HashValue is the key of LogWindow.Values for a line already stripped of its
// time stamp, escape sequences and surrounding space (FNV-1a, 64 bits).
func HashValue(line string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(line))
	return h.Sum64()
}
