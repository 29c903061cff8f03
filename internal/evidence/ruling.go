package evidence

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/packetgate/packetgate/internal/execution"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/tracker"
	"github.com/packetgate/packetgate/internal/workflow"
)

// ruling is what one step, run or workflow says of one command.
type ruling struct {
	verdict Verdict
	basis   Basis
	// reason is a clause without a full stop; remedy a sentence, empty for the
	// verdict's usual one.
	reason, remedy string
	// exit is the exit code that the record shows, nil if it shows none; exitShared is
	// true when it may be a neighbouring step's.
	exit       *int
	exitShared bool
	// shown is true when the exit code already shows the claimed output.
	shown  bool
	run    record.Run
	job    record.Job
	step   record.Step
	commit string
	// window are the step's lines of the log, nil if it was not read.
	window *record.LogWindow
	// holding is the step of the workflow file, nil above the step.
	holding *execution.Holding
	// whole is true where that runs a claim of several commands and nothing else.
	whole bool
	// agreeing are the rulings of all steps that verify it together, this one first.
	agreeing []ruling
	// all are the rulings of a run's steps and jobs; partial is true where it left some
	// of them out, or may have.
	all     []ruling
	partial bool
	notes   []string
	// silent is true when the command was skipped by an `if:`, so that the run says
	// nothing of it.
	silent bool
	// aside is true where the step surely ran on other code, muted where it hides the
	// exit code, and no log contradicts it: the former speaks for no other step, the
	// latter for none of another job.
	aside, muted bool
	// held is true where a re-run of what was red is under way: no other workflow's
	// green outvotes it.
	held bool
}

// url links to the step, or to the job or run where there is no step.
func (r ruling) url() string {
	switch {
	case r.step.Number > 0 && r.job.URL != "":
		return fmt.Sprintf("%s#step:%d:1", r.job.URL, r.step.Number)
	case r.job.URL != "":
		return r.job.URL
	default:
		return r.run.URL
	}
}

// against turns a ruling on "it exited 0" into one on what the claim says.
func (r ruling) against(t *task) ruling {
	want := t.wants()
	switch {
	case r.verdict == Contradicted && r.basis == BasisLog && (t.findsNothing() || want.Kind == tracker.OutcomeFailed || want.Kind == tracker.OutcomeExit && want.ExitCode == *r.exit):
		return r.confirmsNothing(t)
	case t.wantsOutput():
		return r.againstOutput(t)
	case want.Kind == tracker.OutcomeFailed:
		return r.againstFailure()
	case want.Kind == tracker.OutcomeExit && want.ExitCode != 0:
		return r.againstCode(want.ExitCode)
	}
	return r
}

// confirmsNothing rules on a step that GitHub records as successful while its log shows
// the code that the claim needs: any program can print the line.
func (r ruling) confirmsNothing(t *task) ruling {
	r.verdict, r.basis = Unproven, BasisNone
	r.reason += ", but any program can print that line and so confirm the claim"
	r.remedy = "Take `continue-on-error` from the step, and give it to the job if its run is to stay green."
	if t.findsNothing() {
		r.remedy = remedyForNothing(t.wants(), t.commands[0].Text)
	}
	return r
}

// againstOutput: a failed step refutes no value, but a value is only believed of a
// step that succeeded.
func (r ruling) againstOutput(t *task) ruling {
	if nothing, ok := r.foundNothing(t); ok {
		return nothing
	}
	if r.verdict == Unproven && r.remedy == "" && t.findsNothing() { // `! grep …`, `if grep …; then exit 1; fi`
		r.remedy = remedyForNothing(t.wants(), t.commands[0].Text)
	}
	if r.verdict == Contradicted {
		r.verdict, r.basis = Unproven, BasisNone
		r.reason += ", so the claimed output cannot be concluded"
	}
	return r
}

func (r ruling) againstFailure() ruling {
	switch r.verdict {
	case Verified:
		r.verdict, r.reason = Contradicted, "the record shows exit 0, the claim says that it failed"
		r.remedy = claimRecord
	case Contradicted:
		r.verdict = Verified
	}
	return r
}

// claimRecord is what helps where the record shows another code than the one claimed,
// and neither is wrong by itself.
const claimRecord = "Claim the exit code that the record shows, or make the command end as claimed and let CI run again."

