package sandbox

import (
	"net/http"

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

	seen int
}

// AddFault makes the requests that match go wrong from now on.
func (w *World) AddFault(f Fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = append(w.faults, &f)
}

// fault finds the first fault that strikes the request, nil when none does.
func (w *World) fault(host string, r *http.Request) *Fault {
	for _, f := range w.faults {
		if f.Host != "" && f.Host != host || f.Method != "" && f.Method != r.Method {
			continue
		}
		if match, _ := doublestar.Match(f.Path, r.URL.Path); !match {
			continue
		}
		f.seen++
		if f.seen <= f.Skip || f.Times > 0 && f.seen > f.Skip+f.Times {
			continue
		}
		return f
	}
	return nil
}

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
