package scenario

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/packetgate/packetgate/internal/sandbox"
)

// stepTime is how long each step takes.
const stepTime = 10 * time.Second

// recordJobs makes the jobs of one attempt from the workflow file and what the
// scenario says to differ. member gives the archive's files.
func recordJobs(w workflowFile, a Attempt, at time.Time, member func(string) ([]byte, error)) ([]*sandbox.Job, error) {
	jobs, a, err := withLegs(w.jobs, a)
	if err != nil {
		return nil, err
	}
	planned, err := expandOpen(jobs, a.Jobs)
	if err != nil {
		return nil, err
	}
	for _, name := range a.Only {
		if !slices.ContainsFunc(planned, func(p plannedJob) bool { return p.name == name }) {
			return nil, fmt.Errorf("only: the workflow file has no job %q", name)
		}
	}
	var failed []string
	fails := func(need string) bool {
		return slices.ContainsFunc(failed, func(id string) bool { return id == need || strings.HasPrefix(id, need+"/") })
	}
	var out []*sandbox.Job
	for _, p := range planned {
		how := a.Jobs[p.name]
		if len(a.Only) > 0 && !slices.Contains(a.Only, p.name) {
			continue
		}
		if how.Status == "" && how.Conclusion == "" && len(how.Steps) == 0 {
			how.Status, how.Conclusion = standardJob(a)
			if slices.ContainsFunc(p.needs, fails) && !runsAnyway(p.when) {
				how.Conclusion = "skipped"
			}
		}
		job, err := recordJob(p, how, at, member)
		if err != nil {
			return nil, fmt.Errorf("job %q: %w", p.name, err)
		}
		if job.Conclusion != "success" {
			failed = append(failed, p.id)
		}
		out = append(out, job)
	}
	return out, nil
}

// expandOpen puts the jobs that the scenario names in the place of those whose
// names the file does not tell, and refuses names that no job has.
func expandOpen(planned []plannedJob, differ map[string]Job) ([]plannedJob, error) {
	var out []plannedJob
	known := map[string]bool{}
	for _, p := range planned {
		if !p.open {
			out, known[p.name] = append(out, p), true
			continue
		}
		for _, name := range sortedKeys(differ) {
			if strings.HasPrefix(name, p.prefix) {
				leg := p
				leg.name = name
				out, known[name] = append(out, leg), true
			}
		}
	}
	for _, name := range sortedKeys(differ) {
		if !known[name] {
			return nil, fmt.Errorf("the workflow file has no job %q; it has %s", name, strings.Join(sortedKeys(known), ", "))
		}
	}
	return out, nil
}

// withLegs puts the jobs that the evidence workflow's matrix gave in the place of those
// whose matrix is an expression, with how each went.
func withLegs(jobs []plannedJob, a Attempt) ([]plannedJob, Attempt, error) {
	if len(a.Legs) == 0 {
		return jobs, a, nil
	}
	var out []plannedJob
	found := false
	a.Jobs = maps.Clone(a.Jobs)
	if a.Jobs == nil {
		a.Jobs = map[string]Job{}
	}
	for _, p := range jobs {
		if !p.legs {
			out = append(out, p)
			continue
		}
		found = true
		for _, l := range a.Legs {
			digest := l.Digest
			if digest == "" {
				if !plainWords.MatchString(l.Command) {
					return nil, a, fmt.Errorf("legs: %q is more than plain words: say its digest", l.Command)
				}
				sum := sha256.Sum256([]byte("\x00" + strings.Join(strings.Fields(l.Command), "\x00")))
				digest = hex.EncodeToString(sum[:8])
			}
			job := p.leg([]pair{{key: "tracker", value: l.Tracker}, {key: "packet", value: l.Packet}, {key: "digest", value: digest}, {key: "command", value: l.Command}, {key: "timeout-minutes", value: "60"}}, p.named)
			job.open, job.legs = false, false
			how := Job{Status: l.Status, Conclusion: l.Conclusion, Log: l.Log}
			if step := (Step{Exit: l.Exit, Output: l.Output, TimedOut: l.TimedOut}); step != (Step{}) {
				how.Steps = map[string]Step{job.key(len(job.steps) - 1): step}
			}
			if !reflect.DeepEqual(how, Job{}) {
				a.Jobs[job.name] = how
			}
			out = append(out, job)
		}
	}
	if !found {
		return nil, a, errors.New("legs: the workflow file has no matrix that is an expression")
	}
	return out, a, nil
}

