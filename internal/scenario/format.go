// Package scenario runs declarative scenarios: a pull request with its commits,
// workflow runs and comments, described in one txtar file, is built on the local
// GitHub of package sandbox, judged by the action, and compared with what the file
// expects. docs/scenarios.md specifies the format.
package scenario

import "time"

// Scenario is one scenario file, as its scenario.yml says it.
type Scenario struct {
	Title string `yaml:"title"`
	// Why is the reason why the outcome is right.
	Why string `yaml:"why"`
	// Kind is "honest" or "dishonest"; it sets what is expected unless Expect says
	// otherwise.
	Kind string `yaml:"kind"`
	// Family is one of Families by name, Operation, or nothing.
	Family string `yaml:"family"`
	// Tracker is the path that expectations speak of unless they name a file.
	Tracker string `yaml:"tracker"`
	// Repository is "owner/name"; Public makes it readable by anyone.
	Repository string `yaml:"repository"`
	Public     bool   `yaml:"public"`
	// Elsewhere is "owner/name" of another repository, open to all, whose main holds the
	// archive's files under "elsewhere/".
	Elsewhere string `yaml:"elsewhere"`
	// Users gives logins their permission: admin, maintain, write, triage or read.
	Users map[string]string `yaml:"users"`
	Pull  Pull              `yaml:"pull"`
	Token Token             `yaml:"token"`
	Stage `yaml:",inline"`
	// Then are further stages, each judged after the one before.
	Then []Stage `yaml:"then"`

	// Story is the text in front of scenario.yml: what somebody does.
	Story string `yaml:"-"`
	// members are the files of the archive by name.
	members map[string][]byte
	source  source
}

// Stage is what happens before one judgement, and what is expected of it.
type Stage struct {
	// Event is the event that starts the action; Actor who caused it.
	Event  string `yaml:"event"`
	Action string `yaml:"action"`
	Actor  string `yaml:"actor"`
	// Branch is the one that an event which is of no pull request is for.
	Branch string `yaml:"branch"`
	// Now moves the clock to a time, if that is later.
	Now string `yaml:"now"`
	// Inputs are the action's inputs.
	Inputs map[string]string `yaml:"inputs"`

	// Merge merges the pull request before all else happens: "merge" by a merge commit,
	// "squash" as one commit.
	Merge string   `yaml:"merge"`
	Base  []Commit `yaml:"base"`
	// Branches are further branches of the repository by name, each with its commits
	// after the base branch's tip.
	Branches map[string][]Commit `yaml:"branches"`
	// Twin is a branch at which a second open pull request of the same head branch aims;
	// a pull request's event is then of that one.
	Twin     string        `yaml:"twin"`
	Head     []Commit      `yaml:"head"`
	Moved    []Commit      `yaml:"moved"`
	Runs     []WorkflowRun `yaml:"runs"`
	Finish   []Finish      `yaml:"finish"`
	Rerun    []Finish      `yaml:"rerun"`
	Statuses []Status      `yaml:"statuses"`
	Reviews  []Review      `yaml:"reviews"`
	Comments []Comment     `yaml:"comments"`
	Faults   []Fault       `yaml:"faults"`
	During   []During      `yaml:"during"`

	Expect Expect `yaml:"expect"`
}

// Pull is the pull request.
type Pull struct {
	Title  string `yaml:"title"`
	Body   string `yaml:"body"`
	Author string `yaml:"author"`
	Branch string `yaml:"branch"`
	// Fork takes the head from the author's fork.
	Fork  bool `yaml:"fork"`
	Draft bool `yaml:"draft"`
	// Squashed and Behind are how the merge queue makes its group: of one commit, and on
	// the tip of a branch, that of the group ahead.
	Squashed bool   `yaml:"squashed"`
	Behind   string `yaml:"behind"`
}

// Token is the token that the action gets.
type Token struct {
	// Kind is "workflow" (GITHUB_TOKEN, the default), "app", "none" or "wrong".
	Kind string `yaml:"kind"`
	// Permissions replace the default ones.
	Permissions map[string]string `yaml:"permissions"`
}

