package record

import "time"

// CommitStatus is one commit status.
type CommitStatus struct {
	Context string
	// State is "success", "failure", "pending" or "error".
	State string
	// Description is at most 140 characters.
	Description string
	TargetURL   string
	CreatedAt   time.Time
}

// Review is a pull request review with the comments to post with it.
type Review struct {
	// Mine is true when packetgate's own identity wrote it.
	Mine bool
	Body string
	// CommitSHA is the head that the review speaks of.
	CommitSHA string
	Comments  []ReviewComment
}

// ReviewComment is a comment on lines of the diff.
type ReviewComment struct {
	Path string
	// StartLine and Line are the first and last line; StartLine is 0 for one line.
	StartLine, Line int
	// Side is "RIGHT" for the head's lines, "LEFT" for the base's.
	Side string
	Body string
}

// Thread is a conversation on lines of the diff.
type Thread struct {
	// ID is the GraphQL node id, empty where the token may not resolve the thread (or
	// open it again), or where only REST could be read.
	ID string
	// Mine is true when packetgate's own identity wrote the first comment.
	Mine     bool
	Resolved bool
	// Outdated is true when the lines are no longer in the diff.
	Outdated bool
	Path     string
	Line     int
	// Body is the first comment's.
	Body string
}

// Comment is a comment in a pull request's conversation.
type Comment struct {
	ID        int64
	Body      string
	CreatedAt time.Time
}

// Conversation is what has been said on a pull request.
type Conversation struct {
	Reviews []Review
	Threads []Thread
}
