package rule

import (
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/tracker"
)

func TestDestructiveCommands(t *testing.T) {
	for command, want := range map[string]bool{
		"git reset --hard origin/main":                       true,
		"git reset --har":                                    true,
		"git reset --soft HEAD~1":                            false,
		"sudo git reset --hard":                              true,
		"git --git-dir x/.git reset --hard":                  true,
		"git checkout -- go.mod":                             true,
		"git checkout .":                                     true,
		"git checkout -qf main":                              true,
		"git checkout -b fix":                                false,
		"git checkout -bfix":                                 false,
		"git switch --discard-changes main":                  true,
		"git switch -cfix":                                   false,
		"git restore --source=HEAD~1 go.mod":                 true,
		"git restore -S go.mod":                              false,
		"git restore -SW go.mod":                             true,
		"git clean -xfd":                                     true,
		"git clean -nfd":                                     false,
		"git clean --force --dry-run":                        false,
		"git stash drop":                                     true,
		"git stash":                                          false,
		"git push -fu origin pin":                            true,
		"git push origin +pin":                               true,
		"git push --force-with-lease":                        false,
		"git push -u origin fix":                             false,
		"git -C web clean -f":                                true,
		"git branch -D x":                                    true,
		"git branch -d x":                                    false,
		"git branch --delete --force x":                      true,
		"git branch -df x":                                   true,
		"git filter-branch --tree-filter true HEAD":          true,
		"git filter-repo --path x":                           true,
		"git commit --amend --no-edit":                       false,
		"git rebase -i HEAD~3":                               false,
		"git reflog expire --expire=now --all":               true,
		"git reflog":                                         false,
		"git gc --prune=now":                                 true,
		"git gc":                                             false,
		"git update-ref -d refs/heads/x":                     true,
		"git worktree remove --force x":                      true,
		"git worktree remove x":                              false,
		"git stash clear":                                    true,
		"git stash pop":                                      false,
		"git push --delete origin main":                      true,
		"git push origin :main":                              true,
		"git push origin --delete feature":                   false,
		"git push --force-with-lease --force":                true,
		"git push +main":                                     true,
		"git push":                                           false,
		"git read-tree --reset -u HEAD":                      true,
		"git checkout-index -fa":                             true,
		"/usr/bin/git reset --hard":                          true,
		"env GIT_DIR=x git reset --hard":                     true,
		"sudo -u x git reset --hard":                         true,
		"timeout 30 git push -f":                             true,
		"xargs git checkout --":                              true,
		"echo git reset --hard":                              false,
		"grep git reset --hard":                              false,
		"git submodule foreach --recursive git reset --hard": true,
		"git submodule foreach git status":                   false,
		"rm -rf .git":                                        true,
		"rm -fr ./.git/":                                     true,
		"rm -r -f /work/x/.git":                              true,
		"rm --recursive .":                                   true,
		"rm -rf *":                                           true,
		"rm -rf dist":                                        false,
		"rm .git/index.lock":                                 false,
		"time rm -rf .git":                                   true,
		"git":                                                false,
		"git -C":                                             false,
		"reset --hard":                                       false,
	} {
		if what, is := destructive(strings.Fields(command), 0); is != want {
			t.Errorf("%s: %v (%s), want %v", command, is, what, want)
		}
	}
}

// A claim's command may hold others.
func TestDestructiveCommandsWithinOthers(t *testing.T) {
	for command, want := range map[string]bool{
		`bash -c "git reset --hard"`:                 true,
		`bash -eo pipefail -c 'cd x; git clean -fd'`: true,
		`sh -c 'sh -c "git push -f"'`:                true,
		`yes | git clean -f`:                         true,
		`go test ./... || git checkout .`:            true,
		`if true; then git reset --hard; fi`:         true,
		`X=$(git stash drop)`:                        true,
		`bash scripts/reset.sh --hard`:               false,
		`echo "git reset --hard" > notes.txt`:        false,
	} {
		p := &pass{commands: newCanon()}
		if what, is := p.destroys(&tracker.Claim{Command: tracker.Text{Value: command}}); is != want {
			t.Errorf("%s: %v (%s), want %v", command, is, what, want)
		}
	}
}
