package execution

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/shell"
)

var (
	// readers are the programs that run what they read as a program.
	readers = regexp.MustCompile(`^(?:(?:ba|da|z|k)?sh|fish|pwsh|python3?|node|perl|ruby|php|psql|bc)$`)
	// replacing matches the option of xargs by which its input stands within words.
	replacing = regexp.MustCompile(`^(?:-I(.*)|-i(.*)|--replace(?:=(.*))?)$`)
	// person matches who wrote a commit, which the author types too.
	person = regexp.MustCompile(`%[ac][nNeElL]`)
)

// runsPrinted is why a script may run what the author typed though it pastes none of it:
// a shell reads what git or the event tells.
func (p *piece) runsPrinted(a author) Doubt {
	for _, ran := range p.rans {
		stages := stagesOf(ran.Command)
		for i := 1; i < len(stages); i++ {
			if runsInput(stages[i]) && a.tells(strings.Join(slices.Concat(stages[:i]...), " ")) {
				return Doubt{
					Reason: fmt.Sprintf("lets a program run what `%s` prints, so that whoever types that text can run any command", Clip(OneLine(strings.Join(stages[0], " ")))),
					Remedy: "Let no shell read that text as a program (`xargs -0 sh -c '… \"$@\"' sh` takes it as arguments), on the base branch, and let CI run again.",
				}
			}
		}
	}
	return Doubt{}
}

// stagesOf are the words of a pipeline's commands.
func stagesOf(c shell.Command) [][]string {
	stages := [][]string{nil}
	for i, word := range c.Words {
		if (word == "|" || word == "|&") && slices.Contains(c.Expanded, i) {
			stages = append(stages, nil)
			continue
		}
		stages[len(stages)-1] = append(stages[len(stages)-1], word)
	}
	return stages
}

// runsInput tells whether a command runs what it reads, or a part of it, as a program.
func runsInput(words []string) bool {
	if len(words) > 0 && words[0] == "sudo" {
		words = words[1:]
	}
	if len(words) == 0 {
		return false
	}
	if name := path.Base(words[0]); name != "xargs" {
		rest := slices.DeleteFunc(slices.Clone(words[1:]), func(word string) bool { return strings.HasPrefix(word, "-") && !strings.ContainsAny(word, "ce") })
		return readers.MatchString(name) && (len(rest) == 0 || rest[0] == "/dev/stdin")
	}
	mark := ""
	for i, word := range words[1:] {
		m := replacing.FindStringSubmatch(word)
		if m == nil {
			continue
		}
		if mark = m[1] + m[2] + m[3]; mark == "" {
			mark = "{}"
			if word == "-I" && i+2 < len(words) {
				mark = words[i+2]
			}
		}
		break
	}
	at := slices.IndexFunc(words, func(word string) bool { return readers.MatchString(path.Base(word)) })
	if at < 0 {
		return false
	}
	program := slices.IndexFunc(words[at:], func(word string) bool {
		return word == "-c" || word == "-e" || strings.HasPrefix(word, "-") && strings.HasSuffix(word, "c")
	})
	switch {
	case program < 0:
		return false
	case at+program+1 == len(words):
		return true
	}
	return mark != "" && strings.Contains(words[at+program+1], strings.Trim(mark, `"`))
}

// tells tells whether what a command prints may be text that the author typed: of a commit,
// a name of a file, of the event, or in a variable.
func (a *author) tells(text string) bool {
	if gitNames.MatchString(text) || eventTells.MatchString(text) && (eventText.MatchString(text) || strings.Contains(text, "title")) {
		return true
	}
	if log := gitTells.FindString(text); log != "" && (gitBody.MatchString(log) || gitSubject.MatchString(log) || person.MatchString(log) || strings.Contains(log, "log") && !gitFormat.MatchString(log)) {
		return true
	}
	return slices.ContainsFunc(variableUse.FindAllStringSubmatch(text, -1), func(m []string) bool { return a.variables[strings.ToLower(m[1])] > unread })
}
