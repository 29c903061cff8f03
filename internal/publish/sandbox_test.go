package publish_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/github"
	"github.com/packetgate/packetgate/internal/publish"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
	"github.com/packetgate/packetgate/internal/sandbox"
)

// lab is a pull request on the local GitHub, seen through the real client.
type lab struct {
	t      *testing.T
	repo   *sandbox.Repository
	pull   *sandbox.Pull
	server *sandbox.Server
	base   string
}

const trackerPath = "docs/tracker.md"

func tracker(edit func(lines []string)) []byte {
	lines := strings.Split("# T\n\n| Packet | Status |\n|---|---|\n| A-1 | READY |\n| A-2 | READY |\n", "\n")
	for i := range 40 {
		lines = append(lines, fmt.Sprintf("- [ ] box %d", i))
	}
	edit(lines)
	return []byte(strings.Join(lines, "\n"))
}

func done(lines []string) { lines[4] = "| A-1 | DONE |" }

func newLab(t *testing.T) *lab {
	t.Helper()
	w := sandbox.NewWorld()
	repo, err := w.Repository("acme/widgets")
	must(t, err)
	repo.Permit("ann", "write")
	l := &lab{t: t, repo: repo}
	l.base = l.commit("main", tracker(func([]string) {}))
	must(t, repo.Branch("feature", l.base))
	l.commit("feature", tracker(done))
	l.pull, err = repo.OpenPull(sandbox.PullSpec{Base: "main", Head: "feature", Title: "A-1", Author: "ann"})
	must(t, err)
	write := map[string]string{"contents": "read", "pull-requests": "write", "statuses": "write"}
	w.AddToken(sandbox.Token{Value: "gate", Permissions: write, Repository: repo})
	w.AddToken(sandbox.Token{Value: "reader", Permissions: map[string]string{"contents": "read", "pull-requests": "read", "statuses": "read"}, Repository: repo})
	w.AddToken(sandbox.Token{Value: "owner", Permissions: map[string]string{"contents": "write", "pull-requests": "write", "statuses": "write"}, Repository: repo})
	l.server, err = sandbox.New(w)
	must(t, err)
	t.Cleanup(func() { must(t, l.server.Close()) })
	return l
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (l *lab) commit(branch string, content []byte) string {
	l.t.Helper()
	sha, err := l.repo.Commit(sandbox.Commit{Branch: branch, Author: "ann", Message: "Edit", Write: map[string][]byte{trackerPath: content}})
	must(l.t, err)
	return sha
}

func (l *lab) client(token string) *github.Client {
	l.t.Helper()
	client, err := github.New(context.Background(), github.Options{
		Token: token, APIURL: l.server.URL(), GraphQLURL: l.server.GraphQLURL(),
		Repository: record.Repository{Owner: "acme", Name: "widgets"},
	})
	must(l.t, err)
	return client
}

// publish publishes findings on the pull request's head and returns how many
// writes GitHub was asked for.
func (l *lab) publish(token string, findings ...report.Finding) (publish.Outcome, int) {
	l.t.Helper()
	ctx := context.Background()
	client := l.client(token)
	head := l.repo.Tip("feature")
	comparison, _, err := client.Compare(ctx, l.base, head)
	must(l.t, err)
	content, _ := l.repo.File(head, trackerPath)
	verdict := report.Pass
	if len(findings) > 0 {
		verdict = report.Fail
	}
	l.server.Forget()
	out := publish.Apply(ctx, client, publish.Evaluation{
		Report:  &report.Report{Verdict: verdict, Repository: "acme/widgets", HeadSHA: head, MergeBaseSHA: l.base, Findings: findings},
		Change:  &record.Change{Number: l.pull.Number, HeadSHA: head, Files: comparison.Files},
		Source:  func(string, bool) []byte { return content },
		Options: publish.Options{StatusContext: "packetgate", TargetURL: "https://example.org/run"},
	}, nil)
	writes := 0
	for _, r := range l.server.Requests() {
		if r.Method != "GET" && (r.Path != "/graphql" || bytes.Contains(r.Body, []byte("mutation"))) {
			writes++
		}
	}
	return out, writes
}

func open(text string, content []byte) report.Finding {
	line := bytes.Count(content[:bytes.Index(content, []byte(text))], []byte("\n")) + 1
	return report.Finding{Rule: "open-checkbox", Severity: "error", Tracker: trackerPath, Packet: "A-1", Line: line, EndLine: line, Message: "A-1: `" + text + "` is open"}
}

func (l *lab) threads() (open, resolved int) {
	for _, r := range l.pull.Reviews() {
		for _, c := range r.Comments {
			if c.Resolved {
				resolved++
			} else {
				open++
			}
		}
	}
	return open, resolved
}

func TestPublishingOnTheLocalGitHub(t *testing.T) {
	l := newLab(t)
	content := tracker(done)
	row, box, far := open("A-1 | DONE", content), open("box 0", content), open("box 30", content)

	expect := func(step string, out publish.Outcome, writes, wantWrites, wantOpen, wantResolved int) {
		t.Helper()
		if len(out.Failures) > 0 || !out.StatusStands {
			t.Fatalf("%s: %+v", step, out)
		}
		open, resolved := l.threads()
		if writes != wantWrites || open != wantOpen || resolved != wantResolved {
			t.Fatalf("%s: %d writes, %d open, %d resolved; want %d, %d, %d", step, writes, open, resolved, wantWrites, wantOpen, wantResolved)
		}
	}
	out, writes := l.publish("owner", row, box, far)
	expect("first", out, writes, 2, 2, 0)
	out, writes = l.publish("owner", row, box, far)
	expect("again", out, writes, 0, 2, 0)

	// The lines move down by a push: the head is new, so it gets a status.
	shifted := append([]byte("new first line\n"), content...)
	l.commit("feature", shifted)
	row, box, far = open("A-1 | DONE", shifted), open("box 0", shifted), open("box 30", shifted)
	out, writes = l.publish("owner", row, box, far)
	expect("moved", out, writes, 1, 2, 0)

	out, writes = l.publish("owner", far)
	expect("two are gone", out, writes, 3, 0, 2)
	out, writes = l.publish("owner", row, far)
	expect("one returns", out, writes, 2, 1, 1)
	out, writes = l.publish("owner")
	expect("all is well", out, writes, 2, 0, 2)
}

func TestTokensOnTheLocalGitHub(t *testing.T) {
	l := newLab(t)
	row := open("A-1 | DONE", tracker(done))

	out, _ := l.publish("reader", row)
	if out.StatusStands || len(out.Failures) != 2 {
		t.Errorf("read-only: %+v", out)
	}
	for _, f := range out.Failures {
		if !strings.Contains(f.Error(), f.Permission) {
			t.Errorf("no permission named: %v", f)
		}
	}
	if out, _ = l.publish("gate", row); !out.StatusStands || len(out.Failures) != 0 {
		t.Errorf("gate: %+v", out)
	}
	// GitHub lets none but those who may write contents resolve a thread.
	out, _ = l.publish("gate")
	for _, f := range out.Failures {
		if !f.Minor {
			t.Errorf("resolving: %v", f)
		}
	}
	if !out.StatusStands {
		t.Errorf("resolving: %+v", out)
	}
}
