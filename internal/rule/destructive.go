package rule

import (
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/tracker"
)

var (
	commandBreaks = regexp.MustCompile(`[;&|\n()]+`)
	quotes        = strings.NewReplacer(`"`, "", "'", "")
)

// destroys names the destructive command within a claim.
func (p *pass) destroys(c *tracker.Claim) (string, bool) {
	var lines [][]string
	for _, one := range p.commands.parse(c.Command.Value) {
		lines = append(lines, one.Words)
	}
	if lines == nil {
		return destroysText(c.Command.Value, 0)
	}
	for _, words := range lines {
		for len(words) > 0 {
			part := words
			if pipe := slices.IndexFunc(words, func(w string) bool { return w == "|" || w == "|&" }); pipe >= 0 {
				part, words = words[:pipe], words[pipe+1:]
			} else {
				words = nil
			}
			if what, is := destructive(part, 0); is {
				return what, true
			}
		}
	}
	return "", false
}

// destroysText looks at a text that is no plain list of commands.
func destroysText(text string, depth int) (string, bool) {
	for _, part := range commandBreaks.Split(quotes.Replace(text), -1) {
		if what, is := destructive(strings.Fields(part), depth); is {
			return what, true
		}
	}
	return "", false
}

var (
	// wrappers run the command behind their own options.
	wrappers = []string{"sudo", "doas", "env", "time", "timeout", "nohup", "command", "exec", "xargs", "nice", "builtin", "stdbuf", "$", "then", "do", "else", "!", "{"}
	shells   = []string{"sh", "bash", "zsh", "dash", "ksh", "eval"}
)

// maxWithin bounds how deep commands within commands are looked at.
const maxWithin = 8

// destructive names what a command throws away work with: Git as destructiveGit knows
// it, the removal of a repository, and both within a shell or behind another program.
func destructive(words []string, depth int) (string, bool) {
	if len(words) == 0 || depth > maxWithin {
		return "", false
	}
	switch name := program(words[0]); {
	case name == "git":
		if what, is := destructiveGit(words[1:]); is {
			return what, true
		}
		if i := slices.Index(words, "foreach"); i > 0 && words[i-1] == "submodule" {
			return destroysText(strings.TrimPrefix(strings.Join(words[i+1:], " "), "--recursive "), depth+1)
		}
	case name == "rm":
		return removal(words[1:])
	case slices.Contains(shells, name):
		return destroysText(strings.Join(script(words[1:]), " "), depth+1)
	case slices.Contains(wrappers, name) || strings.Contains(words[0], "="):
		within := func(w string) bool {
			name := program(w)
			return name == "git" || name == "rm" || slices.Contains(shells, name)
		}
		if i := slices.IndexFunc(words, within); i > 0 {
			return destructive(words[i:], depth+1)
		}
	}
	return "", false
}

// program is a program's name, or a file's, without its directories.
func program(s string) string { return s[strings.LastIndexByte(s, '/')+1:] }

// script is what a shell is given to run, behind its options.
func script(args []string) []string {
	isC := func(a string) bool {
		return strings.HasPrefix(a, "-") && !strings.HasPrefix(a, "--") && strings.HasSuffix(a, "c")
	}
	if i := slices.IndexFunc(args, isC); i >= 0 {
		return args[i+1:]
	}
	return args
}

// removal tells of rm whether it removes a repository, or a whole directory of which
// nobody can tell what is in it.
func removal(args []string) (string, bool) {
	recursive := slices.ContainsFunc(args, func(a string) bool {
		return a == "--recursive" || strings.HasPrefix(a, "-") && !strings.HasPrefix(a, "--") && strings.ContainsAny(a, "rR")
	})
	if !recursive {
		return "", false
	}
	for _, a := range args {
		switch a = strings.TrimRight(a, "/"); {
		case program(a) == ".git":
			return "rm -r .git", true
		case slices.Contains([]string{"", ".", "..", "*", "./*", ".*", "~", "$HOME"}, a):
			return "rm -r of everything", true
		}
	}
	return "", false
}

// destructiveGit knows the git commands that discard uncommitted work or shared
// history, by the words behind git: reset --hard, checkout -- PATH, switch
// --discard-changes, restore of the worktree, clean -f, stash drop, branch -D, worktree
// remove --force, filter-branch, a forced push or one that deletes the main branch, and
// what empties the reflog. With --force-with-lease a push rewrites only what nobody
// else has touched; to amend or rebase commits of one's own is no harm.
func destructiveGit(words []string) (string, bool) {
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
	// long looks for an option that Git lets be shortened.
	long := func(option string) bool {
		const shortest = len("--xx")
		return slices.ContainsFunc(args, func(a string) bool { return len(a) >= shortest && strings.HasPrefix(option, a) })
	}
	// flag looks for a letter among joined ones too, as in -xfd, up to one that takes
	// the rest as its value.
	flag := func(letter, option string) bool {
		return long(option) || slices.ContainsFunc(args, func(a string) bool {
			letters, short := strings.CutPrefix(a, "-")
			if i := strings.IndexAny(letters, "bBcCeos"); i >= 0 {
				letters = letters[:i]
			}
			return short && !strings.HasPrefix(letters, "-") && strings.Contains(letters, letter)
		})
	}
	starts := func(prefix string) bool {
		return slices.ContainsFunc(args, func(a string) bool { return strings.HasPrefix(a, prefix) })
	}
	switch words[0] {
	case "reset":
		return "git reset --hard", long("--hard")
	case "checkout":
		return "git checkout --", has("--", ".") || flag("f", "--force")
	case "checkout-index":
		return "git checkout-index -f", flag("f", "--force")
	case "read-tree":
		return "git read-tree --reset", long("--reset")
	case "switch":
		return "git switch --discard-changes", long("--discard-changes") || flag("f", "--force")
	case "restore":
		return "git restore", !flag("S", "--staged") || flag("W", "--worktree")
	case "clean":
		return "git clean -f", flag("f", "--force") && !flag("n", "--dry-run")
	case "stash":
		return "git stash drop", has("drop", "clear")
	case "branch":
		return "git branch -D", flag("D", "") || flag("d", "--delete") && flag("f", "--force")
	case "worktree":
		return "git worktree remove --force", has("remove") && flag("f", "--force")
	case "filter-branch", "filter-repo":
		return "git " + words[0], true
	case "reflog":
		return "git reflog expire", has("expire", "delete")
	case "update-ref":
		return "git update-ref -d", flag("d", "")
	case "gc", "prune":
		return "git gc --prune=now", starts("--prune=now") || starts("--prune=all") || starts("--expire=now")
	case "push":
		if flag("d", "--delete") && has(mainBranches...) || slices.ContainsFunc(mainBranches, func(b string) bool { return has(":"+b, ":refs/heads/"+b) }) {
			return "git push --delete", true
		}
		return "git push --force", long("--mirror") || flag("f", "--force") || starts("+")
	}
	return "", false
}

var mainBranches = []string{"main", "master", "trunk", "develop"}
