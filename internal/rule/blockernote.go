package rule

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/tracker"
)

// staleBlockerNote holds the notes behind blockers against the merge result. Where an
// item names packets without writing each id once, as a range does, its one note speaks
// of all of them.
func staleBlockerNote(p *pass, packet *tracker.Packet) {
	for _, item := range itemsOf(packet.Blockers) {
		if item.blockers[0].Place != tracker.BlockerInList {
			continue
		}
		if item.locate(); item.starts == nil {
			p.judgeNote(packet, item, 0, item.blockers)
			continue
		}
		for i := range item.blockers {
			p.judgeNote(packet, item, i, item.blockers[i:i+1])
		}
	}
}

// judgeNote judges the i-th note of an item, which speaks of these blockers.
func (p *pass) judgeNote(packet *tracker.Packet, item *blockerItem, i int, of []tracker.Blocker) {
	var finished, open []string
	noted := false
	for _, b := range of {
		noted = noted || b.Done
		switch s, known := p.Merged[b.ID]; {
		case known && s.Status == tracker.StatusDone:
			finished = append(finished, b.ID)
		case known:
			open = append(open, b.ID)
		}
	}
	switch {
	case noted && len(open) > 0:
		blocker, is := "blocker", "it is "+statusWord(p.Merged[open[0]].Status)
		if len(open) > 1 {
			blocker, is = "blockers", "they are not"
		}
		without, note := item.withoutNote(i)
		f := p.add(packet, item.at.Span, "notes its %s %s as DONE, but on the merge result %s. Remove the %s.",
			blocker, names(open), is, quote(cmp.Or(note, "(DONE)"))).as(config.Warning)
		if without != item.at.Raw {
			f.Fix = replace(p.Head, item.at.Span, without)
		}
	case !noted && len(finished) == len(of):
		blocker, is := "blocker", "it is"
		if len(finished) > 1 {
			blocker, is = "blockers", "all are"
		}
		p.add(packet, item.at.Span, "lists its %s %s without a note, though %s DONE. Add `(DONE)` behind it.",
			blocker, names(finished), is).Fix = replace(p.Head, item.at.Span, item.withNote(i))
	}
}

// blockerItem is an item of a "Blocked by:" list with packets that it names.
type blockerItem struct {
	at       tracker.Text
	blockers []tracker.Blocker
	// starts are where the ids stand in the item; nil where not each of them stands there
	// once, or a range does.
	starts []int
}

// Bounds on items in which the ids' places are looked for: their bytes and packets.
const (
	maxNotedItem = 1000
	maxNotedIDs  = 16
)

// itemsOf gathers blockers by the items that they stand in.
func itemsOf(blockers []tracker.Blocker) []*blockerItem {
	var out []*blockerItem
	for _, b := range blockers {
		if n := len(out); n == 0 || out[n-1].at.Span != b.Text.Span {
			out = append(out, &blockerItem{at: b.Text})
		}
		last := out[len(out)-1]
		last.blockers = append(last.blockers, b)
	}
	return out
}

// locate finds the places of the item's ids.
func (item *blockerItem) locate() {
	ranged := slices.ContainsFunc(item.blockers, func(b tracker.Blocker) bool { return b.Ranged })
	if ranged || len(item.blockers) > maxNotedIDs || len(item.at.Raw) > maxNotedItem {
		return
	}
	var starts []int
	for _, b := range item.blockers {
		at := wholeWords(item.at.Raw, b.ID)
		if len(at) != 1 {
			return
		}
		starts = append(starts, at[0])
	}
	item.starts = starts
}

// wholeWords lists where an id stands in a text, in any case, and is no part of another
// word.
func wholeWords(text, id string) []int {
	var out []int
	for at := 0; at+len(id) <= len(text); at++ {
		if !strings.EqualFold(text[at:at+len(id)], id) {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		if !inWord(before) && !strings.ContainsRune("-._", before) && !goesOn.MatchString(text[at+len(id):]) {
			out = append(out, at)
		}
	}
	return out
}

var (
	goesOn = regexp.MustCompile(`^[._-]?[\pL\pN]`)
	// doneNote is a note behind a packet: "(DONE)", "(✅ DONE)", or "DONE" at the end.
	doneNote = regexp.MustCompile(`(?i)\(\s*[✅✔☑✓\x{fe0f}]*\s*done\s*[✅✔☑✓\x{fe0f}]*\s*\)|[✅✔☑✓\x{fe0f}]*\s*\bdone\b[\s✅✔☑✓\x{fe0f}]*(?:[*_.` + "`" + `\s]*$)`)
	// otherNote is a note of another status, which (DONE) takes the place of.
	otherNote = regexp.MustCompile(`(?i)\(\s*(?:ready|todo|pending|not started|blocked|in[ _]progress|in[ _]review|changes[ _]requested)\s*\)`)
	// closesMark is what belongs to an id right behind it: emphasis, code, a link.
	closesMark = regexp.MustCompile("^(?:\\]\\([^()]*\\)|[*_~`])*")
)

// noteOf is where the note of the i-th packet stands in the item: from behind its id to
// the next one. It is the whole item where that has one note.
func (item *blockerItem) noteOf(i int) (start, end int) {
	end = len(item.at.Raw)
	if len(item.blockers) == 1 || item.starts == nil {
		return 0, end
	}
	start = item.starts[i] + len(item.blockers[i].ID)
	for _, next := range item.starts {
		if next > start {
			end = min(end, next)
		}
	}
	return start, end
}

// withNote is the item with (DONE) behind its i-th packet.
func (item *blockerItem) withNote(i int) string {
	raw := item.at.Raw
	start, end := item.noteOf(i)
	behind := start
	if item.starts != nil {
		behind = item.starts[i] + len(item.blockers[i].ID)
	}
	if at := otherNote.FindStringIndex(raw[behind:end]); at != nil {
		return raw[:behind+at[0]] + "(DONE)" + raw[behind+at[1]:]
	}
	if start == 0 {
		return strings.TrimRight(raw, " \t") + " (DONE)"
	}
	if bracketed := strings.HasSuffix(raw[:item.starts[i]], "(") && strings.HasPrefix(raw[start:], ")"); bracketed {
		start++
	}
	start += len(closesMark.FindString(raw[start:end]))
	return raw[:start] + " (DONE)" + raw[start:]
}

// withoutNote is the item without the note behind its i-th packet, be it in emphasis or
// behind a dash, and that note; as it is where the note is written otherwise, or stands
// there more than once.
func (item *blockerItem) withoutNote(i int) (without, note string) {
	raw := item.at.Raw
	start, end := item.noteOf(i)
	at := doneNote.FindStringIndex(raw[start:end])
	if at == nil || strings.Count(strings.ToUpper(raw[start:end]), "DONE") > 1 {
		return raw, ""
	}
	from, to := start+at[0], start+len(strings.TrimRight(raw[start:start+at[1]], "*_`. \t\r\n"))
	for from > start && to < end && raw[from-1] == raw[to] && strings.IndexByte("*_`", raw[to]) >= 0 {
		from, to = from-1, to+1
	}
	left := strings.TrimRight(raw[:from], " \t")
	left = strings.TrimRight(strings.TrimRight(left, "—–-:,"), " \t")
	return left + raw[to:], strings.TrimSpace(raw[len(left):to])
}
