package evidence

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/packetgate/packetgate/internal/execution"
	"github.com/packetgate/packetgate/internal/record"
)

// RunLink is the address of a run's page, or of a job's.
type RunLink struct {
	// Host is the server, Repository "owner/name".
	Host, Repository string
	Run              int64
	// Attempt is 0 where none is named, which means the newest.
	Attempt int
	// Job is 0 where the run is linked as a whole.
	Job int64
}

var runURL = regexp.MustCompile(`https?://([^\s/()<>|]+)/([\w.-]+/[\w.-]+)/actions/runs/(\d{1,18})(?:/attempts/(\d{1,9}))?(?:/job/(\d{1,18}))?`)

// RunLinks finds the addresses of runs and jobs in a text.
func RunLinks(text string) []RunLink {
	var links []RunLink
	for _, m := range runURL.FindAllStringSubmatch(text, -1) {
		run, err := strconv.ParseInt(m[3], 10, 64)
		if err != nil {
			continue
		}
		attempt, _ := strconv.Atoi(m[4])
		job, _ := strconv.ParseInt(m[5], 10, 64)
		links = append(links, RunLink{m[1], m[2], run, attempt, job})
	}
	return links
}

// NewestAttempt is the newest attempt in which a job of a run was executed.
func NewestAttempt(jobs []record.Job) int {
	newest := 0
	for _, job := range jobs {
		newest = max(newest, job.Attempt)
	}
	return newest
}

// LinkFault is why the run that a claim links to does not bear the claim out, though
// others do.
type LinkFault struct {
	Run int64
	// Reason is a clause that goes on from "but".
	Reason string
	// Old is true when that run was made for other code than the one judged, or the
	// attempt is not its newest.
	Old bool
}

// bound holds a verified claim against the run that it links to. The link never
// chooses the run that decides: a green run of yesterday is no answer to a red one
// of today.
func (j *judgement) bound(t *task, commits []string, at runs) *LinkFault {
	if t.ruling.verdict != Verified {
		return nil // the verdict tells what is wrong
	}
	for _, link := range RunLinks(t.claim.Tracked.URL.Raw) {
		if !strings.EqualFold(link.Repository, j.Change.Repository.String()) {
			continue
		}
		jobs, absence, ok := j.ledger.Jobs(link.Run)
		if !ok || absence != record.Present || len(jobs) == 0 {
			continue
		}
		if reason := j.faultOf(t, link, at); reason != "" {
			return &LinkFault{Run: link.Run, Reason: reason}
		}
		if sha := jobs[0].HeadSHA; sha != "" && !slices.Contains(commits, sha) {
			return &LinkFault{Run: link.Run, Reason: fmt.Sprintf("that run was made for %s, which is not the code that is judged", short(sha)), Old: true}
		}
		if newest := NewestAttempt(jobs); link.Attempt > 0 && link.Attempt < newest {
			return &LinkFault{Run: link.Run, Reason: fmt.Sprintf("the link is to its attempt %d, and attempt %d is the one that counts", link.Attempt, newest), Old: true}
		}
	}
	return nil
}

// faultOf says why a linked run among those that cover the judged commit does not
// show what is claimed, or "".
func (j *judgement) faultOf(t *task, link RunLink, at runs) string {
	for _, group := range at.trusted {
		for _, run := range group {
			if run.ID != link.Run {
				continue
			}
			var shown []ruling
			for _, command := range t.commands {
				r, ok := j.judgeRun(t, command, run)
				switch {
				case !ok:
					return fmt.Sprintf("that run of %s does not run `%s`", run.Path, execution.Clip(command.Text))
				case r.verdict != Verified:
					return "of that run " + r.reason
				}
				shown = append(shown, r.agreeing...)
			}
			if link.Job != 0 && !slices.ContainsFunc(shown, func(r ruling) bool { return r.job.ID == link.Job }) {
				return fmt.Sprintf("that job does not run `%s`", execution.Clip(t.text))
			}
			return ""
		}
	}
	for _, d := range at.distrusted {
		if d.run.ID == link.Run {
			return "that run does not count: " + d.why
		}
	}
	return ""
}
