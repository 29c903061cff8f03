package rule

import (
	"strings"
	"testing"
)

func TestDestructiveGit(t *testing.T) {
	for command, want := range map[string]bool{
		"git reset --hard origin/main":       true,
		"git reset --soft HEAD~1":            false,
		"sudo git reset --hard":              true,
		"git --git-dir x/.git reset --hard":  true,
		"git checkout -- go.mod":             true,
		"git checkout .":                     true,
		"git checkout -qf main":              true,
		"git checkout -b fix":                false,
		"git checkout -bfix":                 false,
		"git switch --discard-changes main":  true,
		"git switch -cfix":                   false,
		"git restore --source=HEAD~1 go.mod": true,
		"git restore -S go.mod":              false,
		"git restore -SW go.mod":             true,
		"git clean -xfd":                     true,
		"git clean -nfd":                     false,
		"git clean --force --dry-run":        false,
		"git stash drop":                     true,
		"git stash":                          false,
		"git push -fu origin pin":            true,
		"git push origin +pin":               true,
		"git push --force-with-lease":        false,
		"git push -u origin fix":             false,
		"git -C web clean -f":                true,
		"git":                                false,
		"git -C":                             false,
		"reset --hard":                       false,
	} {
		if what, is := destructiveGit(strings.Fields(command)); is != want {
			t.Errorf("%s: %v (%s), want %v", command, is, what, want)
		}
	}
}
