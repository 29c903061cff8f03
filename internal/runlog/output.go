package runlog

import (
	"bytes"
	"io"
	"slices"
	"strconv"
	"sync"

	"github.com/packetgate/packetgate/internal/record"
)

// Output counts what a program's own output says of its tests while it streams, as a
// later scan of a job's log would find it. It holds a line at most.
type Output struct {
	mu      sync.Mutex
	scanner scanner // for its strip
	sought  *sought
	line    seen
	tallies tallies
	units   []stated
}

// outputUnits are the units that trackers name, in their order.
var outputUnits = []string{"file", "suite", "test", "package", "passed"}

// maxOutputFigures is how many figures are told.
const maxOutputFigures = 3

// stated is what the lines state of a unit: those that it heads, as in "Tests  707
// passed", and others.
type stated struct{ headed, plain number }

// number is what one or more lines state, and whether they disagree.
type number struct {
	text    string
	several bool
}

func (n *number) state(text string) {
	n.several = n.several || n.text != "" && n.text != text
	n.text = text
}

// NewOutput counts from the start.
func NewOutput() *Output {
	var list record.Sought
	for _, unit := range outputUnits {
		list.Figures = append(list.Figures, record.Figure{Unit: unit})
	}
	return &Output{sought: newSought(list), units: make([]stated, len(outputUnits))}
}

// Stream takes one of the program's streams, in writes of any length; streams may be
// written to at the same time. Writing never fails.
func (o *Output) Stream() io.Writer { return &outputStream{output: o} }

// outputStream makes lines of what is written. Like the runner, it takes a carriage
// return for a line's end.
type outputStream struct {
	output *Output
	line   []byte
}

// Write reads the lines that end.
func (s *outputStream) Write(p []byte) (int, error) {
	s.output.mu.Lock()
	defer s.output.mu.Unlock()
	rest := p
	for len(rest) > 0 {
		end := bytes.IndexAny(rest, "\n\r")
		part := rest
		if end >= 0 {
			part = rest[:end]
		}
		if room := lookahead + 1 - len(s.line); room > 0 {
			s.line = append(s.line, part[:min(room, len(part))]...)
		}
		if end < 0 {
			break
		}
		s.output.read(head(s.line))
		s.line, rest = s.line[:0], rest[end+1:]
	}
	return len(p), nil
}

// read takes one line.
func (o *Output) read(line []byte) {
	message := trim(o.scanner.strip(line, bytes.IndexByte(line, escape)))
	if len(message) == 0 {
		return
	}
	o.tallies.read(message)
	for i := range o.line.last {
		o.line.last[i].line = 0
	}
	o.sought.readFigures(message, 1, &o.line)
	start := nextDigit(message, 0)
	n, _ := scanNumber(message[start:])
	from, to, _ := wordBefore(message, start, start+n)
	heading, _ := o.sought.meaning(message[from:to])
	for i, last := range o.line.last {
		if last.line == 0 {
			continue
		}
		text := string(last.digits[:last.length])
		if heading != nil && heading.index == i {
			o.units[i].headed.state(text)
		} else {
			o.units[i].plain.state(text)
		}
	}
}

// Figures gives at most three figures that the output as a whole states: what a line
// headed by the unit says, else how many lines report a test or a package of `go test`,
// else what the other lines say. Where such lines disagree, as those of several test
// runs do, the unit has no figure.
func (o *Output) Figures() []record.Figure {
	o.mu.Lock()
	defer o.mu.Unlock()
	counted := map[string]string{"test": strconv.Itoa(o.tallies.tests), "package": strconv.Itoa(o.tallies.packages)}
	var out []record.Figure
	for i, unit := range outputUnits {
		if unit == "passed" && slices.ContainsFunc(out, func(f record.Figure) bool { return f.Unit == "test" }) {
			continue
		}
		n := o.units[i].headed
		if tally := counted[unit]; n.text == "" && tally != "" && tally != "0" {
			n.text = tally
		} else if n.text == "" {
			n = o.units[i].plain
		}
		if n.text != "" && !n.several && len(out) < maxOutputFigures {
			out = append(out, record.Figure{Number: n.text, Unit: unit})
		}
	}
	return out
}
