package tracker

import (
	"regexp"
	"regexp/syntax"
	"unicode"
	"unicode/utf8"
)

// pattern is a regular expression that every line is held against and few match. Before
// it runs, a look at the bytes of a text tells whether a match could begin there at all.
type pattern struct {
	*regexp.Regexp
	// anchored is true where a match begins at the text's start, bounded where it begins
	// at an end of a word.
	anchored, bounded bool
	// begins says what may stand at the first places of a match.
	begins [4]slot
}

// slot is what may stand at a place of a match.
type slot struct {
	ascii [utf8.RuneSelf]bool
	// other is true where any other character may stand, ends where the match may end
	// before.
	other, ends bool
}

func newPattern(expr string) *pattern {
	p := &pattern{Regexp: regexp.MustCompile(expr)}
	tree, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		panic(err)
	}
	prog, err := syntax.Compile(tree.Simplify())
	if err != nil {
		panic(err)
	}
	p.anchored = prog.StartCond()&syntax.EmptyBeginText != 0
	p.bounded = prog.StartCond()&syntax.EmptyWordBoundary != 0
	states := []uint32{uint32(prog.Start)}
	for i := range p.begins {
		states = p.begins[i].follow(prog, states)
	}
	return p
}

// follow notes what the states of a program accept, and gives those behind one
// character.
func (s *slot) follow(prog *syntax.Prog, states []uint32) (next []uint32) {
	seen := make([]bool, len(prog.Inst))
	for len(states) > 0 {
		pc := states[len(states)-1]
		states = states[:len(states)-1]
		if seen[pc] {
			continue
		}
		seen[pc] = true
		switch inst := &prog.Inst[pc]; inst.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			states = append(states, inst.Out, inst.Arg)
		case syntax.InstCapture, syntax.InstEmptyWidth, syntax.InstNop:
			states = append(states, inst.Out)
		case syntax.InstMatch:
			s.ends = true
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			s.accept(inst)
			next = append(next, inst.Out)
		}
	}
	return next
}

// accept notes the characters of an instruction.
func (s *slot) accept(inst *syntax.Inst) {
	ranges := inst.Rune
	switch {
	case inst.Op == syntax.InstRuneAny, inst.Op == syntax.InstRuneAnyNotNL:
		ranges = []rune{0, unicode.MaxRune}
	case len(ranges) == 1:
		r := ranges[0]
		ranges = []rune{r, r}
		if syntax.Flags(inst.Arg)&syntax.FoldCase != 0 {
			for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
				ranges = append(ranges, f, f)
			}
		}
	}
	for i := 0; i < len(ranges); i += 2 {
		for r := ranges[i]; r <= min(ranges[i+1], unicode.MaxASCII); r++ {
			s.ascii[r] = true
		}
		s.other = s.other || ranges[i+1] > unicode.MaxASCII
	}
}

// mayMatch tells whether a match could begin somewhere in a text.
func mayMatch[T string | []byte](p *pattern, s T) bool {
	if p.anchored || p.begins[0].ends {
		return mayBegin(p, s, 0)
	}
	for i := range len(s) {
		if c := s[i]; c < utf8.RuneSelf && !p.begins[0].ascii[c] || p.bounded && i > 0 && wordByte(s[i-1]) == wordByte(c) {
			continue
		}
		if mayBegin(p, s, i) {
			return true
		}
	}
	return false
}

// mayBegin tells whether a match could begin at an offset of a text.
func mayBegin[T string | []byte](p *pattern, s T, at int) bool {
	for i := range p.begins {
		switch slot := &p.begins[i]; {
		case slot.ends:
			return true
		case at+i == len(s):
			return false
		case s[at+i] >= utf8.RuneSelf:
			return slot.other
		case !slot.ascii[s[at+i]]:
			return false
		}
	}
	return true
}

// wordByte tells whether \b takes a byte for part of a word.
func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
}

// find is an answer of the regular expression, or none where no match could begin.
func find[T string | []byte, Out any](p *pattern, s T, search func(T) Out) (found Out) {
	if mayMatch(p, s) {
		found = search(s)
	}
	return found
}

func (p *pattern) Match(s []byte) bool            { return find(p, s, p.Regexp.Match) }
func (p *pattern) MatchString(s string) bool      { return find(p, s, p.Regexp.MatchString) }
func (p *pattern) FindString(s string) string     { return find(p, s, p.Regexp.FindString) }
func (p *pattern) FindStringIndex(s string) []int { return find(p, s, p.Regexp.FindStringIndex) }

func (p *pattern) FindStringSubmatch(s string) []string {
	return find(p, s, p.Regexp.FindStringSubmatch)
}

func (p *pattern) FindStringSubmatchIndex(s string) []int {
	return find(p, s, p.Regexp.FindStringSubmatchIndex)
}
func (p *pattern) FindSubmatch(s []byte) [][]byte   { return find(p, s, p.Regexp.FindSubmatch) }
func (p *pattern) FindSubmatchIndex(s []byte) []int { return find(p, s, p.Regexp.FindSubmatchIndex) }

func (p *pattern) FindAllStringSubmatchIndex(s string, n int) [][]int {
	if !mayMatch(p, s) {
		return nil
	}
	return p.Regexp.FindAllStringSubmatchIndex(s, n)
}

func (p *pattern) ReplaceAllString(s, with string) string {
	if !mayMatch(p, s) {
		return s
	}
	return p.Regexp.ReplaceAllString(s, with)
}

func (p *pattern) Split(s string, n int) []string {
	if !mayMatch(p, s) {
		return []string{s}
	}
	return p.Regexp.Split(s, n)
}
