package evidence

import (
	"testing"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/tracker"
)

const rg = "rg -n forbidden src"

// searched is a world in which one step runs a search and ends with the code.
func searched(code int, window record.LogWindow) func(*world) {
	return func(w *world) {
		w.workflow(steps("run: " + rg))
		conclusion := record.ConclusionSuccess
		if code != 0 {
			conclusion = record.ConclusionFailure
		}
		w.run(1, headSHA, nil, job("test", conclusion, "Run "+rg+"="+conclusion))
		w.log(100, window)
	}
}

// tolerated is a world in which a step has continue-on-error, and its log shows exit 1.
func tolerated(w *world) {
	w.workflow(steps("run: go test ./...\ncontinue-on-error: true"))
	w.run(1, headSHA, nil, green())
	w.log(100, exits(1))
}

var witnessCases = []verdictCase{
	{name: "a search that found nothing", command: rg, outcome: value(tracker.OutcomeCount, "0 matches"), want: Verified, basis: BasisLog, exit: "1", says: []string{"found nothing"}, build: searched(1, exits(1))},
	{name: "a search whose output is claimed to be empty", command: rg, outcome: value(tracker.OutcomeValue, "empty"), want: Verified, basis: BasisLog, build: searched(1, exits(1))},
	{name: "a search that found something", command: rg, outcome: value(tracker.OutcomeCount, "0 matches"), want: Contradicted, says: []string{"found something"}, build: searched(0, record.LogWindow{})},
	{
		name: "a search that found something and a printed count", command: rg, outcome: value(tracker.OutcomeCount, "0 matches"), want: Contradicted,
		build: searched(0, record.LogWindow{Values: map[string]int{"0 matches": 12}}),
	},
	{name: "a search that went wrong", command: rg, outcome: value(tracker.OutcomeCount, "0 matches"), want: Unproven, says: []string{`test -z "$(rg -n forbidden src)"`}, build: searched(2, exits(2))},
	{name: "a search whose exit line is masked", command: rg, outcome: value(tracker.OutcomeCount, "0 matches"), want: Unproven, says: []string{"nothing shows that code"}, build: searched(1, record.LogWindow{})},
	{
		name: "a search whose exit line may be a neighbour's", command: rg, outcome: value(tracker.OutcomeCount, "0 matches"), want: Unproven,
		build: searched(1, record.LogWindow{Shared: true, Exits: []record.LogExit{{Line: 20, Code: 1, Shared: true}}}),
	},
	{name: "a tolerated search that found nothing", command: rg, outcome: value(tracker.OutcomeCount, "0 matches"), want: Unproven, says: []string{"any program can print", `test -z "$(rg -n forbidden src)"`}, build: func(w *world) {
		w.workflow(steps("run: " + rg + "\ncontinue-on-error: true"))
		w.run(1, headSHA, nil, job("test", "success", "Run "+rg+"=success"))
		w.log(100, exits(1))
	}},
	{name: "a tolerated failure that is claimed", outcome: func(o *tracker.Outcome) { o.Kind = tracker.OutcomeFailed }, want: Unproven, says: []string{"any program can print"}, build: tolerated},
	{name: "a tolerated step that ends as claimed", outcome: exitCode(1), want: Unproven, says: []string{"give it to the job"}, build: tolerated},
	{name: "a tolerated step that ends otherwise", outcome: exitCode(2), want: Contradicted, says: []string{"exit 1"}, build: tolerated},
	{name: "nothing printed by a command that succeeded", command: "gofmt -l .", outcome: value(tracker.OutcomeValue, "empty"), want: Unproven, says: []string{`test -z "$(gofmt -l .)"`}, build: func(w *world) {
		w.workflow(steps("run: gofmt -l ."))
		w.run(1, headSHA, nil, job("test", "success", "Run gofmt -l .=success"))
		w.log(100, record.LogWindow{})
	}},
	{name: "a search behind !", command: rg, outcome: value(tracker.OutcomeCount, "0 matches"), want: Unproven, says: []string{"inverted by `!`", `test -z "$(rg -n forbidden src)"`}, build: func(w *world) {
		w.workflow(steps("run: \"! " + rg + "\""))
		w.run(1, headSHA, nil, job("test", "success", "Run ! "+rg+"=success"))
	}},
	{name: "a search turned round", command: "grep -vn ok out", outcome: value(tracker.OutcomeCount, "0 matches"), want: Unproven, build: func(w *world) {
		w.workflow(steps("run: grep -vn ok out"))
		w.run(1, headSHA, nil, job("test", "failure", "Run grep -vn ok out=failure"))
		w.log(100, exits(1))
	}},
	{name: "claimed failure by an exit line that may be a neighbour's", outcome: exitCode(1), want: Unproven, says: []string{"another step's"}, build: func(w *world) {
		w.run(1, headSHA, nil, red())
		w.log(100, record.LogWindow{Shared: true, Exits: []record.LogExit{{Line: 20, Code: 1, Shared: true}}})
	}},
	{name: "a value behind a second header", outcome: value(tracker.OutcomeValue, "go1.25.7"), want: Unproven, says: []string{"another step's"}, build: func(w *world) {
		w.run(1, headSHA, nil, green())
		w.log(100, record.LogWindow{Headers: 2, Values: map[string]int{"go1.25.7": 15}})
	}},
	{name: "a value in a log that breaks off", outcome: value(tracker.OutcomeValue, "go1.25.7"), want: CutOff, says: []string{"cut short"}, build: func(w *world) {
		w.run(1, headSHA, nil, green())
		w.log(100, record.LogWindow{Values: map[string]int{"go1.25.7": 15}})
		w.cutLog(100)
	}},
}

