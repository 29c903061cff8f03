package tracker

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

var (
	exitPattern     = newPattern(`(?i)\b(?:exit(?:s|ed)?(?:[ _-]?(?:code|status))?\s*(?:[:=]|with|was|is)?|return(?:ed)? code\s*(?:[:=]|was|is)?|rc\s*[:=])\s*([+-]?\d{1,9})\b`)
	notRunPattern   = newPattern(`(?i)^\(?(?:n/a|not (?:run|started|executed|available|applicable)|skip(?:ped)?|deferred|(?:unable to|cannot|could not|did not) run)\b`)
	templatePattern = newPattern(`(?i)^(?:exit\s+)?(?:<[^<>]*>|\?+|…|\.\.\.|\(?(?:todo|tbd|pending)\b|pass(?:ed)?\s*[/|]\s*fail)`)
	failedPattern   = newPattern(`(?i)^(?:[❌✗✘]\W*$|(?:[❌✗✘]\s*)?(?:fail(?:ed|s|ure)?|error(?:s|ed)?|timed[ -]?out|time-?out|hung|hangs|killed|cancell?ed|interrupted|aborted|crash(?:ed|es)?|panick?ed|panics?|truncated|` +
		`seg(?:mentation )?fault(?:s|ed)?|sig(?:kill|segv|abrt|term|int|hup|bus|ill|fpe|pipe|trap|quit)|signal[: ]+\d+|oom(?:[ -]?kill(?:ed|er)?)?|out of memory|core dumped|` +
		`no exit code|exit (?:code |status )?(?:unknown|missing)|(?:exits?(?:ed)? )?(?:(?:with )?(?:code |status )?)non-?zero|` +
		`(?:not|never|(?:did|does) not|(?:did|does)n['’]t) (?:ok|green|clean|pass(?:ed|ing)?|succe(?:ed|eded|ssful)|complete[ds]?|finish(?:ed)?|end(?:ed)?|exit(?:ed|s)?)|unsuccessful|incomplete)\b)`)
	passedPattern = newPattern(`(?i)^(?:(?:all\s+)?(?:pass(?:ed|es|ing)?|ok|success(?:ful)?|succeed(?:ed|s)|green)|exit(?:s|ed)?(?: code| status)?:? (?:zero|clean(?:ly)?|successful(?:ly)?|ok|fine|normal(?:ly)?))\b`)
	// Words of failure that may stand for an output where they are marked as code.
	brokenPattern = newPattern(`(?i)^(?:[🔴💥⛔🛑🚫]|(?:terminated|stopped|broken|red|bad)\b)`)
	// Words that name no outcome, an exit code that is none among them.
	unclearPattern  = newPattern(`(?i)^(?:(?:partial(?:ly)?|flaky|inconclusive|mixed|unclear|undetermined)\b|exit(?:s|ed)?(?:[ _-]?(?:code|status))?[ :=]+[^\s:=])`)
	ratioPattern    = newPattern(`(?i)^\d+(?:/\d+)?(?:\s+[a-z]+){0,3}\s+pass(?:ed|ing)?\b`)
	countPattern    = newPattern(`^(\d[\d,]*)\s+([A-Za-z][\w-]*(?:\s+[A-Za-z][\w-]*){0,3})`)
	figurePattern   = newPattern(`^(\d[\d,.]*(?:/\d+)?)\s+([A-Za-z][A-Za-z-]*(?:\(s?\)|\b)(?:\s+[A-Za-z][A-Za-z-]*(?:\(s?\)|\b)){0,2})`)
	failuresPattern = newPattern(`(?i)(?:^|[,;:/—–-]|\b(?:and|but|with|passed))\s*[1-9][\d,]*\s+(?:[a-z][\w-]*\s+){0,3}(?:failures?|failed|failing)\b`)
	allPassed       = newPattern(`(?i)(?:(?:^|[,;:.—–-])\s*all(?:\s+[a-z]+)?|\d\s+[a-z]+)\s+(?:pass(?:ed|ing)?|green)\W*$`)
	notRunAfterAll  = newPattern(`(?i)(?:—|–|->|→)\s*(?:n/a|not run|skipped)\W*$`)
	shoutedFailure  = newPattern(`(\S*)\s*\bFAIL(?:ED|URE|URES)?\b((?:\s+[a-z]+)?\s*[:=]\s*(?:0|(?i:none|no))\b)?`)
	none            = newPattern(`(?i)^(?:0|no|zero|without|never)$`)

	// A code that is hoped for, asked for or left open.
	hopedBefore = newPattern(`(?i)^(?:` + hopeWords + `)\b`)
	hopedBehind = newPattern(`(?i)^(?:\s*\?|\s+(?:is |was )?(?:expected|wanted|required)\W*$)`)
	gotBehind   = newPattern(`(?i)^\s+(?:is |was )?(?:expected|wanted|required)\W+(?:but )?(?:got|gave|was|actual(?:ly)?|returned|observed|received)\W*(-?\d{1,9})\b`)
	gotBefore   = newPattern(`(?i)\b(?:got|gave|actual(?:ly)?|returned|observed|received)[\s:]*$`)
	orOther     = newPattern(`(?i)^\s*(?:or\s+(?:exit(?:s|ed)?(?:[ _-]?(?:code|status))?\s*)?(-?\d{1,3})\b|[/|]\s*(?:exit(?:s|ed)?(?:[ _-]?(?:code|status))?\s*)?(-?\d{1,3})\s*(?:$|[,;.(])|,\s*(-?\d{1,3})\s*$)`)
	// What stands between a code and the one that takes its place.
	thenCode  = newPattern(`(?i)^[\s,;:.&+—–>→⇒=-]*(?:(?:and|but|then|later|finally|now|again|afterwards?|on|the|a|in|second|last|final|got|gave|actual(?:ly)?|returned|observed|received|re-?run|re-?ran|retr(?:y|ied)|run|attempt|try|fixed|mended|after|today|is|it)[\s,:]*){0,5}$`)
	noFailure = newPattern(`(?i)^\W*\w+(?:-free\b|\W{1,3}(?:0|none|no)\b)`)
	struckOut = newPattern(`~~[^~]*~~`)
)

