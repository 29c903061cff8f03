// Command packetgate judges packet trackers from a terminal.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/packetgate/packetgate/internal/cli"
)

// version is set by the linker.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(cli.Run(ctx, cli.NewHost(version), os.Args[1:]))
}
