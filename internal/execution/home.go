package execution

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/shell"
)

// homes are the variables by which scripts name directories outside of the workspace,
// with how they do so. A workflow can set them to one within it.
var homes = map[string]*regexp.Regexp{
	"HOME":              regexp.MustCompile(`~/|\$\{?HOME\b`),
	"RUNNER_TEMP":       regexp.MustCompile(`\$\{?(?:env:)?RUNNER_TEMP\b`),
	"RUNNER_TOOL_CACHE": regexp.MustCompile(`\$\{?(?:env:)?RUNNER_TOOL_CACHE\b`),
	"USERPROFILE":       regexp.MustCompile(`\$env:USERPROFILE\b`),
	"APPDATA":           regexp.MustCompile(`\$env:APPDATA\b`),
	"LOCALAPPDATA":      regexp.MustCompile(`\$env:LOCALAPPDATA\b`),
	"GOPATH":            regexp.MustCompile(`\$\{?GOPATH\b|\bgo env GOPATH\b`),
	"CONDA":             regexp.MustCompile(`\$\{?CONDA\b`),
}

var (
	// toolchainUse matches the use of a variable, and a tool that asks for its own.
	toolchainUse = regexp.MustCompile(`\$\{?(\w+)|\bgo env GOROOT\b|--user-base\b`)
	// entersPrograms matches a line that adds a directory to PATH, or sources a file.
	entersPrograms = regexp.MustCompile(`PATH|(?:^|[;&|]) *(?:\.|source) `)
	// ownSpace matches absolute paths of workspaces.
	ownSpace = regexp.MustCompile(`^/(?:__w|github/workspace|home/runner/work)(?:/|$)|/_work/|\.\.`)
)

// homeDoubt says that the job takes programs or set-up files from below a variable
// that it sets to a directory which may lie in the workspace, or "".
func (r *Reader) homeDoubt(h *Holding) string {
	for _, ran := range h.Rans() {
		env := environmentOf(ran.Command, h.Source, h.piece(), h.ranBefore())
		for _, name := range slices.Sorted(maps.Keys(env)) {
			v, named := env[name], homes[strings.ToUpper(name)]
			if shell.NamesToolchain(name) {
				named = toolchainUse
			}
			if named == nil || outsideWorkspace(v.Value) {
				continue
			}
			if named == toolchainUse {
				if at := r.placeOf(shell.Command{}, v.Value); !path.IsAbs(at) && r.codeAt(h, at) != "" {
					return fmt.Sprintf("the workflow sets %s to `%s`, where this pull request changes %s, so another program may have run under this name", name, Clip(OneLine(v.Value)), r.codeAt(h, at))
				}
			}
			if !h.takesFrom(named, name) {
				continue
			}
			return fmt.Sprintf("the workflow sets %s to `%s`, which may lie in the workspace, and the job takes programs or set-up files from there", name, Clip(OneLine(v.Value)))
		}
	}
	return ""
}

func outsideWorkspace(dir string) bool {
	return shell.OutsideWorkspace(dir) || strings.HasPrefix(dir, "/") && !strings.Contains(dir, "${{") && !ownSpace.MatchString(dir)
}

// takesFrom tells whether a script up to the step's has a line that takes programs
// from a directory that is named so.
func (h *Holding) takesFrom(named *regexp.Regexp, name string) bool {
	for _, p := range h.pieces[:h.n+1] {
		for line := range strings.Lines(p.step.Run) {
			if !entersPrograms.MatchString(line) {
				continue
			}
			for _, m := range named.FindAllStringSubmatch(line, -1) {
				if len(m) == 1 || m[1] == name || m[1] == "" {
					return true
				}
			}
		}
	}
	return false
}
