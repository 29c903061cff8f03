package github_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/packetgate/packetgate/internal/github"
	"github.com/packetgate/packetgate/internal/record"
)

const blobNotFound = `<?xml version="1.0" encoding="utf-8"?><Error><Code>BlobNotFound</Code></Error>`

// storage is the host that keeps logs and, as Azure does, refuses a token.
func storage(t *testing.T, handlers map[string]http.HandlerFunc) *httptest.Server {
	mux := http.NewServeMux()
	for pattern, handler := range handlers {
		mux.HandleFunc(pattern, handler)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			t.Error("the log's host was sent the token")
			w.WriteHeader(400)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func TestLogs(t *testing.T) {
	log := "\ufeff2026-11-01T12:00:00.0000000Z ##[group]Run go test ./...\r\n"
	blobs := storage(t, map[string]http.HandlerFunc{
		"/good":  reply(200, log, "Content-Type", "text/plain"),
		"/gone":  reply(404, blobNotFound, "Content-Type", "application/xml"),
		"/moved": reply(302, "", "Location", "/good"),
		"/file":  reply(302, "", "Location", "file:///etc/passwd"),
		"/bad":   reply(500, ""),
		"/flaky": inTurn(reply(503, ""), reply(403, ""), reply(200, log)),
	})
	to := func(path string) http.HandlerFunc { return reply(302, "", "Location", blobs.URL+path+"?sig=secret") }
	job := func(status, conclusion string) http.HandlerFunc {
		return reply(200, fmt.Sprintf(`{"id":1,"status":%q,"conclusion":%q}`, status, conclusion))
	}
	handlers := map[string]http.HandlerFunc{}
	handle := func(id int, logs, job http.HandlerFunc) {
		handlers[fmt.Sprintf("GET /repos/octo/demo/actions/jobs/%d/logs", id)] = logs
		if job != nil {
			handlers[fmt.Sprintf("GET /repos/octo/demo/actions/jobs/%d", id)] = job
		}
	}
	none := reply(404, message("Not Found"))
	handle(1, to("/good"), nil)
	handle(2, to("/gone"), job("completed", "failure"))
	handle(3, to("/gone"), job("in_progress", ""))
	handle(4, none, none)
	handle(5, none, job("completed", "skipped"))
	handle(6, none, job("queued", ""))
	handle(7, reply(410, `{"message":"Server Error","status":"410"}`), nil)
	handle(8, to("/moved"), nil)
	handle(9, to("/flaky"), nil)
	handle(10, reply(301, "{}", "Location", "/repos/octo/demo/actions/jobs/1/logs"), nil)
	handle(20, to("/bad"), nil)
	handle(21, reply(302, "", "Location", "file:///etc/passwd"), nil)
	handle(22, to("/file"), nil)
	handle(23, reply(403, message("Must have admin rights to Repository.")), nil)
	handle(24, reply(302, ""), nil)
	s := newServer(t, handlers)
	c := s.client(t)
	ctx := context.Background()

	for id, want := range map[int64]record.Absence{
		1: record.Present, 2: record.Gone, 3: record.NotReady, 4: record.NotFound, 5: record.NotFound,
		6: record.NotReady, 7: record.Gone, 8: record.Present, 9: record.Present, 10: record.Present,
	} {
		body, absent, err := c.Log(ctx, id)
		if err != nil || absent != want || (body == nil) == (want == record.Present) {
			t.Errorf("job %d: %q, %v", id, absent, err)
			continue
		}
		if body != nil {
			got, err := io.ReadAll(body)
			if err != nil || string(got) != log {
				t.Errorf("job %d: %q, %v", id, got, err)
			}
			_ = body.Close()
		}
	}
	for id, want := range map[int64]error{20: record.ErrUnavailable, 21: record.ErrUnavailable, 22: record.ErrUnavailable, 23: record.ErrForbidden, 24: record.ErrUnavailable} {
		body, _, err := c.Log(ctx, id)
		if body != nil || !errors.Is(err, want) {
			t.Errorf("job %d: %v", id, err)
		}
		wantError(t, err, fmt.Sprintf("reading the log of job %d", id))
	}
}

func TestOnlyTheAPIsHostIsCounted(t *testing.T) {
	blobs := storage(t, map[string]http.HandlerFunc{"/log": reply(200, "x")})
	s := newServer(t, map[string]http.HandlerFunc{"GET /repos/octo/demo/actions/jobs/1/logs": reply(302, "", "Location", blobs.URL+"/log")})
	c := s.client(t)
	body, _, err := c.Log(context.Background(), 1)
	if err != nil {
		t.Fatal(err)
	}
	_ = body.Close()
	if c.Calls() != 1 {
		t.Errorf("%d calls", c.Calls())
	}
}

func TestALogIsStreamed(t *testing.T) {
	const size = 50 << 20 // more than an answer of the API may have
	line := []byte("2026-11-01T12:00:00.0000000Z " + strings.Repeat("x", 995) + "\n")
	blobs := storage(t, map[string]http.HandlerFunc{"/log": func(w http.ResponseWriter, _ *http.Request) {
		for range size / len(line) {
			if _, err := w.Write(line); err != nil {
				return
			}
		}
	}})
	s := newServer(t, map[string]http.HandlerFunc{"GET /repos/octo/demo/actions/jobs/1/logs": reply(302, "", "Location", blobs.URL+"/log")})
	body, _, err := s.client(t).Log(context.Background(), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = body.Close() }()
	n, err := io.Copy(io.Discard, body)
	if err != nil || n != int64(size/len(line)*len(line)) {
		t.Errorf("%d bytes, %v", n, err)
	}
}

// stalling is a body that gives one line and then nothing until it is cancelled.
type stalling struct {
	ctx  context.Context
	line io.Reader
}

func (s stalling) Read(p []byte) (int, error) {
	if n, err := s.line.Read(p); err == nil {
		return n, nil
	}
	<-s.ctx.Done()
	return 0, s.ctx.Err()
}

type stallingStorage struct{ next http.RoundTripper }

func (t stallingStorage) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host == "api.github.com" {
		return t.next.RoundTrip(r)
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Request: r, Body: io.NopCloser(stalling{r.Context(), strings.NewReader("line\n")})}, nil
}

func TestALogThatStallsBreaksOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := inMemory{reply(302, "", "Location", "https://storage.example.org/log?sig=secret")}
		c, err := github.New(t.Context(), github.Options{Token: token, Repository: demo, Transport: stallingStorage{api}})
		if err != nil {
			t.Fatal(err)
		}
		body, _, err := c.Log(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = body.Close() }()
		got, err := io.ReadAll(body)
		wantError(t, err, "no byte came for 1m0s")
		if string(got) != "line\n" || errors.Is(err, context.Canceled) {
			t.Errorf("%q, %v", got, err)
		}
	})
}
