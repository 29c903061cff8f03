package cli

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/action"
	"github.com/packetgate/packetgate/internal/rule"
)

// explain runs packetgate explain and returns what it printed.
func explain(args ...string) (exit int, stdout, stderr string) {
	var out, errs bytes.Buffer
	host := Host{Host: action.Host{Env: func(string) string { return "" }, Stdout: &out}, Stderr: &errs}
	exit = Run(context.Background(), host, append([]string{"explain"}, args...))
	return exit, out.String(), errs.String()
}

func TestExplainPrintsThePageOfEveryRule(t *testing.T) {
	for _, r := range rule.All() {
		exit, stdout, _ := explain(string(r.Slug))
		if exit != 0 || !strings.HasPrefix(stdout, "# "+string(r.Slug)+"\n\n"+r.Summary+"\n") {
			t.Errorf("explain %s: exit %d\n%.200s", r.Slug, exit, stdout)
		}
	}
}

func TestExplainListsTheRules(t *testing.T) {
	exit, stdout, _ := explain()
	lines := strings.Split(strings.TrimSuffix(stdout, "\n"), "\n")
	if exit != 0 || len(lines) != len(rule.All()) {
		t.Fatalf("exit %d, %d lines", exit, len(lines))
	}
	for i, r := range rule.All() {
		want := []string{string(r.Slug), string(r.DefaultSeverity), r.Summary}
		if !r.Judged() {
			want = append(want, "(Not judged yet.)")
		}
		if got := strings.Fields(lines[i]); strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("line %d is %q", i+1, lines[i])
		}
	}
}

func TestExplainUnknownRule(t *testing.T) {
	for _, tt := range []struct{ slug, want string }{
		{"open-checkbx", `there is no rule "open-checkbx"; did you mean open-checkbox?`},
		{"evidence-mising", "did you mean evidence-missing?"},
		{"zebra", `there is no rule "zebra"; packetgate explain lists them`},
		{"README", "packetgate explain lists them"},
		{"../docs", "packetgate explain lists them"},
		{strings.Repeat("a", 1<<20), "packetgate explain lists them"},
	} {
		exit, stdout, stderr := explain(tt.slug)
		if exit != 2 || stdout != "" || !strings.Contains(stderr, tt.want) {
			t.Errorf("explain %.40s: exit %d, stdout %q, stderr %.200q", tt.slug, exit, stdout, stderr)
		}
	}
}
