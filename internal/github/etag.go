package github

import (
	"bytes"
	"io"
	"net/http"
	"sync"
)

const (
	// maxCached bounds the answers kept for revalidation, maxCachedBody one of them.
	maxCached     = 32 << 20
	maxCachedBody = 4 << 20
)

// etags asks again with If-None-Match: GitHub answers 304 to what has not
// changed, which costs nothing of the rate limit. It lives as long as the
// client; verdicts are never kept, only GitHub's words.
type etags struct {
	next http.RoundTripper

	mu      sync.Mutex
	answers map[string]*answer
	order   []string // oldest first
	size    int
}

type answer struct {
	etag   string
	header http.Header
	body   []byte
}

func newETags(next http.RoundTripper) *etags {
	return &etags{next: next, answers: map[string]*answer{}}
}

func (t *etags) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method != http.MethodGet || req.Header.Get("Range") != "" {
		return t.next.RoundTrip(req)
	}
	key := req.URL.String() + " " + req.Header.Get("Accept")
	known := t.get(key)
	if known != nil {
		req = req.Clone(req.Context())
		req.Header.Set("If-None-Match", known.etag)
	}
	resp, err := t.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	if known != nil && resp.StatusCode == http.StatusNotModified {
		return known.response(req), nil
	}
	if etag := resp.Header.Get("ETag"); etag != "" && resp.StatusCode == http.StatusOK && resp.ContentLength <= maxCachedBody {
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			return nil, err
		}
		t.put(key, &answer{etag: etag, header: resp.Header.Clone(), body: body})
		resp.Body = io.NopCloser(bytes.NewReader(body))
	}
	return resp, nil
}

func (a *answer) response(req *http.Request) *http.Response {
	return &http.Response{
		Status:        "200 OK",
		StatusCode:    http.StatusOK,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        a.header.Clone(),
		Body:          io.NopCloser(bytes.NewReader(a.body)),
		ContentLength: int64(len(a.body)),
		Request:       req,
	}
}

func (t *etags) get(key string) *answer {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.answers[key]
}

func (t *etags) put(key string, a *answer) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if old := t.answers[key]; old != nil {
		t.size -= len(old.body)
	} else {
		t.order = append(t.order, key)
	}
	t.answers[key] = a
	t.size += len(a.body)
	for t.size > maxCached {
		oldest := t.order[0]
		t.order = t.order[1:]
		t.size -= len(t.answers[oldest].body)
		delete(t.answers, oldest)
	}
}
