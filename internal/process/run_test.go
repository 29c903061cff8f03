//go:build unix

package process

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// TestMain lets this binary be the commands that the tests run.
func TestMain(m *testing.M) {
	if os.Getenv("PROCESS_TEST") == "" {
		os.Exit(m.Run())
	}
	actor(os.Args[1], os.Args[2:])
}

// actor is a command that does one thing.
func actor(verb string, args []string) {
	switch verb {
	case "exit":
		code, _ := strconv.Atoi(args[0])
		os.Exit(code)
	case "die": // by this signal
		n, _ := strconv.Atoi(args[0])
		signal.Reset()
		_ = syscall.Kill(os.Getpid(), syscall.Signal(n))
		select {}
	case "hear": // signals, and end by the second with code 7
		signals := make(chan os.Signal, 4)
		signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
		fmt.Println("ready")
		for range 2 {
			fmt.Println(SignalName((<-signals).(syscall.Signal)))
		}
		os.Exit(7)
	case "fit": // tell the size of the output's terminal once it is a new one
		sizes := make(chan os.Signal, 1)
		signal.Notify(sizes, syscall.SIGWINCH)
		fmt.Println("ready")
		<-sizes
		rows, columns, _ := pty.Getsize(os.Stdout)
		fmt.Println(rows, columns)
	case "bear": // another that holds the output until its input ends
		child := exec.Command(os.Args[0], "linger")
		child.Stdin, child.Stdout, child.Stderr = os.Stdin, os.Stdout, os.Stderr
		if err := child.Start(); err != nil {
			panic(err)
		}
		fmt.Println("born")
		if len(args) > 0 { // and wait for it
			_ = child.Wait()
		}
	case "linger":
		_, _ = io.Copy(io.Discard, os.Stdin)
	case "weave": // two outputs
		for i := range 1000 {
			fmt.Fprintln(os.Stdout, "out", i)
			fmt.Fprintln(os.Stderr, "err", i)
		}
	case "copy":
		_, _ = io.Copy(os.Stdout, os.Stdin)
	case "group":
		fmt.Println(syscall.Getpgrp() == os.Getpid())
	case "flood":
		n, _ := strconv.Atoi(args[0])
		line := []byte(strings.Repeat("y", 1023) + "\n")
		for range n {
			if _, err := os.Stdout.Write(line); err != nil {
				os.Exit(9)
			}
		}
	}
	os.Exit(0)
}

// stage is a command with its output at hand.
type stage struct {
	Command
	out, err *bufio.Reader
	input    *os.File
	ends     []*os.File
}

func newStage(t *testing.T, args ...string) *stage {
	t.Helper()
	t.Setenv("PROCESS_TEST", "1")
	s := &stage{Command: Command{Args: append([]string{os.Args[0]}, args...), WatchStdout: io.Discard, WatchStderr: io.Discard}}
	pipe := func() (*os.File, *os.File) {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { r.Close(); w.Close() })
		return r, w
	}
	out, stdout := pipe()
	errs, stderr := pipe()
	s.out, s.err, s.Stdout, s.Stderr = bufio.NewReader(out), bufio.NewReader(errs), stdout, stderr
	s.Stdin, s.input = pipe()
	s.ends = []*os.File{stdout, stderr}
	return s
}

// play runs the command while the test looks at what it writes.
func (s *stage) play() <-chan Result {
	ended := make(chan Result, 1)
	go func() {
		r := Run(s.Command)
		for _, end := range s.ends {
			end.Close()
		}
		ended <- r
	}()
	return ended
}

func (s *stage) expect(t *testing.T, line string) {
	t.Helper()
	if got, err := s.out.ReadString('\n'); got != line+"\n" {
		t.Fatalf("%q %v, want %q", got, err, line)
	}
}

func TestEveryExitCode(t *testing.T) {
	s := newStage(t)
	for code := range 256 {
		s.Args = []string{os.Args[0], "exit", strconv.Itoa(code)}
		if r := Run(s.Command); r.ExitCode != code || r.Code() != code || r.NotStarted != nil || r.Signal != 0 || r.Held {
			t.Fatalf("exit %d: %+v", code, r)
		}
	}
}

