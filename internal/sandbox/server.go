package sandbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Site is the address that pages link to; the local GitHub serves no pages.
const Site = "https://github.com"

// maxRequest is the longest request body that is read, in bytes.
const maxRequest = 16 << 20

// Server serves a world on two ports of this machine: the API and, under another
// host name, the store to which logs redirect.
type Server struct {
	world    *World
	api      string
	logs     string
	servers  []*http.Server
	serving  sync.WaitGroup
	graphql  *graph
	requests []Request
}

// Request is one request that the server answered.
type Request struct {
	// Host is "api" or "logs".
	Host   string
	Method string
	// Path is the decoded path, Query the raw query.
	Path, Query string
	// Route is the pattern that matched, empty for an unknown address.
	Route  string
	Body   []byte
	Status int
	// Answer is the body that was sent, or was to be sent.
	Answer []byte
}

// Write tells whether the request asks for a change.
func (r Request) Write() bool {
	if r.Path == "/graphql" {
		var in struct{ Query string }
		return json.Unmarshal(r.Body, &in) == nil && strings.HasPrefix(strings.TrimSpace(in.Query), "mutation")
	}
	return r.Method != http.MethodGet && r.Method != http.MethodHead
}

// New serves a world until Close. It returns an error when no port can be had.
func New(world *World) (*Server, error) {
	s := &Server{world: world}
	s.graphql = newGraph(s)
	api, err := s.listen("127.0.0.1", http.HandlerFunc(s.serveAPI))
	if err != nil {
		return nil, err
	}
	logs, err := s.listen(logHost(), http.HandlerFunc(s.serveLogs))
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.api, s.logs = api, logs
	return s, nil
}

// logHost is a name for this machine other than the API's, so that clients treat
// the redirect as one to another host.
func logHost() string {
	addresses, err := net.LookupHost("localhost")
	if err == nil && slices.Contains(addresses, "127.0.0.1") {
		return "localhost"
	}
	return "127.0.0.1"
}

func (s *Server) listen(host string, h http.Handler) (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("the local GitHub needs a port on 127.0.0.1: %w", err)
	}
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
	s.servers = append(s.servers, server)
	s.serving.Go(func() { _ = server.Serve(l) })
	return fmt.Sprintf("http://%s:%d", host, l.Addr().(*net.TCPAddr).Port), nil
}

// Close stops serving and cuts open connections.
func (s *Server) Close() error {
	var err error
	for _, server := range s.servers {
		err = errors.Join(err, server.Close())
	}
	s.serving.Wait()
	return err
}

// URL is the API's address, for GITHUB_API_URL.
func (s *Server) URL() string { return s.api }

// GraphQLURL is the GraphQL endpoint, for GITHUB_GRAPHQL_URL.
func (s *Server) GraphQLURL() string { return s.api + "/graphql" }

// Requests lists what has been answered so far, oldest first.
func (s *Server) Requests() []Request {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	return slices.Clone(s.requests)
}

// Forget clears the list of requests.
func (s *Server) Forget() {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	s.requests = nil
}

// call is one request to the API under way.
type call struct {
	server *Server
	world  *World
	caller caller
	http   *http.Request
	body   []byte
	repo   *Repository
	// parts are the values of the route's {names}.
	parts  map[string]string
	route  string
	answer *answer
}

type callKey struct{}

// answer is what is sent back.
type answer struct {
	status int
	// body is encoded as JSON unless raw is set.
	body   any
	raw    []byte
	header http.Header
	// conditional answers carry an ETag and may become 304.
	conditional bool
}

func ok(body any) *answer { return &answer{status: http.StatusOK, body: body, conditional: true} }

func created(body any) *answer { return &answer{status: http.StatusCreated, body: body} }

// failure is an error in GitHub's form.
func failure(status int, message string) *answer {
	return &answer{status: status, body: object{
		"message": message, "documentation_url": "https://docs.github.com/rest", "status": strconv.Itoa(status),
	}}
}

// invalid is a 422 with a list of errors, of whatever form GitHub uses there.
func invalid(message string, problems ...any) *answer {
	a := failure(http.StatusUnprocessableEntity, message)
	if len(problems) > 0 {
		a.body.(object)["errors"] = problems
	}
	return a
}

func notFound() *answer { return failure(http.StatusNotFound, "Not Found") }

