package runlog

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"math"
	"slices"
	"strconv"

	"github.com/packetgate/packetgate/internal/record"
)

// window gathers the facts of one step.
type window struct {
	step int
	// idle windows are only kept to tell the others' lines apart.
	idle bool
	// from and to are the first and the last second of the step's span.
	from, to int64
	digest   hash.Hash
	// begin and end are the first and the last line of the digest, lines how many it
	// has.
	begin, end, lines int
	facts             *facts
}

func newWindow(span record.LogSpan) *window {
	return &window{step: span.Step, idle: span.Idle, from: span.From.Unix(), to: span.To.Unix(), digest: sha256.New(), facts: &facts{}}
}

// add counts lines that the digest has.
func (w *window) add(first, last int) {
	w.begin = cmp.Or(w.begin, first)
	w.end = last
	w.lines += last - first + 1
}

// facts are what some lines of one step say.
type facts struct {
	first, last int
	// spoken is the last line that is no "##[debug]" line.
	spoken   int
	headers  int
	exits    []record.LogExit
	timedOut int
	// minutes is the limit that the line of timedOut gives.
	minutes  int
	canceled int
	shutdown int
	shared   bool
	seen     seen
	tallies  tallies
}

func (f *facts) touch(line int, debug bool) {
	if f.first == 0 {
		f.first = line
	}
	f.last = max(f.last, line)
	if !debug {
		f.spoken = max(f.spoken, line)
	}
}

var (
	exitPrefix     = []byte("Process completed with exit code ")
	timeoutPart    = []byte("' has timed out after ")
	timeoutStarts  = [][]byte{[]byte("The action '"), []byte("The background step '")}
	timeoutEnd     = []byte(" minutes.")
	cancelMessage  = []byte("The operation was canceled.")
	shutdownPrefix = []byte("The runner has received a shutdown signal.")
)

// readError reads a message of the runner's that began with "##[error]" (its
// ScriptHandler.cs, StepsRunner.cs and JobRunner.cs).
func (f *facts) readError(line int, message []byte) {
	switch {
	case bytes.Equal(message, cancelMessage):
		f.canceled = cmp.Or(f.canceled, line)
	case bytes.HasPrefix(message, shutdownPrefix):
		f.shutdown = cmp.Or(f.shutdown, line)
	case isTimeout(message):
		if f.timedOut == 0 {
			f.timedOut, f.minutes = line, minutesOf(message)
		}
	default:
		if code, ok := exitCode(message); ok {
			f.addExit(record.LogExit{Line: line, Code: code})
		}
	}
}

func isTimeout(message []byte) bool {
	for _, start := range timeoutStarts {
		if bytes.HasPrefix(message, start) {
			return bytes.Contains(message, timeoutPart) && bytes.HasSuffix(message, timeoutEnd)
		}
	}
	return false
}

// minutesOf reads the limit of a time-out's message, 0 if it is no whole number.
func minutesOf(message []byte) int {
	_, rest, _ := bytes.Cut(message, timeoutPart)
	n, err := strconv.ParseUint(string(bytes.TrimSuffix(rest, timeoutEnd)), 10, 31)
	if err != nil {
		return 0
	}
	return int(n)
}

// exitCode reads "Process completed with exit code N." when that is the whole
// message; Windows gives negative codes, and the runner prints none for 0.
func exitCode(message []byte) (int, bool) {
	digits, ok := bytes.CutPrefix(message, exitPrefix)
	if !ok || len(digits) > 12 {
		return 0, false
	}
	if digits, ok = bytes.CutSuffix(digits, []byte{'.'}); !ok {
		return 0, false
	}
	code, err := strconv.ParseInt(string(digits), 10, 64)
	if err != nil || digits[0] == '+' || code == 0 || code < math.MinInt32 || code > math.MaxUint32 {
		return 0, false
	}
	return int(code), true
}

func (f *facts) addExit(exit record.LogExit) {
	if len(f.exits) == record.MaxLogExits {
		f.exits = slices.Delete(f.exits, 0, 1)
	}
	f.exits = append(f.exits, exit)
}

// share marks the facts as perhaps another step's.
func (f *facts) share() {
	f.shared = f.shared || f.first > 0
	for i := range f.exits {
		f.exits[i].Shared = true
	}
}

// merge adds later facts to f.
func (f *facts) merge(later *facts) {
	if later.first == 0 {
		return
	}
	f.first = cmp.Or(f.first, later.first)
	f.last = max(f.last, later.last)
	f.spoken = max(f.spoken, later.spoken)
	f.headers += later.headers
	for _, exit := range later.exits {
		f.addExit(exit)
	}
	if f.timedOut == 0 {
		f.timedOut, f.minutes = later.timedOut, later.minutes
	}
	f.canceled = cmp.Or(f.canceled, later.canceled)
	f.shutdown = cmp.Or(f.shutdown, later.shutdown)
	f.shared = f.shared || later.shared
	f.seen.merge(&later.seen)
	f.tallies.merge(later.tallies)
}

func (w *window) result(sought *sought) record.LogWindow {
	f := w.facts
	for i := range f.exits {
		f.exits[i].Final = f.exits[i].Line == f.spoken
	}
	out := record.LogWindow{
		Step: w.step, FirstLine: f.first, LastLine: f.last, Headers: f.headers,
		Exits: f.exits, TimedOut: f.timedOut, TimedOutMinutes: f.minutes, Canceled: f.canceled, Shutdown: f.shutdown,
		Shared:  f.shared,
		Figures: f.seen.list(sought),
		Tallies: append(f.tallies.list(), f.seen.sums(sought)...),
		Values:  f.seen.valueLines(sought),
	}
	if w.lines > 0 && w.lines == w.end-w.begin+1 {
		out.DigestLines = [2]int{w.begin, w.end}
		out.Digest = hex.EncodeToString(w.digest.Sum(nil))
	}
	return out
}
