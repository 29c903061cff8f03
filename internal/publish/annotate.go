package publish

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/packetgate/packetgate/internal/report"
)

// maxAnnotations is how many annotations of one severity GitHub keeps of a step
// (runner: ExecutionContext, _maxCountPerIssueType).
const maxAnnotations = 10

// maxAnnotation bounds a message; the runner cuts at 4,096 characters.
const maxAnnotation = 3_800

// WriteAnnotations prints a workflow command for each finding, so that GitHub
// shows it in the run and beside the file, as far as GitHub's limits reach; one
// line tells how many were left out. The findings must also be in the log as text,
// since GitHub shows no more than those.
func WriteAnnotations(w io.Writer, r *report.Report) error {
	b := bufio.NewWriter(w)
	printed := map[string]int{}
	left := 0
	for _, f := range r.BySeverity() {
		if printed[f.Severity] == maxAnnotations {
			left++
			continue
		}
		printed[f.Severity]++
		fmt.Fprintln(b, annotation(f))
	}
	if left > 0 {
		fmt.Fprintf(b, "%d of %d findings have no annotation, since GitHub takes %d of a severity per step; the log, the summary and the JSON report have all.\n",
			left, len(r.Findings), maxAnnotations)
	}
	return b.Flush()
}

// Problem is the workflow command that says why packetgate could not judge.
func Problem(message string) string {
	return "::error title=packetgate::" + escapeData(report.Clip(report.OneLine(message), maxAnnotation))
}

// annotation is the workflow command for one finding, with file, line and title.
func annotation(f report.Finding) string {
	command := "error"
	if f.Severity == "warning" || f.Severity == "notice" {
		command = f.Severity
	}
	message := f.Sentence()
	var properties []string
	add := func(name string, value any) {
		properties = append(properties, name+"="+escapeProperty(fmt.Sprint(value)))
	}
	if f.Tracker != "" {
		add("file", report.Visible(f.Tracker))
	}
	switch {
	case f.Base:
		message += fmt.Sprintf(" (line %d of the base's version)", f.Line)
	case f.Line > 0:
		add("line", f.Line)
	}
	add("title", "packetgate["+report.OneLine(f.Rule)+"]")
	return "::" + command + " " + strings.Join(properties, ",") + "::" +
		escapeData(report.Clip(message, maxAnnotation))
}

// The escapes of workflow commands, as @actions/core makes them.
var (
	dataEscaper     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscaper = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func escapeData(s string) string     { return dataEscaper.Replace(s) }
func escapeProperty(s string) string { return propertyEscaper.Replace(s) }
