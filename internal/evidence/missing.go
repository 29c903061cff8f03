package evidence

import (
	"fmt"
	"iter"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/packetgate/packetgate/internal/execution"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/tracker"
)

// maxCompared bounds the commands compared with one that is missing.
const maxCompared = 2000

// missing rules on a command that no run at a covering commit ran, and says how
// the nearest one that did run differs.
func (j *judgement) missing(t *task, command shell.Command, at runs) ruling {
	r := ruling{verdict: Missing, commit: j.Change.HeadSHA}
	if at.count == 0 {
		r.reason = fmt.Sprintf("no workflow run is recorded for %s", short(j.Change.HeadSHA))
		switch at.commits {
		case 0, 1:
		case 2:
			r.reason += ", nor for the commit before it, which differs in trackers only"
		default:
			r.reason += fmt.Sprintf(", nor for the %d commits before it, which differ in trackers only", at.commits-1)
		}
		t.unrun = true
		return r
	}
	r.reason = fmt.Sprintf("none of the %d workflow runs for %s runs this command", at.count, short(j.Change.HeadSHA))
	if at.count == 1 {
		r.reason = fmt.Sprintf("the only workflow run for %s does not run this command", short(j.Change.HeadSHA))
	}
	if by, run := j.givenToAction(command, at); by != "" {
		r.run = run
		r.reason += " itself: " + by + ", and what an action makes of it is not known"
		r.remedy = fmt.Sprintf("Run it in a step `run: %s` of its own, on the base branch.", execution.Clip(command.Text))
		return r.with(Unproven, r.reason)
	}
	if perhaps, ok := j.mayHaveRun(r, command, at); ok {
		return perhaps
	}
	if near, line, ok := j.nearest(t, command, at); ok {
		r.reason += "; " + near
		if line != "" {
			r.remedy = j.proposal(line)
		}
	} else if by := j.byAction(command, at); by != "" {
		r.reason += "; " + by + ", and what an action runs is not known"
	}
	if first, ok := command.FirstStage(); ok && j.runs(first, at) {
		r.remedy = fmt.Sprintf("Claim `%s` alone: what it is piped into has an exit code of its own.", execution.Clip(first.Text))
	}
	return r
}

// byAction tells of a step that leaves the command's program to an action named after it,
// such as golangci/golangci-lint-action, "" where there is none.
func (j *judgement) byAction(command shell.Command, at runs) string {
	names := namesOf(command)
	if names == nil {
		return ""
	}
	for _, run := range at.newestOfEach() {
		src, ok := j.Source(run, run.HeadSHA)
		if !ok {
			continue
		}
		for _, s := range j.Surveys(src) {
			for h := range s.Steps() {
				action, _, _ := strings.Cut(strings.ToLower(h.Step().Uses), "@")
				other := func(name *regexp.Regexp) bool { return !name.MatchString(action) }
				if action == "" || setsUp.MatchString(action) || slices.ContainsFunc(names, other) {
					continue
				}
				return fmt.Sprintf("%s %s uses %s", s.Source.Path(), h.Where(), execution.Clip(execution.OneLine(h.Step().Uses)))
			}
		}
	}
	return ""
}

// setsUp matches actions that only bring a program.
var setsUp = regexp.MustCompile(`(?:^|[/_-])(?:setup|install|cache|login)(?:$|[/_-])`)

// namesOf match the name of an action for a command: that of its program, and of one
// with tasks the task too.
func namesOf(c shell.Command) []*regexp.Regexp {
	words := c.Words[:1]
	if len(c.Words) > 1 && shell.HasTasks(words[0]) {
		words = c.Words[:2]
	}
	var names []*regexp.Regexp
	for _, word := range words {
		name := strings.ToLower(path.Base(word))
		if len(name) < 3 || strings.HasPrefix(name, "-") {
			return nil
		}
		names = append(names, regexp.MustCompile(`(?:^|[/_-])`+regexp.QuoteMeta(name)+`(?:$|[/_-])`))
	}
	return names
}

// runs tells whether a workflow that ran runs this command by itself.
func (j *judgement) runs(command shell.Command, at runs) bool {
	for ran := range j.compared(at) {
		if command.Equal(ran.Command) {
			return true
		}
	}
	return false
}

// commandInput matches how actions name an input that is a command.
var commandInput = regexp.MustCompile(`(?i)cmd|command|run|script|exec`)

// givenToAction tells of an action of another repository that is given the command as an
// input, and in which run; "" where none is.
func (j *judgement) givenToAction(command shell.Command, at runs) (string, record.Run) {
	looked := 0
	for _, run := range at.newestOfEach() {
		src, ok := j.Source(run, run.HeadSHA)
		if !ok {
			continue
		}
		for _, s := range j.Surveys(src) {
			for h := range s.Steps() {
				with := h.Step().With
				for _, input := range slices.Sorted(maps.Keys(with)) {
					for line := range strings.Lines(with[input]) {
						if looked++; looked > maxCompared {
							return "", record.Run{}
						}
						if commandInput.MatchString(input) && strings.TrimSpace(line) == command.Text {
							return fmt.Sprintf("%s %s gives it to %s as its input `%s`", s.Source.Path(), h.Where(), execution.Clip(execution.OneLine(h.Step().Uses)), input), run
						}
					}
				}
			}
		}
	}
	return "", record.Run{}
}

