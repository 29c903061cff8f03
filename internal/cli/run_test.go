//go:build unix

package cli_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"
)

// running is a `packetgate run` as a process of its own.
func running(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("packetgate", append([]string{"run"}, args...)...)
	cmd.Dir = t.TempDir()
	return cmd
}

// ended gives the exit code that a process had.
func ended(t *testing.T, err error) int {
	t.Helper()
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		return failed.ExitCode()
	}
	if err != nil {
		t.Fatal(err)
	}
	return 0
}

// lastLine is the last line of a text.
func lastLine(text string) string {
	text = strings.TrimRight(text, "\r\n")
	return text[strings.LastIndexByte(text, '\n')+1:]
}

func TestRunPassesExitCodesOn(t *testing.T) {
	for _, code := range []int{0, 1, 2, 42, 124, 126, 127, 128, 130, 254, 255} {
		cmd := running(t, "--", "sh", "-c", "exit "+strconv.Itoa(code))
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		if got := ended(t, cmd.Run()); got != code {
			t.Errorf("exit %d, want %d", got, code)
		}
		want := "- [ ] `sh -c 'exit " + strconv.Itoa(code) + "'` -> exit " + strconv.Itoa(code)
		if code == 0 {
			want = "- [x] `sh -c 'exit 0'` -> exit 0 ("
		}
		if line := lastLine(stderr.String()); !strings.HasPrefix(line, want) {
			t.Errorf("%s, want %s", line, want)
		}
	}
}

func TestRunPassesWordsOnAsTheyAre(t *testing.T) {
	for _, word := range []string{"\xff\xfe", "--", "a\tb", ""} {
		cmd := running(t, "--", "printf", "%s", word)
		if out, err := cmd.Output(); err != nil || string(out) != word {
			t.Errorf("%q became %q: %v", word, out, err)
		}
	}
}

func TestRunPassesSignalsOn(t *testing.T) {
	for _, c := range []struct {
		signal syscall.Signal
		script string
		code   int
		want   string
	}{
		{syscall.SIGTERM, "echo ready; read x", 143, "killed by SIGTERM"},
		{syscall.SIGHUP, "echo ready; read x", 129, "killed by SIGHUP"},
		{syscall.SIGINT, "trap 'exit 5' INT; echo ready; read x", 5, "interrupted by SIGINT, exit 5"},
		{syscall.SIGTERM, "trap 'exit 0' TERM; echo ready; read x", 0, "interrupted by SIGTERM, exit 0"},
	} {
		cmd := running(t, "--", "bash", "-c", c.script)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		input, _ := cmd.StdinPipe() // open: the command waits for it
		output, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Skip(err)
		}
		if line, err := bufio.NewReader(output).ReadString('\n'); line != "ready\n" {
			t.Fatal(line, err)
		}
		if err := cmd.Process.Signal(c.signal); err != nil {
			t.Fatal(err)
		}
		if got := ended(t, cmd.Wait()); got != c.code {
			t.Errorf("%s: exit %d, want %d", c.want, got, c.code)
		}
		input.Close()
		if line := lastLine(stderr.String()); !strings.HasPrefix(line, "- [ ] ") || !strings.HasSuffix(line, " -> "+c.want) {
			t.Errorf("%s, want %s", line, c.want)
		}
	}
}

func TestRunHoldsLittleOfMuchOutput(t *testing.T) {
	const size = 256 << 20
	cmd := running(t, "--", "head", "-c", strconv.Itoa(size), "/dev/zero")
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, output); n != size || err != nil {
		t.Errorf("%d bytes, want %d: %v", n, size, err)
	}
	if code := ended(t, cmd.Wait()); code != 0 {
		t.Errorf("exit %d", code)
	}
	used, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		t.Skip("no resource usage")
	}
	resident := used.Maxrss
	if resident > 64<<20 { // bytes, as macOS counts
		resident >>= 10
	}
	if most := int64(192 << 10); resident > most {
		t.Errorf("it held %d KiB, want at most %d", resident, most)
	}
}

func TestRunEndsWithItsReader(t *testing.T) {
	cmd := running(t, "--", "yes")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(output).ReadString('\n'); line != "y\n" {
		t.Fatal(line, err)
	}
	output.Close()
	if code := ended(t, cmd.Wait()); code != 141 {
		t.Errorf("exit %d, want 141", code)
	}
	if line := lastLine(stderr.String()); line != "- [ ] `yes` -> killed by SIGPIPE" {
		t.Error(line)
	}
}

