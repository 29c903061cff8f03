// Package process runs a command in a process group of its own: with a time limit,
// with the signals that this process gets, and with its output passed on as it comes.
// It knows nothing of trackers.
package process

import (
	"io"
	"os"
	"syscall"
	"time"
)

// Command is what is to be run.
type Command struct {
	// Args are the program, which is looked up in PATH, and its arguments.
	Args []string
	// Limit is how long it may take, 0 for as long as it likes.
	Limit time.Duration
	// Stdin is the command's own. What it writes is passed on to Stdout and Stderr;
	// where these are one file, in the order in which it was written.
	Stdin, Stdout, Stderr *os.File
	// WatchStdout and WatchStderr see what is passed on. They must not fail, and are
	// called from goroutines of their own.
	WatchStdout, WatchStderr io.Writer
}

// Result is how a command ended.
type Result struct {
	// NotStarted is why the command could not be started, nil if it was; NotFound tells
	// that there is no such program.
	NotStarted error
	NotFound   bool
	// Unseen is why the end of a command that was started could not be seen, nil if it was.
	Unseen error
	// ExitCode is the command's own, valid where none of the others says how it ended.
	ExitCode int
	// Signal killed the command, 0 if none did.
	Signal syscall.Signal
	// TimedOut tells that it was killed at the end of the time limit.
	TimedOut bool
	// Interrupted is the last signal that was handed on to it, 0 if none was.
	Interrupted syscall.Signal
	// Duration is the time from its start to its end.
	Duration time.Duration
	// Held tells that processes that it left behind still held its output when it had
	// ended; what they write later is lost.
	Held bool
	// Lost is why its output could not be passed on, nil if it could, or if who reads it
	// has gone.
	Lost error
}

// The exit codes of commands that did not end by themselves, those of POSIX shells and
// of GNU timeout.
const (
	codeTimedOut  = 124
	codeNotRun    = 126 // or not known to have ended
	codeNotFound  = 127
	codeBySignals = 128
)

// Code is the exit code to pass on: the command's own, 128 and the number of the signal
// that killed it, 124 for the time limit, 127 where there is no such program, 126 where
// it cannot be started.
func (r Result) Code() int {
	switch {
	case r.NotFound:
		return codeNotFound
	case r.NotStarted != nil, r.Unseen != nil:
		return codeNotRun
	case r.TimedOut:
		return codeTimedOut
	case r.Signal != 0:
		return codeBySignals + int(r.Signal)
	}
	return r.ExitCode
}
