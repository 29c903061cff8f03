package report

import (
	"cmp"
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
	t := &textWriter{newTerminal(w, o.Color), NewLines(o.Source)}
	for _, f := range r.Findings {
		t.finding(f)
	}
	for _, p := range r.Proofs {
		t.proof(p)
	}
	if problem := r.untold(); problem != "" {
		t.failed(problem)
	}
	for _, n := range r.Notes {
		t.printf("%s: %s\n", t.paint("note", bold+cyan), OneLine(n))
	}
	t.printf("%s: %s: %s\n", t.paint("packetgate", bold), t.paint(string(r.Verdict), bold+verdictColor[r.Verdict]), r.summary())
	return t.Flush()
}

type textWriter struct {
	terminal
	lines *Lines
}

func (t *textWriter) finding(f Finding) {
	t.printf("%s %s: %s [%s]\n", t.paint(f.place()+":", bold),
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
	detail("see", cmp.Or(f.URL, ruleURL(f.Rule)))
}

// proof writes the receipt of a claim that is verified; the others are findings.
func (t *textWriter) proof(p Proof) {
	if verified := p.verified(); verified != "" {
		t.printf("%s %s: %s\n", t.paint(linePlace(p.Tracker, p.Line)+":", bold), t.paint("verified", bold+green), verified)
	}
}

// place is "path:line:column" as far as they are known.
func (f Finding) place() string {
	if f.Tracker != "" && f.Line > 0 && f.Column > 0 {
		return fmt.Sprintf("%s:%d", linePlace(f.Tracker, f.Line), f.Column)
	}
	return linePlace(f.Tracker, f.Line)
}

// linePlace is "path:line" as far as they are known.
func linePlace(path string, line int) string {
	switch path = Visible(path); {
	case path == "":
		return "packetgate"
	case line < 1:
		return path
	}
	return fmt.Sprintf("%s:%d", path, line)
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
