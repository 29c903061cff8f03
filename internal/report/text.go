package report

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// TextOptions are how a report is written as text.
type TextOptions struct {
	// Color asks for terminal colours.
	Color bool
	// Source gives the lines that findings are shown with; nil shows none.
	Source Source
}

// WriteText writes the findings in the style of a compiler, each with its source
// line, then notes and a summary line. Whatever a value holds, no control
// character of it reaches the writer.
func WriteText(w io.Writer, r *Report, o TextOptions) error {
	t := &textWriter{
		w:     bufio.NewWriter(w),
		paint: painter(o.Color),
		lines: NewLines(o.Source),
	}
	for _, f := range r.Findings {
		t.finding(f)
	}
	for _, p := range r.Proofs {
		t.proof(p)
	}
	if problem := r.untold(); problem != "" {
		t.printf("%s: %s\n", t.paint("error", bold+red), OneLine(problem))
	}
	for _, n := range r.Notes {
		t.printf("%s: %s\n", t.paint("note", bold+cyan), OneLine(n))
	}
	t.printf("%s: %s: %s\n", t.paint("packetgate", bold),
		t.paint(string(r.Verdict), bold+verdictColor[r.Verdict]), r.summary())
	return t.w.Flush()
}

type textWriter struct {
	w     *bufio.Writer // keeps the first error until Flush
	paint func(s, codes string) string
	lines *Lines
}

func (t *textWriter) printf(format string, args ...any) { fmt.Fprintf(t.w, format, args...) }

func (t *textWriter) finding(f Finding) {
	t.printf("%s %s: %s [%s]\n", t.paint(place(f)+":", bold),
		t.paint(OneLine(f.Severity), bold+severityColor[f.Severity]), f.Sentence(), OneLine(f.Rule))
	margin := strings.Repeat(" ", len(strconv.Itoa(max(f.Line, 0)))+2)
	if text, ok := t.lines.Text(f.Tracker, f.Base, f.Line); ok {
		shown, caret := excerpt(text, f.Column)
		t.printf("%s%s\n", t.paint(fmt.Sprintf(" %d | ", f.Line), blue), shown)
		if caret >= 0 {
			t.printf("%s%s%s\n", t.paint(margin+"| ", blue), strings.Repeat(" ", caret),
				t.paint("^", bold+severityColor[f.Severity]))
		}
	}
	detail := func(kind, text string) {
		t.printf("%s%s: %s\n", t.paint(margin+"= ", blue), kind, OneLine(text))
	}
	if f.Base {
		detail("note", "the line is the base's: the head no longer has it")
	}
	if f.Fix != nil {
		detail("fix", fixSentence(*f.Fix))
	}
	link := f.URL
	if link == "" {
		link = RuleURL(f.Rule)
	}
	detail("see", link)
}

// proof writes the receipt of a claim that is verified; the others are findings.
func (t *textWriter) proof(p Proof) {
	receipt := p.receipt()
	if p.Verdict != "verified" || receipt == "" {
		return
	}
	t.printf("%s %s: %s by %s\n", t.paint(place(Finding{Tracker: p.Tracker, Line: p.Line})+":", bold),
		t.paint("verified", bold+green), OneLine(Clip(p.Command, 120)), receipt)
}

// place is "path:line:column" as far as they are known.
func place(f Finding) string {
	path := Visible(f.Tracker)
	switch {
	case path == "":
		return "packetgate"
	case f.Line < 1:
		return path
	case f.Column < 1:
		return fmt.Sprintf("%s:%d", path, f.Line)
	}
	return fmt.Sprintf("%s:%d:%d", path, f.Line, f.Column)
}

func fixSentence(f Fix) string {
	lines := "line " + strconv.Itoa(f.Line)
	if f.EndLine > f.Line {
		lines = fmt.Sprintf("lines %d to %d", f.Line, f.EndLine)
	}
	if f.Text == "" {
		return "delete " + lines
	}
	return fmt.Sprintf("make %s: %s", lines, Clip(f.Text, 200))
}

// Terminal colours (ECMA-48 SGR).
const (
	bold    = "\x1b[1m"
	red     = "\x1b[31m"
	green   = "\x1b[32m"
	yellow  = "\x1b[33m"
	blue    = "\x1b[34m"
	cyan    = "\x1b[36m"
	noColor = "\x1b[0m"
)

var (
	severityColor = map[string]string{"error": red, "warning": yellow, "notice": cyan}
	verdictColor  = map[Verdict]string{Pass: green, Fail: red, Pending: yellow, Error: red}
)

func painter(color bool) func(s, codes string) string {
	if !color {
		return func(s, _ string) string { return s }
	}
	return func(s, codes string) string { return codes + s + noColor }
}
