package rule

import (
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/tracker"
	"github.com/packetgate/packetgate/internal/word"
)

// What the forms below are made of.
const (
	// sign stands between what a box asks for and how it went.
	sign       = `(?:->|→|=>|—|–|:|\s-|\()\s*`
	itWas      = `(?:it |they |this )?(?:is |are |still |has |have |was |were )*`
	failedWord = `(?:fail(?:ed|ing)|timed[ -]out|crash(?:ed|ing)|hung|(?:was )?(?:killed|aborted)|broken|red|did not pass|does not pass|not passing)`
	exitOther  = `exit(?:ed)?(?: with)?(?: code| status)? [1-9]\d{0,2}`
	// clauseEnd and lastWords may stand behind a failure at the end of a box.
	clauseEnd = `(?:\W*$|\s*[—–(;,.)])`
	lastWords = `(?:\W*$|\s*(?:[—–(;,.:]|--?\s)|\s+(?:on|in|at|with|after|because|due|for|against|under|again|locally|twice|today|here)\b)`
)

// failureForm is a form in which a ticked box without a command says that something
// failed, unless words before it say that it speaks of something else.
type failureForm struct {
	form, unless *regexp.Regexp
	// ofRun is true where it counts only in a box about something that is run.
	ofRun bool
}

var (
	somethingRun = regexp.MustCompile(`(?i)\b(?:` + word.Check + `|specs?|cases?)\b`)
	// behaviour are words of a box that says what something does, or is to do;
	// behaviourOrOther has also those that speak of another run, or of no failure.
	behaviour        = regexp.MustCompile(`(?i)\b(?:when|if|why|how|that|which|whether|whose|what|who|until|unless|while|handle[sd]?|retr(?:y|ies|ied)|alert[sd]?|notif(?:y|ies|ied)|show[ns]?|display(?:s|ed)?|report(?:s|ed)?|mark(?:s|ed)?|detect(?:s|ed)?|reject(?:s|ed)?|verif(?:y|ies)|assert(?:s|ed)?|ensure[sd]?|return(?:s|ed)?|print(?:s|ed)?|expect(?:s|ed)?|must|should|rename[sd]?|state|states|status|transition|mapping|maps?|wrong|invalid|bad|missing|malformed|unknown|simulate[sd]?|inject(?:s|ed)?)\b|\b[A-Z][A-Z_]{2,}\s*(?:->|→|=>)`)
	behaviourOrOther = regexp.MustCompile(behaviour.String() + `|\b(?:before|previous(?:ly)?|once|never|no|none|not a|zero|0|fix(?:ed|es)?|fixing|mend(?:ed|s)?|repair(?:ed|s)?|resolv(?:e|es|ed)|re-?run\w*|investigate[sd]?|document(?:s|ed)?|now (?:pass|green)\w*|then (?:pass|green)\w*|known|flak\w*|first|earlier|negative)\b`)
	// mendedAfter are words behind a failure that take it back.
	mendedAfter = regexp.MustCompile(`(?i)\b(?:fixed|mended|resolved|passe[sd]|green|re-?ran|re-?run|retried|works now)\b`)

	// shoutedEnd is FAILED behind a sign.
	shoutedEnd = failureForm{regexp.MustCompile(sign + `(?:[❌✗✘]\s*)?(?:FAILED|FAIL|TIMEOUT|TIMED OUT)(?:\W*$|\s*(?:[—–(;,.)]|--?\s|with\b|after\b|on\b|in\b|at\b|because\b|due\b))`), behaviour, false}
)

