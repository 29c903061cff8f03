// Package runlog reduces a job's log to facts while it streams; it never holds
// the log. The format is that of actions/runner (src/Runner.Common/Logging.cs):
// a time stamp with seven fractional digits, a space, the message.
//
// # Which step a line belongs to
//
// A job's log does not name its steps, and the jobs API gives their times to the
// second only. A line whose second lies within one step's span is that step's. In
// a second that several spans share, the runner's own headers divide the lines:
// "##[group]Run …" followed by the script, `with:` or `env:`; "Post job cleanup.";
// the end of the job. If there are as many headers as steps that begin, each
// header opens the next step; lines before the first header belong to the step
// that was already running. Any other number means that the lines cannot be told
// apart: every step of that second gets them, and the window is Shared. So do steps
// that ran side by side, in the background.
//
// The runner writes its lines in order of time, and a step's header before the
// step's output. Lines that break that order are a program's (a workflow command
// can hold whole lines, time stamps included): the windows that they fell into are
// Shared.
//
// Whatever a program prints can look like the runner's words, headers and time
// stamps included, so an attribution can be forged by the code that runs. That is
// why a log only ever contradicts, confirms or shows a cut-off, and why judgement
// treats shared facts as unknown.
//
// # Which figures count
//
// A whole number with the word behind it ("707 tests", "6/6 permutations") or
// before it ("Tests  707 passed", "# tests 707"), see Figure. Durations, sizes,
// percentages and decimal numbers never count. The runner's echo of script and
// environment is no output: it yields neither figures nor values.
package runlog

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/packetgate/packetgate/internal/record"
)

// lookahead is how much of a line is looked at, in bytes; the rest is only hashed.
const lookahead = 4 << 10

// Scan reads a job's log to its end and returns the facts within each span that is not
// idle, the spans being a job's steps in order, without those that were skipped, and
// what of the sought the steps' output shows. It accepts any bytes and needs memory bounded
// by the number of spans and of the sought, not by the log. A last line without an
// end is no witness, and sets Truncated. A read error other than io.EOF, or an ended
// context, yields the facts so far with Truncated set and the error.
func Scan(ctx context.Context, r io.Reader, spans []record.LogSpan, sought record.Sought) (record.Log, error) {
	s := newScanner(spans, sought)
	err := s.read(untilDone{ctx, r})
	log := s.finish()
	log.Truncated = err != nil || s.unfinished
	return log, err
}

// untilDone is a reader that fails once its context has ended.
type untilDone struct {
	ctx context.Context
	r   io.Reader
}

func (u untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}

// scanner is the state between two lines.
type scanner struct {
	spans   *spans
	sought  *sought
	windows []*window
	order   order
	lines   int
	bytes   int64
	// unfinished is true when the last line that was read has no end yet.
	unfinished bool

	clock   clock
	stretch stretch
	// header is the line that looks like a step's header, until the next line
	// tells whether it is one.
	header header
	inEcho bool
	plain  []byte

	hasher *hasher
	// unhashed is where the bytes of the block begin that were not handed to the
	// hasher, and the lines that are not counted in their windows.
	unhashed struct{ at, line int }
}

func newScanner(list []record.LogSpan, wanted record.Sought) *scanner {
	s := &scanner{spans: newSpans(list), sought: newSought(wanted)}
	for _, span := range list {
		s.windows = append(s.windows, newWindow(span))
	}
	s.order.windows = s.windows
	s.clock.second = noTime
	return s
}

// read hands every line to s.line. Of a line that is longer than a block it hands on the
// first block, as unfinished: whether the line ends is not known by then.
func (s *scanner) read(r io.Reader) error {
	blocks := newBlocks(r)
	s.hasher = newHasher(s.windows, blocks.free)
	defer s.hasher.close()
	long := false
	for block := range blocks.read {
		data := block.data
		s.bytes += int64(len(data))
		for at := 0; at < len(data); {
			end := at + 1 + bytes.IndexByte(data[at:], '\n')
			s.unfinished = end == at
			if s.unfinished {
				end = len(data)
			}
			if !long {
				s.line(data, at, end)
			}
			long = s.unfinished
			at = end
		}
		s.hash(data, block.buffer)
		if block.err != nil && !errors.Is(block.err, io.EOF) {
			return block.err
		}
	}
	return nil
}

