//go:build !unix

package cli

// lock does nothing where there is no flock.
func lock(string) (unlock func()) { return func() {} }
