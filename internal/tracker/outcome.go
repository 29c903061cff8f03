package tracker

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	exitPattern     = regexp.MustCompile(`(?i)\bexit(?:s|ed)?(?:[ _-]?(?:code|status))?\s*(?:[:=]|with|was|is)?\s*(-?\d{1,9})\b`)
	notRunPattern   = regexp.MustCompile(`(?i)^\(?(?:n/a|not (?:run|executed|available|applicable)|skip(?:ped)?|deferred|(?:unable to|cannot|could not|did not) run)\b`)
	templatePattern = regexp.MustCompile(`(?i)^(?:exit\s+)?(?:<[^<>]*>|\?+|…|\.\.\.|\(?(?:todo|tbd|pending)\b)`)
	failedPattern   = regexp.MustCompile(`(?i)^(?:❌\s*)?(?:fail(?:ed|s|ure)?|error(?:ed)?|timed[ -]?out|time-?out|killed|cancell?ed|truncated|no exit code|exit (?:code |status )?(?:unknown|missing))\b`)
	passedPattern   = regexp.MustCompile(`(?i)^(?:all\s+)?(?:pass(?:ed|es|ing)?|ok|success(?:ful)?|succeed(?:ed|s)|green)\b`)
	ratioPattern    = regexp.MustCompile(`(?i)^\d+(?:/\d+)?(?:\s+[a-z]+){0,3}\s+pass(?:ed|ing)?\b`)
	countPattern    = regexp.MustCompile(`^(\d[\d,]*)\s+([A-Za-z][\w-]*(?:\s+[A-Za-z][\w-]*){0,3})`)
	figurePattern   = regexp.MustCompile(`^(\d[\d,.]*(?:/\d+)?)\s+([A-Za-z][A-Za-z-]*)\b`)
	failuresPattern = regexp.MustCompile(`(?i)(?:^|[,;:/—–-]|\b(?:and|but|with|passed))\s*[1-9][\d,]*\s+(?:[a-z][\w-]*\s+){0,3}(?:failures?|failed|failing)\b`)
	allPassed       = regexp.MustCompile(`(?i)(?:(?:^|[,;:.—–-])\s*all(?:\s+[a-z]+)?|\d\s+[a-z]+)\s+(?:pass(?:ed|ing)?|green)\W*$`)
	notRunAfterAll  = regexp.MustCompile(`(?i)(?:—|–|->|→)\s*(?:n/a|not run|skipped)\W*$`)
	shoutedFailure  = regexp.MustCompile(`(\S*)\s*\bFAIL(?:ED|URE|URES)?\b`)
)

// leads tells whether a text starts with words that are an outcome by
// themselves, so that no arrow is needed before them.
func leads(s string) bool {
	s = strings.TrimSpace(unmark(s))
	if m := exitPattern.FindStringIndex(strings.TrimPrefix(s, "(")); m != nil && m[0] == 0 {
		return true
	}
	for _, p := range []*regexp.Regexp{passedPattern, failedPattern, notRunPattern, ratioPattern, failuresPattern} {
		m := p.FindStringIndex(s)
		if m == nil || m[0] != 0 {
			continue
		}
		rest := strings.TrimSpace(s[m[1]:])
		if rest == "" || strings.ContainsRune(".,;:(—–-!", []rune(rest)[0]) {
			return true
		}
	}
	return false
}

var marks = strings.NewReplacer("`", "", "**", "", "✅", "", "✔", "", "✓", "")

// unmark drops code marks, emphasis and ticks.
func unmark(s string) string { return strings.TrimSpace(marks.Replace(s)) }

// ticked tells whether a text starts with a mark that all is well.
func ticked(s string) bool {
	s = strings.TrimSpace(s)
	return strings.HasPrefix(s, "✅") || strings.HasPrefix(s, "✔") || strings.HasPrefix(s, "✓")
}

// outcome reads what stands behind a command.
func (d *document) outcome(start, end int) Outcome {
	text := d.text(start, end)
	o := Outcome{Text: text}
	all := unmark(text.Raw)
	head, groups := brackets(all)
	o.Kind, o.ExitCode, o.Value = outcomeKind(head, groups)
	if o.Kind == OutcomeValue {
		o.Value = valueOf(text.Raw, head)
		if o.Value == "" {
			o.Kind = OutcomeNone
		}
	}
	if o.Kind == OutcomeNone && ticked(text.Raw) {
		o.Kind = OutcomePassed
	}
	o.Figures = figures(groups)
	o.Failed = o.Kind == OutcomeFailed || saysFailed(all)
	return o
}

