package rule

import (
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/tracker"
)

// staleBlockerNote holds the notes behind blockers against the merge result. Where an
// item names packets without writing each id, as a range does, its one note speaks of
// all of them.
func staleBlockerNote(p *pass) {
	for _, packet := range p.movedPackets() {
		for i, b := range packet.Blockers {
			s, known := p.Merged[b.ID]
			if !known || b.Place != tracker.BlockerInList {
				continue
			}
			item := sameItem(packet.Blockers, b)
			written := eachWritten(item)
			switch {
			case b.Done && s.Status != tracker.StatusDone:
				f := p.add(packet.ID, b.Text.Span, "%s notes its blocker %s as DONE, but on the merge result it is %s. Remove the `(DONE)`.",
					name(packet.ID), name(b.ID), statusWord(s.Status)).as(config.Warning)
				if cut := withoutNote(b, item, written); cut != b.Text.Raw {
					f.Fix = replace(p.Head, b.Text.Span, cut)
				}
			case b.Done || s.Status != tracker.StatusDone:
			case !written && (i > 0 && packet.Blockers[i-1].Text == b.Text || !p.allDone(ids(item))):
				// one note for all, once all are DONE
			default:
				who := name(b.ID)
				if !written {
					who = names(ids(item))
				}
				f := p.add(packet.ID, b.Text.Span, "%s lists its blocker %s without a note, though it is DONE. Add `(DONE)` behind it.", name(packet.ID), who)
				f.Fix = replace(p.Head, b.Text.Span, withNote(b, item, written))
			}
		}
	}
}

// sameItem lists the blockers that stand in the same item as one.
func sameItem(all []tracker.Blocker, one tracker.Blocker) []tracker.Blocker {
	return slices.DeleteFunc(slices.Clone(all), func(b tracker.Blocker) bool { return b.Text.Span != one.Text.Span || b.ID == "" })
}

func ids(blockers []tracker.Blocker) []string {
	var out []string
	for _, b := range blockers {
		out = append(out, b.ID)
	}
	return out
}

// eachWritten tells whether each id of an item stands in it once.
func eachWritten(item []tracker.Blocker) bool {
	return !slices.ContainsFunc(item, func(b tracker.Blocker) bool {
		_, found := written(b)
		return found != 1
	})
}

// written finds a blocker's id in its item as a whole word: where the first one ends,
// and how many there are.
func written(b tracker.Blocker) (end, found int) {
	raw, id := strings.ToUpper(b.Text.Raw), strings.ToUpper(b.ID)
	if len(raw) != len(b.Text.Raw) {
		return 0, 0
	}
	for from := 0; ; {
		at := strings.Index(raw[from:], id)
		if at < 0 {
			return end, found
		}
		start := from + at
		from = start + len(id)
		if endsWord.MatchString(raw[:start]) || startsWord.MatchString(raw[from:]) {
			continue
		}
		if found++; found == 1 {
			end = from
		}
	}
}

var (
	endsWord   = regexp.MustCompile(`[\pL\pN._-]$`)
	startsWord = regexp.MustCompile(`^[._-]?[\pL\pN]`)
	doneNote   = regexp.MustCompile(`(?i)\s*\(\s*done\s*\)`)
	// otherNote is a note of another status, which (DONE) takes the place of.
	otherNote = regexp.MustCompile(`(?i)\(\s*(?:ready|todo|pending|not started|blocked|in[ _]progress|in[ _]review|changes[ _]requested)\s*\)`)
	// closesMark is what belongs to an id right behind it: emphasis, code, a link.
	closesMark = regexp.MustCompile("^(?:\\]\\([^()]*\\)|[*_~`])*")
)

// notePlace is where in an item the note of one of its blockers stands: from behind its
// id to the next one.
func notePlace(b tracker.Blocker, item []tracker.Blocker, each bool) (start, end int) {
	raw := b.Text.Raw
	if !each {
		return 0, len(raw)
	}
	start, _ = written(b)
	end = len(raw)
	for _, other := range item {
		if at, _ := written(other); at > start {
			end = min(end, at-len(other.ID))
		}
	}
	return start, end
}

// withNote is a blocker's item with (DONE) behind it.
func withNote(b tracker.Blocker, item []tracker.Blocker, each bool) string {
	raw := b.Text.Raw
	start, end := notePlace(b, item, each)
	if at := otherNote.FindStringIndex(raw[start:end]); at != nil {
		return raw[:start+at[0]] + "(DONE)" + raw[start+at[1]:]
	}
	if len(item) == 1 || !each {
		return strings.TrimRight(raw, " \t") + " (DONE)"
	}
	start += len(closesMark.FindString(raw[start:end]))
	return raw[:start] + " (DONE)" + raw[start:]
}

// withoutNote is a blocker's item without the (DONE) behind it, the item as it is where
// the note is written otherwise.
func withoutNote(b tracker.Blocker, item []tracker.Blocker, each bool) string {
	raw := b.Text.Raw
	start, end := notePlace(b, item, each)
	if at := doneNote.FindStringIndex(raw[start:end]); at != nil {
		return raw[:start+at[0]] + raw[start+at[1]:]
	}
	return raw
}
