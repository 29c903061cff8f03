package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func boardText(t *testing.T, o BoardOptions, trackers ...BoardTracker) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteBoardText(&b, &Board{Trackers: trackers}, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// waiting is a packet that waits for others, each "ID STATUS".
func waiting(id, status string, waits ...string) BoardPacket {
	p := BoardPacket{Packet: Packet{ID: id, Title: "Title of " + id, Status: status, Line: 3}}
	for _, w := range waits {
		id, status, known := strings.Cut(w, " ")
		p.WaitsFor = append(p.WaitsFor, Wait{ID: id, Status: status, Known: known, Open: status != "DONE"})
		p.Blockers = append(p.Blockers, id)
	}
	return p
}

func TestBoardText(t *testing.T) {
	second := waiting("RC-02", "BLOCKED", "RC-01 DONE", "RC-03 READY", "RC-09")
	second.Boxes = Boxes{Checked: 1, Total: 3}
	second.Obstacles = []Finding{
		{Rule: "blocked-packet-advanced", Tracker: "t.md", Packet: "RC-02", Line: 4, Message: "RC-02 moves."},
		{Rule: "missing-command", Tracker: "t.md", Packet: "RC-02", Line: 4, Message: "RC-02 is DONE, but it names no command. List `a. b`."},
		{Rule: "open-checkbox", Tracker: "t.md", Packet: "RC-02", Line: 11, Message: "x"},
		{Rule: "open-checkbox", Tracker: "t.md", Packet: "RC-02", Line: 12, Message: "y"},
	}
	third := waiting("RC-03", "READY", "RC-01 DONE")
	alone := waiting("RC-04", "UNKNOWN")
	alone.StatusText = "soon"
	got := boardText(t, BoardOptions{}, BoardTracker{
		Path: "t.md", Title: "T", Plan: "plan.md",
		Packets:  []BoardPacket{waiting("RC-01", "DONE"), second, third, alone},
		Problems: []Finding{{Tracker: "t.md", Line: 6, Column: 2, Packet: "RC-04", Message: "the status is unknown"}},
	})
	want := `t.md  T
note: the linked plan plan.md cannot be read, so what it asks for is not counted

   Packet  Title           Status   Review  Boxes  Reviewer  Checkpoint  Waits for
✓  RC-01   Title of RC-01  DONE
■  RC-02   Title of RC-02  BLOCKED          1/3                          RC-01, RC-03*, RC-09*
○  RC-03   Title of RC-03  READY                                         RC-01
?  RC-04   Title of RC-04  soon
* not DONE

Problems
  t.md:6:2: RC-04: the status is unknown

In the way of DONE
  RC-02 ■ BLOCKED
    t.md:4: blocked by RC-03 (READY) [blocked-packet-advanced]
    t.md:4: it names no command [missing-command]
    t.md:11: 2 of 3 boxes are open, the first here [open-checkbox]
  RC-03 ○ READY
    nothing that can be told offline
  RC-04 ? soon
    nothing that can be told offline

Dependencies
  RC-01 ✓ DONE
  └── RC-03 ○ READY
      └── RC-02 ■ BLOCKED (also waits for RC-01, RC-09)
  RC-09 ? not on the board
  1 packet without dependencies

4 packets: 1 DONE, 1 BLOCKED, 1 READY, 1 other; nothing stands in the way of 2 (offline: the evidence was not judged)
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestBoardTellsCycles(t *testing.T) {
	got := boardText(t, BoardOptions{}, BoardTracker{Path: "t.md", Packets: []BoardPacket{
		waiting("A", "READY", "B READY"), waiting("B", "READY", "C READY"), waiting("C", "READY", "A READY"),
		waiting("D", "READY", "A READY"), waiting("E", "READY", "E READY"),
	}})
	for _, want := range []string{
		"cycle: A waits for B waits for C waits for A: none of them can ever start\n",
		"1 packet in or behind a cycle besides: D\n", "cycle: E waits for",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in:\n%s", want, got)
		}
	}
}

func TestBoardNamesSomeOfManyBehindACycle(t *testing.T) {
	packets := []BoardPacket{waiting("A", "READY", "B READY"), waiting("B", "READY", "A READY")}
	for i := range 12 {
		packets = append(packets, waiting(fmt.Sprint("C", i), "READY", "A READY"))
	}
	got := boardText(t, BoardOptions{}, BoardTracker{Path: "t.md", Packets: packets})
	if want := "12 packets in or behind a cycle besides: C0, C1, C2, C3, C4, C5, C6, C7, …\n"; !strings.Contains(got, want) {
		t.Errorf("no %q in:\n%s", want, got)
	}
}

func TestBoardShowsUnknownWords(t *testing.T) {
	p := waiting("A", "UNKNOWN")
	p.StatusText, p.ReviewState, p.ReviewText = "soon", "UNKNOWN", "looks fine"
	got := boardText(t, BoardOptions{}, BoardTracker{Path: "t.md", Packets: []BoardPacket{p}})
	if strings.Contains(got, "UNKNOWN") || !strings.Contains(got, "soon") || !strings.Contains(got, "looks fine") {
		t.Error(got)
	}
}

// TestBoardIsBounded draws trackers that would make an endless, an endlessly wide
// or a quadratic picture.
func TestBoardIsBounded(t *testing.T) {
	const n = 5000
	var chain, fan, dense []BoardPacket
	for i := range n {
		chain = append(chain, waiting(fmt.Sprint("A", i), "READY", fmt.Sprint("A", i+1, " READY")))
		fan = append(fan, waiting(fmt.Sprint("A", i), "READY", "A0 READY"))
		var all []string
		for j := range min(i, 60) {
			all = append(all, fmt.Sprint("A", i-j-1, " READY"))
		}
		dense = append(dense, waiting(fmt.Sprint("A", i), "READY", all...))
	}
	for name, packets := range map[string][]BoardPacket{"chain": chain, "fan": fan, "dense": dense} {
		got := boardText(t, BoardOptions{Width: 80}, BoardTracker{Path: "t.md", Packets: packets})
		_, tree, _ := strings.Cut(got, "\nDependencies\n")
		if lines := strings.Count(tree, "\n"); lines > maxTreeLines+10 {
			t.Errorf("%s: the tree has %d lines", name, lines)
		}
		for line := range strings.Lines(tree) {
			if len(line) > 1000 {
				t.Fatalf("%s: a line of %d bytes", name, len(line))
			}
		}
	}
}

func TestALongChainGoesOnAtTheMargin(t *testing.T) {
	var packets []BoardPacket
	for i := range 300 {
		var waits []string
		if i > 0 {
			waits = append(waits, fmt.Sprintf("RC-%03d READY", i-1))
		}
		packets = append(packets, waiting(fmt.Sprintf("RC-%03d", i), "READY", waits...))
	}
	_, tree, _ := strings.Cut(boardText(t, BoardOptions{}, BoardTracker{Path: "t.md", Packets: packets}), "\nDependencies")
	for _, want := range []string{"└── … below: RC-025\n  RC-025 ○ READY (waits for RC-024)\n", "└── RC-299 ○ READY\n"} {
		if !strings.Contains(tree, want) {
			t.Errorf("no %q in\n%s", want, tree)
		}
	}
}

func TestObstaclesOfAQuotedIDAreInItsWords(t *testing.T) {
	p := waiting("#44", "IN_PROGRESS")
	p.Obstacles = []Finding{
		{Rule: "missing-command", Packet: "#44", Tracker: "t.md", Line: 4, Message: "`#44` is DONE, but it names no command. Add one."},
		{Rule: "missing-review", Packet: "#44", Tracker: "t.md", Line: 4, Message: "#44 is APPROVED, but by nobody. Name them."},
	}
	if diff := cmp.Diff([]string{"t.md:4: it names no command [missing-command]", "t.md:4: by nobody [missing-review]"}, p.inTheWay()); diff != "" {
		t.Error(diff)
	}
}

