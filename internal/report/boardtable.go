package report

import (
	"cmp"
	"slices"
	"strings"
)

// statusMark is a status as one character that is as wide everywhere, and its
// colour.
var statusMark = map[string]struct{ mark, color string }{
	"DONE":              {"✓", green},
	"IN_PROGRESS":       {"▶", blue},
	"IN_REVIEW":         {"◆", cyan},
	"CHANGES_REQUESTED": {"✗", yellow},
	"BLOCKED":           {"■", red},
	"READY":             {"○", ""},
}

func markOf(status string) (mark, color string) {
	if m, ok := statusMark[status]; ok {
		return m.mark, m.color
	}
	return "?", yellow
}

// columns of the table, and to how many cells each may shrink where the terminal is
// narrow, in the order in which they do.
var (
	boardColumns = []string{"", "Packet", "Title", "Status", "Review", "Boxes", "Reviewer", "Checkpoint", "Waits for"}
	shrinking    = []struct{ column, least int }{{2, 12}, {8, 12}, {6, 6}, {2, 4}, {4, 5}, {3, 5}, {8, 5}}
)

// longestCell bounds what one cell shows where the width is not bounded.
const longestCell = 60

// row gives a packet's cells as plain text.
func (p BoardPacket) row() []string {
	mark, _ := markOf(p.Status)
	checkpoint := cmp.Or(p.Checkpoint, p.CheckpointState)
	checkpoint = checkpoint[:min(len(checkpoint), 12)]
	return []string{mark, p.ID, p.Title, p.status(), p.review(), p.Boxes.share(), p.Reviewer, checkpoint, p.waits()}
}

// status is the status, or what stands in its place.
func (p BoardPacket) status() string {
	switch p.Status {
	case "UNKNOWN":
		return p.StatusText
	case "":
		return "no status"
	}
	return p.Status
}

// review is the review state, or what stands in its place.
func (p BoardPacket) review() string {
	if p.ReviewState == "UNKNOWN" {
		return p.ReviewText
	}
	return p.ReviewState
}

// openMark stands behind a blocker that is not DONE.
const openMark = "*"

// waitsForOpen tells whether the mark stands in the table.
func (b BoardTracker) waitsForOpen() bool {
	return slices.ContainsFunc(b.Packets, func(p BoardPacket) bool {
		return slices.ContainsFunc(p.WaitsFor[:min(len(p.WaitsFor), maxWaits)], func(w Wait) bool { return w.Open })
	})
}

// maxWaits is how many blockers are listed.
const maxWaits = 16

// waits lists what the packet waits for, those that are not DONE with their
// mark.
func (p BoardPacket) waits() string {
	var ids []string
	for i, w := range p.WaitsFor {
		if i == maxWaits {
			ids = append(ids, "…")
			break
		}
		if w.Open {
			w.ID += openMark
		}
		ids = append(ids, w.ID)
	}
	return strings.Join(ids, ", ")
}

// table writes the board's rows in columns that fit into the width.
func (t *boardWriter) table(packets []BoardPacket) {
	rows := [][]string{boardColumns}
	for _, p := range packets {
		cells := p.row()
		for i, c := range cells {
			cells[i] = width.Truncate(OneLine(Clip(c, 4*longestCell)), longestCell, "…")
		}
		rows = append(rows, cells)
	}
	widths := t.fit(rows)
	for n, cells := range rows {
		color := bold
		if n > 0 {
			_, color = markOf(packets[n-1].Status)
		}
		var b strings.Builder
		for i, c := range cells {
			if i > 0 {
				b.WriteString("  ")
			}
			c = width.Truncate(c, widths[i], "…")
			space := strings.Repeat(" ", widths[i]-width.StringWidth(c))
			if (n == 0 || i == 0 || i == 3) && c != "" {
				c = t.paint(c, color)
			}
			b.WriteString(c + space)
		}
		t.line(strings.TrimRight(b.String(), " "))
	}
}

// fit gives each column's width.
func (t *boardWriter) fit(rows [][]string) []int {
	widths := make([]int, len(boardColumns))
	for _, cells := range rows {
		for i, c := range cells {
			widths[i] = max(widths[i], width.StringWidth(c))
		}
	}
	if t.width <= 0 {
		return widths
	}
	over := 2*(len(widths)-1) - t.width
	for _, w := range widths {
		over += w
	}
	for _, s := range shrinking {
		if cut := min(over, widths[s.column]-s.least); cut > 0 {
			widths[s.column] -= cut
			over -= cut
		}
	}
	return widths
}
