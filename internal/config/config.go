// Package config reads .github/packetgate.yml, strictly: an unknown key, a wrong
// type or an unknown word is an error that names its line and what was meant.
package config

import (
	"slices"
	"time"
)

// Path is where the configuration lies unless an input says otherwise.
const Path = ".github/packetgate.yml"

// Config is the whole configuration of packetgate, read from the base branch.
// Every key may be left out; Default is what an absent file means.
type Config struct {
	// Version is the version of this format, 1.
	Version int `yaml:"version" jsonschema:"enum=1,default=1"`
	// Trackers are globs of the Markdown files that are trackers. Left out, every
	// Markdown file with a packet board is one.
	Trackers []string `yaml:"trackers"`
	// Statuses are the words that stand for a status besides the built-in ones.
	Statuses map[string][]string `yaml:"statuses"`
	// Columns are the names that board columns have besides the built-in ones.
	Columns map[string][]string `yaml:"columns"`
	// Headings are forms of headings besides the built-in ones.
	Headings Headings `yaml:"headings"`
	// IDs are regular expressions (RE2) of whole packet ids besides the built-in
	// form, which has a digit.
	IDs []string `yaml:"ids"`
	// Edges are the statuses to which a packet of each status may go; one that is
	// left out may go anywhere.
	Edges map[string][]string `yaml:"edges"`
	// Rules sets the severity of rules by slug.
	Rules map[string]Severity `yaml:"rules"`
	// Evidence says what counts as proof of a claim.
	Evidence Evidence `yaml:"evidence"`
	// Review says what a review must be for a packet to be DONE.
	Review Review `yaml:"review"`
	// Commands configures the comment commands such as /approve.
	Commands Commands `yaml:"commands"`
	// Audit configures the scheduled audit of packets at rest.
	Audit Audit `yaml:"audit"`
}

// Headings are forms of headings besides the built-in ones.
type Headings struct {
	// Board are headings under which the board stands.
	Board []string `yaml:"board"`
	// Packet are forms of headings that begin a packet's section, with {id}, and
	// {title} and * as wanted.
	Packet []string `yaml:"packet" jsonschema:"pattern=\\{id\\}"`
	// End are headings that end the packets' sections.
	End []string `yaml:"end"`
}

// Severity is how much a finding weighs; off leaves the rule out.
type Severity string

// The severities.
const (
	Off     Severity = "off"
	Notice  Severity = "notice"
	Warning Severity = "warning"
	Error   Severity = "error"
)

// Evidence says what counts as proof of a claim.
type Evidence struct {
	// Ignore are globs of files whose change does not make a run stale. Trackers
	// never do.
	Ignore []string `yaml:"ignore"`
	// Aliases say which CI command stands for a claimed command.
	Aliases []Alias `yaml:"aliases"`
	// Waivers excuse commands that CI cannot run.
	Waivers []Waiver `yaml:"waivers"`
	// Trust says whose runs count.
	Trust Trust `yaml:"trust"`
	// TimeoutMinutes is how long a job of the evidence workflow may take.
	TimeoutMinutes int `yaml:"timeout-minutes" jsonschema:"minimum=1,maximum=360"`
}

// Alias says which CI command stands for a claimed command.
type Alias struct {
	// Claim is the command as trackers claim it. In it and in CI {name}, outside of
	// quotes, stands for the same plain word or part of one.
	Claim string `yaml:"claim" jsonschema:"required,minLength=1"`
	// CI is the command as the workflow runs it.
	CI string `yaml:"ci" jsonschema:"required,minLength=1"`
}

// Waiver excuses a command that CI cannot run, until it expires.
type Waiver struct {
	// Command is a pattern over the whole claimed command, where * stands for any
	// text.
	Command string `yaml:"command" jsonschema:"required,minLength=1"`
	// Reason says why CI cannot run it.
	Reason string `yaml:"reason" jsonschema:"required,minLength=1"`
	// Owner is the login or team that answers for it, such as @octocat.
	Owner string `yaml:"owner" jsonschema:"required,pattern=^@[A-Za-z0-9][A-Za-z0-9-]*(\\[bot\\]|/[A-Za-z0-9._-]+)?$"`
	// Expires is the last day, in UTC, on which the waiver holds.
	Expires Date `yaml:"expires" jsonschema:"required"`
}

