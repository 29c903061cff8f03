package runlog

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/packetgate/packetgate/internal/record"
)

// at is a moment of the test's logs, all on one day at ten o'clock.
func at(minute, second int) time.Time {
	return time.Date(2026, 9, 6, 22, minute, second, 0, time.UTC)
}

func span(step, fromMinute, fromSecond, toMinute, toSecond int) record.LogSpan {
	return record.LogSpan{Step: step, From: at(fromMinute, fromSecond), To: at(toMinute, toSecond)}
}

// log gives each "M:SS message" line the runner's time stamp; a line that starts
// with "|" has none.
func log(lines string) string {
	var b strings.Builder
	for line := range strings.Lines(lines) {
		if raw, ok := strings.CutPrefix(line, "|"); ok {
			b.WriteString(raw)
			continue
		}
		clock, message, _ := strings.Cut(line, " ")
		minute, second, _ := strings.Cut(clock, ":")
		if len(minute) == 1 {
			minute = "0" + minute
		}
		b.WriteString("2026-09-06T22:" + minute + ":" + second + ".1234567Z " + message)
	}
	return b.String()
}

// wanted is what the tests look for.
var wanted = record.Sought{
	Values: []string{"go1.25.7", "go1.25", "hi", "echo secret", "outside", "plain", strings.Repeat("x", record.MaxValueLength+1)},
	Figures: figures("707 passed, 707 test, 80 file, 80 passed, 1 failed, 1 test, 706 passed, 706 test, 707 total, 12 test, 707 ran, 707 passed test, 706 passed test, 80 passed test, 12 passed test, 12 skipped, 707 run, " +
		"6/6 passed, 6/6 permutation, 0 found, 0 vulnerability, 1024 match, 12 passed, 707 unit, 12 frame"),
}

// figures reads "707 test, 80 file".
func figures(list string) []record.Figure {
	var out []record.Figure
	for _, f := range strings.Split(list, ", ") {
		number, unit, _ := strings.Cut(f, " ")
		out = append(out, record.Figure{Number: number, Unit: unit})
	}
	return out
}