func (r ruling) againstCode(code int) ruling {
	switch {
	case r.verdict == Verified:
		r.verdict, r.reason = Contradicted, fmt.Sprintf("the record shows exit 0, the claim says exit %d", code)
		r.remedy = claimRecord
	case r.verdict != Contradicted:
	case r.exit == nil && r.window != nil:
		r.verdict, r.basis = Unproven, BasisNone
		r.reason = fmt.Sprintf("the step failed, but its log shows no exit code of its own, so nothing tells whether with exit %d", code)
		r.remedy = "Run it where nothing masks or follows the runner's own last line."
	case r.exit == nil:
		r.verdict, r.basis = Expired, BasisNone
		r.reason = fmt.Sprintf("the step failed, and without its log nothing tells whether with exit %d", code)
	case *r.exit == code && r.exitShared:
		r.verdict, r.basis = Unproven, BasisNone
		r.reason = fmt.Sprintf("the log shows exit %d, but perhaps as another step's", code)
	case *r.exit == code:
		r.verdict, r.basis = Verified, BasisLog
		r.reason = fmt.Sprintf("the step failed and its log shows exit %d, as claimed", code)
	default:
		r.reason = fmt.Sprintf("the log shows exit %d, the claim says exit %d", *r.exit, code)
		r.remedy = claimRecord
	}
	return r
}

// rank is the verdicts' order of precedence over workflows.
var rank = map[Verdict]int{
	Contradicted: 0, Verified: 1, Pending: 2, CutOff: 3, Unproven: 4,
	Stale: 5, Untrusted: 6, Expired: 7, Missing: 8,
}

// first returns the ruling that applies when several workflows speak. A ruling of
// a run that skipped the command counts only when there is no other.
func first(all []ruling) (ruling, bool) {
	return least(all, func(r ruling) int {
		switch {
		case r.silent:
			return len(rank)
		case r.held:
			return rank[Contradicted]
		}
		return rank[r.verdict]
	})
}

// agreed returns the ruling on steps that must agree: verified only if all are.
// Those of steps on other code, untrusted and silent ones are left out unless there are
// no others.
func agreed(all []ruling) (ruling, bool) {
	out, ok := least(all, func(r ruling) int {
		switch {
		case r.silent:
			return len(rank) + 3
		case r.verdict == Untrusted:
			return len(rank) + 2
		case r.aside:
			return len(rank) + 1
		case r.verdict == Verified:
			return len(rank)
		case r.held:
			return rank[Contradicted]
		default:
			return rank[r.verdict]
		}
	})
	if out.verdict == Verified {
		out.agreeing = slices.DeleteFunc(slices.Clone(all), func(r ruling) bool { return r.verdict != Verified })
	}
	return out, ok
}

// heard are the rulings of a run's steps without those of jobs that only hide the exit
// code, where another job proves it; these are told.
func heard(all []ruling) (out []ruling, notes []string) {
	proven := map[*workflow.Job]bool{}
	for _, r := range all {
		if r.verdict == Verified && r.holding != nil {
			proven[r.holding.Leg.Job] = true
		}
	}
	for _, r := range all {
		if len(proven) == 0 || !r.muted || proven[r.holding.Leg.Job] {
			out = append(out, r)
			continue
		}
		if note := fmt.Sprintf("step %q of job %q runs it too and hides its exit code", r.step.Name, r.job.Name); !slices.Contains(notes, note) {
			notes = append(notes, note)
		}
	}
	return out, notes[:min(len(notes), maxMuted)]
}

// maxMuted bounds the steps that are told because they hide the exit code.
const maxMuted = 3

// together returns the ruling on commands joined by &&: verified only if all are,
// and then by the last, whose exit code is the list's; else contradicted if one
// is, else the one that is farthest from proof.
func together(parts []ruling) ruling {
	if len(parts) == 1 {
		return parts[0]
	}
	out, _ := least(parts, func(r ruling) int {
		switch r.verdict {
		case Contradicted:
			return -len(rank)
		case Verified:
			return 1
		default:
			return -rank[r.verdict]
		}
	})
	if out.verdict == Verified {
		out = parts[len(parts)-1]
		out.notes = nil
		for _, part := range parts {
			for _, note := range part.notes {
				if !slices.Contains(out.notes, note) {
					out.notes = append(out.notes, note)
				}
			}
		}
		out.reason = fmt.Sprintf("all %d commands are verified; the last: %s", len(parts), out.reason)
	}
	return out
}

func least(all []ruling, order func(ruling) int) (ruling, bool) {
	if len(all) == 0 {
		return ruling{}, false
	}
	best := all[0]
	for _, r := range all[1:] {
		if order(r) < order(best) {
			best = r
		}
	}
	return best, true
}

// sentence makes a sentence of a clause.
func sentence(clause string) string {
	r, size := utf8.DecodeRuneInString(clause)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(r)) + strings.TrimRight(clause[size:], ". ") + "."
}

// short abbreviates a commit hash.
func short(sha string) string { return sha[:min(len(sha), 8)] }
