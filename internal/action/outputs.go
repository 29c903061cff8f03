package action

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/sethvargo/go-githubactions"

	"github.com/packetgate/packetgate/internal/collect"
	"github.com/packetgate/packetgate/internal/publish"
	"github.com/packetgate/packetgate/internal/report"
	"github.com/packetgate/packetgate/internal/rule"
)

// outputs is everything that the runner reads: the log with its annotations, the
// summary, the output variables and the report files.
type outputs struct {
	env     Env
	version string
	stdout  io.Writer
	// log takes text that may hold what strangers wrote; nothing in it becomes a
	// workflow command.
	log     io.Writer
	actions *githubactions.Action

	// pulls is how many reports share the summary, which GitHub drops beyond 1 MiB.
	pulls int

	verdict          report.Verdict
	errors, warnings int

	// written is how many pairs of report files there are; json and sarif are those
	// of the gravest verdict so far, which is shown.
	written     int
	json, sarif string
	shown       report.Verdict
}

func newOutputs(host Host) *outputs {
	return &outputs{
		env:     host.Env,
		version: host.Version,
		stdout:  host.Stdout,
		log:     publish.NewLog(host.Stdout),
		actions: githubactions.New(
			githubactions.WithWriter(host.Stdout),
			githubactions.WithGetenv(githubactions.GetenvFunc(host.Env)),
		),
	}
}

// say writes a line to the log.
func (o *outputs) say(line string) { fmt.Fprintln(o.log, report.OneLine(line)) }

// problem writes an annotation that says why packetgate could not judge, or could
// not tell its answer.
func (o *outputs) problem(err error) { fmt.Fprintln(o.stdout, publish.Problem(err.Error())) }

// failure tells why a target could not be judged: as an annotation, in the summary
// and in the report files. That these cannot be written is told after it.
func (o *outputs) failure(r *report.Report, in Inputs) {
	o.add(report.Error)
	o.problem(errors.New(r.Problem))
	if err := o.summary(r, in.ServerURL); err != nil {
		o.problem(err)
	}
	if err := o.files(r, nil, in); err != nil {
		o.problem(err)
	}
}

// gravity orders verdicts; several pull requests of one run give the gravest.
var gravity = map[report.Verdict]int{report.Pass: 1, report.Pending: 2, report.Fail: 3, report.Error: 4}

// add counts a verdict in.
func (o *outputs) add(v report.Verdict) {
	if gravity[v] > gravity[o.verdict] {
		o.verdict = v
	}
}

// report tells one evaluation: text and annotations in the log, the summary, and
// the report files.
func (o *outputs) report(e *collect.Evaluation, in Inputs) error {
	r := e.Report
	o.add(r.Verdict)
	o.errors += r.Count("error")
	o.warnings += r.Count("warning")
	if err := report.WriteText(o.log, r, report.TextOptions{Source: e.Source}); err != nil {
		return err
	}
	if err := publish.WriteAnnotations(o.stdout, r); err != nil {
		return err
	}
	if err := o.summary(r, in.ServerURL); err != nil {
		return err
	}
	return o.files(r, e.Source, in)
}

// summary appends the report to the job summary.
func (o *outputs) summary(r *report.Report, server string) error {
	if o.env("GITHUB_STEP_SUMMARY") == "" {
		return nil
	}
	var text bytes.Buffer
	if err := report.WriteMarkdown(&text, r, report.MarkdownOptions{ServerURL: server, Limit: report.MarkdownLimit / max(o.pulls, 1)}); err != nil {
		return err
	}
	return fileCommand("GITHUB_STEP_SUMMARY", func() { o.actions.AddStepSummary(text.String()) })
}

// files writes the JSON and SARIF reports into the workspace, where later steps of
// the job find them. source may be nil.
func (o *outputs) files(r *report.Report, source report.Source, in Inputs) error {
	name := "packetgate-report"
	if o.written > 0 {
		name += "-" + strconv.Itoa(o.written+1)
	}
	folder := in.Workspace
	if folder == "" {
		folder = os.TempDir()
	}
	jsonPath, sarifPath := filepath.Join(folder, name+".json"), filepath.Join(folder, name+".sarif")
	if err := writeFile(jsonPath, func(w io.Writer) error { return report.WriteJSON(w, r) }); err != nil {
		return err
	}
	options := report.SARIFOptions{Version: o.version, ServerURL: in.ServerURL, Source: source, Describe: rule.Summary}
	if err := writeFile(sarifPath, func(w io.Writer) error { return report.WriteSARIF(w, r, options) }); err != nil {
		return err
	}
	o.written++
	if gravity[r.Verdict] > gravity[o.shown] {
		o.shown, o.json, o.sarif = r.Verdict, forLaterSteps(jsonPath), forLaterSteps(sarifPath)
	}
	return nil
}

// containerWorkspace is where the runner mounts the workspace in a container
// action (actions/runner, ContainerActionHandler.cs).
const containerWorkspace = "/github/workspace"

// forLaterSteps names a file so that the job's later steps, which run outside this
// container, find it: relative to the workspace that they start in.
func forLaterSteps(path string) string {
	if relative, err := filepath.Rel(containerWorkspace, path); err == nil && filepath.IsLocal(relative) {
		return relative
	}
	return path
}

// writeFile makes the file anew. What lies there may be a link that a checked-out
// pull request brought along: it is replaced, never followed.
func writeFile(path string, write func(io.Writer) error) (err error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot write the report: %w", err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // later steps, which are not root, read it
	if err != nil {
		return fmt.Errorf("cannot write the report: %w", err)
	}
	defer func() {
		if closing := file.Close(); err == nil {
			err = closing
		}
	}()
	return write(file)
}

// outcome tells in the log what was written to GitHub and what was not.
func (o *outputs) outcome(outcome publish.Outcome) {
	for _, did := range outcome.Did {
		o.say("packetgate: " + did)
	}
	for _, f := range outcome.Failures {
		o.say("packetgate: " + f.Error())
	}
}

// finish sets the action's outputs.
func (o *outputs) finish() error {
	if o.env("GITHUB_OUTPUT") == "" {
		return nil
	}
	return fileCommand("GITHUB_OUTPUT", func() {
		o.actions.SetOutput("verdict", string(o.verdict))
		o.actions.SetOutput("errors", strconv.Itoa(o.errors))
		o.actions.SetOutput("warnings", strconv.Itoa(o.warnings))
		o.actions.SetOutput("report", o.json)
		o.actions.SetOutput("sarif", o.sarif)
	})
}

// fileCommand runs a write to one of the runner's files, which panics when the
// file cannot be written.
func fileCommand(variable string, write func()) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("cannot write the file that %s names: %v", variable, cause)
		}
	}()
	write()
	return nil
}
