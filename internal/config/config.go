// Package config reads .github/packetgate.yml, strictly: an unknown key, a wrong
// type or an unknown word is an error that names its line and what was meant.
package config

import (
	"fmt"
	"time"
)

// Path is where the configuration lies unless an input says otherwise.
const Path = ".github/packetgate.yml"

// Config is the whole configuration. The zero value with defaults filled in
// (see Default) is what an absent file means.
type Config struct {
	Version  int                 `yaml:"version"`
	Trackers []string            `yaml:"trackers"`
	Statuses map[string][]string `yaml:"statuses"`
	Rules    map[string]Severity `yaml:"rules"`
	Evidence Evidence            `yaml:"evidence"`
	Review   Review              `yaml:"review"`
	Commands Commands            `yaml:"commands"`
	Audit    Audit               `yaml:"audit"`
}

// Severity is how much a finding weighs.
type Severity string

// The severities.
const (
	Off     Severity = "off"
	Notice  Severity = "notice"
	Warning Severity = "warning"
	Error   Severity = "error"
)

// Evidence says what counts as proof.
type Evidence struct {
	// Ignore are globs of files whose change does not make a run stale.
	Ignore  []string `yaml:"ignore"`
	Aliases []Alias  `yaml:"aliases"`
	Waivers []Waiver `yaml:"waivers"`
	Trust   Trust    `yaml:"trust"`
}

// Alias says which CI command stands for a claim.
type Alias struct {
	Claim string `yaml:"claim"`
	CI    string `yaml:"ci"`
}

// Waiver excuses a command that CI cannot run, until it expires.
type Waiver struct {
	// Command is a glob over the claim's text, where * stands for any text.
	Command string `yaml:"command"`
	Reason  string `yaml:"reason"`
	Owner   string `yaml:"owner"`
	Expires Date   `yaml:"expires"`
}

// Date is a day, "2026-12-31".
type Date struct{ time.Time }

// Trust says whose runs count.
type Trust struct {
	// Events are the events whose runs count.
	Events []string `yaml:"events"`
	// Workflows are globs of workflow paths that count; empty means all.
	Workflows []string `yaml:"workflows"`
	// Branches are globs of protected branches, besides the default branch, whose
	// runs are judged by the workflow file at their own commit.
	Branches []string `yaml:"branches"`
}

// Review says what a review must be.
type Review struct {
	Required    bool                `yaml:"required"`
	Independent bool                `yaml:"independent"`
	Approvers   []string            `yaml:"approvers"`
	Identities  map[string][]string `yaml:"identities"`
}

// Commands configures the comment commands.
type Commands struct {
	// Write is "commit" or "patch".
	Write    string   `yaml:"write"`
	Dispatch []string `yaml:"dispatch"`
}

// Audit configures the scheduled audit; both are in days.
type Audit struct {
	CheckpointDays int `yaml:"checkpoint-days"`
	StaleDays      int `yaml:"stale-days"`
}

// TrustedEvents are the events whose runs count by default. Runs of
// pull_request_target never do: they say nothing about the head's code.
var TrustedEvents = []string{"push", "pull_request", "merge_group", "schedule", "workflow_dispatch"}

// Default is the configuration of a repository that has no file.
func Default() *Config {
	return &Config{
		Version:  1,
		Evidence: Evidence{Trust: Trust{Events: TrustedEvents}},
		Review:   Review{Independent: true},
		Commands: Commands{Write: "commit"},
		Audit:    Audit{CheckpointDays: 7, StaleDays: 30},
	}
}

// Problem is one mistake in a configuration file.
type Problem struct {
	File         string
	Line, Column int
	Message      string
}

// Error gives "file:line:column: message".
func (p *Problem) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Message)
}
