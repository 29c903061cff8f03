package tracker

import "bytes"

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
