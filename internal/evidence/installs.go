package evidence

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/packetgate/packetgate/internal/shell"
)

var (
	// installers are programs that put files elsewhere, the last word first of all.
	installers = map[string]bool{"cp": true, "install": true, "ln": true, "mv": true, "rsync": true}
	// unpackers are programs that put there what an archive holds, by the option that
	// names the directory.
	unpackers = map[string]*regexp.Regexp{
		"tar":   regexp.MustCompile(`\s(?:-\w*C|--directory)[ =]?\s*(\S+)`),
		"unzip": regexp.MustCompile(`\s-d\s*(\S+)`),
		"7z":    regexp.MustCompile(`\s-o(\S+)`),
	}
	targetOption = regexp.MustCompile(`\s(?:-\w*t|--target-directory)[ =]?\s*(\S+)`)
	// redirected matches what writes a command's output into a file.
	redirected = regexp.MustCompile(`(?:>\|?|\btee(?:\s+-\w+)*)\s*([^\s>&|;]+)`)
	// programDirectory matches a path with a directory of programs in it.
	programDirectory = regexp.MustCompile(`(?:^|/)s?bin(?:/|$)`)
	// workspacePrefix is what scripts write for the workspace.
	workspacePrefix = regexp.MustCompile(`^(?:\.|\$PWD|\$\{PWD\}|\$\(pwd\)|\$GITHUB_WORKSPACE|\$\{GITHUB_WORKSPACE\}|\$\{\{ *github\.workspace *\}\})/`)
	homePrefix      = regexp.MustCompile(`~/|\$\{?HOME\}?/`)
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
// command's program, among those that PATH names, or "".
func (j *judgement) installs(h *holding, c shell.Command) string {
	words := c.Words
	for len(words) > 0 && (words[0] == "sudo" || strings.HasPrefix(words[0], "-")) {
		words = words[1:]
	}
	if len(words) < 2 {
		return ""
	}
	name, text := path.Base(words[0]), strings.Join(words, " ")
	into := func(option *regexp.Regexp, from string) string {
		if m := option.FindStringSubmatch(from); m != nil {
			return strings.Trim(m[1], `"'`)
		}
		return ""
	}
	var target string
	unpacks := unpackers[name]
	switch {
	case unpacks != nil:
		target = into(unpacks, text)
	case installers[name] && into(targetOption, text) != "":
		target = strings.TrimSuffix(into(targetOption, text), "/") + "/"
	case installers[name] && len(words) > 2:
		target = strings.Trim(words[len(words)-1], `"`)
	default:
		target = into(redirected, c.Text)
	}
	if target == "" || !h.holdsPrograms(target) {
		return ""
	}
	for _, word := range words[1:] {
		source := workspacePrefix.ReplaceAllString(strings.Trim(word, `"`), "")
		source, _, pattern := strings.Cut(source, "*")
		if pattern && source == "" {
			source = "."
		}
		if strings.HasPrefix(word, "-") || strings.Trim(word, `"`) == target || source == "" || path.IsAbs(source) {
			continue
		}
		source = path.Join(c.Dir, source)
		for _, f := range j.Change.Files {
			if !overlaps(source, f.Path) && source != "." && !(pattern && strings.HasPrefix(f.Path, source)) {
				continue
			}
			if unpacks != nil {
				return fmt.Sprintf("unpacks %s, which this pull request changes, among the programs", f.Path)
			}
			as := path.Base(target)
			if strings.HasSuffix(target, "/") || h.holdsPrograms(target+"/") && as != h.program() && !anyCommand[as] {
				as = path.Base(f.Path)
			}
			if as == h.program() || anyCommand[as] {
				return fmt.Sprintf("puts %s, which this pull request changes, among the programs as `%s`", f.Path, as)
			}
		}
	}
	return ""
}

// holdsPrograms tells whether a path is in a directory of programs, or in one that the
// job adds to PATH.
func (h *holding) holdsPrograms(target string) bool {
	if programDirectory.MatchString(target) {
		return true
	}
	target = strings.TrimSuffix(homePrefix.ReplaceAllString(target, "~/"), "/")
	for _, p := range h.pieces[:h.n+1] {
		for line := range strings.Lines(p.step.Run) {
			line = homePrefix.ReplaceAllString(line, "~/")
			if strings.Contains(line, "PATH") && (strings.Contains(line, target) || strings.Contains(path.Dir(target), "/") && strings.Contains(line, path.Dir(target))) {
				return true
			}
		}
	}
	return false
}
