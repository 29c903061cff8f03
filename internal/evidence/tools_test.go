package evidence

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/runlog"
	"github.com/packetgate/packetgate/internal/tracker"
)

// What people write of a tool's output is borne out by it, or refuted at least no more
// than a figure that the tool does not print ("?"); and what is not so is not borne out.
func TestFiguresOfTools(t *testing.T) {
	data, err := os.ReadFile("testdata/tools.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range txtar.Parse(data).Files {
		t.Run(file.Name, func(t *testing.T) {
			claims, output, _ := strings.Cut(string(file.Data), "\n\n")
			for line := range strings.Lines(claims) {
				sign, list, _ := strings.Cut(strings.TrimSpace(line), " ")
				for figure := range strings.SplitSeq(list, ", ") {
					shown, other := borneOut(t, figure, output)
					if shown != (sign == "+") || sign == "?" && other != "" {
						t.Errorf("%s %s: %t, but %q", sign, figure, shown, other)
					}
				}
			}
		})
	}
}

// borneOut tells whether a claim of `exit 0` with a figure is by what a command printed,
// and which other number that shows.
func borneOut(t *testing.T, figure, output string) (shown bool, other string) {
	t.Helper()
	w := newWorld()
	w.Claims = claimsOf(t, "exit 0 ("+figure+")")
	w.run(1, headSHA, nil, green())
	log, err := runlog.Scan(t.Context(), strings.NewReader(logOf(output)), []record.LogSpan{{Step: 3, From: noon, To: noon}}, Sought(w.Question, w.records))
	if err != nil {
		t.Fatal(err)
	}
	w.log(100, log.Windows[0])
	proofs, _ := w.judge(t)
	for _, m := range proofs[0].Figures {
		return false, m.Seen
	}
	return len(w.Claims[0].Tracked.Outcome.Figures) > 0 && proofs[0].Verdict == Verified, ""
}

// claimsOf reads a tracker that claims an outcome for `go test ./...`.
func claimsOf(t *testing.T, outcome string) []Claim {
	t.Helper()
	text := "| Packet | Status |\n|---|---|\n| RC-01 | DONE |\n\n## RC-01: x\n\n- [x] `go test ./...` -> " + outcome + "\n"
	tr := tracker.Parse(trackerPath, []byte(text), tracker.Grammar{})
	if err := tr.Err(); err != nil || len(tr.Packet("RC-01").Claims) != 1 {
		t.Fatalf("%s: no claim, %v", outcome, err)
	}
	return []Claim{{Tracker: trackerPath, Packet: "RC-01", Tracked: tr.Packet("RC-01").Claims[0]}}
}

// logOf is the log of a step that printed the output.
func logOf(output string) string {
	var b strings.Builder
	for line := range strings.Lines("##[group]Run go test ./...\n\x1b[36;1mgo test ./...\x1b[0m\n##[endgroup]\n" + output) {
		fmt.Fprintf(&b, "%s %s", noon.Format("2006-01-02T15:04:05.0000000Z"), line)
	}
	return b.String()
}
