package publish

import (
	"fmt"
	"strings"

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
	switch n := len(r.Moved()); {
	case n == 0:
		return "no packet moves; " + r.Counts()
	case n == 1:
		return "1 packet moves; " + claimsOf(r) + r.Counts()
	default:
		return fmt.Sprintf("%d packets move; %s%s", n, claimsOf(r), r.Counts())
	}
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

// first names the gravest finding: ": RC-03 evidence-contradicted at line 41".
func first(r *report.Report) string {
	findings := r.BySeverity()
	if len(findings) == 0 {
		return ""
	}
	f := findings[0]
	for _, g := range findings {
		if r.Verdict == report.Pending && g.Rule == "evidence-pending" {
			f = g
			break
		}
	}
	words := []string{":"}
	if f.Packet != "" {
		words = append(words, report.Clip(f.Packet, 30))
	}
	words = append(words, f.Rule)
	if f.Line > 0 {
		words = append(words, fmt.Sprintf("at line %d", f.Line))
	}
	return words[0] + " " + strings.Join(words[1:], " ")
}
