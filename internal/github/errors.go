package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/bradleyfalzon/ghinstallation/v2"
	gogithub "github.com/google/go-github/v60/github"

	"github.com/packetgate/packetgate/internal/record"
)

// operation is one thing asked of GitHub: how an error names it, and the
// permission that it takes, as a workflow's "permissions:" spells it.
type operation struct{ does, permission string }

// The operations. GitHub documents the permission with each endpoint.
var (
	opPull         = operation{"reading pull request", "pull-requests: read"}
	opPullFiles    = operation{"listing the files of pull request", "pull-requests: read"}
	opBranches     = operation{"listing branches", "contents: read"}
	opPulls        = operation{"listing pull requests", "pull-requests: read"}
	opCompare      = operation{"comparing", "contents: read"}
	opCommit       = operation{"reading commit", "contents: read"}
	opCommits      = operation{"listing the commits", "contents: read"}
	opTree         = operation{"listing the files of commit", "contents: read"}
	opFile         = operation{"reading file", "contents: read"}
	opRuns         = operation{"listing the workflow runs", "actions: read"}
	opJobs         = operation{"listing the jobs of run", "actions: read"}
	opLog          = operation{"reading the log of job", "actions: read"}
	opStatus       = operation{"reading the commit statuses", "statuses: read"}
	opSetStatus    = operation{"setting the commit status", "statuses: write"}
	opConversation = operation{"reading the reviews of pull request", "pull-requests: read"}
	opReview       = operation{"posting a review on pull request", "pull-requests: write"}
	opResolve      = operation{"resolving a review thread", "pull-requests: write (GitHub Apps may also need contents: write)"}
	opUnresolve    = operation{"reopening a review thread", "pull-requests: write (GitHub Apps may also need contents: write)"}
	opPermission   = operation{"reading the permission", "metadata: read"}
	opComments     = operation{"listing the comments on pull request", "pull-requests: read"}
	opComment      = operation{"commenting on pull request", "pull-requests: write"}
	opReaction     = operation{"reacting to comment", "pull-requests: write"}
	opInstallation = operation{"finding the installation", "the App's own key"}
	opWhoAmI       = operation{"asking whose token this is", "none"}
)

// fail says what was being done when GitHub refused or failed, what that means
// and what to do, wrapping one of record's errors. A nil error stays nil.
func (o operation) fail(subject string, err error) error {
	if err == nil {
		return nil
	}
	doing := strings.TrimSpace(o.does + " " + subject)
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s: %w", doing, err)
	}
	if until, ok := limitedUntil(err); ok {
		return fmt.Errorf("%s: GitHub's rate limit is used up%s: run again later, or use a token with a higher limit: %w", doing, until, record.ErrUnavailable)
	}
	status, words := answered(err)
	switch {
	case status == http.StatusUnauthorized:
		return fmt.Errorf("%s: GitHub answers 401%s: the token is wrong, expired or revoked: %w", doing, words, record.ErrUnauthorized)
	case status == http.StatusForbidden:
		return fmt.Errorf("%s: GitHub answers 403%s: it takes the permission %q (under permissions: in the workflow, or the App's or the token's own): %w", doing, words, o.permission, record.ErrForbidden)
	case status == http.StatusNotFound:
		return fmt.Errorf("%s: GitHub answers 404%s: check the name, and that the token may see the repository (a private one is hidden from others): %w", doing, words, record.ErrNotFound)
	case status >= 500:
		return fmt.Errorf("%s: GitHub answers %d%s, %d times: see https://www.githubstatus.com and run again: %w", doing, status, words, maxTries, record.ErrUnavailable)
	case status != 0:
		return fmt.Errorf("%s: GitHub answers %d%s", doing, status, words)
	}
	return fmt.Errorf("%s: %s: %w", doing, reason(err), record.ErrUnavailable)
}

// answered gives the status of an error that GitHub answered, 0 if there was no
// answer, with GitHub's words after a colon.
func answered(err error) (int, string) {
	var response *gogithub.ErrorResponse
	if errors.As(err, &response) && response.Response != nil {
		words := response.Message
		for _, e := range response.Errors {
			if e.Message != "" {
				words += "; " + e.Message
			}
		}
		return response.Response.StatusCode, quote(words)
	}
	var twoFactor *gogithub.TwoFactorAuthError
	if errors.As(err, &twoFactor) {
		return http.StatusUnauthorized, quote(twoFactor.Message)
	}
	var app *ghinstallation.HTTPError
	if errors.As(err, &app) && app.Response != nil {
		return app.Response.StatusCode, quote("no token for the installation")
	}
	var graph *graphError
	if errors.As(err, &graph) {
		return graph.status(), quote(graph.words())
	}
	return 0, ""
}

// quote makes GitHub's words fit for one line of an error.
func quote(words string) string {
	words = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, words)
	if runes := []rune(words); len(runes) > 300 {
		words = string(runes[:300]) + "…"
	}
	if words == "" {
		return ""
	}
	return fmt.Sprintf(" %q", words)
}

// reason is why no answer came, without the address: a redirect's may hold a
// signature.
func reason(err error) string {
	var request *url.Error
	if errors.As(err, &request) {
		host := ""
		if u, parseErr := url.Parse(request.URL); parseErr == nil {
			host = u.Host + ": "
		}
		return host + request.Err.Error()
	}
	return err.Error()
}

// limitedUntil tells whether an error is a rate limit's, and until when it stands.
func limitedUntil(err error) (string, bool) {
	var primary *gogithub.RateLimitError
	if errors.As(err, &primary) {
		if primary.Rate.Reset.IsZero() {
			return "", true
		}
		return " until " + primary.Rate.Reset.UTC().Format("15:04:05 UTC"), true
	}
	var secondary *gogithub.AbuseRateLimitError
	if errors.As(err, &secondary) {
		if secondary.RetryAfter == nil {
			return "", true
		}
		return fmt.Sprintf(" for another %s", secondary.RetryAfter.Round(time.Second)), true
	}
	status, words := answered(err)
	return "", limitWords(status, words)
}

// closed tells whether GitHub refuses a token what another repository holds.
func closed(err error) bool {
	status, _ := answered(err)
	_, limited := limitedUntil(err)
	return status == http.StatusForbidden && !limited
}

// absence reads an answer that says that the record is not there.
func absence(err error) (record.Absence, bool) {
	switch status, _ := answered(err); status {
	case http.StatusNotFound:
		return record.NotFound, true
	case http.StatusGone:
		return record.Gone, true
	}
	return record.Present, false
}
