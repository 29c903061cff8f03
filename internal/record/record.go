// Package record holds what GitHub knows: runs, jobs, steps, commits, files and
// comments as plain values, the queries that ask for them, and the ledger that
// answers from what has been fetched so far. It does no I/O and imports nothing
// of packetgate, so that the engine above it stays pure and any evaluation can
// be written down and replayed.
package record

import (
	"fmt"
	"path"
	"strings"
	"time"
)

// Repository names a GitHub repository.
type Repository struct {
	Owner string
	Name  string
}

// String gives "owner/name", and nothing for the zero Repository.
func (r Repository) String() string {
	if r == (Repository{}) {
		return ""
	}
	return r.Owner + "/" + r.Name
}

// ParseRepository reads "owner/name". It returns an error that says what was
// expected when either half is missing or there is a further slash.
func ParseRepository(s string) (Repository, error) {
	owner, name, ok := strings.Cut(s, "/")
	if !ok || owner == "" || name == "" || strings.Contains(name, "/") {
		return Repository{}, fmt.Errorf("repository %q: want OWNER/NAME", s)
	}
	return Repository{Owner: owner, Name: name}, nil
}

// Change is what a pull request (or a merge group, or a range of a clone) does:
// the three commits it spans, its commits and files, and the documents that may
// be trackers at those three commits.
type Change struct {
	Repository Repository
	// Number is the pull request's number, 0 for a merge group or a local range.
	Number int
	Title  string
	Author string
	// URL is the pull request's page, empty where there is none.
	URL string
	// Open tells whether the pull request is open.
	Open bool

	// DefaultBranch is the repository's default branch, empty where unknown.
	DefaultBranch string
	// BaseRef is the base branch's short name, such as "main".
	BaseRef string
	// BaseSHA is the tip of the base branch when the change was read.
	BaseSHA string
	// MergeBaseSHA is the best common ancestor of BaseSHA and HeadSHA.
	MergeBaseSHA string
	HeadSHA      string
	// HeadRef is the head branch's short name; HeadRepository "owner/name" of the
	// repository that holds it, another one for forks, empty if it was deleted.
	HeadRef        string
	HeadRepository string

	// Commits are those of MergeBaseSHA..HeadSHA, oldest first.
	Commits []Commit
	// CommitsTruncated is true when GitHub listed fewer commits than there are.
	CommitsTruncated bool
	// Uncommitted is true when Files and Documents hold edits of a local work tree
	// that no commit has.
	Uncommitted bool
	// Files are the differences MergeBaseSHA...HeadSHA.
	Files []FileChange
	// FilesTruncated is true when GitHub listed fewer files than there are.
	FilesTruncated bool

	// Documents are the tracker candidates, by path.
	Documents []Document
}

// FromFork tells whether the head lives in another repository.
func (c *Change) FromFork() bool {
	return c.HeadRepository != "" && !strings.EqualFold(c.HeadRepository, c.Repository.String())
}

// Changed returns the file change that touches path, as its new or its former
// name, or nil.
func (c *Change) Changed(path string) *FileChange {
	for i := range c.Files {
		if c.Files[i].Path == path || c.Files[i].PreviousPath == path {
			return &c.Files[i]
		}
	}
	return nil
}

// Document is one Markdown file at the three commits of a change. A nil version
// means that the file does not exist there.
type Document struct {
	// Path is the file's path at the head, or at the base if the head has none.
	Path string
	// BasePath differs from Path when the change renamed the file.
	BasePath  string
	MergeBase *File
	Base      *File
	Head      *File
}

// File is one file at one commit.
type File struct {
	Path string
	// BlobSHA is git's object name of the content.
	BlobSHA string
	Content []byte
}

// IsMarkdown tells by its name whether a file is Markdown, and so may be a tracker.
func IsMarkdown(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown":
		return true
	}
	return false
}

// FileStatus is how a commit or a change treats a file, in GitHub's words.
type FileStatus string

// The statuses that GitHub gives a file in a comparison or a commit.
const (
	FileAdded    FileStatus = "added"
	FileModified FileStatus = "modified"
	FileRemoved  FileStatus = "removed"
	FileRenamed  FileStatus = "renamed"
	FileCopied   FileStatus = "copied"
)

// FileChange is one file of a comparison or of a commit.
type FileChange struct {
	Path         string
	PreviousPath string
	Status       FileStatus
	// BlobSHA names the content after the change (before it, for a removed file).
	BlobSHA string
	// Patch holds the hunks of the unified diff, without the file header. It is
	// empty when GitHub left it out: binary, too large, or a pure rename.
	Patch string
}

