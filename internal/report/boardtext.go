package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// BoardOptions are how a board is written as text.
type BoardOptions struct {
	// Color asks for terminal colours.
	Color bool
	// Width is the terminal's, in columns; 0 does not bound the lines.
	Width int
	// Readings writes what was read as what instead of the board.
	Readings bool
}

// WriteBoardText writes each tracker's board as a table, then what stands between
// its packets and DONE, the dependencies, and a summary line. Whatever a tracker
// holds, no control character of it reaches the writer.
func WriteBoardText(w io.Writer, b *Board, o BoardOptions) error {
	t := &boardWriter{newTerminal(w, o.Color), o.Width}
	for i, tracker := range b.Trackers {
		if i > 0 {
			t.line("")
		}
		t.title(tracker)
		switch {
		case tracker.Problem != "":
			t.failed(tracker.Problem)
		case o.Readings:
			t.readings(tracker)
		default:
			t.tracker(tracker)
		}
	}
	return t.Flush()
}

type boardWriter struct {
	terminal
	width int
}

func (t *boardWriter) heading(s string) { t.line("\n" + t.paint(s, bold)) }

func (t *boardWriter) title(b BoardTracker) {
	title := t.paint(Visible(b.Path), bold)
	if b.Title != "" {
		title += "  " + OneLine(Clip(b.Title, 120))
	}
	t.line(title)
	if b.Plan != "" && !b.PlanRead && b.Problem == "" {
		t.line(t.paint("note", bold+cyan) + ": the linked plan " + OneLine(Clip(b.Plan, 200)) + " cannot be read, so what it asks for is not counted")
	}
}

func (t *boardWriter) tracker(b BoardTracker) {
	t.line("")
	t.table(b.Packets)
	if b.waitsForOpen() {
		t.line(t.paint(openMark+" not DONE", cyan))
	}
	for i, f := range b.Problems {
		if i == 0 {
			t.heading("Problems")
		}
		t.line("  " + f.place() + ": " + f.Sentence())
	}
	t.obstacles(b)
	t.dependencies(b.Packets)
	t.line("\n" + b.summary())
}

// obstacles writes what stands in the way of each packet that is not DONE, and what
// is wrong with one that is.
func (t *boardWriter) obstacles(b BoardTracker) {
	headed := false
	for _, p := range b.Packets {
		done := p.Status == "DONE"
		if done && len(p.Obstacles) == 0 || p.Line == 0 || p.Status == "" && p.StatusText == "" && len(p.Obstacles) == 0 {
			continue
		}
		if !headed {
			t.heading("In the way of DONE")
			headed = true
		}
		but := ""
		if done {
			but = ", but"
		}
		t.line("  " + t.marked(p) + but)
		lines := p.inTheWay()
		if len(lines) == 0 {
			t.line("    nothing that can be told offline")
		}
		for _, line := range lines {
			t.line("    " + line)
		}
	}
}

// maxAlike is how many obstacles of one rule a packet shows.
const maxAlike = 5

// inTheWay says what stands between the packet and DONE, a line a piece, each with
// its place and its rule.
func (p BoardPacket) inTheWay() []string {
	var out []string
	alike := map[string]int{}
	for _, f := range p.Obstacles {
		alike[f.Rule]++
		if n := alike[f.Rule]; n == 1 || n <= maxAlike && !summed(f.Rule) {
			out = append(out, fmt.Sprintf("%s: %s [%s]", linePlace(f.Tracker, f.Line), p.obstacle(f), OneLine(f.Rule)))
		}
	}
	for _, f := range p.Obstacles {
		if n := alike[f.Rule]; n > maxAlike && !summed(f.Rule) {
			out = append(out, fmt.Sprintf("… and %d more of [%s]", n-maxAlike, OneLine(f.Rule)))
			alike[f.Rule] = 0
		}
	}
	return out
}

// summed tells whether a rule's findings are told together.
func summed(rule string) bool { return rule == "open-checkbox" }

