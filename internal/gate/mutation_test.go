package gate

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/report"
	"github.com/packetgate/packetgate/internal/rule"
)

// situation is a clean tracker of testdata/mutation with one edit.
type situation struct {
	// tracker is harbor or quay.
	tracker string
	// The edit replaces old by now at one place, the first behind the text under, or
	// everywhere.
	under, old, now string
	everywhere      bool
	// rewrite is a further edit of the text as a whole.
	rewrite func(string) string
	// base makes the same edit in the base's tracker too, plan edits harbor's plan instead.
	base, plan bool
	// onlyMoved judges it as a change of the base's tracker only: base has a part in what
	// is wrong. onlyNew judges it as a new tracker only, where the change would break
	// the bar too.
	onlyMoved, onlyNew bool
	// github edits the change, its records and the configuration; it is judged with them,
	// and as a change only.
	github func(*world)
}

// in is an edit behind a text of harbor.
func in(under, old, now string) situation {
	return situation{tracker: "harbor", under: under, old: old, now: now}
}

// untouched is harbor as it stands, for mutations of what GitHub holds.
var untouched = in("", "", "")

func inQuay(under, old, now string) situation {
	s := in(under, old, now)
	s.tracker = "quay"
	return s
}

// everywhere is an edit of all places in harbor.
func everywhere(old, now string) situation {
	s := in("", old, now)
	s.everywhere = true
	return s
}

// rewritten is an edit of harbor as a whole.
func rewritten(rewrite func(string) string) situation {
	return situation{tracker: "harbor", rewrite: rewrite}
}

// inPlan is an edit of harbor's plan.
func inPlan(under, old, now string) situation {
	s := in(under, old, now)
	s.plan = true
	return s
}

func (s situation) atBaseToo() situation { s.base = true; return s }
func (s situation) moved() situation     { s.onlyMoved = true; return s }
func (s situation) fresh() situation     { s.onlyNew = true; return s }

// and is a second edit, which the first one calls for.
func (s situation) and(old, now string) situation {
	s.rewrite = func(text string) string { return strings.Replace(text, old, now, 1) }
	return s
}

func (s situation) with(github func(*world)) situation { s.github = github; return s }

// place is where a finding stands, and how much it weighs.
type place struct {
	severity string
	// text is of the finding's line; empty for the first line that the edit changes.
	text string
	// atBase is true where the line is the base's.
	atBase bool
	// also are the findings of the same cause that cannot be helped, as "SEVERITY SLUG".
	also []string
}

// here is an error on the edited line.
var here = on("")

func on(text string) place      { return place{severity: "error", text: text} }
func warning(text string) place { return place{severity: "warning", text: text} }
func notice(text string) place  { return place{severity: "notice", text: text} }

func (p place) and(also ...string) place { p.also = also; return p }
func (p place) inBase() place            { p.atBase = true; return p }

// mutation breaks one thing.
type mutation struct {
	slug rule.Slug
	how  string
	situation
	want place
}

// honest is an edit that breaks nothing.
type honest struct {
	how string
	situation
}

func TestCleanTrackers(t *testing.T) {
	for _, tracker := range []string{"harbor", "quay"} {
		s := situation{tracker: tracker}
		s.judge(t, nil)
	}
	s := situation{tracker: "harbor", github: func(*world) {}}
	s.judge(t, nil)
}

func TestMutations(t *testing.T) {
	for _, m := range mutations {
		t.Run(string(m.slug)+"/"+m.how, func(t *testing.T) {
			t.Parallel()
			m.judge(t, append([]string{fmt.Sprintf("%s %s at %d", m.want.severity, m.slug, m.line(t))}, m.want.also...))
		})
	}
}

func TestHonestEdits(t *testing.T) {
	for _, h := range honestEdits {
		t.Run(h.how, func(t *testing.T) {
			t.Parallel()
			h.judge(t, nil)
		})
	}
}

