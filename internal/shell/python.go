package shell

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// A Python program ends with a failure when an exception is raised and not caught.
// Understood are programs of lines that run a command and raise one when it fails,
// beside imports of modules that run nothing, lines that print plain text, set a
// variable of the environment or change the directory. The program's own directory,
// not the workspace, is where modules are looked for first.

// pythonString is a literal without prefix and escapes.
const pythonString = `(?:"[^"\\\n]*"|'[^'\\\n]*')`

var (
	pythonImports = regexp.MustCompile(`^(?:import (?:os|sys|subprocess)(?: *, *(?:os|sys|subprocess))*|from subprocess import (?:run|call|check_call|check_output)(?: *, *(?:run|call|check_call|check_output))*)$`)
	pythonPrints  = regexp.MustCompile(`^print\( *(?:` + pythonString + `(?: *, *` + pythonString + `)*)?(?: *, *flush *= *True)? *\)$`)
	pythonSets    = regexp.MustCompile(`^os\.environ\[ *(` + pythonString + `) *\] *= *(` + pythonString + `)$`)
	pythonEnters  = regexp.MustCompile(`^os\.chdir\( *(` + pythonString + `) *\)$`)
	pythonRuns    = regexp.MustCompile(`^(?:subprocess\.)?(run|check_call|check_output)\( *\[([^\[\]]*)\]((?: *, *\w+ *= *(?:True|False|None|` + pythonString + `))*) *,? *\)$`)
	pythonExits   = regexp.MustCompile(`^(?:sys\.exit\(|raise SystemExit\() *(?:subprocess\.)?(?:call\( *\[([^\[\]]*)\]|run\( *\[([^\[\]]*)\] *\)\.returncode)((?: *, *\w+ *= *(?:True|False|None|` + pythonString + `))*) *\)? *\)$`)
	// pythonCoding matches a comment that changes how the text is read.
	pythonCoding  = regexp.MustCompile(`(?m)^[ \t\f]*#.*coding[:=]`)
	pythonItems   = regexp.MustCompile(`^ *` + pythonString + `(?: *, *` + pythonString + `)* *,? *$`)
	pythonOption  = regexp.MustCompile(`(\w+) *= *(True|False|None|` + pythonString + `)`)
	pythonLiteral = regexp.MustCompile(pythonString)
)

// python lists the commands of a Python program, and false if it is more than is
// understood.
func python(s Script) ([]Ran, bool) {
	if !plainText(s.Text) || pythonCoding.MatchString(s.Text) {
		return nil, false
	}
	p := pythonScript{dir: directoryOf(s.Dir)}
	for number, line := range pythonLines(s.Text) {
		if p.ended || !p.line(line, number) {
			return nil, false
		}
	}
	return p.rans, true
}

var (
	pythonList  = regexp.MustCompile(`\[( *` + pythonString + `(?: *, *` + pythonString + `)* *,? *)\]`)
	pythonShell = regexp.MustCompile(`\b(?:system|run|call|check_call|check_output|Popen|popen)\( *(` + pythonString + `)`)
)

// pythonMentions lists the commands that a program seems to hold.
func pythonMentions(s Script, reason string) []Ran {
	var out []Ran
	dir := directoryOf(s.Dir)
	for number, line := range pythonLines(s.Text[:min(len(s.Text), MaxScript)]) {
		for _, m := range pythonList.FindAllStringSubmatch(line, -1) {
			c := Command{Dir: dir.path, Dynamic: dir.dynamic}
			for _, literal := range pythonLiteral.FindAllString(m[1], -1) {
				c.Words = append(c.Words, strings.ToValidUTF8(unquote(literal), "\uFFFD"))
			}
			c.Text = strings.Join(c.Words, " ")
			out = append(out, Ran{Command: c, Line: number, Reason: reason})
		}
		for _, m := range pythonShell.FindAllStringSubmatch(line, -1) {
			for _, c := range commandsIn(unquote(m[1]), dir) {
				out = append(out, Ran{Command: c, Line: number, Reason: reason})
			}
		}
	}
	return out
}

