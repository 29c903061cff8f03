package runlog

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
)

// Figure gives the normal form of a number with its unit, and false when it does
// not count. The number has no thousands separators; the unit is one word, lower
// case, singular, with the words for passing and failing made one. Durations,
// sizes and numbers that are not whole do not count.
//
//	707 tests -> 707 test        1,024 matches -> 1024 match
//	6/6 permutations -> 6 permutation        5/6 passing -> 5/6 passed
func Figure(number, unit string) (record.Figure, bool) {
	b := []byte(number)
	if n, _ := scanNumber(b); n == 0 || n != len(b) {
		return record.Figure{}, false
	}
	word := normalUnit([]byte(strings.ToLower(unit)))
	if word == "" {
		return record.Figure{}, false
	}
	return record.Figure{Number: string(ofAll([]byte(strings.ReplaceAll(number, ",", "")))), Unit: word}, true
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
	"line column code exit pid port version v")

// synonyms make one word of those that tools use for the same thing.
var synonyms = map[string]string{
	"pass": "passed", "passing": "passed", "ok": "passed",
	"fail": "failed", "failing": "failed", "failure": "failed",
	"skip": "skipped", "skipping": "skipped",
	"vuln": "vulnerability", "pkg": "package", "spec": "test",
}

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
// "Tests:  1 failed, 706 passed, 707 total", and every number of the line has it for a
// unit too.
func (s *sought) readFigures(message []byte, line int, seen *seen) {
	var head *unit
	headed := false
	for i := nextDigit(message, 0); i < len(message); i = nextDigit(message, i) {
		n, bare := scanNumber(message[i:])
		start, end := i, i+n
		if n == 0 || !startsToken(message, start) || !endsToken(message, end) {
			i = skipToken(message, end)
			continue
		}
		i = end
		first, rest := wordBehind(message[end:])
		behind, measure := s.meaning(first)
		if measure {
			continue
		}
		word, setOff := wordBefore(message[:start])
		before, _ := s.meaning(word)
		if setOff && !headed {
			head, headed = before, true
		}
		second, _ := wordBehind(rest)
		beyond, _ := s.meaning(second)
		if before == nil && head == nil && behind == nil && beyond == nil {
			continue
		}
		number := message[start:end]
		if !bare {
			number = s.plain(number)
		}
		if head != nil && head != before {
			seen.number(number, head, line, s)
		}
		for _, u := range [...]*unit{before, behind, beyond} {
			if u != nil {
				seen.number(number, u, line, s)
			}
		}
	}
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
// apart, and what follows it.
func wordBehind(b []byte) (word, rest []byte) {
	if len(b) < 2 || b[0] != ' ' && b[0] != '\t' {
		return nil, nil
	}
	end := 1
	for end < len(b) && (isLetter(b[end]) || b[end] == '-') {
		end++
	}
	if end == 1 || !endsWord(b, end) {
		return nil, nil
	}
	return b[1:end], b[end:]
}

func endsWord(b []byte, i int) bool {
	if i == len(b) {
		return true
	}
	switch b[i] {
	case ' ', '\t', ')', ']', ',', ';', ':', '.', '!', '|':
		return true
	}
	return false
}

// wordBefore returns the word before a number, and whether a colon or more than
// one space stands between.
func wordBefore(b []byte) (word []byte, setOff bool) {
	end := len(b)
	for end > 0 && (b[end-1] == ' ' || b[end-1] == '\t') {
		end--
	}
	spaces := len(b) - end
	mark := end > 0 && (b[end-1] == ':' || b[end-1] == '=')
	if mark {
		end--
	}
	if spaces == 0 && !mark {
		return nil, false
	}
	start := end
	for start > 0 && isLetter(b[start-1]) {
		start--
	}
	if start == end || start > 0 && b[start-1] != ' ' && b[start-1] != '\t' {
		return nil, false
	}
	return b[start:end], mark || spaces > 1
}
