// Package publish turns a report into what GitHub shows: the commit status, one
// review with comments on the lines, resolved threads, the job summary and the
// annotations. What to write is decided purely, from the report and from what is
// already there; writing is a thin step behind it.
package publish

import (
	"context"

	"github.com/packetgate/packetgate/internal/record"
)

// GitHub is what publishing reads and writes.
type GitHub interface {
	// Status returns the newest commit status of that context, nil if there is none.
	Status(ctx context.Context, sha, statusContext string) (*record.CommitStatus, error)
	SetStatus(ctx context.Context, sha string, status record.CommitStatus) error
	// Conversation returns the reviews and review threads of a pull request.
	Conversation(ctx context.Context, number int) (record.Conversation, error)
	// CreateReview posts a review of event COMMENT with its comments. It returns
	// ErrOutsideDiff (see errors.Is) when GitHub rejects it for a comment's line.
	CreateReview(ctx context.Context, number int, review record.Review) error
	// ResolveThread marks a thread as resolved, UnresolveThread opens it again.
	ResolveThread(ctx context.Context, id string) error
	UnresolveThread(ctx context.Context, id string) error
}
