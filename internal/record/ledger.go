package record

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Kind is the sort of record that a query asks for.
type Kind string

// The kinds of query; the comment names the fields that a query of it uses.
const (
	KindRuns       Kind = "runs"        // SHA: runs recorded under that commit
	KindBranchRuns Kind = "branch-runs" // Ref: newest runs of that head branch
	KindPeriod     Kind = "period"      // Ref: runs created within "FROM..TO", RFC 3339 times
	KindJobs       Kind = "jobs"        // ID: every job of that run, each in its latest attempt, or with AllAttempts as Ref in each of its attempts
	KindFile       Kind = "file"        // SHA, Path; Ref: "owner/name" of another repository that holds it
	KindLog        Kind = "log"         // ID: that job's log, in the windows of the steps that are sought
	KindCommit     Kind = "commit"      // SHA: may be abbreviated
	KindDate       Kind = "date"        // SHA: may be abbreviated; of that commit nothing but its name and date
	KindComparison Kind = "comparison"  // SHA (base), Ref (head)
	KindPulls      Kind = "pulls"       // SHA: pull requests that contain that commit
	KindHolder     Kind = "holder"      // SHA: a branch that holds that commit; Ref: the commit's date, RFC 3339, empty if unknown
	KindAims       Kind = "aims"        // Path (owner/name), Ref: at which bases pull requests of that head branch aim and aimed
	KindTrail      Kind = "trail"       // SHA, Path (paths joined by \x00): commits before that one, each with what it has beside the paths
	KindHistory    Kind = "history"     // SHA, Path: commits before that one; Ref: the commit where they may end
)

// Query asks for one record. It is comparable, so it is also the record's key.
type Query struct {
	Kind Kind
	SHA  string
	Ref  string
	Path string
	ID   int64
}

// Absence says why GitHub has no such record. Failures that say nothing about
// the record (no permission, no connection) are errors of the fetch instead.
type Absence string

// Why a record is absent; the empty string means that it is there.
const (
	Present  Absence = ""
	NotFound Absence = "not found"   // 404
	Gone     Absence = "deleted"     // 410, or a log whose blob is gone
	TooLarge Absence = "too large"   // beyond the bound that packetgate reads
	NotReady Absence = "not written" // a log of a job that has not completed
)

// Answer is what GitHub said to a query; the field of the query's kind is set.
type Answer struct {
	Absence Absence
	// Irregular is true where something is there that is no regular file, such as a folder
	// or a link, which counts as NotFound.
	Irregular  bool
	Runs       []Run
	Jobs       []Job
	File       File
	Log        Log
	Commit     Commit
	Comparison Comparison
	Pulls      []Pull
	// Holder is the name of a branch, empty if none holds the commit.
	Holder  string
	Aims    Aims
	History []Past
}

// Records are the answers so far.
type Records map[Query]Answer

// Add copies the answers of more into r.
func (r Records) Add(more Records) {
	maps.Copy(r, more)
}

// Ledger answers from records and notes what it could not answer. Judgement
// written against a ledger therefore states its own needs: run it, fetch what is
// Wanted, run it again, until nothing is wanted.
type Ledger struct {
	records Records
	wanted  map[Query]bool
	// sought are the steps of which logs were asked for, by job.
	sought map[int64][]int
}

// NewLedger makes a ledger over the records so far, which it does not change.
func NewLedger(records Records) *Ledger {
	return &Ledger{records: records, wanted: map[Query]bool{}, sought: map[int64][]int{}}
}

// ask returns the answer to q, or false after noting that it is wanted.
func (l *Ledger) ask(q Query) (Answer, bool) {
	a, ok := l.records[q]
	if !ok {
		l.wanted[q] = true
	}
	return a, ok
}

// Runs asks for the runs recorded under a commit.
func (l *Ledger) Runs(sha string) ([]Run, bool) {
	a, ok := l.ask(Query{Kind: KindRuns, SHA: sha})
	return a.Runs, ok
}

// BranchRuns asks for the newest runs of a head branch.
func (l *Ledger) BranchRuns(ref string) ([]Run, bool) {
	a, ok := l.ask(Query{Kind: KindBranchRuns, Ref: ref})
	return a.Runs, ok
}

// Period asks for all runs of the repository that were created from one time to
// another, both included; they are absent where there are too many to read.
func (l *Ledger) Period(from, to time.Time) ([]Run, Absence, bool) {
	a, ok := l.ask(Query{Kind: KindPeriod, Ref: from.UTC().Format(time.RFC3339) + ".." + to.UTC().Format(time.RFC3339)})
	return a.Runs, a.Absence, ok
}

// Jobs asks for every job of a run, each in its latest attempt.
func (l *Ledger) Jobs(run int64) ([]Job, Absence, bool) {
	a, ok := l.ask(Query{Kind: KindJobs, ID: run})
	return a.Jobs, a.Absence, ok
}

