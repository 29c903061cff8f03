package gate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/evidence"
	"github.com/packetgate/packetgate/internal/report"
	"github.com/packetgate/packetgate/internal/rule"
	"github.com/packetgate/packetgate/internal/tracker"
)

// malformed is the finding on a tracker that cannot be read.
func malformed(path string, p *tracker.Problem) report.Finding {
	return report.Finding{
		Rule:     string(rule.MalformedBoard),
		Severity: string(config.Error),
		Tracker:  path,
		Line:     max(p.Line, 1),
		Column:   max(p.Column, 1),
		EndLine:  max(p.EndLine, p.Line, 1),
		Message:  p.Message,
	}
}

// report puts a judgement into its public form.
func (e *Evaluation) report(j judgement) *report.Report {
	r := &report.Report{
		Schema:       report.Schema,
		Mode:         e.options.Mode,
		Repository:   e.change.Repository.String(),
		PullRequest:  e.change.Number,
		BaseSHA:      e.change.BaseSHA,
		MergeBaseSHA: e.change.MergeBaseSHA,
		HeadSHA:      e.change.HeadSHA,
		Offline:      e.options.Offline,
	}
	for _, v := range e.trackers {
		r.Trackers = append(r.Trackers, trackerOf(v))
		for _, t := range v.transitions {
			r.Transitions = append(r.Transitions, report.Transition{
				Tracker: t.Tracker, Packet: t.Packet, Field: string(t.Field), From: t.From, To: t.To, Line: t.Line,
			})
		}
		if v.unreadable != nil {
			r.Findings = append(r.Findings, malformed(v.path, v.unreadable))
			if r.Problem == "" {
				r.Problem = v.head.Err().Error()
			}
		}
	}
	for _, p := range j.proofs {
		r.Proofs = append(r.Proofs, proofOf(p))
	}
	for _, f := range j.findings {
		r.Findings = append(r.Findings, findingOf(f))
	}
	r.Notes = slices.Concat(e.notes(), lacking(j.unfetched), passedOver(j))
	r.Verdict = verdict(r)
	return r
}

// verdict is what the findings amount to. A report that only waits for runs is
// pending; one with a tracker that could not be read is no judgement at all.
func verdict(r *report.Report) report.Verdict {
	if r.Problem != "" {
		return report.Error
	}
	result := report.Pass
	for _, f := range r.Findings {
		if f.Severity != string(config.Error) {
			continue
		}
		if f.Rule != string(rule.EvidencePending) {
			return report.Fail
		}
		result = report.Pending
	}
	return result
}

// notes say what this evaluation did not look at.
func (e *Evaluation) notes() []string {
	var notes []string
	if e.options.Offline {
		notes = append(notes, "Offline: no claim was checked against workflow runs, and no checkpoint against GitHub.")
	}
	if e.options.AtRest && len(e.trackers) == 0 {
		notes = append(notes, fmt.Sprintf("There is no tracker on %s at %.8s, so nothing was judged.", e.change.BaseRef, e.change.HeadSHA))
	}
	if e.change.Uncommitted {
		notes = append(notes, fmt.Sprintf("The work tree's uncommitted edits were judged with %.8s.", e.change.HeadSHA))
	}
	if e.change.FilesTruncated {
		notes = append(notes, "GitHub listed only a part of the changed files, so trackers may have been overlooked; evidence under changed workflow files cannot be told apart.")
	}
	if e.change.CommitsTruncated {
		notes = append(notes, "GitHub listed only a part of the commits.")
	}
	return notes
}

// lacking says which checkpoints a clone could not find.
func lacking(unfetched []string) []string {
	if len(unfetched) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("This clone does not hold every checkpoint: it has no commit %s. Fetch what holds it, or look it up on GitHub: without `--offline` one that is not there is an error.", someOf(unfetched))}
}

// someOf names the first of several things, and counts the others.
func someOf(all []string) string {
	const most = 10
	named := strings.Join(all[:min(len(all), most)], ", ")
	if more := len(all) - most; more > 0 {
		named += fmt.Sprintf(" and %d more", more)
	}
	return named
}

