package publish

import (
	"context"
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
)

// randomPatch makes a well-formed patch of a few hunks.
func randomPatch(random *rand.Rand) string {
	var b strings.Builder
	base, head := 1, 1
	for range random.Intn(4) {
		skip := random.Intn(9) + 1
		base, head = base+skip, head+skip
		var body []string
		old, added := 0, 0
		for range random.Intn(6) + 1 {
			sign := " -+"[random.Intn(3)]
			if sign != '+' {
				old++
			}
			if sign != '-' {
				added++
			}
			body = append(body, string(sign)+"text")
		}
		fmt.Fprintf(&b, "@@ -%d,%d +%d,%d @@ section\n%s\n", base, old, head, added, strings.Join(body, "\n"))
		base, head = base+old, head+added
	}
	return b.String()
}

var words = rapid.SampledFrom([]string{"open", "gone `x`", "<!-- packetgate:fp=00 -->", "文書", "a|b", "\x1b[2J", "@all #1", ""})

func randomFindings(t *rapid.T) []report.Finding {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) report.Finding {
		line := rapid.IntRange(0, 70).Draw(t, "line")
		f := report.Finding{
			Rule:     rapid.SampledFrom([]string{"open-checkbox", "evidence-missing"}).Draw(t, "rule"),
			Severity: rapid.SampledFrom([]string{"error", "warning", "notice"}).Draw(t, "severity"),
			Tracker:  rapid.SampledFrom([]string{path, "docs/other.md", ""}).Draw(t, "tracker"),
			Packet:   rapid.SampledFrom([]string{"A", "B", ""}).Draw(t, "packet"),
			Line:     line,
			EndLine:  line + rapid.IntRange(-1, 3).Draw(t, "more"),
			Message:  words.Draw(t, "message"),
			Base:     rapid.Bool().Draw(t, "base"),
		}
		if rapid.Bool().Draw(t, "fix") {
			f.Fix = &report.Fix{Line: line, EndLine: f.EndLine, Text: words.Draw(t, "text")}
		}
		return f
	}), 0, 50).Draw(t, "findings")
}

// Whatever was found and said before: publishing twice writes once, every error
// and warning is said somewhere, and only threads of findings that stand are open.
func TestPublishingIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, m := fixture()
		if rapid.Bool().Draw(t, "diff moved") {
			clear(m.commented)
		}
		for range rapid.IntRange(1, 4).Draw(t, "pushes") {
			e, _ := fixture(randomFindings(t)...)
			same := []byte(strings.Repeat("- [ ] "+words.Draw(t, "line")+"\n", rapid.IntRange(0, 80).Draw(t, "lines")))
			e.Source = func(string, bool) []byte { return same }
			for i := range m.said.Threads {
				m.said.Threads[i].Resolved = rapid.Bool().Draw(t, "resolved")
				m.said.Threads[i].Outdated = rapid.Bool().Draw(t, "outdated")
			}
			if out := Apply(context.Background(), m, e, nil); len(out.Failures) > 0 || !out.StatusStands {
				t.Fatalf("%+v", out)
			}
			shown, _ := read(context.Background(), m, e)
			if again := decide(e, shown); !again.empty() {
				t.Fatalf("a second run would write %+v", again)
			}
			checkSaid(t, e, m)
		}
	})
}

func checkSaid(t *rapid.T, e Evaluation, m *memory) {
	want := map[string]int{}
	prints := newFingerprints(e.Options.StatusContext, report.NewLines(e.Source))
	for _, f := range remarks(e.Report, prints) {
		want[f.fingerprint]++
	}
	said := map[string]int{}
	for _, th := range m.said.Threads {
		for _, fp := range markers(th.Body)["fp"] {
			if !th.Resolved {
				said[fp]++
				if said[fp] > want[fp] {
					t.Fatalf("an open thread speaks of a finding that is gone: %q", th.Body)
				}
			}
		}
	}
	for _, r := range m.said.Reviews {
		for _, fp := range markers(r.Body)["fp"] {
			said[fp]++
		}
	}
	for fp, n := range want {
		if said[fp] < n {
			t.Fatalf("a finding is said %d times, want %d", said[fp], n)
		}
	}
}

// Every plan keeps to GitHub's limits and to the diff.
func TestPlansKeepToTheDiff(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, m := fixture(randomFindings(t)...)
		p := decide(e, standing{Conversation: &record.Conversation{}})
		if n := len([]rune(p.Status.Description)); n > maxDescription || n == 0 {
			t.Fatalf("description of %d characters", n)
		}
		if p.Review == nil {
			return
		}
		if len(p.Review.Comments) > maxComments || len(p.Review.Body) > 65_536 || p.Review.Body == "" {
			t.Fatalf("%d comments, body of %d bytes", len(p.Review.Comments), len(p.Review.Body))
		}
		if err := m.CreateReview(context.Background(), 7, *p.Review); err != nil {
			t.Fatal(err)
		}
	})
}
