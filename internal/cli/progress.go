package cli

import (
	"fmt"
	"time"

	"github.com/packetgate/packetgate/internal/github"
)

// progressInterval is how often the progress line is drawn.
const progressInterval = 200 * time.Millisecond

// progress draws a line with the number of requests while GitHub is asked, if
// Stderr is a terminal. The function that it returns ends and wipes the line.
func progress(host Host, client *github.Client) (stop func()) {
	if !host.StderrTerminal {
		return func() {}
	}
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(progressInterval)
		defer ticker.Stop()
		for {
			select {
			case <-end:
				fmt.Fprint(host.Stderr, "\r\x1b[K")
				return
			case <-ticker.C:
				fmt.Fprintf(host.Stderr, "\rasking GitHub … %d requests", client.Calls())
			}
		}
	}()
	return func() {
		close(end)
		<-ended
	}
}