// content is the answer's body as bytes.
func (a *answer) content() []byte {
	if a.raw != nil || a.body == nil {
		return a.raw
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(a.body); err != nil {
		panic(fmt.Sprintf("sandbox: encoding an answer: %v", err))
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		http.Error(w, "the body could not be read", http.StatusRequestEntityTooLarge)
		return
	}
	c := &call{server: s, world: s.world, http: r, body: body}
	content, fault := c.decide()
	send(w, c.answer, content, fault)
}

// decide finds the call's answer with the world held, and gives what is to be sent
// and the fault that strikes the request, if one does.
func (c *call) decide() ([]byte, *Fault) {
	c.world.mu.Lock()
	defer c.world.mu.Unlock()
	fault := c.world.fault("api", c.http)
	if fault != nil && fault.replaces() {
		c.route, c.answer = "fault", fault.answer()
	} else {
		c.dispatch()
	}
	content := c.answer.content()
	c.server.finish(c, &content)
	return content, fault
}

// dispatch authenticates and runs the route's handler.
func (c *call) dispatch() {
	var refused *answer
	if c.caller, refused = c.world.authenticate(c.http); refused != nil {
		c.route, c.answer = "unauthorized", refused
		return
	}
	if t := c.caller.token; t != nil && t.used >= t.Limit && !c.free() {
		c.route, c.answer = "rate limit", failure(http.StatusForbidden, "API rate limit exceeded for installation ID 1.")
		return
	}
	r, known := c.match()
	if !known {
		c.answer = notFound()
		return
	}
	c.answer = c.handle(r)
}

// free tells whether GitHub answers the request without counting it.
func (c *call) free() bool { return c.http.URL.Path == "/rate_limit" }

// finish sets the headers that every answer has, turns an unchanged one into 304
// and writes the request down.
func (s *Server) finish(c *call, content *[]byte) {
	a := c.answer
	h := http.Header{}
	for name, values := range a.header {
		h[name] = values
	}
	a.header = h
	h.Set("X-Github-Request-Id", fmt.Sprintf("0400:%06X:%06X:65E2F000", len(s.requests)+1, len(*content)))
	h.Set("X-Github-Api-Version-Selected", "2022-11-28")
	h.Set("X-Github-Media-Type", "github.v3; format=json")
	if h.Get("Content-Type") == "" {
		h.Set("Content-Type", "application/json; charset=utf-8")
	}
	unchanged := false
	if a.conditional && a.status == http.StatusOK {
		sum := sha256.Sum256(*content)
		etag := `W/"` + hex.EncodeToString(sum[:]) + `"`
		h.Set("Etag", etag)
		h.Set("Cache-Control", "private, max-age=60, s-maxage=60")
		h.Set("Vary", "Accept, Authorization, Cookie, X-GitHub-OTP,Accept-Encoding, Accept, X-Requested-With")
		if match := c.http.Header.Get("If-None-Match"); match == etag {
			a.status, *content, unchanged = http.StatusNotModified, nil, true
		}
	}
	if t := c.caller.token; t != nil {
		if !unchanged && t.used < t.Limit && !c.free() {
			t.used++
		}
		h.Set("X-Ratelimit-Limit", strconv.Itoa(t.Limit))
		h.Set("X-Ratelimit-Used", strconv.Itoa(t.used))
		h.Set("X-Ratelimit-Remaining", strconv.Itoa(t.Limit-t.used))
		h.Set("X-Ratelimit-Resource", "core")
		// Clients compare the reset with their own clock, not with the world's.
		h.Set("X-Ratelimit-Reset", strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10))
	}
	s.requests = append(s.requests, Request{
		Host: "api", Method: c.http.Method, Path: c.http.URL.Path, Query: c.http.URL.RawQuery,
		Route: c.route, Body: c.body, Status: a.status, Answer: *content,
	})
}

// send writes an answer, or as much of it as a fault lets through.
func send(w http.ResponseWriter, a *answer, content []byte, fault *Fault) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	if a.status == http.StatusNoContent || a.status == http.StatusNotModified {
		w.Header().Del("Content-Type")
		w.WriteHeader(a.status)
		return
	}
	if fault != nil && fault.Close {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	w.WriteHeader(a.status)
	if fault != nil && fault.Cut > 0 && fault.Cut < len(content) {
		_, _ = w.Write(content[:fault.Cut])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(content)
}