func TestRunOutlivesWhoReadsItsLine(t *testing.T) {
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	reader.Close()
	defer writer.Close()
	cmd := running(t, "--", "sh", "-c", "exit 6")
	cmd.Stderr = writer
	if code := ended(t, cmd.Run()); code != 6 {
		t.Errorf("exit %d, want 6", code)
	}
}

func TestRunWithoutATerminal(t *testing.T) {
	cmd := running(t, "--", "sh", "-c", "echo out; echo err >&2; exit 4")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	out, err := cmd.CombinedOutput()
	if code := ended(t, err); code != 4 || !strings.HasPrefix(string(out), "out\nerr\n") {
		t.Errorf("exit %d: %s", code, out)
	}
}

func TestRunSaysWhoIsLeftBehind(t *testing.T) {
	cmd := running(t, "--", "sh", "-c", "cat <&3 & exit 0")
	held, lets, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.ExtraFiles = []*os.File{held}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	code := ended(t, cmd.Run())
	lets.Close()
	if code != 0 || !strings.Contains(stderr.String(), "processes that it left behind still hold its output") {
		t.Errorf("exit %d: %s", code, stderr.String())
	}
}

// onTerminal runs a command on a terminal, where keys are typed in turn, each once the
// terminal shows a word, and gives what the terminal shows.
func onTerminal(t *testing.T, script string, keys ...[2]string) (shown string, code int) {
	t.Helper()
	cmd := running(t, "--", "bash", "-c", script)
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 30, Cols: 70})
	if err != nil {
		t.Skip(err)
	}
	defer terminal.Close()
	var out bytes.Buffer
	buffer := make([]byte, 4096)
	for {
		n, err := terminal.Read(buffer)
		out.Write(buffer[:n])
		if len(keys) > 0 && strings.Contains(out.String(), keys[0][0]) {
			if _, err := io.WriteString(terminal, keys[0][1]); err != nil {
				t.Fatal(err)
			}
			keys = keys[1:]
		}
		if err != nil {
			break
		}
	}
	code = ended(t, cmd.Wait())
	return out.String(), code
}

func TestRunOnATerminal(t *testing.T) {
	shown, code := onTerminal(t, `[ -t 0 ] && [ -t 1 ] && [ -t 2 ] && stty size <&1; echo ready; read colour; echo "it is $colour; Tests: 3 passed"`, [2]string{"ready", "blue\n"})
	if code != 0 || !strings.Contains(shown, "30 70\r\n") || !strings.Contains(shown, "it is blue; Tests: 3 passed\r\n") {
		t.Errorf("exit %d: %q", code, shown)
	}
	if line := lastLine(shown); !regexp.MustCompile(`^- \[x\] .* -> exit 0 \(\d+\.\ds, 3 tests\)$`).MatchString(line) {
		t.Error(line)
	}
}

func TestRunOnATerminalInterrupted(t *testing.T) {
	const ctrlC, ctrlZ, ctrlBackslash = "\x03", "\x1a", "\x1c"
	file := filepath.Join(t.TempDir(), "file")
	for _, c := range []struct {
		name, script string
		keys         [][2]string
		code         int
		want         string
	}{
		{"one that reads", "stty sane; echo ready; exec cat", [][2]string{{"ready", ctrlC}}, 130, "killed by SIGINT"}, // stty wants the terminal
		{"after Ctrl-Z", "stty sane; echo ready; exec cat", [][2]string{{"ready", ctrlZ + ctrlC}}, 130, "killed by SIGINT"},
		{"one that does not", "echo ready; exec tail -f /dev/null", [][2]string{{"ready", ctrlC}}, 130, "killed by SIGINT"},
		{"to quit", "ulimit -c 0; echo ready >" + file + "; exec tail -f " + file, [][2]string{{"ready", ctrlBackslash}}, 131, "killed by SIGQUIT"}, // bash ignores it
		{"one that goes on", "trap 'echo again' INT; echo ready; while :; do :; done", [][2]string{{"ready", ctrlC}, {"again", ctrlC}}, 137, "killed by SIGKILL"},
	} {
		t.Run(c.name, func(t *testing.T) {
			shown, code := onTerminal(t, c.script, c.keys...)
			if line := lastLine(shown); code != c.code || !strings.HasSuffix(line, "-> "+c.want) {
				t.Errorf("exit %d: %q", code, shown)
			}
		})
	}
}
