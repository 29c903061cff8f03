// Package evidence judges claims against GitHub's records. It is pure: it asks a
// ledger, which notes what has still to be fetched, and gives one proof a claim.
//
// A claim is parsed to commands. The commits that cover the judged one are walked,
// the runs at them sorted by workflow and by trust, and each workflow's newest run
// that speaks is judged: the steps whose script holds the command, in every leg,
// each with the outcome that the jobs API and, where it must, the log show. The
// workflows' rulings are then weighed by precedence.
//
// Files are read before jobs and jobs before logs, and each only where the one
// before says that it matters, so that few calls are made.
//
// What a leg of a workflow executes is told by package execution.
//
// Where to look:
//
//   - what a claim asks for: task, alias, waiver, exceptions; what the evidence workflow
//     runs for it: leg, planned
//   - which commits and runs speak: cover, lookback, runs, trust, brought, silenced; which
//     attempt of several: ended; a run that the claim links to: link
//   - which version of the workflow file ran: versions, possible
//   - how its step ended: run, step, witness, search; all of these weighed: judge, ruling
//   - what is said of it: missing, perhaps, way
package evidence

import (
	"time"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/tracker"
)

// Verdict is the word for what the record says of a claim.
type Verdict string

// The verdicts, in the order in which they apply (contradicted before verified).
const (
	Contradicted Verdict = "contradicted"
	Verified     Verdict = "verified"
	Pending      Verdict = "pending"
	CutOff       Verdict = "cut-off"
	Unproven     Verdict = "unproven"
	Stale        Verdict = "stale"
	Untrusted    Verdict = "untrusted"
	Expired      Verdict = "expired"
	Missing      Verdict = "missing"
	// Waived stands outside the table: configuration says that CI cannot run it.
	Waived Verdict = "waived"
)

// Basis is the kind of record that a proof rests on.
type Basis string

// The bases: the workflow file with the jobs API, or the log as a witness.
const (
	BasisNone   Basis = ""
	BasisRecord Basis = "record"
	BasisLog    Basis = "log"
)

// Claim is one claim to judge, of one packet.
type Claim struct {
	Tracker string
	Packet  string
	// Tracked is the claim as the tracker has it, of several lines the one that
	// counts.
	Tracked *tracker.Claim
	// AllowedExit is the code other than zero that the base's tracker or plan asks
	// for, 0 if none.
	AllowedExit int
}

// Proof is the judgement of one claim with the record that it rests on.
type Proof struct {
	Claim   Claim
	Verdict Verdict
	Basis   Basis
	// Reason is one sentence that a tired engineer understands.
	Reason string
	// Remedy is what would make it green, one sentence, empty when verified.
	Remedy string
	// ExitCode is what the record shows, nil if it shows none.
	ExitCode *int

	Run    record.Run
	Job    record.Job
	Step   record.Step
	Commit string
	URL    string
	// LogLines are the first and last line of the job's log within the step's time, 0
	// if the log was not read. LogDigest is the hex SHA-256 over them.
	LogLines  [2]int
	LogDigest string

	// Figures are the claimed figures that the log does not bear out.
	Figures []FigureMismatch
	// Link is nil unless the claim links to a run that does not bear it out.
	Link *LinkFault
	// Touched are files that the change edits and the claimed command, a step before it
	// or a job that chooses what it runs in, executes or takes settings from.
	Touched []string
	// Warning is a clause on what a reviewer must know of a verified claim, empty if
	// nothing: a workflow that the change edits runs the command too, and was red.
	Warning string
	// Notes are further facts for the reader: flakes, variables that change tools.
	Notes []string
}

// FigureMismatch is a claimed figure that the log does not bear out.
type FigureMismatch struct {
	Claimed tracker.Figure
	// Seen is the log's number for the same unit, empty when the unit is not seen.
	Seen string
}

// Question is what is to be judged, without the records.
type Question struct {
	Change *record.Change
	Claims []Claim
	Config config.Evidence
	// ConfigPath is the file from which the configuration was read.
	ConfigPath string
	// IsTracker tells whether a path is a tracker on the base branch; changes to
	// trackers do not make a run stale.
	IsTracker func(path string) bool
	// Without is the id of a run that does not count, since it asks the question, 0 for
	// none.
	Without int64
	// Now decides which waivers have expired.
	Now time.Time
	// Accepted has git's name of the content that somebody who may has accepted, by
	// path, of workflow files and local actions that the change edits: a run that ran
	// exactly that is trusted. It is nil where nobody can accept any.
	Accepted map[string]string
}

// Need lists the records that Judge still lacks, empty when it lacks none. Logs
// are asked for last, when it is known which jobs hold a claimed command.
func Need(q Question, records record.Records) []record.Query {
	ledger := record.NewLedger(records)
	judge(q, ledger)
	return ledger.Wanted()
}

// Judge gives one proof a claim, in the claims' order. Call it when Need is
// empty.
func Judge(q Question, records record.Records) []Proof {
	return judge(q, record.NewLedger(records))
}
