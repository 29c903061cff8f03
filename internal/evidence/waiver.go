package evidence

import (
	"fmt"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/shell"
)

// waiveCommands leaves a task those of its commands that no waiver excuses, and
// settles it when none is left.
func (j *judgement) waiveCommands(t *task, commands []shell.Command) {
	var last *config.Waiver
	for _, command := range commands {
		w, ok := j.waiver(t, command.Text, true)
		if !ok {
			t.commands = append(t.commands, command)
			continue
		}
		last = &w
		t.notes = append(t.notes, fmt.Sprintf("`%s` is waived by evidence.waivers: %s", command.Text, w.Reason))
	}
	if len(t.commands) == 0 {
		t.settled = waived(*last)
	}
}

// waiver finds the waiver in force for a text, and notes one that has expired.
func (j *judgement) waiver(t *task, text string, command bool) (config.Waiver, bool) {
	for _, w := range j.Config.Waivers {
		if !excuses(w, text, command) {
			continue
		}
		if !w.Expired(j.Now) {
			return w, true
		}
		note := fmt.Sprintf("the waiver for `%s` expired on %s", w.Command, w.Expires)
		if !slices.Contains(t.notes, note) {
			t.notes = append(t.notes, note)
		}
	}
	return config.Waiver{}, false
}

// excuses tells whether a waiver is for a text. Of one that is not known to be one
// command, every operator must stand in the pattern: `docker build *` excuses no
// `docker build . && go test`, and `*docker*` no `go test # docker`.
func excuses(w config.Waiver, text string, command bool) bool {
	return w.Covers(text) && (command || operators(w.Command) == operators(text))
}

// operators are the characters of a text that can join commands or begin a comment.
func operators(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(";&|`()#\n", r) {
			return r
		}
		return -1
	}, text)
}

func waived(w config.Waiver) *ruling {
	reason := "waived by evidence.waivers: " + strings.TrimRight(w.Reason, ". ")
	if w.Owner != "" {
		reason += " (" + w.Owner + ")"
	}
	return &ruling{verdict: Waived, reason: sentence(reason)}
}
