// Package report is the result of one evaluation and its forms: text for a
// terminal, JSON, Markdown for a summary, SARIF.
package report

// Schema is the value of a JSON report's "schema".
const Schema = "packetgate.report/v1"

// Verdict is the outcome of an evaluation.
type Verdict string

// The verdicts. Error means that packetgate could not judge.
const (
	Pass    Verdict = "pass"
	Fail    Verdict = "fail"
	Pending Verdict = "pending"
	Error   Verdict = "error"
)

// Report is one evaluation, in the form of the public JSON report. Its schema is
// made from these structs and their comments; names never change within a version.
type Report struct {
	// Schema is packetgate.report/v1.
	Schema string `json:"schema" jsonschema:"enum=packetgate.report/v1"`
	// Mode is what packetgate was asked to do, such as check or audit.
	Mode string `json:"mode"`
	// Verdict is the outcome: pass, fail, pending (a run that a claim rests on has
	// not ended) or error (packetgate could not judge).
	Verdict Verdict `json:"verdict" jsonschema:"enum=pass,enum=fail,enum=pending,enum=error"`
	// Repository is OWNER/NAME, empty for a clone without a known origin.
	Repository string `json:"repository"`
	// PullRequest is the pull request's number, 0 where there is none.
	PullRequest int `json:"pull_request" jsonschema:"minimum=0"`
	// BaseSHA is the tip of the base branch when the change was read.
	BaseSHA string `json:"base_sha"`
	// MergeBaseSHA is the commit that the head is compared with.
	MergeBaseSHA string `json:"merge_base_sha"`
	// HeadSHA is the commit that was judged.
	HeadSHA string `json:"head_sha"`
	// Offline is true when no records were read, so that no evidence was judged.
	Offline bool `json:"offline"`
	// APICalls counts the requests to GitHub's API until the report was written,
	// those answered 304 left out.
	APICalls int `json:"api_calls" jsonschema:"minimum=0"`
	// Trackers are the trackers that the change touches, as the head has them.
	Trackers []Tracker `json:"trackers"`
	// Transitions are what moved between merge base and head.
	Transitions []Transition `json:"transitions"`
	// Proofs hold one judgement for each claim of a packet that moved, or is audited.
	Proofs []Proof `json:"proofs"`
	// Findings are the broken rules.
	Findings []Finding `json:"findings"`
	// Notes are sentences about the evaluation itself, such as what the wiring
	// cannot guarantee.
	Notes []string `json:"notes,omitempty"`
	// Problem says why packetgate could not judge, when the verdict is error.
	Problem string `json:"problem,omitempty"`
}

// Tracker is one tracker at the head.
type Tracker struct {
	// Path is the file's path in the repository.
	Path    string   `json:"path"`
	Packets []Packet `json:"packets"`
}

// Packet is one packet at the head.
type Packet struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	// Status is READY, IN_PROGRESS, IN_REVIEW, CHANGES_REQUESTED, BLOCKED, DONE, or
	// UNKNOWN for a word that is none of them; empty for a packet without a row.
	Status string `json:"status"`
	// ReviewState is PENDING, APPROVED, CHANGES_REQUESTED, BLOCKED or UNKNOWN; empty
	// for none.
	ReviewState string `json:"review_state"`
	Implementer string `json:"implementer"`
	Reviewer    string `json:"reviewer"`
	// Checkpoint is the commit recorded for the packet as the tracker writes it,
	// empty when none is recorded.
	Checkpoint string `json:"checkpoint"`
	Boxes      Boxes  `json:"boxes"`
	// Blockers are the ids under "Blocked by".
	Blockers []string `json:"blockers"`
	// Line is the packet's board row, or else its first section's heading.
	Line int `json:"line" jsonschema:"minimum=0"`
}

// Boxes counts a packet's check boxes.
type Boxes struct {
	Checked int `json:"checked" jsonschema:"minimum=0"`
	Total   int `json:"total" jsonschema:"minimum=0"`
}

// Transition is one packet's difference between merge base and head.
type Transition struct {
	Tracker string `json:"tracker"`
	Packet  string `json:"packet"`
	// Field is what changed.
	Field string `json:"field" jsonschema:"enum=status,enum=review_state,enum=checkpoint,enum=added,enum=removed,enum=evidence,enum=checklist"`
	From  string `json:"from"`
	To    string `json:"to"`
	// Line counts from 1 in the head's file, for a removed packet in the base's; 0
	// when there is none.
	Line int `json:"line" jsonschema:"minimum=0"`
}

