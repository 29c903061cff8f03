package evidence

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// movesWork matches a git command that puts other code into the work tree, as words
// or as a program's list of them; what stands before it may be a wrapper such as
// sudo or `bash -c`.
var movesWork = regexp.MustCompile(`(?:^|[\s"'/(])(?:` +
	`git(?:\.exe)?(?:["',\s]+(?:-[cC]["',\s]+[^\s"',]+|-[^\s"',]+))*["',\s]+` +
	`(?:checkout|checkout-index|read-tree|switch|reset|pull|merge|rebase|cherry-pick|revert|restore|apply|am|stash)` +
	`|gh["',\s]+pr["',\s]+checkout` +
	`)(?:$|[\s"',)])`)

// movesCode tells whether a command puts other code into the work tree.
func movesCode(c shell.Command) bool {
	return len(c.Words) > 0 && c.Words[0] != "echo" && c.Words[0] != "printf" && movesWork.MatchString(strings.Join(c.Words, " "))
}

// otherLanguage matches the shells whose scripts are no commands.
var otherLanguage = regexp.MustCompile(`^(?:\S*/)?(?:python|node|perl|ruby|deno|bun)`)

// programMoves says that a step's program in another language than a shell's puts
// other code into the work tree, or "".
func programMoves(step *workflow.Step) string {
	if step.Run != "" && !otherLanguage.MatchString(step.Shell) {
		return ""
	}
	m := movesWork.FindString(step.Code())
	if m == "" {
		return ""
	}
	return fmt.Sprintf("has `%s` in its program, which may change the code", oneLine(strings.Trim(m, " \t\n\"'(),/")))
}
