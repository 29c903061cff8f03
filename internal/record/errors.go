package record

import "errors"

// Errors that a fetch or a write can be, whatever the transport said; use
// errors.Is. The error that wraps them carries the request and GitHub's words.
var (
	// ErrForbidden: the token lacks a permission, which the wrapping error names.
	ErrForbidden = errors.New("not permitted")
	// ErrUnauthorized: the token is missing, wrong or expired.
	ErrUnauthorized = errors.New("not authorised")
	// ErrNotFound: the repository or the pull request does not exist or is hidden
	// from the token.
	ErrNotFound = errors.New("not found")
	// ErrOutsideDiff: a review comment names a line that is not in the diff.
	ErrOutsideDiff = errors.New("line outside the diff")
	// ErrUnavailable: GitHub did not answer well, repeatedly.
	ErrUnavailable = errors.New("GitHub unavailable")
)
