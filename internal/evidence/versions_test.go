package evidence

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/packetgate/packetgate/internal/record"
)

// forgiving is the CI workflow with the claim's exit code hidden.
var forgiving = steps("name: Run go test ./...\nrun: go test ./... || true")

// TestBases: into which base GitHub merged the head when a pull_request run was made
// follows from when the pull requests of the branch aimed where.
func TestBases(t *testing.T) {
	made := noon.Add(time.Minute) // when run 1 was created
	aim := func(pull int, base string, from, to time.Duration) record.Aim {
		a := record.Aim{Pull: pull, Base: base, From: made.Add(from)}
		if to != 0 {
			a.To = made.Add(to)
		}
		return a
	}
	own := aim(7, "main", -time.Hour, 0)
	for _, test := range []struct {
		name   string
		aims   []record.Aim
		answer func(*record.Answer)
		build  func(*world)
		want   Verdict
		says   string
	}{
		{name: "only this pull request", want: Verified},
		{name: "another to the same base", aims: []record.Aim{aim(8, "main", -time.Hour, 0)}, want: Verified},
		{name: "another, open", aims: []record.Aim{aim(8, "easy", -time.Hour, 0)}, want: Untrusted, says: "#8 aimed the same branch at easy"},
		{name: "another, opened later", aims: []record.Aim{aim(8, "easy", time.Second, 0)}, want: Verified},
		{name: "another, opened in the same second", aims: []record.Aim{aim(8, "easy", 0, 0)}, want: Untrusted},
		{name: "another, closed just before", aims: []record.Aim{aim(8, "easy", -time.Hour, -4*time.Minute)}, want: Untrusted},
		{name: "another, closed long before", aims: []record.Aim{aim(8, "easy", -time.Hour, -6*time.Minute)}, want: Verified},
		{name: "aimed elsewhere when the run was made", aims: []record.Aim{aim(7, "easy", -time.Hour, time.Minute)}, want: Untrusted, says: "this pull request aimed at easy then"},
		{name: "aimed elsewhere long before", aims: []record.Aim{aim(7, "easy", -time.Hour, -6*time.Minute)}, want: Verified},
		{name: "aimed nobody knows where", aims: []record.Aim{aim(7, "", -time.Hour, time.Minute)}, want: Untrusted, says: "aimed at another branch then"},
		{name: "not listed itself", answer: func(a *record.Answer) { a.Aims.List = a.Aims.List[1:] }, want: Untrusted, says: "does not list all pull requests"},
		{name: "no pull request was open", answer: func(a *record.Answer) { a.Aims.List[0].From = made.Add(time.Second) }, want: Untrusted, says: "does not list all pull requests"},
		{name: "not answered", answer: func(a *record.Answer) { a.Absence = record.TooLarge }, want: Untrusted, says: "does not list all pull requests"},
		{name: "a list that is whole since before", answer: func(a *record.Answer) { a.Aims.Since = made.Add(-time.Hour) }, want: Verified},
		{name: "a list that may lack what was closed just before", answer: func(a *record.Answer) { a.Aims.Since = made.Add(-time.Minute) }, want: Untrusted},
		{name: "a push run", aims: []record.Aim{aim(8, "easy", -time.Hour, 0)}, want: Verified, build: func(w *world) {
			w.records[record.Query{Kind: record.KindRuns, SHA: headSHA}] = record.Answer{}
			w.run(1, headSHA, event("push"), green())
		}},
		{name: "a push run beside it", aims: []record.Aim{aim(8, "easy", -time.Hour, time.Hour)}, want: Verified, build: func(w *world) {
			w.run(2, headSHA, func(r *record.Run) { r.Event, r.CreatedAt = "push", made }, green())
		}},
		{name: "another to a trusted branch that does not exist", aims: []record.Aim{aim(8, "release", -time.Hour, 0)}, want: Untrusted, says: "too much has happened on release", build: func(w *world) {
			w.Config.Trust.Branches = []string{"release"}
		}},
		{name: "another to a trusted branch that is behind", aims: []record.Aim{aim(8, "release", -time.Hour, 0)}, want: Verified, build: func(w *world) {
			w.Config.Trust.Branches = []string{"release"}
			w.since(headSHA, "release", baseSHA)
		}},
		{name: "another to a trusted branch with the same file", aims: []record.Aim{aim(8, "release", -time.Hour, 0)}, want: Verified, build: func(w *world) {
			w.Config.Trust.Branches = []string{"release"}
			w.since(headSHA, "release", baseSHA, tipSHA)
		}},
		{name: "another to a trusted branch that hides the exit code", aims: []record.Aim{aim(8, "release", -time.Hour, 0)}, want: Unproven, says: "when no pull request aims this branch at release any more", build: func(w *world) {
			w.Config.Trust.Branches = []string{"release"}
			w.since(headSHA, "release", baseSHA, tipSHA)
			w.file(tipSHA, ci, forgiving)
		}},
		{name: "another to the default branch, forked off before the file was what it is", aims: []record.Aim{aim(8, "trunk", -time.Hour, 0)}, want: Untrusted, says: "GitHub merged this branch's", build: func(w *world) {
			w.Change.DefaultBranch = "trunk"
			w.since(headSHA, "trunk", oldSHA, tipSHA)
			w.history(tipSHA, oldSHA)
			w.file(oldSHA, ci, forgiving)
			w.file(tipSHA, ci, steps("run: go test ./...")+"# comment\n")
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld()
			w.claim("go test ./...", nil)
			w.run(1, headSHA, nil, green())
			if test.build != nil {
				test.build(w)
			}
			answer := record.Answer{Aims: record.Aims{List: append([]record.Aim{own}, test.aims...)}}
			if test.answer != nil {
				test.answer(&answer)
			}
			w.records[record.Query{Kind: record.KindAims, Path: "octo/demo", Ref: "topic"}] = answer
			proofs, _ := w.judge(t)
			if p := proofs[0]; p.Verdict != test.want || !strings.Contains(p.Reason+" "+p.Remedy, test.says) {
				t.Errorf("%s: %s %s", p.Verdict, p.Reason, p.Remedy)
			}
		})
	}
}

