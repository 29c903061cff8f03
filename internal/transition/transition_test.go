package transition_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/tracker"
	"github.com/packetgate/packetgate/internal/transition"
)

const model = `# Tracker

| Packet | Title | Status | Implementer | Reviewer | Review State | Evidence Link |
|---|---|---|---|---|---|---|
| RC-00 | Freeze | DONE | Codex | Claude | APPROVED | RC-00 section |
| RC-01 | Pin | READY |  |  |  | RC-01 section |
| RC-02 | Scan | BLOCKED |  |  |  | RC-02 section |

## RC-00 Checklist: Freeze

- [x] ` + "`go vet ./...`" + ` -> exit 0 (12 files)

Evidence:
- Commit: (pending)

## RC-01 Checklist: Pin

Blocked by:
- RC-00

- [ ] Pin it.
- [ ] ` + "`go build ./...`" + ` -> exit 0

Evidence:
- Commit:

## RC-02 Checklist: Scan

Blocked by:
- RC-01
`

// parse reads the model with old texts replaced by new ones, in pairs; an empty
// model is a tracker that does not exist.
func parse(t *testing.T, edits ...string) *tracker.Tracker {
	t.Helper()
	text := model
	for i := 0; i < len(edits); i += 2 {
		if edits[i] == "gone" {
			return nil
		}
		if !strings.Contains(text, edits[i]) {
			t.Fatalf("the model has no %q", edits[i])
		}
		text = strings.Replace(text, edits[i], edits[i+1], 1)
	}
	return tracker.Parse("t.md", []byte(text), tracker.Grammar{})
}

var gone = []string{"gone", ""}

