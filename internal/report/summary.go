package report

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ruleURL is the address of a rule's page.
func ruleURL(slug string) string {
	return "https://github.com/packetgate/packetgate/blob/main/docs/rules/" + url.PathEscape(slug) + ".md"
}

// lineURL is the address of a file's lines at a commit on a GitHub server, such
// as "https://github.com". Markdown is asked for as plain text, which alone has
// line anchors. It is empty when the repository or the commit is not known.
func lineURL(server, repository, sha, path string, line, endLine int) string {
	if repository == "" || sha == "" || path == "" {
		return ""
	}
	segments := strings.Split(path, "/")
	for i, s := range segments {
		segments[i] = url.PathEscape(s)
	}
	address := fmt.Sprintf("%s/blob/%s/%s?plain=1", repositoryURL(server, repository), url.PathEscape(sha), strings.Join(segments, "/"))
	if line > 0 {
		address += fmt.Sprintf("#L%d", line)
		if endLine > line {
			address += fmt.Sprintf("-L%d", endLine)
		}
	}
	return address
}

// repositoryURL is the address of a repository's page; an empty server is
// https://github.com.
func repositoryURL(server, repository string) string {
	return strings.TrimSuffix(cmp.Or(server, "https://github.com"), "/") + "/" + repository
}

// Sentence is the finding's message on one line, with the packet's name before it
// when the message does not name it.
func (f Finding) Sentence() string {
	message := OneLine(f.Message)
	if packet := OneLine(f.Packet); packet != "" && !names(message, packet) {
		return packet + ": " + message
	}
	return message
}

// names tells whether a message names a packet by its id, not by a longer one such
// as RC-10 for RC-1.
func names(message, id string) bool {
	ofID := func(r rune) bool { return r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }
	for rest := message; ; {
		i := strings.Index(rest, id)
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(message[:len(message)-len(rest)+i])
		rest = rest[i+len(id):]
		after, _ := utf8.DecodeRuneInString(rest)
		if !ofID(before) && !ofID(after) {
			return true
		}
	}
}

// untold is the report's problem, empty when a finding tells it already.
func (r *Report) untold() string {
	for _, f := range r.Findings {
		if r.Problem == f.place()+": "+f.Message {
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

// summary says in one line what was found: findings, claims, moved packets and
// what it cost.
func (r *Report) summary() string {
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

// tally says how often each of some words was counted, in their order.
func tally(count map[string]int, words []string) string {
	var parts []string
	for _, word := range words {
		if n := count[word]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, word))
		}
	}
	return strings.Join(parts, ", ")
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
	s := fmt.Sprintf("%d of %s verified", count["verified"], plural(len(r.Proofs), "claim"))
	if others := tally(count, proofVerdicts); others != "" {
		s += " (" + others + ")"
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
