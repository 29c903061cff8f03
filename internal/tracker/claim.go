package tracker

import (
	"slices"
	"strings"
)

// claimIn says where a text stands that may hold a claim.
type claimIn struct {
	// commands is true in a list of commands that were run: words may stand
	// between the command and the arrow, and the outcome may be missing.
	commands bool
	// bare is true where a command may stand without backticks.
	bare bool
	box  bool
	// top is true for items that are not nested.
	top bool
}

var (
	joint     = newPattern(`^\s*(?:,|;|\+|&|/|,?\s*\band)?\s*$`)
	separator = newPattern(`(?:[,;.+&/·]|\b(?:and|then))\s*$`)
)

// claims reads every claim of an item or line. Most hold one. There are more where
// commands with exit codes follow one another, "`A` -> exit 0, `B` -> exit 1", or
// are joined and share one, "`A` and `B` -> exit 0".
func (d *document) claims(start, end int, in claimIn) []*Claim {
	text := d.raw(start, end)
	found := CodeSpans(text)
	// A part is what one claim is read from, or several that share the outcome
	// behind the span last.
	type part struct{ from, first, last int }
	parts := []part{{}}
	run, depth := 0, 0 // the first of the joined spans up to here; open brackets
	for i := 1; i < len(found); i++ {
		between := text[found[i-1].Close:found[i].Open]
		depth = max(depth+strings.Count(between, "(")-strings.Count(between, ")"), 0)
		if !joint.MatchString(between) || !commandLike(text[found[i-1].Start:found[i-1].End]) {
			run = max(run, i)
		}
		if endsInArrow(between) {
			run = i + 1 // a value
		}
		if run > i || depth > 0 || !separator.MatchString(between) || !commandLike(text[found[i].Start:found[i].End]) || !exitBehind(text, found, i) {
			continue
		}
		if p := &parts[len(parts)-1]; run > p.first {
			parts = append(parts, part{found[run].Open, run, i})
		} else {
			p.last = i
		}
	}
	if p := &parts[0]; len(parts) == 1 && p.first == p.last && joinedCommands(text, found, in) {
		p.last = len(found) - 1
	}
	var out []*Claim
	for n, p := range parts {
		stop := len(text)
		if n+1 < len(parts) {
			stop = p.from + len(separator.ReplaceAllString(text[p.from:parts[n+1].from], ""))
		}
		if p.first == p.last {
			if c := d.claim(start+p.from, start+stop, in); c != nil {
				out = append(out, c)
			}
			continue
		}
		behind := found[p.last].Close
		at, _ := outcomeAt(text[behind:stop], false)
		o := d.outcome(start+behind+at, start+stop)
		for _, s := range found[p.first : p.last+1] {
			out = append(out, d.newClaim(start+s.Start, start+s.End, o))
		}
	}
	return out
}

// joinedCommands tells whether a text is nothing but joined commands, with at most words
// behind them that are the outcome of all: "`A`, `B`", "`A` and `B` passed".
func joinedCommands(text string, found []CodeSpan, in claimIn) bool {
	if len(found) < 2 || !in.box && !in.commands || strings.TrimSpace(text[:found[0].Open]) != "" {
		return false
	}
	for i, span := range found {
		command := text[span.Start:span.End]
		if !commandLike(command) || in.box && !strings.Contains(command, " ") {
			return false
		}
		if i > 0 && !joint.MatchString(text[found[i-1].Close:span.Open]) {
			return false
		}
	}
	behind := text[found[len(found)-1].Close:]
	at, arrow := outcomeAt(behind, false)
	return arrow || strings.Trim(behind, " \t\r\n.;,:") == "" || leads(behind[at:])
}

func endsInArrow(s string) bool {
	s = strings.TrimSpace(s)
	return slices.ContainsFunc(arrows, func(a string) bool { return strings.HasSuffix(s, a) })
}

