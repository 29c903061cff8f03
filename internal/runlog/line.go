package runlog

import (
	"bytes"
	"encoding/binary"
)

var (
	byteOrderMark = []byte("\ufeff")
	debugPrefix   = []byte("##[debug]")
	errorPrefix   = []byte("##[error]")
	endGroup      = []byte("##[endgroup]")
)

// secondLength is the length of "2006-01-02T15:04:05".
const secondLength = 19

// clock reads the time stamps of lines. A line without one is the continuation of
// a message of several lines and keeps the time of the line before.
type clock struct {
	// second is the time of the last line in Unix seconds, or noTime.
	second int64
	begun  bool
	text   [secondLength]byte
}

// read returns the line's message and whether the line has a time stamp of its
// own. A byte-order mark stands before the stamp of every block of the log that
// the runner uploaded (about each 2 MiB).
func (c *clock) read(line []byte) (message []byte, stamped bool) {
	for bytes.HasPrefix(line, byteOrderMark) {
		line = line[len(byteOrderMark):]
	}
	if len(line) < secondLength+1 || line[4] != '-' || line[10] != 'T' {
		return line, false
	}
	rest, ok := fraction(line[secondLength:])
	if !ok {
		return line, false
	}
	if c.begun && c.same(line) {
		return rest, true
	}
	second, ok := unixSecond(line[:secondLength])
	if !ok {
		return line, false
	}
	c.second, c.begun = second, true
	copy(c.text[:], line)
	return rest, true
}

// same tells whether a line's second is that of the line before, its last digits first.
func (c *clock) same(line []byte) bool {
	word := binary.LittleEndian.Uint64
	return word(line[11:]) == word(c.text[11:]) && word(line[3:]) == word(c.text[3:]) && word(line) == word(c.text[:])
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

// unixSecond reads "2006-01-02T15:04:05" of the years 1970 to 9999.
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
	line = bytes.TrimSuffix(line, []byte{'\n'})
	return bytes.TrimSuffix(line, []byte{'\r'})
}

// strip returns the message without ANSI escape sequences and surrounding space and
// byte-order marks. The result is valid until the next call.
func (s *scanner) strip(message []byte) []byte {
	if bytes.IndexByte(message, 0x1b) < 0 {
		return trimMarks(bytes.TrimSpace(message))
	}
	s.plain = s.plain[:0]
	for {
		i := bytes.IndexByte(message, 0x1b)
		if i < 0 {
			break
		}
		s.plain = append(s.plain, message[:i]...)
		message = message[i+escapeLength(message[i:]):]
	}
	s.plain = append(s.plain, message...)
	return trimMarks(bytes.TrimSpace(s.plain))
}

// trimMarks cuts byte-order marks, which tools of Windows print before their output.
func trimMarks(message []byte) []byte {
	for len(message) > 0 && message[0] == byteOrderMark[0] && bytes.HasPrefix(message, byteOrderMark) {
		message = bytes.TrimSpace(message[len(byteOrderMark):])
	}
	return message
}

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
