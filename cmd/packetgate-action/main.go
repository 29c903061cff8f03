// Command packetgate-action is the entry of the container action.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/packetgate/packetgate/internal/action"
)

// version is set by the linker.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(action.Run(ctx, action.NewHost(version)))
}
