package shell

import (
	"regexp"
	"strings"
)

// language reads the scripts of a shell unlike sh, as far as they are plain.
type language struct {
	// name begins a reason: whose scripts hold more than is read.
	name string
	read func(Script) ([]Ran, bool)
	// unread lists the commands of a script that is not read.
	unread func(s Script, reason string) []Ran
}

// languageOf finds the language of a `shell:` value.
func languageOf(shell string) (language, bool) {
	switch shell {
	case "pwsh", "powershell":
		return language{read: func(s Script) ([]Ran, bool) { return powershell(s), true }}, true
	case "cmd":
		return language{"its script for cmd holds more than plain commands", commandPrompt, unread}, true
	case "python", "python {0}", "python3 {0}":
		return language{"its Python program holds more than plain calls of commands that are checked", python, pythonMentions}, true
	}
	if m := simpleShell.FindStringSubmatch(shell); m != nil {
		errexit := m[1] != "fish" && strings.Contains(m[2], "e")
		return language{
			"its script for " + m[1] + " holds more than plain commands",
			func(s Script) ([]Ran, bool) { return plainLines(s, errexit) }, unread,
		}, true
	}
	return language{}, false
}

// simpleShell matches shells that run a plain command as sh does, and with -e end at
// one that fails.
var simpleShell = regexp.MustCompile(`^(?:(?:/usr(?:/local)?|/opt/homebrew)?/bin/)?(zsh|ksh|mksh|fish)((?: -(?:e|u|x|eu|ex|eux))*(?: -(?:|e|u|eu|x|ex|eux)o pipefail)?) \{0\}$`)

var (
	plainWord   = regexp.MustCompile(`^[A-Za-z0-9_./:@%+,-][A-Za-z0-9_./:=@%+,-]*$`)
	plainQuoted = regexp.MustCompile(`^(?:"[A-Za-z0-9_./:=@%+, |-]*"|'[A-Za-z0-9_./:=@%+, |-]*')`)
)

// otherBuiltins are words of other shells that steer them, beside those of bash.
var otherBuiltins = set("and", "or", "not", "begin", "end", "if", "for", "while", "function", "switch", "case", "repeat", "select", "time", "until",
	"then", "else", "do", "done", "coproc", "nocorrect", "noglob", "emulate", "setopt", "unsetopt", "autoload", "zmodload", "disable", "whence", "print",
	"r", "status", "string", "abbr", "bg", "fg", "disown", "history", "kill")

// plainLines lists the commands of a script of nothing but plain commands, one a line,
// and false if it is more than that. All are proven under errexit, otherwise the last.
func plainLines(s Script, errexit bool) ([]Ran, bool) {
	if !plainText(s.Text) {
		return nil, false
	}
	dir := directoryOf(s.Dir)
	var out []Ran
	number := 0
	for line := range strings.Lines(s.Text) {
		number++
		line = strings.Trim(line, " \t\n")
		if line == "" || line[0] == '#' {
			continue
		}
		words, ok := splitWords(line, plainWord, plainQuoted)
		if !ok || steers[words[0]] || otherBuiltins[words[0]] || strings.ContainsAny(words[0][:1], "-+") || strings.Contains(words[0], "=") {
			return nil, false
		}
		if !errexit && len(out) > 0 {
			last := &out[len(out)-1]
			last.Proven, last.Reason = false, "its shell runs without -e and goes on after a failure"
		}
		out = append(out, Ran{Command: Command{Dir: dir.path, Words: words, Dynamic: dir.dynamic, Text: line}, Line: number, Proven: true})
	}
	if len(out) == 1 {
		out[0].Only = true
	}
	return out, true
}

// splitWords splits a line of words and quoted words at blanks, and false if anything
// else stands there. The first word is none that is quoted.
func splitWords(line string, plain, quoted *regexp.Regexp) ([]string, bool) {
	var words []string
	for rest := line; rest != ""; rest = strings.TrimLeft(rest, " \t") {
		if q := quoted.FindString(rest); q != "" {
			rest = rest[len(q):]
			if len(words) == 0 || rest != "" && rest[0] != ' ' && rest[0] != '\t' {
				return nil, false
			}
			words = append(words, q[1:len(q)-1])
			continue
		}
		end := strings.IndexAny(rest+" ", " \t")
		if !plain.MatchString(rest[:end]) {
			return nil, false
		}
		words = append(words, rest[:end])
		rest = rest[end:]
	}
	return words, len(words) > 0
}

// plainText tells whether a script may be read line by line: it is not too long, has
// no `${{ }}` expression, and every line ends as others read it.
func plainText(text string) bool {
	return len(text) <= MaxScript && !strings.Contains(text, "${{") && !loneReturn(text)
}

// loneReturn tells whether a text holds a character that ends a line for some readers
// and not for others.
func loneReturn(text string) bool {
	return strings.ContainsAny(strings.ReplaceAll(text, "\r\n", "\n"), "\r\x00\f\v\u0085\u2028\u2029")
}
