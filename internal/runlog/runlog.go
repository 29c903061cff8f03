// Package runlog reduces a job's log to facts while it streams; it never holds
// the log. The format is that of actions/runner; see docs/evidence.md for what a
// log may and may not witness.
package runlog

import (
	"context"
	"io"

	"github.com/packetgate/packetgate/internal/record"
)

// Scan reads a job's log to its end and returns the facts within each span. It
// accepts any bytes and needs memory bounded by the number of spans, not by the
// log. A read error other than io.EOF yields the facts so far with Truncated set
// and the error.
func Scan(ctx context.Context, r io.Reader, spans []record.LogSpan) (record.Log, error) {
	panic("unwritten")
}
