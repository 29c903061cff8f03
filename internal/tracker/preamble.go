package tracker

import (
	"bytes"
	"slices"
	"strings"
)

// readPreamble reads the title and the linked plans, which stand before the packets'
// sections, and the tracker's own rules, which may stand behind them.
func (d *document) readPreamble() {
	var rules bool
	var plans planList
	packets := 0 // the level of the first packet's heading
	for i := range d.blocks.list {
		b := &d.blocks.list[i]
		switch b.kind {
		case blockHeading:
			if b.top && d.out.Title.IsZero() {
				d.out.Title = d.plainText(b.start, b.end)
			}
			if b.top && packets == 0 && d.namesPacket(b) {
				packets = b.level
			}
			rules = b.top && keyword(d.raw(b.start, b.end)) == "RULES" && (packets == 0 || b.level <= packets)
			if rules {
				d.note(ReadingHeading, b.start, b.end, "announces the tracker's rules")
			}
			if plans.open = false; packets == 0 {
				plans.heading(d, b)
			}
		case blockLine:
			if packets == 0 {
				plans.line(d, b)
			}
		case blockItem:
			if rules && b.level == 0 {
				d.out.Rules = append(d.out.Rules, d.text(b.start, b.end))
			} else if packets == 0 {
				plans.item(d, b)
			}
		}
	}
}

// planList follows a label or heading "Linked plan" and what stands below it.
type planList struct {
	open bool
	// below is the level of the item that announces the plans, -1 where none does.
	below int
}

// planLine is a line below the label that begins with a path or a link.
var planLine = newPattern("^(?:[`\\[<]|\\S+\\.(?i:md|markdown)\\b)")

func (l *planList) heading(d *document, b *block) {
	l.open, l.below = fieldNames[keyword(d.raw(b.start, b.end))] == fieldPlan, -1
	if l.open {
		d.note(ReadingHeading, b.start, b.end, "announces the linked plan")
	}
}

func (l *planList) line(d *document, b *block) {
	switch {
	case l.announced(d, b):
		l.below = -1
	case l.open && l.below < 0 && planLine.MatchString(d.raw(b.start, b.end)) && !definition.MatchString(d.raw(b.start, b.end)):
		d.addPlans(b.start, b.end)
	default:
		l.open = false
	}
}

func (l *planList) item(d *document, b *block) {
	switch {
	case l.announced(d, b):
		l.below = b.level
	case l.open && b.level > l.below:
		d.addPlans(b.start, b.end)
	}
}

// announced reads a "Linked plan:" label with what stands behind it.
func (l *planList) announced(d *document, b *block) bool {
	label, ok := labelOf(d.body, b.start, b.end)
	if !ok || label.field != fieldPlan {
		return false
	}
	l.open = true
	d.note(ReadingLabel, b.start, b.end, "announces the linked plan")
	d.addPlans(label.value, b.end)
	return true
}

var (
	// markdownLink is an inline link, whose target stands in the second or third group,
	// or a reference, whose label is the fourth group or, without one, the first.
	markdownLink = newPattern(`\[((?:[^\[\]\\]|\\.)*)\](?:\(\s*(?:<([^<>\n]*)>|([^\s()<>]+(?:\([^\s()]*\)[^\s()<>]*)*))|\[([^\[\]]*)\])?`)
	definition   = newPattern(`(?m)^ {0,3}\[([^\[\]\n]{1,200})\]:[ \t]*(?:<([^<>\n]+)>|([^\s<]\S*))`)
	barePath     = newPattern(`^<?(\S+\.[A-Za-z]{1,8}(?:[#?][^\s<>]*)?)>?[,;.:)]*(?:\s|$)`)
)

// mostLinks is how many links of one item are looked at.
const mostLinks = 64

// addPlans takes the targets of the links in a "Linked plan:" item and the paths in its
// code spans: the first, and others that name a Markdown file. Without any of them the
// item may begin with a path.
func (d *document) addPlans(start, end int) {
	start, end = trim(d.body, start, end)
	text := d.raw(start, end)
	before := len(d.out.Plans)
	add := func(from, to int) { d.out.Plans = append(d.out.Plans, d.text(from, to)) }
	spans := CodeSpans(text)
	coded := func(at int) bool {
		return slices.ContainsFunc(spans, func(s CodeSpan) bool { return s.Open <= at && at < s.Close })
	}
	for _, m := range markdownLink.FindAllStringSubmatchIndex(text, mostLinks) {
		var from, to int
		switch {
		case coded(m[0]), coded(m[6]):
			continue
		case m[4] >= 0:
			from, to = start+m[4], start+m[5]
		case m[6] >= 0:
			from, to = start+m[6], start+m[7]
		case m[8] >= 0 && m[8] < m[9]:
			from, to = d.defined(text[m[8]:m[9]])
		default:
			from, to = d.defined(text[m[2]:m[3]])
		}
		if from >= 0 {
			add(from, to)
			spans = slices.DeleteFunc(spans, func(s CodeSpan) bool { return m[0] <= s.Open && s.Open < m[1] })
		}
	}
	for i, span := range spans {
		if i == 0 && len(d.out.Plans) == before || strings.HasSuffix(text[span.Start:span.End], ".md") {
			add(start+span.Start, start+span.End)
		}
	}
	if m := barePath.FindStringSubmatchIndex(text); m != nil && len(d.out.Plans) == before {
		add(start+m[2], start+m[3])
	}
}

// defined finds the target of a link reference definition, "[label]: target"; -1 if
// there is none.
func (d *document) defined(label string) (from, to int) {
	if d.definitions == nil {
		d.definitions = map[string][2]int{}
		for _, m := range definition.FindAllSubmatchIndex(d.body, -1) {
			key, target := referenceKey(d.body[m[2]:m[3]]), [2]int{m[6], m[7]}
			if m[4] >= 0 {
				target = [2]int{m[4], m[5]}
			}
			if _, twice := d.definitions[key]; !twice {
				d.definitions[key] = target
			}
		}
	}
	if at, ok := d.definitions[referenceKey([]byte(label))]; ok {
		return at[0], at[1]
	}
	return -1, -1
}

func referenceKey(label []byte) string {
	return string(bytes.ToLower(bytes.Join(bytes.Fields(label), []byte(" "))))
}
