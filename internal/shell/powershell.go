package shell

import (
	"regexp"
	"strings"
)

// PowerShell is understood as far as a script is lines of plain native commands:
// words without quotes, variables or operators, which PowerShell hands on as they
// stand. GitHub ends the script with `exit $LASTEXITCODE`, so the last command's
// exit code is the step's; the codes of those before are lost (actions/runner,
// ScriptHandlerHelpers.cs).

var (
	// nativeName matches names that cannot be a cmdlet, which is Verb-Noun.
	nativeName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.]*$`)
	// nativeWord matches arguments that PowerShell leaves alone. Of a word that
	// begins with a dash it splits `.` and `:` off, and it takes `--` for itself.
	nativeWord = regexp.MustCompile(`^(?:[A-Za-z0-9_./=+][A-Za-z0-9_./=+:-]*|--?[A-Za-z0-9_/=+][A-Za-z0-9_/=+-]*)$`)
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
	if len(s.Text) > MaxScript {
		return nil, false
	}
	dir := directoryOf(s.Dir)
	var out []Ran
	number := 0
	for line := range strings.Lines(s.Text) {
		number++
		line = strings.Trim(line, " \t\r\n")
		if line == "" || strings.HasPrefix(line, "#") && !strings.Contains(line, "${{") {
			continue
		}
		words, ok := nativeCommand(line)
		if !ok {
			return nil, false
		}
		out = append(out, Ran{
			Command: Command{Dir: dir.path, Words: words, Dynamic: dir.dynamic, Text: line}, Line: number,
			Reason: "PowerShell goes on after a failure, and only its last command's exit code counts",
		})
	}
	if len(out) > 0 {
		last := &out[len(out)-1]
		last.Proven, last.Reason, last.Only = true, "", len(out) == 1
	}
	return out, true
}

// nativeCommand splits a line of plain words, and false if it is none.
func nativeCommand(line string) ([]string, bool) {
	words := strings.Fields(line)
	name := strings.ToLower(words[0])
	if !nativeName.MatchString(name) || strings.HasSuffix(name, ".ps1") || powershellOwn[name] {
		return nil, false
	}
	for _, w := range words[1:] {
		if !nativeWord.MatchString(w) {
			return nil, false
		}
	}
	return words, true
}
