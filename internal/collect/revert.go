package collect

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
)

// revert takes a unified diff's hunks back from the text that they led to. It
// returns false when the patch is missing, is cut off or does not fit the text.
func revert(after []byte, patch string) ([]byte, bool) {
	if patch == "" {
		return nil, false
	}
	lines := bytes.SplitAfter(after, []byte("\n"))
	var before []byte
	next := 0 // index of the first line of after that is not yet taken over
	var lacks hunk
	for row := range strings.SplitSeq(strings.TrimSuffix(patch, "\n"), "\n") {
		kind, text := byte(' '), ""
		if row != "" {
			kind, text = row[0], row[1:]
		}
		switch kind {
		case '@':
			h, ok := readHunk(row)
			if !ok || lacks.before != 0 || lacks.after != 0 || h.start < next || h.start > len(lines) {
				return nil, false
			}
			before = append(before, bytes.Join(lines[next:h.start], nil)...)
			next, lacks = h.start, h
		case '-':
			before = append(append(before, text...), '\n')
			lacks.before--
		case '+', ' ':
			if next >= len(lines) || !sameLine(lines[next], text) {
				return nil, false
			}
			if kind == ' ' {
				before = append(before, lines[next]...)
				lacks.before--
			}
			next++
			lacks.after--
		case '\\': // "\ No newline at end of file"
		default:
			return nil, false
		}
	}
	return append(before, bytes.Join(lines[next:], nil)...), lacks.before == 0 && lacks.after == 0
}

// hunk is where a hunk begins in the text after, as an index, and how many lines
// it has of both texts.
type hunk struct{ start, before, after int }

var hunkHeader = regexp.MustCompile(`^@@ -[0-9]{1,9}(?:,([0-9]{1,9}))? \+([0-9]{1,9})(?:,([0-9]{1,9}))? @@`)

// readHunk reads "@@ -1,2 +3,4 @@"; a count that is left out is 1.
func readHunk(header string) (hunk, bool) {
	m := hunkHeader.FindStringSubmatch(header)
	if m == nil {
		return hunk{}, false
	}
	h := hunk{before: 1, after: 1}
	h.start, _ = strconv.Atoi(m[2])
	if m[1] != "" {
		h.before, _ = strconv.Atoi(m[1])
	}
	if m[3] != "" {
		h.after, _ = strconv.Atoi(m[3])
	}
	if h.after > 0 {
		h.start = max(h.start-1, 0)
	}
	return h, true
}

func sameLine(line []byte, text string) bool {
	return strings.TrimRight(string(line), "\r\n") == strings.TrimSuffix(text, "\r")
}
