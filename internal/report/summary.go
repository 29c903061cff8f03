package report

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// RuleURL is the address of a rule's page.
func RuleURL(slug string) string {
	return "https://github.com/packetgate/packetgate/blob/main/docs/rules/" + url.PathEscape(slug) + ".md"
}

// LineURL is the address of a file's lines at a commit on a GitHub server, such
// as "https://github.com". Markdown is asked for as plain text, which alone has
// line anchors. It is empty when the repository or the commit is not known.
func LineURL(server, repository, sha, path string, line, endLine int) string {
	if server == "" {
		server = "https://github.com"
	}
	if repository == "" || sha == "" || path == "" {
		return ""
	}
	segments := strings.Split(path, "/")
	for i, s := range segments {
		segments[i] = url.PathEscape(s)
	}
	address := fmt.Sprintf("%s/%s/blob/%s/%s?plain=1", strings.TrimSuffix(server, "/"),
		repository, url.PathEscape(sha), strings.Join(segments, "/"))
	if line > 0 {
		address += fmt.Sprintf("#L%d", line)
		if endLine > line {
			address += fmt.Sprintf("-L%d", endLine)
		}
	}
	return address
}

// Sentence is the finding's message on one line, with the packet's name before it
// when the message does not name it.
func (f Finding) Sentence() string {
	message := OneLine(f.Message)
	if f.Packet == "" || strings.Contains(message, f.Packet) {
		return message
	}
	return OneLine(f.Packet) + ": " + message
}

// Untold is the report's problem, empty when a finding tells it already.
func (r *Report) Untold() string {
	for _, f := range r.Findings {
		if r.Problem == place(f)+": "+f.Message {
			return ""
		}
	}
	return r.Problem
}

// Counts says how many findings there are, such as "2 errors, 1 warning", or "no
// findings".
func (r *Report) Counts() string {
	var parts []string
	for _, severity := range []string{"error", "warning", "notice"} {
		if n := r.Count(severity); n > 0 {
			parts = append(parts, plural(n, severity))
		}
	}
	if len(parts) == 0 {
		return "no findings"
	}
	return strings.Join(parts, ", ")
}

var severityRank = map[string]int{"error": 0, "warning": 1, "notice": 2}

// BySeverity returns the findings, errors first, otherwise in the report's order.
func (r *Report) BySeverity() []Finding {
	findings := slices.Clone(r.Findings)
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return severityRank[a.Severity] - severityRank[b.Severity]
	})
	return findings
}

// Summary says in one line what was found: findings, claims, moved packets and
// what it cost.
func (r *Report) Summary() string {
	parts := []string{r.Counts()}
	if r.Verdict == Error && len(r.Findings) == 0 {
		parts[0] = "could not judge"
	}
	if claims := r.Claims(); claims != "" {
		parts = append(parts, claims)
	}
	if n := len(r.Moved()); n > 0 {
		parts = append(parts, plural(n, "packet")+" moved")
	}
	if r.Offline {
		parts = append(parts, "offline: no evidence was judged")
	} else {
		parts = append(parts, plural(r.APICalls, "API call"))
	}
	return strings.Join(parts, "; ")
}

// proofVerdicts are the verdicts on claims in the order that counts list them.
var proofVerdicts = []string{
	"contradicted", "pending", "cut-off", "unproven", "stale", "untrusted", "expired", "missing", "waived",
}

// Claims says how the claims fared, such as "4 of 6 claims verified (1
// contradicted, 1 missing)"; empty when there are none.
func (r *Report) Claims() string {
	if len(r.Proofs) == 0 {
		return ""
	}
	count := map[string]int{}
	for _, p := range r.Proofs {
		count[p.Verdict]++
	}
	var others []string
	for _, v := range proofVerdicts {
		if count[v] > 0 {
			others = append(others, fmt.Sprintf("%d %s", count[v], v))
		}
	}
	s := fmt.Sprintf("%d of %s verified", count["verified"], plural(len(r.Proofs), "claim"))
	if len(others) > 0 {
		s += " (" + strings.Join(others, ", ") + ")"
	}
	return s
}

// PacketKey names a packet across trackers.
type PacketKey struct{ Tracker, Packet string }

// Moved are the packets that the change moves; a checkpoint filled in moves none.
func (r *Report) Moved() map[PacketKey]bool {
	moved := map[PacketKey]bool{}
	for _, t := range r.Transitions {
		if t.Field != "checkpoint" {
			moved[PacketKey{t.Tracker, t.Packet}] = true
		}
	}
	return moved
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
