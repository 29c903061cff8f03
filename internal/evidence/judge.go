package evidence

import (
	"fmt"
	"slices"

	"github.com/packetgate/packetgate/internal/execution"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
)

// judgement is the state of one pass over the records.
type judgement struct {
	Question
	*execution.Reader
	ledger *record.Ledger
	// listed is the change with the files that GitHub lists, brought are the paths of those
	// that it brings besides. Where it is adrift, these are not known.
	listed  *record.Change
	brought map[string]bool
	adrift  bool
	// root is the last commit at which the base branch stood and that the head has.
	root string
	// merged are the commits known to be in the base branch's history.
	merged map[string]bool
	// unwalked is true where commits beyond maxCovering cover the judged one too.
	unwalked bool
	// behind are covering commits to which the base branch was merged after them.
	behind map[string]bool
	// late is true where the base branch has its evidence workflow only since the head
	// branched off.
	late bool
	// logs is true in the last phase: until then logs are neither read nor asked
	// for, and rulings that need one are provisional.
	logs bool
}

func newJudgement(q Question, ledger *record.Ledger) *judgement {
	j := &judgement{
		Question: q, ledger: ledger, listed: q.Change, root: q.Change.MergeBaseSHA,
		merged: map[string]bool{}, behind: map[string]bool{},
	}
	j.Change = j.withBrought(q.Change)
	j.Reader = execution.New(j.Change, ledger, q.tracker)
	return j
}

// judge goes through the phases as far as the records allow: runs, files and jobs
// at the covering commits; then, for claims that nothing there speaks of, older
// commits; then logs.
func judge(q Question, ledger *record.Ledger) []Proof {
	j := newJudgement(q, ledger)
	tasks, open := j.prepare()
	j.Planned = matrix(possibleLegs(tasks, j.Config.TimeoutMinutes))
	if len(open) > 0 {
		j.judgeOpen(open)
	}
	proofs := make([]Proof, len(tasks))
	for i, t := range tasks {
		proofs[i] = j.proof(t)
	}
	return proofs
}

func (j *judgement) judgeOpen(open []*task) {
	commits := j.covering()
	runs := j.runsAt(commits)
	if j.waiting() {
		return // no workflow is read again for every commit of the walk
	}
	for _, t := range open {
		j.decide(t, runs)
	}
	if j.waiting() {
		return
	}
	for _, t := range open {
		if t.ruling.verdict == Missing {
			j.lookBack(t, commits, runs.count)
		}
	}
	if j.waiting() {
		return
	}
	j.logs = true
	for _, t := range open {
		if t.ruling.verdict != Stale && t.ruling.verdict != Missing {
			j.decide(t, runs)
			j.compareFigures(t)
			t.link = j.bound(t, commits, runs)
		}
		if t.ruling.verdict == Verified {
			j.tellSilenced(t, runs)
			t.ruling = j.withinReach(t.ruling, commits)
		}
		if t.ruling.verdict == Missing {
			t.ruling = j.perhapsElsewhere(t.ruling, runs)
		}
	}
	if !j.waiting() && slices.ContainsFunc(open, func(t *task) bool { return t.ruling.verdict == Missing && t.ruling.remedy == "" }) {
		j.lookForPlanner()
	}
}

// waiting tells whether records are missing, so that every ruling is provisional.
func (j *judgement) waiting() bool { return len(j.ledger.Wanted()) > 0 }

// decide rules on a task: each of its commands over all workflows, then all of
// them together.
func (j *judgement) decide(t *task, runs runs) {
	t.parts = t.parts[:0]
	for _, command := range t.commands {
		t.parts = append(t.parts, j.decideCommand(t, command, runs))
	}
	parts := t.parts
	if open := slices.IndexFunc(parts, func(r ruling) bool { return r.verdict != Verified }); t.wantsFailure() && open >= 0 {
		parts = parts[:open+1] // the list ends at the first that fails, if all before it passed
	}
	t.ruling = together(t.named(parts))
	if len(t.parts) > 1 {
		t.ruling = t.ruling.against(t)
	}
}

