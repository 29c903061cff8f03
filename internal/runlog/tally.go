package runlog

import (
	"bytes"
	"strconv"

	"github.com/packetgate/packetgate/internal/record"
)

// tallies count the lines in which `go test` reports one test, subtest or
// package: it prints no totals.
type tallies struct {
	tests, subtests, packages int
}

// read takes a message as stripped of surrounding space.
func (t *tallies) read(message []byte) {
	if message[0] == '-' {
		t.readTest(message)
	} else if len(message) > 5 && string(message[:5]) == "ok  \t" {
		t.packages++
	}
}

// readTest reads "--- PASS: TestA"; a subtest's name has a slash.
func (t *tallies) readTest(message []byte) {
	const length = len("--- PASS: ")
	switch string(message[:min(length, len(message))]) {
	case "--- PASS: ", "--- FAIL: ", "--- SKIP: ":
		if bytes.IndexByte(message[length:], '/') >= 0 {
			t.subtests++
		} else {
			t.tests++
		}
	}
}

func (t *tallies) merge(later tallies) {
	t.tests += later.tests
	t.subtests += later.subtests
	t.packages += later.packages
}

func (t tallies) list() []record.Figure {
	var out []record.Figure
	for _, c := range []struct {
		n    int
		unit string
	}{{t.tests, "test"}, {t.subtests, "subtest"}, {t.packages, "package"}} {
		if c.n > 0 {
			out = append(out, record.Figure{Number: strconv.Itoa(c.n), Unit: c.unit})
		}
	}
	return out
}