func TestBoardFitsTheTerminal(t *testing.T) {
	p := waiting("RC-01", "CHANGES_REQUESTED", "RC-02 READY", "RC-03 READY")
	p.Title, p.Reviewer, p.ReviewState = strings.Repeat("長い title ", 20), "Orchestrator (Claude)", "CHANGES_REQUESTED"
	got := boardText(t, BoardOptions{Width: 80}, BoardTracker{Path: "t.md", Packets: []BoardPacket{p}})
	table, _, _ := strings.Cut(got, "\nIn the way")
	for line := range strings.Lines(table) {
		if w := width.StringWidth(strings.TrimSuffix(line, "\n")); w > 80 {
			t.Errorf("%d columns: %s", w, line)
		}
	}
}

// boardOf is a board that holds a value wherever a tracker may bring one.
func boardOf(s string) []BoardTracker {
	p := waiting(s, s, "A READY", "B READY")
	p.WaitsFor[1].ID, p.WaitsFor[1].Status = s, s
	p.Title, p.Reviewer, p.ReviewState, p.Checkpoint, p.StatusText = s, s, s, s, s
	f := Finding{Rule: "missing-command", Severity: s, Tracker: s, Packet: s, Line: 1, Message: s}
	p.Obstacles = []Finding{f, f}
	p.Readings = []Reading{{Line: 1, EndLine: 1, Column: 1, Kind: "box", As: s, Text: s}}
	return []BoardTracker{
		{Path: s, Title: s, Plan: "p" + s, Packets: []BoardPacket{p, waiting("B", "READY", s+" x")}, Problems: []Finding{f}, Readings: p.Readings},
		{Path: s, Problem: s},
	}
}

func TestBoardTextCarriesNoControlCharacters(t *testing.T) {
	for _, s := range hostile {
		for _, o := range []BoardOptions{{}, {Width: 40}, {Readings: true}} {
			for line := range strings.SplitSeq(boardText(t, o, boardOf(s)...), "\n") {
				if Visible(line) != line {
					t.Errorf("%q reaches the terminal in %q", s, line)
				}
			}
		}
	}
}

func TestBoardMarkdownKeepsItsShape(t *testing.T) {
	keepsItsShape(t, func(w io.Writer, s string) error { return WriteBoardMarkdown(w, &Board{Trackers: boardOf(s)}) })
}

func TestBoardJSON(t *testing.T) {
	schema := compile(t, boardSchemaPath)
	for name, trackers := range map[string][]BoardTracker{
		"none":    nil,
		"empty":   {{Path: "t.md", Packets: []BoardPacket{{}}}},
		"broken":  {{Path: "t.md", Problem: "t.md:1:1: no board"}},
		"waiting": {{Path: "t.md", Packets: []BoardPacket{waiting("A", "READY", "B DONE")}}},
	} {
		var b bytes.Buffer
		if err := WriteBoardJSON(&b, &Board{Trackers: trackers}); err != nil {
			t.Fatal(err)
		}
		if err := validate(t, schema, b.Bytes()); err != nil {
			t.Errorf("%s: %v\n%s", name, err, b.String())
		}
	}
	if validate(t, schema, []byte(`{"schema": "packetgate.board/v1"}`)) == nil {
		t.Error("a board without its trackers: accepted")
	}
}
