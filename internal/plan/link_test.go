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
		{"Linked plans: [a](/a.md), [b](/b.md \"The plan\") and `/c.md`", "a.md; b.md; c.md"},
		{"Linked plan: [plan](</a plan.md>)", "a plan.md"},
		{"Linked plan: [plan](/a%20(old).md)", "a (old).md"},
		{"Linked plan: [the plan][p]\n\n[P]: ../plans/a.md#x 'The plan'", "plans/a.md"},
		{"Linked plan: [the  Plan][]\n\n[the plan]: </a plan.md>", "a plan.md"},
		{"Linked plan: [plan]\n\n[plan]: /a.md", "a.md"},
		{"Linked plan: [plan]", ""},
		{"Linked plan:\n`/a.md`\n[b](/b.md)\nSee `/c.md`.", "a.md; b.md"},
		{"Linked plan:\n\n/a.md.", "a.md"},
		{"## Linked plan\n\n- `/a.md`", "a.md"},
		{"Linked plan: [above](#packets)", "docs/t.md"},
		{"Linked plan: `..\\plans\\a.md`", "plans/a.md"},
		{"Linked plan: [plan](/my\\_plan.md)", "my_plan.md"},
		{"Linked plan: ../plans/a.md", "plans/a.md"},
		{"Linked plan: `../../a.md`", ""},
		{"Linked plan: //example.com/a.md", ""},
		{"Linked plan: [plan](%2e%2e/%2e%2e/a.md)", ""},
		{"Linked plan: none.", ""},
		{"Linked plan: N/A", ""},
		{"Linked plan: `docs/plan.md` [x](`y`)", "docs/plan.md, docs/docs/plan.md"},
		{"```\nLinked plan: /a.md\n```", ""},
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