// plainWords matches commands whose words are what stands between the spaces.
var plainWords = regexp.MustCompile(`^[\w./:@%+,-]+( [\w./:@%+,=-]+)*$`)

// standardJob is how a job is when only the run says something.
func standardJob(a Attempt) (status, conclusion string) {
	switch a.Conclusion {
	case "cancelled", "skipped", "timed_out", "failure":
		return a.Status, a.Conclusion
	}
	return a.Status, ""
}

func runsAnyway(when string) bool {
	return strings.Contains(when, "always()") || strings.Contains(when, "failure()") || strings.Contains(when, "cancelled()")
}

// shown is a job's name as GitHub's record has it: of more than 100 UTF-16 units the
// first 97 and "..." (actions/runner, JobNameBuilder.cs).
func shown(name string) string {
	units := utf16.Encode([]rune(name))
	if len(units) <= 100 {
		return name
	}
	return string(utf16.Decode(units[:97])) + "..."
}

// recordJob makes one job with its steps and its log.
func recordJob(p plannedJob, how Job, at time.Time, member func(string) ([]byte, error)) (*sandbox.Job, error) {
	job := &sandbox.Job{Name: shown(p.name), Status: "completed", Conclusion: how.Conclusion, Started: at}
	if how.Status != "" {
		job.Status = how.Status
	}
	for _, message := range how.Annotations {
		job.Annotations = append(job.Annotations, sandbox.Annotation{Path: ".github", StartLine: 1, EndLine: 1, Level: "failure", Message: message})
	}
	if err := checkSteps(p, how); err != nil {
		return nil, err
	}
	switch {
	case job.Conclusion == "skipped":
		job.Completed = at
		return job, nil
	case job.Status != "completed" && job.Status != "in_progress":
		return job, nil
	}
	recorder := &stepRecorder{job: job, plan: p, how: how, at: at, log: newLog(at)}
	recorder.record()
	return job, keepLog(job, how, recorder.log.Bytes(), member)
}

// checkSteps refuses step names that the job does not have.
func checkSteps(p plannedJob, how Job) error {
	titles := map[string]bool{}
	for i := range p.steps {
		titles[p.key(i)] = true
	}
	for _, name := range sortedKeys(how.Steps) {
		if !titles[name] {
			return fmt.Errorf("the workflow file has no step %q; it has %q", name, sortedKeys(titles))
		}
	}
	return nil
}

// key is what scenarios call a step: its name, with a number for the second and later
// ones of that name.
func (p plannedJob) key(step int) string {
	name, n := p.steps[step].title(), 1
	for _, before := range p.steps[:step] {
		if before.title() == name {
			n++
		}
	}
	if n == 1 {
		return name
	}
	return fmt.Sprintf("%s #%d", name, n)
}

// keepLog gives the job the log that the scenario asks for.
func keepLog(job *sandbox.Job, how Job, written []byte, member func(string) ([]byte, error)) error {
	job.Log.Text = written
	switch how.Log {
	case "":
	case "lost", "expired":
		job.Log.State = sandbox.LogState(how.Log)
	case "empty":
		job.Log.Text = []byte{}
	default:
		text, err := member(how.Log)
		if err != nil {
			return err
		}
		job.Log.Text = text
	}
	if how.Cut > 0 && how.Cut < len(job.Log.Text) {
		job.Log.Text = job.Log.Text[:how.Cut]
	}
	return nil
}

// stepRecorder plays a job step by step.
type stepRecorder struct {
	job  *sandbox.Job
	plan plannedJob
	how  Job
	at   time.Time
	log  *logWriter

	failed, cancelled, stopped bool
}

func (r *stepRecorder) record() {
	r.add(1, "Set up job", "completed", "success", 2*time.Second)
	r.log.setUp(r.plan)
	for i, s := range r.plan.steps {
		r.step(i+2, s, r.differs(r.plan.key(i), s))
	}
	if !r.stopped {
		r.close()
	}
	if r.job.Conclusion == "" && r.job.Status == "completed" {
		r.job.Conclusion = r.conclusion()
	}
	if r.job.Status == "completed" {
		r.job.Completed = r.at
		r.log.end(r.at)
	}
}

