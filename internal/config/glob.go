package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Match tells whether one of the globs matches a path of the repository. A *
// stays within a folder, ** crosses folders, {a,b} is either; case counts.
func Match(globs []string, path string) bool {
	for _, glob := range globs {
		if doublestar.MatchUnvalidated(glob, path) {
			return true
		}
	}
	return false
}

// The bounds of a glob: matching tries every combination of its {a,b}.
const (
	maxGlob         = 512
	maxAlternatives = 64
)

// CheckGlob returns an error that says what is wrong with a glob, for those that
// come from elsewhere than a configuration file; Match needs a valid one.
func CheckGlob(glob string) error {
	switch {
	case strings.TrimSpace(glob) == "":
		return errors.New("the glob is empty; write a path such as docs/**/*.md")
	case len(glob) > maxGlob:
		return fmt.Errorf("the glob has %d bytes; it may have %d at most", len(glob), maxGlob)
	case strings.HasPrefix(glob, "!"):
		return fmt.Errorf("glob %s: a leading ! does not exclude here; list what should match", quoted(glob))
	case strings.HasPrefix(glob, "/"), strings.HasPrefix(glob, "./"):
		return fmt.Errorf("glob %s: paths start at the repository's root; write %s",
			quoted(glob), quoted(strings.TrimLeft(glob, "./")))
	case slices.Contains(strings.Split(glob, "/"), ".."):
		return fmt.Errorf("glob %s: .. never matches, for paths start at the repository's root and stay below it; write the path from there", quoted(glob))
	case strings.HasSuffix(glob, "/"):
		return fmt.Errorf("glob %s names a folder, and only files are matched; write %s", quoted(glob), quoted(glob+"**"))
	case !doublestar.ValidatePattern(glob):
		return fmt.Errorf("glob %s is not valid: a [, { or \\ is left open", quoted(glob))
	case alternatives(glob) > maxAlternatives:
		return fmt.Errorf("glob %s: its {…} have more than %d combinations; write several globs", quoted(glob), maxAlternatives)
	}
	return nil
}

// alternatives is an upper bound of the combinations of a glob's {a,b}: each
// group multiplies by its commas and one.
func alternatives(glob string) int {
	product, choices := 1, 1
	for i := 0; i < len(glob) && product <= maxAlternatives; i++ {
		switch glob[i] {
		case '\\':
			i++
		case ',':
			choices++
		case '}':
			product *= choices
			choices = 1
		}
	}
	return product
}

// wildcard tells whether a pattern, in which each * stands for any text,
// matches the whole of text, in linear time: each part is found at its first
// place behind the one before.
func wildcard(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	first, last := parts[0], parts[len(parts)-1]
	if len(parts) == 1 {
		return pattern == text
	}
	if !strings.HasPrefix(text, first) {
		return false
	}
	text = text[len(first):]
	for _, part := range parts[1 : len(parts)-1] {
		_, after, found := strings.Cut(text, part)
		if !found {
			return false
		}
		text = after
	}
	return strings.HasSuffix(text, last)
}
