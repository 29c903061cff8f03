package github_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/packetgate/packetgate/internal/github"
	"github.com/packetgate/packetgate/internal/record"
)

// inMemory carries requests to a handler without a socket, so that the bubble's
// clock can pass the waits.
type inMemory struct{ handler http.Handler }

func (t inMemory) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	t.handler.ServeHTTP(w, r)
	resp := w.Result()
	resp.Request = r
	return resp, nil
}

const secondaryBody = `{"message":"You have exceeded a secondary rate limit.","documentation_url":"https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits"}`

func primary(reset time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		reply(403, message("API rate limit exceeded for installation ID 1."),
			"X-RateLimit-Remaining", "0", "X-RateLimit-Resource", "core", "X-RateLimit-Reset", fmt.Sprint(time.Now().Add(reset).Unix()))(w, r)
	}
}

func TestRateLimitsAreWaitedFor(t *testing.T) {
	good := reply(200, pullJSON)
	for _, test := range []struct {
		name   string
		refuse http.HandlerFunc
		waits  bool
		least  time.Duration
	}{
		{"secondary with a time", reply(403, secondaryBody, "Retry-After", "30"), true, 30 * time.Second},
		{"secondary without a time", reply(403, secondaryBody), true, time.Minute},
		{"too many requests", reply(429, "{}", "Retry-After", "5"), true, 5 * time.Second},
		{"primary", primary(40 * time.Second), true, 40 * time.Second},
		{"secondary beyond the bound", reply(403, secondaryBody, "Retry-After", "3600"), false, 0},
		{"primary beyond the bound", primary(time.Hour), false, 0},
		{"a Retry-After beyond any number", reply(429, "{}", "Retry-After", "99999999999999"), false, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, err := github.New(t.Context(), github.Options{
					Token: token, Repository: demo,
					Transport: inMemory{inTurn(test.refuse, good)},
				})
				if err != nil {
					t.Fatal(err)
				}
				// The limiter's own goroutine ends when the limit lifts.
				defer time.Sleep(2 * time.Hour)
				start := time.Now()
				got, err := c.Pull(context.Background(), 7)
				waited := time.Since(start)
				if !test.waits {
					wantError(t, err, "rate limit is used up", "run again later")
					if !errors.Is(err, record.ErrUnavailable) || waited > 2*time.Minute {
						t.Errorf("%v after %s", err, waited)
					}
					return
				}
				if err != nil || got.Number != 7 || waited < test.least || waited > 2*time.Minute {
					t.Errorf("%v after %s", err, waited)
				}
			})
		})
	}
}

func TestARefusedWriteIsSentAgainWithItsBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refuse := reply(403, secondaryBody, "Retry-After", "3")
		var length int64
		accept := func(w http.ResponseWriter, r *http.Request) {
			length = r.ContentLength
			buffer := make([]byte, 4096)
			if n, _ := r.Body.Read(buffer); n == 0 {
				t.Error("the second try has no body")
			}
			reply(200, "{}")(w, r)
		}
		c, err := github.New(t.Context(), github.Options{Token: token, Repository: demo, Transport: inMemory{inTurn(refuse, accept)}})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.CreateReview(t.Context(), 7, record.Review{Body: "hello"}); err != nil || length == 0 {
			t.Errorf("%v, length %d", err, length)
		}
	})
}

func TestWaitingIsBoundedInAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, err := github.New(t.Context(), github.Options{
			Token: token, Repository: demo, MaxWait: time.Minute,
			Transport: inMemory{reply(429, "{}", "Retry-After", "20")},
		})
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		for range 5 {
			if _, err := c.Pull(t.Context(), 7); !errors.Is(err, record.ErrUnavailable) {
				t.Error(err)
			}
		}
		if waited := time.Since(start); waited > time.Minute {
			t.Errorf("waited %s", waited)
		}
	})
}
