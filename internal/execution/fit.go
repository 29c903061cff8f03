package execution

import (
	"slices"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/workflow"
)

// Which of several versions of a file a run had, its record may tell: a version whose
// jobs, legs or steps have other names did not run.

// succeeded is a leg of such pieces as if all of its steps had succeeded.
func succeeded(pieces []piece) workflow.Leg {
	at := max(slices.IndexFunc(pieces, func(p piece) bool { return len(p.around) == 0 }), 0)
	leg := pieces[at].leg
	leg.Record = record.Job{Status: record.StatusCompleted, Conclusion: record.ConclusionSuccess}
	for range leg.Job.Steps {
		step := record.Step{Status: record.StatusCompleted, Conclusion: record.ConclusionSuccess}
		leg.Record.Steps = append(leg.Record.Steps, step)
		leg.Steps = append(leg.Steps, &step)
	}
	return leg
}

// Fit tells whether the jobs of a finished run can be of a version of its file. A job
// that was skipped contradicts nothing: its name may be what the file holds.
func (s *Source) Fit(jobs []record.Job) workflow.Fit {
	switch {
	case s.CallsAtAnotherRef():
		return workflow.Contradicted
	case !s.understood(map[*Source]bool{}):
		return workflow.Open
	}
	recorded, skipped := map[string]int{}, map[string]bool{}
	certain := true
	for _, job := range jobs {
		if job.Conclusion == record.ConclusionSkipped {
			skipped[job.Name] = true
			continue
		}
		recorded[job.Name]++
		switch m, _ := s.match(job); m.Leg.Fit {
		case workflow.Contradicted:
			return workflow.Contradicted
		case workflow.Open:
			certain = false
		}
	}
	due := expected{names: map[string]int{}, planned: map[string]int{}, skipped: skipped, told: map[string]bool{}, all: true}
	due.add(s, "")
	for name := range skipped {
		if !due.told[name] {
			return workflow.Open // it may be any job that the record lacks
		}
	}
	for name, n := range due.names {
		switch {
		case recorded[name] < n:
			return workflow.Contradicted
		case recorded[name] > n:
			certain = false
		}
	}
	for name, n := range due.planned {
		certain = certain && recorded[name] <= n
	}
	if !certain || !due.all {
		return workflow.Open
	}
	return workflow.Certain
}

// understood tells whether a file and all that it calls are read, and hold nothing
// that is not understood; seen are the files that are being looked at.
func (s *Source) understood(seen map[*Source]bool) bool {
	if s.File == nil || s.Problem != "" || s.waiting {
		return false
	}
	seen[s] = true
	for _, job := range s.File.Jobs {
		callee := s.callees[job]
		switch {
		case job.Unsupported != "", job.Uses != "" && callee == nil:
			return false
		case callee != nil && !seen[callee] && !callee.understood(seen):
			return false
		}
	}
	return true
}

// expected are the names of the jobs that a file makes GitHub record.
type expected struct {
	// names counts them, planned those that packetgate may have planned, of which the
	// record may lack any; all is false where the file does not tell all.
	names, planned map[string]int
	all            bool
	// skipped are the recorded names of jobs that were skipped, told those of them
	// that the file explains.
	skipped, told map[string]bool
	// visits counts the legs that were looked at.
	visits int
}

// add adds the jobs of a file, which is called through jobs of this prefix.
func (e *expected) add(s *Source, prefix string) {
	for _, job := range s.File.Jobs {
		if name := prefix + job.SkippedName(); e.skipped[name] {
			e.told[name] = true
			continue
		}
		names, all := job.LegNames()
		e.all = e.all && all
		for _, name := range names {
			name = prefix + name
			callee := s.callees[job]
			if e.visits++; e.visits > maxPlaces || !workflow.Whole(name) {
				e.all = false
				return
			}
			switch {
			case e.skipped[name]:
				e.told[name] = true
			case callee != nil:
				e.add(callee, name+" / ")
			case s.Planner(job) != nil:
				e.planned[name]++
			default:
				e.names[name]++
			}
		}
	}
}