func TestBetween(t *testing.T) {
	for _, e := range []struct {
		name       string
		base, head []string
		want       []string
	}{
		{name: "nothing", want: nil},
		{
			name: "status and review", head: []string{"| RC-01 | Pin | READY |  |  |  |", "| RC-01 | Pin | IN_REVIEW | Codex |  | PENDING |"},
			want: []string{"6 RC-01 status READY -> IN_REVIEW", "6 RC-01 review_state  -> PENDING"},
		},
		{name: "a word that is no status", head: []string{"| RC-01 | Pin | READY |", "| RC-01 | Pin | soon |"}, want: []string{"6 RC-01 status READY -> soon"}},
		{name: "checkpoint filled in", head: []string{"- Commit: (pending)", "- Commit: `6dbb2e06`"}, want: []string{"14 RC-00 checkpoint pending -> 6dbb2e06"}},
		{name: "box ticked", head: []string{"- [ ] Pin it.", "- [x] Pin it."}, want: []string{"21 RC-01 checklist 0/2 -> 1/2"}},
		{name: "box reworded", head: []string{"- [ ] Pin it.", "- [ ] Pin that."}, want: []string{"21 RC-01 checklist [ ] Pin it. -> [ ] Pin that."}},
		{name: "a claim is made", head: []string{"- [ ] `go build", "- [x] `go build"}, want: []string{
			"22 RC-01 evidence  -> go build ./... -> exit 0", "22 RC-01 checklist 0/2 -> 1/2",
		}},
		{name: "an outcome", head: []string{"-> exit 0 (12 files)", "-> exit 1"}, want: []string{
			"11 RC-00 evidence go vet ./... -> exit 0 -> go vet ./... -> exit 1", "11 RC-00 checklist [x] `go vet ./...` -> exit 0 (12 files) -> [x] `go vet ./...` -> exit 1",
		}},
		{name: "a blocker dropped", head: []string{"- RC-00\n", "\n"}, want: []string{"6 RC-01 checklist blocked by RC-00 -> "}},
		{
			name: "a record", head: []string{"Evidence:\n- Commit: (pending)", "Gate checklist:\n- P0: PASS (x)\n\nVerdict: APPROVED\n\nCommit:\n- (pending)"},
			want: []string{"14 RC-00 evidence  -> P0: PASS (x)"},
		},
		{name: "renamed", head: []string{"| RC-02 | Scan |", "| RC-09 | Scan |"}, want: []string{"7 RC-09 added  -> BLOCKED", "7 RC-02 removed BLOCKED -> "}},
		{name: "row gone", head: []string{"| RC-02 | Scan | BLOCKED |  |  |  | RC-02 section |\n", ""}, want: []string{"7 RC-02 removed BLOCKED -> "}},
		{name: "tracker new", base: gone, want: []string{"5 RC-00 added  -> DONE", "6 RC-01 added  -> READY", "7 RC-02 added  -> BLOCKED"}},
		{name: "tracker gone", head: gone, want: []string{"5 RC-00 removed DONE -> ", "6 RC-01 removed READY -> ", "7 RC-02 removed BLOCKED -> "}},
		{name: "both gone", base: gone, head: gone},
		// What is no transition.
		{name: "evidence link", head: []string{"RC-00 section", "[run](https://example.org)"}},
		{name: "(DONE) suffix", head: []string{"- RC-00\n", "- RC-00 (DONE)\n"}},
		{name: "a duration", base: []string{"(12 files)", "(12 files, 3.4s)"}, head: []string{"(12 files)", "(12 files, 5.1s)"}},
		{name: "space and prose", head: []string{"## RC-01 Checklist: Pin\n", "## RC-01 Checklist: Pin\n\nSome words.\n", "- [ ] Pin it.", "-  [ ]  Pin  it."}},
		{name: "title and reviewer", head: []string{"| Freeze | DONE | Codex | Claude |", "| Frozen | DONE | Codex | @claude |"}},
	} {
		t.Run(e.name, func(t *testing.T) {
			var got []string
			for _, m := range transition.Between(parse(t, e.base...), parse(t, e.head...)) {
				if m.Tracker == "" && len(e.base)+len(e.head) > 0 {
					t.Error("a transition without a tracker")
				}
				if m.Moves() == (m.Field == transition.FieldCheckpoint) {
					t.Errorf("%s: moves %v", m.Field, m.Moves())
				}
				got = append(got, fmt.Sprintf("%d %s %s %s -> %s", m.Line, m.Packet, m.Field, m.From, m.To))
			}
			if diff := cmp.Diff(e.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMerge(t *testing.T) {
	reopened := []string{"| RC-00 | Freeze | DONE | Codex | Claude | APPROVED |", "| RC-00 | Freeze | IN_PROGRESS | Codex | Claude |  |"}
	started := []string{"| RC-01 | Pin | READY |", "| RC-01 | Pin | IN_PROGRESS |"}
	noRow := []string{"| RC-02 | Scan | BLOCKED |  |  |  | RC-02 section |\n", ""}
	for _, e := range []struct {
		name            string
		base, tip, head []string
		want            string
	}{
		{"as it was", nil, nil, nil, "RC-00 DONE APPROVED, RC-01 READY, RC-02 BLOCKED"},
		{"main reopened, the change is older", nil, reopened, started, "RC-00 IN_PROGRESS, RC-01 IN_PROGRESS, RC-02 BLOCKED"},
		{"the change reopened", nil, nil, reopened, "RC-00 IN_PROGRESS, RC-01 READY, RC-02 BLOCKED"},
		{"the change finished what main moved too", nil, started, []string{"| RC-01 | Pin | READY |", "| RC-01 | Pin | DONE |"}, "RC-00 DONE APPROVED, RC-01 DONE, RC-02 BLOCKED"},
		{"checkpoint of main", nil, []string{"(pending)", "`6dbb2e06`"}, started, "RC-00 DONE APPROVED 6dbb2e06, RC-01 IN_PROGRESS, RC-02 BLOCKED"},
		{"checkpoint of the change", nil, nil, []string{"(pending)", "`6dbb2e06`"}, "RC-00 DONE APPROVED 6dbb2e06, RC-01 READY, RC-02 BLOCKED"},
		{"new", gone, gone, started, "RC-00 DONE APPROVED, RC-01 IN_PROGRESS, RC-02 BLOCKED"},
		{"deleted", nil, nil, gone, ""},
		{"deleted, but main moved one", nil, started, gone, "RC-01 IN_PROGRESS"},
		{"row removed by the change", nil, nil, noRow, "RC-00 DONE APPROVED, RC-01 READY"},
		{"row removed by main", nil, noRow, started, "RC-00 DONE APPROVED, RC-01 IN_PROGRESS"},
		{
			"added by main",
			[]string{"| RC-02 | Scan", "| RC-02 | Scan"},
			[]string{"| RC-02 | Scan", "| RC-08 | More | READY | | | | |\n| RC-02 | Scan"},
			started,
			"RC-00 DONE APPROVED, RC-01 IN_PROGRESS, RC-02 BLOCKED, RC-08 READY",
		},
	} {
		t.Run(e.name, func(t *testing.T) {
			merged := transition.Merge(parse(t, e.base...), parse(t, e.tip...), parse(t, e.head...))
			var got []string
			for _, id := range []string{"RC-00", "RC-01", "RC-02", "RC-08"} {
				s, ok := merged[id]
				if !ok {
					continue
				}
				text := strings.TrimSpace(id + " " + string(s.Status) + " " + string(s.Review))
				if s.Checkpoint != nil && len(s.Checkpoint.Hashes) > 0 {
					text += " " + s.Checkpoint.Hashes[0].Value
				}
				if s.Packet == nil {
					t.Errorf("%s has no packet", id)
				}
				got = append(got, text)
			}
			if diff := cmp.Diff(e.want, strings.Join(got, ", ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRewritten(t *testing.T) {
	for _, e := range []struct {
		name string
		head []string
		line int
		want string
	}{
		{"nothing", nil, 0, ""},
		{"the hash filled in", []string{"(pending)", "`6dbb2e06`"}, 0, ""},
		{"a rerun added", []string{"(12 files)\n", "(12 files)\n- [x] `go test ./...` -> exit 0\n"}, 0, ""},
		{"a figure changed", []string{"(12 files)", "(13 files)"}, 11, "go vet ./... -> exit 0"},
		{"the claim dropped", []string{"- [x] `go vet ./...` -> exit 0 (12 files)\n", ""}, 0, "go vet ./... -> exit 0"},
		{"the box opened", []string{"- [x] `go vet", "- [ ] `go vet"}, 0, "go vet ./... -> exit 0"},
	} {
		t.Run(e.name, func(t *testing.T) {
			was, line, found := transition.Rewritten(parse(t).Packet("RC-00"), parse(t, e.head...).Packet("RC-00"), func(remark string) bool { return strings.HasPrefix(remark, " (") })
			if was != e.want || found != (e.want != "") || e.line != 0 && line != e.line {
				t.Errorf("got %q at %d (%v), want %q at %d", was, line, found, e.want, e.line)
			}
		})
	}
}

// What is only written otherwise rewrites nothing, nor does a remark behind a box.
func TestRewrittenWords(t *testing.T) {
	packet := func(box, gate string) *tracker.Packet {
		return parse(t, "(12 files)\n", "(12 files)\n- [x] "+box+"\n\nGate checklist:\n- P0: "+gate+"\n").Packet("RC-00")
	}
	for _, e := range []struct {
		box, gate string
		line      int
	}{
		{"Notes are written.", "PASS (green — all)", 0},
		{"[Notes](n.md) are `written`[^1]", "**PASS** (green - [all](#x))", 0},
		{"Notes are written. (in prod)", "PASS (green — all)", 0},
		{"Notes are written, or none.", "PASS (green — all)", 12},
		{"Notes are written.", "PASS (red — all)", 15},
	} {
		_, line, found := transition.Rewritten(packet("Notes are written.", "PASS (green — all)"), packet(e.box, e.gate),
			func(remark string) bool { return strings.HasPrefix(remark, ". (") })
		if found != (e.line > 0) || line != e.line {
			t.Errorf("%s, %s: rewritten %t at line %d, want %d", e.box, e.gate, found, line, e.line)
		}
	}
}
