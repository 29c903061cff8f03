package tracker

import (
	"strconv"
	"strings"
)

// Remarks beside an exit code of zero that take it back.
var (
	clauseEnd = newPattern(`(?i)[;,]\s|\.\s|\s(?:--?|—|–)\s|\s?[|→]\s?|\s(?:but|and|while|though|although|however|yet)\s|\n`)
	neverRan  = newPattern(`(?i)^(?:not|never|did not|didn['’]t|could not|couldn['’]t|cannot|unable to)(?: (?:actually|be|been))* (?:run|ran|executed?)(?:\s*(?:$|[,;.:—–])| (?:yet|here|because|due|since)\b)`)
	skipped   = newPattern(`(?i)^(?:was |were )?(?:skipped|n/a|not applicable)\W*$`)
	cutShort  = newPattern(`(?i)^(?:it )?(?:was |is )?(?:hung|timed[ -]?out|time-?out|killed|interrupted|aborted|cancell?ed|terminated|crashed|panicked|failed|failing|broken|seg(?:mentation )?fault(?:s|ed)?|sig(?:kill|segv|abrt)|oom(?:[ -]?kill(?:ed|er)?)?|out of memory|core dumped)(?:\s*(?:$|[,;.:—–])| (?:after|by|at|on|in)\b)`)
	inPart    = newPattern(`(?i)^(?:(?:with )?(?:[1-9][\d,]*|some|several|many|most|two|three|four|five|one|a few|few|a)(?: of)?(?: [a-z][\w-]*){0,3} (?:failed|failing|failures?|fail|crashed|timed out|hung)(?: (?:on|in|for|at|under)\b.*)?\W*$|with (?:[a-z]+ ){0,2}(?:failures?|failing tests?)\W*$)`)
	crosses   = newPattern(`[❌✗✘🔴💥]`)
	noCrosses = newPattern(`(?i)\b(?:0|no)\s*[❌✗✘🔴]|[❌✗✘🔴]\s*:?\s*0\b`)
	// otherCode is a code that something ended with; "exits 1" rather says what it does.
	otherCode = newPattern(`(?i)\b(?:exit(?:ed)?(?:[ _-]?(?:code|status))?\s*(?:[:=]|with|was|is)?|rc\s*[:=])\s*(-?\d{1,9})\W*$|^exit(?:ed)?(?:[ _-]?(?:code|status))?[\s:=]*(-?\d{1,9})\s+(?:for|on|in|under)\b`)
	// asideMark stands before a remark.
	asideMark = newPattern(`(?i)^[\s,;:.—–-]*(?:(?:but|and)\s+)?`)
	otherRun  = newPattern(`(?i)\b(?:re-?run|re-?ran|retr(?:y|ied)|again|first|once|earlier|previous(?:ly)?|initial(?:ly)?|second|then)\b`)
	// failedAgain is a rerun that failed too.
	failedAgain = newPattern(`(?i)\b(?:re-?run|re-?ran|retr(?:y|ies|ied)|again|then|second|last|latest)\W+(?:\w+\W+)?FAIL|FAIL\w*\W+(?:again|too)\b`)
	// spokenOf are words of a remark that speaks of another run, or of what is wanted.
	spokenOf = newPattern(`(?i)\b(?:re-?run\w*|re-?ran|retr(?:y|ied|ies)|again|first|earlier|before|previous(?:ly)?|initial(?:ly)?|once|until|attempts?|was exit|flak\w*|known|expect\w*|wanted|intend\w*|intention\w*|deliberate\w*|on purpose|x-?fail\w*|quarantin\w*|pre-existing|unrelated|base(?:line)?|on main|master|old|without|revert\w*|mutat\w*|inject\w*|negative|fixed|mended|resolved|when|if|checks?|verif\w+|asserts?|shows? that|proves?|tolerated|allowed)\b`)
)

// besideZero reads what stands behind an exit code of zero and in brackets: words of
// failure, or another code, take it back unless they speak of another run.
func besideZero(behind string, groups []string) (OutcomeKind, int) {
	for i, part := range append([]string{behind}, groups...) {
		if part == "" {
			continue
		}
		if crosses.MatchString(part) && crosses.MatchString(noCrosses.ReplaceAllString(part, "")) {
			return OutcomeFailed, 0
		}
		past := false
		for j, clause := range clauseEnd.Split(part, maxClauses) {
			clause = strings.TrimSpace(clause[len(asideMark.FindString(clause)):])
			switch {
			case hopedAside.MatchString(clause):
				return OutcomeExpected, 0
			case neverRan.MatchString(clause), j == 0 && i > 0 && skipped.MatchString(clause):
				return OutcomeNotRun, 0
			case past:
			default:
				if kind, code := endedBadly(clause, part); kind != OutcomeNone {
					if past = spokenOf.MatchString(part); !past {
						return kind, code
					}
				}
			}
		}
	}
	return OutcomeExit, 0
}

// endedBadly reads words of failure, or another code than zero, in a clause of a remark.
func endedBadly(clause, part string) (OutcomeKind, int) {
	if cutShort.MatchString(clause) && !noFailure.MatchString(clause) && !otherRun.MatchString(part) || inPart.MatchString(clause) {
		return OutcomeFailed, 0
	}
	if m := otherCode.FindStringSubmatch(clause); m != nil {
		if code, err := strconv.Atoi(m[1] + m[2]); err == nil && code != 0 {
			return OutcomeExit, code
		}
	}
	return OutcomeNone, 0
}

// maxClauses bounds how many clauses of a remark are read.
const maxClauses = 64
