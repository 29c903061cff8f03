package publish

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
)

// Commenter is what replying reads and writes.
type Commenter interface {
	// MyComments lists packetgate's own comments on a pull request since then.
	MyComments(ctx context.Context, number int, since time.Time) ([]record.Comment, error)
	CreateComment(ctx context.Context, number int, body string) error
}

// Reply answers a comment on a pull request, in prose with code between backticks. It
// returns false where it stands already: a comment is answered once for a status context.
func Reply(ctx context.Context, gh Commenter, number int, to record.Comment, statusContext, prose string) (bool, error) {
	prints := newFingerprints(statusContext, nil)
	answers := prints.context + digest("reply", fmt.Sprint(to.ID))[:findingDigits]
	mine, err := gh.MyComments(ctx, number, to.CreatedAt)
	if err != nil {
		return false, err
	}
	for _, c := range mine {
		if slices.Contains(markers(c.Body)["reply"], answers) {
			return false, nil
		}
	}
	return true, gh.CreateComment(ctx, number, report.Prose(report.Clip(prose, maxMessage))+"\n\n"+marker("reply", answers))
}
