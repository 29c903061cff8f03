package publish

import "io"

// Log is a writer for a job's log in which no text becomes a workflow command. The
// runner obeys a line that begins with "::" after white space, and "##[" anywhere
// in a line (runner: ActionCommand); text from a tracker may hold both. Commands
// that are meant go to the underlying writer.
type Log struct {
	w      io.Writer
	begun  bool // something but white space stands on the current line
	hashes int  // how many "#" came last
}

// NewLog makes a Log over w.
func NewLog(w io.Writer) *Log { return &Log{w: w} }

// Write writes p, with a backslash before a colon that begins a line and before a
// bracket behind "##".
func (l *Log) Write(p []byte) (int, error) {
	out := make([]byte, 0, len(p)+16)
	for _, c := range p {
		if c == ':' && !l.begun || c == '[' && l.hashes >= 2 {
			out = append(out, '\\')
		}
		out = append(out, c)
		l.see(c)
	}
	if _, err := l.w.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (l *Log) see(c byte) {
	switch {
	case c == '\n' || c == '\r':
		l.begun = false
	case c == ' ' || c == '\t' || c == '\v' || c == '\f' || c >= 0x80:
		// Bytes of non-ASCII text may be white space too: take them for it.
	default:
		l.begun = true
	}
	if c == '#' {
		l.hashes++
	} else {
		l.hashes = 0
	}
}