// Covers tells whether the waiver is for the command.
func (w Waiver) Covers(command string) bool { return wildcard(w.Command, command) }

// Expired tells whether the waiver's last day has passed.
func (w Waiver) Expired(now time.Time) bool { return !now.Before(w.Expires.AddDate(0, 0, 1)) }

// Date is a day in UTC, written 2026-12-31.
type Date struct{ time.Time }

// String gives "2026-12-31".
func (d Date) String() string { return d.Format(time.DateOnly) }

// Trust says whose runs count.
type Trust struct {
	// Events are the events whose runs count.
	Events []string `yaml:"events" jsonschema:"minItems=1"`
	// Workflows are globs of the workflow files whose runs count; left out, all do.
	Workflows []string `yaml:"workflows"`
	// Branches are globs of protected branches, besides the default branch, whose
	// runs are judged by the workflow file at their own commit.
	Branches []string `yaml:"branches"`
}

// Review says what a review must be for a packet to be DONE.
type Review struct {
	// Required makes missing-review, self-review and unauthorised-approval errors
	// throughout.
	Required bool `yaml:"required" jsonschema:"default=false"`
	// Independent asks that the reviewer is not the implementer.
	Independent bool `yaml:"independent" jsonschema:"default=true"`
	// Approvers are the logins and teams that may approve; left out, everyone with
	// write permission may.
	Approvers []string `yaml:"approvers" jsonschema:"pattern=^@[A-Za-z0-9][A-Za-z0-9-]*(\\[bot\\]|/[A-Za-z0-9._-]+)?$"`
	// Identities are the logins behind the names that trackers use.
	Identities map[string][]string `yaml:"identities"`
}

// Commands configures the comment commands such as /approve.
type Commands struct {
	// Write says how a command changes the tracker: commit pushes to the pull
	// request's branch, patch answers with a patch.
	Write string `yaml:"write" jsonschema:"enum=commit,enum=patch,default=commit"`
	// Dispatch are the workflow files that a command may start.
	Dispatch []string `yaml:"dispatch" jsonschema:"pattern=^[A-Za-z0-9_-][A-Za-z0-9._-]*\\.ya?ml$"`
}

// Audit configures the scheduled audit of packets at rest.
type Audit struct {
	// CheckpointDays is how many days after the merge a pending checkpoint becomes
	// an error, 0 to 3650.
	CheckpointDays int `yaml:"checkpoint-days" jsonschema:"minimum=0,maximum=3650,default=7"`
	// StaleDays is after how many days without a change a started packet is
	// reported, 0 to 3650.
	StaleDays int `yaml:"stale-days" jsonschema:"minimum=0,maximum=3650,default=30"`
}

// maxDays bounds the durations in Audit.
const maxDays = 3650

// TrustedEvents are the events whose runs count by default, and the only ones
// that can: the runs of others (pull_request_target, issue_comment, …) are of the
// base branch's code and say nothing about the head's.
var TrustedEvents = []string{"push", "pull_request", "merge_group", "schedule", "workflow_dispatch"}

// severities are the words that Config.Rules may give a rule.
var severities = []string{string(Off), string(Notice), string(Warning), string(Error)}

// statuses are the keys that Config.Statuses and Config.Edges may have.
var statuses = []string{"READY", "IN_PROGRESS", "IN_REVIEW", "CHANGES_REQUESTED", "BLOCKED", "DONE"}

// columns are the keys that Config.Columns may have.
var columns = []string{"id", "title", "status", "implementer", "reviewer", "review-state", "evidence", "commit", "depends-on"}

// Default is the configuration of a repository that has no file.
func Default() *Config {
	return &Config{
		Version:  1,
		Evidence: Evidence{Trust: Trust{Events: slices.Clone(TrustedEvents)}, TimeoutMinutes: 60},
		Review:   Review{Independent: true},
		Commands: Commands{Write: "commit"},
		Audit:    Audit{CheckpointDays: 7, StaleDays: 30},
	}
}
