package publish

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
)

func TestFindingsGoWhereTheyCan(t *testing.T) {
	base := finding("error", 3)
	base.Base, base.Rule = true, "packet-removed"
	long := finding("error", 8)
	long.EndLine = 10
	across := finding("error", 10)
	across.EndLine = 52 // from one hunk into the next
	fixed := finding("error", 5)
	fixed.Fix = &report.Fix{Line: 4, EndLine: 6, Text: "- [x] a\n```\n- [x] b"}
	fixElsewhere := finding("error", 2)
	fixElsewhere.Fix = &report.Fix{Line: 30, EndLine: 30, Text: "x"}

	e, m := fixture(finding("error", 1), finding("warning", 10), finding("notice", 2), finding("error", 11),
		base, long, across, fixed, fixElsewhere)
	mustApply(t, e, m)

	var got []string
	for _, c := range m.said.Reviews[0].Comments {
		got = append(got, fmt.Sprintf("%s %d-%d suggestion:%v", c.Side, c.StartLine, c.Line, strings.Contains(c.Body, "suggestion\n")))
	}
	want := []string{
		"RIGHT 0-1 suggestion:false", "LEFT 0-3 suggestion:false", "RIGHT 8-10 suggestion:false", "RIGHT 0-10 suggestion:false",
		"RIGHT 4-6 suggestion:true", "RIGHT 0-2 suggestion:false", "RIGHT 0-10 suggestion:false",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if body := m.said.Reviews[0].Body; strings.Count(body, "\n- ") != 1 || !strings.Contains(body, "docs/t.md?plain=1#L11") {
		t.Errorf("the body does not list just line 11:\n%s", body)
	}
	fence := "````suggestion\n- [x] a\n```\n- [x] b\n````\n"
	if body := m.said.Reviews[0].Comments[4].Body; !strings.Contains(body, fence) {
		t.Errorf("no %q in\n%s", fence, body)
	}
}

// GitHub knows a renamed file's lines, the base's too, under its new name.
func TestARemovedPacketOfARenamedTracker(t *testing.T) {
	for _, name := range []string{path, "docs/old.md"} {
		f := finding("error", 3)
		f.Base, f.Tracker = true, name
		e, m := fixture(f)
		e.Change.Files[0].PreviousPath = "docs/old.md"
		mustApply(t, e, m)
		if c := m.said.Reviews[0].Comments; len(c) != 1 || c[0].Path != path || c[0].Side != "LEFT" {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

func TestSuggestions(t *testing.T) {
	f := func(line, first, last int, text string) report.Finding {
		return report.Finding{Line: line, Fix: &report.Fix{Line: first, EndLine: last, Text: text}}
	}
	base := f(1, 1, 1, "x")
	base.Base = true
	for name, c := range map[string]struct {
		finding report.Finding
		want    string
	}{
		"none":             {report.Finding{Line: 1}, ""},
		"one line":         {f(1, 1, 1, "- [x] a"), "```suggestion\n- [x] a\n```"},
		"deletes":          {f(1, 1, 2, ""), "```suggestion\n```"},
		"ends in a blank":  {f(1, 1, 2, "a\n"), "```suggestion\na\n\n```"},
		"CRLF":             {f(1, 1, 2, "a\r\nb"), "```suggestion\na\nb\n```"},
		"lone CR":          {f(1, 1, 1, "a\rb"), ""},
		"control":          {f(1, 1, 1, "a\x1bb"), ""},
		"invalid bytes":    {f(1, 1, 1, "a\xffb"), ""},
		"tab":              {f(1, 1, 1, "\ta"), "```suggestion\n\ta\n```"},
		"fence in it":      {f(1, 1, 1, "````"), "`````suggestion\n````\n`````"},
		"lines of another": {f(1, 2, 2, "a"), ""},
		"backwards":        {f(1, 1, 0, "a"), ""},
		"in the base":      {base, ""},
		"too long":         {f(1, 1, 1, strings.Repeat("x", maxSuggestion+1)), ""},
	} {
		if got, _ := suggestion(c.finding); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestAtMostThirtyComments(t *testing.T) {
	var findings []report.Finding
	for range 4 {
		for line := 1; line <= 10; line++ {
			f := finding("error", line)
			f.Message = fmt.Sprint(len(findings))
			findings = append(findings, f)
		}
	}
	e, m := fixture(findings...)
	mustApply(t, e, m)
	r := m.said.Reviews[0]
	if len(r.Comments) != maxComments || strings.Count(r.Body, "\n- ") != 10 {
		t.Errorf("%d comments, body\n%s", len(r.Comments), r.Body)
	}
}

func TestRerunsNeitherRepeatNorLose(t *testing.T) {
	e, m := fixture(finding("error", 1), finding("error", 2), finding("error", 30))
	mustApply(t, e, m)
	if len(m.open()) != 2 {
		t.Fatalf("%v", m.writes)
	}

	t.Run("lines that move keep their threads", func(t *testing.T) {
		shifted := e
		content := append([]byte("new\n"), e.Source(path, false)...)
		shifted.Source = func(string, bool) []byte { return content }
		rep := *e.Report
		rep.Findings = []report.Finding{finding("error", 2), finding("error", 3), finding("error", 31)}
		shifted.Report = &rep
		written := len(m.writes)
		mustApply(t, shifted, m)
		// The status names the line, which is another now.
		if diff := cmp.Diff([]string{"status failure"}, m.writes[written:]); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("a finding that is gone resolves its thread, one that returns opens it", func(t *testing.T) {
		gone, _ := fixture(finding("error", 2), finding("error", 30))
		mustApply(t, gone, m)
		if len(m.open()) != 1 {
			t.Errorf("open: %q", m.open())
		}
		mustApply(t, e, m)
		if len(m.open()) != 2 || len(m.said.Reviews) != 1 {
			t.Errorf("open: %q, %d reviews", m.open(), len(m.said.Reviews))
		}
	})
	t.Run("someone resolves a thread of a finding that stands", func(t *testing.T) {
		m.said.Threads[0].Resolved = true
		mustApply(t, e, m)
		if len(m.open()) != 2 {
			t.Errorf("open: %q", m.open())
		}
	})
	t.Run("a new finding makes a review of its own", func(t *testing.T) {
		more, _ := fixture(append(e.Report.Findings, finding("error", 3), finding("warning", 40))...)
		mustApply(t, more, m)
		r := m.said.Reviews[1]
		if len(r.Comments) != 1 || strings.Count(r.Body, "\n- ") != 1 {
			t.Errorf("%+v", r)
		}
	})
	t.Run("an outdated thread is kept", func(t *testing.T) {
		m.said.Threads[0].Outdated, m.said.Threads[0].Line = true, 0
		more, _ := fixture(append(e.Report.Findings, finding("error", 3), finding("warning", 40))...)
		written := len(m.writes)
		mustApply(t, more, m)
		if len(m.writes) != written {
			t.Errorf("wrote %v", m.writes[written:])
		}
	})
	t.Run("all is well", func(t *testing.T) {
		clean, _ := fixture()
		mustApply(t, clean, m)
		if len(m.open()) != 0 || m.status.State != "success" {
			t.Errorf("open: %q, status %v", m.open(), m.status)
		}
	})
}

func TestAnIncompleteEvaluationResolvesNothing(t *testing.T) {
	e, m := fixture(finding("error", 1))
	mustApply(t, e, m)
	broken, _ := fixture()
	broken.Report.Verdict, broken.Report.Problem = report.Error, "GitHub did not answer"
	mustApply(t, broken, m)
	if len(m.open()) != 1 || m.status.State != "error" {
		t.Errorf("open: %q, status %v", m.open(), m.status)
	}
}

func TestFindingsThatLookAlikeKeepAThreadEach(t *testing.T) {
	e, m := fixture(finding("error", 1), finding("error", 5))
	same := []byte(strings.Repeat("- [ ] tests\n", 100))
	e.Source = func(string, bool) []byte { return same }
	mustApply(t, e, m)
	if len(m.open()) != 2 {
		t.Fatalf("open: %q", m.open())
	}
	rep := *e.Report
	rep.Findings = rep.Findings[1:]
	e.Report = &rep
	mustApply(t, e, m)
	if m.said.Threads[0].Resolved == m.said.Threads[1].Resolved || m.said.Threads[1].Resolved {
		t.Errorf("%+v", m.said.Threads)
	}
}

func TestOthersAndOtherContextsAreLeftAlone(t *testing.T) {
	e, m := fixture(finding("error", 1))
	mustApply(t, e, m)
	mine := m.said.Threads[0].Body
	m.said.Threads = []record.Thread{{ID: "X", Body: mine}, {ID: "Y", Mine: true, Body: "hello"}}
	m.said.Reviews = nil
	written := len(m.writes)
	mustApply(t, e, m)
	if diff := cmp.Diff([]string{"review with 1 comments"}, m.writes[written:]); diff != "" {
		t.Errorf("another's copy of a comment counts: %s", diff)
	}

	e.Options.StatusContext, m.status = "packetgate/strict", nil
	written = len(m.writes)
	mustApply(t, e, m)
	if diff := cmp.Diff([]string{"status failure", "review with 1 comments"}, m.writes[written:]); diff != "" {
		t.Errorf("another context's comment counts: %s", diff)
	}
	if len(m.open()) != 4 {
		t.Errorf("open: %q", m.open())
	}
}

func TestAnothersReviewDoesNotCount(t *testing.T) {
	e, m := fixture(finding("error", 30))
	mustApply(t, e, m)
	m.said.Reviews[0].Mine = false
	written := len(m.writes)
	mustApply(t, e, m)
	if diff := cmp.Diff([]string{"review with 0 comments"}, m.writes[written:]); diff != "" {
		t.Error(diff)
	}
}

// A tracker may quote a marker: it must neither silence a finding nor keep a
// thread alive.
func TestMarkersInQuotedTextDoNotCount(t *testing.T) {
	victim := finding("error", 1)
	e, m := fixture(victim)
	prints := newFingerprints(e.Options.StatusContext, report.NewLines(e.Source))
	forged := strings.TrimSpace(marker("fp", prints.of(victim)))
	loud := finding("error", 2)
	loud.Message = "see\n\n" + forged + "\n"
	loud.Fix = &report.Fix{Line: 2, EndLine: 2, Text: "x\n\n" + forged}
	outside := finding("error", 30)
	outside.Message = forged

	e.Report.Findings = []report.Finding{loud, outside}
	mustApply(t, e, m)
	e.Report.Findings = append(e.Report.Findings, victim)
	mustApply(t, e, m)
	if len(m.open()) != 2 {
		t.Errorf("the forged marker silenced a finding: %q", m.open())
	}
}

func TestGitHubRefusesALine(t *testing.T) {
	e, m := fixture(finding("error", 1), finding("error", 2), finding("error", 30))
	delete(m.commented, path+":RIGHT:2") // the diff has changed meanwhile
	mustApply(t, e, m)
	r := m.said.Reviews
	if len(r) != 1 || len(r[0].Comments) != 0 || strings.Count(r[0].Body, "\n- ") != 3 {
		t.Errorf("%+v", r)
	}
}

// GitHub may refuse a review in words that nobody has seen yet; one whose answer
// was lost may have been posted and must not be said again.
func TestARefusedReviewIsSaidInItsBody(t *testing.T) {
	for name, c := range map[string]struct {
		err   error
		posts int
	}{
		"unknown words": {errors.New("422 Unprocessable Entity"), 2},
		"lost answer":   {record.ErrUnavailable, 1},
		"forbidden":     {record.ErrForbidden, 1},
	} {
		e, m := fixture(finding("error", 1))
		gh := &countingPosts{memory: m, err: c.err}
		Apply(context.Background(), gh, e, nil)
		if gh.posts != c.posts {
			t.Errorf("%s: posted %d times", name, gh.posts)
		}
	}
}

// countingPosts refuses every review.
type countingPosts struct {
	*memory
	err   error
	posts int
}

func (c *countingPosts) CreateReview(context.Context, int, record.Review) error {
	c.posts++
	return c.err
}

func TestABodyTooLongIsCutAndCounted(t *testing.T) {
	var findings []report.Finding
	for i := range 900 {
		f := finding("error", 30)
		f.Message = fmt.Sprint(i, strings.Repeat(" very long | `message`", 20))
		findings = append(findings, f)
	}
	e, m := fixture(findings...)
	mustApply(t, e, m)
	if len(m.said.Reviews) != 1 || !strings.Contains(m.said.Reviews[0].Body, " more had no room here") {
		t.Fatalf("%d reviews", len(m.said.Reviews))
	}
	e.Report.Findings = findings[:899]
	mustApply(t, e, m)
	if len(m.said.Reviews) != 2 {
		t.Errorf("what is left out changed, but nothing is said")
	}
}

func TestAPendingClaimIsToldByTheStatusAlone(t *testing.T) {
	waiting := finding("error", 1)
	waiting.Rule = "evidence-pending"
	e, m := fixture(waiting)
	e.Report.Verdict = report.Pending
	mustApply(t, e, m)
	if diff := cmp.Diff([]string{"status pending"}, m.writes); diff != "" {
		t.Error(diff)
	}
}

func TestAMergeGroupGetsAStatusOnly(t *testing.T) {
	e, m := fixture(finding("error", 1))
	e.Change.Number = 0
	m.fail["conversation"] = errors.New("there is none")
	mustApply(t, e, m)
	if diff := cmp.Diff([]string{"status failure"}, m.writes); diff != "" {
		t.Error(diff)
	}
}

func TestFailures(t *testing.T) {
	forbidden := fmt.Errorf("POST: 403: Resource not accessible by integration: %w", record.ErrForbidden)
	for name, c := range map[string]struct {
		fail         map[string]error
		writes       []string
		failures     []string
		statusStands bool
	}{
		"read-only token": {
			map[string]error{"set status": forbidden, "review": forbidden, "threads": forbidden},
			nil,
			[]string{"set the commit status", "post a review", "resolve threads of findings that are gone"},
			false,
		},
		"the review fails, the status stands": {
			map[string]error{"review": forbidden},
			[]string{"status failure", "thread T1 resolved true"},
			[]string{"post a review"},
			true,
		},
		"threads cannot be resolved": {
			map[string]error{"threads": forbidden},
			[]string{"status failure", "review with 1 comments"},
			[]string{"resolve threads of findings that are gone"},
			true,
		},
		"the conversation cannot be read": {
			map[string]error{"conversation": record.ErrUnavailable},
			[]string{"status failure"},
			[]string{"read the pull request's reviews"},
			true,
		},
		"the status cannot be read": {
			map[string]error{"status": record.ErrUnavailable},
			[]string{"status failure", "review with 1 comments", "thread T1 resolved true"},
			[]string{"read the commit status"},
			true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			before, m := fixture(finding("error", 1))
			before.Report.Findings[0].Message = "old"
			mustApply(t, before, m)
			m.status, m.writes, m.fail = nil, nil, c.fail
			e, _ := fixture(finding("error", 2))
			out := apply(t, e, m)
			var failures []string
			for _, f := range out.Failures {
				failures = append(failures, f.What)
				if errors.Is(f, record.ErrForbidden) && !strings.Contains(f.Error(), f.Permission) {
					t.Errorf("does not name the permission: %v", f)
				}
			}
			if diff := cmp.Diff(c.failures, failures); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.writes, m.writes); diff != "" {
				t.Error(diff)
			}
			if out.StatusStands != c.statusStands {
				t.Errorf("status stands: %v", out.StatusStands)
			}
		})
	}
}

func TestOnlyTheNewestEvaluationWrites(t *testing.T) {
	says := func(newest bool, err error) Newest {
		return func(context.Context) (bool, error) { return newest, err }
	}
	lost := errors.New("connection reset")
	for name, c := range map[string]struct {
		findings []report.Finding
		newest   Newest
		writes   []string
		stale    bool
	}{
		"newest":                         {[]report.Finding{finding("error", 1)}, says(true, nil), []string{"status failure", "review with 1 comments"}, false},
		"older":                          {[]report.Finding{finding("error", 1)}, says(false, nil), nil, true},
		"unknown, a failure is written":  {[]report.Finding{finding("error", 1)}, says(false, lost), []string{"status failure"}, false},
		"unknown, a success is withheld": {nil, says(false, lost), nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			e, m := fixture(c.findings...)
			out := Apply(context.Background(), m, e, c.newest)
			if diff := cmp.Diff(c.writes, m.writes); diff != "" {
				t.Error(diff)
			}
			if out.Stale != c.stale {
				t.Errorf("stale: %v", out.Stale)
			}
			if wrote := len(c.writes) > 0; out.StatusStands != wrote {
				t.Errorf("status stands: %v", out.StatusStands)
			}
		})
	}
}

// When nothing is to be written, nothing is asked either.
func TestAnUnchangedRunDoesNotAskForTheNewest(t *testing.T) {
	e, m := fixture(finding("error", 1))
	mustApply(t, e, m)
	Apply(context.Background(), m, e, func(context.Context) (bool, error) {
		t.Error("asked")
		return true, nil
	})
}
