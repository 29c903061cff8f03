package evidence

import (
	"fmt"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/runlog"
	"github.com/packetgate/packetgate/internal/tracker"
)

// Bounds on the logs that are read for one command in one run: for how its steps
// ended, and for the value that all of them must show.
const (
	maxLogs      = 4
	maxValueLogs = 16
)

// testimony is what a step's part of the log says of its end.
type testimony struct {
	// read is true when the log was there.
	read bool
	// exit is the code of the runner's last line, nil if there is none.
	exit *int
	// cut says how the step was cut off, "" if it was not; timeout is the limit in
	// minutes that the log gives for it, 0 if none.
	cut     string
	timeout int
	// silent is true when the log has the step's lines to their end, and no exit
	// code among them.
	silent bool
	// shared is true when the exit code may be a neighbouring step's.
	shared bool
}

// witness asks for the log of the ruling's job and reads its step's end. The
// ruling gets the step's lines.
func (j *judgement) witness(r *ruling, budget *int) testimony {
	if !j.logs || *budget == 0 {
		return testimony{}
	}
	*budget--
	log, window := j.log(r.job.ID, r.step.Number)
	if window == nil {
		return testimony{read: log != nil && !log.Truncated}
	}
	r.window = window
	t := testimony{read: true}
	t.exit, t.shared = exitOf(window)
	switch {
	case t.exit != nil:
	case window.TimedOut > 0:
		t.cut, t.timeout = fmt.Sprintf("the step reached its time limit (log line %d)", window.TimedOut), window.TimedOutMinutes
	case window.Shutdown > 0:
		t.cut = fmt.Sprintf("the runner was shut down (log line %d)", window.Shutdown)
	case window.Canceled > 0:
		t.cut = fmt.Sprintf("the operation was cancelled (log line %d)", window.Canceled)
	case log.Truncated:
		t.cut = "the log is cut short"
	default:
		t.silent = !window.Shared
	}
	return t
}

// log returns a job's log and the lines of one of its steps, nil where they are
// absent, empty or not to be read in this phase.
func (j *judgement) log(job int64, step int) (*record.Log, *record.LogWindow) {
	if !j.logs {
		return nil, nil
	}
	log, window, absence, ok := j.ledger.Log(job, step)
	if !ok || absence != record.Present {
		return nil, nil
	}
	if window.FirstLine == 0 {
		return &log, nil
	}
	return &log, window
}

// exitOf returns the exit code that ends a step's lines, and whether it may be a
// neighbour's: such a line counts only if no other code is about.
func exitOf(w *record.LogWindow) (code *int, shared bool) {
	for i, exit := range w.Exits {
		if exit.Final && !exit.Shared {
			return &w.Exits[i].Code, false
		}
		if exit.Shared {
			if code != nil && *code != exit.Code {
				return nil, false
			}
			code = &w.Exits[i].Code
		}
	}
	return code, code != nil
}

// compareFigures reads the logs of verified steps for what the claim says beyond
// an exit code: a value or a count, which the log must show, and figures, of which
// it only tells.
func (j *judgement) compareFigures(t *task) {
	t.figures = nil
	if t.ruling.verdict != Verified || !t.wantsOutput() && len(t.wants().Figures) == 0 {
		return
	}
	steps := t.parts
	if t.wantsOutput() {
		steps = slices.DeleteFunc(slices.Clone(t.ruling.agreeing), func(r ruling) bool { return r.shown })
		if len(steps) == 0 {
			return
		}
		t.ruling.agreeing = steps
	}
	windows, lacks := j.windows(steps)
	if len(windows) > 0 {
		t.ruling.window = windows[len(windows)-1]
	}
	if lacks != nil {
		if t.wantsOutput() {
			t.ruling = t.ruling.with(lacks.verdict, lacks.reason+", so the claimed output cannot be seen")
			t.ruling.basis, t.ruling.exit = BasisNone, nil
		} else {
			t.ruling.notes = append(t.ruling.notes, lacks.reason+", so the claimed figures were not compared")
		}
		return
	}
	if t.wantsOutput() {
		t.ruling = t.ruling.showing(t.wants(), windows)
	}
	for _, claimed := range t.wants().Figures {
		if m, ok := mismatch(claimed, windows); ok {
			t.figures = append(t.figures, m)
		}
	}
}

// Sought lists what the judgement looks for in logs: in which steps, and the values,
// counts and figures that the claims name. Call it when Need asks for a log.
func Sought(q Question, records record.Records) record.Sought {
	ledger := record.NewLedger(records)
	judge(q, ledger)
	out := record.Sought{Steps: ledger.SoughtSteps()}
	add := func(claimed tracker.Figure) {
		f, ok := normalFigure(claimed)
		if !ok {
			return
		}
		part, _ := partOf(f)
		for _, f := range []record.Figure{f, part} {
			out.Figures = append(out.Figures, f)
			if f.Unit == "test" {
				out.Figures = append(out.Figures, record.Figure{Number: f.Number, Unit: runlog.PassedTests})
			}
		}
	}
	for _, c := range q.Claims {
		want := c.Tracked.Outcome
		switch want.Kind {
		case tracker.OutcomeCount:
			add(countFigure(want))
			out.Values = append(out.Values, valueOf(want))
		case tracker.OutcomeValue:
			out.Values = append(out.Values, valueOf(want))
		}
		for _, f := range want.Figures {
			add(f)
		}
	}
	return out
}

