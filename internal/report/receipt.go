package report

import (
	"fmt"
	"strings"
)

// receipt names the record that a proof rests on, for people: run, attempt, job,
// step, commit, and the digest of the step's log lines where the log was read.
// Empty where there is no record. A receipt informs; it verifies nothing.
func (p Proof) receipt() string {
	if p.RunID == 0 {
		return ""
	}
	parts := []string{fmt.Sprintf("run %d attempt %d", p.RunID, max(p.RunAttempt, 1))}
	if p.JobID > 0 {
		parts = append(parts, fmt.Sprintf("job %d", p.JobID))
	}
	if p.StepNumber > 0 {
		parts = append(parts, fmt.Sprintf("step %d", p.StepNumber))
	}
	if p.Commit != "" {
		parts = append(parts, "commit "+OneLine(p.Commit[:min(len(p.Commit), 12)]))
	}
	if len(p.LogLines) == 2 && p.LogDigest != "" {
		parts = append(parts, fmt.Sprintf("log lines %d-%d sha256:%s", p.LogLines[0], p.LogLines[1], OneLine(p.LogDigest)))
	}
	return strings.Join(parts, ", ")
}

// verified tells a verified claim with its receipt, "" of any other.
func (p Proof) verified() string {
	receipt := p.receipt()
	if p.Verdict != "verified" || receipt == "" {
		return ""
	}
	return OneLine(Clip(p.Command, 120)) + " by " + receipt
}

// receipts are the receipts of all verified claims, a line each.
func (r *Report) receipts() []string {
	var out []string
	for _, p := range r.Proofs {
		if verified := p.verified(); verified != "" {
			out = append(out, linePlace(p.Tracker, p.Line)+": verified: "+verified)
		}
	}
	return out
}
