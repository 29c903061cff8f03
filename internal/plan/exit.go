package plan

import (
	"regexp"
	"strconv"
)

// Exit is the exit code that is asked of a command: zero unless it says otherwise.
type Exit struct {
	Code int
	// NonZero is true where any code other than zero will do.
	NonZero bool
}

var (
	exitCode = regexp.MustCompile(`(?i)\b(?:exit(?:s|ed|ing)?\b(?:[ _-]?(?:code|status))?(?:\s*(?:[:=]|with|is|of|to be)\s*)?(?:(?:code|status)\s*)?\s*|(?:returns?|with|ends? with)\s+(?:exit\s+)?(?:code|status)\s+|returns?\s+|rc\s*[:=]=?\s*)([0-9]{1,3})\b`)
	// exitDenied stands before a code that is not wanted.
	exitDenied  = regexp.MustCompile(`(?i)(?:\bnot|n['’]t|\bnever|\bno longer)\s+(?:ever\s+)?$`)
	resultCount = regexp.MustCompile(`^\s*[A-Za-z]`)
	exitFailure = regexp.MustCompile(`(?i)\bnon-?zero\b|^\W*(?:(?:must|should|shall|is expected to|expected to)\s+)?(?:fails?|not (?:pass|succeed))\b`)
	exitBefore  = regexp.MustCompile(`(?i)\b(?:exit(?:s|\s+code|\s+status)?\s+([0-9]{1,3})|(non-?zero)(?:\s+exit(?:\s+(?:code|status))?)?)(?:\s+(?:(?:is\s+)?expected\s+)?(?:from|for|of|by)|\s*:)\s*$`)
)

// ExitAfter reads the exit code that is asked for in the text behind a command:
// "must exit with code 1", "(exit 1 expected)", "returns 1", "non-zero exit". Of
// several the first counts.
func ExitAfter(s string) Exit {
	nonZero := exitFailure.MatchString(s)
	for _, at := range exitCode.FindAllStringSubmatchIndex(s, 8) {
		if s[at[0]]|0x20 == 'r' && resultCount.MatchString(s[at[1]:]) { // "returns 1 line"
			continue
		}
		code, err := strconv.Atoi(s[at[2]:at[3]])
		if err != nil || code > 255 {
			continue
		}
		if exitDenied.MatchString(tail(s[:at[0]], maxDenial)) {
			nonZero = nonZero || code == 0
			continue
		}
		return Exit{Code: code}
	}
	return Exit{NonZero: nonZero}
}

// maxDenial is how many bytes before a code are looked at for a "not".
const maxDenial = 24

// exit reads the exit code that is asked for right before a command, else behind it.
func (a around) exit() Exit {
	switch m := exitBefore.FindStringSubmatch(a.last); {
	case m == nil:
		return ExitAfter(a.after)
	case m[2] != "":
		return Exit{NonZero: true}
	default:
		return ExitAfter("exit " + m[1])
	}
}
