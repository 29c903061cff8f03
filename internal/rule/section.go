package rule

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/tracker"
	"github.com/packetgate/packetgate/internal/word"
)

// sectionMismatch holds the board's rows against the sections.
func sectionMismatch(p *pass) {
	if p.Head == nil {
		return
	}
	for _, packet := range p.movedPackets() {
		switch {
		case packet.Row == nil:
		case len(packet.Sections) == 0:
			p.sectionMissing(packet)
		default:
			p.titleDrifted(packet)
			p.statusDrifted(packet)
		}
	}
	p.strayHeadings()
	p.rowMissing()
}

func (p *pass) sectionMissing(packet *tracker.Packet) {
	hint := ""
	for _, s := range p.Head.Strays {
		if slices.Contains(s.IDs, packet.ID) {
			hint = fmt.Sprintf(" The heading %s in line %d starts none: begin it with %s, or move it out of the section that it stands in.", quote(s.Heading.Value), s.Heading.Line, name(packet.ID))
			break
		}
	}
	f := p.add(packet, packet.Row.Span, "stands on the board but has no section. Add one whose heading names it, with its boxes, commands and review.%s", hint)
	if packet.Status != tracker.StatusDone {
		f.as(config.Notice)
	}
}

// titleDrifted compares the board's title with that of the packet's main section: the
// first one that is no record or appendix. A heading of several packets has a title of
// its own.
func (p *pass) titleDrifted(packet *tracker.Packet) {
	main := slices.IndexFunc(packet.Sections, func(s tracker.Section) bool { return !appendix.MatchString(s.Title) })
	if main < 0 {
		return
	}
	section := packet.Sections[main]
	title := withoutTail(section.Title)
	if section.Joint || !drifted(packet.Title.Value, title) {
		return
	}
	f := p.add(packet, section.Heading.Span, "is called %s on the board and %s here. Use one title.", quote(packet.Title.Value), quote(title)).as(config.Notice)
	raw := section.Heading.Raw
	if start, end, ok := titleIn(withoutTail(raw), title); ok {
		f.Fix = replace(p.Head, section.Heading.Span, raw[:start]+strings.ReplaceAll(packet.Title.Raw, `\|`, "|")+raw[end:])
	}
}

// titleTail is what a heading says behind its title: a state, or its anchor.
var titleTail = regexp.MustCompile("(?i)\\s*(?:(?:[—–:]|\\s-|\\()[\\s*_`✅]*(?:approved|done|ready|blocked|pending|in[ _]progress|in[ _]review|changes[ _]requested)[\\s*_`✅]*\\)?|\\{#[^{}]*\\})\\s*$")

// withoutTail is a heading up to the end of its title.
func withoutTail(s string) string {
	for at := titleTail.FindStringIndex(s); at != nil && at[0] > 0; at = titleTail.FindStringIndex(s) {
		s = s[:at[0]]
	}
	return s
}

// titleIn finds the source of a heading's title: the shortest part that reads so, with
// the marks around it in pairs, at the end or before a remark in brackets.
func titleIn(raw, title string) (start, end int, ok bool) {
	const longest = 200
	if title == "" || len(raw) > longest {
		return 0, 0, false
	}
	ends := []int{len(raw), len(strings.TrimRight(raw, "*_ "))}
	if open := strings.LastIndex(raw, " ("); open >= 0 {
		ends = append(ends, open)
	}
	for _, end := range ends {
		for start := end - len(title); start >= 0; start-- {
			if (raw[start] == title[0] || strings.IndexByte("*_~`[", raw[start]) >= 0) && paired(raw[start:end]) && word.Plain(raw[start:end]) == title {
				return start, end, true
			}
		}
	}
	return 0, 0, false
}

// paired tells whether every mark of a text can have its other half in it.
func paired(s string) bool {
	return strings.Count(s, "**")%2 == 0 && strings.Count(s, "*")%2 == 0 && strings.Count(s, "`")%2 == 0 && strings.Count(s, "[") == strings.Count(s, "]")
}

// appendix is the title of a section that is a part of the packet, as of a record.
var appendix = regexp.MustCompile(`(?i)^(?:\w+ ){0,2}(?:review record|evidence|addendum|appendix|findings|verdict|residual risks?|rollback|review gates|required (?:tests|commands)|search proof|files changed)\b`)

