package rule

import (
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/tracker"
)

// A ticked box without a command says that something failed in one of a few forms. All
// others are taken for what is asked for: "login with a wrong password fails", "returns
// exit 1 on bad input".
const (
	failedWord = `(?:fail(?:ed|ing)|timed[ -]out|crash(?:ed|ing)|hung|(?:was )?(?:killed|aborted)|broken|red|did not pass|does not pass|not passing)`
	// checkNoun is what is run to see whether something works.
	checkNoun = `(?:(?:unit |integration |smoke |load |stress |soak |regression |e2e |end-to-end |acceptance |manual |ui |api |system )?(?:tests?|suites?|checks?|qa|builds?|ci|lint|linter|pipeline|workflow|benchmarks?|scans?|rehearsal|drill|dry[ -]run|rollout|migration|deploy(?:ment)?|typecheck|type check|coverage|compilation|verification|e2e))`
	// lastWords may stand behind a failure at the end of a box.
	lastWords = `(?:\W*$|\s*(?:[—–(;,.:]|--?\s)|\s+(?:on|in|at|with|after|because|due|for|against|under|again|locally|twice|today|here)\b)`
)

var (
	// shoutedEnd is FAILED behind a dash, an arrow, a colon or an opened bracket, or at the end.
	shoutedEnd = regexp.MustCompile(`(?:->|→|=>|—|–|:|\s-|\()\s*(?:[❌✗✘]\s*)?(?:FAILED|FAIL|TIMEOUT|TIMED OUT)(?:\W*$|\s*(?:[—–(;,.)]|--?\s|with\b|after\b|on\b|in\b|at\b|because\b|due\b))`)
	// shoutedStart is FAILED as the first word.
	shoutedStart = regexp.MustCompile(`^\W*(?:FAILED|FAIL)\s*(?:[:—–\])]|-\s)`)
	// codeEnd is an exit code other than zero as the outcome of the box.
	codeEnd = regexp.MustCompile(`(?i)(?:->|→|=>|—|–|:|\s-|\()\s*exit(?:ed)?(?: code| status)?:? (?:[1-9]\d{0,2})(?:\W*$|\s*[—–(;,.)])`)
	// wordEnd, crossEnd and countEnd are words, a cross and a number of failures as the
	// outcome of something that is run; wordAlone is one of anything.
	wordEnd   = regexp.MustCompile(`(?i)(?:->|→|=>|—|–|:|\s-|\(|;)\s*(?:[❌✗✘]\s*)?(?:(?:it |they |this |both |all )?(?:is |are |still |has |have |was |were )*` + failedWord + `|failure)` + lastWords)
	crossEnd  = regexp.MustCompile(`(?:->|→|=>|—|–|:|\s-|\()\s*[❌✗✘🔴]|[❌✗✘🔴]\x{fe0f}?\W*$`)
	countEnd  = regexp.MustCompile(`(?i)(?:->|→|=>|—|–|:|\s-|\(|,|;|\band|\bbut|\bwith|\bpassed)\s*[1-9][\d,]*\s+(?:[a-z][\w-]*\s+){0,2}(?:failed|failing|failures?)(?:\W*$|\s*[—–(;,.)])`)
	wordAlone = regexp.MustCompile(`(?i)(?:->|→|=>|—|–|\s-|\()\s*(?:it |they |this )?(?:is |are |still |has |have |was |were )*(?:fail(?:ed|ing)|timed out|crashed|did not pass)(?:\W*$|\s*\()`)
	run       = regexp.MustCompile(`(?i)\b(?:` + checkNoun + `|specs?|cases?)\b`)
	// checkFailed is something that is run, and how it went, from the start of a clause.
	checkFailed = regexp.MustCompile(`(?i)(?:^|[.;:—–]\s+|\bbut\s+|\band\s+)\W*(?:the |all |our |some |a few |most |many |\d+ )?(?:[\w./-]+ ){0,3}?` + checkNoun + `(?: (?:on|in|of|for|to|against|with|under) (?:the )?[\w./-]+(?: [\w./-]+)?)?\s+(?:(?:is|are|was|were|has|have|still|now|itself) )*(?:` + failedWord + `|exit(?:ed)?(?: with)?(?: code| status)? [1-9]\d{0,2}|FAIL)` + lastWords)
	// ranAndFailed is an attempt and how it went.
	ranAndFailed = regexp.MustCompile(`(?i)\b(?:ran|run|tried|attempted|executed)\b[^.;]*\b(?:and|but)\s+(?:it |they )?(?:failed|crashed|hung|timed out)` + lastWords)

	// behaviour are words of a box that says what something does, or is to do, and
	// another are those that speak of another run, or of no failure.
	behaviour = regexp.MustCompile(`(?i)\b(?:when|if|why|how|that|which|whether|whose|what|who|until|unless|while|handle[sd]?|retr(?:y|ies|ied)|alert[sd]?|notif(?:y|ies|ied)|show[ns]?|display(?:s|ed)?|report(?:s|ed)?|mark(?:s|ed)?|detect(?:s|ed)?|reject(?:s|ed)?|verif(?:y|ies)|assert(?:s|ed)?|ensure[sd]?|return(?:s|ed)?|print(?:s|ed)?|expect(?:s|ed)?|must|should|rename[sd]?|state|states|status|transition|mapping|maps?|wrong|invalid|bad|missing|malformed|unknown|simulate[sd]?|inject(?:s|ed)?)\b|\b[A-Z][A-Z_]{2,}\s*(?:->|→|=>)`)
	another   = regexp.MustCompile(`(?i)\b(?:before|previous(?:ly)?|once|never|no|none|not a|zero|0|fix(?:ed|es)?|fixing|mend(?:ed|s)?|repair(?:ed|s)?|resolv(?:e|es|ed)|re-?run\w*|investigate[sd]?|document(?:s|ed)?|now (?:pass|green)\w*|then (?:pass|green)\w*|known|flak\w*|first|earlier|negative)\b`)
	// mendedAfter are words behind a failure that take it back.
	mendedAfter = regexp.MustCompile(`(?i)\b(?:fixed|mended|resolved|passe[sd]|green|re-?ran|re-?run|retried|works now)\b`)
)

