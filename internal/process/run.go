//go:build unix

package process

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// SignalName is a signal's name, such as "SIGTERM".
func SignalName(s syscall.Signal) string { return unix.SignalName(s) }

// Run runs a command to its end. SIGINT, SIGTERM, SIGHUP and SIGQUIT go on to its process
// group, unless this process was told to ignore them, and so does a new size of our
// terminal; a second SIGINT and the end of the time limit kill the group.
func Run(c Command) Result {
	signals := make(chan os.Signal, 8)
	for _, s := range []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGWINCH} {
		if !signal.Ignored(s) {
			signal.Notify(signals, s)
		}
	}
	defer signal.Stop(signals)
	// Where our reader has gone, our write fails instead of killing us.
	gone := make(chan os.Signal, 1)
	signal.Notify(gone, syscall.SIGPIPE)
	defer signal.Stop(gone)

	outlets, err := newOutlets(c)
	if err != nil {
		return Result{NotStarted: err}
	}
	defer outlets.close()
	cmd := exec.Command(c.Args[0], c.Args[1:]...) //nolint:gosec // running it is what was asked for
	cmd.Stdin, cmd.Stdout, cmd.Stderr = c.Stdin, outlets.stdout.theirs, outlets.stderr.theirs
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return notStarted(cmd, err)
	}
	outlets.pass()
	result := await(cmd.Process.Pid, signals, outlets.resize, c.Limit)
	result.Duration = time.Since(began)
	result.Held, result.Lost = outlets.finish()
	return result
}

// notStarted tells why a command could not be started.
func notStarted(cmd *exec.Cmd, err error) Result {
	why := err
	if named := (*exec.Error)(nil); errors.As(err, &named) {
		why = named.Err
	} else if at := (*fs.PathError)(nil); errors.As(err, &at) {
		why = at.Err
	}
	switch missing := errors.Is(err, fs.ErrNotExist) || errors.Is(err, exec.ErrNotFound); {
	case missing && cmd.Err == nil:
		if _, err := os.Stat(cmd.Path); err == nil {
			return Result{NotStarted: errors.New("its interpreter was not found")}
		}
		fallthrough
	case missing:
		return Result{NotStarted: errors.New("executable not found"), NotFound: true}
	case errors.Is(err, exec.ErrDot):
		return Result{NotStarted: errors.New("it was found in the working directory only: write ./ before it")}
	}
	return Result{NotStarted: why}
}

// await waits for the end of the process that leads a group, and passes on signals; resize
// is called before that of a new size of our terminal.
func await(leader int, signals <-chan os.Signal, resize func(), limit time.Duration) Result {
	ended := make(chan Result, 1)
	go func() { ended <- wait(leader) }()
	var over <-chan time.Time
	if limit > 0 {
		timer := time.NewTimer(limit)
		defer timer.Stop()
		over = timer.C
	}
	var passed syscall.Signal
	expired, interrupts := false, 0
	for {
		select {
		case r := <-ended:
			r.Interrupted, r.TimedOut = passed, expired && r.Signal == syscall.SIGKILL
			return r
		case <-over:
			expired = true
			send(leader, syscall.SIGKILL)
		case s := <-signals:
			if s == syscall.SIGWINCH {
				resize()
				send(leader, syscall.SIGWINCH)
				continue
			}
			passed, _ = s.(syscall.Signal)
			if passed == syscall.SIGINT {
				interrupts++
			}
			if interrupts > 1 {
				send(leader, syscall.SIGKILL)
				continue
			}
			send(leader, passed)
		}
	}
}

// send sends a signal to a group, or where its leader has left it, to that. They may have
// ended by now.
func send(leader int, s syscall.Signal) {
	if err := syscall.Kill(-leader, s); err != nil {
		_ = syscall.Kill(leader, s)
	}
}

// wait waits for the end of the process that leads a group, and lends the group our
// terminal when it wants that.
func wait(leader int) Result {
	var t terminal
	defer t.takeBack()
	for {
		var status syscall.WaitStatus
		switch _, err := syscall.Wait4(leader, &status, syscall.WUNTRACED, nil); {
		case errors.Is(err, syscall.EINTR):
		case err != nil:
			return Result{Unseen: err}
		case status.Stopped():
			t.stopped(leader, status.StopSignal())
		case status.Signaled():
			return Result{Signal: status.Signal()}
		default:
			return Result{ExitCode: status.ExitStatus()}
		}
	}
}
