package github_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/github"
	"github.com/packetgate/packetgate/internal/record"
)

const pullJSON = `{"number":7,"state":"open","title":"Move RC-01","html_url":"https://github.com/octo/demo/pull/7","user":{"login":"ada"},
 "base":{"ref":"main","sha":"` + sha1 + `","repo":{"full_name":"octo/demo","default_branch":"main"}},
 "head":{"ref":"topic","sha":"` + sha2 + `","repo":{"full_name":"fork/demo"}}}`

func TestUnchangedAnswersAreNotCounted(t *testing.T) {
	s := newServer(t, map[string]http.HandlerFunc{
		"GET /repos/octo/demo/pulls/7": func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("If-None-Match") == `W/"abc"` {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			reply(200, pullJSON, "ETag", `W/"abc"`)(w, r)
		},
	})
	c := s.client(t)
	for range 3 {
		got, err := c.Pull(context.Background(), 7)
		if err != nil || got.HeadSHA != sha2 {
			t.Fatalf("%+v, %v", got, err)
		}
	}
	if len(s.requests()) != 3 || c.Calls() != 1 {
		t.Errorf("%d requests of which %d counted, want 3 and 1", len(s.requests()), c.Calls())
	}
}

func TestReadsAreTriedAgain(t *testing.T) {
	good := reply(200, pullJSON)
	cut := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", fmt.Sprint(len(pullJSON)))
		_, _ = w.Write([]byte(pullJSON[:40]))
	}
	chunked := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(pullJSON[:40]))
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	unframed := reply(200, pullJSON[:40])
	empty := reply(200, "")
	reset := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	for name, bad := range map[string]http.HandlerFunc{
		"500": reply(500, "{}"), "502 in HTML": reply(502, "<html>", "Content-Type", "text/html"), "503": reply(503, ""), "504": reply(504, ""),
		"cut short": cut, "cut short, chunked": chunked, "cut short by the server": unframed, "empty": empty, "reset": reset,
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, map[string]http.HandlerFunc{"GET /repos/octo/demo/pulls/7": inTurn(bad, bad, good)})
			c := s.client(t)
			got, err := c.Pull(context.Background(), 7)
			if err != nil || got.Number != 7 || c.Calls() != 3 {
				t.Errorf("passing failure: %+v, %v, %d calls", got, err, c.Calls())
			}
			s = newServer(t, map[string]http.HandlerFunc{"GET /repos/octo/demo/pulls/7": bad})
			c = s.client(t)
			_, err = c.Pull(context.Background(), 7)
			wantError(t, err, "reading pull request #7 of octo/demo")
			if !errors.Is(err, record.ErrUnavailable) || c.Calls() < 3 {
				t.Errorf("lasting failure: %v, %d calls", err, c.Calls())
			}
		})
	}
}

func TestOnlySafeWritesAreTriedAgain(t *testing.T) {
	s := newServer(t, map[string]http.HandlerFunc{
		"POST /repos/octo/demo/pulls/7/reviews":  reply(502, "{}"),
		"POST /repos/octo/demo/statuses/" + sha1: inTurn(reply(502, "{}"), reply(201, "{}")),
	})
	c := s.client(t)
	if err := c.CreateReview(context.Background(), 7, record.Review{Body: "hello"}); !errors.Is(err, record.ErrUnavailable) {
		t.Errorf("review: %v", err)
	}
	if len(s.requests()) != 1 {
		t.Errorf("a review may have been posted before the 502 and is sent %d times", len(s.requests()))
	}
	if err := c.SetStatus(context.Background(), sha1, record.CommitStatus{State: "success", Context: "packetgate"}); err != nil {
		t.Errorf("status: %v", err)
	}
}

func TestRedirectsKeepTheTokenHome(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("another host was asked, Authorization %q", r.Header.Get("Authorization"))
	}))
	defer elsewhere.Close()
	s := newServer(t, map[string]http.HandlerFunc{
		"GET /repos/octo/demo/pulls/7":           reply(301, "{}", "Location", "/repositories/99/pulls/7"),
		"GET /repositories/99/pulls/7":           reply(200, pullJSON),
		"GET /repos/octo/demo/pulls/8":           reply(301, "{}", "Location", elsewhere.URL+"/pulls/8"),
		"POST /repos/octo/demo/statuses/" + sha1: reply(302, "{}", "Location", "/repositories/99/statuses/1"),
		"GET /repos/octo/demo/pulls/9":           reply(302, "{}", "Location", "/repos/octo/demo/pulls/9"),
		"GET /repos/octo/demo/commits/abcd":      reply(302, "{}", "Location", "file:///etc/passwd"),
	})
	c := s.client(t)
	if got, err := c.Pull(context.Background(), 7); err != nil || got.Number != 7 {
		t.Errorf("a renamed repository: %v", err)
	}
	for _, number := range []int{8, 9} {
		if _, err := c.Pull(context.Background(), number); err == nil {
			t.Errorf("redirect of %d: no error", number)
		}
	}
	if err := c.SetStatus(context.Background(), sha1, record.CommitStatus{}); err == nil {
		t.Error("a write that is redirected as a read must fail")
	}
	if _, _, err := c.Commit(context.Background(), "abcd"); err == nil {
		t.Error("a redirect to a file: no error")
	}
}

func TestAnswersAreBounded(t *testing.T) {
	s := newServer(t, map[string]http.HandlerFunc{
		"GET /repos/octo/demo/pulls/7": func(w http.ResponseWriter, _ *http.Request) {
			chunk := []byte(strings.Repeat(" ", 1<<20))
			for range 60 {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		},
	})
	_, err := s.client(t).Pull(context.Background(), 7)
	wantError(t, err, "longer than 48 MiB")
	if len(s.requests()) != 1 {
		t.Errorf("asked %d times", len(s.requests()))
	}
}

func TestTheCallersContextEndsTheTries(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s := newServer(t, map[string]http.HandlerFunc{"GET /repos/octo/demo/pulls/7": func(w http.ResponseWriter, _ *http.Request) {
		cancel()
		w.WriteHeader(503)
	}})
	_, err := s.client(t).Pull(ctx, 7)
	if !errors.Is(err, context.Canceled) || errors.Is(err, record.ErrUnavailable) || len(s.requests()) != 1 {
		t.Errorf("%v after %d requests", err, len(s.requests()))
	}
}

func TestPausesGrow(t *testing.T) {
	waits := &clock{}
	s := newServer(t, map[string]http.HandlerFunc{"GET /repos/octo/demo/pulls/7": reply(503, "")})
	c := s.client(t, func(o *github.Options) {
		o.Now, o.Sleep = waits.Now, waits.Sleep
	})
	_, _ = c.Pull(context.Background(), 7)
	if len(waits.sleeps) != 3 || waits.sleeps[0] <= 0 {
		t.Errorf("pauses %v", waits.sleeps)
	}
}
