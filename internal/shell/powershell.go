package shell

import (
	"regexp"
	"slices"
	"strings"
)

// PowerShell is understood as far as a script is lines of plain native commands:
// words without variables or operators, which PowerShell hands on as they stand,
// beside lines that print, set a variable of the environment or change the
// directory. GitHub begins the script with `$ErrorActionPreference = 'stop'`, which
// ends it at a failing cmdlet but not at a failing program, and ends it with `exit
// $LASTEXITCODE`, so that the last program's exit code is the step's; the codes of
// those before are lost (actions/runner, ScriptHandlerHelpers.cs), unless the
// script itself asks for them: `if ($LASTEXITCODE -ne 0) { exit 1 }`.

var (
	// nativeName matches names that cannot be a cmdlet, which is Verb-Noun.
	nativeName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.]*$`)
	// nativeWord matches arguments that PowerShell leaves alone. Of a word that
	// begins with a dash it splits `.` and `:` off, and it takes `--` for itself.
	nativeWord = regexp.MustCompile(`^(?:[A-Za-z0-9_./=+][A-Za-z0-9_./=+:-]*|--?[A-Za-z0-9_/=+][A-Za-z0-9_/=+-]*)$`)
	// quotedWord matches quoted arguments that reach a program unchanged, be it a batch
	// file: with none of the characters that PowerShell or cmd would read.
	quotedWord = regexp.MustCompile(`^(?:"[A-Za-z0-9_./=+:, @-]+"|'[A-Za-z0-9_./=+:, @-]+')`)
	// guarded matches a line that ends the script if the program before it failed.
	guarded = regexp.MustCompile(`(?i)^if *\( *\$LASTEXITCODE(?: +-ne +0)? *\) *\{ *(?:(?:Write-Host|Write-Output|echo) +(?:"[^"$` + "`" + `“”„]*"|'[^'‘’‚‛]*') *; *)?(?:exit +(?:\$LASTEXITCODE|[1-9][0-9]?|1[0-9]{2})|throw(?: +(?:"[^"$` + "`" + `“”„]*"|'[^'‘’‚‛]*'))?) *;? *\}$`)
	// prints, sets and enters match the lines that change nothing but the output, a
	// variable of the environment, or the directory.
	prints = regexp.MustCompile(`(?i)^(?:Write-Host|Write-Output|echo)(?: +(?:"[^"$` + "`" + `“”„]*"|'[^'‘’‚‛]*'|[A-Za-z0-9_./:=]+|-ForegroundColor +[A-Za-z]+))*$`)
	// tells matches a line that writes a text, perhaps with variables in it, into one of
	// the runner's files; looks matches cmdlets that only look, or make files and
	// directories, of names without a drive.
	tells = regexp.MustCompile(`(?i)^(?:(?:Write-Output|echo) +)?(?:"(?:[^"$` + "`" + `“”„]|\$(?:env:)?[A-Za-z_]\w*)*"|'[^'‘’‚‛]*') *(?:>> *|\| *Out-File +(?:-FilePath +)?)"?\$env:GITHUB_(?:ENV|OUTPUT|STEP_SUMMARY)"?(?: +-Append| +-Encoding +[a-z0-9]+)*$`)
	looks = regexp.MustCompile(`(?i)^(?:Get-ChildItem|Get-Location|Get-Date|Get-Content|Test-Path|Start-Sleep|Expand-Archive|Compress-Archive|Copy-Item|Remove-Item|New-Item +-(?:ItemType|Type) +(?:Directory|File))(?: +(?:-(?:Path|Force|Recurse|Destination|DestinationPath|Seconds|Filter|ErrorAction|LiteralPath|Verbose)|[A-Za-z0-9_./*\\][A-Za-z0-9_./*\\-]*|"[A-Za-z0-9_./*\\ -]+"|'[A-Za-z0-9_./*\\ -]+'))*(?: *\| *Out-Null)?$`)
	// either matches names that are PowerShell's own on Windows and programs elsewhere.
	either = regexp.MustCompile(`^(?:mkdir|md|ls|dir|cat|cp|mv|rm|rmdir|pwd)(?: +(?:-[a-zA-Z]+|[A-Za-z0-9_./\\][A-Za-z0-9_./\\-]*))*$`)
	sets   = regexp.MustCompile(`(?i)^\$env:([A-Za-z_][A-Za-z0-9_]*) *= *(?:"([^"$` + "`" + `“”„]*)"|'([^'‘’‚‛]*)'|([0-9]+))$`)
	enters = regexp.MustCompile(`(?i)^(?:cd|chdir|Set-Location|pushd|Push-Location) +([A-Za-z0-9_.][A-Za-z0-9_./-]*)$`)
	strict = regexp.MustCompile(`(?i)^\$(?:ErrorActionPreference *= *["']?Stop["']?|PSNativeCommandUseErrorActionPreference *= *\$true)$`)
)

