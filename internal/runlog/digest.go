package runlog

// hasher writes the lines of windows to their digests, on a goroutine of its own:
// that costs as much time as all the rest of a scan.
type hasher struct {
	work chan portion
	done chan struct{}
}

// portion is a part of a block that belongs to some windows. With the last one of a
// block its buffer may be used anew.
type portion struct {
	windows []int
	data    []byte
	buffer  []byte
}

func newHasher(windows []*window, free chan<- []byte) *hasher {
	h := &hasher{work: make(chan portion, 64), done: make(chan struct{})}
	go func() {
		defer close(h.done)
		for p := range h.work {
			for _, i := range p.windows {
				windows[i].digest.Write(p.data)
			}
			if p.buffer != nil {
				free <- p.buffer
			}
		}
	}()
	return h
}

// close returns when everything is hashed.
func (h *hasher) close() {
	close(h.work)
	<-h.done
}
