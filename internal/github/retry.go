package github

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/bradleyfalzon/ghinstallation/v2"
	"github.com/cenkalti/backoff/v5"
	"github.com/gofri/go-github-ratelimit/v2/github_ratelimit/github_primary_ratelimit"
)

const (
	// maxTries is how often a request is sent before a failure is believed.
	maxTries = 4
	// unsaidWait is the wait for a secondary limit that names no time: GitHub asks
	// for at least a minute.
	unsaidWait = time.Minute
)

type repeatableKey struct{}

// repeatable marks requests that may be sent twice though their method is POST:
// queries, and writes that leave the same state when done again.
func repeatable(ctx context.Context) context.Context {
	return context.WithValue(ctx, repeatableKey{}, true)
}

// retrier sends a request again after 5xx answers, broken connections and
// answers that were cut short, and after a rate limit that lifts soon enough.
type retrier struct {
	next    http.RoundTripper
	pause   func(context.Context, time.Duration) error
	maxWait time.Duration
	logger  *slog.Logger

	mu     sync.Mutex
	waited time.Duration
}

func (r *retrier) RoundTrip(req *http.Request) (*http.Response, error) {
	intervals := backoff.NewExponentialBackOff()
	for try := 1; ; {
		resp, err := r.next.RoundTrip(req)
		wait, limited := limit(resp, err)
		switch {
		case limited && r.spend(wait):
			r.logger.Warn("GitHub's rate limit is reached: waiting", "for", wait.Round(time.Second))
		case !limited && try < maxTries && failedInPassing(resp, err) && (mayRepeat(req) || neverSent(err)):
			try++
			wait = intervals.NextBackOff()
		default:
			return resp, err
		}
		if err := r.pause(req.Context(), wait); err != nil {
			return nil, err
		}
	}
}

// spend takes a wait from what may be waited in all, or returns false.
func (r *retrier) spend(wait time.Duration) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.waited+wait > r.maxWait {
		return false
	}
	r.waited += wait
	return true
}

// limit tells whether a request was refused for a rate limit, and for how long.
// A refused request has not been carried out, so any may be sent again.
func limit(resp *http.Response, err error) (time.Duration, bool) {
	var primary *github_primary_ratelimit.RateLimitReachedError
	if errors.As(err, &primary) {
		if primary.ResetTime == nil {
			return unsaidWait, true
		}
		return untilReset(*primary.ResetTime), true
	}
	if err != nil || !limitStatus(resp) {
		return 0, false
	}
	if seconds, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && seconds >= 0 {
		return time.Duration(seconds) * time.Second, true
	}
	if reset, err := strconv.ParseInt(resp.Header.Get("X-RateLimit-Reset"), 10, 64); err == nil && resp.Header.Get("X-RateLimit-Remaining") == "0" {
		return untilReset(time.Unix(reset, 0)), true
	}
	return unsaidWait, true
}

// untilReset adds a second, so that a clock that is a little ahead does not ask
// before the limit has lifted.
func untilReset(t time.Time) time.Duration { return max(0, time.Until(t)) + time.Second }

func limitStatus(resp *http.Response) bool {
	switch resp.StatusCode {
	case http.StatusTooManyRequests:
		return true
	case http.StatusForbidden:
		return strings.Contains(strings.ToLower(peek(resp)), "rate limit")
	}
	return false
}

// peek reads an error's body, which is in memory already, and puts it back.
func peek(resp *http.Response) string {
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return ""
	}
	resp.Body = io.NopCloser(strings.NewReader(string(body)))
	return string(body)
}

func failedInPassing(resp *http.Response, err error) bool {
	var app *ghinstallation.HTTPError
	switch {
	case err == nil:
		return resp.StatusCode >= 500
	case errors.As(err, &app) && app.Response != nil:
		return app.Response.StatusCode >= 500
	case errors.Is(err, errTooLarge), errors.Is(err, errElsewhere),
		errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return false
	}
	return true
}

func mayRepeat(req *http.Request) bool {
	return req.Method == http.MethodGet || req.Method == http.MethodHead || req.Context().Value(repeatableKey{}) != nil
}

// neverSent tells whether a request failed before it reached GitHub: while
// connecting, or while the App's token was being fetched for it.
func neverSent(err error) bool {
	var connection *net.OpError
	if errors.As(err, &connection) && connection.Op == "dial" {
		return true
	}
	var app *ghinstallation.HTTPError
	return errors.As(err, &app)
}

// pause waits for a duration or until the context ends.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
