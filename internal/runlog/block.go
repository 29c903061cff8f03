package runlog

import (
	"bytes"
	"errors"
	"io"
)

// blockSize is how much of a log is read at once, in bytes; maxBlocks is how many such
// buffers there are: while one is read into, others are scanned and hashed.
const (
	blockSize = 256 << 10
	maxBlocks = 16
)

// block is a part of a log: whole lines, or a piece of a line that is longer than a block.
// Only of the last block the last line may have no end for another reason.
type block struct {
	data   []byte
	buffer []byte
	// err is why reading ended with this block, io.EOF at the log's end.
	err error
}

// blocks reads a log on a goroutine of its own.
type blocks struct {
	read chan block
	free chan []byte
}

func newBlocks(r io.Reader) *blocks {
	b := &blocks{read: make(chan block, maxBlocks), free: make(chan []byte, maxBlocks)}
	for range maxBlocks {
		b.free <- nil
	}
	go b.readAll(r)
	return b
}

// readAll sends blocks until reading fails.
func (b *blocks) readAll(r io.Reader) {
	defer close(b.read)
	buffer, held := b.buffer(), 0
	for {
		n, err := io.ReadFull(r, buffer[held:])
		data := buffer[:held+n]
		if err != nil {
			if errors.Is(err, io.ErrUnexpectedEOF) {
				err = io.EOF
			}
			b.read <- block{data, buffer, err}
			return
		}
		end := bytes.LastIndexByte(data, '\n') + 1
		if end == 0 {
			end = len(data)
		}
		next := b.buffer()
		held = copy(next, data[end:])
		b.read <- block{data[:end], buffer, nil}
		buffer = next
	}
}

// buffer waits for a buffer that is in nobody's use. They are made as they are needed.
func (b *blocks) buffer() []byte {
	if buffer := <-b.free; buffer != nil {
		return buffer
	}
	return make([]byte, blockSize)
}
