// Package command reads the commands in a comment on a pull request, and decides what
// is answered to them. It is pure.
package command

import (
	"fmt"
	"slices"
	"strings"
)

// Recheck judges the pull request anew.
const Recheck = "recheck"

// The commands by name, without the slash: those that this version carries out, and those
// that it only knows by name. Any other word with a slash is another bot's.
var (
	known = []string{Recheck}
	later = []string{"approve", "trust"}
)

// Answer is what is done about a comment.
type Answer struct {
	// Recheck is true where the pull request is to be judged anew.
	Recheck bool
	// Reply is what is replied, in prose with code between backticks; empty for nothing.
	Reply string
}

// Decide answers the commands of a comment, as Parse gives them. May tells whether their
// author may have the pull request judged anew: who wrote it may, and who may write to
// the repository. To be judged gives nobody anything, but it costs the repository's
// share of API calls.
func Decide(commands []string, author string, may bool) Answer {
	var a Answer
	var said []string
	if slices.Contains(commands, Recheck) {
		if a.Recheck = may; !may {
			said = append(said, fmt.Sprintf("`/%s` is for the author of the pull request and for those who may write to the repository, and `%s` is neither.", Recheck, author))
		}
	}
	if unknown := slices.DeleteFunc(slices.Clone(commands), func(c string) bool { return slices.Contains(known, c) }); len(unknown) > 0 {
		said = append(said, fmt.Sprintf("This version does not know %s. It knows %s.", listed(unknown), listed(known)))
	}
	if len(said) > 0 {
		a.Reply = "packetgate: " + strings.Join(said, " ")
	}
	return a
}

// listed names commands in prose.
func listed(commands []string) string { return "`/" + strings.Join(commands, "`, `/") + "`" }
