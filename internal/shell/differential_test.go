//go:build unix

package shell

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestDifferential writes random scripts, runs them under the real shells and
// asserts that no command judged proven failed, did not run or ran elsewhere when
// its script succeeded. Of the commands that ran and exited 0 it tells how many are
// unproven, and of one of these in every script whether it need be: whether the
// script succeeds too when that command fails. PACKETGATE_SHELL_SCRIPTS sets how
// many scripts, PACKETGATE_SHELL_SEED the first seed.
func TestDifferential(t *testing.T) {
	scripts, seed := 300, uint64(1)
	if n, err := strconv.Atoi(os.Getenv("PACKETGATE_SHELL_SCRIPTS")); err == nil {
		scripts = n
	}
	if n, err := strconv.ParseUint(os.Getenv("PACKETGATE_SHELL_SEED"), 10, 64); err == nil {
		seed = n
	}
	shells := realShells()
	if len(shells) == 0 {
		t.Skip("neither bash nor dash is here")
	}
	recorder := filepath.Join(t.TempDir(), "r")
	writeRecorder(t, recorder)
	proven, unproven, asked, needless, successes := 0, 0, 0, 0, 0
	for i := range scripts {
		g := generator{Rand: rand.New(rand.NewPCG(seed+uint64(i), 0)), recorder: recorder}
		sh := shells[g.IntN(len(shells))]
		g.bash = sh.bash
		script := g.list(0, "\n")
		out := runRecorded(t, recorder, sh, script)
		rans := Analyse(Script{Shell: sh.value, Text: script})
		if out.exit == 0 {
			successes++
			hidden := out.unproven(rans)
			unproven += len(hidden)
			if len(hidden) > 0 {
				id := hidden[g.IntN(len(hidden))]
				failing := regexp.MustCompile(`\br `+id+` 0\b`).ReplaceAllString(script, "r "+id+" 1")
				asked++
				if runRecorded(t, recorder, sh, failing).exit != 0 {
					needless++
				}
			}
		}
		for _, r := range rans {
			if len(r.Command.Words) != 3 || filepath.Base(r.Command.Words[0]) != "r" || r.Part && !r.Proven {
				continue
			}
			if slices.ContainsFunc(r.Relies, func(p string) bool { return strings.Contains(p, "fake") }) {
				continue // where the repository's own program lies
			}
			if r.Proven && out.exit == 0 {
				proven++
			}
			if err := out.check(r, rans); err != nil {
				t.Fatalf("seed %d under %v, exit %d: %q in line %d %v\nscript:\n%s\nran:\n%s",
					seed+uint64(i), sh.args, out.exit, r.Command.Words[1:], r.Line, err, script, out.log)
			}
		}
	}
	t.Logf("%d scripts, %d succeeded; of the %d commands that ran in them and exited 0, %d are proven and %d (%.0f %%) unproven",
		scripts, successes, proven+unproven, proven, unproven, 100*float64(unproven)/float64(max(proven+unproven, 1)))
	t.Logf("of %d of the unproven that were made to fail, %d left their script green: rightly unproven; %d (%.0f %%) did not",
		asked, asked-needless, needless, 100*float64(needless)/float64(max(asked, 1)))
	if scripts >= 300 && (successes < scripts/10 || proven < scripts/10) {
		t.Errorf("of %d scripts only %d succeeded, with %d proven commands: the generator tests nothing", scripts, successes, proven)
	}
}

// realShell is a shell of this machine, with the `shell:` value that means it.
type realShell struct {
	value string
	args  []string
	bash  bool
}

func realShells() []realShell {
	var out []realShell
	if _, err := exec.LookPath("bash"); err == nil {
		out = append(out,
			realShell{"", []string{"bash", "-e"}, true},
			realShell{"bash", []string{"bash", "--noprofile", "--norc", "-e", "-o", "pipefail"}, true},
			realShell{"bash {0}", []string{"bash"}, true})
	}
	if _, err := exec.LookPath("dash"); err == nil {
		out = append(out, realShell{"sh", []string{"dash", "-e"}, false})
	}
	return out
}

// outcome is what a script did: its exit code, and a line "ID CODE DIR" for every
// recorded command.
type outcome struct {
	exit   int
	root   string
	log    string
	script string
}

// unproven are the recorded commands that ran and exited 0 and are not proven.
func (o outcome) unproven(rans []Ran) []string {
	var out []string
	for _, r := range rans {
		if r.Proven || len(r.Command.Words) != 3 || filepath.Base(r.Command.Words[0]) != "r" || r.Command.Words[2] != "0" {
			continue
		}
		if id := r.Command.Words[1]; strings.Contains("\n"+o.log, "\n"+id+" 0 ") {
			out = append(out, id)
		}
	}
	return out
}