// named are rulings on a claim's several commands, of which each that is not
// verified says its command.
func (t *task) named(parts []ruling) []ruling {
	if len(parts) < 2 {
		return parts
	}
	out := slices.Clone(parts)
	for i := range out {
		if out[i].verdict != Verified && !out[i].ofWhole() {
			out[i].reason = fmt.Sprintf("of its commands, `%s`: %s", execution.Clip(t.commands[i].Text), out[i].reason)
		}
	}
	return out
}

func (j *judgement) decideCommand(t *task, command shell.Command, runs runs) ruling {
	var all []ruling
	for _, group := range runs.trusted {
		if r, ok := j.newest(t, command, group); ok {
			all = append(all, r)
		}
	}
	for _, d := range runs.distrusted {
		if r, ok := j.distrusted(command, d); ok {
			all = append(all, r)
		}
	}
	if r, ok := first(all); ok {
		return r
	}
	return j.missing(t, command, runs)
}

// newest rules by the runs of one workflow, newest first.
func (j *judgement) newest(t *task, command shell.Command, group []record.Run) (ruling, bool) {
	r, older, ok := j.latest(t, command, attempts(group))
	if !ok || r.verdict != Verified {
		return r, ok
	}
	if merge, ok := j.withBase(t, command, r.run, older); ok {
		return merge, true
	}
	older = slices.DeleteFunc(older, func(run record.Run) bool { return run.Earlier })
	r.notes = append(r.notes, flakes(r.run, older)...)
	r.notes = append(r.notes, j.gone(r.run, older)...)
	return r, true
}

// latest rules by the newest attempt that speaks of the command, and gives those before
// it: one in which every step with the command was skipped does not speak, nor one of
// which nothing tells which file it ran.
func (j *judgement) latest(t *task, command shell.Command, group []record.Run) (ruling, []record.Run, bool) {
	var silent *ruling
	for i, run := range group {
		r, ok := j.judgeRun(t, command, run)
		if !ok {
			break
		}
		if !r.silent && r.verdict != Untrusted {
			return j.ended(t, command, r, group[i+1:]), group[i+1:], true
		}
		if silent == nil {
			silent = &r
		}
	}
	if silent == nil {
		return ruling{}, nil, false
	}
	if at := slices.IndexFunc(group, func(run record.Run) bool { return run.Conclusion == record.ConclusionCancelled }); at >= 0 && silent.silent {
		silent.remedy = fmt.Sprintf("Re-run run %d of %s (%s), which was cancelled before it came to this.", group[at].Number, group[at].Path, short(group[at].HeadSHA))
	}
	return *silent, nil, true
}

func (j *judgement) proof(t *task) Proof {
	p := Proof{Claim: t.claim, Notes: t.notes}
	if t.settled != nil {
		p.Verdict, p.Reason, p.Remedy = t.settled.verdict, t.settled.reason, t.settled.remedy
		return p
	}
	r := t.ruling
	p.Verdict, p.Basis, p.Reason, p.Remedy = r.verdict, r.basis, sentence(r.reason), r.remedy
	p.ExitCode = r.exit
	p.Run, p.Job, p.Step, p.Commit, p.URL = r.run, r.job, r.step, r.commit, r.url()
	if r.window != nil {
		p.LogLines, p.LogDigest = r.window.DigestLines, r.window.Digest
	}
	p.Figures, p.Link = t.figures, t.link
	p.Notes = append(p.Notes, r.notes...)
	p.Touched, p.Warning = j.touched(t), t.warning
	switch {
	case p.Remedy != "":
	case p.Verdict == Missing:
		p.Remedy = j.wayToProof(t)
	case r.verdict == Unproven && t.claimsUnseen():
		p.Remedy = remedyForNothing(t.wants(), t.text)
	default:
		p.Remedy = remedy(r.verdict, r.reason, t.text)
	}
	return p
}

// touched lists the files of the change that the claimed command, or what ran before it in
// its job or decides about that, names or takes what it runs from.
func (j *judgement) touched(t *task) []string {
	var out []string
	add := func(files []string) {
		for _, file := range files {
			if !slices.Contains(out, file) {
				out = append(out, file)
			}
		}
	}
	for _, command := range t.commands {
		add(j.TouchedByCommand(command))
	}
	for _, r := range t.parts {
		if r.verdict == Verified && r.holding != nil {
			add(j.TouchedBefore(r.holding))
		}
	}
	return out
}
