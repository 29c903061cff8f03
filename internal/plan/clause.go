package plan

import (
	"regexp"
	"strings"
)

var (
	clauseEnd = regexp.MustCompile(`(?i)[.;!?](?:\s|$)|\bbut\b`)
	// not is followed by what is not to be done, avoid by what is to be done without.
	not       = regexp.MustCompile(`(?i)\b(?:(?:do|does|must|should|may|shall|need|can|will)(?: not\b|n['’]t\b)|cannot\b|never\b|not to\b|no longer\b)`)
	runVerb   = regexp.MustCompile(`(?i)^\W*(?:$|(?:(?:to|ever|be|again|directly|actually|simply)\s+){0,2}(?:use|run|re-?run|call|invoke|execute|rely|depend|need|require|add|try|push|apply|include|type|allow|perform|issue|commit|start|launch|ship)\b)`)
	insteadOf = regexp.MustCompile(`(?i)\b(?:instead of|rather than)\b[^,]*$`)
	avoid     = regexp.MustCompile(`(?i)\b(?:avoid|refrain(?:s|ing)? from|except(?: for)?|excluding|other than|nobody|no one|without running|forbidden|prohibited|skip(?:ping)?)\b`)
	backToRun = regexp.MustCompile(`(?i),\s*(?:(?:and|then|rather|just)\s+)?(?:use|run|re-?run|execute)\s*$`)
	notBefore = regexp.MustCompile(`(?i)(?:\bnot|n['’]t|\bnever)\s+$`)
	// mention speaks of a command without asking for a run of it.
	mention = regexp.MustCompile(`(?i)\b(?:document(?:s|ed|ing)?|explain(?:s|ed)?|describe[sd]?|mention(?:s|ed)?|rename[sd]?|remove[sd]?|replace[sd]?|delete[sd]?|deprecate[sd]?|refer(?:s|ences?)? to|references to|names?|lists|quotes?)\s*(?:the\s+)?(?:commands?\s+|use of\s+|calls? (?:of|to)\s+)?$`)
	// example names a command to show what is meant.
	example     = regexp.MustCompile(`(?i)(?:\be\.?\s?g\.?|\b(?:for (?:example|instance)|such as|as in|like|examples?))[,:]?\s*$`)
	bareNot     = regexp.MustCompile(`(?i)(?:^|[\s,;:(])(?:not|no(?: (?:more|use of|calls? (?:to|of)))?)\s+$`)
	possessive  = regexp.MustCompile(`^['’]s\b`)
	deniedAfter = regexp.MustCompile(`(?i)^\W*(?:(?:is|are|must|should|may|can|need|shall)\s+)?(?:(?:not|never|no longer)\s+(?:to\s+)?(?:be\s+)?(?:run|used|executed|required|needed|necessary|allowed|permitted|part)|forbidden|prohibited|banned|disallowed|optional|(?:a )?nice[- ]to[- ]have|recommended)\b`)
	condition   = regexp.MustCompile(`(?i)^(?:when|whenever|if|where|for|only|unless)\b`)
	conditional = regexp.MustCompile(`(?i)^(?:only )?(?:when|whenever|if|unless)\b`)
	ifWord      = regexp.MustCompile(`(?i)\b(?:if|when|whenever|unless)\b`)
	noCondition = regexp.MustCompile(`(?i)^(?:for (?:all|each|every|any)|when(?:ever)? (?:done|finished|ready|complete[d]?|all|the work|it is done|everything))\b`)
	ifAfter     = regexp.MustCompile(`(?i)^\W*(?:only )?(?:if|when|whenever|unless|where)\s`)
)

// Bounds on how many bytes before and behind a command are read as words about it, and
// of how many right before it, which keeps the time linear.
const (
	maxAround = 200
	maxLast   = 64
)

// around are the words about a command.
type around struct {
	// clause is the last clause before it, last what stands right before it.
	clause, last, after string
}

func wordsAround(before, after string) around {
	before = tail(before, maxAround)
	clause := before
	if ends := clauseEnd.FindAllStringIndex(before, -1); len(ends) > 0 {
		clause = before[ends[len(ends)-1][1]:]
	}
	return around{clause, tail(before, maxLast), after[:min(len(after), maxAround)]}
}

func tail(s string, most int) string { return s[max(0, len(s)-most):] }

// denied tells whether the words about a command forbid it, do without it or merely
// mention it.
func (a around) denied() bool {
	return deniedAfter.MatchString(a.after) || possessive.MatchString(a.after) ||
		example.MatchString(a.last) || bareNot.MatchString(a.last) || mention.MatchString(a.last) ||
		!backToRun.MatchString(a.last) && a.forbidden()
}

func (a around) forbidden() bool {
	for _, at := range not.FindAllStringIndex(a.clause, -1) {
		if runVerb.MatchString(a.clause[at[1]:]) {
			return true
		}
	}
	if insteadOf.MatchString(a.clause) {
		return true
	}
	for _, at := range avoid.FindAllStringIndex(a.clause, -1) {
		if !notBefore.MatchString(tail(a.clause[:at[0]], maxDenial)) {
			return true
		}
	}
	return false
}

// onCondition tells whether a command is asked for on a condition, of which nobody
// can tell from the plan whether it holds.
func (a around) onCondition() bool {
	lead := strings.TrimLeft(a.clause, " \t\n*_-")
	return conditional.MatchString(lead) && !noCondition.MatchString(lead) || ifAfter.MatchString(a.after)
}