// AllAttempts is the Ref of a query for jobs that asks for those of earlier attempts too.
const AllAttempts = "all"

// JobsUpTo asks for every job of a run, each in the last attempt up to one that
// executed it.
func (l *Ledger) JobsUpTo(run int64, attempt int) ([]Job, Absence, bool) {
	a, ok := l.ask(Query{Kind: KindJobs, ID: run, Ref: AllAttempts})
	last := map[string]int{}
	for _, job := range a.Jobs {
		if job.Attempt <= attempt {
			last[job.Name] = max(last[job.Name], job.Attempt)
		}
	}
	jobs := slices.DeleteFunc(slices.Clone(a.Jobs), func(job Job) bool { return job.Attempt > attempt || job.Attempt < last[job.Name] })
	return jobs, a.Absence, ok
}

// File asks for a file at a commit.
func (l *Ledger) File(sha, path string) (File, Absence, bool) {
	a, ok := l.ask(Query{Kind: KindFile, SHA: sha, Path: path})
	return a.File, a.Absence, ok
}

// FileOf asks for a file at a commit of another repository, "owner/name", or of the
// judged one where that is empty. One that the token may not read is NotFound.
func (l *Ledger) FileOf(repository, sha, path string) (File, Absence, bool) {
	a, ok := l.ask(Query{Kind: KindFile, SHA: sha, Path: path, Ref: repository})
	return a.File, a.Absence, ok
}

// Log asks for a job's log with the window of one of its steps. A log that was read
// for other steps only is wanted again.
func (l *Ledger) Log(job int64, step int) (Log, *LogWindow, Absence, bool) {
	if !slices.Contains(l.sought[job], step) {
		l.sought[job] = append(l.sought[job], step)
	}
	q := Query{Kind: KindLog, ID: job}
	a, ok := l.ask(q)
	if !ok || a.Absence != Present {
		return Log{}, nil, a.Absence, ok
	}
	at := slices.IndexFunc(a.Log.Windows, func(w LogWindow) bool { return w.Step == step })
	if at < 0 {
		l.wanted[q] = true
		return Log{}, nil, Present, false
	}
	return a.Log, &a.Log.Windows[at], Present, true
}

// SoughtSteps are the steps of which logs were asked for, by the ids of their jobs.
func (l *Ledger) SoughtSteps() map[int64][]int { return l.sought }

// Commit asks for a commit by its name, which may be abbreviated.
func (l *Ledger) Commit(sha string) (Commit, Absence, bool) {
	a, ok := l.ask(Query{Kind: KindCommit, SHA: sha})
	return a.Commit, a.Absence, ok
}

// Date asks when a commit, of which the name may be abbreviated, was committed.
func (l *Ledger) Date(sha string) (time.Time, Absence, bool) {
	a, ok := l.ask(Query{Kind: KindDate, SHA: sha})
	return a.Commit.Date, a.Absence, ok
}

// Comparison asks how base relates to head.
func (l *Ledger) Comparison(base, head string) (Comparison, Absence, bool) {
	a, ok := l.ask(Query{Kind: KindComparison, SHA: base, Ref: head})
	return a.Comparison, a.Absence, ok
}

// Within asks whether a commit is part of the history of another, its tip. It is asked for
// that way round, since GitHub lists what the second of two commits has over the first.
func (l *Ledger) Within(sha, tip string) (within bool, absence Absence, known bool) {
	c, absence, known := l.Comparison(tip, sha)
	return c.Status == "behind" || c.Status == "identical", absence, known
}

// Pulls asks for the pull requests that contain a commit.
func (l *Ledger) Pulls(sha string) ([]Pull, bool) {
	a, ok := l.ask(Query{Kind: KindPulls, SHA: sha})
	return a.Pulls, ok
}

// Holder asks for a branch of the repository whose history holds a commit of a date,
// zero if it is not known. It is empty where no branch does, and absent too where there
// are more branches than can be looked at.
func (l *Ledger) Holder(sha string, date time.Time) (string, Absence, bool) {
	q := Query{Kind: KindHolder, SHA: sha}
	if !date.IsZero() {
		q.Ref = date.UTC().Format(time.RFC3339)
	}
	a, ok := l.ask(q)
	return a.Holder, a.Absence, ok
}

// Wanted lists what could not be answered, in a fixed order.
func (l *Ledger) Wanted() []Query {
	return slices.SortedFunc(maps.Keys(l.wanted), Query.compare)
}

func (q Query) compare(o Query) int {
	return cmp.Or(
		cmp.Compare(q.Kind, o.Kind), cmp.Compare(q.SHA, o.SHA), cmp.Compare(q.Ref, o.Ref),
		cmp.Compare(q.Path, o.Path), cmp.Compare(q.ID, o.ID),
	)
}
