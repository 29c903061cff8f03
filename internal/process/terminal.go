//go:build unix

package process

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// terminal is our controlling terminal while another group has it: only one group may
// read from it and change it, and who else tries to is stopped.
type terminal struct {
	file  *os.File // nil while it is ours
	state *term.State
}

// lend makes a group the one that the terminal's keys go to, false if the terminal is
// not ours to lend.
func (t *terminal) lend(group int) bool {
	file, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return false
	}
	fd := int(file.Fd())
	owner, err := unix.IoctlGetInt(fd, unix.TIOCGPGRP)
	if err == nil && owner == unix.Getpgrp() {
		if t.state == nil {
			t.state, err = term.GetState(fd)
		}
		if err == nil && unix.IoctlSetPointerInt(fd, unix.TIOCSPGRP, group) == nil {
			t.file = file
			return true
		}
	}
	_ = file.Close()
	return false
}

// takeBack makes the terminal ours again, and as it was.
func (t *terminal) takeBack() {
	if t.file == nil {
		return
	}
	signal.Ignore(syscall.SIGTTOU) // which we would get for it, being in the background
	fd := int(t.file.Fd())
	_ = unix.IoctlSetPointerInt(fd, unix.TIOCSPGRP, unix.Getpgrp())
	_ = term.Restore(fd, t.state)
	signal.Reset(syscall.SIGTTOU)
	_ = t.file.Close()
	t.file = nil
}

// stopped wakes a group that was stopped because it wants the terminal. One that has it
// and was stopped by Ctrl-Z stops us as well, until whoever started us wakes us.
func (t *terminal) stopped(group int, by syscall.Signal) {
	switch {
	case by == syscall.SIGTTIN, by == syscall.SIGTTOU:
	case by == syscall.SIGTSTP && t.file != nil:
		t.takeBack()
		_ = syscall.Kill(os.Getpid(), syscall.SIGTSTP) // nothing happens where nobody could wake us
	default:
		return
	}
	if t.lend(group) {
		_ = syscall.Kill(-group, syscall.SIGCONT)
	}
}