func trackerOf(v *versions) report.Tracker {
	t := report.Tracker{Path: v.path, Packets: []report.Packet{}}
	if v.head == nil {
		return t
	}
	for _, p := range v.head.Packets {
		t.Packets = append(t.Packets, packetOf(p))
	}
	return t
}

func packetOf(p *tracker.Packet) report.Packet {
	checked, total := p.Progress()
	out := report.Packet{
		ID:          p.ID,
		Title:       p.Title.Value,
		Status:      string(p.Status),
		ReviewState: string(p.ReviewState),
		Implementer: p.Implementer.Value,
		Reviewer:    p.Reviewer.Value,
		Boxes:       report.Boxes{Checked: checked, Total: total},
		Blockers:    []string{},
		Line:        p.Line(),
	}
	if c := p.Checkpoint(); c != nil && len(c.Hashes) > 0 {
		out.Checkpoint = c.Hashes[0].Value
	}
	for _, b := range p.Blockers {
		if b.ID != "" && !slices.Contains(out.Blockers, b.ID) {
			out.Blockers = append(out.Blockers, b.ID)
		}
	}
	return out
}

func proofOf(p evidence.Proof) report.Proof {
	c := p.Claim.Tracked
	out := report.Proof{
		Tracker:    p.Claim.Tracker,
		Packet:     p.Claim.Packet,
		Line:       c.Command.Line,
		Command:    c.Command.Value,
		Claimed:    claimedOf(c.Outcome),
		Verdict:    string(p.Verdict),
		Basis:      string(p.Basis),
		Reason:     p.Reason,
		Remedy:     p.Remedy,
		ExitCode:   p.ExitCode,
		RunID:      p.Run.ID,
		RunAttempt: p.Run.Attempt,
		JobID:      p.Job.ID,
		Job:        p.Job.Name,
		Step:       p.Step.Name,
		Commit:     p.Commit,
		URL:        p.URL,
		StepNumber: p.Step.Number,
		LogLines:   []int{},
		LogDigest:  p.LogDigest,
		Notes:      notesOf(p),
	}
	if p.LogLines[0] > 0 {
		out.LogLines = p.LogLines[:]
	}
	return out
}

func claimedOf(o tracker.Outcome) report.Claimed {
	out := report.Claimed{Figures: []string{}}
	switch o.Kind {
	case tracker.OutcomeExit:
		out.ExitCode = &o.ExitCode
	case tracker.OutcomeValue, tracker.OutcomeCount:
		out.Value = o.Value
	}
	for _, f := range o.Figures {
		out.Figures = append(out.Figures, f.String())
	}
	return out
}

func findingOf(f rule.Finding) report.Finding {
	out := report.Finding{
		Rule:     string(f.Rule),
		Severity: string(f.Severity),
		Tracker:  f.Tracker,
		Packet:   f.Packet,
		Line:     f.Line,
		Column:   f.Column,
		EndLine:  f.EndLine,
		Message:  f.Message,
		URL:      f.URL,
		Base:     f.Base,
	}
	if f.Fix != nil {
		out.Fix = &report.Fix{Line: f.Fix.Line, EndLine: f.Fix.EndLine, Text: f.Fix.Text}
	}
	return out
}

// maxTouched is how many files a note names.
const maxTouched = 5

// notesOf are a proof's notes, with the files that the change edits and the command
// runs: that it ended so says nothing of their honesty, which a reviewer sees.
func notesOf(p evidence.Proof) []string {
	n := len(p.Touched)
	if n == 0 {
		return p.Notes
	}
	names := strings.Join(p.Touched[:min(n, maxTouched)], ", ")
	if n > maxTouched {
		names += fmt.Sprintf(" and %d more", n-maxTouched)
	}
	return append(slices.Clone(p.Notes), "this change edits what the command runs: "+names+"; look there")
}