func (r *stepRecorder) conclusion() string {
	switch {
	case r.cancelled:
		return "cancelled"
	case r.failed:
		return "failure"
	}
	return "success"
}

// add records a step of that length.
func (r *stepRecorder) add(number int, name, status, conclusion string, takes time.Duration) sandbox.Step {
	s := sandbox.Step{Number: number, Name: name, Status: status, Conclusion: conclusion}
	if status == "completed" || status == "in_progress" {
		s.Started = r.at
	}
	if status == "completed" {
		r.at = r.at.Add(takes)
		s.Completed = r.at
	}
	r.job.Steps = append(r.job.Steps, s)
	return s
}

func (r *stepRecorder) step(number int, s plannedStep, how Step) {
	name := s.title()
	switch {
	case r.stopped:
		r.add(number, name, "pending", "", 0)
		return
	case how.Status != "" && how.Status != "completed":
		recorded := r.add(number, name, how.Status, "", 0)
		r.log.step(s, Step{Output: how.Output}, recorded, r.plan.container)
		r.stopped = true
		if r.how.Conclusion == "" {
			r.job.Status = "in_progress"
		}
		return
	case how.Conclusion == "skipped" || how.Conclusion == "" && how.Exit == 0 && how.TimedOut == 0 && r.skips(s.when):
		r.add(number, name, "completed", "skipped", 0)
		return
	}
	conclusion := how.Conclusion
	bad := how.Exit != 0 || how.TimedOut > 0
	if conclusion == "" && bad && !s.tolerated {
		conclusion = "failure"
	}
	if conclusion == "" {
		conclusion = "success"
	}
	recorded := r.add(number, name, "completed", conclusion, max(stepTime, time.Duration(how.TimedOut)*time.Minute))
	r.log.step(s, how, recorded, r.plan.container)
	r.failed = r.failed || conclusion == "failure"
	r.cancelled = r.cancelled || conclusion == "cancelled"
}

// differs is what the scenario says of a step. A job that is said to have failed,
// been cancelled or be running, with no step named, did so in its first command.
func (r *stepRecorder) differs(key string, s plannedStep) Step {
	if how, named := r.how.Steps[key]; named || len(r.how.Steps) > 0 {
		return how
	}
	if s.run == "" || r.failed || r.cancelled || r.stopped {
		return Step{}
	}
	switch {
	case r.how.Conclusion == "failure":
		return Step{Exit: 1}
	case r.how.Conclusion == "cancelled", r.how.Conclusion == "timed_out":
		return Step{Conclusion: "cancelled"}
	case r.how.Status == "in_progress":
		return Step{Status: "in_progress"}
	}
	return Step{}
}

// skips tells whether a step does not run, by its condition and what went before.
func (r *stepRecorder) skips(when string) bool {
	switch {
	case strings.TrimSpace(strings.Trim(when, "${} ")) == "false":
		return true
	case r.cancelled:
		return !strings.Contains(when, "always()") && !strings.Contains(when, "cancelled()")
	case r.failed:
		return !strings.Contains(when, "always()") && !strings.Contains(when, "failure()") && !strings.Contains(when, "!cancelled()")
	}
	return strings.Contains(when, "failure()") && !strings.Contains(when, "success()")
}

// close adds the steps behind those of the file: posts in reverse, the end. Their
// numbers leave a gap, as GitHub's do.
func (r *stepRecorder) close() {
	number := 2*len(r.plan.steps) + 1
	for _, name := range r.how.Extra {
		r.add(number, name, "completed", "success", time.Second)
		number++
	}
	for i := len(r.plan.steps) - 1; i >= 0; i-- {
		if s := r.plan.steps[i]; strings.HasPrefix(s.uses, "actions/") {
			recorded := r.add(number, "Post "+s.title(), "completed", "success", time.Second)
			r.log.post(recorded)
			number++
		}
	}
	r.add(number, "Complete job", "completed", "success", 0)
}
