// Package gate judges a change: from the trackers at base and head and the
// records so far to a report. It is pure, so the same evaluation serves pull
// requests, the command line, tests and replays.
package gate

import (
	"time"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
)

// Options are what an evaluation takes besides the change and its records.
type Options struct {
	Mode string
	// Offline leaves out everything that needs records, and the report says so.
	Offline bool
	Now     time.Time
}

// Evaluation is one change, parsed and compared, ready to be judged.
type Evaluation struct{}

// New reads the trackers of a change. It returns an error, which names file, line
// and column, when a tracker that the change touches cannot be judged at all.
func New(change *record.Change, cfg *config.Config, options Options) (*Evaluation, error) {
	panic("unwritten")
}

// Need lists the records that the report still lacks.
func (e *Evaluation) Need(records record.Records) []record.Query { panic("unwritten") }

// Report judges the change. Call it when Need is empty.
func (e *Evaluation) Report(records record.Records) *report.Report { panic("unwritten") }
