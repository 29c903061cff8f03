package tracker

import (
	"regexp"
	"strings"
)

var (
	gatePattern    = regexp.MustCompile(`(?i)^(?:gate\s+)?(P[0-9])\b\s*(:|—|–|-)?\s*(.*)$`)
	resultPattern  = regexp.MustCompile(`(?i)^(pass(?:ed)?|fail(?:ed)?|n/?a|not applicable|skip(?:ped)?)(?:\W|$)`)
	tailPattern    = regexp.MustCompile(`(?i)(?:—|–|->|→)\s*(pass(?:ed)?|fail(?:ed)?|n/a)\s*[.)]?$`)
	markPattern    = regexp.MustCompile(`(?i)^\W{0,4}(?:gate\s+)?P[0-9]\W{0,6}?([✅✔✓❌✗✘])`)
	choicePattern  = regexp.MustCompile(`(?i)^\s*(?:\||/|or\b)\s*(?:pass|fail|n/a|approved|changes|blocked)`)
	verdictPattern = regexp.MustCompile(`(?i)^(?:review\s+)?verdict(?:\s+recorded)?\s*(?::|—|–|-|$|\(|\.)`)
	statePattern   = regexp.MustCompile(`(?i)^(approved|changes[ _-]requested|blocked)(?:[^\w]|$)`)
	refusalPattern = regexp.MustCompile(`(?i)^(?:rejected|not approved|changes (?:required|needed)|no[ -]?go)(?:[^\w]|$)`)
)

// gate reads a review gate: "P0 PASS — reason", "P1: N/A (docs only)", "P0: All
// commands exit 0 — PASS". A box that names no result passes when ticked.
func (d *document) gate(start, end int, box *Box) (Gate, bool) {
	text := d.text(start, end)
	m := gatePattern.FindStringSubmatch(squeeze(plain(text.Raw)))
	if m == nil {
		return Gate{}, false
	}
	g := Gate{Name: strings.ToUpper(m[1]), Text: text, Box: box}
	if g.Result = gateResult(m[3]); g.Result == GateNone {
		g.Result = markedResult(text.Raw)
	}
	if box != nil && g.Result == GateNone && m[2] == "" && m[3] != "" { // "P1 findings are resolved"
		return Gate{}, false
	}
	if box != nil {
		switch {
		case !box.Checked && g.Result != GateFail:
			g.Result = GateNone
		case box.Checked && g.Result == GateNone && saysFailed(m[3]):
			g.Result = GateFail
		case box.Checked && g.Result == GateNone:
			g.Result = GatePass
		}
	}
	return g, true
}

func gateResult(s string) GateResult {
	m := resultPattern.FindStringSubmatch(s)
	if m == nil {
		m = tailPattern.FindStringSubmatch(s)
	} else if choicePattern.MatchString(s[len(m[1]):]) {
		return GateNone
	}
	if m == nil {
		return GateNone
	}
	switch strings.ToUpper(m[1])[0] {
	case 'P':
		return GatePass
	case 'F':
		return GateFail
	}
	return GateNA
}

// markedResult is the result of a gate whose name a tick or a cross follows.
func markedResult(raw string) GateResult {
	switch m := markPattern.FindStringSubmatch(raw); {
	case m == nil:
		return GateNone
	case strings.Contains("✅✔✓", m[1]):
		return GatePass
	}
	return GateFail
}

// verdictState reads a verdict, which is none where it offers a choice. A refusal
// in other words asks for changes.
func verdictState(raw string) ReviewState {
	s := strings.TrimSpace(plain(raw))
	if refusalPattern.MatchString(s) {
		return ReviewChangesRequested
	}
	m := statePattern.FindStringSubmatch(s)
	if m == nil || choicePattern.MatchString(s[len(m[1]):]) {
		return ReviewNone
	}
	return reviewWords[keyword(m[1])]
}

// boxVerdict tells whether a box records the verdict, and which: none while it is
// open.
func boxVerdict(b *Box) (ReviewState, bool) {
	s := squeeze(plain(b.Text.Raw))
	m := verdictPattern.FindString(s)
	if m == "" {
		return ReviewNone, false
	}
	if !b.Checked {
		return ReviewNone, true
	}
	return verdictState(strings.TrimLeft(s[len(m):], " (")), true
}
