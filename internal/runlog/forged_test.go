package runlog

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/record"
)

// header is what the runner prints before a step's output.
func ran(clock, command string) string {
	return clock + " ##[group]Run " + command + "\n" +
		clock + " \x1b[36;1m" + command + "\x1b[0m\n" +
		clock + " shell: /usr/bin/bash -e {0}\n" +
		clock + " ##[endgroup]\n"
}

// What a program prints with time stamps of its own falls into other steps' spans:
// these are then shared, so that nothing there is believed.
func TestForgedTimeStamps(t *testing.T) {
	spans := []record.LogSpan{span(1, 0, 0, 0, 1), span(2, 0, 1, 0, 10), span(3, 0, 10, 0, 20), span(4, 0, 20, 0, 30)}
	tests := []struct {
		name, lines string
		// shared are the steps that are.
		shared string
	}{
		{"nothing forged", ran("0:01", "a") + "0:05 x\n" + ran("0:10", "b") + "0:15 x\n" + ran("0:20", "c") + "0:22 x\n", ""},
		{"a value for a later step", ran("0:01", "a") + "0:05 ::error::x\n0:25 go1.25.7\n0:06 x\n" + ran("0:10", "b") + ran("0:20", "c") + "0:21 go1.22\n", "2 4"},
		{"a value for an earlier step", ran("0:01", "a") + "0:05 go1.22\n" + ran("0:10", "b") + "0:15 ::error::x\n0:05 go1.25.7\n0:16 x\n" + ran("0:20", "c"), "2 3"},
		{"a value for the next step, as its last words", ran("0:01", "a") + "0:05 x\n0:11 go1.25.7\n" + ran("0:11", "b") + "0:15 go1.22\n", "3"},
		{"quoted times from before the job", ran("0:01", "a") + "0:05 ::error::x\n|2020-01-01T00:00:00Z old\n0:06 x\n" + ran("0:10", "b") + "0:15 x\n", ""},
		{"quoted times of its own span", ran("0:01", "a") + "0:05 x\n0:03 earlier\n0:06 x\n" + ran("0:10", "b"), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var shared []string
			for _, w := range scan(t, log("0:00 Current runner version: '2.336.0'\n"+tt.lines), spans...).Windows {
				if w.Shared {
					shared = append(shared, string(rune('0'+w.Step)))
				}
			}
			if got := strings.Join(shared, " "); got != tt.shared {
				t.Errorf("shared %q, want %q", got, tt.shared)
			}
		})
	}
}

// A log that breaks the order of time again and again is scanned in linear time:
// after some breaks every step is shared.
func TestEndlessForgedTimeStamps(t *testing.T) {
	lines := strings.Repeat("0:05 x\n0:03 y\n", 2*maxBreaks)
	got := scan(t, log("0:00 x\n"+lines+ran("0:10", "b")), span(2, 0, 0, 0, 9), span(3, 0, 10, 0, 20))
	if !got.Windows[1].Shared {
		t.Errorf("%+v", got.Windows[1])
	}
}

// A second header within a step's time is told, so that judgement can doubt what
// stands behind it.
func TestForgedHeader(t *testing.T) {
	got := scan(t, log(ran("0:01", "make")+ran("0:02", "go env GOVERSION")+"0:02 go1.25.7\n"), span(2, 0, 1, 0, 10))
	if w := got.Windows[0]; w.Headers != 2 {
		t.Errorf("%+v", w)
	}
}

func TestLogThatEndsWithinALine(t *testing.T) {
	whole := log("0:01 706 tests\n0:02 ##[error]Process completed with exit code 1.\n0:02 go1.25\n")
	got := scan(t, strings.TrimSuffix(whole, "\n"), span(2, 0, 1, 0, 2))
	w := got.Windows[0]
	if _, seen := w.Values["go1.25"]; seen || !got.Truncated || w.LastLine != 3 || len(w.Exits) != 1 || w.Exits[0].Final {
		t.Errorf("truncated %v, %+v", got.Truncated, w)
	}
	if got = scan(t, whole, span(2, 0, 1, 0, 2)); got.Truncated {
		t.Error("a log that ends with a line end is cut short")
	}
	if got = scan(t, log("0:01 "+strings.Repeat("x", 3*blockSize)), span(2, 0, 1, 0, 2)); !got.Truncated {
		t.Error("a long line without an end is not cut short")
	}
}

func TestLongLinesAreReadToAWholeWord(t *testing.T) {
	long := "0:01 " + strings.Repeat("x", lookahead-40) + " 707 tests"
	for pad := range 20 {
		w := scan(t, log(strings.Replace(long, " 707", strings.Repeat(" ", pad)+" 70799", 1)+strings.Repeat("y", 100)+"\n"), span(2, 0, 1, 0, 2)).Windows[0]
		for _, f := range w.Figures {
			if f.Unit != "test" || f.Number != "70799" {
				t.Errorf("pad %d: %v", pad, f)
			}
		}
	}
}