// drifted tells whether two titles differ in more than case and punctuation. A
// heading that holds a state in the title's place has none.
func drifted(board, section string) bool {
	a, b := letters(board), letters(section)
	switch b {
	case "approved", "done", "ready", "blocked", "pending", "inprogress", "inreview", "changesrequested":
		return false
	}
	return a != "" && b != "" && a != b
}

// letters are a text's letters and digits, in lower case.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if inWord(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// statusDrifted compares the status that a packet's section states with the board's,
// which decides.
func (p *pass) statusDrifted(packet *tracker.Packet) {
	said := tracker.Status(packet.SectionStatus.Value)
	if named(said) && named(packet.Status) && said != packet.Status {
		p.add(packet, packet.SectionStatus.Span, "is %s on the board and %s here. The board decides; write the same status in both, or leave it out here.", packet.Status, said).as(config.Notice)
		return
	}
	board, review := packet.ReviewState, packet.SectionReview
	if review != tracker.ReviewNone && board != tracker.ReviewNone && board != tracker.ReviewUnknown && review != board {
		p.note(packet.ID, packet.SectionStatus.Span, "The review of %s is %s on the board and %s here. The board decides; write the same state in both, or leave it out here.",
			name(packet.ID), board, review).as(config.Notice)
	}
}

// strayHeadings tells of headings that name a packet, but under which boxes count for
// another one.
func (p *pass) strayHeadings() {
	for _, s := range p.Head.Strays {
		id := s.IDs[0]
		concerned := slices.ContainsFunc(slices.Concat(s.IDs, s.Within), func(id string) bool { return p.moved[id] })
		if !s.Boxes || !concerned {
			continue
		}
		counted := "for no packet"
		if len(s.Within) > 0 {
			counted = "for " + names(s.Within)
		}
		if packet := p.after[id]; packet != nil && packet.Row != nil {
			p.note(id, s.Heading.Span, "The heading %s names %s, but the boxes under it count %s. Give %s a heading of its own that begins with its id, no deeper than those of other packets.",
				quote(s.Heading.Value), names(s.IDs), counted, name(id)).as(config.Notice)
			continue
		}
		f := p.note(id, s.Heading.Span, "The heading %s names %s, which has no row on the board%s. The boxes under it count %s; give %s a row and a section of its own, or name the packet that they belong to.",
			quote(s.Heading.Value), name(id), p.meant(id), counted, name(id)).as(config.Warning)
		if s.Foreign {
			f.as(config.Notice)
		}
	}
}

// rowMissing tells of sections without a row: what is open there counts for no packet.
// A new one right behind a DONE packet's section may be that packet's own, so that nobody
// can tell whether it is complete.
func (p *pass) rowMissing() {
	type place struct {
		packet  *tracker.Packet
		section tracker.Section
	}
	var sections []place
	for _, packet := range packets(p.Head) {
		for _, s := range packet.Sections {
			sections = append(sections, place{packet, s})
		}
	}
	slices.SortStableFunc(sections, func(a, b place) int { return cmp.Compare(a.section.Start, b.section.Start) })
	var above *tracker.Packet // the last one with a row
	told := map[string]bool{}
	for _, at := range sections {
		if at.packet.Row != nil {
			above = at.packet
			continue
		}
		id := at.packet.ID
		old := p.before[id]
		removed := old != nil && old.Row != nil // packet-removed
		inherited := old != nil && !p.moved[id]
		if removed || told[id] || inherited && (above == nil || !p.moved[above.ID]) || len(at.packet.Boxes)+len(at.packet.Claims) == 0 {
			continue
		}
		told[id] = true
		hidden := ""
		checked, total := at.packet.Progress()
		if closed(above) && p.moved[above.ID] && checked < total && !inherited {
			hidden = fmt.Sprintf(", though its open boxes stand right behind %s, which is %s", name(above.ID), state(above))
		}
		f := p.note(id, at.section.Heading.Span, "%s has a section here but no row on the board%s. What stands there counts for no packet%s. Give it a row, or name the packet that it belongs to.",
			name(id), p.meant(id), hidden)
		if hidden == "" {
			f.as(config.Warning)
		}
	}
}

// meant is a hint at the board's packet of nearly the same id.
func (p *pass) meant(id string) string {
	if near := p.nearest(id); near != "" {
		return " (did you mean " + name(near) + "?)"
	}
	return ""
}
