package scenario

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/sandbox"
)

// reported is the JSON report, by its public contract.
type reported struct {
	Schema      string               `json:"schema"`
	Verdict     string               `json:"verdict"`
	Problem     string               `json:"problem"`
	APICalls    int                  `json:"api_calls"`
	Transitions []reportedTransition `json:"transitions"`
	Proofs      []reportedProof      `json:"proofs"`
	Findings    []reportedFinding    `json:"findings"`
}

type reportedTransition struct {
	Tracker, Packet, Field, From, To string
	Line                             int
}

func (t reportedTransition) String() string {
	return fmt.Sprintf("%s %s %q -> %q", t.Packet, t.Field, t.From, t.To)
}

type reportedProof struct {
	Tracker, Packet, Command, Verdict, Basis, Reason, Commit, Job, Step string
	Line                                                                int
	ExitCode                                                            *int `json:"exit_code"`
	Notes                                                               []string
}

type reportedFinding struct {
	Rule, Severity, Tracker, Packet, Message string
	Line                                     int
	Fix                                      *struct{ Text string }
}

func (f reportedFinding) String() string {
	return fmt.Sprintf("%s:%d: %s: %s [%s]", f.Tracker, f.Line, f.Severity, f.Message, f.Rule)
}

func (p reportedProof) String() string {
	return fmt.Sprintf("%s:%d: `%s` is %s: %s", p.Tracker, p.Line, p.Command, p.Verdict, p.Reason)
}

// standards fills in what the kind, and what is expected already, imply.
func (j *judgement) standards() Expect {
	e := j.Expect
	verdict, exit := "pass", 0
	if j.Kind == "dishonest" {
		verdict, exit = "fail", 1
	}
	if e.Verdict == "" && e.Exit != nil {
		verdict = map[int]string{0: "pass", 1: "fail", 2: "error"}[*e.Exit]
	}
	e.Verdict = cmp.Or(e.Verdict, verdict)
	if e.Exit == nil {
		exit = map[string]int{"pass": 0, "fail": 1, "pending": 0, "error": 2, "none": 0}[e.Verdict]
		e.Exit = &exit
	}
	if e.Status == "" {
		e.Status = map[string]string{"pass": "success", "fail": "failure", "pending": "pending", "error": "error", "none": "none"}[e.Verdict]
		if j.mute() {
			e.Status = "none"
		}
	}
	return e
}

// audits tells whether the action judges main as it stands.
func (j *judgement) audits() bool {
	switch j.Inputs["mode"] {
	case "audit":
		return true
	case "", "auto":
		return slices.Contains([]string{"push", "schedule", "workflow_dispatch"}, j.Event)
	}
	return false
}

// locate finds a place in what is judged.
func (j *judgement) locate(p Place) (string, int, error) {
	if j.audits() {
		return j.locateAt(p, j.repo, j.repo.Tip(mainBranch))
	}
	return j.building.locate(p)
}

// mute tells whether the action cannot or must not post a status.
func (j *judgement) mute() bool {
	if j.audits() {
		return true
	}
	unable := j.permissions()["statuses"] != "write"
	return j.Inputs["dry-run"] == "true" || j.Token.Kind == "none" || j.Token.Kind == "wrong" || unable
}

// check compares what came with what is expected.
func (j *judgement) check() {
	e := j.standards()
	if j.exit != *e.Exit {
		j.fail("exit code %d, want %d", j.exit, *e.Exit)
	}
	if j.Inputs["mode"] == "plan" && *e.Exit == 0 {
		j.checkMatrix(e)
	} else {
		j.checkVerdict(e)
	}
	j.checkTexts(e)
	j.checkRequests(e)
	if len(j.failures) > 0 {
		j.failures = append(j.failures, "the action said:\n"+indent(j.stdout))
	}
}

