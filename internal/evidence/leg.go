package evidence

import (
	"slices"
	"strconv"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
)

// Leg is one job of the evidence workflow: it runs what a claim says was run, or what
// several do where there are more claims than a matrix may have jobs. Its JSON is an
// entry of that matrix.
type Leg struct {
	Tracker string `json:"tracker"`
	Packet  string `json:"packet"`
	// Digest is that of the commands (shell.Digest). The job's name bears it.
	Digest  string `json:"digest"`
	Command string `json:"command"`
	// TimeoutMinutes is how long the job may take.
	TimeoutMinutes int `json:"timeout-minutes"`

	// claims are the indices of the claims that it is for.
	claims []int
}

// maxMatrix is how many jobs GitHub makes of one matrix:
// https://docs.github.com/actions/reference/limits.
const maxMatrix = 256

// Plan lists the legs to run, given the proofs that Judge gave for the claims: those of
// claims that are neither verified nor waived, and for which no run is under way.
func Plan(q Question, proofs []Proof) []Leg {
	tasks, _ := newJudgement(q, record.NewLedger(nil)).prepare()
	return slices.DeleteFunc(fitted(legsOf(tasks, q.Config.TimeoutMinutes)), func(l Leg) bool {
		return !slices.ContainsFunc(l.claims, func(claim int) bool {
			switch proofs[claim].Verdict {
			case Verified, Waived, Pending:
				return false
			}
			return true
		})
	})
}

// legsOf are the legs for all claims that a leg can prove.
func legsOf(tasks []*task, minutes int) []Leg {
	var legs []Leg
	for i, t := range tasks {
		text, ok := t.line()
		if !ok {
			continue
		}
		leg := Leg{
			Tracker: t.claim.Tracker, Packet: t.claim.Packet, Digest: shell.Digest(t.commands),
			Command: text, TimeoutMinutes: minutes, claims: []int{i},
		}
		if at := slices.IndexFunc(legs, leg.named); at >= 0 {
			legs[at].claims = append(legs[at].claims, i)
			continue
		}
		legs = append(legs, leg)
	}
	return legs
}

// fitted puts more legs than a matrix may have together in the order of the claims,
// whatever is known of them already, so that who judges later finds the same groups.
func fitted(legs []Leg) []Leg {
	if len(legs) <= maxMatrix {
		return legs
	}
	var groups []Leg
	for chunk := range slices.Chunk(legs, (len(legs)+maxMatrix-1)/maxMatrix) {
		groups = append(groups, grouped(chunk))
	}
	return groups
}

// possibleLegs are the legs that a run may have been given: where these claims are put
// together, a run for fewer packets had a leg for each.
func possibleLegs(tasks []*task, minutes int) []Leg {
	legs := legsOf(tasks, minutes)
	if len(legs) <= maxMatrix {
		return legs
	}
	out := fitted(legs)
	for _, leg := range legs {
		if !slices.ContainsFunc(out, leg.named) {
			out = append(out, leg)
		}
	}
	return out
}

// named tells whether another leg's job has the same name.
func (l Leg) named(o Leg) bool { return l.Packet == o.Packet && l.Digest == o.Digest }

// grouped is one leg that runs what several do, each in a subshell, since it may change
// its directory. A claim may begin with a parenthesis or end with a comment, so neither
// touches those around it. The digest is that of the whole text, of which GitHub records
// no more than the first line as the step's name.
func grouped(legs []Leg) Leg {
	if len(legs) == 1 {
		return legs[0]
	}
	out := legs[0]
	out.claims = nil
	var lines []string
	for _, l := range legs {
		lines = append(lines, "( "+l.Command+"\n)")
		out.claims = append(out.claims, l.claims...)
	}
	out.Command = strings.Join(lines, "\n")
	out.Digest = shell.Digest([]shell.Command{{Words: []string{out.Command}}})
	return out
}

// line is the text that runs what a claim says was run, false where none does: a claim
// that is waived or cannot be read, or of which a waiver excuses a part.
func (t *task) line() (string, bool) {
	if t.settled != nil || len(t.commands) == 0 || strings.Contains(t.text, "${{") {
		return "", false
	}
	whole, err := shell.Parse(t.text)
	return t.text, err == nil && len(whole) == len(t.commands)
}

// matrix are the values that the legs give a job.
func matrix(legs []Leg) []map[string]string {
	out := make([]map[string]string, len(legs))
	for i, l := range legs {
		out[i] = map[string]string{
			"tracker": l.Tracker, "packet": l.Packet, "digest": l.Digest, "command": l.Command,
			"timeout-minutes": strconv.Itoa(l.TimeoutMinutes),
		}
	}
	return out
}