// hash hands what of the block was not hashed to the hasher, as of the windows of the
// stretch. With the block's buffer it is the last of it.
func (s *scanner) hash(data, buffer []byte) {
	if s.unhashed.line < s.lines {
		for _, i := range s.stretch.digested {
			s.windows[i].add(s.unhashed.line+1, s.lines)
		}
	}
	if len(data) > s.unhashed.at && len(s.stretch.digested) > 0 || buffer != nil {
		s.hasher.work <- portion{s.stretch.digested, data[s.unhashed.at:], buffer}
	}
	s.unhashed.at, s.unhashed.line = len(data), s.lines
	if buffer != nil {
		s.unhashed.at = 0
	}
}

// line reads the line of a block between two places.
func (s *scanner) line(block []byte, at, end int) {
	raw := block[at:end]
	before := s.clock.second
	message, stamped := s.clock.read(head(raw))
	if s.header.line > 0 {
		s.settleHeader(message, stamped)
	}
	if s.clock.second != before {
		s.turn(before, block[:at])
	}
	s.lines++
	facts := s.stretch.facts
	if facts == nil {
		s.inEcho = false
		return
	}
	if stamped && isHeader(message) {
		s.header.set(s.lines, message)
		return
	}
	if s.unfinished {
		facts.touch(s.lines, false)
		return
	}
	s.facts(facts, message, stamped)
}

// turn goes from one second to another, data being what of the block lies before.
func (s *scanner) turn(from int64, data []byte) {
	left, candidates := s.stretch.candidates, s.spans.at(s.clock.second)
	if !s.stretch.same(candidates) {
		s.hash(data, nil)
		s.stretch.resolve(s.windows)
		s.stretch.begin(candidates, s.windows)
	}
	if s.clock.second < from {
		s.order.back(s.clock.second, left, candidates)
	}
}

// head is what of a line is looked at, without its end: of a long one whole words.
func head(raw []byte) []byte {
	if len(raw) > lookahead {
		return raw[:bytes.LastIndexByte(raw[:lookahead], ' ')+1]
	}
	return trimEnd(raw)
}

// facts takes the facts of one line.
func (s *scanner) facts(facts *facts, message []byte, stamped bool) {
	facts.touch(s.lines, hasMark(message, debugPrefix))
	if s.inEcho && !(stamped && hasMark(message, errorPrefix)) {
		s.inEcho = !(stamped && string(message) == endGroup)
		return
	}
	// The runner reports no error within its echo: a program began what looks like one.
	s.inEcho = false
	if s.stretch.idle {
		return
	}
	if i := bytes.IndexByte(message, escape); i >= 0 {
		message = s.strip(message, i)
	}
	message = trim(message)
	if stamped && hasMark(message, errorPrefix) {
		facts.readError(s.lines, message[len(errorPrefix):])
	}
	if len(message) == 0 {
		return
	}
	facts.tallies.read(message)
	s.sought.read(message, s.lines, &facts.seen)
}

// settleHeader decides whether the line before was a step's header.
func (s *scanner) settleHeader(message []byte, stamped bool) {
	if s.header.confirmedBy(message, stamped) {
		s.stretch.open(s.header.line)
		s.inEcho = s.header.echoes
	} else {
		s.stretch.facts.touch(s.header.line, false)
	}
	s.header.line = 0
}

func (s *scanner) finish() record.Log {
	if s.header.line > 0 {
		s.settleHeader(nil, false)
	}
	s.stretch.resolve(s.windows)
	log := record.Log{Lines: s.lines, Bytes: s.bytes}
	for _, w := range s.windows {
		if !w.idle {
			log.Windows = append(log.Windows, w.result(s.sought))
		}
	}
	return log
}