// exitBehind tells whether an exit code stands right behind a code span.
func exitBehind(text string, found []CodeSpan, i int) bool {
	stop := len(text)
	if i+1 < len(found) {
		stop = found[i+1].Open
	}
	behind := text[found[i].Close:stop]
	at, _ := outcomeAt(behind, false)
	m := exitPattern.FindStringIndex(strings.TrimLeft(unmark(behind[at:]), "( "))
	return m != nil && m[0] == 0
}

// claim reads the claim of one item or line: the first code span, then an arrow,
// then the outcome. It returns nil where there is none.
func (d *document) claim(start, end int, in claimIn) *Claim {
	text := d.raw(start, end)
	span, ok := commandSpan(text)
	if !ok {
		if in.bare || in.box {
			return d.bareClaim(start, text, in)
		}
		return nil
	}
	command := text[span.Start:span.End]
	if command == "" || command[0] == '-' {
		return nil
	}
	before, after := text[:span.Open], text[span.Close:]
	if decorated(before) {
		before = ""
	}
	at, arrow := outcomeAt(after, in.commands)
	behind := start + span.Close // the command's end
	with := func(o Outcome) *Claim { return d.newClaim(start+span.Start, start+span.End, o) }
	if arrow {
		o := d.outcome(behind+at, end)
		if o.Kind == OutcomeValue && !in.commands && !in.box && (before != "" || !in.top || !strings.Contains(command, " ")) {
			return nil
		}
		return with(o)
	}
	if leads(after[at:]) {
		return with(d.outcome(behind+at, end))
	}
	if at := statedAt(before, command, after, in); at >= 0 {
		return with(d.outcome(behind+at, end))
	}
	switch alone := in.box && before == ""; {
	case (in.box || in.commands) && statedBefore.MatchString(before) && commandLike(command):
		return with(d.outcome(start, start+span.Open))
	case (in.commands || in.box) && before == "" && strings.Trim(after, " \t\r\n.;,:") == "" && commandLike(command):
		return with(Outcome{Text: d.text(behind, behind)})
	case alone && strings.Contains(command, " ") && (bracketed(after[at:]) || hopes(after[at:])):
		return with(d.outcome(behind+at, end))
	case alone && runnable(command) && approves(after):
		o := d.outcome(behind+at, end)
		o.Kind, o.Value = OutcomePassed, ""
		return with(o)
	case in.commands && commandLike(command) && strings.Contains(command, " "):
		return with(d.outcome(behind+at, end))
	}
	return nil
}

var lineEnds = strings.NewReplacer("\r\n", " ", "\n", " ")

func (d *document) newClaim(start, end int, o Outcome) *Claim {
	command := d.text(d.promptless(start, end), end)
	command.Value = strings.TrimSpace(lineEnds.Replace(command.Raw))
	return &Claim{Command: command, Outcome: o}
}

// arrows between a command and its outcome.
var arrows = []string{"->", "→", "=>", "⇒", "-->", "⟶", "-&gt;", "=&gt;", "&rarr;"}

// spaces are those between a command and its outcome, wide and narrow ones included.
const spaces = " \t\r\n\u00a0\u2007\u2009\u202f\u3000"

// outcomeAt finds where an outcome starts behind a command. Without an arrow,
// which is not asked to stand at once in a list of commands, it is the offset
// behind softer marks such as a dash or a colon.
func outcomeAt(s string, anywhere bool) (at int, arrow bool) {
	at = len(closing.FindString(s))
	at += skip(s[at:], spaces)
	for at < len(s) && s[at] == '(' {
		closing := closingBracket(s[at:])
		if closing < 0 {
			break
		}
		next := at + closing + 1
		next += skip(s[next:], " \t\r\n")
		if arrowLen(s[next:]) == 0 {
			break
		}
		at = next
	}
	if n := arrowLen(s[at:]); n > 0 {
		return at + n, true
	}
	if anywhere {
		if i, width := firstArrow(s); i >= 0 {
			return i + width, true
		}
	}
	for _, soft := range []string{"—", "–", "--", ":", "：", "-"} {
		if strings.HasPrefix(s[at:], soft) {
			return at + len(soft), false
		}
	}
	return at, false
}

