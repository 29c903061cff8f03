// Package execution says what a leg of a workflow executes: which commands, in which
// environment, on which tree, and whether an author's words became a part of it. A leg is
// a job with one set of the values of its matrix, as GitHub runs it. The package is pure
// and knows neither claims nor what became of them: it reads workflow files, the actions
// and workflows that they use, and the change, and asks a ledger for what it lacks.
//
// Where to look:
//
//   - what is asked, and what is kept: reader
//   - which workflow file ran, with what it calls: source, called; which recorded job is
//     which of its legs: match, fit; which of them packetgate plans: planner
//   - which jobs and steps run a command: place, piece, holding, system, facts, given; with
//     other values of its expressions: fills
//   - why a step's end does not tell how the command ended: doubt; which later step tells it
//     after all: alarm
//   - whether the code was the event's: checkout, moves, overlay, overwrite, fixers
//   - whether the program was the one that is named: environment, envfile, path, home,
//     installs, standin, mounts
//   - whether the author's words became a part of it: typed, handed, options, piped
//   - which files of the change decide about it: touched, buildfiles
//   - how the texts of others stand in a sentence: quote
package execution

import (
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// Reader reads what the legs of workflows execute, for one change. It keeps what it has
// read, and is for one goroutine.
type Reader struct {
	change *record.Change
	ledger *record.Ledger
	inert  func(path string) bool
	// Later has, by the commit of a run, files that commits after it change though the run
	// counts for them, besides inert ones.
	Later map[string][]string
	// Planned are the values of the matrix that packetgate may have planned, a map a leg.
	// Set it before the first workflow is read.
	Planned []map[string]string

	sources map[sourceKey]*Source
	scripts map[shell.Script][]shell.Ran
	matched map[matchKey]Matched
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

// New gives a reader for a change, which notes in the ledger what it lacks. That a file
// which is inert differs makes no difference to what is executed.
func New(change *record.Change, ledger *record.Ledger, inert func(path string) bool) *Reader {
	return &Reader{
		change: change, ledger: ledger, inert: inert, Later: map[string][]string{},
		sources: map[sourceKey]*Source{}, scripts: map[shell.Script][]shell.Ran{},
		matched: map[matchKey]Matched{}, actions: map[fileKey]actionAt{}, typedAt: map[*piece]typedAt{},
		touchedAt: map[*piece][]string{}, touchedIn: map[*workflow.Job][]string{}, mends: map[string]bool{},
	}
}
