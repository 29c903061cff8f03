package evidence

import (
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/tracker"
)

func TestRunLinks(t *testing.T) {
	got := RunLinks("[run](https://github.example/octo/demo/actions/runs/12/attempts/2/job/34), https://github.example/octo/demo/actions/runs/5#x and https://github.example/octo/demo/pull/7")
	want := []RunLink{{"github.example", "octo/demo", 12, 2, 34}, {"github.example", "octo/demo", 5, 0, 0}}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("%+v", got)
	}
}

func TestLinkedRuns(t *testing.T) {
	other := ".github/workflows/other.yml"
	for _, tt := range []struct {
		name, link string
		build      func(*world)
		// says is a part of the reason, "" where the link is borne out.
		says string
		old  bool
	}{
		{"the run that proves it", "runs/1", func(w *world) { w.run(1, headSHA, nil, green()) }, "", false},
		{"its job", "runs/1/job/100", func(w *world) { w.run(1, headSHA, nil, green()) }, "", false},
		{"another job of that run", "runs/1/job/101", func(w *world) {
			w.run(1, headSHA, nil, green(), job("lint", "success"))
		}, "that job does not run", false},
		{"an older run that is green too", "runs/1", func(w *world) {
			w.run(1, headSHA, nil, green())
			w.run(2, headSHA, nil, green())
		}, "", false},
		{"an older run that was red", "runs/1", func(w *world) {
			w.run(1, headSHA, nil, red())
			w.run(2, headSHA, nil, green())
		}, "failed", false},
		{"its newest attempt", "runs/1/attempts/2", func(w *world) {
			w.run(1, headSHA, func(r *record.Run) { r.Attempt = 2 }, green())
		}, "", false},
		{"an attempt before the newest", "runs/1/attempts/1", func(w *world) {
			w.run(1, headSHA, func(r *record.Run) { r.Attempt = 2 }, green())
		}, "attempt 2 is the one that counts", true},
		{"a run of something else", "runs/2", func(w *world) {
			w.file(headSHA, other, steps("run: go vet ./..."))
			w.run(1, headSHA, nil, green())
			w.runOf(other, 2, headSHA, nil, job("test", "success", "Run go vet ./...=success"))
		}, "does not run `go test ./...`", false},
		{"a run that does not count", "runs/2", func(w *world) {
			w.run(1, headSHA, nil, green())
			w.run(2, headSHA, event("pull_request_target"), green())
		}, "does not count", false},
		{"a run of other code", "runs/2", func(w *world) {
			w.run(1, headSHA, nil, green())
			w.run(2, oldSHA, nil, green())
		}, "not the code that is judged", true},
		{"a run of another repository", "other", func(w *world) { w.run(1, headSHA, nil, green()) }, "", false},
		{"a claim that is not verified", "runs/1", func(w *world) {
			w.run(1, headSHA, nil, green())
			w.run(2, headSHA, nil, red())
		}, "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld()
			w.claim("go test ./...", nil)
			url := "https://github.example/octo/demo/actions/" + tt.link
			if tt.link == "other" {
				url = "https://github.example/mallory/demo/actions/runs/1"
			}
			w.Claims[0].Tracked.URL = tracker.Text{Raw: url, Value: url}
			tt.build(w)
			proofs, rounds := w.judge(t)
			fault := proofs[0].Link
			if (fault != nil) != (tt.says != "") || fault != nil && (!strings.Contains(fault.Reason, tt.says) || fault.Old != tt.old) {
				t.Errorf("%+v, want %q; %s", fault, tt.says, proofs[0].Verdict)
			}
			if n := kinds(rounds)[record.KindLog]; n > 1 {
				t.Errorf("%d logs read", n)
			}
		})
	}
}