func (j *judgement) checkVerdict(e Expect) {
	if got := cmp.Or(j.outputs["verdict"], "none"); got != e.Verdict {
		j.fail("verdict %q, want %q", got, e.Verdict)
	}
	if e.Verdict != "none" {
		j.checkReport(e)
	} else if j.report != nil {
		j.fail("there is a report, and nothing was to be judged")
	}
	j.checkStatus(e)
	j.checkConversation(e)
	j.checkReplies(e)
}

// checkMatrix compares what mode plan gave.
func (j *judgement) checkMatrix(e Expect) {
	var legs []struct{ Packet, Command string }
	if err := json.Unmarshal([]byte(j.outputs["matrix"]), &legs); err != nil {
		j.fail("the output matrix is %q: %v", j.outputs["matrix"], err)
	}
	var got []string
	for _, l := range legs {
		got = append(got, l.Packet+" "+l.Command)
	}
	if !slices.Equal(got, e.Matrix) {
		j.fail("the matrix has %q, want %q", got, e.Matrix)
	}
	if writes := j.writes(); len(writes) > 0 {
		j.fail("mode plan wrote %s", requestList(writes))
	}
}

func indent(s string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n    ")
}

func (j *judgement) checkReport(e Expect) {
	if j.report == nil {
		j.fail("there is no report")
		return
	}
	if j.report.Schema != "packetgate.report/v1" {
		j.fail("the report's schema is %q", j.report.Schema)
	}
	if j.report.Verdict != e.Verdict {
		j.fail("the report's verdict is %q, want %q", j.report.Verdict, e.Verdict)
	}
	if (j.report.Problem != "") != (j.report.Verdict == "error") {
		j.fail("the report has the verdict %q and the problem %q", j.report.Verdict, j.report.Problem)
	}
	if !strings.Contains(j.report.Problem, e.Problem) {
		j.fail("the report's problem is %q, want %q in it", j.report.Problem, e.Problem)
	}
	j.checkSARIF()
	j.checkFindings(e)
	j.checkProofs(e)
	j.checkTransitions(e)
}

func (j *judgement) checkTransitions(e Expect) {
	for i, t := range e.Transitions {
		from, err := expand([]byte(t.From), j.sha)
		if err != nil {
			j.problem(err, "expect", "transitions", i, "from")
		}
		to, err := expand([]byte(t.To), j.sha)
		if err != nil {
			j.problem(err, "expect", "transitions", i, "to")
		}
		want := reportedTransition{Packet: t.Packet, Field: t.Field, From: string(from), To: string(to)}
		if !slices.ContainsFunc(j.report.Transitions, func(r reportedTransition) bool {
			r.Tracker, r.Line = "", 0
			return r == want
		}) {
			j.fail("transition %s is missing; there are:\n%s", want, indent(joined(j.report.Transitions)))
		}
	}
}

func (j *judgement) checkSARIF() {
	path := j.outputs["sarif"]
	if path == "" {
		j.fail("the output sarif is empty")
		return
	}
	content, err := os.ReadFile(j.env.resolve(path))
	if err != nil || !json.Valid(content) {
		j.fail("the output sarif names no JSON file: %v", err)
	}
}

func (j *judgement) checkFindings(e Expect) {
	wanted := make([]bool, len(j.report.Findings))
	for i, f := range e.Findings {
		file, line, err := j.locate(f.Place)
		if err != nil {
			j.problem(err, "expect", "findings", i)
			continue
		}
		found := false
		for k, r := range j.report.Findings {
			if f.matches(r, file, line) {
				found, wanted[k] = true, true
			}
		}
		if !found {
			j.fail("finding %s at %s:%d is missing; there are:\n%s", f.Rule, file, line, indent(joined(j.report.Findings)))
		}
	}
	for k, r := range j.report.Findings {
		if r.Severity == "error" && !wanted[k] && !e.OtherErrors {
			j.fail("unexpected %s", r)
		}
		if slices.Contains(e.Absent, r.Rule) {
			j.fail("finding %s must not be there: %s", r.Rule, r)
		}
	}
}

func joined[T fmt.Stringer](all []T) string {
	if len(all) == 0 {
		return "none"
	}
	out := make([]string, len(all))
	for i, x := range all {
		out[i] = x.String()
	}
	return strings.Join(out, "\n")
}

