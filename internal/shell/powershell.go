package shell

import (
	"path"
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
	// nativePath matches programs that are named by a path.
	nativePath = regexp.MustCompile(`^[A-Za-z_.][A-Za-z0-9_.-]*(?:[/\\][A-Za-z0-9_.-]+)+$`)
	// cmdlet matches names of PowerShell's own form.
	cmdlet = regexp.MustCompile(`^[A-Za-z]+-[A-Za-z]+$`)
	// nativeWord matches arguments that PowerShell leaves alone. Of a word that
	// begins with a dash it splits `.` and `:` off, and it takes `--` for itself.
	nativeWord = regexp.MustCompile(`^(?:[A-Za-z0-9_./=+][A-Za-z0-9_./=+:-]*|--?[A-Za-z0-9_/=+][A-Za-z0-9_/=+-]*)$`)
	// executableWord matches further ones that reach a program unchanged if it is no
	// script of PowerShell, as `npm` and its like are on Windows: `--`, `-p:Name=1`.
	executableWord = regexp.MustCompile(`^(?:--|-[A-Za-z]+:[A-Za-z][A-Za-z0-9_./=+-]*)$`)
	// quotedWord matches quoted arguments that reach a program unchanged, be it a batch
	// file: with none of the characters that PowerShell or cmd would read. A program
	// that is no batch file gets what executableQuoted matches too.
	quotedWord       = regexp.MustCompile(`^(?:"[A-Za-z0-9_./=+:, @*?~#{}\[\]-]+"|'[A-Za-z0-9_./=+:, @*?~#{}\[\]-]+')$`)
	executableQuoted = regexp.MustCompile("^(?:\"[ !#%-_a-~]*[!#%-\\[\\]^_a-~]\"|'[ !#-&(-~]*[!#-&(-\\[\\]-~]')$")
	// quotation matches quotes, perhaps behind the option whose value they hold: PowerShell
	// makes one word of `--collect:"XPlat Code Coverage"`, as of any that begins with two
	// dashes or a slash.
	quotation = regexp.MustCompile(`^((?:(?:--|/)[A-Za-z][A-Za-z0-9-]*[:=])?)(?:"[^"]*"|'[^']*')`)
	// guarded matches a line that ends the script if the program before it failed.
	guarded = regexp.MustCompile(`(?i)^if *\( *\$LASTEXITCODE(?: +-ne +0)? *\) *\{ *(?:(?:Write-Host|Write-Output|echo) +(?:"[^"$` + "`" + `“”„]*"|'[^'‘’‚‛]*') *; *)?(?:exit +(?:\$LASTEXITCODE|[1-9][0-9]?|1[0-9]{2})|throw(?: +(?:"[^"$` + "`" + `“”„]*"|'[^'‘’‚‛]*'))?) *;? *\}$`)
	// asked matches one that does so right behind the program.
	asked = regexp.MustCompile(`(?i)^if *\( *(?:-not *|! *)\$\? *\) *\{ *(?:(?:Write-Host|Write-Output|echo) +(?:"[^"$` + "`" + `“”„]*"|'[^'‘’‚‛]*') *; *)?(?:exit +(?:[1-9][0-9]?|1[0-9]{2})|throw(?: +(?:"[^"$` + "`" + `“”„]*"|'[^'‘’‚‛]*'))?) *;? *\}$`)
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
	strict = regexp.MustCompile(`(?i)^\$(?:ErrorActionPreference *= *["']?Stop["']?|(PSNativeCommandUseErrorActionPreference) *= *\$true)$`)
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

// powershell lists the commands of a script of plain commands; of one that is more than
// that, those that it seems to hold, with the reason.
func powershell(s Script) []Ran {
	if len(s.Text) > MaxScript || loneReturn(s.Text) {
		return mentions(s, "its PowerShell script is too long, or holds characters that end a line for some programs only", psCommandsIn)
	}
	p := psScript{dir: directoryOf(s.Dir), core: s.Shell == "pwsh"}
	for number, line := range psLines(s.Text) {
		if line == "" {
			continue
		}
		if why := p.line(line, number); why != "" {
			return mentions(s, why, psCommandsIn)
		}
	}
	p.prove()
	if len(p.rans) == 1 && !p.others && !p.guarded {
		p.rans[0].Only = true
	}
	return p.rans
}

// psCommandsIn lists every simple command that a line seems to hold.
func psCommandsIn(line string, dir directory) []Command {
	out := commandsIn(line, dir)
	if len(out) == 0 {
		for part := range strings.FieldsFuncSeq(line, func(r rune) bool { return r == ';' || r == '{' || r == '}' }) {
			out = append(out, commandsIn(strings.TrimPrefix(strings.TrimSpace(part), "& "), dir)...)
		}
	}
	return slices.DeleteFunc(out, func(c Command) bool { return c.Words[0] == "exit" })
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
	// core is true for PowerShell 7, stops when it ends the script at a program that
	// fails, fresh right behind a line of programs.
	core, stops, fresh bool
	// lost says why nothing from here on is proven.
	lost string
}

// line reads one line, and says why if it is more than is understood.
func (p *psScript) line(line string, number int) string {
	if first, rest, ok := strings.Cut(line, ";"); ok && !strings.ContainsAny(first, "\"'`(){}$#@“”„‘’‚‛") {
		for _, part := range []string{first, rest} {
			if part = strings.TrimSpace(part); part != "" {
				if why := p.line(part, number); why != "" {
					return why
				}
			}
		}
		return ""
	}
	fresh := p.fresh
	p.fresh = false
	if m := sets.FindStringSubmatch(line); m != nil {
		if name := strings.ToUpper(m[1]); strings.HasPrefix(name, "PATH") || name == "PSMODULEPATH" || name == "COMSPEC" {
			return "its PowerShell script sets " + code(m[1]) + ", by which other programs may run: do so in an earlier step, through GITHUB_ENV or GITHUB_PATH"
		}
		p.set(m[1], m[2]+m[3]+m[4])
		return ""
	}
	if m := enters.FindStringSubmatch(line); m != nil {
		p.others = true
		p.dir = p.dir.enter(word{text: m[1]})
		return ""
	}
	switch {
	case guarded.MatchString(line), fresh && asked.MatchString(line):
		p.guarded = true
		p.prove()
		return ""
	case prints.MatchString(line):
		return ""
	case strict.MatchString(line):
		p.stops = p.stops || p.core && strict.FindStringSubmatch(line)[1] != ""
		return ""
	case tells.MatchString(line), looks.MatchString(line):
		p.others = true
		return ""
	case either.MatchString(line):
		p.others = true
		p.last = len(p.rans) // whose exit code the script may end with, nothing tells
		return ""
	}
	return p.programs(line, number)
}

// programs reads a line of programs that && joins, and says why if it is none.
func (p *psScript) programs(line string, number int) string {
	p.last, p.fresh = len(p.rans), true
	for part := range strings.SplitSeq(line, " && ") {
		part = strings.TrimPrefix(strings.TrimSpace(part), "& ")
		words, relied, why := nativeCommand(part)
		if why != "" {
			return why
		}
		ran := Ran{
			Command: Command{Dir: p.dir.path, Words: words, Env: slices.Clone(p.env), Dynamic: p.dir.dynamic, Text: part}, Line: number,
			Reason: "PowerShell goes on after a failing program, and only the last one's exit code counts: give the claimed command a step of its own, or put `if ($LASTEXITCODE -ne 0) { exit 1 }` after it",
		}
		if relied != "" {
			ran.Relies = []string{path.Join(p.dir.path, relied)}
		}
		if p.lost != "" {
			ran.Reason = p.lost
		}
		p.rans = append(p.rans, ran)
		if strings.HasSuffix(strings.ToLower(words[0]), ".ps1") && p.lost == "" {
			p.others = true
			p.lost = "it stands behind " + code(words[0]) + ", which runs in the same shell and can change it: write `pwsh -File " + plain(words[0]) + "`"
		}
	}
	if p.stops && p.lost == "" && !strings.Contains(line, " && ") {
		p.prove() // a program that fails ends the script; of a script, only an error does
	}
	return ""
}

// prove proves the programs of the last line: the script ends well only if the last
// that ran exited 0.
func (p *psScript) prove() {
	for i := p.last; i < len(p.rans); i++ {
		if p.lost == "" || p.rans[i].Reason != p.lost {
			p.rans[i].Proven, p.rans[i].Reason = true, ""
		}
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

// nativeCommand splits a line of plain words, with the program on which it relies, and
// says why if it is no such line.
func nativeCommand(line string) (words []string, relied, why string) {
	name, rest, _ := strings.Cut(line, " ")
	stem := strings.ToLower(name[strings.LastIndexAny(name, `/\`)+1:])
	executable := promptPrograms[stem] || strings.HasSuffix(stem, ".exe")
	switch ext := path.Ext(stem); {
	case nativeName.MatchString(name) && ext != ".ps1" && !powershellOwn[stem]:
	case (nativeName.MatchString(name) || cmdlet.MatchString(name)) && !strings.ContainsAny(line, "${"):
		return nil, "", "its PowerShell script uses " + code(name) + ", which is PowerShell's own command, or may be: give the claimed command a step of its own with `shell: bash`, or put the script into a file and claim `pwsh -File ./FILE.ps1`"
	case !nativePath.MatchString(name):
		return nil, "", beyond(line)
	case ext == ".ps1" || ext == ".exe":
	case ext == ".bat" || ext == ".cmd":
	case stem == "gradlew" || stem == "mvnw":
		relied = strings.ReplaceAll(name, `\`, "/") + ".*"
	default:
		return nil, "", "PowerShell on Windows runs " + code(name) + " only by way of another file or program: give the step `shell: bash`"
	}
	words = []string{unescape(name)}
	for rest = strings.TrimLeft(rest, " \t"); rest != ""; rest = strings.TrimLeft(rest, " \t") {
		size := strings.IndexAny(rest+" ", " \t")
		option := ""
		if m := quotation.FindStringSubmatch(rest); m != nil {
			option = m[1]
			size = len(m[0]) + strings.IndexAny(rest[len(m[0]):]+" ", " \t")
		}
		text := rest[:size]
		rest = rest[size:]
		value := text[len(option):]
		switch {
		case option == "" && quotedWord.MatchString(text), executable && executableQuoted.MatchString(value):
			words = append(words, option+value[1:len(value)-1])
		case nativeWord.MatchString(text), executable && executableWord.MatchString(text):
			words = append(words, text)
		case strings.ContainsAny(text, "|&<>(){};"):
			return nil, "", beyond(line)
		default:
			return nil, "", "PowerShell may change " + code(text) + " of " + code(line) + " before the program sees it: give the step `shell: bash`"
		}
	}
	return words, relied, ""
}

// beyond says that a line holds more than a program and its words.
func beyond(line string) string {
	return "its PowerShell script holds " + code(line) + ", which is more than a plain command: give the claimed command a step of its own, with `shell: bash`"
}
