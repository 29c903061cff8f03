package rule

import (
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/tracker"
)

var gitRules = []Rule{
	{HistoryRewritten, config.Error, "git", "No recorded checkpoint is lost from the base branch's history.", historyRewritten},
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
			if old[one.key] || one.counts.Outcome.Kind == tracker.OutcomeNotRun {
				continue
			}
			if what, is := p.destroys(c); is {
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
// history: reset --hard, checkout -- PATH, switch --discard-changes, restore of the
// worktree, clean -f, stash drop, and a forced push. With
// --force-with-lease a push rewrites only what nobody else has touched.
func destructiveGit(words []string) (string, bool) {
	if len(words) > 0 && words[0] == "sudo" {
		words = words[1:]
	}
	if len(words) == 0 || words[0] != "git" {
		return "", false
	}
	words = words[1:]
	for len(words) > 0 && strings.HasPrefix(words[0], "-") {
		takesValue := slices.Contains([]string{"-C", "-c", "--git-dir", "--work-tree", "--namespace"}, words[0])
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
	// flag looks for a letter among joined ones too, as in -xfd, up to one that takes
	// the rest as its value.
	flag := func(letter, long string) bool {
		return slices.ContainsFunc(args, func(a string) bool {
			letters, short := strings.CutPrefix(a, "-")
			if i := strings.IndexAny(letters, "bBcCeos"); i >= 0 {
				letters = letters[:i]
			}
			return a == long || short && !strings.HasPrefix(letters, "-") && strings.Contains(letters, letter)
		})
	}
	switch words[0] {
	case "reset":
		return "git reset --hard", has("--hard")
	case "checkout":
		return "git checkout --", has("--", ".") || flag("f", "--force")
	case "switch":
		return "git switch --discard-changes", has("--discard-changes") || flag("f", "--force")
	case "restore":
		return "git restore", !flag("S", "--staged") || flag("W", "--worktree")
	case "clean":
		return "git clean -f", flag("f", "--force") && !flag("n", "--dry-run")
	case "stash":
		return "git stash drop", has("drop", "clear")
	case "push":
		return "git push --force", has("--mirror") || flag("f", "--force") || slices.ContainsFunc(args, func(a string) bool { return strings.HasPrefix(a, "+") })
	}
	return "", false
}