func (f Finding) matches(r reportedFinding, file string, line int) bool {
	fix := ""
	if r.Fix != nil {
		fix = r.Fix.Text
	}
	return r.Rule == f.Rule && r.Tracker == file && (line == 0 || r.Line == line) &&
		(f.Severity == "" || r.Severity == f.Severity) && (f.Packet == "" || r.Packet == f.Packet) &&
		strings.Contains(r.Message, f.Message) && strings.Contains(fix, f.Fix)
}

func (j *judgement) checkProofs(e Expect) {
	for i, p := range e.Proofs {
		file, line, err := j.locate(p.Place)
		if err != nil {
			j.problem(err, "expect", "proofs", i)
			continue
		}
		commit := ""
		if p.Commit != "" {
			if commit, err = j.sha(p.Commit); err != nil {
				j.problem(err, "expect", "proofs", i)
				continue
			}
		}
		if !slices.ContainsFunc(j.report.Proofs, func(r reportedProof) bool { return p.matches(r, file, line, commit) }) {
			j.fail("proof `%s` %s at %s:%d is missing; there are:\n%s", p.Command, p.Verdict, file, line, indent(joined(j.report.Proofs)))
		}
	}
}

func (p Proof) matches(r reportedProof, file string, line int, commit string) bool {
	return r.Command == p.Command && r.Verdict == p.Verdict && r.Tracker == file && (line == 0 || r.Line == line) &&
		(p.Basis == "" || r.Basis == p.Basis) && (p.Packet == "" || r.Packet == p.Packet) && strings.Contains(r.Reason, p.Reason) &&
		(p.Note == "" || strings.Contains(strings.Join(r.Notes, "\n"), p.Note)) &&
		(commit == "" || r.Commit == commit) && (p.Job == "" || r.Job == p.Job) && (p.Step == "" || r.Step == p.Step) &&
		(p.ExitCode == nil || r.ExitCode != nil && *r.ExitCode == *p.ExitCode)
}

func (j *judgement) checkStatus(e Expect) {
	at, sha := e.StatusAt, j.pull.HeadSHA()
	if at == "" && j.Event == "merge_group" {
		at = "group"
	}
	if at != "" {
		var err error
		if sha, err = j.sha(at); err != nil {
			j.problem(err, "expect", "status-at")
			return
		}
	}
	context := cmp.Or(j.Inputs["status-context"], "packetgate")
	var newest *sandbox.Status
	for _, st := range j.repo.Statuses(sha) {
		if st.Context == context {
			newest = &st
			break
		}
	}
	switch {
	case newest == nil && e.Status == "none":
	case newest == nil:
		j.fail("no status %q on %.8s, want %s", context, sha, e.Status)
	case e.Status == "none" && slices.ContainsFunc(j.writes(), func(r sandbox.Request) bool { return strings.Contains(r.Path, "/statuses/") }):
		j.fail("a status was posted: %s", newest.State)
	case e.Status != "none" && newest.State != e.Status:
		j.fail("status %s (%s), want %s", newest.State, newest.Description, e.Status)
	case !strings.Contains(newest.Description, e.Description):
		j.fail("the status says %q, want %q in it", newest.Description, e.Description)
	}
}

// me is packetgate's own identity.
func (j *judgement) me() string {
	if j.Token.Kind == "app" {
		return "packetgate[bot]"
	}
	return "github-actions[bot]"
}

// checkReplies compares packetgate's comments in the conversation, all that there are.
func (j *judgement) checkReplies(e Expect) {
	var mine []string
	for _, c := range j.pull.Comments() {
		if c.Author == j.me() {
			mine = append(mine, c.Body)
		}
	}
	if len(mine) != len(e.Replies) {
		j.fail("packetgate has replied %d times, want %d:\n%s", len(mine), len(e.Replies), indent(strings.Join(mine, "\n")))
		return
	}
	for i, want := range e.Replies {
		contains(j, "a reply", mine[i], []string{want})
	}
}

