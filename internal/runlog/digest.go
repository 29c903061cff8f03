package runlog

// blockSize is how much of a log is read at once, in bytes; blocks is how many such
// buffers there are: one is scanned while another is hashed.
const (
	blockSize = 128 << 10
	blocks    = 3
)

// hasher writes the lines of windows to their digests, on a goroutine of its own:
// that costs as much time as all the rest of a scan.
type hasher struct {
	work chan portion
	free chan []byte
	made int
	done chan struct{}
}

// portion is a part of a block that belongs to some windows. With the last one of a
// block the block may be used anew.
type portion struct {
	windows []int
	data    []byte
	block   []byte
}

func newHasher(windows []*window) *hasher {
	h := &hasher{work: make(chan portion, 64), free: make(chan []byte, blocks), done: make(chan struct{})}
	go func() {
		defer close(h.done)
		for p := range h.work {
			for _, i := range p.windows {
				windows[i].digest.Write(p.data)
			}
			if p.block != nil {
				h.free <- p.block
			}
		}
	}()
	return h
}

// block gives a buffer that is in nobody's use, waiting for one where all are.
func (h *hasher) block() []byte {
	if h.made < blocks {
		select {
		case b := <-h.free:
			return b
		default:
			h.made++
			return make([]byte, blockSize)
		}
	}
	return <-h.free
}

// close returns when everything is hashed.
func (h *hasher) close() {
	close(h.work)
	<-h.done
}
