package scenario_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/scenario"
)

var update = flag.Bool("update", false, "write docs/forgeries.md anew")

// told is a scenario of this repository with its path below scenarios.
type told struct {
	*scenario.Scenario
	path string
}

// own are this repository's scenarios by path.
func own(t *testing.T) []told {
	t.Helper()
	const folder = "../../scenarios"
	paths, err := scenario.Find(folder)
	if err != nil {
		t.Fatal(err)
	}
	var all []told
	for _, path := range paths {
		s, err := scenario.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		below, err := filepath.Rel(folder, path)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, told{s, filepath.ToSlash(below)})
	}
	return all
}

// TestCatalogue holds docs/forgeries.md to the scenarios that test it.
func TestCatalogue(t *testing.T) {
	const page = "../../docs/forgeries.md"
	want := catalogue(own(t))
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/forgeries.md is not what the scenarios say; renew it with go test ./internal/scenario -run Catalogue -update")
	}
}

// TestCatalogueIsWide: the catalogue has what it promises, in every family.
func TestCatalogueIsWide(t *testing.T) {
	all := own(t)
	for _, f := range scenario.Families {
		forged, honest := of(all, f.Name, "dishonest"), of(all, f.Name, "honest")
		if len(forged) < 3 || len(honest) < 2 {
			t.Errorf("%s: %d forgeries and %d honest scenarios; at least 3 and 2 are wanted", f.Name, len(forged), len(honest))
		}
	}
}

func of(all []told, family, kind string) []told {
	return slices.DeleteFunc(slices.Clone(all), func(s told) bool { return s.Family != family || s.Kind != kind })
}

func catalogue(all []told) string {
	var b strings.Builder
	b.WriteString("# Forgeries\n\n" +
		"What a liar may try, what packetgate answers, and why; beside each family what honest\n" +
		"people do that looks much the same and passes. Every row is a scenario that the tests\n" +
		"run (`go run ./cmd/packetgate test scenarios` prints the score), and this page is\n" +
		"written from them: `go test ./internal/scenario -run Catalogue -update`. The words of\n" +
		"the answers are in [evidence](evidence.md) and [the rules](rules/README.md); what no\n" +
		"gate can see is in [SECURITY.md](../SECURITY.md).\n\n" +
		"| family | forgeries | honest |\n|---|---|---|\n")
	forgeries, honest := 0, 0
	for _, f := range scenario.Families {
		bad, good := len(of(all, f.Name, "dishonest")), len(of(all, f.Name, "honest"))
		forgeries, honest = forgeries+bad, honest+good
		fmt.Fprintf(&b, "| [%s](#%s) | %d | %d |\n", f.Title, anchor(f.Title), bad, good)
	}
	fmt.Fprintf(&b, "| all | %d | %d |\n", forgeries, honest)
	for _, f := range scenario.Families {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| forgery | packetgate answers | why |\n|---|---|---|\n", f.Title, f.About)
		for _, s := range of(all, f.Name, "dishonest") {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", s.cell(), s.answer(), cell(s.Why))
		}
		b.WriteString("\n| honest | why it passes |\n|---|---|\n")
		for _, s := range of(all, f.Name, "honest") {
			fmt.Fprintf(&b, "| %s | %s |\n", s.cell(), cell(s.Why))
		}
	}
	return b.String()
}

func anchor(title string) string { return strings.ReplaceAll(strings.ToLower(title), " ", "-") }

// cell is a text as a table's cell.
func cell(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "|", `\|`)
}

func (s told) cell() string {
	return fmt.Sprintf("[%s](../scenarios/%s). %s", cell(s.Title), s.path, cell(s.Story))
}

// answer is what the scenario expects: the verdicts on claims that are not verified,
// then the rules.
func (s told) answer() string {
	var said []string
	say := func(format string, args ...any) {
		if word := fmt.Sprintf(format, args...); !slices.Contains(said, word) {
			said = append(said, word)
		}
	}
	for _, stage := range append([]scenario.Stage{s.Stage}, s.Then...) {
		for _, p := range stage.Expect.Proofs {
			if p.Verdict != "verified" {
				say("**%s**", p.Verdict)
			}
		}
		for _, f := range stage.Expect.Findings {
			say("[%s](rules/%[1]s.md)", f.Rule)
		}
		if e := stage.Expect; e.Verdict == "error" || e.Exit != nil && *e.Exit == 2 {
			say("**error**: it could not judge")
		}
	}
	return strings.Join(said, ", ")
}