// checkConversation looks at what packetgate's own identity has posted on lines.
func (j *judgement) checkConversation(e Expect) {
	me := j.me()
	var mine []sandbox.Comment
	body, open, resolved := "", 0, 0
	for _, r := range j.pull.Reviews() {
		if r.Author != me {
			continue
		}
		body = r.Body
		for _, c := range r.Comments {
			mine = append(mine, c)
			if c.Resolved {
				resolved++
			} else {
				open++
			}
		}
	}
	for i, c := range e.Comments {
		file, line, err := j.locate(c.Place)
		if err != nil {
			j.problem(err, "expect", "comments", i)
			continue
		}
		if !slices.ContainsFunc(mine, func(m sandbox.Comment) bool {
			return m.Path == file && m.Line == line && strings.Contains(m.Body, c.Body) && (!c.Resolved || m.Resolved)
		}) {
			j.fail("no comment with %q on %s:%d; there are %s", c.Body, file, line, commentList(mine))
		}
	}
	if e.NoComments && len(mine) > 0 {
		j.fail("there must be no comments; there are %s", commentList(mine))
	}
	if e.Resolved != nil && resolved != *e.Resolved {
		j.fail("%d threads are resolved, want %d", resolved, *e.Resolved)
	}
	if e.Open != nil && open != *e.Open {
		j.fail("%d threads are open, want %d", open, *e.Open)
	}
	contains(j, "the review's body", body, e.Review)
}

func commentList(all []sandbox.Comment) string {
	out := make([]string, len(all))
	for i, c := range all {
		first, _, _ := strings.Cut(c.Body, "\n")
		out[i] = fmt.Sprintf("%s:%d %q", c.Path, c.Line, first)
	}
	return strings.Join(out, ", ")
}

func contains(j *judgement, where, text string, wanted []string) {
	for _, w := range wanted {
		if !strings.Contains(text, w) {
			j.fail("%s lacks %q:\n%s", where, w, indent(text))
		}
	}
}

func (j *judgement) checkTexts(e Expect) {
	var annotations []string
	for line := range strings.SplitSeq(j.stdout, "\n") {
		if strings.HasPrefix(line, "::error ") || strings.HasPrefix(line, "::warning ") || strings.HasPrefix(line, "::notice ") || strings.HasPrefix(line, "::error::") {
			annotations = append(annotations, line)
		}
	}
	contains(j, "the annotations", strings.Join(annotations, "\n"), e.Annotations)
	contains(j, "the summary", j.summary, e.Summary)
	contains(j, "the log", j.stdout, e.Output)
	for _, text := range e.NotOutput {
		if strings.Contains(j.stdout, text) {
			j.fail("the log has %q", text)
		}
	}
}

func (j *judgement) checkRequests(e Expect) {
	calls, logs := 0, 0
	for _, r := range j.log {
		switch {
		case r.Route == "":
			j.fail("the action asked for %s %s, which the sandbox does not know", r.Method, r.Path)
		case r.Host == "logs" && r.Status == 400:
			j.fail("the action sent its credentials to the log store: %s", r.Path)
		case r.Host == "logs":
			logs++
		case r.Status != 304:
			calls++
		}
	}
	if j.report != nil && j.report.APICalls > calls {
		j.fail("the report counts %d requests, %d were made", j.report.APICalls, calls)
	}
	if j.report != nil && e.APICalls != nil && j.report.APICalls > *e.APICalls {
		j.fail("%d requests to the API, at most %d expected: %s", j.report.APICalls, *e.APICalls, requestList(j.log))
	}
	if e.Writes != nil && len(j.writes()) > *e.Writes {
		j.fail("%d writes, at most %d expected: %s", len(j.writes()), *e.Writes, requestList(j.writes()))
	}
	if e.LogsRead != nil && logs > *e.LogsRead {
		j.fail("%d logs were read, at most %d expected", logs, *e.LogsRead)
	}
}