// firstArrow finds the first arrow of a text, -1 if there is none.
func firstArrow(s string) (at, width int) {
	at = -1
	for _, a := range arrows {
		if i := strings.Index(s, a); i >= 0 && (at < 0 || i < at) {
			at, width = i, len(a)
		}
	}
	return at, width
}

func arrowLen(s string) int {
	for _, a := range arrows {
		if strings.HasPrefix(s, a) {
			return len(a)
		}
	}
	return 0
}

func skip(s, cutset string) int { return len(s) - len(strings.TrimLeft(s, cutset)) }

// closingBracket gives the offset of the bracket that closes the one at the start
// of s, or -1.
func closingBracket(s string) int {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// bracketed tells whether a text is nothing but one remark in brackets.
func bracketed(s string) bool {
	s = strings.TrimRight(strings.TrimSpace(s), ".;,")
	return strings.HasPrefix(s, "(") && closingBracket(s) == len(s)-1
}

// bareClaim reads a line such as "go build ./... -> exit 0", which counts only
// with an exit code, and in a box only where the words are surely a command; there
// other signs than an arrow may part the two.
func (d *document) bareClaim(start int, text string, in claimIn) *Claim {
	at, width := firstArrow(text)
	if m := exitPattern.FindStringIndex(text); at < 0 && m != nil && in.box && !conditions.MatchString(text[m[1]:]) {
		at = len(strings.TrimRight(text[:m[0]], " \t\r\n:;,.([—–-|=>"))
		width = m[0] - at
	}
	if at < 0 || strings.TrimSpace(text[at:at+width]) == "" {
		return nil
	}
	o := d.outcome(start+at+width, start+len(text))
	if _, stated := statedCode(o.Text.Raw); !stated && o.Kind != OutcomeExit {
		return nil
	}
	from := len(text) - len(strings.TrimPrefix(text, "$ "))
	from, to := trim(text, from, max(from, at))
	if !in.bare {
		from = len(opening.FindString(text[:to]))
		to = from + len(closers.ReplaceAllString(text[from:to], ""))
	}
	if from == to || !in.bare && !plainCommand(text[from:to]) {
		return nil
	}
	return d.newClaim(start+from, start+to, o)
}

// What may stand between a command and its exit code without an arrow: signs, remarks
// in brackets or between dashes, a place, and words that say that it ran.
var (
	signsOnly  = newPattern("(?i)^(?:[^\\pL\\pN`~]|~>|<br\\s*/?>|\\[\\^\\w+\\])*$")
	saysItRan  = newPattern("(?i)^(?:[^\\pL\\pN`~]|~>|<br\\s*/?>|\\[\\^\\w+\\]|\\([^()`]{0,80}\\)|[—–][^—–`]{1,40}[—–]|\\b(?:in|from|under) `[^`]{1,60}`|\\b(?:it|command|run|ran|returns?|returned|gives?|gave|ends?|ended|finish(?:es|ed)|completed?|with|an|the|its|has|was|is|process|now|again|locally)\\b)*$")
	conditions = newPattern(`(?i)^\W{0,3}(?:when|if|on|for|unless|where|instead|without|after|rather|even|and not|not)\b`)

	statedBefore = newPattern(`^\W*` + exitPattern.String() + `\W*$`)
)

// statedAt gives the offset behind a command of the exit code that is stated of it
// without an arrow, -1 where there is none, or where the words tell what the command is
// to do: beside words, only what surely is a command counts, and with words before it
// only signs and a code of zero.
func statedAt(before, command, after string, in claimIn) int {
	m := exitPattern.FindStringSubmatchIndex(after)
	if m == nil || !commandLike(command) || conditions.MatchString(after[m[1]:]) {
		return -1
	}
	between := after[:m[0]]
	switch {
	case signsOnly.MatchString(between):
	case (in.box || in.commands) && before == "" && plainCommand(command) && saysItRan.MatchString(between):
	default:
		return -1
	}
	if before != "" && (!in.box || !plainCommand(command) || strings.Trim(after[m[2]:m[3]], "0") != "") {
		return -1
	}
	return m[0]
}
