package collect

import (
	"bytes"
	"strconv"
	"strings"
)

// revert takes a unified diff's hunks back from the text that they led to. It
// returns false when the patch is missing or does not fit the text.
func revert(after []byte, patch string) ([]byte, bool) {
	if patch == "" {
		return nil, false
	}
	lines := bytes.SplitAfter(after, []byte("\n"))
	var before []byte
	next := 0 // index of the first line of after that is not yet taken over
	for _, row := range strings.Split(strings.TrimSuffix(patch, "\n"), "\n") {
		kind, text := byte(' '), ""
		if row != "" {
			kind, text = row[0], row[1:]
		}
		switch kind {
		case '@':
			start, ok := hunkStart(row)
			if !ok || start < next || start > len(lines) {
				return nil, false
			}
			before = append(before, bytes.Join(lines[next:start], nil)...)
			next = start
		case '-':
			before = append(append(before, text...), '\n')
		case '+', ' ':
			if next >= len(lines) || !sameLine(lines[next], text) {
				return nil, false
			}
			if kind == ' ' {
				before = append(before, lines[next]...)
			}
			next++
		case '\\': // "\ No newline at end of file"
		default:
			return nil, false
		}
	}
	return append(before, bytes.Join(lines[next:], nil)...), true
}

// hunkStart reads "@@ -1,2 +3,4 @@" and returns the index of the hunk's first
// line in the text after.
func hunkStart(header string) (int, bool) {
	fields := strings.Fields(header)
	if len(fields) < 3 || !strings.HasPrefix(fields[2], "+") {
		return 0, false
	}
	start, count, counted := strings.Cut(fields[2][1:], ",")
	n, err := strconv.Atoi(start)
	if err != nil || n < 0 {
		return 0, false
	}
	if counted && count == "0" {
		return n, true
	}
	return max(n-1, 0), true
}

func sameLine(line []byte, text string) bool {
	return strings.TrimRight(string(line), "\r\n") == strings.TrimSuffix(text, "\r")
}
