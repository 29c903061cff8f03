package shell

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestPattern(t *testing.T) {
	for _, c := range []struct {
		name, pattern, claim, ci string
		// filled is what ci becomes, "" where the pattern does not stand for the claim.
		filled string
	}{
		{"a part of a word", "go test ./internal/{pkg}/...", "go test ./internal/api/...", "make test PKG={pkg}", "make test PKG=api"},
		{"quotes do not matter", "go test ./internal/{pkg}/...", `go  test "./internal/api/..."`, "make test PKG={pkg}", "make test PKG=api"},
		{"a path below", "go test ./internal/{pkg}/...", "go test ./internal/api/v2/...", "make test PKG={pkg}", "make test PKG=api/v2"},
		{"a whole word", "go test {what}", "go test ./...", "make test WHAT={what}", "make test WHAT=./..."},
		{"a directory", "cd web/{app} && npm test", "cd web/admin && npm test", "npm test -w {app}", "npm test -w admin"},
		{"of a directory, from it", "npm test -w {app}", "npm test -w @acme/api", "cd web/{app} && npm test", "cd web/@acme/api && npm test"},
		{"a variable", "GOOS={os} go build ./...", "GOOS=linux go build ./...", "make build-{os}", "make build-linux"},
		{"an exported variable", "export GOOS={os} && go build ./...", "GOOS=linux go build ./...", "make build-{os}", "make build-linux"},
		{"twice alike", "cp {a} out/{a}", "cp x out/x", "make {a}", "make x"},
		{"twice alike, within a word", "diff in/{a} out/{a}", "diff in/x out/x", "make diff-{a}", "make diff-x"},
		{"twice with different values", "diff in/{a} out/{a}", "diff in/x out/y", "make diff-{a}", ""},
		{"two captures", "go test ./{pkg} -run {test}", "go test ./api -run TestX", "make test PKG={pkg} RUN={test}", "make test PKG=api RUN=TestX"},
		{"quoted braces are text", "jq '{name}' a.json", "jq '{name}' a.json", "make names", "make names"},
		{"quoted braces capture nothing", "jq '{name}' a.json", "jq x a.json", "make names", ""},
		{"escaped braces are text", `echo \{name}`, "echo '{name}'", "make names", "make names"},
		{"a variable's braces", "echo ${name}", "echo ${name}", "make names", "make names"},
		{"alternatives are the shell's", "echo {a,b}", "echo {a,b}", "make ab", "make ab"},
		{"alternatives capture nothing", "echo {a,b}", "echo a", "make ab", ""},
		{"nothing", "go test ./internal/{pkg}/...", "go test ./internal//...", "make test PKG={pkg}", ""},
		{"a flag more", "go test ./internal/{pkg}/...", "go test -short ./internal/api/...", "make test PKG={pkg}", ""},
		{"a command more", "go test ./internal/{pkg}/...", "go test ./internal/api/... && true", "make test PKG={pkg}", ""},
		{"a space", "go test ./internal/{pkg}/...", `go test "./internal/api ../..."`, "make test PKG={pkg}", ""},
		{"an operator", "go test ./internal/{pkg}/...", `go test "./internal/api;true/..."`, "make test PKG={pkg}", ""},
		{"an expansion", "go test ./internal/{pkg}/...", "go test ./internal/$PKG/...", "make test PKG={pkg}", ""},
		{"a substitution", "go test ./internal/{pkg}/...", "go test './internal/$(true)/...'", "make test PKG={pkg}", ""},
		{"a pattern of files", "go test ./internal/{pkg}/...", "go test ./internal/*/...", "make test PKG={pkg}", ""},
		{"an option", "task {name}", "task -n", "make {name}", ""},
		{"an assignment", "task {name}", "task SHELL=true", "make {name}", ""},
		{"out of the directory", "go test ./internal/{pkg}/...", "go test ./internal/../.../...", "make test PKG={pkg}", ""},
		{"out of the directory, folded", "cd web/{app} && npm test", "cd web/.. && npm test", "npm test -w {app}", ""},
		{"another directory", "go test ./internal/{pkg}/...", "cd x && go test ./internal/api/...", "make test PKG={pkg}", ""},
		{"an expression", "go test ./internal/{pkg}/...", "go test ./internal/${{ matrix.pkg }}/...", "make test PKG={pkg}", ""},
		{"another word for the same", "go test ./internal/{pkg}/...", `go test ./internal/$'api'/...`, "make test PKG={pkg}", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			claim, err := ParsePattern(c.pattern)
			if err != nil {
				t.Fatal(err)
			}
			commands, err := Parse(c.claim)
			if err != nil {
				t.Fatal(err)
			}
			ci, err := ParsePattern(c.ci)
			if err != nil && c.filled != "" {
				t.Fatal(err)
			}
			filled := ""
			if values, ok := claim.Match(commands); ok && err == nil {
				filled, _ = ci.Fill(values)
			}
			if filled != c.filled {
				t.Errorf("%s against %s gives %q, want %q", c.pattern, c.claim, filled, c.filled)
			}
		})
	}
}

