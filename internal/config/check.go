package config

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/packetgate/packetgate/internal/word"
)

// checker judges the values that were read: that words are known, patterns are
// valid and nothing required is missing.
type checker struct {
	cfg        *Config
	problems   *problems
	nodes      map[string]*yaml.Node
	knownRules []string
}

func (c checker) check() {
	c.version()
	c.trackers()
	c.words("statuses", "status", c.cfg.Statuses, statuses, word.Status, statuses...)
	c.words("columns", "column", c.cfg.Columns, columns, word.Keyword)
	c.headings()
	c.ids()
	c.edges()
	c.rules()
	c.evidence()
	c.review()
	c.commands()
	c.audit()
}

// at notes a problem with the value at a path, if the file has one there.
func (c checker) at(path, format string, arguments ...any) {
	if node := c.nodes[path]; node != nil {
		c.problems.at(node, format, arguments...)
	}
}

func (c checker) version() {
	if c.cfg.Version != 1 {
		c.at("version", "version %d is not known; this packetgate reads version 1", c.cfg.Version)
	}
}

func (c checker) trackers() {
	if c.cfg.Trackers != nil && len(c.cfg.Trackers) == 0 {
		c.at("trackers", "trackers is empty; leave it out to find trackers by their packet board")
	}
	c.globs("trackers", c.cfg.Trackers)
}

func (c checker) rules() {
	for _, slug := range sorted(c.cfg.Rules) {
		path := entry("rules", slug)
		if !slices.Contains(c.knownRules, slug) {
			c.at(keyOf(path), "unknown rule %s%s", quoted(slug), suggestion(slug, c.knownRules))
		}
		severity := string(c.cfg.Rules[slug])
		switch {
		case severity == "" && isNull(c.nodes[path]):
			c.at(path, "rule %s has no severity; write one of %s", quoted(slug), strings.Join(severities, ", "))
		case isText(c.nodes[path]) && !slices.Contains(severities, severity):
			c.at(path, "unknown severity %s%s", quoted(severity), alternative(severity, severities))
		}
	}
}

func (c checker) evidence() {
	evidence := c.cfg.Evidence
	c.globs("evidence.ignore", evidence.Ignore)
	valid := slices.DeleteFunc(slices.Clone(evidence.Ignore), func(glob string) bool { return CheckGlob(glob) != nil })
	if !slices.ContainsFunc(unlikeFiles, func(file string) bool { return !Match(valid, file) }) {
		c.at("evidence.ignore", "evidence.ignore matches every file, so that a run of any code would prove a claim about any other; list only what the claimed commands do not read, such as docs/**")
	}
	for i, alias := range evidence.Aliases {
		path := element("evidence.aliases", i)
		claim, ci := c.required(path, "claim", alias.Claim), c.required(path, "ci", alias.CI)
		if claim && ci {
			c.alias(path, alias)
		}
	}
	for i, waiver := range evidence.Waivers {
		path := element("evidence.waivers", i)
		if c.required(path, "command", waiver.Command) && strings.Trim(waiver.Command, "* ") == "" {
			c.at(join(path, "command"), "the waiver's pattern %s would excuse every command; name the one that CI cannot run", quoted(waiver.Command))
		}
		c.required(path, "reason", waiver.Reason)
		if c.required(path, "owner", waiver.Owner) && !isAccount(waiver.Owner) {
			c.at(join(path, "owner"), "owner %s is no account; write @login or @organisation/team", quoted(waiver.Owner))
		}
		if date := c.nodes[join(path, "expires")]; isMapping(c.nodes[path]) && (date == nil || isNull(date)) {
			c.at(path, "%s needs \"expires\", the last day on which it holds, such as 2026-12-31", name(path))
		}
	}
	c.trust(evidence.Trust)
	if minutes := evidence.TimeoutMinutes; minutes < 1 || minutes > maxMinutes {
		c.at("evidence.timeout-minutes", "evidence.timeout-minutes must be 1 to %d minutes, not %d", maxMinutes, minutes)
	}
}

// maxMinutes is how long GitHub lets a job take on its own runners.
const maxMinutes = 360

// unlikeFiles are files that have nothing in common: globs that match all of them match
// whatever there is.
var unlikeFiles = []string{"main.go", "Makefile", "cmd/a/b/c.ts", "src/x/y/lib.rs", ".github/workflows/ci.yml", "go.sum"}

