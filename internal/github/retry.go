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
)

const (
	// maxTries is how often a request is sent before a failure is believed.
	maxTries = 4
	// maxWait bounds the time spent, in all, waiting for rate limits to lift.
	maxWait = 2 * time.Minute
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
// While a limit stands, no request is sent.
type retrier struct {
	next   http.RoundTripper
	now    func() time.Time
	sleep  func(context.Context, time.Duration) error
	logger *slog.Logger

	mu sync.Mutex
	// lifts is when the last limit lifts, waited the time that limits cost so far.
	lifts  time.Time
	waited time.Duration
}

func (r *retrier) RoundTrip(req *http.Request) (*http.Response, error) {
	intervals := backoff.NewExponentialBackOff()
	for try := 1; ; {
		if err := r.sitOut(req.Context()); err != nil {
			return nil, err
		}
		resp, err := r.next.RoundTrip(req)
		wait, limited := limit(resp, err, r.now())
		switch {
		case limited && r.hold(wait):
		case !limited && try < maxTries && failedInPassing(resp, err) && (mayRepeat(req) || neverSent(err)):
			try++
			if err := r.sleep(req.Context(), intervals.NextBackOff()); err != nil {
				return nil, err
			}
		default:
			if err == nil && !limited {
				resp.Header.Del(resetHeader) // go-github would refuse what is to be waited for
			}
			return resp, err
		}
	}
}

// sitOut waits until the limit that stands has lifted.
func (r *retrier) sitOut(ctx context.Context) error {
	r.mu.Lock()
	wait := r.lifts.Sub(r.now())
	r.mu.Unlock()
	if wait <= 0 {
		return nil
	}
	return r.sleep(ctx, wait)
}

// hold makes all requests wait, or returns false where that would exceed what may
// be waited in all.
func (r *retrier) hold(wait time.Duration) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	lifts, more := now.Add(wait), wait
	if r.lifts.After(now) {
		more = lifts.Sub(r.lifts)
	}
	if more <= 0 {
		return true
	}
	if r.waited+more > maxWait {
		return false
	}
	r.lifts = lifts
	r.waited += more
	r.logger.Warn("GitHub's rate limit is reached: waiting", "for", wait.Round(time.Second))
	return true
}

const resetHeader = "X-RateLimit-Reset"

// limit tells whether a request was refused for a rate limit, and for how long,
// a second at least and a day at most. A refused request has not been carried
// out, so any may be sent again.
func limit(resp *http.Response, err error, now time.Time) (time.Duration, bool) {
	const day = 24 * time.Hour
	if err != nil || resp.StatusCode < http.StatusBadRequest || !limitWords(resp.StatusCode, peek(resp)) {
		return 0, false
	}
	if seconds, err := strconv.ParseInt(resp.Header.Get("Retry-After"), 10, 64); err == nil {
		return time.Duration(min(max(seconds, 1), int64(day/time.Second))) * time.Second, true
	}
	if reset, err := strconv.ParseInt(resp.Header.Get(resetHeader), 10, 64); err == nil && resp.Header.Get("X-RateLimit-Remaining") == "0" {
		// A second more, so that a clock that is a little ahead does not ask before the
		// limit has lifted.
		return min(max(time.Unix(reset, 0).Sub(now), 0), day) + time.Second, true
	}
	return unsaidWait, true
}

// limitWords tells whether a status with these words refuses for a rate limit.
func limitWords(status int, words string) bool {
	return status == http.StatusTooManyRequests ||
		status == http.StatusForbidden && strings.Contains(strings.ToLower(words), "rate limit")
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

// sleep waits for a duration or until the context ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
