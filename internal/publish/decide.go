package publish

import (
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
)

// maxComments is how many comments one review carries; further findings stand in
// its body. A review of more is slow and may be refused.
const maxComments = 30

// Options are how a report is published.
type Options struct {
	// StatusContext names the commit status.
	StatusContext string
	// TargetURL is what the status links to: the run that judged.
	TargetURL string
	// ServerURL is GitHub's web address, https://github.com if empty.
	ServerURL string
	// NoStatus leaves the status alone: another pull request with the same head has a
	// graver verdict, which the status of that commit tells.
	NoStatus bool
	// Pull is the number that the status names, where it may speak for another pull
	// request of the head than the one on which it is read; 0 names none.
	Pull int
}

// Evaluation is one judged change, ready to be published.
type Evaluation struct {
	Report *report.Report
	// Change gives the pull request's number (0 for a merge group, which has no
	// conversation), the head and the patches.
	Change *record.Change
	// Source gives the lines of the trackers; fingerprints and suggestions need it.
	Source  report.Source
	Options Options
}

// standing is what GitHub already shows.
type standing struct {
	// Status is the newest of the context, nil if there is none.
	Status *record.CommitStatus
	// Conversation is nil when it could not be read; then nothing is said, since it
	// might be said already.
	Conversation *record.Conversation
}

// plan is what to write. The zero plan writes nothing.
type plan struct {
	// Status is nil when the one that stands says the same.
	Status *record.CommitStatus
	// Review is nil when there is nothing new to say.
	Review *record.Review
	// Fallback is the review without comments, everything in its body, for when
	// GitHub refuses a comment's line.
	Fallback *record.Review
	// Resolve and Unresolve are ids of threads.
	Resolve   []string
	Unresolve []string
	// LeftOpen counts the threads that should be resolved and that the token may not.
	LeftOpen int
}

// Empty tells whether there is nothing to write.
func (p plan) empty() bool {
	return p.Status == nil && p.Review == nil && len(p.Resolve) == 0 && len(p.Unresolve) == 0
}

// remark is a finding that is said on the pull request, with its name.
type remark struct {
	report.Finding
	fingerprint string
}

// decide compares what a report says with what GitHub shows and returns what is to
// be written. When nothing has changed since an earlier publishing, the plan is
// empty.
func decide(e Evaluation, s standing) plan {
	var p plan
	if want := Status(e.Report, e.Options); !e.Options.NoStatus && !Tells(s.Status, want) {
		p.Status = &want
	}
	if e.Change.Number == 0 || s.Conversation == nil {
		return p
	}
	prints := newFingerprints(e.Options.StatusContext, report.NewLines(e.Source))
	findings := remarks(e.Report, prints)
	said := said(*s.Conversation, prints)
	unsaid := said.settle(&p, findings, e.Report.Verdict != report.Error)
	w := writer{evaluation: e, prints: prints, diff: newDiff(e.Change.Files)}
	p.Review, p.Fallback = w.reviews(unsaid, said.rests)
	return p
}

// remarks are the findings that are said on the pull request: errors and warnings,
// errors first. A claim that only waits for a run is none: the pending status says
// so, and comments that the next minutes make untrue would bury the others.
func remarks(r *report.Report, prints fingerprints) []remark {
	var out []remark
	for _, f := range r.BySeverity() {
		if (f.Severity == "error" || f.Severity == "warning") && !isPending(f) {
			out = append(out, remark{f, prints.of(f)})
		}
	}
	return out
}

func isPending(f report.Finding) bool { return f.Rule == "evidence-pending" }

// conversation is what packetgate has said on a pull request under one context.
type conversation struct {
	threads map[string][]record.Thread // by fingerprint
	order   []string                   // the threads' fingerprints, as first met
	bodies  map[string]int             // how often review bodies say a fingerprint
	rests   []string                   // names of sets that a body had no room for
}

func said(c record.Conversation, prints fingerprints) conversation {
	s := conversation{threads: map[string][]record.Thread{}, bodies: map[string]int{}}
	for _, t := range c.Threads {
		if !t.Mine {
			continue
		}
		for _, fp := range markers(t.Body)["fp"] {
			if prints.mine(fp) {
				if s.threads[fp] == nil {
					s.order = append(s.order, fp)
				}
				s.threads[fp] = append(s.threads[fp], t)
				break // a thread speaks of one finding
			}
		}
	}
	for _, r := range c.Reviews {
		if !r.Mine {
			continue
		}
		found := markers(r.Body)
		for _, fp := range found["fp"] {
			s.bodies[fp]++
		}
		s.rests = append(s.rests, found["rest"]...)
	}
	return s
}

// settle matches findings with what was said: threads of findings that stand are
// opened, threads of findings that are gone are resolved (unless the evaluation is
// incomplete), and what nobody said yet is returned. Findings that share a
// fingerprint, such as two equal boxes, take one thread each, the nearest first.
func (c conversation) settle(p *plan, findings []remark, complete bool) (unsaid []remark) {
	for _, f := range findings {
		if threads := c.threads[f.fingerprint]; len(threads) > 0 {
			i := nearest(threads, f.Line)
			if threads[i].Resolved && threads[i].ID != "" {
				p.Unresolve = append(p.Unresolve, threads[i].ID)
			}
			c.threads[f.fingerprint] = slices.Delete(threads, i, i+1)
			continue
		}
		if c.bodies[f.fingerprint] > 0 {
			c.bodies[f.fingerprint]--
			continue
		}
		unsaid = append(unsaid, f)
	}
	if !complete {
		return unsaid
	}
	for _, fp := range c.order {
		for _, t := range c.threads[fp] {
			switch {
			case t.Resolved:
			case t.ID == "":
				p.LeftOpen++
			default:
				p.Resolve = append(p.Resolve, t.ID)
			}
		}
	}
	return unsaid
}

// nearest picks the thread to keep for a finding at line: an open one before a
// resolved one, then by distance.
func nearest(threads []record.Thread, line int) int {
	best := 0
	for i, t := range threads {
		b := threads[best]
		if t.Resolved != b.Resolved {
			if b.Resolved {
				best = i
			}
			continue
		}
		if distance(t.Line, line) < distance(b.Line, line) {
			best = i
		}
	}
	return best
}

func distance(a, b int) int { return max(a-b, b-a) }

// pathOf is the path under which a finding's file is in the diff.
func pathOf(c *record.Change, f report.Finding) string {
	if f.Base {
		for _, file := range c.Files {
			if file.PreviousPath == f.Tracker {
				return file.Path
			}
		}
	}
	return strings.TrimPrefix(f.Tracker, "./")
}