func TestSignalsThatKill(t *testing.T) {
	for _, c := range []struct {
		signal syscall.Signal
		name   string
	}{{syscall.SIGTERM, "SIGTERM"}, {syscall.SIGKILL, "SIGKILL"}, {syscall.SIGINT, "SIGINT"}, {syscall.SIGHUP, "SIGHUP"}} {
		r := <-newStage(t, "die", strconv.Itoa(int(c.signal))).play()
		if r.Signal != c.signal || r.Code() != 128+int(c.signal) || r.TimedOut || r.Interrupted != 0 || SignalName(r.Signal) != c.name {
			t.Errorf("%s: %+v", c.name, r)
		}
	}
}

func TestSignalsGoOn(t *testing.T) {
	for _, c := range []struct {
		name  string
		send  [2]syscall.Signal
		heard []string
		code  int
	}{
		{"two", [2]syscall.Signal{syscall.SIGTERM, syscall.SIGHUP}, []string{"SIGTERM", "SIGHUP"}, 7},
		{"an interrupt and another", [2]syscall.Signal{syscall.SIGINT, syscall.SIGTERM}, []string{"SIGINT", "SIGTERM"}, 7},
		{"two to quit", [2]syscall.Signal{syscall.SIGQUIT, syscall.SIGQUIT}, []string{"SIGQUIT", "SIGQUIT"}, 7},
		{"a second interrupt kills", [2]syscall.Signal{syscall.SIGINT, syscall.SIGINT}, []string{"SIGINT"}, 128 + int(syscall.SIGKILL)},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStage(t, "hear")
			ended := s.play()
			s.expect(t, "ready")
			for i, sig := range c.send {
				if err := syscall.Kill(os.Getpid(), sig); err != nil {
					t.Fatal(err)
				}
				if i < len(c.heard) {
					s.expect(t, c.heard[i])
				}
			}
			if r := <-ended; r.Code() != c.code || r.Interrupted != c.send[1] || r.TimedOut {
				t.Errorf("%+v", r)
			}
		})
	}
}

func TestTheTerminalsNewSize(t *testing.T) {
	s := newStage(t, "fit")
	screen, terminal, err := pty.Open()
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { screen.Close(); terminal.Close() })
	s.out, s.Stdout = bufio.NewReader(screen), terminal
	ended := s.play()
	s.expect(t, "ready\r")
	if err := pty.Setsize(screen, &pty.Winsize{Rows: 20, Cols: 50}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGWINCH); err != nil {
		t.Fatal(err)
	}
	s.expect(t, "20 50\r")
	if r := <-ended; r.Code() != 0 || r.Interrupted != 0 {
		t.Errorf("%+v", r)
	}
}

func TestTheEndOfTheLimitKillsTheGroup(t *testing.T) {
	s := newStage(t, "bear", "and wait")
	s.Limit = 50 * time.Millisecond
	r := <-s.play()
	if !r.TimedOut || r.Signal != syscall.SIGKILL || r.Code() != 124 || r.Held {
		t.Errorf("%+v", r)
	}
	if r.Duration < s.Limit {
		t.Errorf("it ran for %s only", r.Duration)
	}
	// The grandchild held our output: its end shows that it was killed too.
	if _, err := io.ReadAll(s.out); err != nil {
		t.Error(err)
	}
}

func TestWithinTheLimit(t *testing.T) {
	s := newStage(t, "exit", "3")
	s.Limit = time.Hour
	if r := <-s.play(); r.Code() != 3 || r.TimedOut {
		t.Errorf("%+v", r)
	}
}

func TestWhoIsLeftBehindIsNotWaitedFor(t *testing.T) {
	s := newStage(t, "bear")
	r := <-s.play()
	if r.Code() != 0 || !r.Held {
		t.Errorf("%+v", r)
	}
	s.expect(t, "born")
	s.input.Close() // lets the grandchild go
}