func TestParsePatternRefuses(t *testing.T) {
	for text, says := range map[string]string{
		"go test ./{a}{b}":         "{a} and {b} stand in one word",
		"go test ./{a}-{b}":        "{a} and {b} stand in one word",
		"cd {a} && cd {b} && ls":   "{a} and {b} stand in one word",
		"{tool} test":              "{tool} stands for the program itself",
		"cd {a}/.. && ls":          "{a} is no part of a word",
		"go test ./{a} || true":    "`||` hides the exit code",
		"go test ./{a}; true":      "joined by `;`",
		"go test ./{a} \U000F0000": "no font shows",
		"cd {a}":                   "only changes the directory",
	} {
		if _, err := ParsePattern(text); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("ParsePattern(%q): %v, want %q", text, err, says)
		}
	}
}

// TestPatternIsNoWider holds that a claim which a pattern stands for is what the pattern's
// own text gives with the values filled in, and that these cannot be more than words.
func TestPatternIsNoWider(t *testing.T) {
	patterns := []string{
		"go test ./internal/{pkg}/... -run {test}", "cd web/{app} && npm run {task}", "GOOS={os} go build {what}", "diff in/{a} out/{a}", "make {t}",
	}
	words := []string{"go", "test", "./internal/", "/...", "-run", "cd", "web/", "&&", "npm", "run", "GOOS=", "build", "diff", "in/", "out/", "make", " ", "\n", "'", `"`, `\`, "$X", "$(x)", "`", ";", "|", "{a}", "{a,b}", "..", "-n", "=", "*", "~", "x", "Test"}
	rapid.Check(t, func(t *rapid.T) {
		pattern, err := ParsePattern(rapid.SampledFrom(patterns).Draw(t, "pattern"))
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		if rapid.Bool().Draw(t, "near") {
			for i := range pattern.names {
				text += pattern.between[i] + strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 3).Draw(t, "value"), "")
			}
			text += pattern.between[len(pattern.names)]
		} else {
			text = strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 12).Draw(t, "text"), "")
		}
		holdsNoMore(t, pattern, text)
	})
}

// holdsNoMore fails where a pattern stands for a claim that is not what it says.
func holdsNoMore(t interface{ Fatalf(string, ...any) }, pattern Pattern, text string) {
	claim, err := Parse(text)
	if err != nil {
		return
	}
	values, ok := pattern.Match(claim)
	if !ok {
		return
	}
	if got := slices.Sorted(maps.Keys(values)); !slices.Equal(got, pattern.Captures()) {
		t.Fatalf("%q: captured %v, want %v", text, got, pattern.Captures())
	}
	for name, value := range values {
		if strings.HasPrefix(value, "-") || strings.ContainsAny(value, " \t\n;&|<>()$`\\\"'*?[]{}~=#!%,^") {
			t.Fatalf("%q: {%s} stands for %q", text, name, value)
		}
	}
	filled, ok := pattern.Fill(values)
	if !ok {
		return // `if`: no word of a command
	}
	again, err := Parse(filled)
	if err != nil || Digest(again) != Digest(claim) {
		t.Fatalf("%q is taken for %q (%v)", text, filled, err)
	}
}

func FuzzPattern(f *testing.F) {
	f.Add("go test ./internal/{pkg}/...", "go test ./internal/api/...")
	f.Add("cd web/{app} && npm run {task}", "cd web/x && npm run 'y'")
	f.Add("GOOS={os} go build", "GOOS=linux go build")
	f.Add("echo '{a}' \\{b} ${c} {d,e} {f}>x", "echo '{a}' {b} ${c} {d,e}")
	f.Add("a {b} | c {d}", "a x | c y")
	f.Fuzz(func(t *testing.T, text, claim string) {
		pattern, err := ParsePattern(text)
		if err != nil {
			return
		}
		holdsNoMore(t, pattern, claim)
	})
}
