package rule

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
)

var (
	figure = regexp.MustCompile(`[0-9]+(?:[.,][0-9]+)*`)
	// ceiling are words in front of a number that is not to be exceeded, floor of one that
	// a not makes such.
	ceiling = regexp.MustCompile(`(?:^| )((?:not?|never) )?(?:under|below|within|at most|max|maximum|maximum of|max of|up to|less than|fewer than|exceeds? at most)$`)
	floor   = regexp.MustCompile(`(?:^| )(?:not?|never) (?:more than|over|above|exceed|exceeding|longer than|greater than|higher than|later than)$`)
	through = regexp.MustCompile(`^(?:to|through|until|till)$`)
)

// raised tells whether the words that a requirement lost are numbers in whose places
// stricter ones stand: greater ones, smaller ones of a limit, a wider range.
func raised(was, now, lost []string) bool {
	gone := map[string]int{}
	for _, w := range lost {
		gone[w]++
	}
	for i, w := range was {
		if gone[w] == 0 {
			continue
		}
		gone[w]--
		j := placeOf(was, now, i)
		if j < 0 || !stricter(w, now[j], limits(was, i)) {
			return false
		}
	}
	return true
}

// placeOf is where another number stands between the words between which the i-th of the
// old ones stood, -1 if none does.
func placeOf(was, now []string, i int) int {
	for j, w := range now {
		after := i+1 == len(was) || j+1 < len(now) && (now[j+1] == was[i+1] || sameForm(now[j+1], was[i+1]))
		before := i == 0 || j > 0 && (now[j-1] == was[i-1] || sameForm(now[j-1], was[i-1]))
		if before && after && w != was[i] && sameForm(w, was[i]) {
			return j
		}
	}
	return -1
}

// sameForm tells whether two words hold numbers and are else alike.
func sameForm(a, b string) bool {
	return figure.MatchString(a) && figure.ReplaceAllString(a, "0") == figure.ReplaceAllString(b, "0")
}

// limits tells whether the i-th word is a number that is not to be exceeded, or the lower
// end of a range.
func limits(said []string, i int) bool {
	if i+1 < len(said) && through.MatchString(said[i+1]) {
		return true
	}
	before := strings.Join(said[max(0, i-4):i], " ")
	if m := ceiling.FindStringSubmatch(before); m != nil {
		return m[1] == ""
	}
	return floor.MatchString(before)
}

// stricter tells whether the numbers of a word ask for more than those of another did:
// for less where they are limits. Of a range such as 13-16 the lower end is one.
func stricter(was, now string, limit bool) bool {
	old, fresh := figure.FindAllString(was, -1), figure.FindAllString(now, -1)
	ranged := len(old) == 2 && strings.ContainsAny(was, "-–")
	more := false
	for i := range old {
		difference, comparable := compareFigures(old[i], fresh[i])
		if limit != (ranged && i == 0) {
			difference = -difference
		}
		if !comparable || difference > 0 {
			return false
		}
		more = more || difference < 0
	}
	return more
}

// compareFigures compares two numbers, decimals or versions; where 1.9 and 1.10 may be
// either they cannot be compared.
func compareFigures(a, b string) (difference int, comparable bool) {
	x, y := strings.ReplaceAll(a, ",", ""), strings.ReplaceAll(b, ",", "")
	xs, ys := strings.Split(x, "."), strings.Split(y, ".")
	for i := range min(len(xs), len(ys)) {
		p, perr := strconv.ParseUint(xs[i], 10, 64)
		q, qerr := strconv.ParseUint(ys[i], 10, 64)
		if perr != nil || qerr != nil {
			return 0, false
		}
		if difference = cmp.Compare(p, q); difference != 0 {
			break
		}
	}
	difference = cmp.Or(difference, cmp.Compare(len(xs), len(ys)))
	if len(xs) <= 2 && len(ys) <= 2 {
		p, perr := strconv.ParseFloat(x, 64)
		q, qerr := strconv.ParseFloat(y, 64)
		return difference, perr == nil && qerr == nil && cmp.Compare(p, q) == difference
	}
	return difference, true
}
