package runlog

import (
	"io"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func told(o *Output) string {
	var out []string
	for _, f := range o.Figures() {
		out = append(out, f.Number+" "+f.Unit)
	}
	return strings.Join(out, ", ")
}

func TestOutput(t *testing.T) {
	for _, c := range []struct{ name, output, want string }{
		{"nothing", "hello\n", ""},
		{"vitest", " \x1b[32m✓\x1b[39m src/a.test.ts (3 tests) 5ms\n ✓ src/b.test.ts (704 tests) 9ms\n\n Test Files  \x1b[1m80 passed\x1b[22m (80)\n      Tests  707 passed (707)\n   Duration  2.31s\n", "80 file, 707 test"},
		{"jest", "Test Suites: 12 passed, 12 total\nTests:       1 skipped, 706 passed, 707 total\nSnapshots:   3 total\nTime: 3.2 s\n", "12 suite, 707 test"},
		{"node", "ℹ tests 7\nℹ suites 2\nℹ pass 7\nℹ fail 0\n", "2 suite, 7 test"},
		{"pytest", "collected 12 items\n\n==== 12 passed in 0.31s ====\n", "12 passed"},
		{"unittest", "Ran 41 tests in 0.002s\n\nOK\n", "41 test"},
		{"go", "ok  \texample.com/a\t0.1s\nok  \texample.com/b\t(cached)\n?   \texample.com/c\t[no test files]\n", "2 package"},
		{"go -v", "=== RUN   TestA\n--- PASS: TestA (0.00s)\n    --- PASS: TestB/x (0.00s)\n--- SKIP: TestB (0.00s)\nPASS\nok  \texample.com/a\t0.1s\n", "2 test, 1 package"},
		{"several runs disagree", "Tests  7 passed (7)\nTests  9 passed (9)\n", ""},
		{"several runs agree", "Tests  7 passed (7)\nTests  7 passed (7)\n", "7 test"},
		{"cargo's runs", "test result: ok. 3 passed; 0 failed\n\ntest result: ok. 9 passed; 0 failed\n", ""},
		{"progress", "1/3 tests\r2/3 tests\r3/3 tests\r\nTests: 3 passed, 3 total\r\n", "3 test"},
		{"thousands", "Tests: 1,024 passed, 1,024 total\n", "1024 test"},
		{"a line that does not end", "Tests: 3 passed, 3 to", ""},
		{"far into a long line", strings.Repeat("x ", lookahead) + "Tests: 3 passed\n", ""},
	} {
		o := NewOutput()
		if _, err := io.WriteString(o.Stream(), c.output); err != nil {
			t.Fatal(err)
		}
		if got := told(o); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		o = NewOutput()
		stream := o.Stream()
		for i := range len(c.output) {
			_, _ = stream.Write([]byte{c.output[i]})
		}
		if got := told(o); got != c.want {
			t.Errorf("%s byte by byte: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestOutputOfTwoStreams tells the lines of streams apart that are written at once.
func TestOutputOfTwoStreams(t *testing.T) {
	o := NewOutput()
	var writers sync.WaitGroup
	for _, text := range []string{"Tests: 7 passed, 7 total\n", "Test Suites: 2 passed, 2 total\n"} {
		stream := o.Stream()
		writers.Go(func() {
			for i := range len(text) {
				_, _ = io.WriteString(stream, text[i:i+1])
			}
		})
	}
	writers.Wait()
	if got := told(o); got != "2 suite, 7 test" {
		t.Error(got)
	}
}

func TestOutputOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := NewOutput()
		stream := o.Stream()
		for _, part := range rapid.SliceOf(rapid.SliceOf(rapid.Byte())).Draw(t, "parts") {
			if n, err := stream.Write(part); n != len(part) || err != nil {
				t.Fatal(n, err)
			}
		}
		if len(o.Figures()) > maxOutputFigures {
			t.Fatal(told(o))
		}
	})
}

func BenchmarkOutput(b *testing.B) {
	text := []byte(strings.Repeat("2026 some line of a build with 12 words and no figure at all\n", 500))
	stream := NewOutput().Stream()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		_, _ = stream.Write(text)
	}
}