const hopeWords = `should|shall|must|will|would|may|might|can|could|needs? to|has to|to|expect(?:ed|s|ing)?|supposed|ought|wants?|wanted|requires?|required|planned|target|presumably|probably|likely|assum(?:ed|ing)|hopefully|maybe|perhaps|almost|nearly`

// leads tells whether a text starts with words that are an outcome by
// themselves, so that no arrow is needed before them.
func leads(s string) bool {
	s = strings.TrimSpace(unmark(s))
	if m := exitPattern.FindStringIndex(strings.TrimPrefix(s, "(")); m != nil && m[0] == 0 {
		return true
	}
	for _, p := range []*pattern{passedPattern, failedPattern, notRunPattern, ratioPattern, failuresPattern} {
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

var marks = strings.NewReplacer("`", "", "**", "", "✅", "", "✔", "", "✓", "", "\u00a0", " ", "&nbsp;", " ",
	"\u2007", " ", "\u2009", " ", "\u202f", " ", "\u3000", " ", "：", ":", "（", "(", "）", ")")

// unmark drops code marks, emphasis, ticks and what is struck through, and narrows wide
// signs.
func unmark(s string) string {
	return strings.TrimSpace(marks.Replace(struckOut.ReplaceAllString(s, "")))
}

// ticked tells whether a text starts with a mark that all is well.
func ticked(s string) bool {
	s = strings.TrimSpace(s)
	return strings.HasPrefix(s, "✅") || strings.HasPrefix(s, "✔") || strings.HasPrefix(s, "✓")
}

// hopes tells whether a text says which exit code is hoped for.
func hopes(s string) bool {
	s = unmark(s)
	_, stated := statedCode(s)
	return stated && hopedBefore.MatchString(s)
}

// approving are the words that say no more than that all is well.
var approving = newPattern(`(?i)^(?:is|are|was|were|has|been|all|it|looks?|looking|very|fully|now|still|again|and|done|clean|green|good|fine|great|perfect|ok|okay|lgtm|pass(?:ed|es|ing)?|success(?:ful(?:ly)?)?|succeed(?:ed|s)|works?|worked|working|ran|runs|executed|verified|checked|confirmed|complete[d]?|finished|yes|locally|here|too|also|in|on|ci|my|machine|returns?|returned|0|without|no|zero|any|errors?|issues?|problems?|warnings?)$`)

// approves tells whether a text is nothing but words or marks that all is well, or a
// struck-through outcome.
func approves(s string) bool {
	const most = 6
	words := strings.FieldsFunc(struckOut.ReplaceAllString(s, " "), func(r rune) bool { return !isWordRune(r) })
	if len(words) == 0 {
		return strings.ContainsFunc(s, func(r rune) bool { return r == '~' || unicode.Is(unicode.So, r) })
	}
	return len(words) <= most && !slices.ContainsFunc(words, func(w string) bool { return !approving.MatchString(w) })
}

// outcome reads what stands behind a command.
func (d *document) outcome(start, end int) Outcome {
	text := d.text(start, end)
	return outcomeOf(text, text.Raw)
}

// outcomeOf reads an outcome from words in the place of a text.
func outcomeOf(text Text, raw string) Outcome {
	o := Outcome{Text: text}
	all := unmark(raw)
	head, groups := brackets(all)
	span, coded := firstSpan(raw)
	coded = coded && span.Open == 0
	o.Kind, o.ExitCode, o.Value = outcomeKind(head, groups, coded)
	o.Figures = figures(groups)
	o.Failed = o.Kind == OutcomeFailed || !templatePattern.MatchString(head) && o.failedBeside(head, groups)
	if seen, strange := asSeen(all); strange != "" {
		head, groups := brackets(seen)
		kind, code, _ := outcomeKind(head, groups, coded)
		if kind != o.Kind && kind != OutcomeValue || code != o.ExitCode || !o.Failed && saysFailed(seen) {
			o.Kind, o.ExitCode, o.Value, o.Strange = OutcomeUnclear, 0, "", strange
		}
	}
	if o.Kind == OutcomeValue {
		o.Value = valueOf(text.Raw, head)
		if o.Value == "" {
			o.Kind = OutcomeNone
		}
	}
	if o.Kind == OutcomeNone && ticked(raw) {
		o.Kind = OutcomePassed
	}
	return o
}

// outcomeKind reads an outcome that stands outside of brackets and the remarks
// within them; coded tells that it starts as code.
func outcomeKind(head string, groups []string, coded bool) (OutcomeKind, int, string) {
	switch {
	case notRunPattern.MatchString(head):
		return OutcomeNotRun, 0, ""
	case templatePattern.MatchString(head):
		return OutcomeNone, 0, ""
	}
	if kind, code := exitOf(head, groups); kind != OutcomeNone {
		return kind, code, ""
	}
	failed := (failedPattern.MatchString(head) || !coded && brokenPattern.MatchString(head)) && !noFailure.MatchString(head) || failuresPattern.MatchString(head)
	passed := passedPattern.MatchString(head) || ratioPattern.MatchString(head) || allPassed.MatchString(head)
	if failed || passed || head == "" {
		for _, g := range groups {
			if code, ok := statedCode(g); ok {
				return OutcomeExit, code, ""
			}
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
	case !coded && unclearPattern.MatchString(head):
		return OutcomeUnclear, 0, ""
	}
	if m := countPattern.FindStringSubmatch(head); m != nil {
		return OutcomeCount, 0, m[1] + " " + squeeze(m[2])
	}
	return OutcomeValue, 0, ""
}

// exitOf reads the exit code that stands outside of brackets; none where there is
// none. Of several that follow one another the last counts, a rerun.
func exitOf(head string, groups []string) (OutcomeKind, int) {
	found := exitPattern.FindAllStringSubmatchIndex(head, 16)
	if len(found) == 0 {
		return OutcomeNone, 0
	}
	at := found[0]
	for _, next := range found[1:] {
		if !thenCode.MatchString(head[at[1]:next[0]]) {
			break
		}
		at = next
	}
	code, err := strconv.Atoi(head[at[2]:at[3]])
	if err != nil {
		return OutcomeNone, 0
	}
	behind := head[at[1]:]
	if m := orOther.FindStringSubmatch(behind); m != nil {
		if other, _ := strconv.Atoi(m[1] + m[2] + m[3]); other != code {
			return OutcomeExpected, max(code, other)
		}
	}
	if m := gotBehind.FindStringSubmatch(behind); m != nil {
		if code, err = strconv.Atoi(m[1]); err == nil {
			return OutcomeExit, code
		}
	}
	if hopedBefore.MatchString(head) && !gotBefore.MatchString(head[:at[0]]) || hopedBehind.MatchString(behind) {
		return OutcomeExpected, code
	}
	if code != 0 {
		return OutcomeExit, code
	}
	if failedPattern.MatchString(head) && !noFailure.MatchString(head) && !otherRun.MatchString(head) {
		return OutcomeFailed, 0
	}
	return besideZero(behind, groups)
}

func statedCode(s string) (int, bool) {
	m := exitPattern.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	code, err := strconv.Atoi(m[1])
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

// failedBeside tells whether an outcome that stands outside of brackets, or a remark within
// them, says FAILED; beside exit 0 not of another run.
func (o Outcome) failedBeside(head string, groups []string) bool {
	return slices.ContainsFunc(append([]string{head}, groups...), func(part string) bool {
		zero := o.Kind == OutcomeExit && o.ExitCode == 0
		return saysFailed(part) && !(zero && spokenOf.MatchString(part) && !failedAgain.MatchString(part))
	})
}

// saysFailed tells whether a text says FAILED, "0 FAILED" and "FAILED: none" excepted.
func saysFailed(s string) bool {
	if !strings.Contains(s, "FAIL") {
		return false
	}
	s = exitPattern.ReplaceAllString(s, "exit;")
	for _, m := range shoutedFailure.FindAllStringSubmatch(s, -1) {
		if !none.MatchString(strings.Trim(m[1], "([,;:")) && m[2] == "" {
			return true
		}
	}
	return false
}

// exitCell reads the place of an exit code, where a bare number is one and other
// values are none.
func exitCell(text Text) Outcome {
	raw := unmark(text.Raw)
	if seen, _ := asSeen(raw); exitNumbers.MatchString(seen) {
		raw = "exit " + lastCode(seen)
	} else if numbered.MatchString(seen) {
		raw = "exit " + raw
	} else {
		raw = text.Raw
	}
	o := outcomeOf(text, raw)
	if o.Kind == OutcomeValue || o.Kind == OutcomeCount {
		o.Kind, o.Value = OutcomeUnclear, ""
	}
	return o
}

// exitNumbers are several exit codes in the place of one.
var exitNumbers = newPattern(`^\d+(?:\s*(?:→|->|=>|[,;/&+]|then|and)?\s*\d+)*$`)

var codeNumber = newPattern(`\d+`)

// lastCode is the exit code that several come to: the last of reruns, else one that is
// not zero.
func lastCode(s string) string {
	codes := codeNumber.FindAllString(s, -1)
	code := codes[len(codes)-1]
	for _, c := range codes {
		if strings.Trim(c, "0") != "" && !rerun.MatchString(s) {
			code = c
		}
	}
	return code
}

var rerun = newPattern(`→|->|=>|then`)

var numbered = newPattern(`^[+-]?\d`)

// exitCode completes the "Command:" before an "Exit code:".
func (r *reader) exitCode(start, end int) {
	if r.command == nil || r.command.Outcome.Kind != OutcomeNone {
		return
	}
	r.command.Outcome = exitCell(r.d.text(start, end))
	r.command = nil
}
