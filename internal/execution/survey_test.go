package execution

import (
	"cmp"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/workflow"
)

// TestSurvey reads every workflow file below the folder PACKETGATE_WORKFLOWS, such
// as Go's module cache, and tells how many of their commands are proven by their
// step's success, and why the others are not; left out, this repository's own.
func TestSurvey(t *testing.T) {
	root := cmp.Or(os.Getenv("PACKETGATE_WORKFLOWS"), "../../.github")
	r := New(&record.Change{}, record.NewLedger(nil), nil)
	files, unread, steps, commands, behind := 0, 0, 0, 0, 0
	reasons := map[string]int{}
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if filepath.Base(filepath.Dir(path)) != "workflows" || !strings.HasPrefix(filepath.Ext(path), ".y") {
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		w, err := workflow.Parse(path, content)
		if err != nil {
			unread++
			t.Log(err)
			return nil
		}
		src := &Source{File: w, local: map[string]bool{}}
		for _, job := range w.Jobs {
			leg := fileLegs(job)[0]
			b := pastes(r, src, leg)
			behind += b
			for _, step := range job.Steps {
				rans := r.analyse(leg, step)
				steps += min(len(step.Run), 1)
				commands += len(rans)
				for _, ran := range rans {
					why, _, _ := strings.Cut(ran.Reason, "`")
					reasons[why]++
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d files, %d of them not read; %d steps with %d commands, %d of them proven; of these %d stand behind text that the author may type", files, unread, steps, commands, reasons[""], behind)
	delete(reasons, "")
	for _, why := range slices.SortedFunc(maps.Keys(reasons), func(a, b string) int { return cmp.Or(reasons[b]-reasons[a], strings.Compare(a, b)) }) {
		t.Logf("%5d %s…", reasons[why], strings.TrimSpace(why))
	}
}

// pastes counts the proven commands of a job that stand behind a step that pastes text
// into its script which the author types, or may type.
func pastes(r *Reader, src *Source, leg workflow.Leg) int {
	if len(leg.Job.Steps) == 0 {
		return 0
	}
	run := record.Run{Event: "pull_request", HeadBranch: "ann/turns"}
	h := Holding{Source: src, Leg: leg, pieces: r.pieces(src, leg)}
	r.handedByJobs(run, src)
	n := 0
	for i := min(h.firstTyped(run).n+1, len(h.pieces)); i < len(h.pieces); i++ {
		for _, ran := range h.pieces[i].rans {
			if ran.Proven {
				n++
			}
		}
	}
	return n
}
