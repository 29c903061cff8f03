package shell

import (
	"regexp"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// maxUnrolled bounds the commands that the loops of a script repeat.
const maxUnrolled = 4096

// unroll lists the commands of a loop over plain words, from the first on, once more
// for each of them with the word in the place of the variable, so that a claim finds
// its command and why it is not proven.
func (a *analysis) unroll(loop *syntax.WordIter, first int) {
	if a.unrolled += len(loop.Items) * (len(a.rans) - first); a.unrolled > maxUnrolled {
		return
	}
	name := regexp.QuoteMeta(loop.Name.Value)
	variable := regexp.MustCompile(`"\$` + name + `"|"?\$\{` + name + `\}"?|\$` + name + `\b`)
	for _, ran := range slices.Clone(a.rans[first:]) {
		for _, item := range loop.Items {
			value := a.source.word(item)
			spelled, used := ran.Command.spelled(variable, value.text)
			if !used || value.expanded || !unrolled.MatchString(value.text) {
				continue
			}
			once := ran
			once.Command, once.Proven = spelled, false
			a.rans = append(a.rans, once)
		}
	}
}

// unrolled matches words that a shell leaves as they are, in quotes or without.
var unrolled = regexp.MustCompile(`^[\w./@+:,-]+$`)

// spelled is the command with a text in the place of a variable, and whether the
// variable is all that the shell puts into one of its words or its directory.
func (c Command) spelled(variable *regexp.Regexp, text string) (Command, bool) {
	plain := func(written string) (string, bool) {
		out := variable.ReplaceAllLiteralString(written, text)
		return out, out != written && !strings.ContainsAny(out, "$`\"'\\*?[{~")
	}
	out, used := c, false
	if dir, ok := plain(c.Dir); ok {
		out.Dir, used = clean(dir), true
	}
	out.Words, out.Expanded = slices.Clone(c.Words), nil
	for _, i := range c.Expanded {
		if word, ok := plain(c.Words[i]); ok {
			out.Words[i], used = word, true
			continue
		}
		out.Expanded = append(out.Expanded, i)
	}
	out.Dynamic = strings.Contains(out.Dir, "$") || slices.ContainsFunc(out.Expanded, func(i int) bool { return strings.ContainsAny(out.Words[i], "$`~") })
	return out, used
}
