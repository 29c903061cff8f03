package tracker

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// master is a tracker of which nothing can be read without its grammar.
const master = `# Master plan

## Legend

| Ticket | State |
|---|---|
| A-1 | says done when it is |

## Master Table (living)

| Ticket | Objective | State | Worker | Sign-off | Proof | Landed in | Needs |
|---|---|---|---|---|---|---|---|
| 00 | Set up | 🏁 | Ann | APPROVED | [log](#a) | ` + "`0123abcd`" + ` | - |
| 01 | Log in | [~] | Bob | - | - | - | 00 |
| API-auth | Hand out tokens | [ ] | - | - | - | - | 00, 01 |

## Legend

- [ ] is of no ticket

## Phase 00: Set up

- [x] done

### Phase two of it

- [x] also of 00

## API-auth -- tokens

- [ ] open

## Phase API-web: not on the table

- [ ] a section without a row

## Phase Next: nothing

## Appendix

- [ ] of no ticket either
`

func masterGrammar() Grammar {
	return Grammar{
		Statuses: map[Status][]string{StatusDone: {"🏁"}, StatusInProgress: {"[~]"}, StatusReady: {"[ ]"}},
		Columns: map[Field][]string{
			FieldID: {"Ticket"}, FieldTitle: {"Objective"}, FieldStatus: {"State"}, FieldImplementer: {"Worker"}, FieldReviewState: {"sign_off"},
			FieldEvidence: {"Proof"}, FieldCommit: {"Landed in"}, FieldDependsOn: {"Needs"},
		},
		BoardHeadings:  []string{"## Master Table"},
		EndHeadings:    []string{"appendix"},
		PacketHeadings: []string{"Phase {id}: {title}", "{id} -- *"},
		IDs:            []string{"[A-Z]{2,5}-[a-z]+"},
	}
}

func TestGrammar(t *testing.T) {
	tr := Parse("t.md", []byte(master), masterGrammar())
	if len(tr.Problems) > 0 || !IsTracker("t.md", []byte(master), masterGrammar()) {
		t.Fatal(tr.Problems)
	}
	var got []string
	for _, p := range tr.Packets {
		line := []string{p.ID, p.Title.Value, string(p.Status), string(p.ReviewState), p.Implementer.Value}
		for _, b := range p.Blockers {
			line = append(line, "after "+b.ID)
		}
		for _, s := range p.Sections {
			line = append(line, "section "+s.Title)
		}
		for _, b := range p.Boxes {
			line = append(line, "box "+b.Text.Value)
		}
		got = append(got, strings.Join(line, "; "))
	}
	if diff := cmp.Diff([]string{
		"00; Set up; DONE; APPROVED; Ann; section Set up; box done; box also of 00",
		"01; Log in; IN_PROGRESS; ; Bob; after 00",
		"API-auth; Hand out tokens; READY; ; ; after 00; after 01; section ; box open",
		"API-web; not on the table; ; ; ; section not on the table; box a section without a row",
	}, got); diff != "" {
		t.Errorf("packets (-want +got):\n%s", diff)
	}
	if c := tr.Packet("00").Checkpoint(); c == nil || c.State != CheckpointRecorded {
		t.Errorf("checkpoint %+v", c)
	}
	if tr.Board.Heading.Value != "Master Table (living)" {
		t.Errorf("the board stands under %q", tr.Board.Heading.Value)
	}
}

func TestGrammarIsNeeded(t *testing.T) {
	if tr := Parse("t.md", []byte(master), Grammar{}); tr.Err() == nil || IsTracker("t.md", []byte(master), Grammar{}) {
		t.Errorf("it is read without its grammar: %+v", tr.Board)
	}
	missing := map[string]func(*Grammar){
		"Master Table": func(g *Grammar) { g.BoardHeadings = nil },
		"Appendix":     func(g *Grammar) { g.EndHeadings = nil },
		"forms":        func(g *Grammar) { g.PacketHeadings = nil },
		"ids":          func(g *Grammar) { g.IDs = nil },
	}
	with := dump(Parse("t.md", []byte(master), masterGrammar()))
	for what, remove := range missing {
		g := masterGrammar()
		remove(&g)
		if with == dump(Parse("t.md", []byte(master), g)) {
			t.Errorf("without %s it is read the same", what)
		}
	}
}

