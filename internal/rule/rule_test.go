package rule

import (
	"flag"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/config"
)

var update = flag.Bool("update", false, "write the golden files anew")

// failing are examples that break one rule each. At is text of the line where the
// finding belongs, in the head's file unless base is set; the severity is error
// unless it is given.
type failing struct {
	slug      Slug
	variation string
	situation
	at       string
	severity config.Severity
	fix      string
}

// passing are examples that come near to breaking a rule and do not.
type passing struct {
	slug      Slug
	variation string
	situation
}

func TestFailingExamples(t *testing.T) {
	var golden strings.Builder
	for _, e := range failingExamples {
		t.Run(string(e.slug)+"/"+e.variation, func(t *testing.T) {
			c := caseOf(t, e.situation)
			findings := Check(c)
			source := c.MergeBase.Source
			if c.Head != nil {
				source = c.Head.Source
			}
			if e.slug == PacketRemoved {
				source = c.MergeBase.Source
			}
			want := e.severity
			if want == "" {
				want = config.Error
			}
			line := lineOf(t, source, e.at)
			found := false
			for _, f := range findings {
				switch {
				case f.Rule == e.slug && f.Line == line && f.Severity == want:
					found = true
					if e.fix != "" && (f.Fix == nil || f.Fix.Text != e.fix || f.Fix.Line != line) {
						t.Errorf("the fix is %+v, want %q at line %d", f.Fix, e.fix, line)
					}
					fmt.Fprintf(&golden, "%s/%s\n\t%s\n", e.slug, e.variation, f.Message)
				case f.Rule == e.slug && f.Severity == want, f.Severity == config.Error:
					t.Errorf("also %s", describe(f))
				}
			}
			if !found {
				t.Errorf("want %s %s at line %d, got\n%s", want, e.slug, line, describeAll(findings))
			}
		})
	}
	compareGolden(t, "testdata/messages.golden", golden.String())
}

func TestPassingExamples(t *testing.T) {
	for _, e := range passingExamples {
		t.Run(string(e.slug)+"/"+e.variation, func(t *testing.T) {
			for _, f := range Check(caseOf(t, e.situation)) {
				if f.Rule == e.slug || f.Severity == config.Error {
					t.Errorf("want none, got %s", describe(f))
				}
			}
		})
	}
}

func TestCleanPacketGivesNothing(t *testing.T) {
	if findings := Check(caseOf(t, situation{})); len(findings) > 0 {
		t.Error(describeAll(findings))
	}
}

// Every judged rule has an example of either sort, and the table is well formed.
func TestEveryRuleHasExamples(t *testing.T) {
	fails, passes, seen := map[Slug]bool{}, map[Slug]bool{}, map[Slug]bool{}
	for _, e := range failingExamples {
		fails[e.slug] = true
	}
	for _, e := range passingExamples {
		passes[e.slug] = true
	}
	for _, r := range All() {
		if seen[r.Slug] {
			t.Errorf("%s stands in the table twice", r.Slug)
		}
		seen[r.Slug] = true
		if r.Summary == "" || r.Family == "" || r.DefaultSeverity == "" {
			t.Errorf("%s is not described", r.Slug)
		}
		if r.Judged() && !fails[r.Slug] {
			t.Errorf("%s has no failing example", r.Slug)
		}
		if r.Judged() && !passes[r.Slug] {
			t.Errorf("%s has no passing example", r.Slug)
		}
	}
	if _, found := Find(OpenCheckbox); !found || len(Slugs()) != len(All()) {
		t.Error("the table cannot be looked up")
	}
	if _, found := Find("no-such-rule"); found {
		t.Error("a rule that is none was found")
	}
}

func TestSeveritiesFollowTheConfiguration(t *testing.T) {
	open := []edit{{"- [x] `go build", "- [ ] `go build"}}
	for severity, want := range map[config.Severity]int{config.Off: 0, config.Notice: 1, config.Warning: 1, config.Error: 1} {
		c := caseOf(t, situation{head: open})
		c.Config.Rules = map[string]config.Severity{string(OpenCheckbox): severity}
		findings := Check(c)
		if len(findings) != want {
			t.Errorf("%s: %s", severity, describeAll(findings))
		}
		for _, f := range findings {
			if f.Severity != severity {
				t.Errorf("configured %s, got %s", severity, describe(f))
			}
		}
	}
	for reviewer, want := range map[string]Slug{"": MissingReview, "Codex": SelfReview} {
		c := caseOf(t, situation{head: []edit{row01("DONE", reviewer, "APPROVED")}})
		c.Config.Review.Required = true
		if findings := Check(c); len(findings) != 1 || findings[0].Rule != want || findings[0].Severity != config.Error {
			t.Errorf("a required review by %q is no error of %s: %s", reviewer, want, describeAll(findings))
		}
	}
}

// A packet that the change does not move yields nothing, however bad it is.
func TestOldSinsStayUntouched(t *testing.T) {
	sins := []edit{
		{"- [x] `go vet ./...` -> exit 0", "- [ ] `go vet ./...` -> exit 1"},
		{"- P0: PASS (green)", "- P0: FAIL (red)"},
		{"| RC-03 | Signup cleanup | READY |", "| RC-03 | Signup cleanup | WHATEVER |"},
	}
	if findings := Check(caseOf(t, situation{base: sins, head: sins})); len(findings) > 0 {
		t.Error(describeAll(findings))
	}
}

func TestDeletedTracker(t *testing.T) {
	findings := Check(newCase(read(t, "base.md", nil), read(t, "base.md", nil), "", "", nil))
	if len(findings) != 4 {
		t.Fatal(describeAll(findings))
	}
	for _, f := range findings {
		if f.Rule != PacketRemoved || !f.Base {
			t.Error(describe(f))
		}
	}
}

func TestNewTrackerIsJudgedWhole(t *testing.T) {
	findings := Check(newCase("", "", read(t, "head.md", []edit{{"- [x] `go vet ./...`", "- [ ] `go vet ./...`"}}), "", func(c *Case) { c.Offline = true }))
	var errors []string
	for _, f := range findings {
		if f.Severity == config.Error {
			errors = append(errors, string(f.Rule))
		}
	}
	if diff := cmp.Diff([]string{"open-checkbox"}, errors); diff != "" {
		t.Error(diff, describeAll(findings))
	}
}

func describe(f Finding) string {
	return fmt.Sprintf("%d:%d %s %s %s: %s", f.Line, f.Column, f.Severity, f.Rule, f.Packet, f.Message)
}

func describeAll(findings []Finding) string {
	var out []string
	for _, f := range findings {
		out = append(out, describe(f))
	}
	sort.Strings(out)
	return strings.Join(out, "\n")
}

func compareGolden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}
