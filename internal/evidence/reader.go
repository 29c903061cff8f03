package evidence

import (
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// reader reads, for one change, what the legs of its workflows execute. It keeps what it
// has read.
type reader struct {
	change *record.Change
	ledger *record.Ledger
	// inert tells whether a change of a file changes nothing that is executed.
	inert func(path string) bool
	// later are, by commit, further files that differ between it and the judged one.
	later map[string][]string
	// planned are the values of the matrix that packetgate itself may have given a job.
	planned []map[string]string

	sources map[sourceKey]*source
	scripts map[shell.Script][]shell.Ran
	matched map[matchKey]matched
	actions map[fileKey]actionAt
	// typedAt is where the legs of jobs run what an author typed, by their first pieces.
	typedAt map[*piece]typedAt
	// changed are the paths of the change; touchedAt and touchedIn are those of them that
	// a piece, or a job by which another is chosen, names or runs.
	changed   map[string]bool
	touchedAt map[*piece][]string
	touchedIn map[*workflow.Job][]string
	// mends tells of commands, by their words, whether they may change files.
	mends map[string]bool
}

func newReader(change *record.Change, ledger *record.Ledger, inert func(path string) bool) *reader {
	return &reader{
		change: change, ledger: ledger, inert: inert, later: map[string][]string{},
		sources: map[sourceKey]*source{}, scripts: map[shell.Script][]shell.Ran{},
		matched: map[matchKey]matched{}, actions: map[fileKey]actionAt{}, typedAt: map[*piece]typedAt{},
		touchedAt: map[*piece][]string{}, touchedIn: map[*workflow.Job][]string{}, mends: map[string]bool{},
	}
}
