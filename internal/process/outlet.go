//go:build unix

package process

import (
	"errors"
	"io"
	"os"
	"syscall"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

const (
	// lingering is how long processes that a command left behind are waited for.
	lingering = time.Second
	// inThePipe is how much of a command's output may still be under way when it ends,
	// in bytes: what a pipe holds.
	inThePipe = 64 << 10
)

// outlet passes on what a command writes.
type outlet struct {
	ours, theirs, read *os.File
	watch              io.Writer
	held               bool
	lost               error
	done               chan struct{}
}

// outlets are a command's two, which may be the same one.
type outlets struct{ stdout, stderr *outlet }

func newOutlets(c Command) (outlets, error) {
	stdout, err := newOutlet(c.Stdout, c.WatchStdout)
	if err != nil {
		return outlets{}, err
	}
	if sameFile(c.Stdout, c.Stderr) {
		return outlets{stdout, stdout}, nil
	}
	stderr, err := newOutlet(c.Stderr, c.WatchStderr)
	if err != nil {
		outlets{stdout, stdout}.close()
		return outlets{}, err
	}
	return outlets{stdout, stderr}, nil
}

// each lists them once.
func (o outlets) each() []*outlet {
	if o.stdout == o.stderr {
		return []*outlet{o.stdout}
	}
	return []*outlet{o.stdout, o.stderr}
}

func sameFile(a, b *os.File) bool {
	one, err1 := a.Stat()
	other, err2 := b.Stat()
	return err1 == nil && err2 == nil && os.SameFile(one, other)
}

// newOutlet makes a pipe, or where ours is a terminal another one of its size, since
// programs show progress and colours on terminals only.
func newOutlet(ours *os.File, watch io.Writer) (*outlet, error) {
	o := &outlet{ours: ours, watch: watch, done: make(chan struct{})}
	if !term.IsTerminal(int(ours.Fd())) {
		var err error
		o.read, o.theirs, err = os.Pipe()
		return o, err
	}
	master, slave, err := pty.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = master.Close() }()
	o.theirs = slave
	_ = pty.InheritSize(ours, slave) // a terminal without a size is one as well
	// What is written is to come out as it is; our own terminal mends its line ends.
	if _, err := term.MakeRaw(int(slave.Fd())); err != nil {
		_ = slave.Close()
		return nil, err
	}
	if o.read, err = withDeadlines(master); err != nil {
		_ = slave.Close()
		return nil, err
	}
	return o, nil
}

// withDeadlines is another handle of a file, reads of which can have deadlines.
func withDeadlines(f *os.File) (*os.File, error) {
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, os.NewSyscallError("fcntl", err)
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		_ = unix.Close(fd)
		return nil, os.NewSyscallError("fcntl", err)
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}

// pass starts to pass on what is written, once the command has its ends.
func (o outlets) pass() {
	for _, outlet := range o.each() {
		_ = outlet.theirs.Close()
		go outlet.pass()
	}
}

// resize gives those that are terminals the size that ours have by now.
func (o outlets) resize() {
	for _, outlet := range o.each() {
		size, err := unix.IoctlGetWinsize(int(outlet.ours.Fd()), unix.TIOCGWINSZ)
		if err != nil {
			continue
		}
		// Fd would take the reads' deadlines away.
		if conn, err := outlet.read.SyscallConn(); err == nil {
			_ = conn.Control(func(fd uintptr) { _ = unix.IoctlSetWinsize(int(fd), unix.TIOCSWINSZ, size) })
		}
	}
}

// finish passes on the rest once the command has ended, and waits a moment for processes
// that still hold an end.
func (o outlets) finish() (held bool, lost error) {
	until := time.Now().Add(lingering)
	for _, outlet := range o.each() {
		var over <-chan time.Time
		if err := outlet.read.SetReadDeadline(until); err != nil && !errors.Is(err, os.ErrClosed) {
			over = time.After(time.Until(until)) // this system's terminals have no deadlines
		}
		select {
		case <-outlet.done:
			held, lost = held || outlet.held, errors.Join(lost, outlet.lost)
		case <-over:
			held = true
		}
	}
	return held, lost
}

func (o outlets) close() {
	for _, outlet := range o.each() {
		_ = outlet.theirs.Close()
		_ = outlet.read.Close()
	}
}

// pass passes on all that is written. When ours has no reader any more the command's
// end is closed, so that the command learns of it as it would without us.
func (o *outlet) pass() {
	defer close(o.done)
	defer func() { _ = o.read.Close() }()
	buffer := make([]byte, 32<<10)
	late, rest := false, inThePipe
	for {
		n, err := o.read.Read(buffer)
		if n > 0 {
			_, _ = o.watch.Write(buffer[:n])
			if _, err := o.ours.Write(buffer[:n]); err != nil {
				if !errors.Is(err, syscall.EPIPE) {
					o.lost = err
				}
				return
			}
		}
		if late {
			rest -= n
		}
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded) && !late:
			// Our own reader may have been slow: what was written in time is passed on.
			late = true
			_ = o.read.SetReadDeadline(time.Now().Add(lingering / 10))
		case errors.Is(err, os.ErrDeadlineExceeded), late && rest <= 0:
			o.held = true
			return
		case err != nil: // the end, which a terminal tells as an error
			return
		}
	}
}
