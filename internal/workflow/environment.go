package workflow

import (
	"regexp"
	"slices"
	"strings"
)

// Written is what a step's script writes for later steps into the file that
// GITHUB_ENV names, as far as its text tells.
type Written struct {
	// Names are the variables that plain lines `echo "NAME=…" >> $GITHUB_ENV` set,
	// and all words of the script once Unknown is true.
	Names []string
	// Unknown is true when the script may write other variables too.
	Unknown bool
}

var (
	echoed = regexp.MustCompile(`^(?:echo|printf)(?: +-[neE]+)* +(?:["']?)([A-Za-z_][\w%()]*)(?:=|<<)`)
	words  = regexp.MustCompile(`[A-Za-z_][\w%]*`)
)

// Writes tells which variables the step sets for later steps.
func (s *Step) Writes() Written {
	var out Written
	if !strings.Contains(s.Run, "GITHUB_ENV") && !strings.Contains(s.Run, "set-env") {
		return out
	}
	for line := range strings.Lines(s.Run) {
		if !strings.Contains(line, "GITHUB_ENV") && !strings.Contains(line, "set-env") {
			continue
		}
		if m := echoed.FindStringSubmatch(strings.TrimSpace(line)); m != nil && !strings.Contains(line, ";") {
			out.Names = append(out.Names, m[1])
			continue
		}
		out.Unknown = true
	}
	if out.Unknown {
		out.Names = words.FindAllString(s.Run, -1)
	}
	return out
}

// Sets tells whether the script may set a variable.
func (w Written) Sets(name string) bool { return w.Unknown || slices.Contains(w.Names, name) }
