package runlog

import (
	"strings"

	"github.com/packetgate/packetgate/internal/record"
)

// PassedTests is the unit of numbers that passed where the line names nothing that they
// are but tests.
const PassedTests = "passed test"

// Figure gives the normal form of a number with its unit, and false when it does
// not count. The number has no thousands separators; the unit is one of the words
// given, lower case, singular, with the words for passing and failing made one.
// Durations, sizes and numbers that are not whole do not count.
//
//	707 tests passed -> 707 test         1,024 matches -> 1024 match
//	80 test suites -> 80 suite           2 to add -> 2 add
//	6/6 permutations -> 6 permutation    5/6 passing -> 5/6 passed
func Figure(number, unit string) (record.Figure, bool) {
	b := []byte(number)
	if n, _ := scanNumber(b); n == 0 || n != len(b) {
		return record.Figure{}, false
	}
	words := strings.Fields(strings.ToLower(unit))
	for i, word := range words {
		word = bareWord(word)
		name := normalUnit([]byte(word))
		if measures[word] {
			break
		}
		if name == "" {
			continue
		}
		if i+1 < len(words) && describes(kindOf(word), kindOf(bareWord(words[i+1]))) {
			name = normalUnit([]byte(bareWord(words[i+1])))
		}
		return record.Figure{Number: string(ofAll([]byte(strings.ReplaceAll(number, ",", "")))), Unit: name}, true
	}
	return record.Figure{}, false
}

// readFigures notes the sought figures of a line, and the last number of each sought
// unit: a number with the word or two behind it, or the word before it. A word before
// the first number that a colon or two spaces set off heads the line, as in
// "Tests:  1 failed, 706 passed, 707 total", and every number of the line that has no such
// word of its own, and is not said to be a part or another thing, has it for a unit too.
func (s *sought) readFigures(message []byte, line int, seen *seen) {
	var head *unit
	headed, headKind := false, kind(0)
	for i := nextDigit(message, 0); i < len(message); i = nextDigit(message, i) {
		n, bare := scanNumber(message[i:])
		start, end := i, i+n
		if n == 0 || !startsToken(message, start) || !endsToken(message, end) {
			i = skipToken(message, end)
			continue
		}
		i = end
		first, rest := wordBehind(message[end:])
		behind, behindKind := s.meaning(first)
		if behindKind&measure != 0 {
			continue
		}
		second, _ := wordBehind(rest)
		beyond, beyondKind := s.meaning(second)
		from, to, setOff := wordBefore(message, start, end)
		before, beforeKind := s.meaning(message[from:to])
		own := setOff && headed
		if setOff && !headed {
			head, headKind, headed = before, beforeKind, true
			if beforeKind&counter != 0 {
				head, headKind = s.meaning(wordAhead(message, from))
			}
		}
		passed := s.passedTests
		if passed != nil && !passes(beforeKind, behindKind, beyondKind) || !own && headKind&thing != 0 {
			passed = nil
		}
		if before == nil && head == nil && behind == nil && beyond == nil && passed == nil {
			continue
		}
		number := message[start:end]
		if !bare {
			number = s.plain(number)
		}
		said := behindKind
		if len(first) == 0 && !setOff {
			said = beforeKind
		}
		if before != nil && !(setOff && said&part != 0) {
			seen.number(number, before, line, s)
		}
		if behind != nil && !describes(behindKind, beyondKind) {
			seen.number(number, behind, line, s)
		}
		if beyond != nil {
			seen.number(number, beyond, line, s)
		}
		if head != nil && head != before && !own && said&(part|plural) == 0 {
			seen.number(number, head, line, s)
		}
		if passed != nil {
			seen.number(number, passed, line, s)
		}
	}
}

// passes tells whether the words around a number say that so many passed, and not of what
// but tests.
func passes(before, behind, beyond kind) bool {
	return (before|behind)&success != 0 || beyond&success != 0 && behind&thing == 0
}
