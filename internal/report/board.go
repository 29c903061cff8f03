package report

import (
	"fmt"
	"strings"
)

// maxBoardRows is how many rows of one board a summary shows; packets that moved
// are always among them.
const maxBoardRows = 300

var statusIcon = map[string]string{
	"DONE": "✅", "IN_PROGRESS": "🔵", "IN_REVIEW": "🟣", "CHANGES_REQUESTED": "🟠", "BLOCKED": "⛔", "READY": "⚪",
}

// boards writes each tracker's board as a table. Packets that the change moves are
// marked and show from where they come.
func (m *markdown) boards(s *section) {
	from := m.statusBefore()
	for i, t := range m.r.Trackers {
		heading := fmt.Sprintf("### Board: %s\n\n"+
			"| | Packet | Title | Status | Review | Boxes | Reviewer | Blocked by |\n|---|---|---|---|---|---|---|---|\n",
			link(Code(Clip(t.Path, 300)), lineURL(m.server, m.r.Repository, m.r.HeadSHA, t.Path, 0, 0)))
		if s.full || !s.room(len(heading)) {
			s.omitted = len(m.r.Trackers) - i
			s.end("tracker")
			return
		}
		s.add(heading)
		rest := maxBoardRows - m.movedOn(t)
		for _, p := range t.Packets {
			key := PacketKey{t.Path, p.ID}
			if s.skip() {
				continue
			}
			if !m.moved[key] {
				if rest <= 0 {
					s.omitted++
					continue
				}
				rest--
			}
			m.row(s, p, key, from[key])
		}
		for _, removed := range m.r.Transitions {
			if removed.Tracker == t.Path && removed.Field == "removed" {
				s.add(fmt.Sprintf("| ▶ | ~~%s~~ | | removed | | | | |\n", Inline(Clip(removed.Packet, 60))))
			}
		}
		s.end("packet")
	}
}

func (m *markdown) row(s *section, p Packet, key PacketKey, from string) {
	mark := ""
	status := statusIcon[p.Status] + " " + Inline(Clip(p.Status, 60))
	if m.moved[key] {
		mark = "▶"
		status = "**" + strings.TrimSpace(status) + "**"
		if from != "" {
			status = Inline(Clip(from, 60)) + " → " + status
		}
	}
	s.add(fmt.Sprintf("| %s | %s | %s | %s | %s | %s | %s | %s |\n", mark,
		link(Inline(Clip(p.ID, 60)), lineURL(m.server, m.r.Repository, m.r.HeadSHA, key.Tracker, p.Line, 0)),
		Inline(Clip(p.Title, 120)), status, Inline(Clip(p.ReviewState, 60)), p.Boxes.share(),
		Inline(Clip(p.Reviewer, 60)), Inline(Clip(strings.Join(p.Blockers, ", "), 200))))
}

// share is "3/9", empty where there are no boxes.
func (b Boxes) share() string {
	if b.Total == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", b.Checked, b.Total)
}

func (m *markdown) movedOn(t Tracker) int {
	n := 0
	for _, p := range t.Packets {
		if m.moved[PacketKey{t.Path, p.ID}] {
			n++
		}
	}
	return n
}

// statusBefore gives the status that packets had at the merge base, for those
// whose status changed.
func (m *markdown) statusBefore() map[PacketKey]string {
	before := map[PacketKey]string{}
	for _, t := range m.r.Transitions {
		if t.Field == "status" {
			before[PacketKey{t.Tracker, t.Packet}] = t.From
		}
	}
	return before
}