// obstacle is a finding in the words of a packet that is not DONE yet.
func (p BoardPacket) obstacle(f Finding) string {
	switch f.Rule {
	case "open-checkbox":
		open := p.Boxes.Total - p.Boxes.Checked
		switch {
		case p.Boxes.Total == 1:
			return "its only box is open"
		case open == 1:
			return fmt.Sprintf("1 of %d boxes is open", p.Boxes.Total)
		}
		return fmt.Sprintf("%d of %d boxes are open, the first here", open, p.Boxes.Total)
	case "blocked-packet-advanced":
		var ids []string
		for _, w := range p.Open() {
			if w.Known {
				ids = append(ids, fmt.Sprintf("%s (%s)", OneLine(Clip(w.ID, 40)), cmp.Or(w.Status, "no status")))
			}
			if len(ids) == maxTreeNames {
				ids = append(ids, "…")
				break
			}
		}
		return "blocked by " + strings.Join(ids, ", ")
	}
	message := firstSentence(OneLine(f.Message))
	for _, state := range []string{"DONE", "APPROVED"} {
		who, rest, ok := strings.Cut(message, " is "+state+", but ")
		if quoted := strings.HasPrefix(who, "`") && strings.Count(who, "`") == 2 && strings.HasSuffix(who, "`"); ok && (quoted || who == OneLine(f.Packet)) {
			return rest
		}
	}
	return message
}

// firstSentence leaves out what follows the first full stop that does not stand
// in backticks: the advice.
func firstSentence(s string) string {
	quoted := false
	for i := range len(s) {
		switch {
		case s[i] == '`':
			quoted = !quoted
		case s[i] == '.' && !quoted && strings.HasPrefix(s[i+1:], " "):
			return s[:i]
		}
	}
	return strings.TrimSuffix(s, ".")
}

// statuses in the order in which a summary counts them.
var statuses = []string{"DONE", "IN_REVIEW", "IN_PROGRESS", "CHANGES_REQUESTED", "BLOCKED", "READY"}

// summary counts the packets by their status.
func (b BoardTracker) summary() string {
	count := map[string]int{}
	clear := 0
	for _, p := range b.Packets {
		status := p.Status
		if !slices.Contains(statuses, status) {
			status = "other"
		}
		count[status]++
		if p.Status != "DONE" && p.Status != "" && len(p.Obstacles) == 0 {
			clear++
		}
	}
	out := plural(len(b.Packets), "packet")
	if parts := tally(count, append(slices.Clone(statuses), "other")); parts != "" {
		out += ": " + parts
	}
	if clear > 0 {
		out += fmt.Sprintf("; nothing stands in the way of %d", clear)
	}
	return out + " (offline: the evidence was not judged)"
}

// readings writes what was read as what, packet by packet.
func (t *boardWriter) readings(b BoardTracker) {
	unread, total := 0, 0
	list := func(readings []Reading) {
		var last Reading
		for _, r := range readings {
			number := ""
			if r.Line != last.Line {
				number = fmt.Sprint(r.Line)
			} else if r.Text == last.Text {
				r.Text = "" // it stands in the line above
			}
			if last.Line = r.Line; r.Text != "" {
				last.Text = r.Text
			}
			total++
			if r.Kind == "unread" {
				unread++
			}
			t.line(t.reading(number, r))
		}
	}
	for _, p := range b.Packets {
		t.heading(OneLine(Clip(p.ID, 40)) + "  " + OneLine(Clip(p.Title, 120)))
		list(p.Readings)
	}
	if len(b.Readings) > 0 {
		t.heading("Outside of the packets' sections")
		list(b.Readings)
	}
	t.line(fmt.Sprintf("\n%s, %d of them unread", plural(total, "reading"), unread))
}

// longestUnread bounds, in code points, what is shown of a line that was not read.
const longestUnread = 1000

// reading is one line: number, kind, what it was read as, and the text where that
// does not say it already. What was not read is told whole, however narrow the
// terminal.
func (t *boardWriter) reading(number string, r Reading) string {
	kind := fmt.Sprintf("%-13s", OneLine(r.Kind))
	text := OneLine(Clip(r.As, 200))
	longest := 200
	if r.Kind == "unread" {
		longest = longestUnread
	}
	if shown := OneLine(Clip(r.Text, longest)); shown != "" && shown != text {
		if text != "" {
			text += "  | "
		}
		text += shown
	}
	line := strings.TrimRight(fmt.Sprintf("%6s  %s  %s", number, kind, text), " ")
	switch {
	case r.Kind == "unread":
		return t.paint(line, yellow)
	case t.width > 0:
		return width.Truncate(line, t.width, "…")
	}
	return line
}
