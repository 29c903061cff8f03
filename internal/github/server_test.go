package github_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/packetgate/packetgate/internal/github"
	"github.com/packetgate/packetgate/internal/record"
)

const (
	token = "ghs_secret0123456789"
	sha1  = "1111111111111111111111111111111111111111"
	sha2  = "2222222222222222222222222222222222222222"
	sha3  = "3333333333333333333333333333333333333333"
)

var demo = record.Repository{Owner: "octo", Name: "demo"}

// server is a GitHub of a test: handlers by "METHOD /path", and what was asked.
type server struct {
	*httptest.Server
	mux *http.ServeMux
	mu  sync.Mutex
	// asked are the requests as "METHOD /escaped/path?query".
	asked []string
}

func newServer(t *testing.T, handlers map[string]http.HandlerFunc) *server {
	t.Helper()
	s := &server{mux: http.NewServeMux()}
	for pattern, handler := range handlers {
		s.mux.HandleFunc(pattern, handler)
	}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked = append(s.asked, r.Method+" "+r.URL.RequestURI())
		s.mu.Unlock()
		if got := r.Header.Get("Authorization"); got != "Bearer "+token {
			t.Errorf("%s %s: Authorization %q", r.Method, r.URL, got)
		}
		s.mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *server) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.asked...)
}

// clock is a clock that only sleeping moves.
type clock struct {
	mu     sync.Mutex
	now    time.Time
	sleeps []time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.sleeps = append(c.sleeps, d)
	return ctx.Err()
}

// client is a client of the server for which waiting costs no time.
func (s *server) client(t *testing.T, change ...func(*github.Options)) *github.Client {
	t.Helper()
	waits := &clock{now: time.Now()}
	options := github.Options{Token: token, APIURL: s.URL, Repository: demo, Now: waits.Now, Sleep: waits.Sleep}
	for _, f := range change {
		f(&options)
	}
	c, err := github.New(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// reply answers with a status and a body, a JSON text or a value.
func reply(status int, body any, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		if text, ok := body.(string); ok {
			_, _ = w.Write([]byte(text))
			return
		}
		_ = json.NewEncoder(w).Encode(body)
	}
}

// inTurn answers with one handler after the other, the last for all that follow.
func inTurn(handlers ...http.HandlerFunc) http.HandlerFunc {
	var mu sync.Mutex
	next := 0
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		handler := handlers[min(next, len(handlers)-1)]
		next++
		mu.Unlock()
		handler(w, r)
	}
}

// message is an error's body as GitHub writes it.
func message(text string) string {
	body, _ := json.Marshal(map[string]string{"message": text, "documentation_url": "https://docs.github.com/rest"})
	return string(body)
}

func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one that says %q", parts)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q does not say %q", err, part)
		}
	}
	if strings.Contains(err.Error(), token) || strings.Contains(err.Error(), "sig=") {
		t.Errorf("error %q gives a secret away", err)
	}
}