func TestEveryRuleIsMutated(t *testing.T) {
	count := map[rule.Slug]int{}
	for _, m := range mutations {
		count[m.slug]++
	}
	for _, r := range rule.All() {
		if _, is := unreached[r.Slug]; (count[r.Slug] > 0) == is {
			t.Errorf("%s: %d mutations; on the list of those that none reaches: %v", r.Slug, count[r.Slug], is)
		}
	}
	if len(mutations) < 60 || len(honestEdits) < 20 {
		t.Errorf("%d mutations and %d honest edits", len(mutations), len(honestEdits))
	}
}

// line is where the mutation's finding belongs.
func (m mutation) line(t *testing.T) int {
	t.Helper()
	base, head, _ := m.texts(t)
	text, at := head, 0
	if m.want.atBase {
		text = base
	}
	switch n := strings.Count(text, m.want.text); {
	case m.want.text == "":
		clean := fixture(t, m.tracker+".md")
		for at < len(clean) && at < len(head) && clean[at] == head[at] {
			at++
		}
	case n == 1:
		at = strings.Index(text, m.want.text)
	default:
		t.Fatalf("%q stands there %d times", m.want.text, n)
	}
	return strings.Count(text[:at], "\n") + 1
}

// texts are the tracker at base and head and the plan.
func (s situation) texts(t *testing.T) (base, head, plan string) {
	t.Helper()
	base, head, plan = fixture(t, s.tracker+".base.md"), fixture(t, s.tracker+".md"), fixture(t, "harbor-plan.md")
	if s.plan {
		return base, head, s.apply(t, plan)
	}
	if s.base {
		base = s.apply(t, base)
	}
	return base, s.apply(t, head), plan
}

func (s situation) apply(t *testing.T, text string) string {
	t.Helper()
	if s.rewrite != nil {
		text = s.rewrite(text)
	}
	if s.old == "" && s.now == "" {
		return text
	}
	before, after, found := strings.Cut(text, s.under)
	if !found || !strings.Contains(after, s.old) {
		t.Fatalf("there is no %q behind %q", s.old, s.under)
	}
	if s.everywhere {
		return before + s.under + strings.ReplaceAll(after, s.old, s.now)
	}
	return before + s.under + strings.Replace(after, s.old, s.now, 1)
}

// judge compares the findings with those wanted, "SEVERITY SLUG at LINE" or without a
// line, in every way that the situation allows.
func (s situation) judge(t *testing.T, want []string) {
	t.Helper()
	base, head, plan := s.texts(t)
	path := "docs/" + s.tracker + "-progress.md"
	judge := func(how, base string) {
		w := newWorld(t, path, base, head, plan)
		if s.github != nil {
			s.github(w)
		}
		r := w.judge(t, s.github == nil)
		if diff := cmp.Diff(want, findings(r, want)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s%s", how, diff, messages(r))
		}
	}
	if !s.onlyNew {
		judge("as a change", base)
	}
	if !s.onlyMoved && s.github == nil {
		judge("as a new tracker", "")
	}
}

// findings are those of a report as far as they are wanted: those that are wanted
// without their line have none.
func findings(r *report.Report, want []string) []string {
	var out []string
	for _, f := range r.Findings {
		one := f.Severity + " " + f.Rule
		if !slices.Contains(want, one) {
			one += fmt.Sprintf(" at %d", f.Line)
		}
		out = append(out, one)
	}
	order := func(one string) int {
		if i := slices.Index(want, one); i >= 0 {
			return i
		}
		return len(want)
	}
	slices.SortStableFunc(out, func(a, b string) int { return order(a) - order(b) })
	return out
}

func messages(r *report.Report) string {
	var b strings.Builder
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "%d:%d %s %s %s: %s\n", f.Line, f.Column, f.Severity, f.Rule, f.Packet, f.Message)
	}
	for _, p := range r.Proofs {
		if p.Verdict != "verified" {
			fmt.Fprintf(&b, "%d %s %s: %s\n", p.Line, p.Verdict, p.Command, p.Reason)
		}
	}
	return b.String()
}
