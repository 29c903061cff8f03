package evidence

import (
	"fmt"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
)

// maxCompared bounds the commands compared with one that is missing.
const maxCompared = 2000

// missing rules on a command that no run at a covering commit ran, and says how
// the nearest one that did run differs.
func (j *judgement) missing(command shell.Command, at runs) ruling {
	r := ruling{verdict: Missing, commit: j.Change.HeadSHA}
	if at.count == 0 {
		r.reason = fmt.Sprintf("no workflow run is recorded for %s", short(j.Change.HeadSHA))
		if at.commits > 1 {
			r.reason += fmt.Sprintf(" or the %d commits before it that differ in trackers only", at.commits-1)
		}
		return r
	}
	r.reason = fmt.Sprintf("none of the %d workflow runs for %s runs this command", at.count, short(j.Change.HeadSHA))
	if at.count == 1 {
		r.reason = fmt.Sprintf("the only workflow run for %s does not run this command", short(j.Change.HeadSHA))
	}
	if near, ok := j.nearest(command, at); ok {
		r.reason += "; " + near
	}
	return r
}

func (j *judgement) nearest(command shell.Command, at runs) (string, bool) {
	compared := 0
	for _, run := range at.newestOfEach() {
		src, ok := j.source(run.HeadSHA, run.Path)
		if !ok {
			continue
		}
		for _, s := range j.surveys(src) {
			for _, pieces := range s.legs {
				for _, p := range pieces {
					for _, ran := range p.rans {
						if compared++; compared > maxCompared {
							return "", false
						}
						if near, ok := differs(command, ran.Command); ok {
							return fmt.Sprintf("%s line %d is near: %s", s.src.path, p.step.Line, near), true
						}
					}
				}
			}
		}
	}
	return "", false
}

// differs says how a command that is nearly the claimed one differs from it.
func differs(claimed, ran shell.Command) (string, bool) {
	if claimed.Equal(ran) {
		return "it runs without the environment that the claim gives", true
	}
	return shell.Difference(claimed, ran)
}

// clip shortens a command for a sentence.
func clip(text string) string {
	const most = 120
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
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

// remedy is what would make a claim of this verdict green.
func remedy(v Verdict, text string) string {
	text = clip(text)
	switch v {
	case Contradicted:
		return "Make the command pass, push, and claim it again once the run is green."
	case Pending:
		return "Wait for the run to finish; packetgate judges again then."
	case CutOff:
		return "Re-run the job to its end."
	case Unproven:
		return fmt.Sprintf("Give `%s` a step of its own whose exit code nothing hides.", text)
	case Stale:
		return "Let CI run on the newest commit."
	case Untrusted:
		return "Merge the workflow change on its own first, then let CI run again."
	case Expired:
		return "Run the workflow again, so that GitHub holds its record."
	case Missing:
		return fmt.Sprintf("Add a step `run: %s` to a workflow of the base branch.", text)
	}
	return ""
}
