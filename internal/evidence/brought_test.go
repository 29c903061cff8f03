package evidence

import (
	"testing"
	"time"

	"github.com/packetgate/packetgate/internal/record"
)

// TestWithinRebase: a commit in the middle of a pull request that was rebased is on the
// base's line, but the base never stood at it.
func TestWithinRebase(t *testing.T) {
	merged := record.Pull{Number: 3, Merged: true, BaseRef: "main", MergeCommitSHA: tipSHA}
	for _, test := range []struct {
		name  string
		pulls []record.Pull
		files []record.FileChange
		pause time.Duration
		want  Verdict
	}{
		{name: "taken back by the rest", pulls: []record.Pull{merged}, files: []record.FileChange{{Path: ci, Status: record.FileModified}}, want: Untrusted},
		{name: "kept by the rest", pulls: []record.Pull{merged}, files: []record.FileChange{{Path: "a.go", Status: record.FileModified}}, want: Verified},
		{name: "no pull request", files: []record.FileChange{{Path: ci, Status: record.FileModified}}, want: Verified},
		{name: "itself a merge", pulls: []record.Pull{merged, {Number: 4, Merged: true, BaseRef: "main", MergeCommitSHA: baseSHA}}, files: []record.FileChange{{Path: ci, Status: record.FileModified}}, want: Verified},
		{name: "made long before the next", pulls: []record.Pull{merged}, files: []record.FileChange{{Path: ci, Status: record.FileModified}}, pause: time.Hour, want: Verified},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld()
			w.Change.BaseSHA = tipSHA
			w.run(1, headSHA, event("push"), green())
			w.records[record.Query{Kind: record.KindHistory, SHA: tipSHA, Path: ".github/workflows", Ref: baseSHA}] = record.Answer{History: []record.Past{
				{SHA: tipSHA, Parent: baseSHA, Date: noon.Add(test.pause)}, {SHA: baseSHA, Date: noon},
			}}
			w.records[record.Query{Kind: record.KindPulls, SHA: baseSHA}] = record.Answer{Pulls: test.pulls}
			w.records[record.Query{Kind: record.KindComparison, SHA: baseSHA, Ref: tipSHA}] = record.Answer{Comparison: record.Comparison{Status: "ahead", MergeBaseSHA: baseSHA, Files: test.files}}
			w.claim("go test ./...", nil)
			proofs, _ := w.judge(t)
			if proofs[0].Verdict != test.want {
				t.Errorf("%s: %s, want %s", proofs[0].Verdict, proofs[0].Reason, test.want)
			}
		})
	}
}
