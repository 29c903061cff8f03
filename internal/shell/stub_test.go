//go:build unix

package shell

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v4"
	"mvdan.cc/sh/v3/syntax"
)

// TestScriptsOfStubs runs scripts as real workflows have them under the real shells,
// with a stub in the place of every program. Where a script succeeds, each of its
// programs is made to fail in turn: the script of a proven one must fail then. Of
// those that are not proven it tells at how many the script fails too, so that it
// was needless not to prove them. The scripts are those of testdata/honest.txtar and
// of all workflow files below the folder PACKETGATE_WORKFLOWS.
func TestScriptsOfStubs(t *testing.T) {
	shells := map[string]realShell{}
	for _, sh := range realShells() {
		shells[sh.value] = sh
	}
	if _, err := exec.LookPath("python3"); err == nil {
		shells["python"] = realShell{value: "python", args: []string{"python3"}}
	}
	scripts := honestScripts(t)
	if root := os.Getenv("PACKETGATE_WORKFLOWS"); root != "" {
		scripts = append(scripts, workflowScripts(t, root)...)
	}
	if len(shells) == 0 {
		t.Skip("neither bash nor dash is here")
	}
	var told struct{ run, succeeded, proven, unproven, needless int }
	reasons := map[string]int{}
	for _, s := range scripts {
		sh, ok := shells[s.Shell]
		if !ok {
			continue
		}
		told.run++
		stage := newStage(t, s)
		exit, ran := stage.run(t, sh, "")
		if exit != 0 {
			continue
		}
		told.succeeded++
		for _, r := range oneOfEach(Analyse(s)) {
			argv := argvOf(r.Command)
			if r.Command.Dynamic || !ran[argv] {
				if _, program := stage.programs[r.Command.Words[0]]; r.Proven && program && !r.Command.Dynamic && len(r.Command.Expanded) == 0 {
					t.Errorf("%q is proven and did not run in\n%s", r.Command.Words, s.Text)
				}
				continue
			}
			failed, again := stage.run(t, sh, argv)
			switch {
			case !again[argv]: // a glob found what the run before had written
			case r.Command.Negated:
				if r.Proven {
					t.Errorf("%q is proven behind `!`, and exited 0 in\n%s", r.Command.Words, s.Text)
				}
			case r.Proven && failed == 0:
				t.Errorf("%q is proven, and its failure is hidden by\n%s", r.Command.Words, s.Text)
			case r.Proven:
				told.proven++
			default:
				told.unproven++
				if failed != 0 {
					told.needless++
					reasons[r.Reason]++
					t.Logf("needless: %.120q: %s", r.Command.Words, r.Reason)
				}
			}
		}
		os.RemoveAll(stage.dir)
	}
	if told.proven+told.unproven == 0 {
		t.Fatal("no program ran")
	}
	t.Logf("%d scripts, %d succeeded; of the %d programs that ran in them and exited 0, %d are proven, %d unproven: %d of them rightly, as the script hides their failure, %d needlessly (%.1f %%)",
		told.run, told.succeeded, told.proven+told.unproven, told.proven, told.unproven, told.unproven-told.needless, told.needless,
		100*float64(told.needless)/float64(told.proven+told.unproven))
}

// oneOfEach keeps the first of commands that are alike, which fail together.
func oneOfEach(rans []Ran) []Ran {
	at := map[string]int{}
	var out []Ran
	for _, r := range rans {
		key := argvOf(r.Command)
		i, seen := at[key]
		if !seen {
			at[key] = len(out)
			out = append(out, r)
		} else if r.Proven && !out[i].Proven {
			out[i] = r
		}
	}
	return out
}

// argvOf is what the stub of a command writes.
func argvOf(c Command) string {
	words := c.Words
	if at := slices.Index(words, "<"); at > 0 && slices.Contains(c.Expanded, at) {
		words = words[:at]
	}
	return filepath.Base(words[0]) + "\x1f" + strings.Join(words[1:], "\x1f")
}

