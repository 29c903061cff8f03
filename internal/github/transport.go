package github

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

const (
	// maxBody bounds one answer of the API, in bytes. The largest that is asked for
	// are a batch of files and a file's raw content (MaxFile).
	maxBody = 48 << 20
	// maxAnswerTime bounds one try, from the request to the answer's last byte.
	maxAnswerTime = 60 * time.Second
)

var (
	errTooLarge  = fmt.Errorf("the answer is longer than %d MiB", maxBody>>20)
	errCutShort  = errors.New("the answer was cut short")
	errSlow      = fmt.Errorf("no full answer within %s", maxAnswerTime)
	errElsewhere = errors.New("the token is for the API's own host only")
)

// guarded puts the layers that decide whether and when to send above the one that
// adds the credentials.
func (o Options) guarded(a addresses, authorised http.RoundTripper) http.RoundTripper {
	return &retrier{next: &guard{next: authorised, hosts: a.hosts()}, now: o.Now, sleep: o.Sleep, logger: o.Logger}
}

// counter counts the requests to the API's host that are not answered 304.
type counter struct {
	next   http.RoundTripper
	hosts  map[string]bool
	calls  atomic.Int64
	logger *slog.Logger
}

func (t *counter) RoundTrip(req *http.Request) (*http.Response, error) {
	start := time.Now()
	resp, err := t.next.RoundTrip(req)
	if t.hosts[origin(req.URL)] && (err != nil || resp.StatusCode != http.StatusNotModified) {
		t.calls.Add(1)
	}
	status := 0
	if err == nil {
		status = resp.StatusCode
	}
	t.logger.Debug("request", "method", req.Method, "host", req.URL.Host, "path", req.URL.Path, "status", status, "took", time.Since(start).Round(time.Millisecond))
	return resp, err
}

// whole reads an answer to its end, so that one that is cut short or too long is
// an error that the retry above can see.
type whole struct{ next http.RoundTripper }

func (t *whole) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeoutCause(req.Context(), maxAnswerTime, errSlow)
	defer cancel()
	resp, err := t.next.RoundTrip(req.WithContext(ctx))
	if err != nil {
		return nil, ownTimeout(ctx, err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		if err = ownTimeout(ctx, err); errors.Is(err, io.ErrUnexpectedEOF) {
			err = fmt.Errorf("%w after %d bytes", errCutShort, len(body))
		}
		return nil, err
	}
	if len(body) > maxBody {
		return nil, errTooLarge
	}
	if promisesJSON(req, resp) && !json.Valid(body) {
		return nil, fmt.Errorf("%w: its %d bytes are no complete JSON", errCutShort, len(body))
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	resp.ContentLength = int64(len(body))
	resp.Request = req
	return resp, nil
}

// ownTimeout replaces the error of the try's own time limit, which may be tried
// again, unlike the end of the caller's context.
func ownTimeout(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errSlow) {
		return errSlow
	}
	return err
}

// promisesJSON tells whether the body must be JSON. GitHub labels raw content
// application/vnd.github.raw+json, whatever it holds.
func promisesJSON(req *http.Request, resp *http.Response) bool {
	kind := resp.Header.Get("Content-Type")
	return resp.StatusCode/100 == 2 && resp.StatusCode != http.StatusNoContent &&
		!strings.Contains(req.Header.Get("Accept"), "raw") &&
		(strings.Contains(kind, "json") || kind == "" && req.Method == http.MethodGet)
}

// guard keeps the credentials below it from any host but the API's, and gives
// every try its own copy of the request with its body from the start.
type guard struct {
	next  http.RoundTripper
	hosts map[string]bool
}

func (t *guard) RoundTrip(req *http.Request) (*http.Response, error) {
	if !t.hosts[origin(req.URL)] {
		return nil, fmt.Errorf("%w, not for %s", errElsewhere, req.URL.Host)
	}
	own := req.Clone(req.Context())
	if req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return nil, err
		}
		own.Body = body
	}
	return t.next.RoundTrip(own)
}

// bearer adds a token.
type bearer struct {
	next  http.RoundTripper
	token string
}

func (t *bearer) RoundTrip(req *http.Request) (*http.Response, error) {
	own := req.Clone(req.Context())
	own.Header.Set("Authorization", "Bearer "+t.token)
	return t.next.RoundTrip(own)
}
