package evidence

import (
	"fmt"
	"slices"
	"testing"

	"github.com/packetgate/packetgate/internal/record"
)

// TestTrail: the commits of a long walk are read at once as far as their trees tell
// that they change trackers only, and one by one where not.
func TestTrail(t *testing.T) {
	sha := func(n int) string { return fmt.Sprintf("%040d", n) }
	const length = 7 // of the branch: commit 0 is the base, the last one the head
	for name, test := range map[string]struct {
		// rest are the digests of the commits; files what each changes, main.go where
		// rest are the digests of the commits; files is what each changes: the tracker
		// and, of the commit 1, main.go, where nothing else is said.
		rest   map[int]string
		files  map[int][]string
		absent bool
		// reach is the oldest covering commit, reads how many commits are read singly.
		reach, reads int
	}{
		"only trackers":                    {reach: 1, reads: 3},
		"no trail to be had":               {absent: true, reach: 1, reads: 6},
		"code in between":                  {rest: map[int]string{4: "b", 5: "b"}, files: map[int][]string{4: {"main.go"}}, reach: 4, reads: 3},
		"code and its restoration":         {rest: map[int]string{3: "b"}, files: map[int][]string{4: {"main.go"}, 3: {"main.go"}}, reach: 4, reads: 3},
		"ignored files in between":         {rest: map[int]string{1: "b", 2: "b", 3: "b"}, files: map[int][]string{4: {"notes/a.txt"}}, reach: 1, reads: 4},
		"a trail that ends before its end": {rest: map[int]string{2: "-", 1: "-"}, reach: 1, reads: 5},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			w.Config.Ignore = []string{"notes/**"}
			w.Change.MergeBaseSHA, w.Change.BaseSHA, w.Change.HeadSHA = sha(0), sha(0), sha(length-1)
			w.Change.Commits = nil
			var past []record.Past
			for n := length - 1; n >= 0; n-- {
				c := record.Commit{SHA: sha(n), Files: files(trackerPath)}
				if n == 1 {
					c.Files = files("main.go")
				}
				if n > 0 {
					c.Parents = []string{sha(n - 1)}
					w.Change.Commits = append(w.Change.Commits, record.Commit{SHA: c.SHA, Parents: c.Parents})
				}
				if test.files[n] != nil {
					c.Files = files(test.files[n]...)
				}
				w.records[record.Query{Kind: record.KindCommit, SHA: c.SHA}] = record.Answer{Commit: c}
				rest := "a"
				if n == 0 {
					rest = "0"
				}
				if r := test.rest[n]; r != "" {
					rest = r
				}
				if n <= length-1-readSingly && rest != "-" {
					p := record.Past{SHA: c.SHA, Rest: rest}
					if n > 0 {
						p.Parent = sha(n - 1)
					}
					past = append(past, p)
				}
			}
			trail := record.Query{Kind: record.KindTrail, SHA: sha(length - 1 - readSingly), Path: trackerPath}
			w.records[trail] = record.Answer{History: past}
			if test.absent {
				w.records[trail] = record.Answer{Absence: record.NotFound}
			}
			w.claim("go test ./...", nil)
			_, rounds := w.judge(t)
			var reached []string
			reads := 0
			for _, q := range slices.Concat(rounds...) {
				switch q.Kind {
				case record.KindRuns:
					reached = append(reached, q.SHA)
				case record.KindCommit:
					reads++
				}
			}
			slices.Sort(reached)
			if reached = slices.DeleteFunc(reached, func(s string) bool { return s == sha(0) }); reached[0] != sha(test.reach) || len(reached) != length-test.reach || reads != test.reads {
				t.Errorf("runs of %v and %d commits read, want down to %d and %d", reached, reads, test.reach, test.reads)
			}
		})
	}
}
