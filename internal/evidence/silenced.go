package evidence

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
)

// maxSilenced bounds the changed workflow files that are looked at.
const maxSilenced = 20

// tellSilenced tells of workflows that run a verified claim's command on the base branch
// too and that the change edits, moves or deletes: what their runs say does not count.
// It warns of one whose newest run failed.
func (j *judgement) tellSilenced(t *task, at runs) {
	looked := 0
	for _, f := range j.Change.Files {
		path := cmp.Or(f.PreviousPath, f.Path)
		if !strings.HasPrefix(path, workflowDirectory) || f.Status == record.FileAdded || path == t.ruling.run.Path || j.accepted(f) {
			continue
		}
		if looked++; looked > maxSilenced {
			return
		}
		src, ok := j.Source(record.Run{Path: path}, j.Change.MergeBaseSHA)
		if !ok || src.File == nil {
			continue
		}
		for _, command := range t.commands {
			if len(j.Places(command, src)) == 0 {
				continue
			}
			note := fmt.Sprintf("%s runs this command too, but this pull request changes or removes it, so that its runs do not count", path)
			if run := at.red(path, f.Path); run != nil {
				note = fmt.Sprintf("%s, and its run %d failed", note, run.Number)
				t.warning = note
			}
			t.notes = append(t.notes, note)
			break
		}
	}
}

// red is the newest run that does not count of a workflow file, if it failed.
func (r runs) red(paths ...string) *record.Run {
	for _, d := range r.distrusted {
		for _, path := range paths {
			if d.file && d.run.Path == path && d.run.Conclusion == record.ConclusionFailure {
				return &d.run
			}
		}
	}
	return nil
}
