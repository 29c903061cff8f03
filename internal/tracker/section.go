package tracker

import (
	"slices"
	"strings"
	"unicode/utf8"
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

// section is a packet's section while it is read.
type section struct {
	*reader
	owners []string
	title  string
	at     *block // the heading
}

// readSections binds headings to packets and reads what stands under them. A
// packet's section lasts until another packet's heading: headings within it, such
// as an addendum, do not end it, nor does a deeper one that names a packet which the
// board lacks.
func (d *document) readSections() {
	list := d.blocks.list
	var s *section
	end := func(stop int) {
		if s != nil {
			d.bind(s, stop)
		}
		s = nil
	}
	for i := range list {
		b := &list[i]
		if b.kind == blockFence {
			d.checkFence(b)
		}
		if b.kind != blockHeading || !b.top {
			if s == nil {
				d.dependencies(b)
			} else if s.readsBlocker(b) {
				continue
			}
			if d.boldLine(b) {
				if named, _ := d.headingPackets(b); slices.ContainsFunc(named, d.onBoard) {
					d.stray(i, named, s)
				}
			}
			continue
		}
		deeper := s != nil && b.level > s.at.level
		named, title := d.headingPackets(b)
		if len(named) == 0 && !deeper {
			named, title = d.heldPacket(b)
		}
		if len(named) == 0 {
			d.checkLookalike(b, deeper)
		}
		name := labelName(d.raw(b.start, b.end))
		within := deeper && (slices.Equal(named, s.owners) || !slices.ContainsFunc(named, d.onBoard))
		switch {
		case len(named) > 0 && !within:
			end(d.lineStart(b.start))
			s = &section{newReader(d, named), named, title, b}
			s.dated(b)
			continue
		case len(named) == 0 && d.words.endsSections(name) && !deeper:
			if s != nil {
				d.note(ReadingHeading, b.start, b.end, "ends the packets' sections")
			}
			end(d.lineStart(b.start))
			if checkpointLists[name] {
				d.note(ReadingHeading, b.start, b.end, "announces checkpoints")
				d.readCheckpointList(list[i+1:])
			}
		case s != nil:
			s.heading(b)
		}
		d.stray(i, named, s)
	}
	end(len(d.body))
}

// readsBlocker reads a block, and tells whether it says what the packet waits for.
func (s *section) readsBlocker(b *block) bool {
	before := len(s.out.Blockers)
	s.read(b)
	return len(s.out.Blockers) > before
}

func (d *document) lineStart(offset int) int { return d.pos.lines[d.pos.lineOf(offset)] }

// bind gives what a section holds to the packets that its heading names.
func (d *document) bind(s *section, stop int) {
	got := s.finish()
	section := Section{
		Heading: d.plainText(s.at.start, s.at.end),
		Level:   s.at.level,
		Title:   s.title,
		Joint:   len(s.owners) > 1,
		Span:    d.pos.span(d.lineStart(s.at.start), stop),
	}
	for _, id := range s.owners {
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
	p.notes = append(p.notes, o.notes...)
}

// headingPackets gives the packets whose ids a heading starts with, and the title
// behind them: "RC-01 Checklist: …", "Packet 01 …", "C-6 + M-4". An id that the
// board lacks counts where it is of the board's series.
func (d *document) headingPackets(b *block) (named []string, title string) {
	return d.packetsOf(plain(shown(d.raw(b.start, b.end))))
}

func (d *document) packetsOf(heading string) (named []string, title string) {
	if id, title, ok := d.configuredHeading(heading); ok {
		return []string{id}, title
	}
	rest := strings.TrimLeft(heading, "[(")
	for len(named) < maxJoint {
		word := cutPrefixFold(rest, "packet ")
		id, after, ok := d.words.ids.Cut(strings.TrimSpace(word))
		known, ofBoard := d.ids.resolve(id)
		if word != rest && d.ids.series[series(id)] && !countsOf.MatchString(after) {
			ofBoard = true
		}
		if !ok || !endsID(after) || !ofBoard {
			break
		}
		named = append(named, known)
		rest = strings.TrimSpace(after)
		joint := strings.TrimLeft(rest, "+,&/")
		if joint == rest {
			break
		}
		rest = strings.TrimSpace(joint)
	}
	return named, strings.TrimLeft(cutPrefixFold(rest, "checklist"), " :;.|)]—–-：、")
}

// configuredHeading reads a heading by the configured forms. Without a word before
// the id only the board's packets, or those of its series, are meant.
func (d *document) configuredHeading(heading string) (id, title string, ok bool) {
	for _, form := range d.words.headings {
		id, title, sure, ok := form.Match(heading)
		if !ok {
			continue
		}
		known, ofBoard := d.ids.resolve(id)
		if ofBoard || sure && (d.ids.series[series(id)] || d.words.ids.Configured(id) == id) {
			return known, title, true
		}
	}
	return "", "", false
}

// countsOf is what follows a number that counts packets, as in "Packet 5 of 7".
var countsOf = newPattern(`^ (?:of|out of|/) ?\d`)

// maxJoint bounds how many packets one heading may name.
const maxJoint = 16

// endsID tells whether what follows an id in a heading parts it from the title.
func endsID(after string) bool {
	switch r, _ := utf8.DecodeRuneInString(after); r {
	case '.', '-':
		return len(after) == 1 || after[1] == ' '
	default:
		return after == "" || strings.ContainsRune(" :;+,&/|—–()]：、（）", r)
	}
}