// Commit is one commit on a branch.
type Commit struct {
	// Name is what other fields call it; files of the archive under NAME/ are in it.
	Name    string          `yaml:"name"`
	Message string          `yaml:"message"`
	Author  string          `yaml:"author"`
	Files   map[string]File `yaml:"files"`
	Delete  []string        `yaml:"delete"`
	// Rename moves files, from the former path to the new one.
	Rename map[string]string `yaml:"rename"`
	// Many adds so many small files below each folder.
	Many map[string]int `yaml:"many"`
	// Times makes so many commits; Name is the last one's.
	Times int `yaml:"times"`
	// Amend makes the commit a sibling of the branch's tip, whose place it takes:
	// an amended commit that was force-pushed.
	Amend bool `yaml:"amend"`
	// Onto is the name of the commit that this one follows: what the branch had behind
	// that is gone from it, as after a force-push.
	Onto string `yaml:"onto"`
	// MergeBase makes it a merge of the base branch into the head branch.
	MergeBase bool `yaml:"merge-base"`
	// Merges is the name of a commit that becomes the second parent; the files stay as the
	// first has them, but for those that the commit says.
	Merges string `yaml:"merges"`
}

// File says how a file's content comes about: one of Member, Text, Base64 or Edit.
type File struct {
	Member string  `yaml:"member"`
	Text   *string `yaml:"text"`
	Base64 string  `yaml:"base64"`
	// Edit changes the file as the parent commit has it.
	Edit []Edit `yaml:"edit"`
	// CRLF, BOM, Invalid, Repeat and Pad change the bytes at last: line ends, a
	// byte-order mark in front, a byte that is no UTF-8 behind, the content several
	// times, so many lines of prose behind it.
	CRLF    bool `yaml:"crlf"`
	BOM     bool `yaml:"bom"`
	Invalid bool `yaml:"invalid-utf8"`
	Repeat  int  `yaml:"repeat"`
	Pad     int  `yaml:"pad"`
}

// Edit replaces a text that stands exactly once in the file.
type Edit struct {
	From string `yaml:"from"`
	To   string `yaml:"to"`
}

// WorkflowRun is one workflow run.
type WorkflowRun struct {
	Name string `yaml:"name"`
	// Workflow is the workflow file's path, or its base name.
	Workflow string `yaml:"workflow"`
	Event    string `yaml:"event"`
	// At names the commit that the run is recorded under; File the commit whose
	// workflow file it ran, At unless given.
	At     string `yaml:"at"`
	File   string `yaml:"file"`
	Branch string `yaml:"branch"`
	Actor  string `yaml:"actor"`
	// Aim is a branch at which the pull request aims while the run is made; before and
	// afterwards it aims at the base branch. Rival is a branch at which a second pull
	// request of the same head branch aims, closed once the run is made.
	Aim   string `yaml:"aim"`
	Rival string `yaml:"rival"`
	// After is how much time passes before the run.
	After time.Duration `yaml:"after"`
	// Own is true for the run in which the action runs.
	Own bool `yaml:"own"`
	// Gap leaves out so many run numbers before this run.
	Gap      int       `yaml:"gap"`
	Attempts []Attempt `yaml:"attempts"`
	Attempt  `yaml:",inline"`
}

// Attempt is how one attempt of a run went. What it does not say went well.
type Attempt struct {
	// Status is queued, in_progress, waiting, requested, pending or completed.
	Status     string `yaml:"status"`
	Conclusion string `yaml:"conclusion"`
	// Only names the jobs that a re-run executed again.
	Only []string `yaml:"only"`
	// Jobs are what differs, by the job's name as GitHub shows it.
	Jobs map[string]Job `yaml:"jobs"`
	// Legs are the jobs that the matrix of the evidence workflow gave.
	Legs []Leg `yaml:"legs"`
}

