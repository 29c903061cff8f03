package scenario_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
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

// TestCatalogue holds docs/forgeries.md, and the counts in the README, to the
// scenarios that test them.
func TestCatalogue(t *testing.T) {
	all := own(t)
	forged, honest := count(all)
	counts := regexp.MustCompile(`\*\*\d+ forgeries\*\*[^*]*\*\*\d+ honest`)
	same(t, "../../docs/forgeries.md", func(string) string { return catalogue(all) })
	same(t, "../../README.md", func(is string) string {
		return counts.ReplaceAllStringFunc(is, func(words string) string {
			words = regexp.MustCompile(`\d+ forgeries`).ReplaceAllString(words, fmt.Sprintf("%d forgeries", forged))
			return regexp.MustCompile(`\d+ honest`).ReplaceAllString(words, fmt.Sprintf("%d honest", honest))
		})
	})
}

// same holds a page to what it should say, or writes it anew.
func same(t *testing.T, page string, should func(is string) string) {
	t.Helper()
	is, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	want := should(string(is))
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(is) != want {
		t.Errorf("%s is not what the scenarios say; renew it with go test ./internal/scenario -run Catalogue -update", page)
	}
}

// count counts the forgeries and the honest scenarios of the catalogue.
func count(all []told) (forged, honest int) {
	for _, f := range scenario.Families {
		forged, honest = forged+len(of(all, f.Name, "dishonest")), honest+len(of(all, f.Name, "honest"))
	}
	return forged, honest
}

// TestCatalogueIsWide: the catalogue has what it promises, in every family.
func TestCatalogueIsWide(t *testing.T) {
	all := own(t)
	if forged, honest := count(all); forged < 80 || honest < 60 {
		t.Errorf("%d forgeries and %d honest scenarios; at least 80 and 60 are wanted", forged, honest)
	}
	for _, f := range scenario.Families {
		forged, honest := of(all, f.Name, "dishonest"), of(all, f.Name, "honest")
		if len(forged) < 8 || len(honest) < 6 {
			t.Errorf("%s: %d forgeries and %d honest scenarios; at least 8 and 6 are wanted", f.Name, len(forged), len(honest))
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
	for _, f := range scenario.Families {
		fmt.Fprintf(&b, "| [%s](#%s) | %d | %d |\n", f.Title, anchor(f.Title), len(of(all, f.Name, "dishonest")), len(of(all, f.Name, "honest")))
	}
	forged, honest := count(all)
	fmt.Fprintf(&b, "| all | %d | %d |\n", forged, honest)
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
