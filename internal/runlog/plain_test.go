package runlog

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/record"
)

// plainScan is Scan without any haste: the whole log in memory, its lines one by one, by
// regular expressions. Of Scan's own it has what gives lines to steps (stretch, header,
// order) and what reads the runner's words (facts, escapeLength).
func plainScan(text string, list []record.LogSpan, wanted record.Sought) record.Log {
	sought := newSought(wanted)
	var windows []*window
	for _, span := range list {
		windows = append(windows, newWindow(span))
	}
	lines := strings.SplitAfter(text, "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	log := record.Log{Lines: len(lines), Bytes: int64(len(text)), Truncated: text != "" && !strings.HasSuffix(text, "\n")}
	owned := make([][]int, len(list))
	var (
		stretch stretch
		header  header
		order   = order{windows: windows}
		inEcho  bool
		steps   []int
		now     = int64(noTime)
	)
	settle := func(message string, stamped bool) {
		if header.line > 0 {
			if header.confirmedBy([]byte(message), stamped) {
				stretch.open(header.line)
				inEcho = header.echoes
			} else {
				stretch.facts.touch(header.line, false)
			}
			header.line = 0
		}
	}
	for i, raw := range lines {
		number := i + 1
		message, second, stamped := plainStamp(raw)
		settle(message, stamped)
		if stamped && second != now {
			var entered []int
			for k, span := range list {
				if span.From.Unix() <= second && second <= span.To.Unix() {
					entered = append(entered, k)
				}
			}
			if !slices.Equal(steps, entered) {
				stretch.resolve(windows)
				stretch.begin(entered, windows)
			}
			for k, w := range windows {
				w.lines = len(owned[k])
			}
			if second < now {
				order.back(second, steps, entered)
			}
			steps, now = entered, second
		}
		for _, k := range steps {
			owned[k] = append(owned[k], number)
		}
		facts := stretch.facts
		switch {
		case facts == nil:
			inEcho = false
		case stamped && isHeader([]byte(message)):
			header.set(number, []byte(message))
		case len(raw) > blockSize || !strings.HasSuffix(raw, "\n"):
			facts.touch(number, false)
		default:
			facts.touch(number, strings.HasPrefix(message, "##[debug]"))
			if inEcho && !(stamped && strings.HasPrefix(message, "##[error]")) {
				inEcho = !stamped || message != "##[endgroup]"
				continue
			}
			inEcho = false
			plainFacts(facts, message, number, stamped, sought)
		}
	}
	settle("", false)
	stretch.resolve(windows)
	for k, w := range windows {
		w.lines = 0
		window := w.result(sought)
		if own := owned[k]; len(own) > 0 && own[len(own)-1]-own[0] == len(own)-1 {
			window.DigestLines = [2]int{own[0], own[len(own)-1]}
			sum := sha256.Sum256([]byte(strings.Join(lines[own[0]-1:own[len(own)-1]], "")))
			window.Digest = hex.EncodeToString(sum[:])
		}
		log.Windows = append(log.Windows, window)
	}
	return log
}

var stampPattern = regexp.MustCompile(`^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]{1,9})?Z(?: |$)`)

func plainStamp(line string) (message string, second int64, stamped bool) {
	if len(line) > lookahead {
		line = line[:strings.LastIndexByte(line[:lookahead], ' ')+1]
	} else {
		line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
	}
	for strings.HasPrefix(line, "\ufeff") {
		line = strings.TrimPrefix(line, "\ufeff")
	}
	m := stampPattern.FindStringSubmatch(line)
	if m == nil {
		return line, 0, false
	}
	var n [6]int
	for i := range n {
		n[i], _ = strconv.Atoi(m[i+1])
	}
	if n[0] < 1900 || n[1] < 1 || n[1] > 12 || n[2] < 1 || n[2] > 31 || n[3] > 23 || n[4] > 59 || n[5] > 60 {
		return line, 0, false
	}
	return line[len(m[0]):], time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], 0, time.UTC).Unix(), true
}

func plainFacts(facts *facts, message string, line int, stamped bool, sought *sought) {
	for i := strings.IndexByte(message, escape); i >= 0; i = strings.IndexByte(message, escape) {
		message = message[:i] + message[i+escapeLength([]byte(message[i:])):]
	}
	message = strings.Trim(message, " \t\n\v\f\r")
	for strings.HasPrefix(message, "\ufeff") {
		message = strings.TrimLeft(strings.TrimPrefix(message, "\ufeff"), " \t\n\v\f\r")
	}
	if rest, ok := strings.CutPrefix(message, "##[error]"); ok && stamped {
		facts.readError(line, []byte(rest))
	}
	if message == "" {
		return
	}
	facts.tallies.read([]byte(message))
	if i, ok := sought.values[message]; ok {
		facts.seen.value(i, line, len(sought.values))
	}
	for _, f := range plainFigures(message) {
		if u := sought.byName[f.Unit]; u != nil { // PassedTests among them
			facts.seen.number([]byte(f.Number), u, line, sought)
		}
	}
}

