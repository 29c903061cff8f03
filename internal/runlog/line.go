package runlog

import (
	"bytes"
	"encoding/binary"
	"math"
)

const (
	byteOrderMark = "\ufeff"
	debugPrefix   = "##[debug]"
	errorPrefix   = "##[error]"
	endGroup      = "##[endgroup]"
	escape        = 0x1b
)

// isMarked tells whether a message begins as those do that the runner marks.
func isMarked(message []byte) bool { return len(message) > 3 && string(message[:3]) == "##[" }

// hasMark tells whether the runner's mark of a kind begins a message.
func hasMark(message []byte, mark string) bool {
	return isMarked(message) && bytes.HasPrefix(message, []byte(mark))
}

// hasOrderMark tells whether a byte-order mark begins b.
func hasOrderMark(b []byte) bool {
	return len(b) >= len(byteOrderMark) && string(b[:3]) == byteOrderMark
}

// secondLength is the length of "2006-01-02T15:04:05".
const secondLength = 19

// stampLength is the length of "2006-01-02T15:04:05.0000000Z ".
const stampLength = secondLength + 10

// clock reads the time stamps of lines. A line without one is the continuation of
// a message of several lines and keeps the time of the line before.
type clock struct {
	// second is the time of the last line in Unix seconds, or noTime.
	second int64
	// text is the second as it was written, with the byte behind it.
	text [secondLength + 1]byte
}

// noTime is before any time stamp.
const noTime = math.MinInt64

// read returns the line's message and whether the line has a time stamp of its
// own. A byte-order mark stands before the stamp of every block of the log that
// the runner uploaded (about each 2 MiB).
func (c *clock) read(line []byte) (message []byte, stamped bool) {
	if len(line) >= stampLength && [secondLength + 1]byte(line) == c.text && isFraction(line[secondLength:]) {
		return line[stampLength:], true
	}
	return c.turn(line)
}

// turn reads a line that may have another second than the line before.
func (c *clock) turn(line []byte) (message []byte, stamped bool) {
	for hasOrderMark(line) {
		line = line[len(byteOrderMark):]
	}
	if len(line) < secondLength+1 || line[4] != '-' || line[10] != 'T' {
		return line, false
	}
	rest, ok := fraction(line[secondLength:])
	if !ok {
		return line, false
	}
	second, ok := unixSecond(line[:secondLength])
	if !ok {
		return line, false
	}
	c.second = second
	copy(c.text[:], line)
	return rest, true
}

// isFraction tells whether ".1234567Z " begins b, which is long enough for it.
func isFraction(b []byte) bool {
	// A digit xor '0' is at most 9, and what is more has the highest bit or gets it.
	const zeros, most = 'Z'<<56 | each>>8*'0', each >> 8 * 9
	rest := binary.LittleEndian.Uint64(b[1:]) ^ zeros
	return b[0] == '.' && b[9] == ' ' && (rest|(rest+(each*0x7f-most)))&(each*0x80) == 0
}

// fraction reads ".1234567Z " (the dot and one to nine digits may be missing) and
// returns what follows.
func fraction(b []byte) ([]byte, bool) {
	i := 0
	if b[0] == '.' {
		for i = 1; i < len(b) && i <= 9 && isDigit(b[i]); i++ {
		}
		if i == 1 {
			return nil, false
		}
	}
	if i >= len(b) || b[i] != 'Z' {
		return nil, false
	}
	b = b[i+1:]
	if len(b) == 0 {
		return b, true
	}
	return b[1:], b[0] == ' '
}

// unixSecond reads "2006-01-02T15:04:05" of the years 1900 to 9999.
func unixSecond(b []byte) (int64, bool) {
	if b[7] != '-' || b[13] != ':' || b[16] != ':' {
		return 0, false
	}
	century, ok1 := twoDigits(b[0:], 19, 99)
	year, ok2 := twoDigits(b[2:], 0, 99)
	month, ok3 := twoDigits(b[5:], 1, 12)
	day, ok4 := twoDigits(b[8:], 1, 31)
	hour, ok5 := twoDigits(b[11:], 0, 23)
	minute, ok6 := twoDigits(b[14:], 0, 59)
	second, ok7 := twoDigits(b[17:], 0, 60)
	if !(ok1 && ok2 && ok3 && ok4 && ok5 && ok6 && ok7) {
		return 0, false
	}
	days := daysSinceEpoch(century*100+year, month, day)
	return ((days*24+hour)*60+minute)*60 + second, true
}

// daysSinceEpoch counts days in the Gregorian calendar, with years that begin in
// March so that the leap day is the last.
func daysSinceEpoch(year, month, day int64) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	return 365*year + year/4 - year/100 + year/400 + (153*(month-3)+2)/5 + day - 1 - 719468
}

func twoDigits(b []byte, low, high int64) (int64, bool) {
	if !isDigit(b[0]) || !isDigit(b[1]) {
		return 0, false
	}
	n := int64(b[0]-'0')*10 + int64(b[1]-'0')
	return n, n >= low && n <= high
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// trimEnd cuts the line end, LF or the CRLF of Windows runners.
func trimEnd(line []byte) []byte {
	n := len(line)
	if n > 0 && line[n-1] == '\n' {
		n--
	}
	if n > 0 && line[n-1] == '\r' {
		n--
	}
	return line[:n]
}

// strip returns a message without ANSI escape sequences, the first of which stands at i.
// The result is valid until the next call.
func (s *scanner) strip(message []byte, i int) []byte {
	plain := s.plain[:0]
	for i >= 0 {
		plain = append(plain, message[:i]...)
		message = message[i+escapeLength(message[i:]):]
		i = bytes.IndexByte(message, escape)
	}
	plain = append(plain, message...)
	s.plain = plain
	return plain
}

// trim cuts blanks around a message, and the byte-order marks that tools of Windows
// print before their output.
func trim(message []byte) []byte {
	for len(message) > 0 && isBlank(message[len(message)-1]) {
		message = message[:len(message)-1]
	}
	for len(message) > 0 && isBlank(message[0]) {
		message = message[1:]
	}
	if hasOrderMark(message) {
		return trim(message[len(byteOrderMark):])
	}
	return message
}

// isBlank tells whether a byte is white space of ASCII.
func isBlank(b byte) bool { return b == ' ' || b-'\t' < 5 }

// escapeLength is the length of the escape sequence at the start of b: a control
// sequence ("ESC [ … letter"), an operating system command ("ESC ] … BEL") or ESC
// and one more byte.
func escapeLength(b []byte) int {
	if len(b) < 2 {
		return len(b)
	}
	switch b[1] {
	case '[':
		for i := 2; i < len(b); i++ {
			if b[i] >= 0x40 && b[i] <= 0x7e {
				return i + 1
			}
		}
		return len(b)
	case ']':
		for i := 2; i < len(b); i++ {
			if b[i] == 0x07 {
				return i + 1
			}
			if b[i] == 0x1b {
				return i
			}
		}
		return len(b)
	}
	return 2
}