// perhapsElsewhere rules on a command that no workflow file at hand holds, where one
// of them calls a reusable workflow that is not read: it may have run there.
func (j *judgement) perhapsElsewhere(r ruling, at runs) ruling {
	for _, group := range at.trusted {
		src, ok := j.Source(group[0], group[0].HeadSHA)
		if !ok {
			continue
		}
		for _, p := range src.Jobs() {
			if uses := p.Job.Uses; uses != "" && !strings.HasPrefix(uses, "./") {
				r.run = group[0]
				r.remedy = "Put the step into a workflow of this repository, or call one that packetgate's token may read."
				return r.with(Unproven, fmt.Sprintf("%s, but %s calls `%s`, whose steps cannot be read: it is not open to the token, or the run's record names no commit of it",
					r.reason, p.Source.Path(), execution.Clip(execution.OneLine(uses))))
			}
		}
	}
	return r
}

// ranAt is a command of a script, at a step that a leg of a run has.
type ranAt struct {
	shell.Ran
	*execution.Holding
	run record.Run
}

// compared goes through the commands of the workflows that ran, as their newest runs had
// them, as far as they are compared with one that is missing. Those of the evidence
// workflow are the claims' own and are left out.
func (j *judgement) compared(at runs) iter.Seq[ranAt] {
	return func(yield func(ranAt) bool) {
		left := maxCompared
		for _, run := range at.newestOfEach() {
			src, ok := j.Source(run, run.HeadSHA)
			if !ok {
				continue
			}
			for _, s := range j.Surveys(src) {
				if s.Source.Planner(s.Job) != nil {
					continue
				}
				for h := range s.Steps() {
					for _, ran := range h.Commands() {
						if left--; left < 0 || !yield(ranAt{ran, h, run}) {
							return
						}
					}
				}
			}
		}
	}
}

// nearest tells of the command that differs least from the one that is missing, and the
// line of evidence.aliases for it where it does all of that.
func (j *judgement) nearest(t *task, command shell.Command, at runs) (text, line string, ok bool) {
	best := 0
	for ran := range j.compared(at) {
		near, distance := differs(command, ran)
		if distance == 0 || best > 0 && distance >= best {
			continue
		}
		best, line = distance, ""
		if slices.ContainsFunc(at.trusted, func(group []record.Run) bool { return group[0].ID == ran.run.ID }) {
			line = t.aliasFor(ran.Ran)
		}
		quoted := "`" + execution.Clip(execution.OneLine(ran.Command.Text)) + "`"
		near = strings.TrimPrefix(near, "it ran as "+quoted+", ")
		text = fmt.Sprintf("the nearest is %s in %s %s: %s", quoted, ran.Source.Path(), ran.Where(), near)
	}
	return text, line, best > 0
}

// differs says how a command that is nearly the claimed one differs from it, and in
// how many words; 0 when it is not near.
func differs(claimed shell.Command, ran ranAt) (string, int) {
	if claimed.Equal(ran.Command) {
		return lacks(claimed, ran.Environment(ran.Command)), 1
	}
	return shell.Nearness(claimed, ran.Command)
}

// lacks says which variable of a claim has not the claimed value.
func lacks(claimed shell.Command, env execution.Environment) string {
	for _, assignment := range claimed.Env {
		name, value, _ := strings.Cut(assignment, "=")
		switch got, ok := env[name]; {
		case !ok:
			return fmt.Sprintf("it runs without `%s`, which the claim gives", execution.Clip(assignment))
		case got.Unknown:
			return fmt.Sprintf("the workflow does not tell which value %s has there, and the claim gives `%s`", name, execution.Clip(assignment))
		case got.Value != value:
			return fmt.Sprintf("it runs with `%s=%s` where the claim gives `%s`", name, execution.Clip(execution.OneLine(got.Value)), execution.Clip(assignment))
		}
	}
	return "it runs without the environment that the claim gives"
}

func ascii(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII })
}

func (r runs) newestOfEach() []record.Run {
	var out []record.Run
	for _, group := range r.trusted {
		out = append(out, group[0])
	}
	for _, d := range r.distrusted {
		out = append(out, d.run)
	}
	return out
}

// instructs matches the reason of an unproven command that ends with what helps.
var instructs = regexp.MustCompile(": (?:give the (?:step|command|claimed command) |put (?:`|them )|run (?:the command|only plain))")

// remedy is what would make a claim of this verdict green, beside what the reason says.
func remedy(v Verdict, reason, text string) string {
	text = execution.Clip(text)
	switch v {
	case Contradicted:
		return "Make the command pass, push, and claim it again once the run is green."
	case Pending:
		return "Wait for the run to finish; packetgate judges again then."
	case CutOff:
		return "Re-run the job to its end."
	case Unproven:
		if instructs.MatchString(reason) {
			return "Do so on the base branch; then merge or rebase onto it."
		}
		return fmt.Sprintf("Give `%s` a step of its own on the base branch, whose exit code nothing hides.", text)
	case Stale:
		return "Let CI run on the newest commit."
	case Untrusted:
		return "Merge the workflow change on its own first (or that of what the workflow calls), then merge or rebase onto the base branch and let CI run again."
	case Expired:
		return "Run the workflow again, so that GitHub holds its record."
	}
	return ""
}

// inASCII is the remedy for a command that is written in characters which look like plain
// ones.
func inASCII(text string) (string, bool) {
	text = execution.Clip(text)
	seen := tracker.Seen(text)
	return fmt.Sprintf("Type the command again in plain ASCII: it looks like `%s`, but holds characters that look like others or cannot be seen.", seen),
		seen != text && !ascii(text) && ascii(seen)
}