// valueOf is the line that a claimed value or count names.
func valueOf(want tracker.Outcome) string { return strings.TrimSpace(want.Value) }

// countFigure is a claimed count as a figure.
func countFigure(want tracker.Outcome) tracker.Figure {
	number, unit, _ := strings.Cut(valueOf(want), " ")
	return tracker.Figure{Number: number, Unit: unit}
}

// windows returns the log lines of each of the steps, or what it means that one is
// not there.
func (j *judgement) windows(steps []ruling) ([]*record.LogWindow, *ruling) {
	lacking := func(v Verdict, format string, args ...any) ([]*record.LogWindow, *ruling) {
		return nil, &ruling{verdict: v, reason: fmt.Sprintf(format, args...)}
	}
	if len(steps) > maxValueLogs {
		return lacking(Unproven, "%d steps ran it, and no more than %d logs are read", len(steps), maxValueLogs)
	}
	var out []*record.LogWindow
	waiting := false
	for _, r := range steps {
		_, _, absence, ok := j.ledger.Log(r.job.ID, r.step.Number)
		if !ok {
			waiting = true
			continue
		}
		if absence != record.Present {
			return lacking(Expired, "the log of job %q is %s", r.job.Name, absence)
		}
		log, window := j.log(r.job.ID, r.step.Number)
		switch {
		case log != nil && log.Truncated:
			return lacking(CutOff, "the log of job %q is cut short", r.job.Name)
		case window == nil:
			return lacking(Expired, "the log of job %q has no lines of this step", r.job.Name)
		}
		out = append(out, window)
	}
	if waiting {
		return lacking(Pending, "the log is still to be read")
	}
	return out, nil
}

// showing rules on a claimed value or count: a line that is the value confirms it
// where each of the steps has one, and its absence refutes nothing.
func (r ruling) showing(want tracker.Outcome, windows []*record.LogWindow) ruling {
	value := valueOf(want)
	line := 0
	for i, w := range windows {
		at, seen := w.Values[value]
		if !seen && want.Kind == tracker.OutcomeCount {
			figure, ok := normalFigure(countFigure(want))
			at, seen = w.LastLine, ok && bearsOut(w, figure)
		}
		line = at
		alone := r.agreeing[i].holding.Alone()
		if seen && alone && !doubtful(w) {
			continue
		}
		r.job, r.step, r.window = r.agreeing[i].job, r.agreeing[i].step, w
		r.basis, r.exit = BasisNone, nil
		if seen && !alone {
			r.remedy = "Run the command in a step of its own."
			return r.with(Unproven, fmt.Sprintf("the log of job %q shows `%s`, but perhaps as the output of another command of the step", r.job.Name, value))
		}
		if seen {
			return r.with(Unproven, fmt.Sprintf("the log of job %q shows `%s`, but perhaps as another step's output", r.job.Name, value))
		}
		r.remedy = "Claim what the log shows, or let the command print the value as a line of its own."
		if claimsNothing(want) {
			r.remedy = remedyForNothing(want, r.holding.Rans()[0].Command.Text)
		}
		return r.with(Unproven, fmt.Sprintf("the step succeeded, but the log of job %q does not show `%s` as a line of its own", r.job.Name, value))
	}
	r.basis = BasisLog
	return r.with(Verified, fmt.Sprintf("the step succeeded and its log shows `%s` (by line %d)", value, line))
}

// doubtful tells whether a step's lines may hold another's: lines that were told
// apart by no header, or by more headers than the one that the runner prints for a
// command.
func doubtful(w *record.LogWindow) bool { return w.Shared || w.Headers > 1 }

// mismatch compares a claimed figure with those of the steps' lines. Lines that may
// be another step's bear a figure out, and refute none; nor does the 705 of "705/707".
func mismatch(claimed tracker.Figure, windows []*record.LogWindow) (FigureMismatch, bool) {
	want, ok := normalFigure(claimed)
	if !ok {
		return FigureMismatch{}, false
	}
	other, dropped := "", false
	for _, w := range windows {
		part, ratio := partOf(want)
		dropped = dropped || doubtful(w) || ratio && bearsOut(w, part)
		if bearsOut(w, want) {
			return FigureMismatch{}, false
		}
		for _, seen := range w.Figures {
			if seen.Unit == want.Unit {
				other = seen.Number
			}
		}
	}
	if dropped {
		other = ""
	}
	return FigureMismatch{Claimed: claimed, Seen: other}, true
}

// bearsOut tells whether a step's lines show a figure; tests that passed are tests.
func bearsOut(w *record.LogWindow, want record.Figure) bool {
	shown := func(f record.Figure) bool { return slices.Contains(w.Figures, f) || slices.Contains(w.Tallies, f) }
	return shown(want) || want.Unit == "test" && shown(record.Figure{Number: want.Number, Unit: runlog.PassedTests})
}

// partOf gives the 705 of "705/707", and whether a figure is such a ratio.
func partOf(f record.Figure) (record.Figure, bool) {
	var ratio bool
	f.Number, _, ratio = strings.Cut(f.Number, "/")
	return f, ratio
}

// normalFigure gives a claimed figure's normal form.
func normalFigure(claimed tracker.Figure) (record.Figure, bool) {
	return runlog.Figure(claimed.Number, claimed.Unit)
}
