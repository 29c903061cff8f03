// Package collect brings a change and the records that its judgement asks for:
// it asks the engine what it needs, fetches that in parallel, and asks again
// until nothing is missing.
package collect

import (
	"context"
	"io"

	"github.com/packetgate/packetgate/internal/record"
)

// GitHub is what collecting reads. Each method returns a record.Absence for a
// record that is not there, and an error (wrapping one of record's) when GitHub
// could not be asked.
type GitHub interface {
	// Pull returns the pull request's coordinates: all of a change but its commits,
	// files and documents, and with MergeBaseSHA empty.
	Pull(ctx context.Context, number int) (record.Change, error)
	// Compare relates base to head, which may be branches or commits, and returns
	// the commit that base names, the commits of merge base..head and the files. It
	// is absent when either is unknown or they have no common history.
	Compare(ctx context.Context, base, head string) (record.Comparison, record.Absence, error)
	// Paths lists the files and the symbolic links of a commit, and tells whether that is
	// all of them.
	Paths(ctx context.Context, sha string) (files, links []string, complete bool, err error)
	// PullFiles lists a pull request's files, further than Compare does, and tells
	// whether even that list is cut.
	PullFiles(ctx context.Context, number int) ([]record.FileChange, bool, error)
	// Files reads many files at once, in as few requests as it can; one that is asked
	// for twice is read once. It answers record.KindAims, KindHistory and KindDate too,
	// in the same requests.
	Files(ctx context.Context, files []record.Query) (record.Records, error)
	Runs(ctx context.Context, sha string) ([]record.Run, error)
	BranchRuns(ctx context.Context, branch string) ([]record.Run, error)
	// Period lists the runs created within "FROM..TO"; it is absent where there are
	// very many.
	Period(ctx context.Context, period string) ([]record.Run, record.Absence, error)
	// Jobs lists a run's jobs, each in its latest attempt or, with all, in every one.
	Jobs(ctx context.Context, run int64, all bool) ([]record.Job, record.Absence, error)
	// Log opens a job's log; the caller closes it. It is nil when absent.
	Log(ctx context.Context, job int64) (io.ReadCloser, record.Absence, error)
	Commit(ctx context.Context, sha string) (record.Commit, record.Absence, error)
	// Trail lists a commit and those before it, each with a digest of all its files but
	// those at the paths; it is absent where that cannot be told.
	Trail(ctx context.Context, sha string, paths []string) ([]record.Past, record.Absence, error)
	PullsOf(ctx context.Context, sha string) ([]record.Pull, error)
	// Holder names a branch whose history holds a commit of a date (RFC 3339, empty if
	// unknown), empty if none does; it is absent where there are more branches than can
	// be looked at.
	Holder(ctx context.Context, sha, date string) (string, record.Absence, error)
}