func TestGroupOfItsOwn(t *testing.T) {
	s := newStage(t, "group")
	ended := s.play()
	s.expect(t, "true")
	<-ended
}

func TestStreams(t *testing.T) {
	s := newStage(t, "weave")
	var seen, seenErr bytes.Buffer
	s.WatchStdout, s.WatchStderr = &seen, &seenErr
	ended := s.play()
	errs := make(chan string, 1)
	go func() { b, _ := io.ReadAll(s.err); errs <- string(b) }()
	out, _ := io.ReadAll(s.out)
	<-ended
	var wantOut, wantErr strings.Builder
	for i := range 1000 {
		fmt.Fprintln(&wantOut, "out", i)
		fmt.Fprintln(&wantErr, "err", i)
	}
	if got := <-errs; string(out) != wantOut.String() || got != wantErr.String() {
		t.Error("a stream changed")
	}
	if seen.String() != wantOut.String() || seenErr.String() != wantErr.String() {
		t.Error("what was watched is something else")
	}
}

func TestOneFileKeepsTheOrder(t *testing.T) {
	s := newStage(t, "weave")
	s.Stderr = s.Stdout
	ended := s.play()
	out, _ := io.ReadAll(s.out)
	<-ended
	var want strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&want, "out %d\nerr %d\n", i, i)
	}
	if string(out) != want.String() {
		t.Error("the order of the streams changed")
	}
}

func TestInputIsTheCommands(t *testing.T) {
	s := newStage(t, "copy")
	ended := s.play()
	fmt.Fprintln(s.input, "hello")
	s.expect(t, "hello")
	s.input.Close()
	if r := <-ended; r.Code() != 0 {
		t.Errorf("%+v", r)
	}
}

func TestNobodyReads(t *testing.T) {
	s := newStage(t, "flood", "1000000")
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	s.Stdout, s.ends = w, append(s.ends, w)
	if r := <-s.play(); r.Signal != syscall.SIGPIPE || r.Code() != 141 || r.Lost != nil {
		t.Errorf("%+v", r)
	}
}

func TestNoRoom(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	s := newStage(t, "flood", "1000000")
	s.Stdout, s.ends = full, append(s.ends, full)
	if r := <-s.play(); r.Signal != syscall.SIGPIPE || r.Lost == nil || !strings.Contains(r.Lost.Error(), "no space left") {
		t.Errorf("%+v", r)
	}
}

func TestNotStarted(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct {
		program string
		code    int
		why     string
	}{
		{"no-such-program-anywhere", 127, "executable not found"},
		{filepath.Join(dir, "none"), 127, "executable not found"},
		{write("plain", "#!/bin/sh\n", 0o644), 126, "permission denied"},
		{write("lost", "#!/no/such/interpreter\n", 0o755), 126, "its interpreter was not found"},
		{write("noise", "\x00\x01\x02", 0o755), 126, "exec format error"},
		{dir, 126, ""},
	} {
		s := newStage(t)
		s.Args = []string{c.program}
		r := <-s.play()
		if r.Code() != c.code || r.NotStarted == nil || !strings.Contains(r.NotStarted.Error(), c.why) {
			t.Errorf("%s: %d %+v, want %d %q", c.program, r.Code(), r, c.code, c.why)
		}
	}
}

func BenchmarkFlood(b *testing.B) {
	b.Setenv("PROCESS_TEST", "1")
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		b.Fatal(err)
	}
	defer null.Close()
	const lines = 1 << 18
	b.SetBytes(lines << 10)
	for b.Loop() {
		r := Run(Command{Args: []string{os.Args[0], "flood", strconv.Itoa(lines)}, Stdin: null, Stdout: null, Stderr: null, WatchStdout: io.Discard, WatchStderr: io.Discard})
		if r.Code() != 0 {
			b.Fatalf("%+v", r)
		}
	}
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(used.Maxrss)/1024, "MiB-resident")
}