// since answers how a commit relates to a base: where it branched off, and the
// base's commits since.
func (w *world) since(head, base, from string, commits ...string) {
	c := record.Comparison{Status: "ahead", BaseSHA: head, MergeBaseSHA: from}
	for _, sha := range commits {
		c.Commits = append(c.Commits, record.Commit{SHA: sha})
	}
	w.records[record.Query{Kind: record.KindComparison, SHA: head, Ref: base}] = record.Answer{Comparison: c}
}

// history answers with a chain of commits whose workflows are all alike, until the
// last.
func (w *world) history(chain ...string) {
	var past []record.Past
	for i, sha := range chain {
		p := record.Past{SHA: sha, Object: "tree"}
		if i+1 < len(chain) {
			p.Parent = chain[i+1]
		}
		past = append(past, p)
	}
	w.records[record.Query{Kind: record.KindHistory, SHA: chain[0], Path: ".github/workflows", Ref: chain[len(chain)-1]}] = record.Answer{History: past}
}

// name makes a commit's name.
func name(n int) string { return fmt.Sprintf("%040d", n+1) }

// TestStood: which commits stood at the base's tip follows from its first parents.
func TestStood(t *testing.T) {
	ask := func(sha string) record.Query {
		return record.Query{Kind: record.KindHistory, SHA: sha, Path: ".github/workflows", Ref: baseSHA}
	}
	// line is a base of n commits after the merge base, each of which may change the
	// workflows.
	line := func(n int, object func(int) string) []record.Past {
		past := []record.Past{{SHA: baseSHA, Object: "old"}}
		parent := baseSHA
		for i := range n {
			past = append([]record.Past{{SHA: name(i), Parent: parent, Object: object(i)}}, past...)
			parent = name(i)
		}
		past[0].SHA = tipSHA
		return past
	}
	same := func(int) string { return "old" }
	listed := func(w *world, past []record.Past, more ...string) {
		for _, p := range past[:len(past)-1] {
			more = append(more, p.SHA)
		}
		w.since(baseSHA, tipSHA, baseSHA, more...)
	}
	for _, test := range []struct {
		title string
		build func(*world)
		want  Verdict
		says  string
	}{
		{"a lenient version in between", func(w *world) {
			w.records[ask(tipSHA)] = record.Answer{History: line(3, func(i int) string { return []string{"old", "lenient", "old"}[i] })}
			w.file(name(1), ci, forgiving)
		}, Unproven, "of main at 00000000"},
		{"versions that all run it", func(w *world) {
			w.records[ask(tipSHA)] = record.Answer{History: line(20, func(i int) string { return fmt.Sprint(i) })}
			for i := range 20 {
				w.file(name(i), ci, steps("run: go test ./...")+fmt.Sprintf("# %d\n", i))
			}
		}, Verified, ""},
		{"more versions than are read", func(w *world) {
			w.records[ask(tipSHA)] = record.Answer{History: line(90, func(i int) string { return fmt.Sprint(i) })}
		}, Untrusted, "too much has happened on main"},
		{"a moment without the workflow", func(w *world) {
			w.records[ask(tipSHA)] = record.Answer{History: line(3, func(i int) string { return []string{"old", "", "old"}[i] })}
		}, Verified, ""},
		{"no history", func(w *world) {
			w.records[ask(tipSHA)] = record.Answer{Absence: record.NotFound}
		}, Untrusted, "too much has happened"},
		{"a history of two pages", func(w *world) {
			past := line(150, same)
			w.records[ask(tipSHA)] = record.Answer{History: past[:100]}
			w.records[ask(past[100].SHA)] = record.Answer{History: past[100:]}
			listed(w, past)
		}, Verified, ""},
		{"a lenient version on the second page", func(w *world) {
			past := line(150, func(i int) string {
				if i == 3 {
					return "lenient"
				}
				return "old"
			})
			w.records[ask(tipSHA)] = record.Answer{History: past[:100]}
			w.records[ask(past[100].SHA)] = record.Answer{History: past[100:]}
			w.file(name(3), ci, forgiving)
			listed(w, past)
		}, Unproven, "of main at"},
		{"a second page that is not there", func(w *world) {
			past := line(150, same)
			w.records[ask(tipSHA)] = record.Answer{History: past[:100]}
			listed(w, past)
		}, Untrusted, "too much has happened"},
		{"a comparison that is cut", func(w *world) {
			w.records[ask(tipSHA)] = record.Answer{History: line(150, same)[:100]}
			w.records[record.Query{Kind: record.KindComparison, SHA: baseSHA, Ref: tipSHA}] = record.Answer{Comparison: record.Comparison{CommitsTruncated: true}}
		}, Untrusted, "too much has happened"},
		{"a branch that began beside main's own line", func(w *world) {
			// The merge base came to main by a merge: main's first parents lead past it.
			w.records[ask(tipSHA)] = record.Answer{History: []record.Past{{SHA: tipSHA, Parent: name(1), Object: "old"}, {SHA: baseSHA, Parent: oldSHA}, {SHA: name(1), Parent: oldSHA, Object: "old"}, {SHA: oldSHA, Object: "lenient"}}}
			w.since(baseSHA, tipSHA, baseSHA, name(1), tipSHA)
			w.file(name(1), ci, steps("run: go test ./..."))
			w.file(oldSHA, ci, forgiving)
		}, Verified, ""},
		{"and a lenient version on that line", func(w *world) {
			w.records[ask(tipSHA)] = record.Answer{History: []record.Past{{SHA: tipSHA, Parent: name(1), Object: "old"}, {SHA: baseSHA, Parent: oldSHA}, {SHA: name(1), Parent: oldSHA, Object: "lenient"}}}
			w.since(baseSHA, tipSHA, baseSHA, name(1), tipSHA)
			w.file(name(1), ci, forgiving)
		}, Unproven, "of main at"},
	} {
		t.Run(test.title, func(t *testing.T) {
			w := newWorld()
			w.Change.BaseSHA = tipSHA
			w.workflow(steps("run: go test ./..."))
			w.claim("go test ./...", nil)
			w.run(1, headSHA, nil, green())
			test.build(w)
			proofs, _ := w.judge(t)
			if p := proofs[0]; p.Verdict != test.want || !strings.Contains(p.Reason+" "+p.Remedy, test.says) {
				t.Errorf("%s: %s %s", p.Verdict, p.Reason, p.Remedy)
			}
		})
	}
}

