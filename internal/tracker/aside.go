package tracker

import (
	"strconv"
	"strings"

	"github.com/packetgate/packetgate/internal/word"
)

// taken is how a remark takes back what it stands behind.
type taken int

const (
	stands taken = iota
	// failed is a result, or a part of it, that was none.
	failed
	// notRun is what never ran or was skipped, notApplicable what need not run.
	notRun
	notApplicable
	// leftOpen is what is only hoped for, or yet to come.
	leftOpen
	// revoked is what somebody took back since.
	revoked
)

// What the forms below are made of: the end of what a clause says, words before it, and
// what is run in a packet.
const (
	saidAll  = `(?:\s*(?:$|[,;.:)\]—–])| (?:yet|here|because|due|since)\b)`
	itWas    = `(?:(?:it|is|are|was|were|has|have|been|be|still|now|then|since|later|all) )*`
	ofThem   = `(?:(?:the|all|our|some|most|but) ){0,2}`
	whatRuns = `(?:tests?|(?:test )?suites?|checks?|commands?|gates?|reviews?|ci|lint|builds?|nothing|none)`
	doneWord = `(?:done|finished|completed?|implemented|ready|verified|checked|tested|confirmed|reviewed|working|true|met)`
	failing  = `(?:failed|failing|failures?|fails?|crashed|timed out|hung)`
)

// Words right behind a result that put it under a condition, or say that it is none.
const (
	ifWords  = `(?:conditional|provisional|tentative)(?:ly)?|with (?:\w+ )?(?:conditions?|reservations?|exceptions?)|pending|unless|until|(?:once|when)\b.*\b(?:is|are|has|have|pass(?:es)?|lands?|merge[sd]?|green|done)|provided|subject to|in principle|not yet`
	noneOfIt = `(?:not|no|draft)\W*$`
)

// atOnce are such words behind a space or a bracket; elsewhere most of them may speak of
// something else.
var atOnce = newPattern(`(?i)^\s*[(\[]?\s*(?:\?|(?:` + ifWords + `|partial(?:ly)?|except|expected|assumed|optional)\b|` + noneOfIt + `)`)

// takesBack are the forms of a clause that takes back what it stands behind: the
// outcome of a command, the PASS of a gate, an approval, or a tick.
var takesBack = []struct {
	how  taken
	form *pattern
}{
	{leftOpen, newPattern(`(?i)^(?:(?:hopefully|presumably|probably|supposedly|i think|expected to)\b|\?+|` + itWas + `(?:assumed(?: to be)?(?: green| ok(?:ay)?| fine)?|conditional(?:ly)?|provisional(?:ly)?|tentative(?:ly)?|preliminary|unconfirmed|unverified|untested|unreviewed|unfinished|incomplete|tbd|todo|wip|not yet)` + saidAll + `|assumed from\b)`)},
	{leftOpen, newPattern(`(?i)^` + itWas + `(?:(?:not|never)(?: yet)?(?: been)? ` + doneWord + saidAll + `|(?:to|will) be (?:run|` + doneWord + `)\b)`)},
	{leftOpen, newPattern(`(?i)^` + itWas + `(?:pending|awaiting|waiting (?:for|on))(?:(?: [\w-]+){0,3} (?:ci|(?:re-?)?review|approval|merge|tests?|checks?|qa|sign-?off|fix(?:es)?|re-?run|(?:green|ci|test|full|final) run|verification|confirmation|results?))?` + saidAll)},
	{notRun, newPattern(`(?i)^(?:` + ofThem + whatRuns + ` )?` + itWas + `(?:not|never|did not|didn['’]t|could not|couldn['’]t|cannot|unable to)(?: (?:actually|yet|be|been))* (?:run|ran|executed?)` + saidAll)},
	{notRun, newPattern(`(?i)^(?:` + ofThem + whatRuns + ` )?` + itWas + `skipped\W*$|^(?:nothing|none) (?:was )?(?:run|ran|executed)` + saidAll)},
	{notApplicable, newPattern(`(?i)^(?:n/a|not applicable)\W*$`)},
	{failed, newPattern(`(?i)^` + itWas + `(?:hung|timed[ -]?out|time-?out|killed|interrupted|aborted|cancell?ed|terminated|crashed|panicked|failed|failing|broken|seg(?:mentation )?fault(?:s|ed)?|sig(?:kill|segv|abrt)|oom(?:[ -]?kill(?:ed|er)?)?|out of memory|core dumped)(?:\s*(?:$|[,;.:—–])| (?:after|by|at|on|in)\b)`)},
	{failed, newPattern(`(?i)^(?:\w+: )?(?:\d+ (?:[a-z]+ )?passed )?(?:with )?(?:[1-9][\d,]*|some|several|many|most|two|three|four|five|a few|few)(?: of)?(?: [a-z][\w-]*){0,3} ` + failing + `(?: (?:tests?|checks?|cases?))?(?: (?:on|in|for|at|under)\b.*)?\W*$`)},
	{failed, newPattern(`(?i)^(?:(?:with )?(?:a|one)(?: of)?(?: [a-z][\w-]*){0,3} ` + failing + `(?: (?:on|in|for|at|under)(?: [\w./-]+){1,2})?|with (?:[a-z]+ ){0,2}(?:failures?|failing tests?))\W*$`)},
	{failed, newPattern(`(?i)^` + ofThem + `(?:go |npm |cargo )?` + word.Check + `(?: (?:on|in|for|under) [\w./-]+)? ` + itWas + `(?:fail(?:s|ed|ing)?|red|broken|crash(?:ed|es)|hung|timed out|(?:(?:do|does|did) not|(?:do|does|did)n['’]t) pass|not (?:passing|green|clean))\W*$`)},
	{revoked, newPattern(`(?i)^(?:(?:the |this |my )?(?:approval|verdict|review|sign-?off|pass) )?` + itWas + `(?:revoked|withdrawn|rescinded|retracted|overturned|annulled)(?:` + saidAll + `| (?:by|on|after|in|for|later)\b)`)},
}

