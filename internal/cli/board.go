package cli

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/packetgate/packetgate/internal/action"
	"github.com/packetgate/packetgate/internal/gate"
	"github.com/packetgate/packetgate/internal/report"
)

// boardCommand shows how the packets stand.
type boardCommand struct {
	Files   []string `arg:"" optional:"" name:"file" help:"The tracker files; left out, those of the work tree are found."`
	Repo    string   `default:"." placeholder:"DIR" help:"The clone whose work tree is shown."`
	Config  string   `default:"${config}" placeholder:"PATH" help:"The configuration's path in the work tree."`
	Packet  string   `placeholder:"ID" help:"Show this packet only."`
	Explain bool     `help:"Show what was read as what, and what was left unread."`
	Format  string   `enum:"text,json,markdown" default:"text" help:"text, json or markdown."`
	Color   string   `enum:"auto,always,never" default:"auto" help:"Colour the text: auto, always or never."`
}

// Help is an example.
func (boardCommand) Help() string {
	return "Shows each packet, and what would be found offline if it became DONE as it stands. " +
		"It judges nothing: to judge a change, use packetgate check.\n\n" +
		"Examples:\n" +
		"  packetgate board\n" +
		"  packetgate board docs/tracker.md --packet RC-03\n" +
		"  packetgate board --explain   # what was read as what"
}

// Run prints the board; it exits 2 where a tracker cannot be read.
func (c boardCommand) Run(host Host) error {
	p, err := c.place()
	if err != nil {
		return err
	}
	trackers, err := p.trackers(host, c.Files)
	if err != nil {
		return err
	}
	board := &report.Board{}
	for _, t := range trackers {
		standing := gate.Standing{Tracker: t.Tracker, Plan: t.plan, LostPlan: t.lost, Config: p.config, Now: host.Now()}
		board.Trackers = append(board.Trackers, standing.Board(c.Explain))
	}
	if err := c.only(board); err != nil {
		return err
	}
	if err := c.print(host, board); err != nil {
		return err
	}
	for _, t := range board.Trackers {
		if t.Problem != "" {
			fmt.Fprintf(host.Stderr, "packetgate: %s\n", report.OneLine(t.Problem))
			err = exit(action.ExitNoJudge)
		}
	}
	return err
}

func (c boardCommand) print(host Host, board *report.Board) error {
	switch c.Format {
	case "json":
		return report.WriteBoardJSON(host.Stdout, board)
	case "markdown":
		return report.WriteBoardMarkdown(host.Stdout, board)
	}
	return report.WriteBoardText(host.Stdout, board, report.BoardOptions{
		Color: inColor(host, c.Color), Width: columns(host), Readings: c.Explain,
	})
}

// columns is the terminal's width, 0 where Stdout is none.
func columns(host Host) int {
	if !host.StdoutTerminal {
		return 0
	}
	width, _, err := term.GetSize(int(os.Stdout.Fd()))
	if err != nil {
		return 0
	}
	return width
}

// only leaves of the board the packet that was asked for.
func (c boardCommand) only(board *report.Board) error {
	if c.Packet == "" {
		return nil
	}
	var left []report.BoardTracker
	found := false
	for _, t := range board.Trackers {
		var packets []report.BoardPacket
		for _, p := range t.Packets {
			if strings.EqualFold(p.ID, c.Packet) {
				packets = append(packets, p)
			}
		}
		if len(packets) > 0 || t.Problem != "" {
			found = found || len(packets) > 0
			t.Packets, t.Problems, t.Readings = packets, nil, nil
			left = append(left, t)
		}
	}
	if board.Trackers = left; found || len(left) > 0 {
		return nil
	}
	return fmt.Errorf("there is no packet %q; packetgate board lists them", c.Packet)
}