const wordBegin = `(?:^|[ \t(\[,])`

var (
	numberPattern    = regexp.MustCompile(`^(?:[0-9]{1,3}(?:,[0-9]{3}\b)+|[0-9]+)(?:/[0-9]+)?`)
	behindPattern    = regexp.MustCompile(`^[ \t]([A-Za-z][A-Za-z-]*)(?:\(s?\))?($|[ \t)\],;:.!|])`)
	setOffPattern    = regexp.MustCompile(wordBegin + `([A-Za-z]+)(?:[:=][ \t]*|[ \t]{2,})$`)
	bracketedPattern = regexp.MustCompile(wordBegin + `([A-Za-z]+)[ \t]* \][ \t]+$`)
	alonePattern     = regexp.MustCompile(`(?:^|[,(\[]|[#,:;|(\[\x{80}-\x{10ffff}][ \t]+)([A-Za-z]+)[ \t]$`)
	furtherPattern   = regexp.MustCompile(wordBegin + `([A-Za-z]+) $`)
)

// plainFigures are the figures of a line, of any units.
func plainFigures(message string) []record.Figure {
	var out []record.Figure
	head, headed := "", false
	for i := 0; i < len(message); {
		if !isDigit(message[i]) {
			i++
			continue
		}
		number := numberPattern.FindString(message[i:])
		start, end := i, i+len(number)
		after := message[end:]
		ends := after == "" || strings.ContainsAny(after[:1], " \t)];|") || strings.ContainsAny(after[:1], ",.") && (len(after) == 1 || after[1] == ' ')
		if start > 0 && !strings.ContainsAny(message[start-1:start], " \t([=:,|") || !ends || len(number) > maxNumber {
			for i < len(message) && message[i] != ' ' && message[i] != '\t' {
				i++
			}
			continue
		}
		i = end
		behind, beyond, rest := "", "", after
		for _, word := range []*string{&behind, &beyond} {
			m := behindPattern.FindStringSubmatch(rest)
			if m == nil {
				break
			}
			*word, rest = m[1], rest[len(m[0])-len(m[2]):]
		}
		if measures[strings.ToLower(behind)] {
			continue
		}
		before, own, setOff := "", false, false
		if m := setOffPattern.FindStringSubmatchIndex(message[:start]); m != nil {
			before, own, setOff = message[m[2]:m[3]], headed, true
			if !headed {
				head, headed = before, true
				if counters[strings.ToLower(before)] {
					head = ""
					if m := furtherPattern.FindStringSubmatch(message[:m[2]]); m != nil {
						head = m[1]
					}
				}
			}
		} else if m := bracketedPattern.FindStringSubmatch(message[:start]); m != nil {
			before = m[1]
		} else if m := alonePattern.FindStringSubmatch(message[:start]); m != nil && m[1] != "ok" && (after == "" || strings.ContainsAny(after[:1], ",;)]|.")) {
			before = m[1]
		}
		set := map[string]bool{normal(behind): true, normal(beyond): true}
		if isAdjective(behind) && isNoun(beyond) && normal(behind) != normal(beyond) {
			delete(set, normal(behind))
		}
		sort := behind
		if sort == "" && !setOff {
			sort = before
		}
		if !setOff || !isPart(sort) {
			set[normal(before)] = true
		}
		if !own && !isPart(sort) && !isNoun(sort) {
			set[normal(head)] = true
		}
		passed := normal(before) == "passed" || normal(behind) == "passed" || normal(beyond) == "passed" && !isThing(behind)
		set[PassedTests] = passed && (own || !isThing(head))
		for unit, has := range set {
			if f, ok := Figure(number, "x"); ok && has && unit != "" {
				out = append(out, record.Figure{Number: f.Number, Unit: unit})
			}
		}
	}
	return out
}

func normal(word string) string { return normalUnit([]byte(strings.ToLower(word))) }

func isPart(word string) bool {
	return !counters[strings.ToLower(word)] && parts[normal(word)]
}

// isNoun tells whether a word is one in the plural that says nothing of how it went.
func isNoun(word string) bool {
	lower := strings.ToLower(word)
	return normal(word) != "" && normal(word) != "passed" && !isPart(word) && !counters[lower] && singular(lower) != lower
}

func isThing(word string) bool { return isNoun(word) && normal(word) != "test" }

