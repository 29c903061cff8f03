package rule

import (
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/plan"
)

// planEvidenceMissing wants the plan's commands among the claims of finished
// packets. A plan that cannot be read is told once, and asks for nothing.
func planEvidenceMissing(p *pass) {
	if p.PlanMissing != "" && p.Head != nil && len(p.movedPackets()) > 0 {
		at := p.Head.Title.Span
		if len(p.Head.Plans) > 0 {
			at = p.Head.Plans[0].Span
		}
		p.add("", at, "The linked plan %s cannot be read on the base branch, so what it requires was not checked. Mend the link.", quote(p.PlanMissing)).as(config.Notice)
	}
	for _, packet := range p.closedPackets() {
		asked := p.Plan.Packet(packet.ID)
		if asked == nil {
			continue
		}
		var have wordSet
		for _, one := range claimed(p.commands, packet) {
			words := p.commands.words(one.claims[0].Command.Value)
			have.add(words)
			have.add(withoutDirectory(words))
		}
		told := map[string]bool{}
		want := func(commands []plan.Command, severity config.Severity, where string) {
			for _, c := range commands {
				key := p.commands.key(c.Value)
				if told[key] || have.matches(p.commands.words(c.Value)) {
					continue
				}
				told[key] = true
				p.add(packet.ID, sectionPlace(packet), "%s is %s, but does not show %s, which the plan asks for under %s (%s:%d). Run it and add it with its exit code.",
					name(packet.ID), state(packet), quote(c.Value), where, p.Plan.Path, c.Line).as(severity)
			}
		}
		want(asked.Evidence, config.Error, "Evidence required")
		want(asked.Checks, config.Warning, "Required checks")
		want(asked.Exit, config.Warning, "Exit criteria")
		if !asked.Global.IsZero() {
			want(p.Plan.Commands, config.Warning, "Global Command Set")
		}
	}
}

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

// words are all words of a command or a list of them, with the variables that it
// sets before them, after "cd DIR &&" where a directory is given. A text that is no plain command, such as one with a
// `<version>` in it, is split at its spaces.
func (c *canon) words(text string) []string {
	commands := c.parse(text)
	if len(commands) == 0 {
		return strings.Fields(text)
	}
	var out []string
	for i, one := range commands {
		if i > 0 {
			out = append(out, "&&")
		}
		if one.Dir != "" {
			out = append(out, "cd", one.Dir, "&&")
		}
		out = append(append(out, one.Env...), one.Words...)
	}
	return out
}

// withoutDirectory are words without the directory that they start with.
func withoutDirectory(words []string) []string {
	if len(words) > 3 && words[0] == "cd" && words[2] == "&&" {
		return words[3:]
	}
	return words
}
