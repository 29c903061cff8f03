package collect

import (
	"context"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/gate"
	"github.com/packetgate/packetgate/internal/record"
)

// Local answers queries from a clone; it returns false for what only GitHub knows.
type Local func(ctx context.Context, q record.Query) (record.Answer, bool)

// Offline judges a change with what a clone can answer. What it cannot is passed
// over, and the report says that it is offline.
func Offline(ctx context.Context, change *record.Change, cfg *config.Config, options gate.Options, local Local) *Evaluation {
	options.Offline = true
	evaluation := gate.New(change, cfg, options)
	records := record.Records{}
	for range maxRounds {
		before := len(records)
		for _, q := range evaluation.Need(records) {
			if answer, ok := local(ctx, q); ok {
				records[q] = answer
			}
		}
		if len(records) == before {
			break
		}
	}
	return &Evaluation{Change: change, Config: cfg, Records: records, Report: evaluation.Report(records)}
}
