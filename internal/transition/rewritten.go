package transition

import (
	"slices"
	"sort"
	"strings"

	"github.com/packetgate/packetgate/internal/tracker"
)

// Rewritten finds the first piece of evidence that base had and that head states
// otherwise or not at all: its text, and the line in head of what now speaks of
// the same thing, 0 if nothing does. It is for packets that are approved on both
// sides. What was open or not filled in at base may be filled in; pointers,
// findings and blockers are no evidence, and what is added rewrites nothing: another
// piece, or a remark behind a box that harmless finds to be such.
func Rewritten(base, head *tracker.Packet, harmless func(remark string) bool) (was string, line int, found bool) {
	before := append(evidence(base), checklist(base)...)
	now := append(evidence(head), checklist(head)...)
	count := make(map[string]int, len(now))
	for _, part := range now {
		count[part.key]++
	}
	stood := make(map[string]bool, len(before))
	for _, part := range before {
		stood[part.key] = true
	}
	fresh := slices.DeleteFunc(now, func(part part) bool { return stood[part.key] })
	boxes := openKeys(fresh)
	for _, part := range before {
		switch {
		case part.loose:
		case count[part.key] > 0:
			count[part.key]--
		case !part.open || !remarkedOn(part.key, boxes, harmless):
			return part.text, lineOf(part, fresh), true
		}
	}
	return "", 0, false
}

// openKeys are the keys of parts that a remark may stand behind, sorted.
func openKeys(parts []part) []string {
	var out []string
	for _, part := range parts {
		if part.open {
			out = append(out, part.key)
		}
	}
	slices.Sort(out)
	return out
}

// maxRemarked bounds how many parts that begin alike are looked at.
const maxRemarked = 16

// remarkedOn tells whether one of the sorted keys is another with a remark behind it.
func remarkedOn(was string, keys []string, harmless func(string) bool) bool {
	from, _ := slices.BinarySearch(keys, was)
	for _, now := range keys[from:min(from+maxRemarked, len(keys))] {
		if remark, kept := strings.CutPrefix(now, was); kept && harmless(remark) {
			return true
		}
	}
	return false
}

// lineOf is the line of the fresh part that speaks of the same as another, else of the
// box that begins most like it, 0 if there is none.
func lineOf(was part, fresh []part) int {
	for _, now := range fresh {
		if now.subject == was.subject {
			return now.line
		}
	}
	line, most := 0, len(was.key)/4
	for _, now := range fresh {
		if !was.open || !now.open {
			continue
		}
		if n := sort.Search(min(len(was.key), len(now.key)), func(i int) bool { return was.key[:i+1] != now.key[:i+1] }); n > most {
			line, most = now.line, n
		}
	}
	return line
}
