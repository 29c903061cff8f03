package runlog

import "bytes"

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