// check compares the judgement of a command, at all places of the script, with what
// happened.
func (o outcome) check(r Ran, rans []Ran) error {
	id := r.Command.Words[1]
	places, listed := 0, 0
	proven, only, retried := true, true, false
	for _, other := range rans {
		if len(other.Command.Words) != 3 || other.Command.Words[1] != id {
			continue
		}
		if !other.Part {
			places++
		}
		if !other.Command.Equal(r.Command) || !slices.Equal(other.Command.Env, r.Command.Env) {
			continue
		}
		listed++
		proven, only, retried = proven && other.Proven, only && other.Only, retried || other.Retried
	}
	ran, succeeded, failed := 0, 0, 0
	for _, line := range strings.Split(o.log, "\n") {
		fields := strings.Fields(line)
		if len(fields) != 3 || fields[0] != id {
			continue
		}
		where := strings.TrimPrefix(strings.TrimPrefix(fields[2], o.root), "/")
		if !strings.HasPrefix(fields[2], o.root) {
			where = fields[2]
		}
		switch {
		case r.Command.Dynamic || where == r.Command.Dir:
		case places == 1 && proven && o.exit == 0 && o.copies(id) == 1:
			return fmt.Errorf("is proven in %q and ran in %q", r.Command.Dir, where)
		default:
			continue
		}
		ran++
		if (fields[1] == "0") != r.Command.Negated {
			succeeded++
		} else {
			failed++
		}
	}
	switch {
	case only && listed > 0 && o.exit != 0 && failed == 0:
		return fmt.Errorf("was to be the only one that fails, and ran %d times without", ran)
	case !proven || o.exit != 0:
		return nil
	case ran == 0:
		return fmt.Errorf("is proven and did not run")
	case succeeded == 0, failed > 0 && !retried && o.copies(id) == 1:
		return fmt.Errorf("is proven and failed %d times", failed)
	}
	return nil
}

// copies counts where the script's text has a command.
func (o outcome) copies(id string) int {
	return len(regexp.MustCompile(`\br `+id+` `).FindAllString(o.script, -1))
}

// writeRecorder writes the program that records that it ran, with which exit code, and
// where: with f2 for a code it fails twice before it succeeds.
func writeRecorder(t *testing.T, path string) {
	t.Helper()
	const recorder = `#!/bin/sh
code=$2
case $code in f*)
	n=1
	while IFS= read -r line; do case $line in "$1 "*) n=$((n+1)) ;; esac; done < "$RECORD"
	if [ $n -gt "${code#f}" ]; then code=0; else code=1; fi
esac
printf '%s %s %s\n' "$1" "$code" "$PWD" >> "$RECORD"
exit "$code"
`
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(recorder), 0o755); err != nil {
		t.Fatal(err)
	}
}