// cutLog breaks a job's log off.
func (w *world) cutLog(job int64) {
	q := record.Query{Kind: record.KindLog, ID: job}
	a := w.records[q]
	a.Log.Truncated = true
	w.records[q] = a
}

func TestFiguresThatMayBeAnotherSteps(t *testing.T) {
	claimed := tracker.Figure{Number: "707", Unit: "tests"}
	window := record.LogWindow{Figures: []record.Figure{{Number: "12", Unit: "test"}}}
	for _, tt := range []struct {
		name string
		edit func(*record.LogWindow)
		seen string
	}{
		{"the step's own", func(*record.LogWindow) {}, "12"},
		{"shared lines refute nothing", func(w *record.LogWindow) { w.Shared = true }, ""},
		{"nor do those behind a second header", func(w *record.LogWindow) { w.Headers = 2 }, ""},
	} {
		w := window
		tt.edit(&w)
		m, differs := mismatch(claimed, []*record.LogWindow{&w})
		if !differs || m.Seen != tt.seen {
			t.Errorf("%s: %v, seen %q, want %q", tt.name, differs, m.Seen, tt.seen)
		}
	}
}

func TestSearcher(t *testing.T) {
	for command, want := range map[string]string{
		"rg -n x src": "rg", "grep -rn x .": "grep", "git grep x": "git grep", "egrep x y": "egrep",
		"grep -rvn x .": "", "grep -L x .": "", "rg --files": "", "rg --files-without-match x": "", "grep --invert-match x": "",
		"./grep x": "", "/tmp/rg x": "", "git log": "", "rg \"$X\" src": "", "go test ./...": "", "rg -- -v": "rg",
	} {
		commands := parse(t, command)
		if got := searcher(commands[0]); got != want {
			t.Errorf("%s: %q, want %q", command, got, want)
		}
	}
}

func parse(t *testing.T, text string) []shell.Command {
	t.Helper()
	commands, err := shell.Parse(text)
	if err != nil || len(commands) == 0 {
		t.Fatalf("%s: %v", text, err)
	}
	return commands
}