// powershellOwn are names that PowerShell has for itself: keywords, and aliases and
// functions of any system or version.
var powershellOwn = set("ac", "asnp", "begin", "break", "cat", "catch", "cd", "chdir", "class", "clc", "clear", "clhy", "cli", "clp", "cls", "clv",
	"cnsn", "compare", "configuration", "continue", "copy", "cp", "cpi", "cpp", "curl", "cvpa", "data", "dbp", "del", "diff", "dir", "dnsn", "do",
	"dynamicparam", "ebp", "echo", "else", "elseif", "end", "enum", "epal", "epcsv", "epsn", "erase", "etsn", "exit", "exsn", "fc", "fhx", "filter",
	"finally", "fl", "for", "foreach", "from", "ft", "function", "fw", "gal", "gbp", "gc", "gci", "gcm", "gcs", "gdr", "ghy", "gi", "gjb", "gl", "gm",
	"gmo", "gp", "gps", "gpv", "group", "gsn", "gsnp", "gsv", "gu", "gv", "gwmi", "h", "help", "hidden", "history", "icm", "iex", "if", "ihy", "ii",
	"in", "inlinescript", "ipal", "ipcsv", "ipmo", "ipsn", "irm", "ise", "iwmi", "iwr", "kill", "lp", "ls", "man", "md", "measure", "mi", "mkdir",
	"more", "mount", "move", "mp", "mv", "nal", "ndr", "ni", "nmo", "npssc", "nsn", "nv", "ogv", "oh", "oss", "param", "parallel", "pause", "popd",
	"process", "prompt", "ps", "pushd", "pwd", "r", "rbp", "rcjb", "rcsn", "rd", "rdr", "ren", "return", "ri", "rjb", "rm", "rmdir", "rmo", "rni",
	"rnp", "rp", "rsn", "rsnp", "rujb", "rv", "rvpa", "rwmi", "sajb", "sal", "saps", "sasv", "sbp", "sc", "select", "sequence", "set", "shcm", "si",
	"sl", "sleep", "sls", "sort", "sp", "spjb", "spps", "spsv", "start", "static", "stz", "sujb", "sv", "swmi", "switch", "tabexpansion", "tee",
	"test", "throw", "trap", "trcm", "try", "type", "until", "using", "var", "wget", "where", "while", "wjb", "workflow", "write")

// powershell lists the commands of a script of plain commands, and false if it is
// more than that.
func powershell(s Script) ([]Ran, bool) {
	if len(s.Text) > MaxScript || loneReturn(s.Text) {
		return nil, false
	}
	p := psScript{dir: directoryOf(s.Dir)}
	for number, line := range psLines(s.Text) {
		if line != "" && !p.line(line, number) {
			return nil, false
		}
	}
	p.prove()
	if len(p.rans) == 1 && !p.others && !p.guarded {
		p.rans[0].Only = true
	}
	return p.rans, true
}

// psLines are a script's lines by the number of their first, without comments;
// continued lines and the lines of a guard's block are joined.
func psLines(text string) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		number, start, joined := 0, 0, ""
		for line := range strings.Lines(text) {
			number++
			line = strings.Trim(line, " \t\r\n")
			if joined == "" {
				start = number
			}
			if strings.HasPrefix(line, "#") && !strings.HasPrefix(strings.ToLower(line), "#requires") && !strings.Contains(line, "${{") && joined == "" {
				continue
			}
			joined += line
			if continued, ok := strings.CutSuffix(joined, " `"); ok && len(joined) < maxClaim {
				joined = continued + " "
				continue
			}
			if strings.HasPrefix(strings.ToLower(joined), "if") && strings.Contains(joined, "{") && !strings.HasSuffix(joined, "}") && len(joined) < maxClaim {
				if !strings.HasSuffix(joined, "{") {
					joined += ";"
				}
				joined += " "
				continue
			}
			if !yield(start, strings.TrimSpace(joined)) {
				return
			}
			joined = ""
		}
		if joined != "" {
			yield(start, strings.TrimSpace(joined))
		}
	}
}

