package evidence

import (
	"strings"

	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/tracker"
)

// task is one claim on its way to a proof.
type task struct {
	claim Claim
	// text is the command to look for: the claim's, or what an alias gives.
	text     string
	commands []shell.Command
	// parts are the rulings on the commands, ruling the one on the claim.
	parts   []ruling
	ruling  ruling
	figures []FigureMismatch
	link    *LinkFault
	notes   []string
	// warning is what is amiss though the claim is verified.
	warning string
	// unrun is true where no workflow ran on the commits that cover the judged one.
	unrun bool
	// settled is the ruling of a claim that needs no records.
	settled *ruling
}

// prepare makes a task of every claim, and lists those that need records.
func (j *judgement) prepare() (tasks, open []*task) {
	aliases := readAliases(j.Config.Aliases)
	for _, claim := range j.Claims {
		t := &task{claim: claim, text: strings.TrimSpace(claim.Tracked.Command.Value)}
		tasks = append(tasks, t)
		if w, ok := j.waiver(t, t.text, false); ok {
			t.settled = waived(w)
			continue
		}
		t.alias(aliases)
		commands, err := shell.Parse(t.text)
		if err != nil || len(commands) == 0 {
			t.settled = unreadable(err)
			continue
		}
		if j.waiveCommands(t, commands); t.settled == nil {
			open = append(open, t)
		}
	}
	return tasks, open
}

func unreadable(err error) *ruling {
	reason := "the claim holds no command"
	if err != nil {
		reason = "the claim is not one command, nor several joined by &&: " + err.Error()
	}
	return &ruling{
		verdict: Unproven,
		reason:  sentence(reason),
		remedy:  "Claim the plain command, or say in evidence.aliases which CI command stands for it.",
	}
}

// wants tells what a claim says of the command's end.
func (t *task) wants() tracker.Outcome { return t.claim.Tracked.Outcome }

// wantsFailure tells whether a claim says that the command failed.
func (t *task) wantsFailure() bool {
	want := t.wants()
	return want.Kind == tracker.OutcomeFailed || want.Kind == tracker.OutcomeExit && want.ExitCode != 0
}

// wantsOutput tells whether the claim gives a value or a count instead of an exit
// code.
func (t *task) wantsOutput() bool {
	kind := t.wants().Kind
	return kind == tracker.OutcomeValue || kind == tracker.OutcomeCount
}