// TestAccepted: a workflow that the change edits is trusted once somebody has accepted
// exactly what ran.
func TestAccepted(t *testing.T) {
	strict := steps("run: go test ./...")
	other := steps("run: go vet ./...")
	blob := func(w *world, sha string) string {
		return w.records[record.Query{Kind: record.KindFile, SHA: sha, Path: ci}].File.BlobSHA
	}
	for _, test := range []struct {
		title string
		build func(*world)
		want  Verdict
		says  string
	}{
		{"nobody can", func(w *world) { w.Accepted = nil }, Untrusted, "on its own first"},
		{"nobody has", func(w *world) { w.Accepted = map[string]string{} }, Untrusted, "/trust .github/workflows/ci.yml"},
		{"that content", func(*world) {}, Verified, ""},
		{"another content", func(w *world) { w.Accepted[ci] = "0" }, Untrusted, "this pull request changes"},
		{"a push run", func(w *world) {
			w.records[record.Query{Kind: record.KindRuns, SHA: headSHA}] = record.Answer{}
			w.run(1, headSHA, event("push"), green())
		}, Verified, ""},
		{"main has moved on", func(w *world) { w.Change.BaseSHA = tipSHA }, Verified, ""},
		{"main has the same by now", func(w *world) {
			w.Change.BaseSHA = tipSHA
			w.file(tipSHA, ci, strict)
		}, Verified, ""},
		{"main has changed it as well", func(w *world) {
			w.Change.BaseSHA = tipSHA
			w.file(tipSHA, ci, other+"# comment\n")
		}, Untrusted, "GitHub merged this branch's"},
		{"a new workflow", func(w *world) {
			w.Change.BaseSHA = tipSHA
			for _, sha := range []string{baseSHA, tipSHA} {
				delete(w.records, record.Query{Kind: record.KindFile, SHA: sha, Path: ci})
			}
			w.Change.Files[1].Status = record.FileAdded
		}, Verified, ""},
		{"a workflow that was renamed", func(w *world) {
			w.Change.Files[1].Status, w.Change.Files[1].PreviousPath = record.FileRenamed, ".github/workflows/old.yml"
		}, Untrusted, "this pull request changes"},
	} {
		t.Run(test.title, func(t *testing.T) {
			w := newWorld()
			w.workflow(other)
			w.file(headSHA, ci, strict)
			w.Change.Files = files(trackerPath, ci)
			w.Change.Files[1].BlobSHA = blob(w, headSHA)
			w.Accepted = map[string]string{ci: blob(w, headSHA)}
			w.claim("go test ./...", nil)
			w.run(1, headSHA, nil, green())
			test.build(w)
			proofs, _ := w.judge(t)
			if p := proofs[0]; p.Verdict != test.want || !strings.Contains(p.Reason+" "+p.Remedy, test.says) {
				t.Errorf("%s: %s %s", p.Verdict, p.Reason, p.Remedy)
			}
		})
	}
}
