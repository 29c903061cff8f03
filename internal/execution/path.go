package execution

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// added matches the plain ways to write a directory, between quotes of a kind or none,
// into the file through which a step adds to later steps' PATH.
var added = func() []*regexp.Regexp {
	const (
		word = `(?:"([^"` + "`" + `]+)"|'([^']+)'|([^"'\s|&;<>()` + "`" + `]+))`
		file = `"?\$\{?(?:env:)?GITHUB_PATH\}?"?`
		end  = `(?: +#.*)?$`
	)
	return []*regexp.Regexp{
		regexp.MustCompile(`^(?:echo|printf ["']%s\\n["']) +` + word + ` *>> *` + file + end),
		regexp.MustCompile(`^(?:echo|printf ["']%s\\n["']) +` + word + ` *\| *tee +(?:-a|--append) +` + file + end),
		// PowerShell; in a shell such a line would run a program, and not write there.
		regexp.MustCompile(`^` + word + ` *>> *"?\$env:GITHUB_PATH"?` + end),
		regexp.MustCompile(`(?i)^(?:(?:echo|Write-Output) +)?` + word + ` *\| *Out-File(?: +-(?:Append|Encoding +[\w-]+|FilePath +` + file + `))+` + end),
		regexp.MustCompile(`(?i)^Add-Content(?: +-Path)? +` + file + `(?: +-Value)? +` + word + end),
	}
}()

// addedDirectories are those that one command adds to PATH, as the script writes them;
// literal where nothing in them is expanded. None for a command that is not read.
func addedDirectories(command string) (dirs []string, literal bool) {
	for _, form := range added {
		m := form.FindStringSubmatch(command)
		switch {
		case m == nil:
		case userDirectory.MatchString(m[1] + m[3]):
			return []string{m[1] + m[3]}, false
		default:
			return strings.Split(m[1]+m[2]+m[3], ":"), m[2] != ""
		}
	}
	return nil, false
}

var (
	bareVariable = regexp.MustCompile(`^\$(?:\w+|\{\w+\})$`)
	// userDirectory matches directories outside the workspace as PowerShell writes them.
	userDirectory = regexp.MustCompile(`^\$env:(?:USERPROFILE|APPDATA|LOCALAPPDATA|RUNNER_TEMP|RUNNER_TOOL_CACHE)(?:[\\/]+[\w.@+-]+)+$`)
	variableName  = regexp.MustCompile(`[A-Z]\w+`)
	// temporary matches directories below the one that no runner has its workspace in.
	temporary = regexp.MustCompile(`^/tmp(?:/[\w.@+-]+)+/?$`)
	// extended matches a line that writes PATH into GITHUB_ENV.
	extended = regexp.MustCompile(`(?m)^ *echo "PATH=([^"` + "`" + `]+)" *>> *"?\$\{?GITHUB_ENV\}?"? *$`)
)

// extendsPath tells whether all that a step's script does to PATH is to write it into
// GITHUB_ENV with what is there, and directories outside the workspace besides.
func extendsPath(step *workflow.Step) bool {
	code := step.Code()
	rest := extended.ReplaceAllString(code, "")
	for _, v := range step.Env {
		if strings.EqualFold(v.Name, "PATH") {
			return false
		}
	}
	if setsVariable(rest, "PATH") || movesShell.MatchString(code) {
		return false
	}
	for _, m := range extended.FindAllStringSubmatch(code, -1) {
		kept := false
		for dir := range strings.SplitSeq(m[1], ":") {
			keeps := dir == "$PATH" || dir == "${PATH}"
			if !keeps && !outsideOnPath(dir, code) {
				return false
			}
			kept = kept || keeps
		}
		if !kept {
			return false
		}
	}
	return true
}

// outsideOnPath tells whether a directory that a script adds to PATH surely lies outside
// the workspace. The runner leaves out empty ones.
func outsideOnPath(dir, code string) bool {
	if bareVariable.MatchString(dir) {
		dir += "/bin"
	}
	if strings.Contains(dir, "..") || !shell.OutsideWorkspace(dir) && !userDirectory.MatchString(dir) && !temporary.MatchString(dir) {
		return false
	}
	for _, name := range append(variableName.FindAllString(dir, -1), "HOME", "PYTHONUSERBASE") {
		if setsVariable(code, name) {
			return false
		}
	}
	return true
}

// setsVariable tells whether a script names a variable other than to use its value.
func setsVariable(code, name string) bool {
	for at := 0; ; {
		found := strings.Index(code[at:], name)
		if found < 0 {
			return false
		}
		before, after := code[:at+found], code[at+found+len(name):]
		at += found + len(name)
		switch {
		case before != "" && isWord(before[len(before)-1]), after != "" && isWord(after[0]):
			continue // another name
		case !strings.HasSuffix(before, "$") && !strings.HasSuffix(before, "${") && !strings.HasSuffix(before, "$env:"),
			strings.HasPrefix(strings.TrimLeft(after, " "), "="), strings.HasPrefix(after, ":="):
			if !strings.HasSuffix(before, "go env ") {
				return true
			}
		}
	}
}

func isWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// throughPath is the doubt of a step whose write to GITHUB_PATH is not read.
var throughPath = Doubt{
	Reason: "adds to PATH through GITHUB_PATH, so another program may have run under this name",
	Remedy: "Write `echo \"DIRECTORY\" >> \"$GITHUB_PATH\"` with a directory below `$HOME`, `$RUNNER_TEMP`, `/usr` or `/opt`, or with `$GITHUB_WORKSPACE/DIRECTORY` for one of the repository that the pull request leaves alone.",
}

// pathDoubt reads a script's text for writes to the file through which a
// step adds to later steps' PATH. Directories outside the workspace hold no file
// of the repository; later commands rely on those within it.
func pathDoubt(step *workflow.Step) (relies []string, doubt Doubt) {
	code := step.Code()
	for line := range strings.Lines(code) {
		switch {
		case strings.Contains(line, "core.addPath"):
			return nil, Doubt{Reason: "adds to PATH through `core.addPath`, so another program may have run under this name"}
		case strings.Contains(line, "BASH_ENV"):
			return nil, Doubt{Reason: "sets BASH_ENV, which runs code before every script"}
		case strings.Contains(line, "::add-path"):
			return nil, Doubt{Reason: "adds to PATH through `::add-path::`, so another program may have run under this name"}
		case !strings.Contains(line, "GITHUB_PATH"):
			continue
		}
		for command := range strings.SplitSeq(line, " && ") {
			if !strings.Contains(command, "GITHUB_PATH") {
				continue
			}
			dirs, literal := addedDirectories(strings.TrimSpace(command))
			if len(dirs) == 0 {
				return nil, throughPath
			}
			for _, dir := range dirs {
				if (!literal || strings.HasPrefix(dir, "/")) && outsideOnPath(dir, code) {
					continue
				}
				within, ok := shell.InWorkspace(dir, step.Dir)
				if literal || !ok || movesShell.MatchString(code) || strings.Contains(step.Dir, "${{") {
					return nil, throughPath
				}
				relies = append(relies, within)
			}
		}
	}
	return relies, Doubt{}
}

// reliesDoubt says why paths of the workspace on which a command rests may be the
// change's own doing, or "".
func (r *Reader) reliesDoubt(h *Holding, paths []string) string {
	const another = "so another program may have run under this name"
	for _, p := range paths {
		if r.change.FilesTruncated {
			return fmt.Sprintf("the step takes programs from `%s` (PATH), and whether this pull request puts one there is unknown: GitHub lists only its first %d files", p, len(r.change.Files))
		}
		if changed := r.changedIn(h, p); changed != "" {
			return fmt.Sprintf("the step takes programs from `%s` (PATH), where this pull request changes %s, %s", p, changed, another)
		}
	}
	return ""
}

// onPath are the directories of the repository that actions put in front of PATH.
var onPath = map[string][]string{"cashapp/activate-hermit": {"bin"}}

// Overlaps tells whether one path is the other, or lies in it: a changed file may
// be a link that stands for a directory. macOS and Windows put `Bin/go` into `bin`.
func Overlaps(a, b string) bool {
	if stem, ok := strings.CutSuffix(a, ".*"); ok {
		return liesIn(a, b) || strings.EqualFold(strings.TrimSuffix(b, path.Ext(b)), stem) && executable[strings.ToLower(path.Ext(b))]
	}
	return a != "" && b != "" && (strings.EqualFold(a, b) || liesIn(a, b) || liesIn(b, a))
}

// executable are the extensions of files that Windows' command prompt (PATHEXT) and
// PowerShell run by their name alone.
var executable = map[string]bool{
	".com": true, ".exe": true, ".bat": true, ".cmd": true, ".vbs": true, ".vbe": true, ".js": true, ".jse": true,
	".wsf": true, ".wsh": true, ".msc": true, ".cpl": true, ".py": true, ".pyw": true, ".ps1": true,
}

// liesIn tells whether a path lies in a directory, without regard to case.
func liesIn(path, dir string) bool {
	return len(path) > len(dir) && path[len(dir)] == '/' && strings.EqualFold(path[:len(dir)], dir)
}

// movesShell matches a script that may change its directory.
var movesShell = regexp.MustCompile(`\b(?:cd|pushd|popd|eval|source|PWD=|GITHUB_WORKSPACE=)|(?m:^\s*\.\s)`)
