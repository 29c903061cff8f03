//go:build unix

package shell

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// matrixRow is one script of testdata/shell-matrix.txt with its measured exit codes
// under `bash -e`, `shell: bash` and `sh -e`.
type matrixRow struct {
	text, script string
	codes        [3]int
}

// remark matches what the table says about a script's lines.
var remark = regexp.MustCompile(` \((?:one line|2 lines|last line)\)$`)

// gap separates the table's columns.
var gap = regexp.MustCompile(` {2,}`)

func matrixRows(t *testing.T) []matrixRow {
	t.Helper()
	content, err := os.ReadFile("testdata/shell-matrix.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []matrixRow
	for _, line := range strings.Split(strings.TrimSpace(string(content)), "\n")[2:] {
		columns := gap.Split(line, -1)
		row := matrixRow{text: columns[0]}
		for i := range row.codes {
			if _, err := fmt.Sscan(columns[i+1], &row.codes[i]); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
		}
		row.script = remark.ReplaceAllString(row.text, "")
		if strings.HasSuffix(row.text, "(2 lines)") {
			row.script = strings.Replace(row.script, "; ", "\n", 1)
		}
		row.script = strings.ReplaceAll(strings.ReplaceAll(row.script, "then …", "then :; fi"), "& ;", "&")
		out = append(out, row)
	}
	return out
}

// TestShellMatrix holds the analysis to the measured table: the command that fails in
// a row is proven exactly where its failure ends the script, and unproven with a
// reason where the shell hides it.
func TestShellMatrix(t *testing.T) {
	rows := matrixRows(t)
	if len(rows) != 22 {
		t.Fatalf("%d rows", len(rows))
	}
	for _, row := range rows {
		for i, shell := range []string{"", "bash", "sh"} {
			rans := Analyse(Script{Shell: shell, Text: row.script})
			at := slices.IndexFunc(rans, func(r Ran) bool {
				return slices.Contains([]string{"false", "grep"}, r.Command.Words[0]) || strings.HasPrefix(row.script, "! ")
			})
			if at < 0 {
				t.Errorf("shell %q: %q lists no failing command", shell, row.text)
				continue
			}
			claim := "proven"
			if !rans[at].Proven {
				claim = "unproven: " + rans[at].Reason
			}
			t.Logf("%-34s %-6q exits %d, %s", row.text, shell, row.codes[i], claim)
			if rans[at].Proven && row.codes[i] == 0 {
				t.Errorf("shell %q: %q hides a failure, and is judged proven", shell, row.text)
			}
			if !rans[at].Proven && (row.codes[i] == 1 || rans[at].Reason == "") {
				t.Errorf("shell %q: %q cannot hide a failure, and is judged unproven: %q", shell, row.text, rans[at].Reason)
			}
		}
	}
}

// TestShellMatrixIsMeasured measures the table anew with the shells of this machine.
func TestShellMatrixIsMeasured(t *testing.T) {
	args := map[int][]string{0: {"bash", "-e"}, 1: {"bash", "--noprofile", "--norc", "-e", "-o", "pipefail"}, 2: {"dash", "-e"}}
	for i, shell := range args {
		path, err := exec.LookPath(shell[0])
		if err != nil {
			t.Logf("%s is not here", shell[0])
			continue
		}
		for _, row := range matrixRows(t) {
			file := filepath.Join(t.TempDir(), "script")
			if err := os.WriteFile(file, []byte(row.script), 0o600); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(path, append(shell[1:], file)...)
			cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
			_ = cmd.Run()
			if got := cmd.ProcessState.ExitCode(); got != row.codes[i] {
				t.Errorf("%v: %q exits %d, the table says %d", shell, row.text, got, row.codes[i])
			}
		}
	}
}
