package shell

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestMatrix holds the analysis against measured exit codes: a failure that the
// shell hides is unproven, one that ends the script is proven not to have
// happened when it succeeds.
func TestMatrix(t *testing.T) {
	text, err := os.ReadFile("testdata/matrix.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		var codes [3]int
		var rest string
		fields := strings.SplitN(strings.TrimSpace(line), " ", 4)
		for i := range codes {
			if _, err := fmt.Sscan(fields[i], &codes[i]); err != nil {
				t.Fatal(err)
			}
		}
		rest = strings.ReplaceAll(fields[3], `\n`, "\n")
		for i, shell := range []string{"", "bash", "sh"} {
			rans := Analyse(Script{Shell: shell, Text: rest})
			at := slices.IndexFunc(rans, func(r Ran) bool { return slices.Contains(r.Command.Words, "FAIL") })
			if at < 0 {
				t.Errorf("shell %q: %q lists no FAIL", shell, rest)
				continue
			}
			switch r := rans[at]; {
			case codes[i] == 0 && r.Proven:
				t.Errorf("shell %q: %q hides a failure, and is judged proven", shell, rest)
			case codes[i] == 1 && !r.Proven && !strings.Contains(rest, "; echo y)"):
				t.Errorf("shell %q: %q cannot hide a failure, and is judged unproven: %s", shell, rest, r.Reason)
			case !r.Proven && r.Reason == "":
				t.Errorf("shell %q: %q is unproven without a reason", shell, rest)
			}
		}
	}
}