// Leg is one job of the evidence workflow.
type Leg struct {
	Tracker string `yaml:"tracker"`
	Packet  string `yaml:"packet"`
	Command string `yaml:"command"`
	// Digest is what the job's name bears, the command's own unless it is given.
	Digest string `yaml:"digest"`
	// Status, Conclusion and Log are the job's, the rest is that of its last step.
	Status     string `yaml:"status"`
	Conclusion string `yaml:"conclusion"`
	Log        string `yaml:"log"`
	Exit       int    `yaml:"exit"`
	Output     string `yaml:"output"`
	TimedOut   int    `yaml:"timed-out"`
}

// Job is how one job differs from going well.
type Job struct {
	Status     string `yaml:"status"`
	Conclusion string `yaml:"conclusion"`
	// Steps are what differs, by the step's name as GitHub shows it.
	Steps map[string]Step `yaml:"steps"`
	// Log is the name of an archive file, or lost, expired or empty; left out, the
	// log is written as the runner would.
	Log string `yaml:"log"`
	// Cut leaves only so many bytes of the log.
	Cut int `yaml:"cut"`
	// Annotations are failure messages on the job.
	Annotations []string `yaml:"annotations"`
	// Extra are steps that the workflow file does not have, after the others.
	Extra []string `yaml:"extra-steps"`
}

// Step is how one step differs from going well.
type Step struct {
	Status     string `yaml:"status"`
	Conclusion string `yaml:"conclusion"`
	// Exit is the exit code that the log shows; other than 0 the step failed.
	Exit int `yaml:"exit"`
	// Output is what the step prints.
	Output string `yaml:"output"`
	// TimedOut is the limit in minutes that the step ran into.
	TimedOut int `yaml:"timed-out"`
}

// Finish is how a run that is named ends, or how its next attempt goes.
type Finish struct {
	Run     string `yaml:"run"`
	Attempt `yaml:",inline"`
}

// Status is a commit status that stands before.
type Status struct {
	At          string `yaml:"at"`
	State       string `yaml:"state"`
	Context     string `yaml:"context"`
	Description string `yaml:"description"`
	By          string `yaml:"by"`
}

// Review is a review that stands before.
type Review struct {
	By       string          `yaml:"by"`
	Body     string          `yaml:"body"`
	State    string          `yaml:"state"`
	Comments []ReviewComment `yaml:"comments"`
}

// ReviewComment is a comment of a review on a line of the diff.
type ReviewComment struct {
	Place    `yaml:",inline"`
	Body     string `yaml:"body"`
	Resolved bool   `yaml:"resolved"`
}

// Comment is a comment in the conversation.
type Comment struct {
	By   string `yaml:"by"`
	Body string `yaml:"body"`
	// Repeat is how often the body stands in the comment.
	Repeat int `yaml:"repeat"`
	// Issue lets the event take the pull request for an issue.
	Issue bool `yaml:"issue"`
}

// Fault makes requests go wrong.
type Fault struct {
	Host   string            `yaml:"host"`
	Method string            `yaml:"method"`
	Path   string            `yaml:"path"`
	Skip   int               `yaml:"skip"`
	Times  int               `yaml:"times"`
	Status int               `yaml:"status"`
	Body   string            `yaml:"body"`
	Header map[string]string `yaml:"header"`
	Cut    int               `yaml:"cut"`
	Close  bool              `yaml:"close"`
}

// During is what happens while the action runs, just before it is answered for a
// request.
type During struct {
	Method string `yaml:"method"`
	Path   string `yaml:"path"`
	Skip   int    `yaml:"skip"`

	// Aim is a branch at which the pull request is aimed.
	Aim      string        `yaml:"aim"`
	Head     []Commit      `yaml:"head"`
	Moved    []Commit      `yaml:"moved"`
	Runs     []WorkflowRun `yaml:"runs"`
	Finish   []Finish      `yaml:"finish"`
	Rerun    []Finish      `yaml:"rerun"`
	Statuses []Status      `yaml:"statuses"`
}