// boxFails tells whether a ticked box without a command says that it failed. Asked are
// the texts of the boxes before the change: what is added to one of them is how it went,
// and of what stood there only a shouted FAILED behind something that is run counts.
func boxFails(box *tracker.Box, asked map[string]bool) bool {
	text := box.Text.Value
	if len(text) > maxBoxRead {
		text = text[len(text)-maxBoxRead:]
	}
	if !hinted(text) {
		return false
	}
	text = emphasis.Replace(text)
	in := func(form *regexp.Regexp, unless ...*regexp.Regexp) bool {
		at := form.FindStringIndex(text)
		return at != nil && !mendedAfter.MatchString(text[at[1]:]) &&
			!slices.ContainsFunc(unless, func(other *regexp.Regexp) bool { return other.MatchString(text[:at[1]]) })
	}
	switch {
	case asked[box.Text.Value]:
		return run.MatchString(text) && in(shoutedEnd, behaviour)
	case in(shoutedStart), in(shoutedEnd, behaviour), in(codeEnd, behaviour):
		return true
	case in(wordAlone, behaviour, another), in(checkFailed, behaviour, another), in(ranAndFailed, behaviour, another):
		return true
	case run.MatchString(text) && (in(wordEnd, behaviour, another) || in(crossEnd, behaviour, another) || in(countEnd, behaviour, another)):
		return true
	}
	return failedSince(box.Text.Value, asked)
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
var addedFailure = regexp.MustCompile(`(?i)\W*(?:(?:it |they |this )?(?:is |are |was |were |has |have |still )*` + failedWord + `|fails?|❌|exit(?:ed)?(?: with)?(?: code| status)? [1-9]\d{0,2})` + lastWords)

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
