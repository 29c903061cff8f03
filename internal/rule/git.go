package rule

import (
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/tracker"
)

var gitRules = []Rule{
	{HistoryRewritten, config.Error, "git", "No recorded checkpoint is lost from the base branch's history.", nil},
	{DestructiveCommand, config.Error, "git", "No command that was run throws away work on a shared worktree.", destructiveCommand},
}

// destructiveCommand looks at the commands that a packet says were run, not at
// its Rollback and not at prose. One that the merge base has already is not this
// change's.
func destructiveCommand(p *pass) {
	for _, packet := range p.movedPackets() {
		old := map[string]bool{}
		if before := p.before[packet.ID]; before != nil {
			for _, one := range claimed(p.commands, before) {
				old[one.key] = true
			}
		}
		for _, one := range claimed(p.commands, packet) {
			c := one.claims[0]
			if what, is := p.destroys(c); is && !old[one.key] {
				p.add(packet.ID, c.Command.Span, "%s ran %s: %s throws away work that others may share. Use a worktree of its own, or a revert commit.",
					name(packet.ID), quote(c.Command.Value), quote(what))
			}
		}
	}
}

var commandBreaks = regexp.MustCompile(`[;&|\n()]+`)

// destroys names the destructive git command within a claim.
func (p *pass) destroys(c *tracker.Claim) (string, bool) {
	var lines [][]string
	for _, one := range p.commands.parse(c.Command.Value) {
		lines = append(lines, one.Words)
	}
	if lines == nil {
		for _, part := range commandBreaks.Split(c.Command.Value, -1) {
			lines = append(lines, strings.Fields(part))
		}
	}
	for _, words := range lines {
		if what, is := destructiveGit(words); is {
			return what, true
		}
	}
	return "", false
}

// destructiveGit knows the git commands that discard uncommitted work or shared
// history: reset --hard, checkout -- PATH, restore of the worktree, clean -f, and
// a forced push.
func destructiveGit(words []string) (string, bool) {
	if len(words) > 0 && words[0] == "sudo" {
		words = words[1:]
	}
	if len(words) == 0 || words[0] != "git" {
		return "", false
	}
	words = words[1:]
	for len(words) > 0 && strings.HasPrefix(words[0], "-") {
		takesValue := words[0] == "-C" || words[0] == "-c"
		words = words[1:]
		if takesValue && len(words) > 0 {
			words = words[1:]
		}
	}
	if len(words) == 0 {
		return "", false
	}
	args := words[1:]
	has := func(options ...string) bool {
		return slices.ContainsFunc(args, func(a string) bool { return slices.Contains(options, a) })
	}
	switch words[0] {
	case "reset":
		return "git reset --hard", has("--hard")
	case "checkout":
		return "git checkout --", has("--", ".", "-f", "--force")
	case "restore":
		return "git restore", !has("--staged", "-S") || has("--worktree", "-W")
	case "clean":
		return "git clean -f", slices.ContainsFunc(args, func(a string) bool {
			return a == "--force" || strings.HasPrefix(a, "-") && !strings.HasPrefix(a, "--") && strings.Contains(a, "f")
		}) && !has("-n", "--dry-run")
	case "push":
		return "git push --force", has("-f", "--force", "--mirror") || slices.ContainsFunc(args, func(a string) bool {
			return strings.HasPrefix(a, "+")
		})
	}
	return "", false
}
