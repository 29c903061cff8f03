package gate

import (
	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/report"
	"github.com/packetgate/packetgate/internal/rule"
	"github.com/packetgate/packetgate/internal/tracker"
)

// Board says how the packets of a tracker stand and what is in their way; with
// readings, also what of the file was read as what. Of a tracker that cannot be
// read it gives the problem alone.
func (s Standing) Board(readings bool) report.BoardTracker {
	t := s.Tracker
	out := report.BoardTracker{Path: t.Path, Title: t.Title.Value, PlanRead: s.Plan != nil && s.LostPlan == ""}
	if out.Plan = s.LostPlan; out.Plan == "" && len(t.Plans) > 0 {
		out.Plan = t.Plans[0].Value
	}
	if err := t.Err(); err != nil {
		out.Problem = err.Error()
		return out
	}
	obstacles, waits := s.Obstacles(), s.waits()
	type identity struct {
		rule         string
		line, column int
	}
	told := map[identity]bool{}
	for _, p := range t.Packets {
		packet := report.BoardPacket{Packet: packetOf(p), StatusText: p.StatusAt.Raw, ReviewText: p.ReviewAt.Raw}
		if c := p.Checkpoint(); c != nil {
			packet.CheckpointState = string(c.State)
		}
		for _, w := range waits[p.ID] {
			packet.WaitsFor = append(packet.WaitsFor, report.Wait{ID: w.Packet, Status: string(w.Status), Known: w.Known, Open: !w.Done()})
		}
		for _, f := range obstacles[p.ID] {
			told[identity{string(f.Rule), f.Line, f.Column}] = true
			packet.Obstacles = append(packet.Obstacles, findingOf(f))
		}
		if readings {
			packet.Readings = readingsOf(t.Readings(p))
		}
		out.Packets = append(out.Packets, packet)
	}
	for i := range t.Problems {
		if f := problemOf(t.Path, &t.Problems[i]); !told[identity{f.Rule, f.Line, f.Column}] {
			out.Problems = append(out.Problems, f)
		}
	}
	if readings {
		out.Readings = readingsOf(t.Outside())
	}
	return out
}

// problemOf is a problem that leaves the rest of the tracker readable.
func problemOf(path string, p *tracker.Problem) report.Finding {
	f := malformed(path, p)
	f.Packet = p.Packet
	switch p.Kind {
	case tracker.ProblemUnknownStatus:
		f.Rule = string(rule.UnknownStatus)
	case tracker.ProblemDuplicate:
		f.Rule = string(rule.DuplicatePacket)
	}
	f.Severity = string(config.Error)
	return f
}

func readingsOf(read []tracker.Reading) []report.Reading {
	var out []report.Reading
	for _, r := range read {
		out = append(out, report.Reading{
			Line: r.Line, EndLine: r.EndLine, Column: r.Column, Kind: string(r.Kind), As: r.As, Text: r.Raw,
		})
	}
	return out
}