// failureForms are all of them. Other words are taken for what is asked for: "login with
// a wrong password fails", "returns exit 1 on bad input".
var failureForms = []failureForm{
	shoutedEnd,
	// FAILED as the first word, and an exit code other than zero as the outcome
	{regexp.MustCompile(`^\W*(?:FAILED|FAIL)\s*(?:[:—–\])]|-\s)`), nil, false},
	{regexp.MustCompile(`(?i)` + sign + `exit(?:ed)?(?: code| status)?:? (?:[1-9]\d{0,2})` + clauseEnd), behaviour, false},
	// a word as the outcome of anything
	{regexp.MustCompile(`(?i)(?:->|→|=>|—|–|\s-|\()\s*` + itWas + `(?:fail(?:ed|ing)|timed out|crashed|did not pass)(?:\W*$|\s*\()`), behaviourOrOther, false},
	// something that is run, and how it went, from the start of a clause
	{regexp.MustCompile(`(?i)(?:^|[.;:—–]\s+|\bbut\s+|\band\s+)\W*(?:the |all |our |some |a few |most |many |\d+ )?(?:[\w./-]+ ){0,3}?` + word.Check + `(?: (?:on|in|of|for|to|against|with|under) (?:the )?[\w./-]+(?: [\w./-]+)?)?\s+(?:(?:is|are|was|were|has|have|still|now|itself) )*(?:` + failedWord + `|` + exitOther + `|FAIL)` + lastWords), behaviourOrOther, false},
	// an attempt, and how it went
	{regexp.MustCompile(`(?i)\b(?:ran|run|tried|attempted|executed)\b[^.;]*\b(?:and|but)\s+(?:it |they )?(?:failed|crashed|hung|timed out)` + lastWords), behaviourOrOther, false},
	// words, a cross, and a number of failures as the outcome of something that is run
	{regexp.MustCompile(`(?i)(?:` + sign + `|;\s*)(?:[❌✗✘]\s*)?(?:(?:both |all )?` + itWas + failedWord + `|failure)` + lastWords), behaviourOrOther, true},
	{regexp.MustCompile(sign + `[❌✗✘🔴]|[❌✗✘🔴]\x{fe0f}?\W*$`), behaviourOrOther, true},
	{regexp.MustCompile(`(?i)(?:->|→|=>|—|–|:|\s-|\(|,|;|\band|\bbut|\bwith|\bpassed)\s*[1-9][\d,]*\s+(?:[a-z][\w-]*\s+){0,2}(?:failed|failing|failures?)` + clauseEnd), behaviourOrOther, true},
}

// in tells whether a text says so in this form.
func (f failureForm) in(text string) bool {
	at := f.form.FindStringIndex(text)
	return at != nil && !mendedAfter.MatchString(text[at[1]:]) &&
		(f.unless == nil || !f.unless.MatchString(text[:at[1]])) && (!f.ofRun || somethingRun.MatchString(text))
}

// boxFails tells whether a ticked box without a command says that it failed, or at its
// end that it is not done. Asked are
// the texts of the boxes before the change: what is added to one of them is how it went,
// and of what stood there only a shouted FAILED behind something that is run counts.
func boxFails(box *tracker.Box, asked map[string]bool) bool {
	text := box.Text.Value
	if len(text) > maxBoxRead {
		text = text[len(text)-maxBoxRead:]
	}
	if !asked[box.Text.Value] && undoneAtEnd(text, asked) {
		return true
	}
	if !hinted(text) {
		return false
	}
	text = emphasis.Replace(text)
	if asked[box.Text.Value] {
		return somethingRun.MatchString(text) && shoutedEnd.in(text)
	}
	return slices.ContainsFunc(failureForms, func(f failureForm) bool { return f.in(text) }) || failedSince(box.Text.Value, asked)
}

// startsRemark stands before a remark at the end of a box, or before its last sentence.
var startsRemark = regexp.MustCompile(`[(\[]|\s(?:--?|—|–|->|→)\s|[.;,:]\s`)

// undoneAtEnd tells whether the end of a box says that it is not done, unless it may be
// part of what is asked for.
func undoneAtEnd(text string, asked map[string]bool) bool {
	const longest = 100
	from := max(0, len(text)-longest)
	signs := startsRemark.FindAllStringIndex(text[from:], -1)
	if len(signs) == 0 {
		return false
	}
	last := signs[len(signs)-1]
	before := strings.TrimRight(text[:from+last[0]], " ")
	known := asked[before] || asked[before+"."]
	return tracker.Undone(strings.TrimRight(text[from+last[1]:], ")] ")) && (known || !behaviour.MatchString(before))
}

// hinted tells whether a text has a part of any word or sign that could tell a failure,
// which spares all others the forms.
func hinted(text string) bool {
	text = strings.ToLower(text)
	return slices.ContainsFunc([]string{"fail", "time", "crash", "hung", "killed", "abort", "broken", " red", "pass", "exit", "❌", "✗", "✘", "🔴"},
		func(hint string) bool { return strings.Contains(text, hint) })
}

// maxBoxRead bounds how much of a box is read for a failure, from its end.
const maxBoxRead = 2000

var emphasis = strings.NewReplacer("**", "", "__", "", "`", "", "[", "(", "]", ")")

// addedFailure is a failure at the start of what was added to a box.
var addedFailure = regexp.MustCompile(`(?i)\W*(?:` + itWas + failedWord + `|fails?|❌|` + exitOther + `)` + lastWords)

// failedSince tells whether a failure was added to what a box asked for.
func failedSince(text string, asked map[string]bool) bool {
	for _, at := range addedFailure.FindAllStringIndex(text, 8) {
		before := strings.TrimRight(text[:at[0]], " ")
		if before != "" && (asked[before] || asked[before+"."]) && !mendedAfter.MatchString(text[at[1]:]) {
			return true
		}
	}
	return false
}
