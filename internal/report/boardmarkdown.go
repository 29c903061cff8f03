package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// WriteBoardMarkdown writes each tracker's board as a Markdown table, then what
// stands in the way of each packet, and the readings where the board has them.
// Nothing that a tracker holds formats, links or mentions.
func WriteBoardMarkdown(w io.Writer, b *Board) error {
	out := bufio.NewWriter(w)
	for i, t := range b.Trackers {
		if i > 0 {
			fmt.Fprintln(out)
		}
		markdownTracker(out, t)
	}
	return out.Flush()
}

func markdownTracker(w io.Writer, b BoardTracker) {
	fmt.Fprintf(w, "## Board: %s\n\n", Code(Clip(b.Path, 300)))
	if b.Problem != "" {
		fmt.Fprintf(w, "❌ %s\n", Inline(b.Problem))
		return
	}
	if b.Plan != "" && !b.PlanRead {
		fmt.Fprintf(w, "The linked plan %s cannot be read, so what it asks for is not counted.\n\n", Code(Clip(b.Plan, 200)))
	}
	fmt.Fprint(w, "| | Packet | Title | Status | Review | Boxes | Reviewer | Checkpoint | Waits for |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, p := range b.Packets {
		cells := p.row()
		cells[0] = statusIcon[p.Status]
		for i := 1; i < len(cells); i++ {
			cells[i] = Inline(Clip(cells[i], 200))
		}
		fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | "))
	}
	if b.waitsForOpen() {
		fmt.Fprintf(w, "\n%s\n", Inline(openMark+" not DONE"))
	}
	for _, f := range b.Problems {
		fmt.Fprintf(w, "\n- %s %s\n", Code(f.place()), Prose(f.Sentence()))
	}
	for _, p := range b.Packets {
		if p.Status == "DONE" || len(p.Obstacles) == 0 {
			continue
		}
		fmt.Fprintf(w, "\n### In the way of %s\n\n", Inline(Clip(p.ID, 60)))
		for _, line := range p.inTheWay() {
			fmt.Fprintf(w, "- %s\n", Prose(line))
		}
	}
	fmt.Fprintf(w, "\n%s\n", Inline(b.summary()))
	for _, p := range b.Packets {
		markdownReadings(w, "What was read of "+Inline(Clip(p.ID, 60)), p.Readings)
	}
	markdownReadings(w, "What was read outside of the packets' sections", b.Readings)
}

func markdownReadings(w io.Writer, heading string, readings []Reading) {
	if len(readings) == 0 {
		return
	}
	fmt.Fprintf(w, "\n### %s\n\n| Line | Read as | | Text |\n|---|---|---|---|\n", heading)
	for _, r := range readings {
		fmt.Fprintf(w, "| %d | %s | %s | %s |\n", r.Line, Inline(r.Kind), Inline(Clip(r.As, 200)), Code(Clip(r.Text, 200)))
	}
}