func (c checker) trust(trust Trust) {
	const path = "evidence.trust.events"
	if len(trust.Events) == 0 {
		c.at(path, "%s is empty, so that no run would count; leave it out or name some of %s", path, strings.Join(TrustedEvents, ", "))
	}
	for i, event := range trust.Events {
		switch {
		case slices.Contains(TrustedEvents, event) || !isText(c.nodes[element(path, i)]):
		case slices.Contains(baseEvents, event):
			c.at(element(path, i), "runs of %s cannot be trusted as evidence: they run the base branch's code, so they say nothing about the head's", event)
		default:
			c.at(element(path, i), "unknown event %s%s", quoted(event), alternative(event, TrustedEvents))
		}
	}
	c.globs("evidence.trust.workflows", trust.Workflows)
	for i, glob := range trust.Workflows {
		if CheckGlob(glob) == nil && !strings.Contains(glob, "/") && glob != "**" {
			c.at(element("evidence.trust.workflows", i), "glob %s matches no workflow file, so that its runs would not count; write %s", quoted(glob), quoted(".github/workflows/"+glob))
		}
	}
	c.globs("evidence.trust.branches", trust.Branches)
}

// baseEvents are events whose runs check out the base or default branch, whatever
// they are about.
var baseEvents = []string{"pull_request_target", "workflow_run", "issue_comment", "issues", "check_run", "check_suite"}

func (c checker) review() {
	c.accounts("review.approvers", c.cfg.Review.Approvers)
	for _, identity := range sorted(c.cfg.Review.Identities) {
		path := entry("review.identities", identity)
		if strings.TrimSpace(identity) == "" {
			c.at(keyOf(path), "an identity needs a name, as trackers write it")
		}
		c.accounts(path, c.cfg.Review.Identities[identity])
	}
}

func (c checker) commands() {
	ways := []string{"commit", "patch"}
	if write := c.cfg.Commands.Write; !slices.Contains(ways, write) {
		c.at("commands.write", "unknown way to write %s%s", quoted(write), alternative(write, ways))
	}
	for i, workflow := range c.cfg.Commands.Dispatch {
		if path := element("commands.dispatch", i); isText(c.nodes[path]) && !workflowFile.MatchString(workflow) {
			c.at(path, "%s is no workflow file; write its name in .github/workflows, such as ci.yml", quoted(workflow))
		}
	}
}

var workflowFile = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9._-]*\.ya?ml$`)

func (c checker) audit() {
	c.days("audit.checkpoint-days", c.cfg.Audit.CheckpointDays)
	c.days("audit.stale-days", c.cfg.Audit.StaleDays)
}

func (c checker) days(path string, days int) {
	if days < 0 || days > maxDays {
		c.at(path, "%s must be 0 to %d days, not %d", path, maxDays, days)
	}
}

func (c checker) globs(path string, globs []string) {
	for i, glob := range globs {
		if !isText(c.nodes[element(path, i)]) {
			continue
		}
		if err := CheckGlob(glob); err != nil {
			c.at(element(path, i), "%v", err)
		}
	}
}

func (c checker) accounts(path string, accounts []string) {
	for i, account := range accounts {
		if isText(c.nodes[element(path, i)]) && !isAccount(account) {
			c.at(element(path, i), "%s is no account; write @login or @organisation/team", quoted(account))
		}
	}
}

// isAccount tells whether text is @login, @app[bot] or @organisation/team.
func isAccount(text string) bool { return account.MatchString(text) }

var account = regexp.MustCompile(`^@[A-Za-z0-9][A-Za-z0-9-]*(\[bot\]|/[A-Za-z0-9._-]+)?$`)

// required notes a key that is not there or blank, and tells whether its text can
// be judged further.
func (c checker) required(path, key, value string) bool {
	switch node := c.nodes[join(path, key)]; {
	case node == nil || isNull(node):
		if isMapping(c.nodes[path]) {
			c.at(path, "%s needs %q", name(path), key)
		}
		return false
	case !isText(node):
		return false
	case strings.TrimSpace(value) == "":
		c.blank(join(path, key))
		return false
	}
	return true
}

func (c checker) blank(path string) { c.at(path, "%s is blank", name(path)) }

// suggestion is ", did you mean …?" or nothing.
func suggestion(word string, known []string) string {
	if near := nearest(word, known); near != "" {
		return ", did you mean \"" + near + "\"?"
	}
	return ""
}

// alternative is a suggestion, or the few words that there are.
func alternative(word string, known []string) string {
	if near := suggestion(word, known); near != "" {
		return near
	}
	return "; write one of " + strings.Join(known, ", ")
}

func isNull(node *yaml.Node) bool {
	return node != nil && node.Kind == yaml.ScalarNode && node.ShortTag() == "!!null"
}

func isText(node *yaml.Node) bool {
	return node != nil && node.Kind == yaml.ScalarNode && node.ShortTag() == "!!str"
}

func isMapping(node *yaml.Node) bool { return node != nil && node.Kind == yaml.MappingNode }

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
