package publish

import (
	"fmt"
	"slices"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
)

// maxDescription is how many characters GitHub takes in a status' description.
const maxDescription = 140

// Status is the commit status that tells a report's verdict. Anything but a known
// verdict is an error, never a success.
func Status(r *report.Report, o Options) record.CommitStatus {
	s := record.CommitStatus{Context: o.StatusContext, State: "error", TargetURL: o.TargetURL}
	var description string
	switch r.Verdict {
	case report.Pass:
		s.State = "success"
		description = passed(r)
	case report.Fail:
		s.State = "failure"
		description = r.Counts() + first(r)
	case report.Pending:
		s.State = "pending"
		description = "waiting: " + waiting(r) + first(r)
	default:
		description = "could not judge"
		if r.Problem != "" {
			description += ": " + r.Problem
		}
	}
	if o.Pull > 0 {
		description = fmt.Sprintf("#%d: %s", o.Pull, description)
	}
	s.Description = report.Clip(report.OneLine(description), maxDescription)
	return s
}

// Tells reports whether the status that stands, nil for none, says what is wanted.
// The target is not compared: each run has its own, and the older one's page says
// the same.
func Tells(standing *record.CommitStatus, want record.CommitStatus) bool {
	return standing != nil && standing.State == want.State && standing.Description == want.Description
}

func passed(r *report.Report) string {
	moved := "no packet moves; "
	switch n := len(r.Moved()); {
	case n == 1:
		moved = "1 packet moves; " + claimsOf(r)
	case n > 1:
		moved = fmt.Sprintf("%d packets move; ", n) + claimsOf(r)
	}
	return moved + r.Counts()
}

func claimsOf(r *report.Report) string {
	if r.Offline || len(r.Proofs) == 0 {
		return ""
	}
	return r.Claims() + "; "
}

func waiting(r *report.Report) string {
	n := 0
	for _, p := range r.Proofs {
		if p.Verdict == "pending" {
			n++
		}
	}
	if n == 1 {
		return "1 claim is not decided yet"
	}
	return fmt.Sprintf("%d claims are not decided yet", n)
}

// first names the gravest finding, while claims wait one that does:
// ": RC-03 evidence-contradicted at line 41".
func first(r *report.Report) string {
	findings := r.BySeverity()
	if len(findings) == 0 {
		return ""
	}
	f := findings[0]
	if r.Verdict == report.Pending {
		f = findings[max(0, slices.IndexFunc(findings, isPending))]
	}
	words := ": "
	if f.Packet != "" {
		words += report.Clip(f.Packet, 30) + " "
	}
	words += f.Rule
	if f.Line > 0 {
		words += fmt.Sprintf(" at line %d", f.Line)
	}
	return words
}