func TestByteOrderMarksAnywhere(t *testing.T) {
	mark := "\ufeff"
	text := mark + mark + log("0:01 "+mark+"go1.25.7\n") + mark + log("0:01   "+mark+" plain "+mark+"\n") + "|" + mark
	text = strings.TrimSuffix(text, "|"+mark)
	w := scan(t, text, span(2, 0, 1, 0, 2)).Windows[0]
	if _, seen := w.Values["go1.25.7"]; !seen || w.FirstLine != 1 {
		t.Errorf("%+v", w)
	}
}

// The digest can be checked by hand: it is that of the lines as the log has them.
func TestDigestIsThatOfItsLines(t *testing.T) {
	text := "\ufeff" + strings.ReplaceAll(log(ran("0:00", "a")+ran("0:01", "b")+"0:02 x\n|more\n"+ran("0:03", "c")), "\n", "\r\n")
	w := scan(t, text, span(2, 0, 0, 0, 1), span(3, 0, 1, 0, 3), span(4, 0, 3, 0, 3)).Windows[1]
	lines := strings.SplitAfter(text, "\n")
	sum := sha256.Sum256([]byte(strings.Join(lines[w.DigestLines[0]-1:w.DigestLines[1]], "")))
	if w.Digest != hex.EncodeToString(sum[:]) || w.DigestLines != [2]int{5, 14} {
		t.Errorf("%v %s", w.DigestLines, w.Digest)
	}
	w = scan(t, log("0:01 a\n0:09 b\n0:01 c\n"), span(2, 0, 0, 0, 1)).Windows[0]
	if w.Digest != "" || w.DigestLines != [2]int{} {
		t.Errorf("lines that do not follow each other have a digest: %+v", w)
	}
}

// The logs under testdata have the shapes of real ones.
func TestRealLookingLogs(t *testing.T) {
	tests := []struct {
		file  string
		spans []record.LogSpan
		check func(record.Log) bool
	}{
		// Windows: CRLF, a mark before every block, pwsh, a failed test.
		{"windows-crlf.log", []record.LogSpan{span(3, 3, 51, 8, 17), span(6, 8, 17, 8, 19)}, func(l record.Log) bool {
			w := l.Windows[0]
			return len(w.Exits) == 1 && w.Exits[0].Final && w.Exits[0].Code == 1 && w.Headers == 1 && !w.Shared
		}},
		// A composite action and the headers of its inner steps.
		{"composite.log", []record.LogSpan{span(2, 1, 0, 1, 9), span(3, 1, 9, 1, 12)}, func(l record.Log) bool {
			_, seen := l.Windows[1].Values["go1.25.7"]
			return l.Windows[0].Headers == 3 && l.Windows[1].Headers == 1 && seen && !l.Windows[1].Shared
		}},
		// Two background steps, interleaved: nothing can be told apart.
		{"background.log", []record.LogSpan{span(3, 4, 17, 4, 19), span(4, 4, 17, 4, 20)}, func(l record.Log) bool {
			for _, w := range l.Windows {
				for _, exit := range w.Exits {
					if !exit.Shared {
						return false
					}
				}
			}
			return l.Windows[0].Shared && l.Windows[1].Shared
		}},
		// `::add-mask::` of the runner's own words.
		{"masked.log", []record.LogSpan{span(3, 5, 0, 5, 3)}, func(l record.Log) bool {
			return len(l.Windows[0].Exits) == 0 && l.Windows[0].Headers == 1
		}},
		// A workflow command that holds a forged step with its exit line.
		{"percent-encoded.log", []record.LogSpan{span(3, 6, 0, 6, 5), span(4, 6, 10, 6, 20)}, func(l record.Log) bool {
			return l.Windows[1].Shared && len(l.Windows[0].Exits) == 1 && l.Windows[0].Exits[0].Code == 2
		}},
		// A group that a program opened, and an exit line that it printed.
		{"printed-group.log", []record.LogSpan{span(3, 7, 0, 7, 9)}, func(l record.Log) bool {
			w := l.Windows[0]
			return w.Headers == 1 && len(w.Exits) == 2 && !w.Exits[0].Final && w.Exits[1].Final && w.Exits[1].Code == 3
		}},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("testdata", "logs", tt.file))
			if err != nil {
				t.Fatal(err)
			}
			if got := scan(t, string(text), tt.spans...); !tt.check(got) || got.Truncated {
				t.Errorf("%+v", got)
			}
		})
	}
}
