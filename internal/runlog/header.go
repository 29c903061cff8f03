package runlog

import "bytes"

var (
	runHeader = []byte("##[group]Run ")

	scriptEcho = []byte("\x1b[36;1m")
	shellEcho  = []byte("shell: ")
	plainEchos = [][]byte{[]byte("with:"), []byte("env:"), []byte(endGroup)}
)

// header is a line that looks like the first line of a step's output.
type header struct {
	line int
	// command is the start of the script's first line, for a "##[group]Run " line.
	command [128]byte
	length  int
	// echoes is true when the runner's echo of script and environment follows.
	echoes bool
}

// isHeader tells whether a step's output may begin with this message.
func isHeader(message []byte) bool {
	switch string(message) {
	case "Post job cleanup.", "Evaluate and set job outputs", "Cleaning up orphan processes":
		return true
	}
	return isMarked(message) && bytes.HasPrefix(message, runHeader)
}

func (h *header) set(line int, message []byte) {
	h.line = line
	h.echoes = message[0] == '#'
	h.length = 0
	if h.echoes {
		h.length = copy(h.command[:], message[len(runHeader):])
	}
}

// confirmedBy tells whether the line after the header is one that the runner
// writes there: a program that opens a group named "Run tests" prints something
// else (actions/runner, ScriptHandler.cs and Handler.cs).
func (h *header) confirmedBy(next []byte, stamped bool) bool {
	if !h.echoes {
		return true
	}
	if !stamped {
		return false
	}
	if bytes.HasPrefix(next, scriptEcho) || bytes.HasPrefix(next, shellEcho) {
		return true
	}
	for _, echo := range plainEchos {
		if bytes.Equal(next, echo) {
			return true
		}
	}
	// Some downloads have lost their escape sequences: the script's first line.
	return h.length > 0 && bytes.HasPrefix(bytes.TrimSpace(next), bytes.TrimSpace(h.command[:h.length]))
}
