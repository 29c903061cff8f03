package tracker

import (
	"regexp"
	"strings"
)

// endHeadings are headings of the whole tracker that end a packet's sections, as
// keywords.
var endHeadings = map[string]bool{
	"CHECKPOINT COMMITS": true, "CHECKPOINTS": true, "CHECKPOINT LOG": true,
	"CURRENT RECOMMENDED NEXT PACKET": true, "RECOMMENDED NEXT PACKET": true, "NEXT PACKET": true,
	"DECISIONS LOG": true, "EVENT LOG": true, "CHANGE LOG": true, "CHANGELOG": true,
	"DEFERRED FOLLOW ON": true, "RULES": true,
}

var checkpointLists = map[string]bool{
	"CHECKPOINT COMMITS": true, "CHECKPOINTS": true, "CHECKPOINT LOG": true,
}

// readSections binds headings to packets and reads what stands under them. A
// packet's section lasts until another packet's heading: headings within it, such
// as an addendum, do not end it.
func (d *document) readSections() {
	list := d.blocks.list
	var r *reader
	var level int
	var owners []string
	start := 0
	end := func(next int, stop int) {
		if r != nil {
			d.bind(r, owners, level, start, next, stop)
		}
		r, owners = nil, nil
	}
	for i := range list {
		b := &list[i]
		if b.kind != blockHeading || !b.top {
			if r != nil {
				r.read(b)
			}
			continue
		}
		named := d.headingPackets(b)
		switch {
		case len(named) > 0 && !(r != nil && b.level > level && same(named, owners)):
			lineStart := d.lineStart(b.start)
			end(i, lineStart)
			r, owners, level, start = newReader(d), named, b.level, i
		case len(named) == 0 && (b.level <= level || r == nil) && endHeadings[labelName(d.raw(b.start, b.end))]:
			end(i, d.lineStart(b.start))
			level = b.level
			if checkpointLists[labelName(d.raw(b.start, b.end))] {
				d.readCheckpointList(list[i+1:])
			}
		case r != nil:
			r.heading(b)
		}
	}
	end(len(list), len(d.body))
}

func (d *document) lineStart(offset int) int { return d.pos.lines[d.pos.lineOf(offset)] }

func same(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// bind gives what a section holds to the packets that its heading names.
func (d *document) bind(r *reader, owners []string, level, first, next, stop int) {
	got := r.finish()
	heading := d.blocks.list[first]
	section := Section{
		Heading: d.plainText(heading.start, heading.end),
		Level:   level,
		Title:   sectionTitle(d.raw(heading.start, heading.end)),
		Span:    d.pos.span(d.lineStart(heading.start), stop),
	}
	for _, id := range owners {
		p := d.packet(id)
		if p == nil {
			p = &Packet{ID: id, IDAt: section.Heading, Title: section.Heading}
			p.IDAt.Value, p.Title.Value = id, section.Title
			d.out.Packets = append(d.out.Packets, p)
			d.ids.add(p)
		}
		p.Sections = append(p.Sections, section)
		p.absorb(got)
	}
}

func (p *Packet) absorb(o *Packet) {
	if p.SectionStatus.IsZero() {
		p.SectionStatus = o.SectionStatus
	}
	if p.BlockedByAt.IsZero() {
		p.BlockedByAt = o.BlockedByAt
	}
	p.Boxes = append(p.Boxes, o.Boxes...)
	p.Claims = append(p.Claims, o.Claims...)
	p.Blockers = append(p.Blockers, o.Blockers...)
	p.Gates = append(p.Gates, o.Gates...)
	p.Records = append(p.Records, o.Records...)
	p.Pointers = append(p.Pointers, o.Pointers...)
	p.Verdicts = append(p.Verdicts, o.Verdicts...)
	p.Checkpoints = append(p.Checkpoints, o.Checkpoints...)
	p.Findings = append(p.Findings, o.Findings...)
	p.Unread = append(p.Unread, o.Unread...)
}

// headingPackets gives the packets whose ids a heading starts with: "RC-01
// Checklist: …", "Packet 01 …", "C-6 + M-4". An id that the board lacks counts
// where it is of the board's series.
func (d *document) headingPackets(b *block) []string {
	rest := plain(d.raw(b.start, b.end))
	var out []string
	for {
		word := cutPrefixFold(rest, "packet ")
		explicit := word != rest
		id, after, ok := idToken(strings.TrimSpace(word))
		if !ok || after != "" && !strings.ContainsRune(" :+,&/—–(", []rune(after)[0]) {
			return out
		}
		known, ok := d.ids.resolve(id)
		if !ok && !explicit {
			return out
		}
		out = append(out, known)
		rest = strings.TrimSpace(after)
		joint := strings.TrimLeft(rest, "+,&/")
		if joint == rest || len(out) >= 16 {
			return out
		}
		rest = strings.TrimSpace(joint)
	}
}

var titlePrefix = regexp.MustCompile(`(?i)^(?:packet\s+)?[A-Za-z0-9]+(?:[-._][A-Za-z0-9]+)*(?:\s*[+,&/]\s*(?:packet\s+)?[A-Za-z0-9]+(?:[-._][A-Za-z0-9]+)*)*\s*(?:checklist)?\s*(?:[:—–-]\s*)?`)

func sectionTitle(heading string) string {
	s := plain(heading)
	return strings.TrimSpace(s[len(titlePrefix.FindString(s)):])
}

// readPreamble reads the title, the linked plan and the tracker's own rules.
func (d *document) readPreamble() {
	var rules, plans bool
	for i := range d.blocks.list {
		b := &d.blocks.list[i]
		switch b.kind {
		case blockHeading:
			if b.top && d.out.Title.IsZero() {
				d.out.Title = d.plainText(b.start, b.end)
			}
			if b.top && d.out.Board.Header.Line > 0 && len(d.headingPackets(b)) > 0 {
				return
			}
			rules, plans = b.top && keyword(d.raw(b.start, b.end)) == "RULES", false
		case blockLine:
			plans = false
			if l, ok := labelOf(d.body, b.start, b.end); ok && l.field == fieldPlan {
				plans = true
				d.addPlans(l.value, b.end)
			}
		case blockItem:
			switch {
			case rules && b.level == 0:
				d.out.Rules = append(d.out.Rules, d.text(b.start, b.end))
			case plans:
				d.addPlans(b.start, b.end)
			}
		}
	}
}

// addPlans takes the first path of a "Linked plan:" item.
func (d *document) addPlans(start, end int) {
	start, end = trim(d.body, start, end)
	if start == end {
		return
	}
	text := d.raw(start, end)
	if span, ok := firstSpan(text); ok {
		d.out.Plans = append(d.out.Plans, d.text(start+span.start, start+span.end))
		return
	}
	if open := strings.Index(text, "]("); open >= 0 {
		if close := strings.IndexAny(text[open+2:], ") \t"); close > 0 {
			d.out.Plans = append(d.out.Plans, d.text(start+open+2, start+open+2+close))
		}
		return
	}
	path := strings.Fields(text)[0]
	if strings.ContainsAny(path, "/.") {
		d.out.Plans = append(d.out.Plans, d.text(start, start+len(path)))
	}
}
