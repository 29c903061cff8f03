package runlog

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// maxNumber bounds the numbers of figures, in bytes.
const maxNumber = 20

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

// ofAll is the number of "6/6", and any other number as it is.
func ofAll(number []byte) []byte {
	if part, all, ok := bytes.Cut(number, []byte("/")); ok && bytes.Equal(part, all) {
		return part
	}
	return number
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
