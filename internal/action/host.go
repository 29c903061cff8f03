package action

import (
	"context"
	"io"
	"os"
	"time"
)

// Env looks up an environment variable, "" where it is not set.
type Env func(name string) string

// Host is what the action needs of the machine that it runs on.
type Host struct {
	Env    Env
	Stdout io.Writer
	// Now and Sleep are the clock; Sleep ends early with the context's error.
	Now   func() time.Time
	Sleep func(ctx context.Context, d time.Duration) error
	// Version goes into the User-Agent.
	Version string
}

// NewHost is this machine.
func NewHost(version string) Host {
	return Host{Env: os.Getenv, Stdout: os.Stdout, Now: time.Now, Sleep: sleep, Version: version}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
