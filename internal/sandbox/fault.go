package sandbox

import (
	"net/http"
	"slices"

	"github.com/bmatcuk/doublestar/v4"
)

// Fault makes requests go wrong.
type Fault struct {
	// Host is "api" or "logs"; empty means both.
	Host string
	// Method is empty for any.
	Method string
	// Path is a glob over the decoded path, in which ** crosses slashes.
	Path string
	// Skip is how many matching requests pass first; Times how many then fail, 0 for
	// all of them.
	Skip, Times int
	// Status, Body and Header replace the answer when Status is set.
	Status int
	Body   string
	Header map[string]string
	// Cut sends only so many bytes of the answer and then drops the connection.
	Cut int
	// Close drops the connection without an answer.
	Close bool
	// Before is called before the request is looked at; it may change the world.
	Before func()

	seen int
}

// AddFault makes the requests that match go wrong from now on.
func (w *World) AddFault(f Fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = append(w.faults, &f)
}

// fault finds the first fault that strikes the request, nil when none does. It
// needs the world's lock, which it gives up while it calls a fault's Before.
func (w *World) fault(host string, r *http.Request) *Fault {
	var struck *Fault
	for _, f := range slices.Clone(w.faults) {
		if !f.strikes(host, r) {
			continue
		}
		if f.Before != nil {
			w.mu.Unlock()
			f.Before()
			w.mu.Lock()
		}
		if struck == nil && f.spoils() {
			struck = f
		}
	}
	return struck
}

// strikes counts a request that matches and tells whether it is one to strike.
func (f *Fault) strikes(host string, r *http.Request) bool {
	if f.Host != "" && f.Host != host || f.Method != "" && f.Method != r.Method {
		return false
	}
	if match, _ := doublestar.Match(f.Path, r.URL.Path); !match {
		return false
	}
	f.seen++
	return f.seen > f.Skip && (f.Times == 0 || f.seen <= f.Skip+f.Times)
}

func (f *Fault) spoils() bool { return f.replaces() || f.Cut > 0 }

// replaces tells whether the request never reaches its handler.
func (f *Fault) replaces() bool { return f.Status != 0 || f.Close }

func (f *Fault) answer() *answer {
	a := &answer{status: f.Status, header: http.Header{}}
	if a.status == 0 {
		a.status = http.StatusBadGateway
	}
	for name, value := range f.Header {
		a.header.Set(name, value)
	}
	switch {
	case f.Body != "":
		a.raw = []byte(f.Body)
	case a.status >= http.StatusInternalServerError:
		a.raw = []byte(`{"message":"Server Error"}`)
	default:
		a.body = failure(a.status, http.StatusText(a.status)).body
	}
	return a
}
