package tracker

import (
	"bytes"
	"unicode/utf8"
)

var byteOrderMark = []byte("\ufeff")

// unreadable reports bytes that are no Markdown text.
func (d *document) unreadable() bool {
	switch {
	case len(d.out.Source) > MaxSize:
		d.problem(ProblemTooLarge, true, "", d.pos.span(0, 0),
			"the file has %d bytes, the largest tracker that is read %d; split it, or move what is finished into a file of its own", len(d.out.Source), MaxSize)
	case len(d.pos.lines) > maxLines:
		d.problem(ProblemTooLarge, true, "", d.pos.span(0, 0),
			"the file has %d lines, the longest tracker that is read %d; split it, or move what is finished into a file of its own", len(d.pos.lines), maxLines)
	case len(bytes.TrimSpace(d.body)) == 0:
		d.problem(ProblemNoBoard, true, "", d.pos.span(0, 0),
			"the file is empty; a tracker needs a packet board: a table with a column Packet and a column Status")
	default:
		if encoding := wide(d.out.Source); encoding != "" {
			d.problem(ProblemEncoding, true, "", d.pos.span(0, 0),
				"the file is %s; save it as UTF-8: in an editor by its encoding, in PowerShell with `Set-Content -Encoding utf8`, elsewhere with `iconv -f %s -t UTF-8`", encoding, encoding)
		} else if at := bytes.IndexByte(d.body, 0); at >= 0 {
			d.problem(ProblemEncoding, true, "", d.pos.span(at, at+1), "there is a NUL byte here; save the file as plain UTF-8 text")
		} else if at := invalidUTF8(d.body); at >= 0 {
			d.problem(ProblemEncoding, true, "", d.pos.span(at, at+1), "the byte 0x%02x here is not valid UTF-8; save the file as UTF-8", d.body[at])
		} else if at := bareReturn(d.body); at >= 0 {
			d.problem(ProblemEncoding, true, "", d.pos.span(at, at+1), "a carriage return stands here without a line feed, which GitHub shows as a line end; convert the line ends to LF or CRLF")
		}
	}
	return len(d.out.Problems) > 0
}

// wide names the encoding of a text of two or four bytes a letter, as some editors and
// shells write it, by its byte-order mark or the zeros in its first line; empty for any
// other.
func wide(source []byte) string {
	head := source[:min(len(source), 64)]
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe, 0, 0}), bytes.HasPrefix(head, []byte{0, 0, 0xfe, 0xff}):
		return "UTF-32"
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return "UTF-16"
	}
	if zeros := bytes.Count(head, []byte{0}); len(head) >= 8 && 5*zeros >= 2*len(head) && 5*zeros <= 3*len(head) {
		return "UTF-16"
	}
	return ""
}

// narrow is the plain ASCII of a wide text, enough to find a board's header in.
func narrow(source []byte) []byte { return bytes.ReplaceAll(source, []byte{0}, nil) }

func invalidUTF8(b []byte) int {
	if utf8.Valid(b) {
		return -1
	}
	for i, r := range string(b) {
		if r == utf8.RuneError && !bytes.HasPrefix(b[i:], []byte("\ufffd")) {
			return i
		}
	}
	return -1
}

func bareReturn(b []byte) int {
	for i, c := range b {
		if c == '\r' && !bytes.HasPrefix(b[i+1:], []byte{'\n'}) {
			return i
		}
	}
	return -1
}
