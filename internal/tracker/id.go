package tracker

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/packetgate/packetgate/internal/word"
)

// packetID reads a board's id cell; "Packet 00" names the packet 00.
func (v *vocabulary) packetID(cell string) (string, bool) {
	s := plain(cell)
	for _, s := range []string{strings.TrimSpace(cutPrefixFold(s, "packet ")), s} {
		if v.ids.Whole(s) {
			return s, true
		}
	}
	return "", false
}

func cutPrefixFold(s, prefix string) string {
	if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return s[len(prefix):]
	}
	return s
}

// fold is an id as ids are compared.
func fold(id string) string { return strings.ToUpper(id) }

// series is the part of an id before its last number: "RC-" of "RC-07".
func series(id string) string {
	return fold(strings.TrimRight(id, "0123456789"))
}

// ids knows the packets of a board.
type ids struct {
	configured word.IDs
	known      map[string]*Packet // by folded id
	series     map[string]bool
	shapes     map[string]bool
	forms      map[string]bool
}

// resolver gives an id as the board writes it, and whether it counts as a packet's.
type resolver func(id string) (string, bool)

func newIDs(configured word.IDs) *ids {
	return &ids{configured: configured, known: map[string]*Packet{}, series: map[string]bool{}, shapes: map[string]bool{}, forms: map[string]bool{}}
}

func (x *ids) add(p *Packet) {
	x.known[fold(p.ID)] = p
	x.series[series(p.ID)] = true
	x.forms[idForm(p.ID)] = true
	x.shapes[idShape(p.ID)], x.shapes[strings.ReplaceAll(idShape(p.ID), "-", "")] = true, true
}

// resolve gives an id as the board writes it. An id that the board lacks counts
// where it is of a series that the board has.
func (x *ids) resolve(id string) (string, bool) {
	if known := x.known[fold(id)]; known != nil {
		return known.ID, true
	}
	s := series(id)
	return id, x.series[s] && (strings.Contains(s, "-") || x.configured.Configured(id) == id && strings.ContainsFunc(s, parts))
}

// parts tells whether a character sets an id off from words and numbers, as those of
// "#45" and "WP 3" do.
func parts(r rune) bool { return !isWordRune(r) }

// shaped gives an id as the board writes it. An id that the board lacks counts where it
// has the shape of one of the board's, with or without its hyphens.
func (x *ids) shaped(id string) (string, bool) {
	named, known := x.resolve(id)
	return named, known || x.shapes[idShape(id)]
}

// like does the same, where any hyphen and letter make an id.
func (x *ids) like(id string) (string, bool) {
	named, known := x.shaped(id)
	return named, known || strings.Contains(id, "-") && strings.ContainsFunc(id, unicode.IsLetter)
}

// idShape is equal for ids such as 03a and 04c, 0.5 and 1.12, P1 and P9: the letters
// that they begin with, any digits, and whether letters follow.
func idShape(id string) string {
	head := strings.TrimLeftFunc(id, unicode.IsLetter)
	return fold(id[:len(id)-len(head)]) + letterRun.ReplaceAllString(digitRun.ReplaceAllString(head, "9"), "a")
}

var digitRun, letterRun = newPattern(`[0-9]+`), newPattern(`[A-Za-z]+`)

// idForm is equal for ids such as RC-01 and SEC-22: with words and numbers of as many
// digits in the same order.
func idForm(id string) string {
	return digit.ReplaceAllString(letterRun.ReplaceAllString(id, "a"), "9")
}

var digit = newPattern(`[0-9]`)

// packet gives the packet of an id, nil if there is none.
func (d *document) packet(id string) *Packet { return d.ids.known[fold(id)] }

// Bounds on how many packets one range such as SEC-01..SEC-03, and all ranges of
// a tracker, may name.
const (
	maxRange  = 200
	maxRanges = 10000
)

// IDRange lists the ids of a range such as SEC-01..SEC-03, leading zeros kept; nil
// where the two ids make none, or one of more than 200.
func IDRange(from, to string) []string {
	prefix := strings.TrimRight(from, "0123456789")
	low, high := from[len(prefix):], cutPrefixFold(to, prefix)
	a, errA := strconv.Atoi(low)
	b, errB := strconv.Atoi(high)
	if errA != nil || errB != nil || b < a || b-a >= maxRange {
		return nil
	}
	out := make([]string, 0, b-a+1)
	for n := a; n <= b; n++ {
		out = append(out, fmt.Sprintf("%s%0*d", prefix, len(low), n))
	}
	return out
}