// TestConfiguredColumnsComeFirst gives a built-in name another meaning.
func TestConfiguredColumnsComeFirst(t *testing.T) {
	source := "| Task | Name | Status |\n|---|---|---|\n| T-1 | One | DONE |\n"
	tr := Parse("t.md", []byte(source), Grammar{Columns: map[Field][]string{FieldID: {"task"}}})
	if p := tr.Packet("T-1"); p == nil || p.Title.Value != "One" || p.Status != StatusDone {
		t.Errorf("packets %+v, problems %+v", p, tr.Problems)
	}
	broken := "| Ticket | Status |\n| T-1 | DONE |\n"
	if tr := Parse("t.md", []byte(broken), Grammar{Columns: map[Field][]string{FieldID: {"Ticket"}}}); tr.Problems[0].Kind != ProblemMalformed {
		t.Errorf("a broken board with configured columns: %+v", tr.Problems)
	}
}

// TestConfiguredSeries reads ids of a configured form that the board lacks as those of
// its series.
func TestConfiguredSeries(t *testing.T) {
	for _, test := range []struct{ form, first, second, lacked string }{
		{"WP [0-9]+", "WP 1", "WP 2", "WP 9"},
		{"#[0-9]+", "#42", "#43", "#99"},
		{"§[0-9]+", "§1", "§2", "§3"},
	} {
		source := "| Packet | Status |\n|---|---|\n| " + test.first + " | READY |\n| " + test.second + " | READY |\n\n" +
			"## " + test.second + ": Two\n\nBlocked by:\n- " + test.lacked + "\n- what " + test.first + " does\n\n## " + test.lacked + ": Three\n\n- [ ] orphan\n"
		tr := Parse("t.md", []byte(source), Grammar{IDs: []string{test.form}})
		p, lacked := tr.Packet(test.second), tr.Packet(test.lacked)
		if len(tr.Problems) > 0 || lacked == nil || len(lacked.Boxes) != 1 || len(p.Boxes) != 0 {
			t.Errorf("%s: %+v, %v", test.form, lacked, tr.Problems)
		}
		if len(p.Blockers) != 2 || p.Blockers[0].ID != test.lacked || p.Blockers[1].ID != test.first {
			t.Errorf("%s: blockers %+v", test.form, p.Blockers)
		}
	}
}

func FuzzGrammar(f *testing.F) {
	f.Add([]byte(master), "Phase {id}: {title}", "[A-Z]{2,5}-[a-z]+", "🏁", "Ticket", "Appendix")
	f.Add([]byte("| WP | Status |\n|---|---|\n| WP 1 | ✅ |\n\n## 1) WP 1 * x\n"), "*) {id} *", "WP [0-9]+", "✅", "WP", "")
	f.Add([]byte("| é | Status |\n|---|---|\n| éé | x |\n\n## éé\n\nBlocked by:\n- aéé..éé\n"), "{id}", "é+", "X", "É", "é")
	f.Fuzz(func(t *testing.T, source []byte, form, id, status, column, end string) {
		g := Grammar{
			Statuses: map[Status][]string{StatusDone: {status}}, Columns: map[Field][]string{FieldID: {column}},
			BoardHeadings: []string{end}, EndHeadings: []string{end}, PacketHeadings: []string{form}, IDs: []string{id},
		}
		tr := Parse("t.md", source, g)
		checkPlaces(t, tr)
		if tr.Err() == nil && !IsTracker("t.md", source, g) {
			t.Error("it is parsed, but is no tracker")
		}
	})
}