// honestScripts are those of testdata/honest.txtar.
func honestScripts(t *testing.T) []Script {
	archive, err := txtar.ParseFile("testdata/honest.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var out []Script
	for _, file := range archive.Files {
		_, shell, _ := strings.Cut(file.Name, " ")
		out = append(out, plainScript(shell, strings.ReplaceAll(string(file.Data), " #!\n", "\n")))
	}
	return out
}

var anyExpression = regexp.MustCompile(`(?s)\$\{\{.*?\}\}`)

// plainScript is a script with a word in the place of each expression.
func plainScript(shell, text string) Script {
	return Script{Shell: shell, Text: anyExpression.ReplaceAllString(text, "x")}
}

// workflowScripts are the different scripts of the workflow files below a folder.
func workflowScripts(t *testing.T, root string) []Script {
	seen := map[Script]bool{}
	var out []Script
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Base(filepath.Dir(path)) != "workflows" || !strings.HasPrefix(filepath.Ext(path), ".y") {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var file yaml.Node
		_ = yaml.Unmarshal(content, &file) // of what is no YAML no step is found
		for _, s := range runSteps(&file, nil) {
			if !seen[s] {
				seen[s] = true
				out = append(out, s)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// runSteps are the scripts of all mappings below a node that have a `run:`.
func runSteps(n *yaml.Node, out []Script) []Script {
	if n.Kind == yaml.MappingNode {
		text, shell := "", ""
		for i := 0; i+1 < len(n.Content); i += 2 {
			switch value := n.Content[i+1]; {
			case value.Kind != yaml.ScalarNode:
			case n.Content[i].Value == "run":
				text = value.Value
			case n.Content[i].Value == "shell":
				shell = value.Value
			}
		}
		if text != "" {
			out = append(out, plainScript(shell, text))
		}
	}
	for _, child := range n.Content {
		out = runSteps(child, out)
	}
	return out
}

// stage is where a script runs whose programs are stubs.
type stage struct {
	dir      string
	programs map[string]bool
}

// stub writes its name and arguments to the record, and fails when they are $FAILS.
const stub = `#!/bin/sh
argv="${0##*/}"
for a do argv="$argv$(printf '\037')$a"; done
[ $# -gt 0 ] || argv="$argv$(printf '\037')"
printf '%s\036' "$argv" >> "$RECORD"
if [ ! -t 0 ]; then while IFS= read -r line; do :; done; fi
[ "$argv" != "$FAILS" ]
`

// newStage makes the programs and directories that a script names.
func newStage(t *testing.T, s Script) *stage {
	t.Helper()
	dir, err := os.MkdirTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	out := &stage{dir: dir, programs: map[string]bool{}}
	root := filepath.Join(dir, "root")
	stubs := filepath.Join(dir, "bin")
	for _, err := range []error{
		os.MkdirAll(root, 0o755), os.MkdirAll(stubs, 0o755),
		os.WriteFile(filepath.Join(dir, "stub"), []byte(stub), 0o755),
		os.WriteFile(filepath.Join(dir, "script"), []byte(s.Text), 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range Analyse(s) {
		if name := r.Command.Words[0]; r.Proven && name != "" && !strings.Contains(name, "/") && !r.Command.Dynamic {
			out.programs[name] = os.Symlink(filepath.Join(dir, "stub"), filepath.Join(stubs, name)) == nil
			if filepath.IsLocal(r.Command.Dir) {
				_ = os.MkdirAll(filepath.Join(root, r.Command.Dir), 0o755)
			}
		}
	}
	parsed, err := parseSource(s.Text, syntax.LangBash)
	if err != nil {
		return out
	}
	syntax.Walk(parsed.file, func(n syntax.Node) bool {
		call, ok := n.(*syntax.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		name := parsed.word(call.Args[0])
		if (name.text == "cd" || name.text == "pushd") && len(call.Args) > 1 {
			if to := parsed.word(call.Args[1]); !to.expanded && filepath.IsLocal(to.text) {
				_ = os.MkdirAll(filepath.Join(root, to.text), 0o755)
			}
			return true
		}
		path := filepath.Join(stubs, name.text)
		if strings.Contains(name.text, "/") {
			path = filepath.Join(root, name.text)
		}
		if !name.expanded && name.text != "" && filepath.IsLocal(name.text) && os.MkdirAll(filepath.Dir(path), 0o755) == nil {
			out.programs[name.text] = !steers[name.text] && (os.Symlink(filepath.Join(dir, "stub"), path) == nil || out.programs[name.text])
		}
		return true
	})
	for name, program := range out.programs {
		if !program || slices.Contains([]string{"echo", "printf", "test", "[", "true", "false", ":", "type", "pwd", "kill"}, name) {
			delete(out.programs, name)
		}
	}
	return out
}

// run gives the script's exit code, and what its stubs wrote, while the command that
// writes fails does so.
func (s *stage) run(t *testing.T, sh realShell, fails string) (int, map[string]bool) {
	t.Helper()
	record := filepath.Join(s.dir, "record")
	env := []string{"RECORD=" + record, "FAILS=" + fails, "PATH=" + filepath.Join(s.dir, "bin"), "HOME=" + s.dir, "CI=true", "GITHUB_ACTIONS=true"}
	for _, name := range []string{"OUTPUT", "ENV", "PATH", "STEP_SUMMARY", "STATE"} {
		env = append(env, fmt.Sprintf("GITHUB_%s=%s", name, filepath.Join(s.dir, "out")))
	}
	env = append(env, "GITHUB_WORKSPACE="+filepath.Join(s.dir, "root"), "RUNNER_TEMP="+s.dir)
	for _, file := range []string{record, filepath.Join(s.dir, "out")} {
		if err := os.WriteFile(file, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	interpreter, err := exec.LookPath(sh.args[0])
	if err != nil {
		t.Fatal(err)
	}
	exit := confined(t, s.dir, slices.Concat([]string{interpreter}, sh.args[1:], []string{filepath.Join(s.dir, "script")}), env)
	written, err := os.ReadFile(record)
	if err != nil {
		t.Fatal(err)
	}
	ran := map[string]bool{}
	for argv := range bytes.SplitSeq(written, []byte{0x1e}) {
		ran[string(argv)] = true
	}
	return exit, ran
}