// runRecorded runs a script in a fresh directory.
func runRecorded(t *testing.T, recorder string, sh realShell, script string) outcome {
	t.Helper()
	dir, err := os.MkdirTemp(t.TempDir(), "")
	root, log := filepath.Join(dir, "root"), filepath.Join(dir, "log")
	for _, err := range []error{
		err,
		os.MkdirAll(filepath.Join(root, "a", "b"), 0o755),
		os.MkdirAll(filepath.Join(root, "fake"), 0o755),
		os.WriteFile(filepath.Join(root, "fake", "r"), []byte("#!/bin/sh\n"), 0o755),
		os.WriteFile(filepath.Join(root, "a", "lib.sh"), []byte(library), 0o600),
		os.MkdirAll(filepath.Join(root, "v", "bin"), 0o755),
		os.WriteFile(filepath.Join(root, "v", "bin", "activate"), []byte(environment), 0o600),
		os.WriteFile(log, nil, 0o600),
		os.WriteFile(filepath.Join(dir, "script"), []byte(script), 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	defer os.RemoveAll(dir)
	exit := confined(t, dir, append(slices.Clone(sh.args), filepath.Join(dir, "script")),
		[]string{"RECORD=" + log, "PATH=" + filepath.Dir(recorder) + ":" + os.Getenv("PATH"), "FUNCNEST=16"})
	written, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	return outcome{exit, root, string(written), script}
}

// generator writes scripts of commands that record their exit code.
type generator struct {
	*rand.Rand
	recorder  string
	bash      bool
	next      int
	last      string
	functions int
}

// library is a file that scripts may source.
const library = "r() { :; }\nset +e\n"

// environment is a virtual environment's script, as Python writes it.
const environment = `deactivate () {
    unset VIRTUAL_ENV
}
VIRTUAL_ENV="$PWD/v"
export VIRTUAL_ENV
_OLD_VIRTUAL_PATH="$PATH"
PATH="$VIRTUAL_ENV/bin:$PATH"
export PATH
hash -r 2> /dev/null
`

// command is a recorded command: `r ID CODE`, by its path or by its name; now and then the
// one before once more.
func (g *generator) command() string {
	if g.last != "" && g.IntN(6) == 0 {
		return g.last
	}
	g.next++
	code := "0"
	switch g.IntN(10) {
	case 0, 1:
		code = strconv.Itoa(1 + g.IntN(3))
	case 2:
		code = "f" + strconv.Itoa(1+g.IntN(2))
	}
	name := g.recorder
	if g.IntN(2) == 0 {
		name = "r"
	}
	g.last = fmt.Sprintf("%s %d %s", name, g.next, code)
	return g.last
}

func (g *generator) list(depth int, separator string) string {
	var out []string
	for range 1 + g.IntN(4-min(depth, 2)) {
		out = append(out, g.statement(depth))
	}
	return strings.Join(out, separator)
}

// statement writes one statement; `;`-separated lists go inside compounds.
func (g *generator) statement(depth int) string {
	if depth > 3 || g.IntN(3) == 0 {
		return g.command()
	}
	inner := func() string { return g.list(depth+1, "\n") }
	simple := func() string { return g.statement(4) }
	makers := []func() string{
		func() string { return simple() + " && " + simple() },
		func() string { return g.statement(depth+1) + " && " + g.statement(depth+1) },
		func() string { return simple() + " || " + simple() },
		func() string { return g.statement(depth+1) + " || exit 1" },
		func() string { return simple() + " || { " + simple() + "; exit 3; }" },
		func() string { return simple() + " || { exit 0; }" },
		func() string { return "{ " + inner() + "\n} || exit 2" },
		func() string { return "! " + simple() },
		func() string { return "( " + inner() + "\n)" },
		func() string { return "{ " + inner() + "\n}" },
		func() string { return "{ " + inner() + "\n} > out" },
		func() string { return "( " + inner() + "\n) > /none/out" },
		func() string { return "if " + simple() + "; then " + inner() + "\nfi" },
		func() string { return "if " + inner() + "\nthen " + inner() + "\nelse " + inner() + "\nfi" },
		func() string { return "for x in 1 2; do " + inner() + "\ndone" },
		func() string { return "while " + simple() + "; do " + inner() + "\nbreak\ndone" },
		func() string { return "until " + simple() + "; do " + inner() + "\nbreak\ndone" },
		func() string {
			return "while :; do if " + simple() + "; then set +e; break; fi; " + simple() + "; exit 1; done"
		},
		func() string { return "case x in x) " + inner() + "\n;; *) " + inner() + "\n;; esac" },
		func() string { return simple() + " | " + simple() },
		func() string { return g.statement(depth+1) + " | " + simple() + " | " + simple() },
		func() string { return "( " + inner() + "\n) | { " + inner() + "\n}" },
		func() string { return simple() + " & wait" },
		func() string { return "x=$(" + inner() + "\n)" },
		func() string { return "x=$(" + simple() + ") y=\"$(" + simple() + ")\"" },
		func() string { return "export x=$(" + simple() + ")" },
		func() string { return "echo $(" + simple() + ")" },
		func() string { return "X=1 " + g.command() },
		func() string { return g.command() + " > out 2>&1" },
		func() string { return g.command() + " > /none/out" },
		func() string { return "cat <<END\n$(" + simple() + ")\nEND" },
		func() string { return "cd a\n" + simple() },
		func() string { return "cd a && " + simple() },
		func() string { return "cd a || exit 1\n" + simple() },
		func() string { return "cd none || true\n" + simple() },
		func() string { return "cd .. || true\n" + simple() },
		func() string { return "cd none\n" + simple() },
		func() string { return "(cd a/b && " + simple() + ")" },
		func() string { return "exit 0" },
		func() string { return "exit 1" },
		func() string { return "exit" },
		func() string { return "return" },
		func() string { return "set -e" },
		func() string { return "set +e" },
		func() string { return "set -eu" },
		func() string { return "set -o errexit" },
		func() string { return "eval '" + simple() + "'" },
		func() string { return "eval 'set +e'" },
		func() string { return "trap '" + simple() + "' EXIT" },
		func() string { return "trap 'exit 0' EXIT" },
		func() string { return "trap - EXIT" },
		func() string { return "exec " + g.command() },
		func() string { return "exec > out" },
		func() string { return "command " + g.command() },
		func() string { return g.function(depth) },
		func() string { return g.function(depth) },
		g.call,
		g.call,
		func() string { return g.call() + " || " + simple() },
	}
	if g.bash {
		makers = append(makers,
			func() string { return "set -o pipefail" },
			func() string { return "set +o pipefail" },
			func() string { return "set -euo pipefail" },
			func() string { return simple() + " |& " + simple() },
			func() string { return "time " + simple() },
			func() string { return "trap 'exit 0' ERR" },
			func() string { return "pushd a\n" + simple() + "\npopd" },
			func() string { return "[[ a == b ]]" },
			func() string { return "((0))" },
			func() string { return "[[ a == b ]] && " + simple() },
			func() string { return "cat < <(" + simple() + ")" },
			func() string { return "x=(1 $(" + simple() + "))" })
	}
	if g.IntN(3) == 0 {
		return g.trick(depth, simple, inner)
	}
	return makers[g.IntN(len(makers))]()
}

func (g *generator) function(depth int) string {
	body := g.list(depth+1, "\n")
	if g.IntN(3) == 0 {
		body += "\nreturn 0\n" + g.statement(4)
	}
	g.functions++
	return fmt.Sprintf("f%d() { %s\n}", g.functions, body)
}

func (g *generator) call() string {
	if g.functions == 0 {
		return g.command()
	}
	return fmt.Sprintf("f%d", 1+g.IntN(g.functions))
}