// TestAnalyse compares the analysis of testdata/analyse with its golden part. A
// file's comment gives the shell, the container and the directory.
func TestAnalyse(t *testing.T) {
	files, err := filepath.Glob("testdata/analyse/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no fixtures", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			script := Script{Text: string(archive.Files[0].Data)}
			for line := range strings.Lines(string(archive.Comment)) {
				key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
				switch key {
				case "shell":
					script.Shell = value
				case "container":
					script.Container = true
				case "dir":
					script.Dir = value
				}
			}
			got := table(Analyse(script))
			if *update {
				archive.Files = append(archive.Files[:1], txtar.File{Name: "want", Data: []byte(got)})
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if len(archive.Files) < 2 {
				t.Fatal("no golden part: run with -update")
			}
			if diff := cmp.Diff(string(archive.Files[1].Data), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// table writes an analysis, a command a line.
func table(rans []Ran) string {
	var out strings.Builder
	for _, r := range rans {
		state := "unproven"
		switch {
		case r.Only:
			state = "only"
		case r.Proven:
			state = "proven"
		}
		fmt.Fprintf(&out, "%d %s", r.Line, state)
		if r.Command.Dir != "" {
			fmt.Fprintf(&out, " in %s", r.Command.Dir)
		}
		if r.Command.Dynamic {
			out.WriteString(" dynamic")
		}
		if r.Command.Negated {
			out.WriteString(" !")
		}
		fmt.Fprintf(&out, " %q", r.Command.Words)
		if len(r.Command.Env) > 0 {
			fmt.Fprintf(&out, " env %q", r.Command.Env)
		}
		if len(r.Relies) > 0 {
			fmt.Fprintf(&out, " relies on %q", r.Relies)
		}
		if len(r.Writes) > 0 {
			fmt.Fprintf(&out, " after output over %q", r.Writes)
		}
		if r.Reason != "" {
			fmt.Fprintf(&out, ": %s", r.Reason)
		}
		out.WriteByte('\n')
	}
	return out.String()
}

func TestAnalyseBounds(t *testing.T) {
	tests := []struct{ name, text string }{
		{"too long", "go test\n" + strings.Repeat("x", MaxScript)},
		{"too many brackets", "go test\n" + strings.Repeat("(", 100_000)},
		{"substitutions", "go test\n" + strings.Repeat("$(", 100_000)},
		{"quoted substitutions", "go test\n" + strings.Repeat(`"$(`, 80_000)},
		{"arithmetic", "go test\n" + strings.Repeat("((", 100_000)},
		{"ifs", "go test\n" + strings.Repeat("if ", 80_000)},
		{"and lists", "go test\n" + strings.Repeat("x&&", 80_000) + "x"},
		{"expressions", "go test\n" + strings.Repeat("${{x}}", 40_000)},
		{"NUL", "go test\n\x00"},
		{"invalid UTF-8", "go test\n\xff"},
		{"carriage return", "go test\r\nexit 0"},
		{"an expression without end", "go test\necho ${{ x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rans := Analyse(Script{Text: tt.text})
			if len(rans) == 0 || !slices.Equal(rans[0].Command.Words, []string{"go", "test"}) {
				t.Fatalf("the command is not listed: %v", rans)
			}
			for _, r := range rans {
				if r.Proven || r.Only || r.Reason == "" {
					t.Errorf("%q is proven, or without a reason", r.Command.Words)
				}
			}
		})
	}
}

func TestDeepScriptsWithinTheBounds(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("( ", 4000) + "go test" + strings.Repeat(" )", 4000),
		strings.Repeat("{ ", 4000) + "go test" + strings.Repeat("; }", 4000),
		strings.Repeat("x && ", 4000) + "go test",
		strings.Repeat("a $(", 4000) + "go test" + strings.Repeat(" )", 4000),
		strings.Repeat("if a; then ", 20_000) + "go test" + strings.Repeat("; fi", 20_000),
		strings.Repeat("x=1;", 60_000) + "go test",
		strings.Repeat("time ", 50_000) + "go test",
		strings.Repeat("a\nb=$?\n", 20_000) + "exit $b",
		"a\nb=$?\n" + strings.Repeat("if a; then ", 8_000) + "go test" + strings.Repeat("; fi", 8_000) + "\nexit $b",
		strings.Repeat("a\nb=$?\n", 240) + strings.Repeat("if a; then ", 8_000) + "go test" + strings.Repeat("; fi", 8_000) + "\nexit $b",
		strings.Repeat("export a1=1\n", 20_000) + "go test",
		exports(255) + strings.Repeat("go test\n", 30_000),
		exports(255) + strings.Repeat("a=1 go test\n", 20_000),
		`echo ` + strings.Repeat(`"a"'b'`, 40_000),
		strings.Repeat("for a in b c; do a $a; ", 8_000) + strings.Repeat("done; ", 8_000),
		"f() {\n" + strings.Repeat("a\n", 20_000) + "}\n" + strings.Repeat("trap f EXIT\n", 10_000),
		strings.Repeat("i=0; ", 20_000) + strings.Repeat("a $((i+1))\n", 10_000),
		strings.Repeat("a | b; exit ${PIPESTATUS[0]}\n", 2_000),
		"for a in" + strings.Repeat(" b", 20_000) + "; do " + strings.Repeat("c $a; ", 20_000) + "done",
	} {
		Analyse(Script{Text: text, Shell: "bash"})
	}
	for _, shell := range []string{"python", "cmd", "pwsh", "zsh {0}"} {
		for _, line := range []string{"(\n", "[\"a\", \n", "if (x) {\n", "x `\n", "a && ", "a b\n"} {
			Analyse(Script{Text: strings.Repeat(line, MaxScript/8/len(line)), Shell: shell})
		}
	}
}

func exports(n int) string {
	var out strings.Builder
	for i := range n {
		fmt.Fprintf(&out, "export v%d=1\n", i)
	}
	return out.String()
}

// The variables of a script are not written out for every command of it without
// bound, and what is left out is not proven.
func TestEnvironmentsAreBounded(t *testing.T) {
	total := 0
	for i, r := range Analyse(Script{Text: exports(200) + strings.Repeat("a=1 go test\n", 10_000)}) {
		total += len(r.Command.Env)
		if len(r.Command.Env) != 201 && r.Proven {
			t.Fatalf("command %d is proven with %d variables", i, len(r.Command.Env))
		}
	}
	if total > maxEnvironments+201 {
		t.Errorf("%d variables", total)
	}
}

func FuzzAnalyse(f *testing.F) {
	files, _ := filepath.Glob("testdata/analyse/*.txtar")
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add("bash", string(archive.Files[0].Data))
	}
	f.Add("python", "import subprocess\nsubprocess.run([\"go\", \"test\"], check=True)")
	f.Add("cmd", "@echo off\ncd a || exit /b 1\ncall npm ci && go test ./...")
	f.Add("zsh -e {0}", "go vet\ngo test 'a b'")
	f.Add("", "for [ in $list a; do make -C $d; done")
	for _, shell := range []string{"", "sh", "pwsh", "bash -euo pipefail {0}", "python"} {
		f.Add(shell, "cd a && X=1 go test \"$x\" *.go | tee ${{ matrix.x }} || { echo; exit 1; }")
	}
	f.Fuzz(func(t *testing.T, shell, text string) {
		s := Script{Shell: shell, Text: text}
		first := Analyse(s)
		if diff := cmp.Diff(first, Analyse(s)); diff != "" {
			t.Fatalf("not deterministic:\n%s", diff)
		}
		for _, r := range first {
			if r.Proven == (r.Reason != "") || r.Only && !r.Proven {
				t.Fatalf("%q: proven %v, only %v, reason %q", r.Command.Words, r.Proven, r.Only, r.Reason)
			}
			if len(r.Command.Words) == 0 || r.Line < 1 || r.Line > 1+strings.Count(text, "\n") {
				t.Fatalf("%q in line %d of %q", r.Command.Words, r.Line, text)
			}
			if strings.ContainsAny(r.Reason, "\n\r") {
				t.Fatalf("a reason of several lines: %q", r.Reason)
			}
		}
	})
}

func BenchmarkAnalyse(b *testing.B) {
	text := strings.Repeat("cd web\nnpm ci && npm test || exit 1\nif [ -n \"$X\" ]; then go vet ./...; fi\ncd ..\n", 200)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Analyse(Script{Shell: "bash", Text: text})
	}
}
