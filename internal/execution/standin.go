package execution

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/packetgate/packetgate/internal/shell"
)

var (
	// writers are programs that write a script's own text into a file.
	writers = map[string]bool{"echo": true, "printf": true, "cat": true, "tee": true}
	// installed matches how scripts name a program of the system, the name last.
	installed = regexp.MustCompile(`^"?(?:/(?:usr/(?:local/)?)?s?bin/|\$\((?:which|command -v|type -p) )([\w.+-]+)\)?"?$`)
)

// standsIn says that an earlier command puts a script that it writes, or another program
// of the system, in the place of the command's program, or "". A name that holds the
// other is a version of the same (`python3` as `python`).
func (h *Holding) standsIn(c shell.Command) string {
	moved, ok := transferOf(c)
	name := path.Base(strings.Trim(moved.target, `"'`))
	if !ok || name != h.program() || !h.holdsPrograms(moved.target) {
		return ""
	}
	if writers[moved.name] {
		return fmt.Sprintf("writes the program `%s` itself (`%s`)", name, Clip(moved.target))
	}
	for _, source := range moved.sources {
		m := installed.FindStringSubmatch(source)
		if installers[moved.name] && m != nil && !strings.Contains(m[1], name) && !strings.Contains(name, m[1]) {
			return fmt.Sprintf("puts the program `%s` in the place of `%s`", m[1], name)
		}
	}
	return ""
}
