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

// Run runs a command to its end. SIGINT, SIGTERM and SIGHUP go on to its process group,
// unless this process was told to ignore them; a second SIGINT and the end of the time
// limit kill the group.
func Run(c Command) Result {
	signals := make(chan os.Signal, 8)
	for _, s := range []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
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
	terminal := takeTerminal(c, cmd.SysProcAttr)
	began := time.Now()
	err = cmd.Start()
	if err != nil {
		terminal.takeBack()
		return notStarted(cmd, err)
	}
	outlets.pass()
	result := await(cmd.Process, signals, c.Limit)
	result.Duration = time.Since(began)
	terminal.takeBack()
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

// await waits for the end of the process that leads a group, and passes on signals.
func await(leader *os.Process, signals <-chan os.Signal, limit time.Duration) Result {
	ended := make(chan Result, 1)
	go func() { ended <- wait(leader) }()
	var over <-chan time.Time
	if limit > 0 {
		timer := time.NewTimer(limit)
		defer timer.Stop()
		over = timer.C
	}
	kill := func() {
		_ = syscall.Kill(-leader.Pid, syscall.SIGKILL) // it may have ended by now
		_ = leader.Kill()
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
			kill()
		case s := <-signals:
			passed, _ = s.(syscall.Signal)
			if passed == syscall.SIGINT {
				interrupts++
			}
			if interrupts > 1 {
				kill()
				continue
			}
			_ = syscall.Kill(-leader.Pid, passed) // it may have ended by now
		}
	}
}

// wait waits for a process to end.
func wait(p *os.Process) Result {
	state, err := p.Wait()
	if err != nil {
		return Result{Unseen: err}
	}
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return Result{Signal: status.Signal()}
	}
	return Result{ExitCode: state.ExitCode()}
}
