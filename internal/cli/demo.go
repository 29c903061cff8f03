package cli

import (
	"context"

	"github.com/packetgate/packetgate/internal/demo"
)

// demoCommand tells the story.
type demoCommand struct {
	Color string `enum:"auto,always,never" default:"auto" help:"Colour the text: auto, always or never."`
}

// Help is an example.
func (demoCommand) Help() string {
	return "Runs offline, on ports of this machine.\n\nExample:\n  packetgate demo"
}

// Run plays the acts.
func (c demoCommand) Run(ctx context.Context, host Host) error {
	return demo.Show(ctx, host.Stdout, inColor(host, c.Color), onMachine(host.Version))
}
