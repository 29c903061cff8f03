package scenario_test

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/scenario"
)

func page(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/scenarios.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestTheExampleOfTheDocumentationPasses runs the page's first scenario, and the
// dishonest one that it makes of it.
func TestTheExampleOfTheDocumentationPasses(t *testing.T) {
	text := page(t)
	example := regexp.MustCompile("(?s)```txtar\n(.*?)```").FindStringSubmatch(text)
	changed := regexp.MustCompile("(?s)```yaml\n(kind: dishonest.*?)```").FindStringSubmatch(text)
	if example == nil || changed == nil {
		t.Fatal("the page has no example")
	}
	before, after, _ := strings.Cut(example[1], "kind: honest\n")
	_, files, _ := strings.Cut(after, "\n-- base")
	for name, archive := range map[string]string{
		"honest": example[1], "dishonest": before + changed[1] + "-- base" + files,
	} {
		s, err := scenario.Parse(name, []byte(archive))
		if err != nil {
			t.Fatal(err)
		}
		for _, failure := range s.Run(t.Context(), judge).Failures {
			t.Errorf("%s: %s", name, failure)
		}
	}
}

// TestEveryKeyIsDocumented looks each key of the format up in the page.
func TestEveryKeyIsDocumented(t *testing.T) {
	text := page(t)
	seen := map[reflect.Type]bool{}
	var visit func(reflect.Type)
	visit = func(of reflect.Type) {
		switch of.Kind() {
		case reflect.Slice, reflect.Pointer, reflect.Map:
			visit(of.Elem())
			return
		case reflect.Struct:
		default:
			return
		}
		if seen[of] {
			return
		}
		seen[of] = true
		for i := range of.NumField() {
			field := of.Field(i)
			key, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
			if key != "" && key != "-" && !strings.Contains(text, "`"+key+"`") && !strings.Contains(text, "`"+key+":") && !strings.Contains(text, "{"+key+":") && !strings.Contains(text, ", "+key+":") {
				t.Errorf("docs/scenarios.md does not say what %s.%s is", of.Name(), key)
			}
			if field.Tag.Get("yaml") != "" {
				visit(field.Type)
			}
		}
	}
	visit(reflect.TypeFor[scenario.Scenario]())
}

// TestOwnScenariosTellTheirReason: ours have what the format leaves free and a title
// of their own.
func TestOwnScenariosTellTheirReason(t *testing.T) {
	titled := map[string]string{}
	for _, s := range own(t) {
		if other := titled[s.Title]; other != "" {
			t.Errorf("%s and %s have the same title", other, s.path)
		}
		titled[s.Title] = s.path
		if s.Story == "" || s.Why == "" || s.Family == "" || !strings.Contains("/"+s.path, "/"+s.Kind+"/") {
			t.Errorf("%s: a scenario of this repository has a text in front, a reason, a family and lies with its kind", s.path)
		}
	}
}
