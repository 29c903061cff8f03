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

// Report is one evaluation, in the form of the public JSON report.
type Report struct {
	Schema       string       `json:"schema" jsonschema:"enum=packetgate.report/v1"`
	Mode         string       `json:"mode"`
	Verdict      Verdict      `json:"verdict" jsonschema:"enum=pass,enum=fail,enum=pending,enum=error"`
	Repository   string       `json:"repository"`
	PullRequest  int          `json:"pull_request"`
	BaseSHA      string       `json:"base_sha"`
	MergeBaseSHA string       `json:"merge_base_sha"`
	HeadSHA      string       `json:"head_sha"`
	Offline      bool         `json:"offline"`
	APICalls     int          `json:"api_calls"`
	Trackers     []Tracker    `json:"trackers"`
	Transitions  []Transition `json:"transitions"`
	Proofs       []Proof      `json:"proofs"`
	Findings     []Finding    `json:"findings"`
	// Notes are sentences about the evaluation itself, such as what the wiring
	// cannot guarantee.
	Notes []string `json:"notes,omitempty"`
	// Problem says why packetgate could not judge, when the verdict is error.
	Problem string `json:"problem,omitempty"`
}

// Tracker is one tracker at the head.
type Tracker struct {
	Path    string   `json:"path"`
	Packets []Packet `json:"packets"`
}

// Packet is one packet at the head.
type Packet struct {
	ID          string   `json:"id"`
	Title       string   `json:"title"`
	Status      string   `json:"status"`
	ReviewState string   `json:"review_state"`
	Implementer string   `json:"implementer"`
	Reviewer    string   `json:"reviewer"`
	Checkpoint  string   `json:"checkpoint"`
	Boxes       Boxes    `json:"boxes"`
	Blockers    []string `json:"blockers"`
	Line        int      `json:"line"`
}

// Boxes counts a packet's check boxes.
type Boxes struct {
	Checked int `json:"checked"`
	Total   int `json:"total"`
}

// Transition is one packet's difference between merge base and head.
type Transition struct {
	Tracker string `json:"tracker"`
	Packet  string `json:"packet"`
	Field   string `json:"field" jsonschema:"enum=status,enum=review_state,enum=checkpoint,enum=added,enum=removed,enum=evidence,enum=checklist"`
	From    string `json:"from"`
	To      string `json:"to"`
	Line    int    `json:"line"`
}

// Proof is the judgement of one claim.
type Proof struct {
	Tracker    string   `json:"tracker"`
	Packet     string   `json:"packet"`
	Line       int      `json:"line"`
	Command    string   `json:"command"`
	Claimed    Claimed  `json:"claimed"`
	Verdict    string   `json:"verdict" jsonschema:"enum=verified,enum=contradicted,enum=pending,enum=cut-off,enum=unproven,enum=stale,enum=untrusted,enum=expired,enum=missing,enum=waived"`
	Basis      string   `json:"basis" jsonschema:"enum=,enum=record,enum=log"`
	Reason     string   `json:"reason"`
	Remedy     string   `json:"remedy,omitempty"`
	ExitCode   *int     `json:"exit_code" jsonschema:"nullable"`
	RunID      int64    `json:"run_id"`
	RunAttempt int      `json:"run_attempt"`
	JobID      int64    `json:"job_id"`
	Job        string   `json:"job"`
	Step       string   `json:"step"`
	Commit     string   `json:"commit"`
	URL        string   `json:"url"`
	LogLines   []int    `json:"log_lines" jsonschema:"maxItems=2"`
	LogDigest  string   `json:"log_digest,omitempty"`
	Notes      []string `json:"notes,omitempty"`
}

// Claimed is the outcome that the tracker claims.
type Claimed struct {
	ExitCode *int     `json:"exit_code" jsonschema:"nullable"`
	Value    string   `json:"value"`
	Figures  []string `json:"figures"`
}

// Finding is one broken rule.
type Finding struct {
	Rule     string `json:"rule"`
	Severity string `json:"severity" jsonschema:"enum=notice,enum=warning,enum=error"`
	Tracker  string `json:"tracker"`
	Packet   string `json:"packet"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	EndLine  int    `json:"end_line"`
	Message  string `json:"message"`
	URL      string `json:"url,omitempty"`
	Fix      *Fix   `json:"fix,omitempty"`
	// Base is true when the line is in the base's file (a removed packet).
	Base bool `json:"base,omitempty"`
}

// Fix is a mechanical repair: lines Line to EndLine become Text.
type Fix struct {
	Line    int    `json:"line"`
	EndLine int    `json:"end_line"`
	Text    string `json:"text"`
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
