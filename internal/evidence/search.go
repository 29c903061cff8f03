package evidence

import (
	"fmt"
	"path"
	"strings"

	"github.com/packetgate/packetgate/internal/execution"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/tracker"
)

// claimsNothing tells whether a claim says that the command found or printed
// nothing: a count of 0, or a word for it.
func claimsNothing(want tracker.Outcome) bool {
	value := strings.ToLower(strings.Trim(strings.TrimSpace(want.Value), "()."))
	switch want.Kind {
	case tracker.OutcomeCount:
		number, _, _ := strings.Cut(value, " ")
		return number == "0"
	case tracker.OutcomeValue:
		switch value {
		case "0", "empty", "empty output", "none", "nothing", "no matches", "no match", "no output", "no results":
			return true
		}
	}
	return false
}

// searchers are programs that exit 1 when they find nothing, and with another code
// when they fail (POSIX grep, ripgrep, git-grep).
var searchers = map[string]bool{"grep": true, "egrep": true, "fgrep": true, "rg": true}

// searcher names the program of a command that exits 1 exactly when no line has what
// it looks for, "" if it is none. Options that turn its question round make it none.
func searcher(c shell.Command) string {
	words := c.Words
	if len(words) == 0 || c.Negated || c.Dynamic || c.Pipeline() {
		return ""
	}
	name := words[0]
	switch {
	case searchers[path.Base(name)] && name == path.Base(name):
		words = words[1:]
	case name == "git" && len(words) > 1 && words[1] == "grep":
		name, words = "git grep", words[2:]
	default:
		return ""
	}
	for _, word := range words {
		switch {
		case word == "--":
			return name
		case strings.HasPrefix(word, "--"):
			if strings.HasPrefix(word, "--inv") || strings.HasPrefix(word, "--files-without") || word == "--files" {
				return ""
			}
		case strings.HasPrefix(word, "-") && strings.ContainsAny(word, "vL"):
			return ""
		}
	}
	return name
}

// findsNothing tells whether the claim is that a search found nothing.
func (t *task) findsNothing() bool {
	return len(t.commands) == 1 && claimsNothing(t.wants()) && searcher(t.commands[0]) != ""
}

// claimsUnseen tells whether the claim is that a command other than a search printed
// nothing, which no step can show.
func (t *task) claimsUnseen() bool {
	return len(t.commands) == 1 && claimsNothing(t.wants()) && searcher(t.commands[0]) == ""
}

// foundNothing rules on the claim that a search found nothing by the step's end: it
// exits 1 then, which GitHub records as a failure, and 0 when it found something.
func (r ruling) foundNothing(t *task) (ruling, bool) {
	if !t.findsNothing() || r.verdict != Verified && r.verdict != Contradicted {
		return r, false
	}
	name := searcher(t.commands[0])
	switch {
	case r.verdict == Verified:
		r = r.with(Contradicted, fmt.Sprintf("the step exited 0, with which %s says that it found something", name))
		r.remedy = "Take out what it finds, push, and claim it again once the run has ended with exit 1."
	case r.exit != nil && *r.exit == 1 && !r.exitShared:
		r = r.with(Verified, fmt.Sprintf("the step's log shows exit 1, with which %s says that it found nothing", name))
		r.basis, r.shown = BasisLog, true
	default:
		r.verdict, r.basis = Unproven, BasisNone
		r.reason += fmt.Sprintf("; %s exits 1 when it finds nothing, and nothing shows that code", name)
		r.remedy = remedyForNothing(t.wants(), t.commands[0].Text)
	}
	return r, true
}

// remedyForNothing says what to write instead of a claim that a step printed nothing,
// which no line can show.
func remedyForNothing(want tracker.Outcome, text string) string {
	instead := fmt.Sprintf("No line can show that nothing was printed: let a workflow of the base branch run and the tracker claim `test -z \"$(%s)\"` -> exit 0.", execution.Clip(text))
	if want.Kind == tracker.OutcomeValue && strings.TrimSpace(want.Value) == "0" {
		return "If 0 is the exit code, write `-> exit 0`. " + instead
	}
	return instead
}