func scan(t *testing.T, text string, spans ...record.LogSpan) record.Log {
	t.Helper()
	got, err := Scan(context.Background(), strings.NewReader(text), spans, wanted)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestFailedStepBetweenNeighbours(t *testing.T) {
	got := scan(t, "\ufeff"+log(`2:49 Current runner version: '2.337.0'
2:50 ##[group]Run actions/checkout@v6
2:50 with:
2:50 ##[endgroup]
2:57 HEAD is now at 7e348df
2:58 ##[group]Run go test -count=1 ./...
2:58 `+"\x1b[36;1mgo test -count=1 ./...\x1b[0m"+`
2:58 shell: /usr/bin/bash -e {0}
2:58 ##[endgroup]
3:10 FAIL	example.com/a	39.297s
3:17 FAIL
3:17 ##[error]Process completed with exit code 1.
3:17 Post job cleanup.
3:19 Cleaning up orphan processes
`), span(1, 2, 49, 2, 50), span(2, 2, 50, 2, 58), span(3, 2, 58, 3, 17), span(10, 3, 17, 3, 19), span(11, 3, 19, 3, 19))
	want := []record.LogWindow{
		{Step: 1, FirstLine: 1, LastLine: 1},
		{Step: 2, FirstLine: 2, LastLine: 5, Headers: 1},
		{Step: 3, FirstLine: 6, LastLine: 12, Headers: 1, Exits: []record.LogExit{{Line: 12, Code: 1, Final: true}}},
		{Step: 10, FirstLine: 13, LastLine: 13, Headers: 1},
		{Step: 11, FirstLine: 14, LastLine: 14, Headers: 1},
	}
	ignore := cmpopts.IgnoreFields(record.LogWindow{}, "Digest", "DigestLines", "Figures", "Values")
	if diff := cmp.Diff(want, got.Windows, ignore); diff != "" {
		t.Error(diff)
	}
	if got.Lines != 14 || got.Truncated {
		t.Errorf("lines %d, truncated %v", got.Lines, got.Truncated)
	}
}

// Three steps that begin and end within one second are told apart by their
// headers.
func TestStepsWithinOneSecond(t *testing.T) {
	text := log(`1:00 ##[group]Run go version
1:00 go version
1:00 ##[endgroup]
1:00 go1.25.7
1:00 ##[group]Run false
1:00 false
1:00 ##[endgroup]
1:00 ##[error]Process completed with exit code 1.
1:00 ##[group]Run echo hi
1:00 echo hi
1:00 ##[endgroup]
1:00 hi
`)
	got := scan(t, text, span(2, 1, 0, 1, 0), span(3, 1, 0, 1, 0), span(4, 1, 0, 1, 0))
	for i, want := range []string{"go1.25.7", "", "hi"} {
		w := got.Windows[i]
		if w.Shared {
			t.Errorf("step %d: shared", w.Step)
		}
		if _, ok := w.Values[want]; want != "" && !ok {
			t.Errorf("step %d: %q not seen", w.Step, want)
		}
		if exits := len(w.Exits); (exits == 1) != (i == 1) {
			t.Errorf("step %d: %d exits", w.Step, exits)
		}
	}
	if _, ok := got.Windows[1].Values["go1.25.7"]; ok {
		t.Error("a value was given to the wrong step")
	}
}

// A composite action prints headers of its own: more headers than steps.
func TestMoreHeadersThanStepsIsShared(t *testing.T) {
	got := scan(t, log(`1:00 ##[group]Run ./.github/actions/setup
1:00 ##[endgroup]
1:01 ##[group]Run inner
1:01 inner
1:01 ##[endgroup]
1:01 ##[group]Run false
1:01 false
1:01 ##[endgroup]
1:01 ##[error]Process completed with exit code 1.
`), span(2, 1, 0, 1, 1), span(3, 1, 1, 1, 1))
	for _, w := range got.Windows {
		if !w.Shared || len(w.Exits) != 1 || !w.Exits[0].Shared {
			t.Errorf("step %d: %+v", w.Step, w)
		}
	}
}

func TestNoHeaderInASharedSecondBelongsToTheRunningStep(t *testing.T) {
	got := scan(t, log(`1:00 ##[group]Run false
1:00 false
1:00 ##[endgroup]
1:05 ##[error]Process completed with exit code 2.
`), span(2, 1, 0, 1, 5), span(3, 1, 5, 1, 5))
	if w := got.Windows[0]; w.Shared || len(w.Exits) != 1 || w.Exits[0].Code != 2 || !w.Exits[0].Final {
		t.Errorf("%+v", w)
	}
	if w := got.Windows[1]; len(w.Exits) != 0 {
		t.Errorf("%+v", w)
	}
}

func TestGroupOfAProgramIsNoHeader(t *testing.T) {
	got := scan(t, log(`1:00 ##[group]Run make test
1:00 make test
1:00 ##[endgroup]
1:01 ##[group]Run unit tests
1:01 12 tests
1:01 ##[endgroup]
`), span(2, 1, 0, 1, 5))
	w := got.Windows[0]
	if w.Headers != 1 || !cmp.Equal(w.Figures, []record.Figure{{Number: "12", Unit: "test"}}) {
		t.Errorf("%+v", w)
	}
}

// Several runs of tests, one a package, each print a total of their own.
func TestSumOfSeveralLines(t *testing.T) {
	text := log(`0:00 test result: ok. 40 passed; 0 failed; 1 ignored
0:00 Tests:  1 failed, 6 passed, 7 total
0:00 test result: ok. 1,018 passed; 0 failed; 0 ignored
`)
	for figure, want := range map[record.Figure]bool{
		{Number: "1064", Unit: "passed"}: true,
		{Number: "1018", Unit: "passed"}: false, // a line's own
		{Number: "1058", Unit: "passed"}: false,
		{Number: "7", Unit: "test"}:      false, // of one line the last number
		{Number: "14", Unit: "test"}:     false,
		{Number: "1", Unit: "failed"}:    false,
		{Number: "1", Unit: "ignored"}:   false,
	} {
		spans := []record.LogSpan{span(0, 0, 0, 0, 0)}
		got, err := Scan(context.Background(), strings.NewReader(text), spans, record.Sought{Figures: []record.Figure{figure}})
		if err != nil {
			t.Fatal(err)
		}
		if sums := slices.Contains(got.Windows[0].Tallies, figure); sums != want {
			t.Errorf("%v is a sum: %v", figure, sums)
		}
	}
}

func TestMessages(t *testing.T) {
	tests := []struct {
		name, lines string
		want        record.LogWindow
	}{
		{"exit", "##[error]Process completed with exit code 127.", record.LogWindow{Exits: []record.LogExit{{Line: 1, Code: 127, Final: true}}}},
		{"negative exit of Windows", "##[error]Process completed with exit code -1073741819.", record.LogWindow{Exits: []record.LogExit{{Line: 1, Code: -1073741819, Final: true}}}},
		{"debug line after the exit", "##[error]Process completed with exit code 1.\n0:00 ##[debug]Finishing: Run x", record.LogWindow{Exits: []record.LogExit{{Line: 1, Code: 1, Final: true}}}},
		{"a program's line is not final", "##[error]Process completed with exit code 1.\n0:00 more", record.LogWindow{Exits: []record.LogExit{{Line: 1, Code: 1}}}},
		{"after an echo that a program began", "##[group]Run x\n0:00 with:\n0:00 ##[error]Process completed with exit code 1.", record.LogWindow{Headers: 1, Exits: []record.LogExit{{Line: 3, Code: 1, Final: true}}}},
		{"text after it", "##[error]Process completed with exit code 1. Really.", record.LogWindow{}},
		{"text before it", "note ##[error]Process completed with exit code 1.", record.LogWindow{}},
		{"no error", "Process completed with exit code 1.", record.LogWindow{}},
		{"zero, which only a program prints", "##[error]Process completed with exit code 0.", record.LogWindow{}},
		{"masked", "##[error]Process completed with exit code ***.", record.LogWindow{}},
		{"not a number", "##[error]Process completed with exit code +1.", record.LogWindow{}},
		{"huge", "##[error]Process completed with exit code 99999999999.", record.LogWindow{}},
		{"as a continuation line", "x\n|##[error]Process completed with exit code 1.", record.LogWindow{}},
		{"step timeout", "##[error]The action 'Run E2E suite' has timed out after 150 minutes.", record.LogWindow{TimedOut: 1, TimedOutMinutes: 150}},
		{"background timeout", "##[error]The background step 'x' has timed out after 1 minutes.", record.LogWindow{TimedOut: 1, TimedOutMinutes: 1}},
		{"cancel", "##[error]The operation was canceled.", record.LogWindow{Canceled: 1}},
		{"shutdown", "##[error]The runner has received a shutdown signal. This can happen when …\n0:00 ##[error]The operation was canceled.", record.LogWindow{Shutdown: 1, Canceled: 2}},
		{"talk of a cancel", "The operation was canceled.", record.LogWindow{}},
		{"go test -v", "--- PASS: TestA (0.00s)\n0:00     --- PASS: TestA/one (0.00s)\n0:00 ok  \texample.com/a\t0.3s", record.LogWindow{
			Tallies: []record.Figure{{Number: "1", Unit: "test"}, {Number: "1", Unit: "subtest"}, {Number: "1", Unit: "package"}},
		}},
	}
	ignore := cmpopts.IgnoreFields(record.LogWindow{}, "Digest", "DigestLines", "Values", "Figures", "FirstLine", "LastLine")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, end := range []string{"\n", "\r\n"} {
				text := strings.ReplaceAll(log("0:00 "+tt.lines+"\n"), "\n", end)
				got := scan(t, text, span(0, 0, 0, 0, 0))
				if diff := cmp.Diff(tt.want, got.Windows[0], ignore); diff != "" {
					t.Errorf("line end %q: %s", end, diff)
				}
			}
		})
	}
}

