//go:build unix

package cli

import (
	"os"

	"golang.org/x/sys/unix"
)

// lock waits until no other packetgate writes below a directory, and keeps them out until
// the function that it gives is called. Where the file system knows no locks it does nothing.
func lock(dir string) (unlock func()) {
	f, err := os.Open(dir)
	if err != nil {
		return func() {}
	}
	_ = unix.Flock(int(f.Fd()), unix.LOCK_EX)
	return func() { _ = f.Close() }
}