func outcomeKind(head string, groups []string) (OutcomeKind, int, string) {
	inGroups := func() (int, bool) {
		for _, g := range groups {
			if code, ok := exitCode(g); ok {
				return code, true
			}
		}
		return 0, false
	}
	switch {
	case notRunPattern.MatchString(head):
		return OutcomeNotRun, 0, ""
	case templatePattern.MatchString(head):
		return OutcomeNone, 0, ""
	}
	if code, ok := exitCode(head); ok {
		return OutcomeExit, code, ""
	}
	failed := failedPattern.MatchString(head) || failuresPattern.MatchString(head)
	passed := passedPattern.MatchString(head) || ratioPattern.MatchString(head) || allPassed.MatchString(head)
	if failed || passed || head == "" {
		if code, ok := inGroups(); ok {
			return OutcomeExit, code, ""
		}
	}
	switch {
	case failed:
		return OutcomeFailed, 0, ""
	case passed && notRunAfterAll.MatchString(head): // "passed (if touched) — N/A"
		return OutcomeNotRun, 0, ""
	case passed:
		return OutcomePassed, 0, ""
	case head == "":
		return OutcomeNone, 0, ""
	}
	if m := countPattern.FindStringSubmatch(head); m != nil {
		return OutcomeCount, 0, m[1] + " " + squeeze(m[2])
	}
	return OutcomeValue, 0, ""
}

func exitCode(s string) (int, bool) {
	m := exitPattern.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	code, err := strconv.Atoi(m[1])
	return code, err == nil
}

// exitNumber reads the cell of an exit code's column.
func exitNumber(s string) (int, bool) {
	head, _, _ := strings.Cut(s, "(")
	code, err := strconv.Atoi(strings.TrimSpace(head))
	return code, err == nil
}

// valueOf gives the claimed output: a code span's content, or the words without
// a full stop.
func valueOf(raw, head string) string {
	if span, ok := firstSpan(raw); ok && span.Open == 0 {
		return raw[span.Start:span.End]
	}
	return strings.TrimRight(squeeze(head), ".,; ")
}

// brackets splits a text into what stands outside of round brackets and the
// contents of the outermost ones.
func brackets(s string) (outside string, groups []string) {
	var out strings.Builder
	depth, from := 0, 0
	for i := range len(s) {
		switch s[i] {
		case '(':
			if depth == 0 {
				out.WriteString(s[from:i])
				from = i + 1
			}
			depth++
		case ')':
			if depth == 0 {
				continue
			}
			if depth--; depth == 0 {
				groups = append(groups, s[from:i])
				from = i + 1
			}
		}
	}
	if depth > 0 {
		groups = append(groups, s[from:])
	} else {
		out.WriteString(s[from:])
	}
	return strings.TrimSpace(out.String()), groups
}

const maxFigures = 32

// durations are units that never count as figures.
var durations = map[string]bool{
	"s": true, "ms": true, "m": true, "h": true, "sec": true, "secs": true, "second": true, "seconds": true,
	"min": true, "mins": true, "minute": true, "minutes": true, "hour": true, "hours": true,
}

// verdictWord tells whether a unit is rather a shouted result, as in "6/6 PASS".
func verdictWord(s string) bool {
	return s == strings.ToUpper(s) && (passedPattern.MatchString(s) || failedPattern.MatchString(s))
}

func figures(groups []string) []Figure {
	var out []Figure
	for _, g := range groups {
		for part := range strings.SplitSeq(strings.ReplaceAll(g, ";", ", "), ", ") {
			m := figurePattern.FindStringSubmatch(strings.TrimSpace(part))
			if m == nil || durations[strings.ToLower(m[2])] || verdictWord(m[2]) || len(out) == maxFigures {
				continue
			}
			out = append(out, Figure{Number: m[1], Unit: m[2]})
		}
	}
	return out
}

// saysFailed tells whether a text says FAILED, "0 FAILED" excepted.
func saysFailed(s string) bool {
	if !strings.Contains(s, "FAIL") {
		return false
	}
	s = exitPattern.ReplaceAllString(s, "exit;")
	for _, m := range shoutedFailure.FindAllStringSubmatch(s, -1) {
		if strings.Trim(m[1], "(,") != "0" && !strings.EqualFold(m[1], "no") {
			return true
		}
	}
	return false
}

// exitCode completes the "Command:" before an "Exit code:".
func (r *reader) exitCode(start, end int) {
	if r.command == nil || r.command.Outcome.Kind != OutcomeNone {
		return
	}
	o := r.d.outcome(start, end)
	if code, ok := exitNumber(plain(o.Text.Raw)); ok {
		o.Kind, o.ExitCode, o.Value = OutcomeExit, code, ""
	}
	r.command.Outcome = o
	r.command = nil
}