func TestByteOrderMarkBeforeAnyStamp(t *testing.T) {
	text := log("0:00 one\n") + "\ufeff" + log("0:01 ##[error]Process completed with exit code 3.\n")
	got := scan(t, text, span(2, 0, 1, 0, 1))
	if w := got.Windows[0]; len(w.Exits) != 1 {
		t.Errorf("%+v", w)
	}
}

func TestContinuationLinesKeepTheTime(t *testing.T) {
	got := scan(t, log("0:00 before\n0:01 ##[error]boom\n|   at System.IO\n|   12 frames\n0:02 after\n"), span(2, 0, 1, 0, 1))
	if w := got.Windows[0]; w.FirstLine != 2 || w.LastLine != 4 || len(w.Figures) != 1 {
		t.Errorf("%+v", w)
	}
}

func TestValues(t *testing.T) {
	long := strings.Repeat("x", record.MaxValueLength+1)
	got := scan(t, log("0:00 ##[group]Run echo secret\n0:00 \x1b[36;1mecho secret\x1b[0m\n0:00 ##[endgroup]\n"+
		"0:00   \x1b[1;32mgo1.25.7\x1b[0m  \n0:00 "+long+"\n0:01 outside\n"), span(2, 0, 0, 0, 0))
	for value, want := range map[string]bool{"go1.25.7": true, "echo secret": false, long: false, "outside": false} {
		if _, ok := got.Windows[0].Values[value]; ok != want {
			t.Errorf("%.20q seen: %v", value, ok)
		}
	}
}