// psScript is a PowerShell script up to a line.
type psScript struct {
	dir  directory
	env  []string
	rans []Ran
	// last is the index of the first command of the last line of programs.
	last int
	// others is true when more than the programs can fail, guarded when the script
	// asked for an exit code.
	others, guarded bool
}

// line reads one line, and false if it is more than is understood.
func (p *psScript) line(line string, number int) bool {
	if m := sets.FindStringSubmatch(line); m != nil {
		if name := strings.ToUpper(m[1]); strings.HasPrefix(name, "PATH") || name == "PSMODULEPATH" || name == "COMSPEC" {
			return false
		}
		p.set(m[1], m[2]+m[3]+m[4])
		return true
	}
	if m := enters.FindStringSubmatch(line); m != nil {
		p.others = true
		p.dir = p.dir.enter(word{text: m[1]})
		return !strings.HasPrefix(m[1], "-")
	}
	switch {
	case guarded.MatchString(line):
		p.guarded = true
		p.prove()
		return true
	case prints.MatchString(line), strict.MatchString(line):
		return true
	case tells.MatchString(line), looks.MatchString(line):
		p.others = true
		return true
	case either.MatchString(line):
		p.others = true
		p.last = len(p.rans) // whose exit code the script may end with, nothing tells
		return true
	}
	p.last = len(p.rans)
	for part := range strings.SplitSeq(line, " && ") {
		words, ok := nativeCommand(strings.TrimSpace(part))
		if !ok {
			return false
		}
		p.rans = append(p.rans, Ran{
			Command: Command{Dir: p.dir.path, Words: words, Env: slices.Clone(p.env), Dynamic: p.dir.dynamic, Text: part}, Line: number,
			Reason: "PowerShell goes on after a failing program, and only the last one's exit code counts: put `if ($LASTEXITCODE -ne 0) { exit 1 }` after it",
		})
	}
	return true
}

// prove proves the programs of the last line: the script ends well only if the last
// that ran exited 0.
func (p *psScript) prove() {
	for i := p.last; i < len(p.rans); i++ {
		p.rans[i].Proven, p.rans[i].Reason = true, ""
	}
	p.last = len(p.rans)
}

// set records a variable of the environment; without regard to case, as Windows
// has it.
func (p *psScript) set(name, value string) {
	p.env = slices.DeleteFunc(slices.Clone(p.env), func(entry string) bool {
		known, _, _ := strings.Cut(entry, "=")
		return strings.EqualFold(known, name)
	})
	if len(p.env) < maxNames {
		p.env = append(p.env, name+"="+value)
		slices.Sort(p.env)
	}
}

// nativeCommand splits a line of plain words, and false if it is none.
func nativeCommand(line string) ([]string, bool) {
	var words []string
	for rest := line; rest != ""; {
		size := strings.IndexAny(rest, " \t")
		if quoted := quotedWord.FindString(rest); quoted != "" {
			size = len(quoted)
			if len(words) == 0 || size < len(rest) && rest[size] != ' ' {
				return nil, false
			}
			words = append(words, quoted[1:size-1])
		} else {
			if size < 0 {
				size = len(rest)
			}
			if len(words) > 0 && !nativeWord.MatchString(rest[:size]) {
				return nil, false
			}
			words = append(words, rest[:size])
		}
		rest = strings.TrimLeft(rest[size:], " \t")
	}
	if len(words) == 0 {
		return nil, false
	}
	name := strings.ToLower(words[0])
	if !nativeName.MatchString(name) || strings.HasSuffix(name, ".ps1") || powershellOwn[name] {
		return nil, false
	}
	return words, true
}