// Commit is one commit.
type Commit struct {
	SHA     string
	Parents []string
	Message string
	// Author and Committer are GitHub logins, empty if GitHub knows none.
	Author    string
	Committer string
	Date      time.Time
	URL       string
	// Files are the differences to the first parent; nil where the commit was
	// only listed and not read by itself.
	Files []FileChange
	// FilesTruncated is true when GitHub listed fewer files than there are.
	FilesTruncated bool
}

// Status of a run, a job or a step, in GitHub's words.
const (
	StatusQueued     = "queued"
	StatusInProgress = "in_progress"
	StatusCompleted  = "completed"
	StatusWaiting    = "waiting"
	StatusRequested  = "requested"
	StatusPending    = "pending"
)

// Conclusion of a run, a job or a step, in GitHub's words; empty until completed.
const (
	ConclusionSuccess        = "success"
	ConclusionFailure        = "failure"
	ConclusionNeutral        = "neutral"
	ConclusionCancelled      = "cancelled"
	ConclusionSkipped        = "skipped"
	ConclusionTimedOut       = "timed_out"
	ConclusionActionRequired = "action_required"
	ConclusionStale          = "stale"
	ConclusionStartupFailure = "startup_failure"
)

// Run is one workflow run, as of its latest attempt.
type Run struct {
	ID         int64
	Number     int
	Attempt    int
	WorkflowID int64
	Name       string
	// Path is the workflow file's path in the repository, without "@ref".
	Path       string
	Event      string
	Status     string
	Conclusion string
	// HeadSHA is the commit that the run is recorded under. For pull_request it
	// is the pull request's head, though GitHub checks out and takes the workflow
	// file from the merge commit.
	HeadSHA        string
	HeadBranch     string
	HeadRepository string
	Actor          string
	TriggeredBy    string
	CreatedAt      time.Time
	StartedAt      time.Time
	UpdatedAt      time.Time
	URL            string
	Referenced     []ReferencedWorkflow
	// Earlier is true for an earlier attempt than the latest, of which only the jobs are
	// known: it has no conclusion.
	Earlier bool
}

// EarlierAttempt is a run as of one of its attempts before the latest.
func (r Run) EarlierAttempt(attempt int) Run {
	r.Attempt, r.Earlier, r.Status, r.Conclusion = attempt, true, StatusCompleted, ""
	return r
}

// ReferencedWorkflow is a reusable workflow that a run called.
type ReferencedWorkflow struct {
	// Path is "owner/name/.github/workflows/x.yml", without "@ref".
	Path string
	SHA  string
	Ref  string
}

// Job is one job of a run, in the attempt that last executed it.
type Job struct {
	ID         int64
	RunID      int64
	Attempt    int
	Name       string
	Status     string
	Conclusion string
	HeadSHA    string
	StartedAt  time.Time
	// CompletedAt is zero until the job has completed.
	CompletedAt time.Time
	URL         string
	Steps       []Step
}

// Step is one step of a job. GitHub gives neither its command nor its exit code.
type Step struct {
	// Number counts from 1; post steps leave gaps.
	Number      int
	Name        string
	Status      string
	Conclusion  string
	StartedAt   time.Time
	CompletedAt time.Time
}

// Pull is a pull request as other records refer to it.
type Pull struct {
	Number         int
	Open           bool
	Merged         bool
	BaseRef        string
	HeadSHA        string
	HeadRef        string
	HeadRepository string
	MergeCommitSHA string
	// Paths are the first of the changed files, where they were asked for.
	Paths []string
}

// Comparison relates two commits.
type Comparison struct {
	// Status is "ahead" (the base is an ancestor of the head), "behind",
	// "identical" or "diverged".
	Status string
	// BaseSHA is the commit that the base named when it was compared.
	BaseSHA      string
	MergeBaseSHA string
	// Commits are those of MergeBaseSHA..head, oldest first.
	Commits []Commit
	// CommitsTruncated is true when fewer commits are listed than there are.
	CommitsTruncated bool
	Files            []FileChange
	// FilesTruncated is true when GitHub listed fewer files than there are.
	FilesTruncated bool
}

// Contains tells whether the comparison's base is part of its head's history.
func (c Comparison) Contains() bool { return c.Status == "ahead" || c.Status == "identical" }