// Of each unit the last number is told, whether it was sought or not: it is what the
// message of a mismatch names.
func TestTheLastNumberOfASoughtUnit(t *testing.T) {
	text := log("0:00 705 tests\n0:00 707 tests\n0:01 1,003 tests\n0:01 9 dwarfs\n0:01 hi\n0:01 hi\n")
	w := scan(t, text, span(2, 0, 0, 0, 1)).Windows[0]
	if diff := cmp.Diff(figures("707 test, 1003 test"), w.Figures); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int{"hi": 5}, w.Values); diff != "" {
		t.Error(diff)
	}
}

func TestNoMoreIsSoughtThanTheBound(t *testing.T) {
	var many record.Sought
	for i := range 2 * record.MaxSought {
		many.Values = append(many.Values, strconv.Itoa(i))
		many.Figures = append(many.Figures, record.Figure{Number: strconv.Itoa(i), Unit: "test"})
	}
	text := log("0:00 2047\n0:00 2048\n0:00 2047 tests\n0:00 2048 tests\n0:00 7 tests\n")
	got, err := Scan(t.Context(), strings.NewReader(text), []record.LogSpan{span(2, 0, 0, 0, 1)}, many)
	if err != nil {
		t.Fatal(err)
	}
	w := got.Windows[0]
	if diff := cmp.Diff(figures("2047 test, 7 test"), w.Figures); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int{"2047": 1}, w.Values); diff != "" {
		t.Error(diff)
	}
}

func TestNextDigit(t *testing.T) {
	for b := range 256 {
		for at := range 20 {
			message := bytes.Repeat([]byte{0xff, 0x80, '/', ':', 'p'}, 4)
			message[at] = byte(b)
			want := len(message)
			if isDigit(byte(b)) {
				want = at
			}
			if got := nextDigit(message, 0); got != want {
				t.Fatalf("%q: %d, want %d", message, got, want)
			}
		}
	}
}

func TestLineLongerThanAnyBuffer(t *testing.T) {
	text := log("0:00 12 tests " + strings.Repeat("7 dwarfs ", 1<<17) + "\n0:00 ##[error]Process completed with exit code 1.\n")
	got := scan(t, text, span(2, 0, 0, 0, 0))
	if got.Lines != 2 || got.Bytes != int64(len(text)) || len(got.Windows[0].Exits) != 1 {
		t.Errorf("lines %d bytes %d %+v", got.Lines, got.Bytes, got.Windows[0].Exits)
	}
}

func TestDigestIsOfTheWindowsLines(t *testing.T) {
	inside := log("0:01 a\n0:01 b\n")
	one := scan(t, log("0:00 x\n")+inside+log("0:02 y\n"), span(2, 0, 1, 0, 1))
	two := scan(t, inside, span(2, 0, 1, 0, 1))
	other := scan(t, log("0:01 a\n0:01 c\n"), span(2, 0, 1, 0, 1))
	if one.Windows[0].Digest != two.Windows[0].Digest || one.Windows[0].Digest == other.Windows[0].Digest {
		t.Error("the digest is not that of the lines")
	}
}

func TestReadErrorKeepsTheFacts(t *testing.T) {
	boom := errors.New("connection reset")
	r := io.MultiReader(strings.NewReader(log("0:00 ##[error]Process completed with exit code 1.\n")), iotest.ErrReader(boom))
	got, err := Scan(context.Background(), r, []record.LogSpan{span(2, 0, 0, 0, 0)}, wanted)
	if !errors.Is(err, boom) || !got.Truncated || len(got.Windows[0].Exits) != 1 {
		t.Errorf("%v %+v", err, got)
	}
}

func TestEndedContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	got, err := Scan(ctx, strings.NewReader(log("0:00 x\n")), nil, wanted)
	if !errors.Is(err, context.Canceled) || !got.Truncated {
		t.Errorf("%v %+v", err, got)
	}
}

func TestFigures(t *testing.T) {
	tests := []struct {
		line string
		want string
	}{
		{"Tests  707 passed (707)", "707 passed, 707 passed test, 707 test"},
		{" Test Files  80 passed (80)", "80 file, 80 passed"},
		{"Tests:       1 failed, 706 passed, 707 total", "1 failed, 706 passed, 706 passed test, 706 test, 707 test, 707 total"},
		{"# tests 12", "12 test"},
		{"Ran 707 tests in 0.3s", "707 test"},
		{"6/6 permutations PASS", "6 passed, 6 permutation"},
		{"found 0 vulnerabilities", "0 vulnerability"},
		{"1,024 matches", "1024 match"},
		{"12 passing (3s)", "12 passed, 12 passed test"},
		{"707 unit tests", "707 test"},
		{"took 12 seconds, 3 ms, 40 MB", ""},
		{"80% of 12.5 tests v1.2.3 tests", ""},
		{"abc123 tests 0x10 tests", ""},
		{"2026-09-06 tests", ""},
		{"OK (skipped=12)", "12 skipped"},
		{"Tests run: 707, Failures: 1", "707 test, 707 run, 1 failed"},
		{"Tests: 707, Assertions: 12", "707 test"},
		{"12 test files, 1 chart(s) failed", "12 file, 1 failed"},
		{"[  PASSED  ] 707 tests.", "707 passed, 707 passed test, 707 test"},
		{"ok 12", ""},
		{"12 suites passed", "12 passed"},
		{"file 80 of 707", ""},
		{"main.go:12: tests", ""},
	}
	for _, tt := range tests {
		w := scan(t, log("0:00 "+tt.line+"\n"), span(2, 0, 0, 0, 0)).Windows[0]
		var got []string
		for _, f := range w.Figures {
			got = append(got, f.Number+" "+f.Unit)
		}
		less := func(a, b string) bool { return a < b }
		var want []string
		if tt.want != "" {
			want = strings.Split(tt.want, ", ")
		}
		if diff := cmp.Diff(want, got, cmpopts.SortSlices(less), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%q: %s", tt.line, diff)
		}
	}
}

func TestFigureNormalForm(t *testing.T) {
	for _, tt := range []struct {
		number, unit string
		want         record.Figure
		ok           bool
	}{
		{"707", "tests", record.Figure{Number: "707", Unit: "test"}, true},
		{"1,024", "Matches", record.Figure{Number: "1024", Unit: "match"}, true},
		{"6/6", "PASS", record.Figure{Number: "6", Unit: "passed"}, true},
		{"1,024/1,024", "PASS", record.Figure{}, false},
		{"5/6", "PASS", record.Figure{Number: "5/6", Unit: "passed"}, true},
		{"0", "vulns", record.Figure{Number: "0", Unit: "vulnerability"}, true},
		{"13", "s", record.Figure{}, false},
		{"13.9", "tests", record.Figure{}, false},
		{"", "tests", record.Figure{}, false},
		{"7", "", record.Figure{}, false},
	} {
		got, ok := Figure(tt.number, tt.unit)
		if got != tt.want || ok != tt.ok {
			t.Errorf("Figure(%q, %q) = %v, %v", tt.number, tt.unit, got, ok)
		}
	}
}

func TestTimeStamps(t *testing.T) {
	for _, tt := range []struct {
		line    string
		stamped bool
		message string
	}{
		{"2026-09-06T22:08:17.6023430Z hi", true, "hi"},
		{"2026-09-06T22:08:17Z hi", true, "hi"},
		{"2026-09-06T22:08:17.6023430Z", true, ""},
		{"2026-09-06T22:08:17.6023430Z ", true, ""},
		{"2026-09-06T22:08:17.6023430Zhi", false, ""},
		{"2026-09-06T22:08:17.6023430X hi", false, ""},
		{"2026-09-06T22:08:17.602343:Z hi", false, ""},
		{"2026-09-06T22:08:17.Z hi", false, ""},
		{"2026-09-06T22:08:17.12345678901Z hi", false, ""},
		{"2026-13-06T22:08:17.6023430Z hi", false, ""},
		{"2026-09-06 22:08:17.6023430Z hi", false, ""},
		{"2026-09-06T22:08:17", false, ""},
		{"", false, ""},
	} {
		var c clock
		message, stamped := c.read([]byte(tt.line))
		if stamped != tt.stamped || stamped && string(message) != tt.message {
			t.Errorf("%q: %q, %v", tt.line, message, stamped)
		}
	}
	for _, text := range []string{"1970-01-01T00:00:00", "2000-02-29T23:59:59", "2026-12-31T12:00:01", "2100-03-01T00:00:00"} {
		want, err := time.Parse("2006-01-02T15:04:05", text)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := unixSecond([]byte(text)); !ok || got != want.Unix() {
			t.Errorf("%s: %d, want %d", text, got, want.Unix())
		}
	}
}

