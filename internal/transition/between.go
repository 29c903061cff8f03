package transition

import (
	"strconv"
	"strings"

	"github.com/packetgate/packetgate/internal/tracker"
)

// Between lists the transitions from base to head, in the head's packet order,
// removed packets last. Either may be nil: a tracker that is new or gone. A
// packet whose board row is gone counts as removed, and one that gets a row as
// added, whatever sections bear its id.
func Between(base, head *tracker.Tracker) []Transition {
	before, after := byID(base), byID(head)
	var out []Transition
	if head != nil {
		for _, p := range head.Packets {
			old := before[p.ID]
			switch {
			case old == nil, old.Row == nil && p.Row != nil:
				out = append(out, Transition{Tracker: head.Path, Packet: p.ID, Field: FieldAdded, To: statusWord(p), Line: p.Line()})
			case old.Row != nil && p.Row == nil: // among the removed, below
			default:
				out = append(out, differences(head.Path, old, p)...)
			}
		}
	}
	if base == nil {
		return out
	}
	path := base.Path
	if head != nil {
		path = head.Path
	}
	for _, old := range base.Packets {
		if p := after[old.ID]; p == nil || old.Row != nil && p.Row == nil {
			out = append(out, Transition{Tracker: path, Packet: old.ID, Field: FieldRemoved, From: statusWord(old), Line: old.Line()})
		}
	}
	return out
}

func byID(t *tracker.Tracker) map[string]*tracker.Packet {
	packets := map[string]*tracker.Packet{}
	if t != nil {
		for _, p := range t.Packets {
			packets[p.ID] = p
		}
	}
	return packets
}

func differences(path string, old, p *tracker.Packet) []Transition {
	var out []Transition
	add := func(f Field, from, to string, line int) {
		if line == 0 {
			line = p.Line()
		}
		out = append(out, Transition{Tracker: path, Packet: p.ID, Field: f, From: short(from), To: short(to), Line: line})
	}
	if from, to := statusWord(old), statusWord(p); from != to {
		add(FieldStatus, from, to, p.StatusAt.Line)
	}
	if from, to := reviewWord(old), reviewWord(p); from != to {
		add(FieldReviewState, from, to, p.ReviewAt.Line)
	}
	if newCheckpoint(old, p) {
		line := 0
		if c := p.Checkpoint(); c != nil {
			line = c.Text.Line
		}
		add(FieldCheckpoint, checkpointWord(old), checkpointWord(p), line)
	}
	if from, to, line, differ := compare(evidence(old), evidence(p)); differ {
		add(FieldEvidence, from, to, line)
	}
	if from, to, line, differ := compare(checklist(old), checklist(p)); differ {
		if a, b := progress(old), progress(p); a != b {
			from, to = a, b
		}
		add(FieldChecklist, from, to, line)
	}
	return out
}

func progress(p *tracker.Packet) string {
	checked, total := p.Progress()
	return strconv.Itoa(checked) + "/" + strconv.Itoa(total)
}

// sameState tells whether status and review state are alike.
func sameState(a, b *tracker.Packet) bool {
	return statusWord(a) == statusWord(b) && reviewWord(a) == reviewWord(b)
}

// newCheckpoint tells whether any checkpoint changed.
func newCheckpoint(old, p *tracker.Packet) bool {
	return checkpointWord(old) != checkpointWord(p) || hashes(old) != hashes(p)
}

// statusWord is the status, or what stands there if it is no known word.
func statusWord(p *tracker.Packet) string {
	if p.Status == tracker.StatusUnknown {
		return words(p.StatusAt.Raw)
	}
	return string(p.Status)
}

func reviewWord(p *tracker.Packet) string {
	if p.ReviewState == tracker.ReviewUnknown {
		return words(p.ReviewAt.Raw)
	}
	return string(p.ReviewState)
}

// checkpointWord is the first hash of the checkpoint that counts, "pending", or
// empty when none is recorded.
func checkpointWord(p *tracker.Packet) string {
	c := p.Checkpoint()
	switch {
	case c == nil || c.State == tracker.CheckpointMissing:
		return ""
	case c.State == tracker.CheckpointRecorded && len(c.Hashes) > 0:
		return c.Hashes[0].Value
	default:
		return string(c.State)
	}
}

// hashes joins every distinct hash that the packet records.
func hashes(p *tracker.Packet) string {
	seen := map[string]bool{}
	var joined strings.Builder
	for _, c := range p.Checkpoints {
		for _, h := range c.Hashes {
			if !seen[h.Value] {
				seen[h.Value] = true
				joined.WriteString(h.Value + " ")
			}
		}
	}
	return joined.String()
}

// short bounds a text to what fits into one line of a report.
func short(s string) string {
	const longest = 80
	runes := []rune(s)
	if len(runes) <= longest {
		return s
	}
	return string(runes[:longest-1]) + "…"
}
