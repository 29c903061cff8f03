// Package workflow reads GitHub Actions workflow files as far as proof needs:
// which job has which steps, what they run, in which shell and directory, and how
// the jobs API names them.
package workflow

import (
	"regexp"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
)

// Workflow is one parsed workflow file.
type Workflow struct {
	Path string
	Name string
	// Events are the names under "on:".
	Events []string
	// Inputs are those that a caller may give a reusable workflow, with their defaults,
	// by name in small letters; nil when there are none.
	Inputs map[string]string `json:",omitempty"`
	// Chosen are the inputs, by name in small letters, for which whoever starts the workflow
	// by hand can only choose: GitHub refuses other values with status 422 ("Provided value
	// … not in the list of allowed values"), by its page and its API. Nil when there are none.
	Chosen map[string]bool `json:",omitempty"`
	// Outputs are those that it hands to its callers, as written, by name in small letters;
	// nil when there are none.
	Outputs map[string]string `json:",omitempty"`
	Env     []Variable
	Jobs    []*Job

	// booleans are the names of Inputs that are true or false and no text.
	booleans map[string]bool
}

// Variable is one entry of an `env:`.
type Variable struct {
	Name  string
	Value string
}

// Job is one job.
type Job struct {
	ID string
	// Name is the `name:` as written, empty without one.
	Name string
	Line int
	// If is the condition as written.
	If string
	// Needs are the jobs that must have ended before it.
	Needs []string `json:",omitempty"`
	// Uses is set for a job that calls a reusable workflow, With are the inputs that it
	// gives that, by their names in small letters.
	Uses string
	With map[string]string
	// Matrix are the combinations, nil when there is no matrix; MatrixUnknown is
	// true when they cannot be read from the file (an expression). A value within a
	// mapping or list has a dotted key: "node.version", "node.0".
	Matrix        []map[string]string
	MatrixUnknown bool
	// MatrixText are the expressions of such a matrix, by the key whose values hold them
	// in small letters; "" for those that may give any key.
	MatrixText map[string][]string `json:",omitempty"`
	// Include is the expression that gives the whole matrix by `include:`, empty where
	// there is none or something beside it.
	Include   string `json:",omitempty"`
	Container bool
	// Image is the container's image as written, empty without one.
	Image string
	// ContainerEnv are the variables of the job's container.
	ContainerEnv []Variable
	// ContainerOptions are those of the container's `docker create`, as written, with its
	// volumes as `-v`.
	ContainerOptions string
	// Services is true when the job has service containers, which only Linux runners
	// can have.
	Services bool
	// RunsOn are the labels as written, joined by ", ".
	RunsOn string
	Env    []Variable
	// ContinueOnError is the value as written: "", "false", "true" or an
	// expression.
	ContinueOnError string
	// Outputs are what it hands to jobs that need it, as written, by their names in small
	// letters.
	Outputs map[string]string
	Steps   []*Step
	// Unsupported names syntax that packetgate does not understand yet, empty when
	// there is none.
	Unsupported string

	// suffixes are what GitHub appends to the name of each combination: " (v1, v2)".
	suffixes []string
	// legNames are the names of the legs that WithMatrix gave, made once: a run has as
	// many jobs to be compared with them.
	legNames []named
	// settled are the variables of workflow and job whose value the file tells.
	settled map[string]string
	// booleans are the values of the matrix and the inputs of a called workflow
	// ("matrix.race", "inputs.race") that are true or false and no text.
	booleans map[string]bool
}

// Step is one step.
type Step struct {
	Line int
	ID   string
	Name string
	If   string
	Uses string
	// With are the inputs of an action, by their names in small letters.
	With map[string]string
	Run  string
	// RunLine is the line on which the script's first line stands.
	RunLine int
	// Shell and Dir have the defaults of job and workflow applied; Dir is relative
	// to the workspace, and kept as written where it holds an expression.
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

	// unnamed is true without `name:`, when GitHub makes a name from what runs.
	unnamed bool
	written Written
}

// Code is the program that the step itself holds: its script, or the one that it
// gives to actions/github-script. The runner's files of commands stand in it by their
// variables, such as GITHUB_ENV, however it names them.
func (s *Step) Code() string {
	code := s.Run
	if name, _, _ := strings.Cut(s.Uses, "@"); strings.EqualFold(name, "actions/github-script") {
		code = s.With["script"]
	}
	for _, v := range s.Env {
		if commandFile.FindString(v.Value) == strings.TrimSpace(v.Value) && v.Value != "" {
			code = regexp.MustCompile(`\$\{?(?:env:)?`+regexp.QuoteMeta(v.Name)+`\b\}?`).ReplaceAllLiteralString(code, v.Value)
		}
	}
	return commandFile.ReplaceAllStringFunc(code, func(property string) string {
		return "$GITHUB_" + strings.ToUpper(commandFile.FindStringSubmatch(property)[1])
	})
}

// commandFile matches the properties that name the runner's files of commands.
var commandFile = regexp.MustCompile(`(?i)\$\{\{ *github(?:\.|\[')(env|output|path|state|step_summary)(?:'\])? *\}\}`)

// Leg is one job of a run matched to the file: which job it is, with which matrix
// values, and which API step each step of the file is.
type Leg struct {
	Job    *Job
	Record record.Job
	// Matrix are the values of this leg, nil without a matrix.
	Matrix map[string]string
	// Inputs are the values of `inputs` in small letters, as far as they are known,
	// nil outside of an action and of a called workflow.
	Inputs map[string]string
	// Facts are the properties of other contexts that are known, by name in small letters
	// ("github.event_name").
	Facts map[string]string
	// EnvUnknown is true where a variable may have another value than workflow and
	// job give it, since an action's step sets it.
	EnvUnknown bool
	// Steps has an entry for each of Job.Steps, nil where the record lists none.
	Steps []*record.Step
	// Doubt says why the leg's steps could not be told apart, empty when they
	// could; a leg with a doubt proves nothing.
	Doubt string
	// Fit says whether the record can be of this version of the file.
	Fit Fit

	// within is true within an action.
	within bool
}
