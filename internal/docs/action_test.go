package docs

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

// metadata is what is read of action.yml.
type metadata struct {
	Inputs  yaml.Node
	Outputs yaml.Node
	Runs    struct{ Using, Image string }
}

func actionYAML(t *testing.T) metadata {
	t.Helper()
	var m metadata
	if err := yaml.Unmarshal([]byte(read(t, "action.yml")), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// rows writes the entries of action.yml as the tables of docs/action.md have them.
func rows(t *testing.T, entries yaml.Node, withDefault bool) []string {
	t.Helper()
	var out []string
	for i := 0; i+1 < len(entries.Content); i += 2 {
		var entry struct{ Description, Default string }
		if err := entries.Content[i+1].Decode(&entry); err != nil {
			t.Fatal(err)
		}
		row := fmt.Sprintf("| `%s` |", entries.Content[i].Value)
		if withDefault && entry.Default != "" {
			row += fmt.Sprintf(" `%s` |", entry.Default)
		} else if withDefault {
			row += " |"
		}
		out = append(out, row+" "+entry.Description+" |")
	}
	return out
}

// tableUnder returns the rows of the first table under a heading, without its
// header.
func tableUnder(t *testing.T, text, heading string) []string {
	t.Helper()
	_, section, found := strings.Cut(text, "\n## "+heading+"\n")
	if !found {
		t.Fatalf("there is no heading %q", heading)
	}
	var out []string
	for line := range strings.Lines(section) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "|") {
			out = append(out, line)
		} else if len(out) > 0 {
			break
		}
	}
	return out[min(2, len(out)):]
}

func TestActionTables(t *testing.T) {
	m, text := actionYAML(t), read(t, "docs/action.md")
	if diff := cmp.Diff(rows(t, m.Inputs, true), tableUnder(t, text, "Inputs")); diff != "" {
		t.Errorf("inputs of docs/action.md (-action.yml +docs):\n%s", diff)
	}
	if diff := cmp.Diff(rows(t, m.Outputs, false), tableUnder(t, text, "Outputs")); diff != "" {
		t.Errorf("outputs of docs/action.md (-action.yml +docs):\n%s", diff)
	}
}

// later is the output of mode plan, which this version has not.
const later = "matrix"

// TestActionIsRead holds action.yml to the inputs that the action reads and the
// outputs that it sets.
func TestActionIsRead(t *testing.T) {
	m := actionYAML(t)
	var source strings.Builder
	files, err := os.ReadDir("../action")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f.Name(), ".go") && !strings.HasSuffix(f.Name(), "_test.go") {
			source.WriteString(read(t, "internal/action/"+f.Name()))
		}
	}
	for _, entries := range []yaml.Node{m.Inputs, m.Outputs} {
		for i := 0; i < len(entries.Content); i += 2 {
			if name := entries.Content[i].Value; name != later && !strings.Contains(source.String(), `"`+name+`"`) {
				t.Errorf("internal/action never names %q, which action.yml has", name)
			}
		}
	}
}

// TestDockerfile keeps what GitHub's runner and every builder need.
func TestDockerfile(t *testing.T) {
	if m := actionYAML(t); m.Runs.Using != "docker" || m.Runs.Image != "Dockerfile" {
		t.Errorf("action.yml runs %+v", m.Runs)
	}
	dockerfile := read(t, "Dockerfile")
	for _, want := range []string{
		`(?m)^ENTRYPOINT \["/packetgate-action"\]$`,
		`(?m)^ENV CGO_ENABLED=0$`,
		`-trimpath -ldflags "-s -w -X main\.version=`,
	} {
		if !regexp.MustCompile(want).MatchString(dockerfile) {
			t.Errorf("the Dockerfile lacks %s", want)
		}
	}
	for _, never := range []string{
		`(?im)^USER\b`,     // GITHUB_OUTPUT is writable for root only
		`(?i)nonroot`,      // likewise
		`(?im)^#\s*syntax`, // some builders fetch a frontend for it
		`<<`,               // heredocs: not every builder has them
		`(?im)^FROM .*\$`,  // .ci/container.sh reads literal FROM lines
	} {
		if found := regexp.MustCompile(never).FindString(dockerfile); found != "" {
			t.Errorf("the Dockerfile has %q", found)
		}
	}
}
