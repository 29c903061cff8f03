package shell

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// cmd, Windows' command prompt, goes on after a failing program; a script ends with
// the exit code of its last (actions/runner runs `CALL "script.cmd"`). A batch file
// that is named without `call` never returns, so that what stands behind it does not
// run. Programs are looked for in the current directory before PATH.
//
// Understood are scripts of plain commands, alone or before `|| exit /b 1`, beside
// lines that print, set a variable or change the directory.

var (
	promptWord   = regexp.MustCompile(`^[A-Za-z0-9_./\\:=+@,-]+$`)
	promptQuoted = regexp.MustCompile(`^"[A-Za-z0-9_./:=+@, |*-]*"`)
	promptName   = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.-]*$`)
	// promptPrints matches lines that only print, and remarks.
	promptPrints = regexp.MustCompile(`(?i)^@?(?:echo(?:[. ][^&|<>%^!]*)?|rem(?: .*)?|::.*)$`)
	promptSets   = regexp.MustCompile(`(?i)^@?set +(?:"([A-Za-z_][A-Za-z0-9_]*)=([^&|<>%^!"]*)"|([A-Za-z_][A-Za-z0-9_]*)=([^&|<>%^!"]*))$`)
	promptEnters = regexp.MustCompile(`(?i)^@?(?:cd|chdir|pushd) +(?:/d +)?([A-Za-z0-9_.][A-Za-z0-9_./\\-]*)$`)
	// promptEnds matches what ends the script with a failure: with a number, since
	// %errorlevel% in the program's own line is that of before it. promptAsks matches a
	// line that does so if the program before it failed; `if errorlevel 1` does not for
	// the negative codes of programs that crashed.
	promptEnds = regexp.MustCompile(`(?i)^exit(?: +/b)? +(?:[1-9][0-9]?|1[0-9]{2})$`)
	promptAsks = regexp.MustCompile(`(?i)^@?if +(?:%errorlevel% +neq +0|not +%errorlevel% *== *0|not +"%errorlevel%" *== *"0") +(?:exit(?: +/b)? +(?:[1-9][0-9]?|1[0-9]{2}|%errorlevel%)|\( *exit(?: +/b)? +(?:[1-9][0-9]?|1[0-9]{2}|%errorlevel%) *\))$`)
	promptLast = regexp.MustCompile(`(?i)^@?exit +/b +%errorlevel%$`)
)

// promptOwn are commands of cmd itself that leave its exit code and the script as
// they are not known here.
var promptOwn = set("assoc", "break", "call", "cd", "chdir", "cls", "color", "copy", "date", "del", "dir", "dpath", "echo", "endlocal", "erase",
	"exit", "for", "ftype", "goto", "if", "keys", "md", "mkdir", "mklink", "move", "path", "pause", "popd", "prompt", "pushd", "rd", "rem", "ren",
	"rename", "rmdir", "set", "setlocal", "shift", "start", "time", "title", "type", "ver", "verify", "vol")

// promptPrograms are programs that are known to be no batch files.
var promptPrograms = set("go", "gofmt", "git", "cargo", "rustc", "rustup", "dotnet", "cmake", "ctest", "ninja", "msbuild", "python", "python3", "py", "pip",
	"pip3", "pytest", "node", "make", "nmake", "curl", "tar", "java", "javac", "uv", "ruff", "docker", "gh", "deno", "bun", "where", "findstr", "powershell",
	"pwsh", "cl", "link", "bash", "perl", "ruby", "7z")

// commandPrompt lists the commands of a script for cmd, and false if it is more than
// is understood.
func commandPrompt(s Script) ([]Ran, bool) {
	if !plainText(s.Text) {
		return nil, false
	}
	p := promptScript{dir: directoryOf(s.Dir)}
	number := 0
	for line := range strings.Lines(s.Text) {
		number++
		if line = strings.Trim(line, " \t\r\n"); line != "" && !p.line(line, number) {
			return nil, false
		}
	}
	p.prove()
	if len(p.rans) == 1 && !p.others {
		p.rans[0].Only = p.rans[0].Proven
	}
	return p.rans, true
}

// promptScript is a script for cmd up to a line.
type promptScript struct {
	dir  directory
	env  []string
	rans []Ran
	// last are the indices of the commands whose exit code is the prompt's now.
	last []int
	// lost says why nothing from here on is proven.
	lost string
	// others is true when more than the commands can fail.
	others bool
}

// line reads one line, and false if it is more than is understood.
func (p *promptScript) line(line string, number int) bool {
	switch {
	case promptPrints.MatchString(line):
		return true
	case promptAsks.MatchString(line), promptLast.MatchString(line):
		p.prove()
		if promptLast.MatchString(line) {
			p.lose("it stands after an `exit` and never runs")
		}
		return true
	}
	if m := promptSets.FindStringSubmatch(line); m != nil {
		p.last = nil
		return p.set(m[1]+m[3], m[2]+m[4])
	}
	line = strings.TrimPrefix(line, "@")
	ends := false
	if first, end, ok := strings.Cut(line, " || "); ok {
		if line, ends = strings.TrimSpace(first), true; !promptEnds.MatchString(strings.TrimSpace(end)) {
			return false
		}
	}
	p.last = nil
	for part := range strings.SplitSeq(line, " && ") {
		if m := promptEnters.FindStringSubmatch(strings.TrimSpace(part)); m != nil {
			p.enter(m[1], ends || strings.Contains(line, " && "))
			continue
		}
		if !p.command(strings.TrimSpace(part), number) {
			return false
		}
	}
	if ends {
		p.others = true
		p.prove()
	}
	return true
}

// enter changes the directory; on a line of its own nothing shows that it did.
func (p *promptScript) enter(target string, sure bool) {
	p.others = true
	p.dir = p.dir.enter(word{text: strings.ReplaceAll(target, `\`, "/")})
	if !sure {
		p.dir = somewhere
	}
}

// command reads one command.
func (p *promptScript) command(text string, number int) bool {
	words, ok := splitWords(text, promptWord, promptQuoted)
	if !ok {
		return false
	}
	called := strings.EqualFold(words[0], "call")
	if called {
		words = words[1:]
	}
	if len(words) == 0 || promptOwn[strings.ToLower(words[0])] {
		return false
	}
	ran := Ran{
		Command: Command{Dir: p.dir.path, Words: words, Env: slices.Clone(p.env), Dynamic: p.dir.dynamic, Text: text}, Line: number,
		Reason: "the command prompt goes on after a failing program, and only the last one's exit code counts: give the claimed command a step of its own, or put `|| exit /b 1` behind it",
	}
	name := words[0]
	if promptName.MatchString(name) && !p.dir.dynamic {
		ran.Relies = []string{path.Join(p.dir.path, strings.TrimSuffix(strings.ToLower(name), ".exe")) + ".*"}
	}
	if p.lost != "" {
		ran.Reason = p.lost
	} else {
		p.last = append(p.last, len(p.rans))
	}
	p.rans = append(p.rans, ran)
	if !called && !promptPrograms[strings.TrimSuffix(strings.ToLower(name), ".exe")] && !strings.HasSuffix(strings.ToLower(name), ".exe") {
		p.lose("it stands behind " + code(name) + ", which may be a batch file and then never returns: write `call " + plain(name) + "`")
	}
	return true
}

func (p *promptScript) lose(reason string) {
	if p.lost == "" {
		p.lost = reason
	}
}

// prove proves the commands whose exit code the prompt has: the script ends well only
// if it is 0.
func (p *promptScript) prove() {
	for _, i := range p.last {
		if !p.rans[i].Command.Dynamic {
			p.rans[i].Proven, p.rans[i].Reason = true, ""
		} else {
			p.rans[i].Reason = "the command prompt goes on after a `cd` that fails, so the directory is not known: put `|| exit /b 1` behind it"
		}
	}
	p.last = nil
}

// set records a variable, and is false for one that decides what runs.
func (p *promptScript) set(name, value string) bool {
	switch strings.ToUpper(name) {
	case "PATH", "PATHEXT", "COMSPEC", "ERRORLEVEL", "CD", "PROMPT":
		return false
	}
	p.env = slices.DeleteFunc(slices.Clone(p.env), func(entry string) bool {
		known, _, _ := strings.Cut(entry, "=")
		return strings.EqualFold(known, name)
	})
	p.env = append(p.env, name+"="+value)
	slices.Sort(p.env)
	return len(p.env) < maxNames
}