// Place names lines of a file: by number, or by a text that stands on one line.
type Place struct {
	// Path is the scenario's tracker unless given.
	Path string `yaml:"path"`
	Line int    `yaml:"line"`
	At   string `yaml:"at"`
	// Nth picks one of several lines that have the text, counted from 1.
	Nth int `yaml:"nth"`
	// Base looks At up in the merge base's file instead of the head's.
	Base bool `yaml:"base"`
}

// Expect is what a judgement must be. What it leaves out is not looked at, the
// fields excepted of which it says otherwise.
type Expect struct {
	// Exit, Verdict and Status follow from the kind unless given; Verdict "none" means
	// that nothing may be judged, Status "none" that no status may be posted.
	Exit    *int   `yaml:"exit"`
	Verdict string `yaml:"verdict"`
	Status  string `yaml:"status"`
	// Description is a part of the status' description.
	Description string `yaml:"description"`
	// Problem is a part of why the report says that packetgate could not judge.
	Problem string `yaml:"problem"`
	// StatusAt names the commit that the status must be on, the head unless given.
	StatusAt string `yaml:"status-at"`
	// Findings must all be there. Errors that are not listed fail the scenario unless
	// OtherErrors.
	Findings    []Finding `yaml:"findings"`
	OtherErrors bool      `yaml:"other-errors"`
	// Absent are rules that must not have been broken.
	Absent []string `yaml:"absent"`
	Proofs []Proof  `yaml:"proofs"`
	// Matrix are the commands that mode plan gives, each after its packet, in order.
	Matrix      []string     `yaml:"matrix"`
	Transitions []Transition `yaml:"transitions"`
	// Comments must all be on the lines named; NoComments forbids any.
	Comments   []ReviewComment `yaml:"comments"`
	NoComments bool            `yaml:"no-comments"`
	// Replies are a text of each of packetgate's comments in the conversation, in order.
	Replies []string `yaml:"replies"`
	// Resolved and Open count packetgate's comment threads.
	Resolved *int `yaml:"resolved"`
	Open     *int `yaml:"open"`
	// Review, Annotations, Summary and Output are texts that must be in the newest
	// review's body, on the annotation lines, in the summary and in the log.
	Review      []string `yaml:"review"`
	Annotations []string `yaml:"annotations"`
	Summary     []string `yaml:"summary"`
	Output      []string `yaml:"output"`
	NotOutput   []string `yaml:"not-output"`
	// APICalls is the most requests to the API that the report may count; Writes the
	// most writes; LogsRead the most logs that are fetched.
	APICalls *int `yaml:"api-calls"`
	Writes   *int `yaml:"writes"`
	LogsRead *int `yaml:"logs-read"`
	// SecondRunWrites is the most writes of a second run on the same state, 0 unless
	// given; -1 leaves the second run out.
	SecondRunWrites int `yaml:"second-run-writes"`
}

// Finding is one expected finding.
type Finding struct {
	Rule     string `yaml:"rule"`
	Severity string `yaml:"severity"`
	Packet   string `yaml:"packet"`
	Place    `yaml:",inline"`
	// Message is a part of the message; Fix a part of the fix's text.
	Message string `yaml:"message"`
	Fix     string `yaml:"fix"`
}

// Proof is one expected proof.
type Proof struct {
	Command string `yaml:"command"`
	Verdict string `yaml:"verdict"`
	Basis   string `yaml:"basis"`
	Packet  string `yaml:"packet"`
	Place   `yaml:",inline"`
	// Reason is a part of the reason; Commit names the commit that the proof rests
	// on.
	Reason string `yaml:"reason"`
	Commit string `yaml:"commit"`
	// Note is a part of a further fact for the reader.
	Note string `yaml:"note"`
	Job  string `yaml:"job"`
	Step string `yaml:"step"`
	// ExitCode is the code that the record shows.
	ExitCode *int `yaml:"exit-code"`
}

// Transition is one expected transition.
type Transition struct {
	Packet string `yaml:"packet"`
	Field  string `yaml:"field"`
	From   string `yaml:"from"`
	To     string `yaml:"to"`
}
