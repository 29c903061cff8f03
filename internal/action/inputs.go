package action

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/gate"
	"github.com/packetgate/packetgate/internal/record"
)

// Mode is what one run of the action does.
type Mode string

// The modes; auto chooses by event.
const (
	ModeAuto    Mode = "auto"
	ModeCheck   Mode = "check"
	ModeCommand Mode = "command"
	ModeAudit   Mode = "audit"
	ModePlan    Mode = "plan"
)

// modeOf is the mode that auto chooses for an event.
var modeOf = map[string]Mode{
	"pull_request":        ModeCheck,
	"pull_request_target": ModeCheck,
	"merge_group":         ModeCheck,
	"workflow_run":        ModeCheck,
	"issue_comment":       ModeCommand,
	"schedule":            ModeAudit,
	"workflow_dispatch":   ModeAudit,
	"push":                ModeAudit,
}

// FailOn is the severity from which on the exit code is 1.
type FailOn string

// The values of fail-on.
const (
	FailOnError   FailOn = "error"
	FailOnWarning FailOn = "warning"
	FailOnNever   FailOn = "never"
)

// Inputs are the action's inputs and the runner's variables, checked.
type Inputs struct {
	Token          string
	AppID          int64
	InstallationID int64
	PrivateKey     string
	Mode           Mode
	ConfigPath     string
	Trackers       []string
	Packets        gate.Selection
	Wait           time.Duration
	FailOn         FailOn
	DryRun         bool
	StatusContext  string

	Event      string
	EventPath  string
	Ref        string
	SHA        string
	Repository record.Repository
	APIURL     string
	GraphQLURL string
	ServerURL  string
	RunID      string
	Workspace  string
}

// maxWait is the longest wait: a job on GitHub's runners ends after six hours.
const maxWait = 6 * time.Hour

// readInputs reads and checks what the runner gives. It returns an error that
// names the input or variable, what stands there and what is allowed.
func readInputs(env Env) (Inputs, error) {
	r := inputReader{env: env}
	in := Inputs{
		Token:          r.input("github-token", ""),
		AppID:          r.number("app-id"),
		InstallationID: r.number("app-installation-id"),
		PrivateKey:     r.input("app-private-key", ""),
		Mode:           Mode(r.oneOf("mode", "auto", "check", "command", "audit", "plan")),
		ConfigPath:     r.input("config", config.Path),
		Trackers:       r.lines("trackers"),
		Packets:        r.packets("packets"),
		Wait:           r.duration("wait"),
		FailOn:         FailOn(r.oneOf("fail-on", "error", "warning", "never")),
		DryRun:         r.boolean("dry-run"),
		StatusContext:  r.input("status-context", "packetgate"),
		Event:          env("GITHUB_EVENT_NAME"),
		EventPath:      env("GITHUB_EVENT_PATH"),
		Ref:            env("GITHUB_REF"),
		SHA:            env("GITHUB_SHA"),
		APIURL:         r.address("GITHUB_API_URL", "https://api.github.com"),
		GraphQLURL:     r.address("GITHUB_GRAPHQL_URL", ""),
		ServerURL:      r.address("GITHUB_SERVER_URL", "https://github.com"),
		RunID:          env("GITHUB_RUN_ID"),
		Workspace:      env("GITHUB_WORKSPACE"),
	}
	repository, err := record.ParseRepository(env("GITHUB_REPOSITORY"))
	r.note(err)
	in.Repository = repository
	for _, glob := range in.Trackers {
		if err := config.CheckGlob(glob); err != nil {
			r.note(fmt.Errorf("input trackers: %w", err))
		}
	}
	if in.AppID != 0 && in.PrivateKey == "" {
		r.note(errors.New("input app-private-key is empty, but app-id is given: store the App's private key as a secret and pass it"))
	}
	if in.AppID == 0 && in.Token == "" {
		r.note(errors.New("input github-token is empty: pass `github-token: ${{ github.token }}`, or app-id and app-private-key"))
	}
	if in.Mode == ModeAuto {
		mode, ok := modeOf[in.Event]
		if !ok {
			r.note(fmt.Errorf("event %q chooses no mode: set the input mode, or run on pull_request, pull_request_target, merge_group or workflow_run", in.Event))
		}
		in.Mode = mode
	}
	return in, r.err
}

// inputReader reads inputs and keeps the first error.
type inputReader struct {
	env Env
	err error
}

func (r *inputReader) note(err error) {
	if r.err == nil {
		r.err = err
	}
}

// packets reads which packets are asked for: those that move, all, or some by id.
func (r *inputReader) packets(name string) gate.Selection {
	ids := strings.FieldsFunc(r.input(name, ""), func(c rune) bool { return c == ',' || unicode.IsSpace(c) })
	if len(ids) == 1 {
		switch strings.ToLower(ids[0]) {
		case "moved":
			return gate.Selection{}
		case "all":
			return gate.Selection{All: true}
		}
	}
	return gate.Selection{IDs: ids}
}

// input reads INPUT_<NAME> as the runner writes it, in upper case with its dashes
// kept (actions/runner, Handler.cs), and falls back when it is blank.
func (r *inputReader) input(name, fallback string) string {
	value := strings.TrimSpace(r.env("INPUT_" + strings.ToUpper(name)))
	if value == "" {
		return fallback
	}
	return value
}

// lines reads an input of one value a line; values may hold spaces.
func (r *inputReader) lines(name string) []string {
	var values []string
	for line := range strings.Lines(r.input(name, "")) {
		if value := strings.TrimSpace(line); value != "" {
			values = append(values, value)
		}
	}
	return values
}

func (r *inputReader) oneOf(name string, allowed ...string) string {
	value := r.input(name, allowed[0])
	if !slices.Contains(allowed, value) {
		r.note(fmt.Errorf("input %s is %q: want one of %s", name, value, strings.Join(allowed, ", ")))
	}
	return value
}

func (r *inputReader) number(name string) int64 {
	value := r.input(name, "0")
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < 0 {
		r.note(fmt.Errorf("input %s is %q: want a number", name, value))
	}
	return n
}

func (r *inputReader) boolean(name string) bool {
	switch value := r.input(name, "false"); strings.ToLower(value) {
	case "true":
		return true
	case "false":
		return false
	default:
		r.note(fmt.Errorf("input %s is %q: want true or false", name, value))
		return false
	}
}

func (r *inputReader) duration(name string) time.Duration {
	value := r.input(name, "0s")
	d, err := time.ParseDuration(value)
	if err != nil || d < 0 || d > maxWait {
		r.note(fmt.Errorf("input %s is %q: want a duration between 0s and 6h, such as 90s or 15m", name, value))
		return 0
	}
	return d
}

func (r *inputReader) address(variable, fallback string) string {
	value := r.env(variable)
	if value == "" {
		return fallback
	}
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		r.note(fmt.Errorf("%s is %q: want an http or https address", variable, value))
	}
	return value
}

// runURL is the page of this run, empty outside a run.
func (in Inputs) runURL() string {
	if in.RunID == "" {
		return ""
	}
	return fmt.Sprintf("%s/%s/actions/runs/%s", in.ServerURL, in.Repository, url.PathEscape(in.RunID))
}
