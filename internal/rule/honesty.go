package rule

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/tracker"
)

var honestyRules = []Rule{
	{CountMismatch, config.Warning, "honesty", "A stated number of commands is the number that the record or the section lists.", each((*pass).movedPackets, countMismatch)},
}

func countMismatch(p *pass, packet *tracker.Packet) {
	section, told := sync.OnceValue(func() sectionCounts { return p.countsOf(packet) }), false
	for _, pointer := range packet.Pointers {
		r := pointedTo(packet, pointer)
		switch {
		case pointer.Count < 0:
			continue
		case !pointer.Record:
			p.sectionCount(packet, pointer, section)
			continue
		case r == nil:
			continue
		}
		listed := len(r.Items)
		if pointer.Count == listed || pointer.Count == len(r.Commands) {
			continue
		}
		more := ""
		if !told {
			more, told = p.besides(packet, r, pointer.Count-listed), true
		}
		p.add(packet, pointer.Text.Span, "speaks of %s, but its review record lists %d%s. Write the number that is listed, or add what is missing.", commandCount(pointer.Count), listed, more).Fix = recount(p.Head, pointer, listed)
	}
}

// leadsOut is what an evidence line says that leads out of the section.
var leadsOut = regexp.MustCompile(`(?i)\]\(|://|[a-z_.-]/[a-z_.-]|\.md\b|#\d|\b(?:ci|prs?|jobs?|workflows?|plans?|logs?|scripts?|rer[ua]n)\b`)

// sectionCounts are how many commands a packet lists, and what else a count of them may
// speak of: those in boxes, or those of a record.
type sectionCounts struct {
	listed int
	others []int
}

func (p *pass) countsOf(packet *tracker.Packet) sectionCounts {
	boxes := 0
	for _, c := range packet.Claims {
		if c.Box != nil {
			boxes++
		}
	}
	counts := sectionCounts{len(p.claimed(packet)), []int{0, len(packet.Claims), boxes}}
	for _, r := range packet.Records {
		counts.others = append(counts.others, len(r.Items), len(r.Commands))
	}
	slices.Sort(counts.others)
	counts.others = slices.Compact(counts.others)
	return counts
}

// sectionCount compares a count of commands that speaks of no record with those of the
// packet.
func (p *pass) sectionCount(packet *tracker.Packet, pointer tracker.Pointer, section func() sectionCounts) {
	said := pointer.Text.Value
	if leadsOut.MatchString(said) || !strings.Contains(strings.ToLower(said), "command") {
		return
	}
	counts := section()
	if _, other := slices.BinarySearch(counts.others, pointer.Count); counts.listed > 0 && pointer.Count != counts.listed && !other {
		p.add(packet, pointer.Text.Span, "speaks of %s, but its section lists %d. Write the number that is listed, or add what is missing.", commandCount(pointer.Count), counts.listed).Fix = recount(p.Head, pointer, counts.listed)
	}
}

// besides names the commands that stand elsewhere in the packet and not in its record,
// where they are as many as the record is said to have more.
func (p *pass) besides(packet *tracker.Packet, r *tracker.ReviewRecord, more int) string {
	var elsewhere []string
	for _, one := range p.claimed(packet) {
		if !slices.ContainsFunc(one.claims, func(c *tracker.Claim) bool { return c.Record == r }) {
			elsewhere = append(elsewhere, quote(one.claims[0].Command.Value))
		}
	}
	if len(elsewhere) == 0 || len(elsewhere) != more {
		return ""
	}
	return "; only the packet's own list has " + list(elsewhere)
}

// pointedTo is the review record that a pointer means: the last one above it,
// else the last one.
func pointedTo(packet *tracker.Packet, pointer tracker.Pointer) *tracker.ReviewRecord {
	for _, r := range slices.Backward(packet.Records) {
		if r.Start < pointer.Text.Start {
			return r
		}
	}
	if len(packet.Records) == 0 {
		return nil
	}
	return packet.Records[len(packet.Records)-1]
}

func commandCount(n int) string {
	if n == 1 {
		return "1 command"
	}
	return strconv.Itoa(n) + " commands"
}

// recount is the fix that corrects the stated number and the word behind it, nil when
// the number does not stand in the text as digits.
func recount(t *tracker.Tracker, pointer tracker.Pointer, listed int) *Fix {
	raw, count := pointer.Text.Raw, strconv.Itoa(pointer.Count)
	for _, at := range countOf.FindAllStringSubmatchIndex(raw, 16) {
		if raw[at[6]:at[7]] != count {
			continue
		}
		start, text := at[6], strconv.Itoa(listed)
		if at[2] >= 0 && raw[at[2]:at[3]] == count { // 11/11 commands
			start, text = at[2], text+raw[at[4]:at[5]]+text
		}
		if text += raw[at[8]:at[9]]; listed != 1 {
			text += "s"
		}
		return replace(t, pointer.Text.Span, raw[:start]+text+raw[at[1]:])
	}
	return nil
}

// countOf is a number of commands, perhaps behind another one of which it is the whole.
var countOf = regexp.MustCompile(`(?i)\b(?:(\d+)( ?/ ?|(?: out)? of ))?(\d+)( (?:command|cmd|check))s?\b`)
