package scenario

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/packetgate/packetgate/internal/sandbox"
)

// logWriter writes a job's log as the runner does: a byte-order mark, then lines
// with a time stamp of seven fractional digits.
type logWriter struct {
	bytes.Buffer
	at time.Time
}

func newLog(at time.Time) *logWriter {
	w := &logWriter{at: at}
	w.WriteString("\uFEFF")
	return w
}

// from sets the clock to the middle of the second in which a step began: steps
// touch, so a step's first second holds lines of two.
func (w *logWriter) from(t time.Time) { w.at = t.Add(500 * time.Millisecond) }

func (w *logWriter) line(format string, args ...any) {
	fmt.Fprintf(w, "%s %s\n", w.at.UTC().Format("2006-01-02T15:04:05.0000000Z"), fmt.Sprintf(format, args...))
	w.at = w.at.Add(100 * time.Nanosecond)
}

func (w *logWriter) lines(text string) {
	if text == "" {
		return
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		w.line("%s", line)
	}
}

func (w *logWriter) setUp(job plannedJob) {
	w.line("Current runner version: '2.336.0'")
	w.line("##[group]Operating System")
	w.line("Ubuntu")
	w.line("24.04.2")
	w.line("LTS")
	w.line("##[endgroup]")
	w.line("##[group]GITHUB_TOKEN Permissions")
	w.line("Contents: read")
	w.line("##[endgroup]")
	w.line("Secret source: Actions")
	w.line("Prepare workflow directory")
	w.line("Prepare all required actions")
	w.line("Complete job name: %s", job.name)
}

// header is what the runner prints before a step: the script after expansion, the
// shell and the environment; or the action with its inputs.
func (w *logWriter) header(s plannedStep, container bool) {
	if s.uses != "" {
		w.line("##[group]Run %s", s.uses)
		w.settings("with:", s.with)
		w.line("##[endgroup]")
		return
	}
	script := strings.TrimRight(strings.ReplaceAll(s.run, "\r\n", "\n"), "\n")
	firstLine, _, _ := strings.Cut(strings.TrimLeft(script, " \t\n"), "\n")
	w.line("##[group]Run %s", firstLine)
	for line := range strings.SplitSeq(script, "\n") {
		w.line("\x1b[36;1m%s\x1b[0m", line)
	}
	w.line("shell: %s", shellLine(s.shell, container))
	w.settings("env:", s.env)
	w.line("##[endgroup]")
}

func (w *logWriter) settings(title string, settings []pair) {
	if len(settings) == 0 {
		return
	}
	w.line("%s", title)
	for _, p := range settings {
		w.line("  %s: %s", p.key, p.value)
	}
}

func shellLine(shell string, container bool) string {
	switch {
	case shell == "" && container:
		return "sh -e {0}"
	case shell == "":
		return "/usr/bin/bash -e {0}"
	case shell == "bash":
		return "/usr/bin/bash --noprofile --norc -e -o pipefail {0}"
	case shell == "sh":
		return "/usr/bin/sh -e {0}"
	case shell == "pwsh":
		return `/usr/bin/pwsh -command ". '{0}'"`
	case shell == "python":
		return "/usr/bin/python {0}"
	}
	return shell
}

// step writes what a step that ran left in the log.
func (w *logWriter) step(s plannedStep, how Step, recorded sandbox.Step, container bool) {
	w.from(recorded.Started)
	w.header(s, container)
	w.lines(how.Output)
	switch {
	case recorded.Conclusion == "cancelled":
		w.line("##[error]The operation was canceled.")
	case how.TimedOut > 0:
		w.line("##[error]The action '%s' has timed out after %d minutes.", recorded.Name, how.TimedOut)
	case how.Exit != 0 && s.run != "":
		w.line("##[error]Process completed with exit code %d.", how.Exit)
	}
}

func (w *logWriter) post(recorded sandbox.Step) {
	w.from(recorded.Started)
	w.line("Post job cleanup.")
}

func (w *logWriter) end(at time.Time) {
	w.from(at)
	w.line("Cleaning up orphan processes")
}
