package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// linkLife is how long a link to a log works.
const linkLife = time.Minute

// jobLog answers with the redirect to the store, as GitHub does even for logs that
// are not there; an expired log is 410.
func (c *call) jobLog() *answer {
	job := c.job()
	if job == nil {
		return notFound()
	}
	if c.caller.anonymous() {
		return failure(http.StatusForbidden, "Must have admin rights to Repository.")
	}
	if job.Log.State == LogExpired {
		return &answer{status: http.StatusGone, body: object{
			"message":           "Server Error",
			"documentation_url": "https://docs.github.com/rest/actions/workflow-jobs#download-job-logs-for-a-workflow-run",
			"status":            "410",
		}}
	}
	expires := strconv.FormatInt(c.world.now.Add(linkLife).Unix(), 10)
	path := fmt.Sprintf("/actions-results/%d/logs/job/job-logs.txt", job.ID)
	query := url.Values{"se": {expires}, "sp": {"r"}, "sig": {signature(path, expires)}}
	return &answer{status: http.StatusFound, header: http.Header{
		"Location":     {c.server.logs + path + "?" + query.Encode()},
		"Content-Type": {"text/html;charset=utf-8"},
	}, raw: []byte{}}
}

func signature(path, expires string) string {
	sum := sha256.Sum256([]byte("packetgate sandbox\x00" + path + "\x00" + expires))
	return hex.EncodeToString(sum[:16])
}

// serveLogs is the store behind the redirects. It refuses a request that carries
// credentials, a link that has expired and one that was not signed.
func (s *Server) serveLogs(w http.ResponseWriter, r *http.Request) {
	s.world.mu.Lock()
	fault := s.world.fault("logs", r)
	a := s.blob(r)
	if fault != nil && fault.replaces() {
		a = fault.answer()
	}
	content := a.content()
	if r.Method == http.MethodHead {
		content = nil
	}
	s.requests = append(s.requests, Request{
		Host: "logs", Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery,
		Route: "logs", Status: a.status, Answer: content,
	})
	s.world.mu.Unlock()
	send(w, a, content, fault)
}

func (s *Server) blob(r *http.Request) *answer {
	if r.Header.Get("Authorization") != "" {
		return xmlError(http.StatusBadRequest, "InvalidAuthenticationInfo", "Authentication information is not given in the correct format. Check the value of Authorization header.")
	}
	query := r.URL.Query()
	expires, err := strconv.ParseInt(query.Get("se"), 10, 64)
	if err != nil || query.Get("sig") != signature(r.URL.Path, query.Get("se")) || s.world.now.Unix() > expires {
		return xmlError(http.StatusForbidden, "AuthenticationFailed", "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.")
	}
	id, _ := strconv.ParseInt(strings.Split(strings.TrimPrefix(r.URL.Path, "/actions-results/"), "/")[0], 10, 64)
	for _, repo := range s.world.repositories {
		if job := repo.job(id); job != nil && job.Status == "completed" && job.Log.State == LogWritten && job.Log.Text != nil {
			return &answer{status: http.StatusOK, raw: job.Log.Text, header: http.Header{
				"Content-Type": {"text/plain"}, "X-Ms-Blob-Type": {"AppendBlob"},
			}}
		}
	}
	return xmlError(http.StatusNotFound, "BlobNotFound", "The specified blob does not exist.")
}

func xmlError(status int, code, message string) *answer {
	body := `<?xml version="1.0" encoding="utf-8"?><Error><Code>` + code + `</Code><Message>` + message +
		"\nRequestId:00000000-0000-0000-0000-000000000000\nTime:2026-03-02T09:00:00.0000000Z</Message></Error>"
	return &answer{status: status, raw: []byte("\uFEFF" + body), header: http.Header{"Content-Type": {"application/xml"}}}
}