// pythonLines are a program's lines by the number of their first, without comments;
// the lines of an open bracket are joined.
func pythonLines(text string) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		number, start, open, joined := 0, 0, 0, ""
		for line := range strings.Lines(text) {
			number++
			line = strings.TrimRight(line, " \t\r\n")
			if trimmed := strings.TrimSpace(line); trimmed == "" || trimmed[0] == '#' {
				continue
			}
			if joined == "" {
				start = number
			} else {
				line = " " + strings.TrimSpace(line)
			}
			joined += line
			bare := pythonLiteral.ReplaceAllString(line, "")
			open += strings.Count(bare, "(") + strings.Count(bare, "[") - strings.Count(bare, ")") - strings.Count(bare, "]")
			if open > 0 && len(joined) < maxClaim {
				continue
			}
			if !yield(start, joined) {
				return
			}
			open, joined = 0, ""
		}
		if joined != "" {
			yield(start, joined)
		}
	}
}

// pythonScript is a Python program up to a line.
type pythonScript struct {
	dir  directory
	env  []string
	rans []Ran
	// ended is true behind an exit.
	ended bool
}

// line reads one line, and false if it is more than is understood.
func (p *pythonScript) line(line string, number int) bool {
	switch {
	case pythonImports.MatchString(line), pythonPrints.MatchString(line):
		return true
	}
	if m := pythonSets.FindStringSubmatch(line); m != nil {
		return p.set(unquote(m[1]), unquote(m[2]))
	}
	if m := pythonEnters.FindStringSubmatch(line); m != nil {
		p.dir = p.dir.enter(word{text: unquote(m[1])})
		return true
	}
	if m := pythonRuns.FindStringSubmatch(line); m != nil {
		return p.run(line, m[2], m[3], m[1] == "run", number)
	}
	if m := pythonExits.FindStringSubmatch(line); m != nil {
		p.ended = true
		return p.run(line, m[1]+m[2], m[3], false, number)
	}
	return false
}

// run records the command of a list, which raises an exception when it fails, or if it
// must be told so, when it is.
func (p *pythonScript) run(line, items, options string, told bool, number int) bool {
	if !pythonItems.MatchString(items) {
		return false
	}
	dir, checked := p.dir, !told
	for _, m := range pythonOption.FindAllStringSubmatch(options, -1) {
		switch m[1] {
		case "check":
			checked = checked || m[2] == "True"
		case "cwd":
			if m[2] == "None" {
				continue
			}
			dir = dir.enter(word{text: unquote(m[2])})
		case "text", "capture_output", "universal_newlines", "encoding":
		default:
			return false
		}
	}
	var words []string
	for _, literal := range pythonLiteral.FindAllString(items, -1) {
		words = append(words, unquote(literal))
	}
	if words[0] == "" {
		return false
	}
	ran := Ran{Command: Command{Dir: dir.path, Words: words, Env: slices.Clone(p.env), Dynamic: dir.dynamic, Text: strings.Join(words, " ")}, Line: number}
	if ran.Proven = checked; !checked {
		ran.Reason = "without `check=True` the Python program goes on after its failure"
	}
	if !strings.ContainsAny(words[0], `/\`) {
		// Windows looks in the directories of caller and command before PATH.
		ran.Relies = []string{path.Join(p.dir.path, words[0]) + ".exe"}
		if dir != p.dir {
			ran.Relies = append(ran.Relies, path.Join(dir.path, words[0])+".exe")
		}
	}
	if !ran.Proven {
		ran.Relies = nil
	}
	p.rans = append(p.rans, ran)
	return true
}

// set records a variable, and is false for one that decides what runs.
func (p *pythonScript) set(name, value string) bool {
	if strings.EqualFold(name, "PATH") || strings.EqualFold(name, "PATHEXT") || strings.Contains(name, "=") {
		return false
	}
	p.env = overlaid(p.env, []string{name + "=" + value})
	return len(p.env) < maxNames
}

func unquote(literal string) string { return literal[1 : len(literal)-1] }