// Proof is the judgement of one claim.
type Proof struct {
	Tracker string `json:"tracker"`
	Packet  string `json:"packet"`
	// Line is the claim's line in the head's file.
	Line int `json:"line" jsonschema:"minimum=0"`
	// Command is the command as the tracker writes it.
	Command string  `json:"command"`
	Claimed Claimed `json:"claimed"`
	Verdict string  `json:"verdict" jsonschema:"enum=verified,enum=contradicted,enum=pending,enum=cut-off,enum=unproven,enum=stale,enum=untrusted,enum=expired,enum=missing,enum=waived"`
	// Basis is what the verdict rests on: record (the workflow file and the jobs
	// API), log (a witness), or nothing.
	Basis string `json:"basis" jsonschema:"enum=,enum=record,enum=log"`
	// Reason is one sentence.
	Reason string `json:"reason"`
	// Remedy is what would make the claim verified.
	Remedy string `json:"remedy,omitempty"`
	// ExitCode is what the record shows, null if it shows none.
	ExitCode *int `json:"exit_code" jsonschema:"nullable"`
	// RunID, RunAttempt and JobID name the record, 0 where there is none.
	RunID      int64  `json:"run_id" jsonschema:"minimum=0"`
	RunAttempt int    `json:"run_attempt" jsonschema:"minimum=0"`
	JobID      int64  `json:"job_id" jsonschema:"minimum=0"`
	Job        string `json:"job"`
	Step       string `json:"step"`
	// StepNumber is the step's number in its job, 0 where there is none.
	StepNumber int `json:"step_number,omitempty" jsonschema:"minimum=0"`
	// Commit is the commit that the record speaks of.
	Commit string `json:"commit"`
	// URL is the step's page.
	URL string `json:"url"`
	// LogLines are the first and last line of the job's log, counted from 1, within
	// the step's time, to the second; empty when the log was not read.
	LogLines []int `json:"log_lines" jsonschema:"maxItems=2"`
	// LogDigest is the hex SHA-256 over those lines as GitHub serves them, line ends
	// included; empty when the log was not read.
	LogDigest string `json:"log_digest,omitempty"`
	// Notes are further facts, such as an earlier red attempt.
	Notes []string `json:"notes,omitempty"`
}

// Claimed is the outcome that the tracker claims.
type Claimed struct {
	// ExitCode is null when none is claimed.
	ExitCode *int `json:"exit_code" jsonschema:"nullable"`
	// Value is the claimed output or count, empty when none is claimed.
	Value string `json:"value"`
	// Figures are numbers with their units, such as "707 tests".
	Figures []string `json:"figures"`
}

// Finding is one broken rule.
type Finding struct {
	// Rule is the rule's slug.
	Rule     string `json:"rule"`
	Severity string `json:"severity" jsonschema:"enum=notice,enum=warning,enum=error"`
	Tracker  string `json:"tracker"`
	// Packet is empty for a finding on the whole tracker.
	Packet string `json:"packet"`
	// Line, Column and EndLine count from 1, 0 where they are not known; a column is
	// one Unicode code point.
	Line    int    `json:"line" jsonschema:"minimum=0"`
	Column  int    `json:"column" jsonschema:"minimum=0"`
	EndLine int    `json:"end_line" jsonschema:"minimum=0"`
	Message string `json:"message"`
	// URL is the page of the record that the finding rests on.
	URL string `json:"url,omitempty"`
	Fix *Fix   `json:"fix,omitempty"`
	// Base is true when the line is in the merge base's file (a removed packet).
	Base bool `json:"base,omitempty"`
}

// Fix is a mechanical repair: lines Line to EndLine become Text.
type Fix struct {
	Line    int `json:"line" jsonschema:"minimum=1"`
	EndLine int `json:"end_line" jsonschema:"minimum=1"`
	// Text has no final line end; empty, the lines go.
	Text string `json:"text"`
}

// Count returns how many findings have the severity.
func (r *Report) Count(severity string) int {
	n := 0
	for _, f := range r.Findings {
		if f.Severity == severity {
			n++
		}
	}
	return n
}
