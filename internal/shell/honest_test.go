package shell

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestHonestScripts holds the analysis against scripts as real workflows have
// them: every command behind a mark `#!` at its line's end must be proven, and no
// other command of testdata/honest.txtar's scripts need be.
func TestHonestScripts(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/honest.txtar")
	if err != nil {
		t.Fatal(err)
	}
	scripts, wanted, needless := 0, 0, 0
	for _, file := range archive.Files {
		name, shell, _ := strings.Cut(file.Name, " ")
		var text strings.Builder
		var marked []int
		line := 0
		for l := range strings.Lines(string(file.Data)) {
			line++
			if before, ok := strings.CutSuffix(l, " #!\n"); ok {
				marked = append(marked, line)
				l = before + "\n"
			}
			text.WriteString(l)
		}
		scripts++
		rans := Analyse(Script{Shell: shell, Text: text.String()})
		for _, line := range marked {
			found := false
			for _, r := range rans {
				if r.Line != line || strings.Contains(r.Reason, "inside `$(…)`") {
					continue
				}
				found = true
				wanted++
				if !r.Proven {
					needless++
					t.Errorf("%s: line %d: %q is unproven: %s", name, line, r.Command.Words, r.Reason)
				}
			}
			if !found {
				t.Errorf("%s: line %d lists no command", name, line)
			}
		}
	}
	t.Logf("%d scripts, %d commands that must be proven, %d needlessly unproven", scripts, wanted, needless)
}

// TestLies holds the analysis against scripts that do not prove `go test ./...`,
// each of which once was, or could be, believed to.
func TestLies(t *testing.T) {
	text, err := os.ReadFile("testdata/lies.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range txtar.Parse(text).Files {
		name, shell, _ := strings.Cut(file.Name, " ")
		found := false
		for _, r := range Analyse(Script{Shell: shell, Text: strings.ReplaceAll(string(file.Data), "␍", "\r")}) {
			if slices.Equal(r.Command.Words, []string{"go", "test", "./..."}) {
				found = true
				rests := slices.ContainsFunc(r.Relies, func(p string) bool { return !strings.HasSuffix(p, ".*") && !strings.HasSuffix(p, ".exe") })
				if (r.Proven || r.Only) && !rests {
					t.Errorf("%s: proven %v, only %v", name, r.Proven, r.Only)
				}
			}
		}
		if !found {
			t.Errorf("%s: lists no `go test ./...`", name)
		}
	}
}
