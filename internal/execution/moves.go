package execution

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
	`(?:checkout|checkout-index|read-tree|switch|reset|pull|merge|rebase|cherry-pick|revert|restore|apply|am|stash|rm|mv|update-ref|symbolic-ref|replace|bisect)` +
	`|gh["',\s]+pr["',\s]+checkout` +
	`)(?:$|[\s"',)])`)

// movesCode tells whether a command of the job puts other code into the work tree.
func (h *Holding) movesCode(c shell.Command) bool {
	line := strings.Join(c.Words, " ")
	if len(c.Words) == 0 || c.Words[0] == "echo" || c.Words[0] == "printf" || !movesWork.MatchString(line) || newBranch.MatchString(line) {
		return false
	}
	return !putsBack.MatchString(line) || h.changesGit()
}

// putsBack matches a git command that only puts files of the commit at hand back, or sets
// its own changes aside. What stands behind `--` is a path. It does so unless git was told
// of another commit, index or directory before.
var putsBack = regexp.MustCompile(`^git (?:checkout(?: -q| -f| --quiet| --force)*(?:(?: HEAD)? --(?: [^-\s]\S*)+|(?: HEAD| --)? \.)` +
	`|reset(?: -q| --quiet| --hard| --mixed)*(?: HEAD)?(?: --(?: \S+)+)?` +
	`|restore(?: -q| --quiet| -S| -W| --staged| --worktree| (?:-s |--source[ =])HEAD)*(?: --)?(?: [^-\s]\S*)+` +
	`|stash(?: push| pop| -q| --quiet| -u| --include-untracked)*)$`)

var (
	// tellsGit matches what may give git another commit, index or directory.
	tellsGit = regexp.MustCompile(`\bGIT_[A-Z_]+|\.git\b|\bgit\b[^\n;|&]*\s(?:add|branch|clone|commit|config|gc|init|mv|remote|rm|submodule|update-index|update-ref|worktree|fetch\b[^\n;|&]*(?:\s-\w*u|--update-head-ok|:))`)
	// tellsGitNothing matches settings of git that change none of these.
	tellsGitNothing = regexp.MustCompile(`\bgit config --global (?:--add )?(?:user\.\w+|safe\.directory)\b[^\n;|&]*`)
)

// changesGit tells whether a script or a variable, up to the step, may have told git so.
func (h *Holding) changesGit() bool {
	for i := range h.pieces[:h.n+1] {
		p := &h.pieces[i]
		text := tellsGitNothing.ReplaceAllString(p.step.Code(), "")
		for name := range environmentOf(shell.Command{}, h.Source, p, h.pieces[:i]) {
			text += "\n" + name
		}
		if tellsGit.MatchString(text) {
			return true
		}
	}
	return false
}

// newBranch matches a git command that gives the commit at hand a new branch. A variable
// without quotes may be several words, and so name another commit.
var newBranch = regexp.MustCompile(`^git (?:checkout(?: -q| --quiet)* -[bB]|switch(?: -q| --quiet)* (?:-[cC]|--create|--force-create)) (?:[\w./+@-]+|"[^"$\s]*\$[^"\s]*")(?: HEAD)?$`)

// otherLanguage matches the shells whose scripts are no commands.
var otherLanguage = regexp.MustCompile(`^(?:\S*/)?(?:python|node|perl|ruby|deno|bun)`)

var (
	// lineComment matches a line that is a comment.
	lineComment = regexp.MustCompile(`(?m)^\s*(?://|#) .*$`)
	// startsPrograms matches what a script of actions/github-script needs to start one.
	startsPrograms = regexp.MustCompile(`(?i:exec|spawn|require|import|process|eval|constructor|globalThis)|Function`)
)

// programMoves says that a step's program in another language than a shell's puts
// other code into the work tree, or "".
func programMoves(step *workflow.Step) string {
	if step.Run != "" && !otherLanguage.MatchString(step.Shell) {
		return ""
	}
	code := lineComment.ReplaceAllString(step.Code(), "")
	m := movesWork.FindString(code)
	if m == "" || step.Run == "" && !startsPrograms.MatchString(code) {
		return ""
	}
	return fmt.Sprintf("has `%s` in its program, which may change the code", OneLine(strings.Trim(m, " \t\n\"'(),/")))
}
