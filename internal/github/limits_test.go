package github_test

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sync/errgroup"

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

// primary is the answer to a client whose limit lifts at a time.
func primary(lifts time.Time) http.HandlerFunc {
	return reply(403, message("API rate limit exceeded for installation ID 1."),
		"X-RateLimit-Remaining", "0", "X-RateLimit-Resource", "core", "X-RateLimit-Reset", fmt.Sprint(lifts.Unix()))
}

// limitedClient is a client of a handler, with the clock that it waits by.
func limitedClient(t *testing.T, handler http.Handler) (*github.Client, *clock) {
	t.Helper()
	waits := &clock{now: time.Now()}
	c, err := github.New(t.Context(), github.Options{
		Token: token, Repository: demo, Transport: inMemory{handler}, Now: waits.Now, Sleep: waits.Sleep,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c, waits
}

func TestRateLimitsAreWaitedFor(t *testing.T) {
	good := reply(200, pullJSON)
	start := time.Now()
	for name, test := range map[string]struct {
		refuse http.HandlerFunc
		// least is how long is waited; 0 is for a limit that stands too long.
		least time.Duration
	}{
		"secondary with a time":            {reply(403, secondaryBody, "Retry-After", "30"), 30 * time.Second},
		"secondary without a time":         {reply(403, secondaryBody), time.Minute},
		"secondary with a reset long past": {reply(403, secondaryBody, "X-RateLimit-Remaining", "9", "X-RateLimit-Reset", "1"), time.Minute},
		"too many requests":                {reply(429, "{}", "Retry-After", "5"), 5 * time.Second},
		"no time at all":                   {reply(429, "{}", "Retry-After", "0"), time.Second},
		"a time below zero":                {reply(429, "{}", "Retry-After", "-7"), time.Second},
		"primary":                          {primary(start.Add(40 * time.Second)), 40 * time.Second},
		"primary, lifted by now":           {primary(start.Add(-time.Hour)), time.Second},
		"secondary beyond the bound":       {reply(403, secondaryBody, "Retry-After", "3600"), 0},
		"primary beyond the bound":         {primary(start.Add(time.Hour)), 0},
		"a Retry-After beyond any number":  {reply(429, "{}", "Retry-After", "9223372037"), 0},
		"a reset beyond any time":          {reply(429, "{}", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", fmt.Sprint(math.MaxInt64/4)), 0},
		"only words":                       {reply(403, message("You have exceeded a secondary rate limit."), "Retry-After", "3600"), 0},
	} {
		t.Run(name, func(t *testing.T) {
			c, waits := limitedClient(t, inTurn(test.refuse, good))
			got, err := c.Pull(t.Context(), 7)
			if test.least == 0 {
				wantError(t, err, "rate limit is used up", "run again later")
				if !errors.Is(err, record.ErrUnavailable) || len(waits.sleeps) > 0 {
					t.Errorf("%v after %v", err, waits.sleeps)
				}
				return
			}
			if err != nil || got.Number != 7 || len(waits.sleeps) != 1 || waits.sleeps[0] < test.least || waits.sleeps[0] > test.least+2*time.Second {
				t.Errorf("%v after %v", err, waits.sleeps)
			}
		})
	}
}

func TestTheLastRequestOfALimitIsNoRefusal(t *testing.T) {
	lifts := time.Now().Add(time.Minute)
	last := reply(200, pullJSON, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", fmt.Sprint(lifts.Unix()))
	c, waits := limitedClient(t, inTurn(last, primary(lifts), reply(200, pullJSON)))
	for range 2 {
		if _, err := c.Pull(t.Context(), 7); err != nil {
			t.Fatal(err)
		}
	}
	if len(waits.sleeps) != 1 {
		t.Errorf("waits %v", waits.sleeps)
	}
}

func TestALimitIsWaitedForTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lifts := time.Now().Add(90 * time.Second)
		early := 0
		handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if time.Now().Before(lifts) {
				early++
				reply(429, "{}", "Retry-After", "90")(w, r)
				return
			}
			reply(200, pullJSON)(w, r)
		})
		c, err := github.New(t.Context(), github.Options{Token: token, Repository: demo, Transport: &oneByOne{next: inMemory{handler}}})
		if err != nil {
			t.Fatal(err)
		}
		group, ctx := errgroup.WithContext(t.Context())
		for range 8 {
			group.Go(func() error {
				_, err := c.Pull(ctx, 7)
				return err
			})
		}
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Pull(t.Context(), 7); err != nil || early > 8 {
			t.Errorf("%d requests under the limit, %v", early, err)
		}
	})
}

// oneByOne carries one request at a time.
type oneByOne struct {
	mu   sync.Mutex
	next http.RoundTripper
}

func (t *oneByOne) RoundTrip(r *http.Request) (*http.Response, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.next.RoundTrip(r)
}

func TestARefusedWriteIsSentAgainWithItsBody(t *testing.T) {
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
	c, _ := limitedClient(t, inTurn(refuse, accept))
	if err := c.CreateReview(t.Context(), 7, record.Review{Body: "hello"}); err != nil || length == 0 {
		t.Errorf("%v, length %d", err, length)
	}
}

func TestWaitingIsBoundedInAll(t *testing.T) {
	c, waits := limitedClient(t, reply(429, "{}", "Retry-After", "20"))
	for range 5 {
		if _, err := c.Pull(t.Context(), 7); !errors.Is(err, record.ErrUnavailable) {
			t.Error(err)
		}
	}
	if len(waits.sleeps) != 6 {
		t.Errorf("waits %v", waits.sleeps)
	}
}
