package tracker

import "strings"

var (
	gatePattern   = newPattern(`(?i)^(?:gate\s+)?(P[0-9])\b\s*(:|：|—|–|-)?\s*(.*)$`)
	resultPattern = newPattern(`(?i)^(pass(?:ed|es)?|fail(?:ed)?|n/?a|not applicable|skip(?:ped)?)(?:\W|$)`)
	tailPattern   = newPattern(`(?i)(?:—|–|->|→)\s*(pass(?:ed)?|fail(?:ed)?|n/a)\s*[.)]?$`)
	markPattern   = newPattern(`(?i)^\W{0,4}(?:gate\s+)?P[0-9]\W{0,6}?([✅✔✓❌✗✘🔴⚠🟡🟠])`)
	choicePattern = newPattern(`(?i)^\s*(?:\||/|or\b)\s*(?:pass|fail|n/a|approved|changes|blocked)`)
	ofCheckpoint  = newPattern(`(?i)^\W*pending (?:the )?(?:checkpoint|commit|hash)`)

	// A gate that fails in other words, one that did not pass, or not fully, and one
	// whose template was not filled in.
	noPass       = newPattern(`(?i)^(?:(?:not|never|(?:did|does|do) not|(?:did|does|do)n['’]t) (?:pass(?:ed|ing)?|ok|okay|green|clean|met|good|accepted|approved|satisfied|hold|succeed)|fail(?:s|ing|ures?)|unsuccessful|red|broken|errors?|timed[ -]?out|time-?out|crash(?:ed)?|aborted|(?:all |the )?(?:commands?|tests?|build|lint|checks?)? ?exit(?:s|ed)?(?: code| status)?:? [1-9]\d*)(?:\W*$|\s*[—–(:.,;-])`)
	withheld     = newPattern(`(?i)^(?:partial(?:ly)?|waived?|waiver|todo|tbd|pending|in[ _-]progress|in[ _-]review|awaiting|waiting|not (?:yet|run|executed|done|checked|verified|reviewed|tested|started|recorded|assessed|evaluated|known|sure)|un(?:known|verified|checked|tested|reviewed|decided|clear)|deferred|postponed|conditional(?:ly)?|provisional(?:ly)?|tentative(?:ly)?|incomplete|mostly|almost|later|open|wip|soon|maybe|inconclusive|flaky|warn(?:ing)?)(?:\W*$|\s*[—–(:.,;/|-]|\s+(?:pass|passed|by|until|for|in|on|of|the|because|due|review|approval|on|run|yet)\b)`)
	withheldSign = newPattern(`^(?:[?~⚠🟡🟠…\s\x{fe0f}]+$|<[^<>]*>|\[\s*\]|_{2,}$|\.\.\.$)`)
	tailWords    = newPattern(`(?:—|–|->|→)\s*([^—–>→]{1,40})$`)
	nothingThere = newPattern(`^(?:--?|—|–)$`)
	refusedGate  = newPattern(`(?i)^(?:no[ _-]?go|hold|blocked|rejected)\s*(?:$|[—–(:.,;-])|^no\W*$`)
	openChoice   = newPattern(`^(?:(?i:pass(?:ed)?\s*[|/]\s*(?:n/a\s*[|/]\s*)?fail|fail(?:ed)?\s*[|/]\s*pass)|PASS or FAIL)`)
)

// gate reads a review gate: "P0 PASS — reason", "P1: N/A (docs only)", "P0: All
// commands exit 0 — PASS". A box that names no result passes when ticked; away from the
// review gates it is one only where a colon or dash, or nothing, follows the name.
func (d *document) gate(start, end int, box *Box, among bool) (Gate, bool) {
	text := d.text(start, end)
	return gateOf(text, text.Raw, box, among)
}

// gateOf reads a gate from words in the place of a text.
func gateOf(text Text, raw string, box *Box, among bool) (Gate, bool) {
	m := gatePattern.FindStringSubmatch(squeeze(plain(raw)))
	if m == nil {
		return Gate{}, false
	}
	g := Gate{Name: strings.ToUpper(m[1]), Text: text, Box: box}
	if g.Result = gateResult(m[3]); g.Result == GateNone {
		g.Result = markedResult(raw)
	}
	if resultStruck(raw) {
		g.Result = GateWithheld
	}
	if seen, strange := asSeen(m[3]); strange != "" && gateResult(seen) != gateResult(m[3]) {
		g.Result, g.Strange = GateWithheld, strange
	}
	if box != nil && !among && g.Result == GateNone && m[2] == "" && m[3] != "" { // "P1 findings are resolved"
		return Gate{}, false
	}
	if box != nil {
		switch {
		case !box.Checked && g.Result != GateFail:
			g.Result = GateNone
		case box.Checked && g.Result == GateNone && saysFailed(m[3]):
			g.Result = GateFail
		case box.Checked && g.Result == GateNone:
			g.Result = passBut(m[3])
		}
	} else if g.Result == GateNone && m[3] == "" {
		g.Result = GateUnfilled
	}
	return g, true
}

// resultStruck tells whether a gate's result is struck through and no other stands there.
func resultStruck(raw string) bool {
	if !struckOut.MatchString(raw) {
		return false
	}
	was := gatePattern.FindStringSubmatch(squeeze(plain(strings.ReplaceAll(raw, "~~", ""))))
	left := gatePattern.FindStringSubmatch(squeeze(plain(struckOut.ReplaceAllString(raw, " "))))
	return was != nil && gateResult(was[3]) != GateNone && (left == nil || gateResult(left[3]) == GateNone)
}

func gateResult(s string) GateResult {
	switch {
	case openChoice.MatchString(s):
		return GateUnfilled
	case refusedGate.MatchString(s), noPass.MatchString(s) && !noFailure.MatchString(s):
		return GateFail
	case nothingThere.MatchString(s):
		return GateNA
	case withheld.MatchString(s), withheldSign.MatchString(s):
		return GateWithheld
	}
	m := resultPattern.FindStringSubmatch(s)
	if m == nil {
		if m := tailWords.FindStringSubmatch(s); m != nil && noPass.MatchString(m[1]) {
			return GateFail
		} else if m != nil && withheld.MatchString(m[1]) {
			return GateWithheld
		}
		m = tailPattern.FindStringSubmatch(s)
	} else if choicePattern.MatchString(s[len(m[1]):]) {
		return GateNone
	}
	if m == nil {
		return GateNone
	}
	switch strings.ToUpper(m[1])[0] {
	case 'P':
		behind, first := strings.CutPrefix(s, m[1])
		if first && atOnce.MatchString(behind) && !ofCheckpoint.MatchString(behind) {
			return GateWithheld
		}
		return passBut(behind)
	case 'F':
		return GateFail
	}
	return GateNA
}

// passBut is the result of a gate that passes with a remark.
func passBut(remark string) GateResult {
	outside, groups := brackets(unmark(remark))
	switch how, _ := takenBack(otherRun, outside, groups...); how {
	case stands:
		return GatePass
	case failed:
		return GateFail
	case notApplicable:
		return GateNA
	default:
		return GateWithheld
	}
}

// markedResult is the result of a gate whose name a tick or a cross follows.
func markedResult(raw string) GateResult {
	m := markPattern.FindStringSubmatch(raw)
	if m == nil {
		return GateNone
	}
	switch m[1] {
	case "✅", "✔", "✓":
		return GatePass
	case "⚠", "🟡", "🟠":
		return GateWithheld
	}
	return GateFail
}