// The byte arithmetic tells of any two bytes in a fraction what reading them one by one
// tells, whatever is carried or borrowed between them.
func TestBytesAtOnceTellWhatOneByOneTells(t *testing.T) {
	const plain = ".1234567Z "
	b := []byte(plain)
	for i := range b {
		for k := range i {
			for both := range 1 << 16 {
				b[i], b[k] = byte(both), byte(both>>8)
				rest, ok := fraction(b)
				if got, want := isFraction(b), ok && len(rest) == 0 && b[0] == '.' && b[8] == 'Z'; got != want {
					t.Fatalf("%q: %v, one by one %v", b, got, want)
				}
				first := 0
				for first < len(b) && !isDigit(b[first]) {
					first++
				}
				if got := nextDigit(b, 0); got != first {
					t.Fatalf("%q: first digit at %d, one by one %d", b, got, first)
				}
			}
			copy(b, plain)
		}
	}
}

// FuzzScan checks that any bytes give consistent facts, and those of a plain reading.
func FuzzScan(f *testing.F) {
	f.Add([]byte("\ufeff" + log("0:00 ##[group]Run a\n0:00 a\n0:00 ##[endgroup]\n0:01 5 tests\n|more\n0:01 ##[error]Process completed with exit code 1.\n")))
	f.Add([]byte(log("0:01 ##[group]Run a\n0:01 with:\n0:01 ##[group]Run b\n0:01 env:\n0:01 Post job cleanup.\n")))
	f.Add([]byte("2026-09-06T22:00:00.0000000X 0\n"))
	f.Add([]byte("2026-09-06T22:00:01.1Z \x1b[\x1b]x\x07\r\n\x00\xff"))
	f.Add([]byte("2026-09-06T22:00:01.7Z ##[group]Run \n2026-09-06T22:00:01.1234\x80\xff\xff\xff with:"))
	spans := []record.LogSpan{span(1, 0, 0, 0, 1), span(2, 0, 1, 0, 1), span(3, 0, 1, 0, 3), span(4, 0, 9, 0, 2)}
	f.Fuzz(func(t *testing.T, data []byte) {
		whole, err := Scan(context.Background(), strings.NewReader(string(data)), spans, wanted)
		if err != nil {
			t.Fatal(err)
		}
		if whole.Bytes != int64(len(data)) || len(whole.Windows) != len(spans) {
			t.Fatalf("%+v", whole)
		}
		for _, w := range whole.Windows {
			if w.FirstLine > w.LastLine || w.LastLine > whole.Lines || len(w.Exits) > record.MaxLogExits ||
				len(w.Figures) > 2*len(wanted.Figures) || len(w.Values) > len(wanted.Values) {
				t.Fatalf("%+v", w)
			}
		}
		again, err := Scan(context.Background(), iotest.OneByteReader(strings.NewReader(string(data))), spans, wanted)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(whole, again); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(plainScan(string(data), spans, wanted), whole); diff != "" {
			t.Fatalf("a plain reading tells something else: %s", diff)
		}
		idle := slices.Clone(spans)
		idle[0].Idle, idle[2].Idle = true, true
		some, err := Scan(context.Background(), strings.NewReader(string(data)), idle, wanted)
		if err != nil {
			t.Fatal(err)
		}
		whole.Windows = []record.LogWindow{whole.Windows[1], whole.Windows[3]}
		if diff := cmp.Diff(whole, some); diff != "" {
			t.Fatalf("beside idle steps a step's lines tell something else: %s", diff)
		}
	})
}
