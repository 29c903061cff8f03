package execution

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
)

var (
	// installers are programs that put files elsewhere, the last word first of all.
	installers = map[string]bool{"cp": true, "install": true, "ln": true, "mv": true, "rsync": true, "mount": true, "stow": true}
	// wrappers are programs that start others.
	wrappers = map[string]bool{"sudo": true, "find": true, "xargs": true}
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
	// systemDirectory matches those that hold such directories, toolchain the toolchains
	// and what may lie in them.
	systemDirectory = regexp.MustCompile(`^/(?:usr(?:/local)?)?/*$`)
	toolchain       = regexp.MustCompile(`^(?:/usr/(?:local|lib)/(?:go|node|jvm|rust)|/opt/hostedtoolcache|"?\$\{?(?:GOROOT|JAVA_HOME|CARGO_HOME|RUNNER_TOOL_CACHE))\b`)
	// startFile matches the files that startingShell runs before a script.
	startFile     = regexp.MustCompile(`(?:^|/)(?:\.(?:bash_profile|bash_login|profile|bashrc|zshenv|zprofile|zshrc)|\.config/(?:fish/\S+\.fish|powershell/\S*profile\.ps1)|etc/(?:profile|bash\.bashrc|profile\.d/\S+))$`)
	startingShell = regexp.MustCompile(`\s(?:-\w*[li]\w*|--login)\b|^(?:\S*/)?(?:zsh|fish|pwsh)`)
	// openPart matches where a path goes on with what another program, or a pattern, names.
	openPart = regexp.MustCompile(`^\*|[^*{$](?:\*|\{\}|\$)`)
	// anyFile matches a word that stands for files which another program names.
	anyFile = regexp.MustCompile(`^"?(?:\{\}|\$\w+|\$\{\w+\})"?$`)
	// workspacePrefix is what scripts write for the workspace.
	workspacePrefix = regexp.MustCompile(`^(?:\.|\$PWD|\$\{PWD\}|\$\(pwd\)|\$GITHUB_WORKSPACE|\$\{GITHUB_WORKSPACE\}|\$\{\{ *github\.workspace *\}\})/`)
	bracedVariable  = regexp.MustCompile(`\$\{(\w+)\}`)
	homePrefix      = regexp.MustCompile(`~/|\$\{?HOME\}?/`)
)

// anyCommand are the programs by which others are started.
var anyCommand = map[string]bool{"sh": true, "bash": true, "env": true, "sudo": true}

// program is the name of the program that a held command runs.
func (h *Holding) program() string {
	if words := h.Rans()[0].Command.Words; len(words) > 0 {
		return path.Base(words[0])
	}
	return ""
}

// transfer is what a command puts elsewhere: files and directories, or what archives hold.
type transfer struct {
	name    string
	sources []string
	target  string
	unpacks bool
}

// transferOf reads a command that copies, links, moves, unpacks or redirects; what
// `find -exec` and xargs start, too.
func transferOf(c shell.Command) (transfer, bool) {
	words := c.Words
	for len(words) > 0 && (wrappers[words[0]] || strings.HasPrefix(words[0], "-")) {
		at := 1
		if started := slices.IndexFunc(words, func(word string) bool { return installers[path.Base(word)] }); started > 0 && words[0] != "sudo" {
			at = started
		}
		words = words[at:]
	}
	for len(words) > 0 && (words[len(words)-1] == ";" || words[len(words)-1] == "+") {
		words = words[:len(words)-1]
	}
	if len(words) == 0 {
		return transfer{}, false
	}
	name, text := path.Base(words[0]), strings.Join(words, " ")
	into := func(option *regexp.Regexp, from string) string {
		if m := option.FindStringSubmatch(from); m != nil {
			return strings.Trim(m[1], `"'`)
		}
		return ""
	}
	out := transfer{name: name, unpacks: unpackers[name] != nil}
	switch {
	case out.unpacks:
		out.target = into(unpackers[name], text)
	case installers[name] && into(targetOption, text) != "":
		out.target = strings.TrimSuffix(into(targetOption, text), "/") + "/"
	case installers[name] && len(words) > 2:
		out.target = strings.Trim(words[len(words)-1], `"`)
	case name == "update-alternatives" && len(words) > 4 && words[1] == "--install":
		out.target, words = words[2], words[3:]
	default:
		out.target = into(redirected, c.Text)
		if strings.Contains(words[0], "/") {
			out.sources = append(out.sources, words[0]) // what it prints, it decides
		}
	}
	for _, word := range words[1:] {
		if !strings.HasPrefix(word, "-") && strings.Trim(word, `"`) != out.target {
			out.sources = append(out.sources, word)
		}
	}
	return out, out.target != ""
}

