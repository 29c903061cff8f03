package gate

import (
	"slices"

	"github.com/packetgate/packetgate/internal/evidence"
	"github.com/packetgate/packetgate/internal/record"
)

// asking judges questions on the records so far.
type asking struct {
	records record.Records
	// questions are those that were asked, wanted what they lacked.
	questions []evidence.Question
	wanted    []record.Query
}

// judge gives the proofs of a question, false while it lacks records.
func (a *asking) judge(q evidence.Question) ([]evidence.Proof, bool) {
	a.questions = append(a.questions, q)
	if wanted := evidence.Need(q, a.records); len(wanted) > 0 {
		a.wanted = append(a.wanted, wanted...)
		return nil, false
	}
	return evidence.Judge(q, a.records), true
}

// sought is what the questions that were asked look for in logs, in which a question that
// is still to come may look for any claim of the whole.
func (a *asking) sought(whole evidence.Question) record.Sought {
	out := evidence.Sought(whole, nil)
	for _, q := range a.questions {
		for job, steps := range evidence.Sought(q, a.records).Steps {
			steps = slices.Concat(out.Steps[job], steps)
			slices.Sort(steps)
			out.Steps[job] = slices.Compact(steps)
		}
	}
	return out
}