func isAdjective(word string) bool {
	lower := strings.ToLower(word)
	return normal(word) != "" && normal(word) != "passed" && !isPart(word) && !counters[lower] && !isNoun(word) && !strings.HasSuffix(lower, "ed") && !strings.HasSuffix(lower, "ing")
}

// pieces are what lines of generated logs are made of.
var pieces = []string{
	"##[group]Run x", "##[group]", "##[endgroup]", "with:", "env:", "shell: bash", "Post job cleanup.", "Cleaning up orphan processes",
	"##[error]", "##[debug]", "Process completed with exit code 3.", "The operation was canceled.",
	"The action 'x' has timed out after 5 minutes.", "--- PASS: TestA", "--- FAIL: TestA/b", "ok  \tx",
	"go1.25.7", "hi", "echo secret", "plain", "707 tests", "Tests:  1 failed, 706 passed", "12", "1,024", "1,0245", "6/6", "80", "7,", "3.", "1:2",
	"tests", "Passed", "# tests 707", "Tests run: 707, Failures: 0", "(skipped=2)", "[  PASSED  ] 705 tests", "80 test suites", "Files  80 passed (80)", "Suites", "run", "(s)", "()", "#", "ok", "vulnerabilities", "files", "match", "ms", "seconds", "unit", "found", "Ran", "frames", "of",
	" ", " ", " ", "  ", "\t", ":", "=", "(", ")", "[", "]", "|", ",", ";", ".", "-", "/", "x", "✓", "\u00a0", "\ufeff", "\xff", "\x00", "\r",
	"\x1b[32m", "\x1b[0m", "\x1b[", "\x1b]0;x\x07", "\x1b]0;", "\x1b", "\x1bM", "123456789012345678901",
}

// madeLog is a log of some lines, most of them with time stamps that go on.
func madeLog(r *rand.Rand) string {
	var b strings.Builder
	now := 0
	for range 1 + r.IntN(40) {
		if r.IntN(20) == 0 {
			b.WriteString("\ufeff")
		}
		if r.IntN(4) == 0 {
			now += r.IntN(3)
		}
		stamp := fmt.Appendf(nil, "2026-09-06T22:00:%02d", max(0, now-r.IntN(40)/39*r.IntN(5)))
		if r.IntN(50) == 0 {
			stamp[r.IntN(len(stamp))] = "0123:x\xba\xdb"[r.IntN(8)]
		}
		switch r.IntN(12) {
		case 0:
		case 1:
			fmt.Fprintf(&b, "%sZ ", stamp)
		case 2:
			fraction := []byte(".1234567Z ")
			fraction[r.IntN(len(fraction))] = "0x:/\xba\xdb\x8a\xff"[r.IntN(8)]
			fmt.Fprintf(&b, "%s%s", stamp, fraction)
		case 3:
			fmt.Fprintf(&b, "%s.123456%c%c ", stamp, "0x:/"[r.IntN(4)], "ZZX0"[r.IntN(4)])
		default:
			fmt.Fprintf(&b, "%s.%07dZ ", stamp, r.IntN(1e7))
		}
		for range r.IntN(7) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		if r.IntN(100) == 0 {
			b.WriteString(strings.Repeat(pieces[r.IntN(len(pieces))]+" x", r.IntN(blockSize/2)))
		}
		b.WriteString([]string{"\n", "\n", "\n", "\r\n"}[r.IntN(4)])
	}
	text := b.String()
	if r.IntN(10) == 0 {
		text = text[:r.IntN(len(text))]
	}
	return text
}

// Scan tells of any log what a plain reading of it tells.
func TestScanTellsWhatAPlainReadingTells(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 3000 {
		text := madeLog(r)
		var spans []record.LogSpan
		for step, from := 1, 0; step <= 1+r.IntN(4); step++ {
			to := from + r.IntN(5)
			spans = append(spans, span(step, 0, from, 0, to))
			from = max(0, to-r.IntN(10)/9)
		}
		got, err := Scan(t.Context(), iotest.HalfReader(strings.NewReader(text)), spans, wanted)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(plainScan(text, spans, wanted), got); diff != "" {
			t.Fatalf("log %d, %.2000q, spans %v: %s", n, text, spans, diff)
		}
	}
}

func TestMadeJobsTellWhatAPlainReadingTells(t *testing.T) {
	for _, job := range [][]madeStep{mixedJob, figuresJob} {
		var b strings.Builder
		spans, err := writeJob(&b, job, 5*blockSize)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Scan(t.Context(), strings.NewReader(b.String()), spans, claimed)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(plainScan(b.String(), spans, claimed), got); diff != "" {
			t.Error(diff)
		}
	}
}
