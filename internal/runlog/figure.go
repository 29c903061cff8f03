package runlog

import (
	"bytes"
	"encoding/binary"
	"math/bits"
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

// bareWord is a word without "(s)", "()" and marks behind it.
func bareWord(word string) string {
	return strings.TrimRight(strings.TrimSuffix(word, "(s)"), ",.;:()")
}

// ofAll is the number of "6/6", and any other number as it is.
func ofAll(number []byte) []byte {
	if part, all, ok := bytes.Cut(number, []byte("/")); ok && bytes.Equal(part, all) {
		return part
	}
	return number
}

// maxWord and maxNumber bound the parts of a figure, in bytes.
const (
	maxWord   = 32
	maxNumber = 20
)

// measures are units of time and size.
var measures = wordSet("s sec secs second seconds m min mins minute minutes h hr hrs hour hours " +
	"d day days week weeks month months year years ms us ns millisecond milliseconds " +
	"b kb mb gb tb kib mib gib byte bytes")

// notUnits are words around numbers that count nothing.
var notUnits = wordSet("am pm utc gmt the a an of in at to on and or is for from with by out " +
	"line column code exit pid port version v result results summary")

// synonyms make one word of those that tools use for the same thing.
var synonyms = map[string]string{
	"pass": "passed", "passing": "passed", "ok": "passed",
	"fail": "failed", "failing": "failed", "failure": "failed",
	"skip": "skipped", "skipping": "skipped",
	"vuln": "vulnerability", "pkg": "package", "spec": "test", "case": "test", "example": "test",
}

// parts are units of those that are not all.
var parts = wordSet("failed skipped pending todo ignored disabled flaky cancelled canceled aborted error warning")

// counters are words behind what is counted, as in "Tests run: 707".
var counters = wordSet("run ran executed completed total count number")

// kind is what sort of word stands around a number.
type kind uint8

const (
	measure kind = 1 << iota
	// part is one of parts, counter one of counters.
	part
	counter
	// plural is a noun, thing one that is no test; adjective may describe a noun.
	plural
	thing
	adjective
	// success is a word for passed.
	success
)

// kindOf takes a lower-case word.
func kindOf(word string) kind {
	name := normalUnit([]byte(word))
	switch {
	case measures[word]:
		return measure
	case name == "":
		return 0
	case counters[word]:
		return counter
	case name == "passed":
		return success
	case parts[name]:
		return part
	case singular(word) != word && name == "test":
		return plural
	case singular(word) != word:
		return plural | thing
	case strings.HasSuffix(word, "ed") || strings.HasSuffix(word, "ing"):
		return 0
	}
	return adjective
}

// describes tells whether a word is no unit of the number before it but says of what sort
// the next one is, as in "80 test suites".
func describes(word, next kind) bool { return word&adjective != 0 && next&plural != 0 }

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

// normalUnit gives the normal form of a lower-case word, empty when it is no
// unit.
func normalUnit(word []byte) string {
	if len(word) == 0 || len(word) > maxWord || notUnits[string(word)] || measures[string(word)] {
		return ""
	}
	for _, b := range word {
		if !isLetter(b) && b != '-' {
			return ""
		}
	}
	unit := singular(string(word))
	if s, ok := synonyms[unit]; ok {
		return s
	}
	return unit
}

func singular(word string) string {
	switch {
	case len(word) < 4 || strings.HasSuffix(word, "ss") || strings.HasSuffix(word, "us"):
		return word
	case strings.HasSuffix(word, "ies"):
		return word[:len(word)-3] + "y"
	case strings.HasSuffix(word, "ches"), strings.HasSuffix(word, "shes"),
		strings.HasSuffix(word, "xes"), strings.HasSuffix(word, "sses"):
		return word[:len(word)-2]
	case strings.HasSuffix(word, "s"):
		return word[:len(word)-1]
	}
	return word
}

// scanNumber returns the length of the whole number at the start of b, 0 if there is
// none, and whether it is bare digits, without thousands in groups after commas and no
// ratio "6/6".
func scanNumber(b []byte) (length int, bare bool) {
	n := digits(b)
	bare = n == len(b) || b[n] != ',' && b[n] != '/'
	if n > 0 && !bare {
		if n <= 3 {
			for n+4 <= len(b) && b[n] == ',' && digits(b[n+1:]) == 3 {
				n += 4
			}
		}
		if n+1 < len(b) && b[n] == '/' {
			if k := digits(b[n+1:]); k > 0 {
				n += 1 + k
			}
		}
	}
	if n > maxNumber {
		return 0, bare
	}
	return n, bare
}

func digits(b []byte) int {
	n := 0
	for n < len(b) && isDigit(b[n]) {
		n++
	}
	return n
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
		sort := behindKind
		if len(first) == 0 && !setOff {
			sort = beforeKind
		}
		if before != nil && !(setOff && sort&part != 0) {
			seen.number(number, before, line, s)
		}
		if behind != nil && !describes(behindKind, beyondKind) {
			seen.number(number, behind, line, s)
		}
		if beyond != nil {
			seen.number(number, beyond, line, s)
		}
		if head != nil && head != before && !own && sort&(part|plural) == 0 {
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

// plain is a number in its normal form, valid until the next call.
func (s *sought) plain(number []byte) []byte {
	s.number = s.number[:0]
	for _, b := range number {
		if b != ',' {
			s.number = append(s.number, b)
		}
	}
	return ofAll(s.number)
}

// nextDigit is where the next digit stands from a place on, or the message's length.
// It looks at eight bytes at a time.
func nextDigit(message []byte, from int) int {
	for ; from+8 <= len(message); from += 8 {
		if found := firstDigit(binary.LittleEndian.Uint64(message[from:])); found != 0 {
			return from + bits.TrailingZeros64(found)/8
		}
	}
	for from < len(message) && !isDigit(message[from]) {
		from++
	}
	return from
}

// each times a byte is that byte eight times.
const each = 0x0101010101010101

// firstDigit has, for the first of eight bytes that is a digit, the highest bit of that
// byte for its lowest one, and is 0 if none is: a digit xor '0' is below 10, and only what
// is subtracted from a byte below 10 is borrowed from those above it.
func firstDigit(x uint64) uint64 {
	x ^= each * '0'
	return (x - each*10) &^ x & (each * 0x80)
}

func startsToken(message []byte, i int) bool {
	if i == 0 {
		return true
	}
	switch message[i-1] {
	case ' ', '\t', '(', '[', '=', ':', ',', '|':
		return true
	}
	return false
}

func endsToken(message []byte, i int) bool {
	if i == len(message) {
		return true
	}
	switch message[i] {
	case ' ', '\t', ')', ']', ';', '|':
		return true
	case ',', '.':
		return i+1 == len(message) || message[i+1] == ' '
	}
	return false
}

func skipToken(message []byte, i int) int {
	for i < len(message) && message[i] != ' ' && message[i] != '\t' {
		i++
	}
	return i
}

// wordBehind returns the word behind a number or another word, one space or tab
// apart, and what follows it; "(s)" and "()" at its end are no part of it.
func wordBehind(b []byte) (word, rest []byte) {
	if len(b) < 2 || b[0] != ' ' && b[0] != '\t' || !isLetter(b[1]) {
		return nil, nil
	}
	end := 2
	for end < len(b) && (isLetter(b[end]) || b[end] == '-') {
		end++
	}
	rest = b[end:]
	if len(rest) > 1 && rest[0] == '(' {
		rest = afterBrackets(rest)
	}
	if !endsWord(rest) {
		return nil, nil
	}
	return b[1:end], rest
}

// afterBrackets returns what follows "(s)" or "()" if b begins with one of them.
func afterBrackets(b []byte) []byte {
	for _, brackets := range []string{"(s)", "()"} {
		if bytes.HasPrefix(b, []byte(brackets)) {
			return b[len(brackets):]
		}
	}
	return b
}

func endsWord(rest []byte) bool {
	if len(rest) == 0 {
		return true
	}
	switch rest[0] {
	case ' ', '\t', ')', ']', ',', ';', ':', '.', '!', '|':
		return true
	}
	return false
}

// wordBefore returns where the word before a number begins and ends, and whether a colon,
// an equals sign or more than one space sets the number off. A word one space apart
// counts where nothing else stands with the two, as in "# tests 707", and where it has
// brackets and blanks around it, as in "[  PASSED  ] 705 tests".
func wordBefore(message []byte, start, end int) (from, to int, setOff bool) {
	to = trimBlanks(message, start)
	mark := to > 0 && (message[to-1] == ':' || message[to-1] == '=')
	if mark {
		to--
	} else if to == start {
		return 0, 0, false
	}
	bracketed := !mark && to > 1 && message[to-1] == ']' && message[to-2] == ' '
	if bracketed {
		to = trimBlanks(message, to-1)
	}
	setOff = mark || start-to > 1 && !bracketed
	from = wordStart(message, to)
	if from == to || !setOff && !bracketed && !alone(message, from, end) {
		return 0, 0, false
	}
	return from, to, setOff
}

// wordStart is where the word begins that ends at a place, which it is itself if there is
// none.
func wordStart(b []byte, end int) int {
	from := end
	for from > 0 && isLetter(b[from-1]) {
		from--
	}
	if from > 0 {
		switch b[from-1] {
		case ' ', '\t', '(', '[', ',':
		default:
			return end
		}
	}
	return from
}

// wordAhead returns the word one space before a place.
func wordAhead(message []byte, from int) []byte {
	if from == 0 || message[from-1] != ' ' {
		return nil
	}
	return message[wordStart(message, from-1) : from-1]
}

// trimBlanks is where the blanks begin that end at a place.
func trimBlanks(b []byte, end int) int {
	for end > 0 && (b[end-1] == ' ' || b[end-1] == '\t') {
		end--
	}
	return end
}

// alone tells whether a word and the number behind it are all that a line says, behind a
// mark perhaps, or that a part of it says. Tools number their tests as in "ok 707".
func alone(message []byte, from, end int) bool {
	if len(message) > end {
		switch message[end] {
		case ',', ';', ')', ']', '|', '.':
		default:
			return false
		}
	}
	if string(message[from:from+2]) == "ok" && !isLetter(message[from+2]) {
		return false
	}
	at := trimBlanks(message, from)
	if at == 0 {
		return true
	}
	switch b := message[at-1]; b {
	case '#', ',', ':', ';', '(', '[', '|':
		return true
	default:
		return b >= 0x80
	}
}