// installs says that an earlier command puts a file of the change in the place of the
// command's program, among those that PATH names, or of what its shell reads first, or "".
func (r *Reader) installs(h *Holding, c shell.Command) string {
	moved, ok := transferOf(c)
	system := systemDirectory.MatchString(moved.target)
	starts := startFile.MatchString(moved.target) && startingShell.MatchString(h.piece().step.Shell)
	sourced := h.sourced()
	among := system || starts || toolchain.MatchString(moved.target) || h.holdsPrograms(moved.target)
	if !ok || !among && len(sourced) == 0 {
		return ""
	}
	for _, word := range moved.sources {
		source := r.placeOf(c, word)
		at := openPart.FindStringIndex(source)
		pattern := at != nil
		if pattern {
			source = source[:at[0]+1]
		}
		if strings.HasPrefix(source, "*") || anyFile.MatchString(word) {
			source = "."
		}
		if path.IsAbs(source) {
			continue
		}
		for _, f := range r.change.Files {
			if !Overlaps(source, f.Path) && source != "." && !(pattern && strings.HasPrefix(f.Path, source)) {
				continue
			}
			if moved.landsIn(sourced, f.Path) {
				return fmt.Sprintf("puts %s, which this pull request changes, to `%s`, from where the script sources it", f.Path, Clip(moved.target))
			}
			if !among {
				continue
			}
			if moved.unpacks {
				return fmt.Sprintf("unpacks %s, which this pull request changes, among the programs", f.Path)
			}
			if liesIn(f.Path, source) && (toolchain.MatchString(moved.target) || system && toolchain.MatchString(path.Join(moved.target, path.Base(source)))) {
				return fmt.Sprintf("puts %s, which this pull request changes, into a toolchain", f.Path)
			}
			if starts {
				return fmt.Sprintf("puts %s, which this pull request changes, into `%s`, which the step's shell runs first", f.Path, Clip(moved.target))
			}
			as := path.Base(moved.target)
			if strings.HasSuffix(moved.target, "/") || h.holdsPrograms(moved.target+"/") && as != h.program() && !anyCommand[as] || system {
				as = path.Base(f.Path)
			}
			if as == h.program() || anyCommand[as] {
				return fmt.Sprintf("puts %s, which this pull request changes, among the programs as `%s`", f.Path, as)
			}
		}
	}
	return ""
}

// sourced are the files that the script sources before the command.
func (h *Holding) sourced() []string {
	var out []string
	for _, ran := range h.earlier() {
		if words := ran.Command.Words; len(words) > 1 && (words[0] == "source" || words[0] == ".") {
			out = append(out, plainHome(words[1]))
		}
	}
	return out
}

// landsIn tells whether one of the files that a shell sources may be that which a transfer
// brings. One of the shell's own set-up files may source the others.
func (t transfer) landsIn(sourced []string, file string) bool {
	target := plainHome(t.target)
	return slices.ContainsFunc(sourced, func(read string) bool {
		own := startFile.MatchString(target) || startFile.MatchString(path.Join(target, path.Base(file)))
		return read == target || liesIn(read, target) && (t.unpacks || path.Base(read) == path.Base(file)) || own && startFile.MatchString(read)
	})
}

// plainHome is a path in one of the ways to write its variables.
func plainHome(text string) string {
	text = homePrefix.ReplaceAllString(strings.Trim(text, `"'`)+"/", "~/")
	return strings.TrimSuffix(bracedVariable.ReplaceAllString(text, "$$$1"), "/")
}

// holdsPrograms tells whether a path is in a directory of programs, or in one that the
// job adds to PATH.
func (h *Holding) holdsPrograms(target string) bool {
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

// toolModules matches the tools, and Python's own modules, that `python -m` runs.
var toolModules = regexp.MustCompile(`^(?:bandit|behave|black|build|compileall|coverage|cProfile|doctest|flake8|isort|mkdocs|mypy|nox|pip|pip_audit|poetry|pre_commit|pylint|pyright|pytest|ruff|sphinx|timeit|tox|twine|unittest|venv)(?:\.|$)`)

// moduleDoubt says that `python -m TOOL` finds what the change adds under the tool's name in
// the command's directory, where Python looks first, or "".
func (r *Reader) moduleDoubt(c shell.Command) string {
	at := slices.Index(c.Words, "-m") + 1
	if at == 0 || at == len(c.Words) || !toolModules.MatchString(c.Words[at]) {
		return ""
	}
	tool, _, _ := strings.Cut(c.Words[at], ".")
	for _, file := range modulesOf(shell.Command{Dir: c.Dir, Words: []string{"python", "-m", tool}}) {
		if f := r.change.Changed(file); f != nil && f.Path == file && f.Status != record.FileModified {
			return fmt.Sprintf("`python -m %s` runs %s, which this pull request adds, in the place of the tool of that name", tool, file)
		}
	}
	return ""
}
