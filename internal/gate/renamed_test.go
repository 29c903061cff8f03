package gate

import (
	"slices"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
)

// moved is a change in which one file is removed and another added.
func moved(base, head string) *record.Change {
	c := change(base, "")
	c.Documents = append(c.Documents, record.Document{Path: "plans/new.md", BasePath: "plans/new.md", Head: &record.File{Path: "plans/new.md", Content: []byte(head)}})
	c.Files = []record.FileChange{{Path: path, Status: record.FileRemoved}, {Path: "plans/new.md", Status: record.FileAdded}}
	return c
}

func packets(rows string) string {
	return "# Tracker\n\n| Packet | Title | Status | Reviewer | Review State |\n|---|---|---|---|---|\n" + rows + "\n"
}

func TestATrackerThatWasRenamedAndRewritten(t *testing.T) {
	r := judged(moved(ready, strings.Replace(done, "# Tracker", "# Renamed\n\nMuch is new here.", 1)), config.Default())
	if len(r.Trackers) != 1 || r.Trackers[0].Path != "plans/new.md" || !slices.Equal(rules(r), []string{"missing-command"}) {
		t.Errorf("%d trackers, %v", len(r.Trackers), rules(r))
	}
	if !slices.ContainsFunc(r.Transitions, func(m report.Transition) bool { return m.Field == "status" && m.From == "READY" && m.To == "DONE" }) {
		t.Errorf("%+v", r.Transitions)
	}

	// What the new board lacks is gone, and a board that shares too little is another one.
	four := packets("| RC-01 | a | READY | | |\n| RC-02 | b | READY | | |\n| RC-03 | c | READY | | |\n| RC-04 | d | READY | | |")
	for head, want := range map[string]int{
		packets("| RC-01 | a | READY | | |\n| RC-02 | b | READY | | |"):                            2,
		packets("| RC-01 | a | READY | | |"):                                                       3,
		packets("| TN-01 | a | READY | | |"):                                                       4,
		packets("| RC-01 | a | READY | | |\n| RC-02 | b | READY | | |\n| TN-03 | c | READY | | |"): 2,
		"# No board\n": 4,
	} {
		r := judged(moved(four, head), config.Default())
		removed := 0
		for _, f := range r.Findings {
			if f.Rule == "packet-removed" {
				removed++
			}
		}
		if removed != want {
			t.Errorf("%d packets are told as removed, want %d by\n%s", removed, want, head)
		}
	}
}

// A file that stood at the base already is no new name of a removed one.
func TestAFileOfTheBaseIsNoNewName(t *testing.T) {
	c := moved(ready, ready)
	c.Documents[1].Base = &record.File{Path: "plans/new.md", Content: []byte(ready)}
	if r := judged(c, config.Default()); !slices.Contains(rules(r), "packet-removed") {
		t.Error(rules(r))
	}
}
