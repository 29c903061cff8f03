package runlog

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"

	"github.com/packetgate/packetgate/internal/record"
)

// sought is what a scan looks for in the output of steps, indexed.
type sought struct {
	values map[string]int
	// lengths tells of which lengths there are values: few lines are looked up.
	lengths [record.MaxValueLength + 1]bool
	figures []record.Figure
	// units are in the order of their first figures, byName the same.
	units       []*unit
	byName      map[string]*unit
	passedTests *unit
	// words remembers what words around numbers mean, each in the place that its length
	// and its ends give.
	words  [256]word
	number []byte
}

// unit is the unit of figures that are sought, with their indexes by number and of which
// lengths there are numbers.
type unit struct {
	index   int
	name    string
	numbers map[string]int
	lengths [maxNumber + 1]bool
}

// word is a word around a number.
type word struct {
	text string
	unit *unit
	kind kind
}

func newSought(list record.Sought) *sought {
	s := &sought{values: map[string]int{}, byName: map[string]*unit{}}
	for _, value := range list.Values {
		if _, known := s.values[value]; known || value == "" || len(value) > record.MaxValueLength || len(s.values) == record.MaxSought {
			continue
		}
		s.values[value] = len(s.values)
		s.lengths[len(value)] = true
	}
	for _, f := range list.Figures {
		if len(s.figures) == record.MaxSought {
			break
		}
		u := s.byName[f.Unit]
		if u == nil {
			u = &unit{index: len(s.units), name: f.Unit, numbers: map[string]int{}}
			s.units, s.byName[f.Unit] = append(s.units, u), u
		}
		if _, known := u.numbers[f.Number]; known {
			continue
		}
		u.numbers[f.Number] = len(s.figures)
		u.lengths[min(len(f.Number), maxNumber)] = true
		s.figures = append(s.figures, f)
	}
	s.passedTests = s.byName[PassedTests]
	return s
}

// read looks for everything in a message as stripped of surrounding space.
func (s *sought) read(message []byte, line int, seen *seen) {
	if len(message) <= record.MaxValueLength && s.lengths[len(message)] {
		if i, ok := s.values[string(message)]; ok {
			seen.value(i, line, len(s.values))
		}
	}
	if len(s.figures) > 0 {
		s.readFigures(message, line, seen)
	}
}

// meaning gives the sought unit that a word stands for, nil if none, and what kind of
// word it is.
func (s *sought) meaning(b []byte) (*unit, kind) {
	if len(b) == 0 || len(b) > maxWord {
		return nil, 0
	}
	w := &s.words[byte(len(b)*37)^b[0]^b[len(b)-1]<<3]
	if w.text != string(b) {
		lower := bytes.ToLower(b)
		*w = word{string(b), s.byName[normalUnit(lower)], kindOf(string(lower))}
	}
	return w.unit, w.kind
}

// seen is what of the sought some lines show.
type seen struct {
	// values and figures are the first lines that show each, 0 where none does.
	values, figures []int
	// last is, by unit, the number that was seen last.
	last []lastNumber
}

// maxCount bounds the numbers that are added up, in digits.
const maxCount = 9

type lastNumber struct {
	digits [maxNumber]byte
	length int
	line   int
	// before is the sum of the last numbers of the lines before that one.
	before uint64
}

// sum is what the last numbers of all lines make together. A ratio counts nothing, nor
// does what is longer than any count.
func (n *lastNumber) sum() uint64 {
	if n.length > maxCount {
		return n.before
	}
	var last uint64
	for _, digit := range n.digits[:n.length] {
		if !isDigit(digit) {
			return n.before
		}
		last = 10*last + uint64(digit-'0')
	}
	return n.before + last
}

func (s *seen) value(i, line, of int) {
	if s.values == nil {
		s.values = make([]int, of)
	}
	s.values[i] = cmp.Or(s.values[i], line)
}

// number notes a number of a unit, without its commas, that stands in a line.
func (s *seen) number(number []byte, u *unit, line int, sought *sought) {
	if s.last == nil {
		s.last = make([]lastNumber, len(sought.units))
		s.figures = make([]int, len(sought.figures))
	}
	last := &s.last[u.index]
	if last.line != line {
		last.before = last.sum()
	}
	last.length, last.line = copy(last.digits[:], number), line
	if !u.lengths[last.length] {
		return
	}
	if i, ok := u.numbers[string(number)]; ok {
		s.figures[i] = cmp.Or(s.figures[i], line)
	}
}

// merge adds what later lines show.
func (s *seen) merge(later *seen) {
	s.values = mergeFirst(s.values, later.values)
	s.figures = mergeFirst(s.figures, later.figures)
	if s.last == nil {
		s.last = slices.Clone(later.last)
		return
	}
	for i, last := range later.last {
		if last.line > 0 {
			last.before += s.last[i].sum()
			s.last[i] = last
		}
	}
}

func mergeFirst(lines, later []int) []int {
	if lines == nil {
		return slices.Clone(later)
	}
	for i, line := range later {
		lines[i] = cmp.Or(lines[i], line)
	}
	return lines
}

// valueLines gives the values that were seen, each with its first line.
func (s *seen) valueLines(sought *sought) map[string]int {
	if s.values == nil {
		return nil
	}
	out := map[string]int{}
	for value, i := range sought.values {
		if line := s.values[i]; line > 0 {
			out[value] = line
		}
	}
	return out
}

// sums gives the sought figures that no line shows but several make together, as those
// of a run for each package.
func (s *seen) sums(sought *sought) []record.Figure {
	if s.last == nil {
		return nil
	}
	var out []record.Figure
	for _, u := range sought.units {
		last := &s.last[u.index]
		if i, ok := u.numbers[strconv.FormatUint(last.sum(), 10)]; ok && last.before > 0 && s.figures[i] == 0 {
			out = append(out, sought.figures[i])
		}
	}
	return out
}

// list gives the sought figures that were seen, then the last one of each unit.
func (s *seen) list(sought *sought) []record.Figure {
	if s.last == nil {
		return nil
	}
	var out []record.Figure
	for i, line := range s.figures {
		if line > 0 {
			out = append(out, sought.figures[i])
		}
	}
	for _, u := range sought.units {
		last := s.last[u.index]
		if f := (record.Figure{Number: string(last.digits[:last.length]), Unit: u.name}); last.line > 0 {
			out = slices.DeleteFunc(out, func(o record.Figure) bool { return o == f })
			out = append(out, f)
		}
	}
	return out
}
