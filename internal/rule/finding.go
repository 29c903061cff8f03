package rule

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/tracker"
)

// Finding is one broken rule.
type Finding struct {
	Rule     Slug
	Severity config.Severity
	Tracker  string
	// Packet is empty for a finding on the whole tracker.
	Packet string
	// Line, Column and EndLine count from 1 in the head's file, or in the base's
	// when Base is set.
	Line, Column, EndLine int
	// Base is true when the line is in the merge base's file: a removed packet.
	Base bool
	// Message is one sentence or two: what was expected, what stands there, what
	// to do. What it quotes of the tracker is bounded, has no control characters,
	// and stands in backticks.
	Message string
	// URL links to the record that the finding rests on, empty if there is none.
	URL string
	Fix *Fix
}

// Fix is a mechanical repair: the lines Line to EndLine become Text, which has no
// final line end.
type Fix struct {
	Line, EndLine int
	Text          string
}

// placeOr is where a text stands, or another place where there is none.
func placeOr(t tracker.Text, other tracker.Span) tracker.Span {
	if t.IsZero() {
		return other
	}
	return t.Span
}

// statusPlace is where a finding about a packet's status belongs.
func statusPlace(p *tracker.Packet) tracker.Span {
	if p.Row != nil {
		return placeOr(p.StatusAt, p.Row.Span)
	}
	return placeOr(p.StatusAt, sectionPlace(p))
}

// sectionPlace is where a finding about something that a packet's sections lack
// belongs: the first section's heading, else the board row.
func sectionPlace(p *tracker.Packet) tracker.Span {
	switch {
	case len(p.Sections) > 0:
		return p.Sections[0].Heading.Span
	case p.Row != nil:
		return p.Row.Span
	default:
		return p.IDAt.Span
	}
}

// recordPlace is where a finding about something that a packet's last review record
// lacks belongs: the given line of it, else that of its section.
func recordPlace(p *tracker.Packet, line func(*tracker.ReviewRecord) tracker.Text) tracker.Span {
	if n := len(p.Records); n > 0 {
		return placeOr(line(p.Records[n-1]), sectionPlace(p))
	}
	return sectionPlace(p)
}

// but notes what speaks against a packet's being DONE or approved, which the message
// begins with.
func (p *pass) but(packet *tracker.Packet, at tracker.Span, format string, args ...any) *Finding {
	return p.add(packet, at, "is %s, but %s", state(packet), fmt.Sprintf(format, args...))
}

// add notes a finding on a packet, with whose name the message begins.
func (p *pass) add(packet *tracker.Packet, at tracker.Span, format string, args ...any) *Finding {
	return p.note(packet.ID, at, "%s %s", name(packet.ID), fmt.Sprintf(format, args...))
}

// note notes a finding of the current rule in its default severity. The result is
// valid until the next call.
func (p *pass) note(packet string, at tracker.Span, format string, args ...any) *Finding {
	line := max(at.Line, 1)
	p.findings = append(p.findings, Finding{
		Rule:     p.rule.Slug,
		Severity: p.rule.DefaultSeverity,
		Tracker:  p.Path,
		Packet:   packet,
		Line:     line,
		Column:   max(at.Column, 1),
		EndLine:  max(at.EndLine, line),
		Message:  fmt.Sprintf(format, args...),
	})
	return &p.findings[len(p.findings)-1]
}

// as changes a finding's severity.
func (f *Finding) as(s config.Severity) *Finding {
	f.Severity = s
	return f
}

// replace is the fix that puts text in the place of a span: the span's lines as
// they stand, with the span replaced. It is nil when the span does not lie within
// the tracker.
func replace(t *tracker.Tracker, at tracker.Span, text string) *Fix {
	source := t.Source
	if at.Start < 0 || at.End < at.Start || at.End > len(source) || at.Line < 1 {
		return nil
	}
	start := bytes.LastIndexByte(source[:at.Start], '\n') + 1
	end := len(source)
	if i := bytes.IndexByte(source[at.End:], '\n'); i >= 0 {
		end = at.End + i
	}
	line := string(source[start:at.Start]) + text + string(source[at.End:end])
	return &Fix{Line: at.Line, EndLine: max(at.EndLine, at.Line), Text: strings.TrimSuffix(line, "\r")}
}
