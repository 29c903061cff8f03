package rule

import (
	"regexp"
	"slices"
	"strings"
)

// wordSet holds commands as words, to be found by patterns of words: a plan
// writes `<version>` for what the tracker fills in, and may name a program alone.
type wordSet struct {
	commands [][]string
	exact    map[string]bool
	programs map[string]bool
	fits     int
}

// mostFits bounds how many comparisons of patterns with commands one set makes;
// beyond it a command with a blank counts as there only in its very words.
const mostFits = 100_000

func (s *wordSet) add(words []string) {
	if s.exact == nil {
		s.exact, s.programs = map[string]bool{}, map[string]bool{}
	}
	s.commands = append(s.commands, words)
	s.exact[strings.Join(words, "\x00")] = true
	if i := slices.IndexFunc(words, func(w string) bool { return !assignment.MatchString(w) }); i >= 0 {
		s.programs[words[i]] = true
	}
}

var assignment = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*=`)

// matches tells whether the set holds a command that the pattern means, be it by
// its program alone.
func (s *wordSet) matches(pattern []string) bool {
	return len(pattern) == 1 && s.programs[pattern[0]] || s.holds(pattern)
}

// holds tells whether the set holds the pattern, its blanks filled in.
func (s *wordSet) holds(pattern []string) bool {
	if s.exact[strings.Join(pattern, "\x00")] {
		return true
	}
	blanks := make([][]int, len(pattern))
	any := false
	for i, w := range pattern {
		blanks[i] = blank.FindStringIndex(w)
		any = any || blanks[i] != nil
	}
	if !any {
		return false
	}
	for _, words := range s.commands {
		if s.fits++; s.fits > mostFits {
			return false
		}
		if fits(pattern, blanks, words) {
			return true
		}
	}
	return false
}

var blank = regexp.MustCompile(`<[A-Za-z][A-Za-z0-9 _.-]{0,40}>`)

// fits tells whether the words are the pattern's, with any text in its blanks.
func fits(pattern []string, blanks [][]int, words []string) bool {
	if len(pattern) != len(words) {
		return false
	}
	for i, w := range pattern {
		if w == words[i] {
			continue
		}
		at := blanks[i]
		if at == nil {
			return false
		}
		before, after := w[:at[0]], w[at[1]:]
		if len(words[i]) < len(before)+len(after) || !strings.HasPrefix(words[i], before) || !strings.HasSuffix(words[i], after) {
			return false
		}
	}
	return true
}

// within tells whether the words stand among the others in the same order.
func within(words, others []string) bool {
	for _, w := range others {
		if len(words) > 0 && words[0] == w {
			words = words[1:]
		}
	}
	return len(words) == 0
}

// withoutDirectory are words without the directory that they start with.
func withoutDirectory(words []string) []string {
	if len(words) > 3 && words[0] == "cd" && words[2] == "&&" {
		return words[3:]
	}
	return words
}