var (
	clauseEnd = newPattern(`(?i)[;,]\s|\.\s|\s(?:--?|—|–)\s|\s?(?:[|→]|[-=]>)\s?|\s(?:but|and|while|though|although|however)\s|\n`)
	crosses   = newPattern(`[❌✗✘🔴💥]`)
	noCrosses = newPattern(`(?i)\b(?:0|no)\s*[❌✗✘🔴]|[❌✗✘🔴]\s*:?\s*0\b`)
	// otherCode is a code that something ended with; "exits 1" rather says what it does.
	otherCode = newPattern(`(?i)\b(?:exit(?:ed)?(?:[ _-]?(?:code|status))?\s*(?:[:=]|with|was|is)?|rc\s*[:=])\s*(-?\d{1,9})\W*$|^exit(?:ed)?(?:[ _-]?(?:code|status))?[\s:=]*(-?\d{1,9})\s+(?:for|on|in|under)\b`)
	// asideMark stands before a remark.
	asideMark = newPattern(`(?i)^[\s,;:.\[—–-]*(?:(?:but|and|yet)\s+)?`)
	// failedAgain is a rerun that failed too.
	failedAgain = newPattern(`(?i)\b(?:re-?run|re-?ran|retr(?:y|ies|ied)|again|then|second|last|latest)\W+(?:\w+\W+)?FAIL|FAIL\w*\W+(?:again|too)\b`)
	// otherRun are words of a remark that speaks of another run, or of what was mended
	// or broken for a test; spokenOf also those of one that speaks of what is wanted.
	otherRun = newPattern(`(?i)\b(?:` + ofOtherRun + `)\b`)
	spokenOf = newPattern(`(?i)\b(?:` + ofOtherRun + `|known|expect\w*|pre-existing|unrelated|when|if|checks?|verif\w+|asserts?|shows? that|proves?|tolerated|allowed)\b`)
)

const ofOtherRun = `re-?run\w*|re-?ran|retr(?:y|ied|ies)|again|first|second (?:run|time|try|attempt)|then (?:it )?(?:pass(?:ed|es)|green|ok|fixed|succeeded)|earlier|before|previous(?:ly)?|initial(?:ly)?|once|until|attempts?|was exit|flak\w*|expected failures?|wanted|intend\w*|intention\w*|deliberate\w*|on purpose|x-?fail\w*|quarantin\w*|base(?:line)?|on main|master|old|without|revert\w*|muta(?:t|nt)\w*|inject\w*|negative|fixed|mended|resolved`

// maxClauses bounds how many clauses of a remark are read.
const maxClauses = 64

// takenBack reads what stands behind a result and in brackets there: whether a clause
// takes it back, and the exit code that it names instead. Words of failure do not where a
// remark has words that excuse them.
func takenBack(excuse *pattern, behind string, groups ...string) (taken, int) {
	for _, part := range append([]string{behind}, groups...) {
		if crosses.MatchString(part) && crosses.MatchString(noCrosses.ReplaceAllString(part, "")) {
			return failed, 0
		}
		for _, clause := range clauseEnd.Split(part, maxClauses) {
			clause = strings.TrimSpace(clause[len(asideMark.FindString(clause)):])
			how, code := clauseTakes(clause)
			if how == failed && excuse.MatchString(part) {
				continue
			}
			if how != stands {
				return how, code
			}
		}
	}
	return stands, 0
}

// clauseTakes reads one clause of a remark.
func clauseTakes(clause string) (taken, int) {
	for _, f := range takesBack {
		if f.form.MatchString(clause) && (f.how != failed || !noFailure.MatchString(clause)) {
			return f.how, 0
		}
	}
	if m := otherCode.FindStringSubmatch(clause); m != nil {
		if code, err := strconv.Atoi(m[1] + m[2]); err == nil && code != 0 {
			return failed, code
		}
	}
	return stands, 0
}

// besideZero reads what stands behind an exit code of zero and in brackets.
func besideZero(behind string, groups []string) (OutcomeKind, int) {
	switch how, code := takenBack(spokenOf, behind, groups...); {
	case how == failed && code == 0:
		return OutcomeFailed, 0
	case how == notRun, how == notApplicable:
		return OutcomeNotRun, 0
	case how == leftOpen, how == revoked:
		return OutcomeExpected, 0
	default:
		return OutcomeExit, code
	}
}

// Undone tells whether a remark behind a ticked box says that it is not done, did not
// run, is yet to come or was taken back.
func Undone(remark string) bool {
	outside, groups := brackets(unmark(remark))
	how, _ := takenBack(spokenOf, outside, groups...)
	return how == notRun || how == leftOpen || how == revoked
}
