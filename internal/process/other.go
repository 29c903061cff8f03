//go:build !unix

package process

import (
	"errors"
	"syscall"
)

// SignalName is a signal's name.
func SignalName(s syscall.Signal) string { return s.String() }

// Run runs nothing: this system has no process groups and signals of this kind.
func Run(Command) Result {
	return Result{NotStarted: errors.New("packetgate run works on Linux, macOS and other Unix systems only; on Windows use it within WSL")}
}
