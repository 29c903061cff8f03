//go:build unix

package process

import (
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// terminal is the one that a command reads from while it runs, nil where it has none:
// a process group may only read from its terminal while it is the foreground's.
type terminal struct {
	fd    int
	state *term.State
}

// takeTerminal hands our terminal to the group that is to be started, if we own it and
// both sides of it: its keys then go to the command, Ctrl-C too. Only Ctrl-Z does not,
// for nobody would be left to wake it.
func takeTerminal(c Command, attributes *syscall.SysProcAttr) *terminal {
	fd := int(c.Stdin.Fd())
	if !term.IsTerminal(fd) || !term.IsTerminal(int(c.Stdout.Fd())) {
		return nil
	}
	state, err := term.GetState(fd)
	if err != nil {
		return nil
	}
	owner, err := unix.IoctlGetInt(fd, unix.TIOCGPGRP)
	if err != nil || owner != unix.Getpgrp() {
		return nil
	}
	attributes.Foreground, attributes.Ctty = true, fd
	signal.Ignore(syscall.SIGTSTP)
	return &terminal{fd, state}
}

// takeBack makes us the terminal's owner again, and the terminal as it was.
func (t *terminal) takeBack() {
	if t == nil {
		return
	}
	signal.Ignore(syscall.SIGTTOU) // which a background group gets that changes a terminal
	_ = unix.IoctlSetPointerInt(t.fd, unix.TIOCSPGRP, unix.Getpgrp())
	_ = term.Restore(t.fd, t.state)
	signal.Reset(syscall.SIGTTOU, syscall.SIGTSTP)
}
