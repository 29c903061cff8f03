package evidence

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/packetgate/packetgate/internal/shell"
)

var (
	// installers are programs that put files elsewhere.
	installers = map[string]bool{"cp": true, "install": true, "ln": true, "mv": true, "rsync": true}
	// programDirectory matches a path with a directory of programs in it.
	programDirectory = regexp.MustCompile(`(?:^|/)s?bin(?:/|$)`)
	// workspacePrefix is what scripts write for the workspace.
	workspacePrefix = regexp.MustCompile(`^(?:\.|\$PWD|\$\{PWD\}|\$\(pwd\)|\$GITHUB_WORKSPACE|\$\{GITHUB_WORKSPACE\}|\$\{\{ *github\.workspace *\}\})/`)
)

// anyCommand are the programs by which others are started.
var anyCommand = map[string]bool{"sh": true, "bash": true, "env": true, "sudo": true}

// program is the name of the program that a held command runs.
func (h *holding) program() string {
	if words := h.rans()[0].Command.Words; len(words) > 0 {
		return path.Base(words[0])
	}
	return ""
}

// installs says that an earlier command puts a file of the change in the place of the
// program, among those that PATH names, or "".
func (j *judgement) installs(c shell.Command, program string) string {
	words := c.Words
	for len(words) > 0 && (words[0] == "sudo" || strings.HasPrefix(words[0], "-")) {
		words = words[1:]
	}
	if len(words) < 3 || !installers[path.Base(words[0])] {
		return ""
	}
	target := strings.Trim(words[len(words)-1], `"`)
	if !programDirectory.MatchString(target) {
		return ""
	}
	for _, word := range words[1 : len(words)-1] {
		source := workspacePrefix.ReplaceAllString(strings.Trim(word, `"`), "")
		source, _, _ = strings.Cut(source, "*")
		if strings.HasPrefix(word, "-") || source == "" || path.IsAbs(source) {
			continue
		}
		source = path.Join(c.Dir, source)
		for _, f := range j.Change.Files {
			if !overlaps(source, f.Path) && source != "." {
				continue
			}
			as := path.Base(target)
			if strings.HasSuffix(target, "/") || as == "bin" || as == "sbin" {
				as = path.Base(f.Path)
			}
			if as == program || anyCommand[as] {
				return fmt.Sprintf("puts %s, which this pull request changes, among the programs as `%s`", f.Path, as)
			}
		}
	}
	return ""
}
