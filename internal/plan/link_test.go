package plan

import (
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/tracker"
)

func TestPaths(t *testing.T) {
	for _, test := range []struct{ lines, want string }{
		{"Linked plan: `docs/plan.md`", "docs/plan.md, docs/docs/plan.md"},
		{"Linked plan: [plan](plan.md)", "docs/plan.md, plan.md"},
		{"Linked plan: [`the plan`](plan.md)", "docs/plan.md, plan.md"},
		{"Linked plan:\n- [plan](../plans/a%20plan.md#packets)", "plans/a plan.md"},
		{"Linked plan: [plan](/docs/plan.md)", "docs/plan.md"},
		{"Linked plan: ./docs/plan.md", "docs/plan.md, docs/docs/plan.md"},
		{"Linked plan: `/docs/plan.md`", "docs/plan.md"},
		{"Linked plan: `docs/plan.md#packets`", "docs/plan.md, docs/docs/plan.md"},
		{"Linked plan: `plan.md`", "plan.md, docs/plan.md"},
		{"Linked plan: [plan](../../../etc/passwd)", ""},
		{"Linked plan: [plan](https://example.com/plan.md)", ""},
		{"- Linked plan: `docs/plan.md`", "docs/plan.md, docs/docs/plan.md"},
		{"Linked plans:\n- `/a.md`\n- `/b.md` (see `RC-01`)", "a.md; b.md"},
		{"Linked plans: `/a.md`, `/b.md`", "a.md; b.md"},
		{"- **Linked plans:**\n  - `/a.md`\n  - [b](/b.md)", "a.md; b.md"},
	} {
		source := "# Tracker\n\n" + test.lines + "\n\n| Packet | Status |\n|---|---|\n| RC-01 | READY |\n"
		tr := tracker.Parse("docs/t.md", []byte(source), tracker.Grammar{})
		var got []string
		for _, link := range Linked(tr) {
			got = append(got, strings.Join(Paths(tr, link), ", "))
		}
		if strings.Join(got, "; ") != test.want {
			t.Errorf("%s: %q, want %q", test.lines, got, test.want)
		}
	}
}

func TestJoin(t *testing.T) {
	parse := func(path, text string) *Plan { return Parse(path, []byte(text), tracker.Grammar{}) }
	a := parse("a.md", "## Global Command Set\n- `make a`\n\n## RC-01\nEvidence required:\n- Global Command Set\n")
	b := parse("b.md", "## Global Command Set\n- `make b`\n\n## RC-01\nEvidence required:\n- `make c`\n")
	if Join(nil) != nil || Join([]*Plan{a}) != a {
		t.Error("one plan or none is no other by being joined")
	}
	both := Join([]*Plan{a, b})
	if got := asked(both); got != "make c; make a" || strings.Join(both.Paths, " ") != "a.md b.md" {
		t.Errorf("%s of %v", got, both.Paths)
	}
}
