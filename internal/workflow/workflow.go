// Package workflow reads GitHub Actions workflow files as far as proof needs:
// which job has which steps, what they run, in which shell and directory, and how
// the jobs API names them.
package workflow

import "github.com/packetgate/packetgate/internal/record"

// Workflow is one parsed workflow file.
type Workflow struct {
	Path string
	Name string
	// Events are the names under "on:".
	Events []string
	Env    []Variable
	Jobs   []*Job
}

// Variable is one entry of an `env:`.
type Variable struct {
	Name  string
	Value string
}

// Job is one job.
type Job struct {
	ID   string
	Name string
	Line int
	// Uses is set for a job that calls a reusable workflow.
	Uses string
	// Matrix are the combinations, nil when there is no matrix; MatrixUnknown is
	// true when they cannot be read from the file (an expression).
	Matrix        []map[string]string
	MatrixUnknown bool
	Container     bool
	RunsOn        string
	Env           []Variable
	Steps         []*Step
	// Unsupported names syntax that packetgate does not understand yet, empty when
	// there is none.
	Unsupported string
}

// Step is one step.
type Step struct {
	Line int
	ID   string
	Name string
	If   string
	Uses string
	With map[string]string
	Run  string
	// RunLine is the line on which the script's first line stands.
	RunLine int
	// Shell and Dir have the defaults of job and workflow applied; Dir is relative
	// to the workspace.
	Shell string
	Dir   string
	Env   []Variable
	// ContinueOnError is the value as written: "", "false", "true" or an
	// expression.
	ContinueOnError string
	TimeoutMinutes  string
	// Unsupported names syntax that packetgate does not understand yet (background,
	// parallel, …), empty when there is none.
	Unsupported string
}

// Parse reads a workflow file. Syntax that it does not know is noted in
// Unsupported, not dropped. It returns an error with line and column when the
// file is no workflow: invalid YAML, no jobs, a mapping where a list must be,
// anchors beyond bounds.
func Parse(path string, source []byte) (*Workflow, error) { panic("unwritten") }

// Leg is one job of a run matched to the file: which job it is, with which matrix
// values, and which API step each step of the file is.
type Leg struct {
	Job    *Job
	Record record.Job
	// Matrix are the values of this leg, nil without a matrix.
	Matrix map[string]string
	// Steps has an entry for each of Job.Steps, nil where the record lists none.
	Steps []*record.Step
	// Doubt says why the leg's steps could not be told apart, empty when they
	// could; a leg with a doubt proves nothing.
	Doubt string
}

// Match finds the job of the file that a recorded job is. It returns false when
// none or several could be it, with the reason in the leg's Doubt.
func (w *Workflow) Match(job record.Job) (Leg, bool) { panic("unwritten") }

// Expand substitutes `${{ matrix.x }}` and `${{ env.X }}` where the values are
// known, and returns the text and whether any expression remains.
func (l Leg) Expand(text string) (string, bool) { panic("unwritten") }
