package rule

import (
	"strings"
	"unicode"

	"github.com/agext/levenshtein"

	"github.com/packetgate/packetgate/internal/tracker"
)

// drop is a box that the base has and the head has not in those words. Near is
// the box that seems to have taken its place, nil if there is none, and lost the
// words that it lacks.
type drop struct {
	old, near *tracker.Box
	lost      []string
	// softer is how surely words that excuse from the requirement came in.
	softer softening
	// higher is true where all that is lost are numbers in whose place stricter ones stand.
	higher bool
}

// mostWordings bounds how many words of boxes without an exact counterpart are
// compared in one case; beyond it a box counts as gone.
const mostWordings = 4_000_000

// fewWords is how many words a box has at most of which none need be spelt the same.
const fewWords = 2

// dropped pairs the boxes of a packet at base and head. A box is the same when
// its words are, and still there when words were added behind or between them or
// a typing error was mended.
func (p *pass) dropped(old, now []*tracker.Box) []drop {
	gone, fresh := unpaired(old, now)
	freshTokens := make([][]string, len(fresh))
	for i, b := range fresh {
		freshTokens[i] = tokens(b.Text.Value)
	}
	taken := make([]bool, len(fresh))
	var out []drop
	for _, b := range gone {
		was := tokens(b.Text.Value)
		best, closest := -1, 0.0
		for i := range fresh {
			if taken[i] {
				continue
			}
			if !p.afford(len(was) + len(freshTokens[i])) {
				break
			}
			likeness := overlap(was, freshTokens[i])
			if likeness == 0 && len(was) <= fewWords {
				likeness = 1 - float64(len(p.missing(was, freshTokens[i])))/float64(max(len(was), 1))
			}
			if likeness > closest {
				best, closest = i, likeness
			}
		}
		if closest < 0.6 {
			out = append(out, drop{old: b})
			continue
		}
		taken[best] = true
		lost := p.missing(was, freshTokens[best])
		higher := len(lost) > 0 && raised(was, freshTokens[best], lost)
		if softer := p.softened(b.Text.Value, fresh[best].Text.Value); len(lost) > 0 || softer > 0 {
			out = append(out, drop{b, fresh[best], lost, softer, higher})
		}
	}
	return out
}

// afford takes words from those that may still be compared, and tells whether there
// were as many; from then on there are none.
func (p *pass) afford(words int) bool {
	if words > p.wordings {
		p.wordings = 0
		return false
	}
	p.wordings -= words
	return true
}

// unpaired are the boxes of either side that have no counterpart with the same
// words on the other.
func unpaired(old, now []*tracker.Box) (gone, fresh []*tracker.Box) {
	count := map[string]int{}
	for _, b := range now {
		count[plainText(b)]++
	}
	for _, b := range old {
		if key := plainText(b); count[key] > 0 {
			count[key]--
			continue
		}
		gone = append(gone, b)
	}
	for _, b := range now {
		if key := plainText(b); count[key] > 0 {
			count[key]--
			fresh = append(fresh, b)
		}
	}
	return gone, fresh
}

// plainText is a box's words, with the strike-through that takes them back.
func plainText(b *tracker.Box) string {
	words := strings.Join(tokens(b.Text.Value), " ")
	if strings.Contains(struckOf(b.Text.Value), struck) {
		words = struck + words
	}
	return words
}

// overlap is the share of the words that stand among the others.
func overlap(was, now []string) float64 {
	if len(was) == 0 {
		return 1
	}
	return 1 - float64(len(unmatched(was, now, nil)))/float64(len(was))
}

// unmatched lists the words that do not stand among the others, and leaves in
// count how often each of the others is not matched.
func unmatched(was, now []string, count map[string]int) []string {
	if count == nil {
		count = make(map[string]int, len(now))
	}
	for _, w := range now {
		count[w]++
	}
	var rest []string
	for _, w := range was {
		if count[w] > 0 {
			count[w]--
			continue
		}
		rest = append(rest, w)
	}
	return rest
}

// missing lists the words that have no counterpart among the others. A word with
// a typing error mended has one.
func (p *pass) missing(was, now []string) []string {
	count := map[string]int{}
	var lost []string
	for _, w := range unmatched(was, now, count) {
		if mended := p.mended(w, count); mended != "" {
			count[mended]--
			continue
		}
		lost = append(lost, w)
	}
	return lost
}

// mended is the word among others that differs from one by a typing error, empty
// if there is none.
func (p *pass) mended(w string, among map[string]int) string {
	const price = 20 // of comparing letters, in words
	best := ""
	if !p.afford(price * len(among)) {
		return best
	}
	for other, n := range among {
		if n > 0 && typo(w, other) && (best == "" || other < best) {
			best = other
		}
	}
	return best
}

// typo tells whether two long words differ by one letter. Numbers never do.
func typo(a, b string) bool {
	const long, longest = 6, 40
	if len(a) < long || len(a) > longest || len(b) > longest || strings.ContainsFunc(a+b, unicode.IsDigit) {
		return false
	}
	return levenshtein.Distance(a, b, nil) == 1
}
