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

var (
	testLines = [][]byte{[]byte("--- PASS: "), []byte("--- FAIL: "), []byte("--- SKIP: ")}
	okPackage = []byte("ok  \t")
)

// read takes a message as stripped of surrounding space; a subtest's name has a
// slash.
func (t *tallies) read(message []byte) {
	switch message[0] {
	case '-':
		for _, start := range testLines {
			if name, ok := bytes.CutPrefix(message, start); ok {
				if bytes.IndexByte(name, '/') >= 0 {
					t.subtests++
				} else {
					t.tests++
				}
			}
		}
	case 'o':
		if bytes.HasPrefix(message, okPackage) {
			t.packages++
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
