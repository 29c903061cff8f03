package rule

import (
	"regexp"
	"strings"

	"github.com/packetgate/packetgate/internal/tracker"
)

// softening is how surely a requirement asks for less than it did.
type softening int

const (
	asHard softening = iota
	// perhapsSofter is words that may as well tell of something else.
	perhapsSofter
	// surelySofter is a requirement that is struck through or left to one's liking.
	surelySofter
)

// struck marks what is struck through.
const struck = "~~"

const (
	// leave are words that leave a requirement to one's liking, or put it off.
	leave = `optional(?:ly)?|(?:where|if|when|whenever|wherever|as far as|as|to the extent) (?:at all )?(?:possible|feasible|practical|practicable|convenient|reasonable|time (?:permits|allows))|best[- ]effort|nice[- ]to[- ]have|deferred|postponed|waived|skipped|out of scope|not yet|todo|tbd|ideally|or skip|later`
	// wish are words in front of a requirement that make a wish of it.
	wish = `do not|don['’]t|try to|attempt to|aim to|maybe|perhaps|preferably|if you like`
)

var (
	htmlStrike = regexp.MustCompile(`(?i)</?(?:s|del|strike)>`)
	struckText = regexp.MustCompile(`~~[^~]*~~`)

	// leaveAlone are such words as a remark of their own, leaveWithin within the requirement's
	// own words.
	leaveAlone  = regexp.MustCompile(`(?i)^\W*(?:is |was |it is |now )?(?:` + leave + `|except(?:ing)?|excluding|apart from|aside from|other than|but not)\b`)
	leaveWithin = regexp.MustCompile(`(?i)\b(?:` + leave + `)\b`)
	wishes      = regexp.MustCompile(`(?i)^\W*(?:` + wish + `)\b`)
	// leaveRemark are such words as all that a remark beside a command says.
	leaveRemark = regexp.MustCompile(`(?i)(?:^|[(—–:;,-])\s*(?:is |was )?(?:` + leave + `|not needed|not required)\s*(?:$|[).,;:—–])`)

	excuse = regexp.MustCompile(`(?i)\b(except|excluding|not needed|not required|not applicable|partial|partially|partly|kind of|sort of|mostly|somewhat|more or less|in most cases|` + leave + `)\b|\bn/a\b`)
	// hedge has words that soften a requirement, and tell of something else in a remark
	// behind it.
	hedge  = regexp.MustCompile(`(?i)\b(should|roughly|almost|unless)\b`)
	remark = regexp.MustCompile(`^\s*[.(;:—–。（；：-]`)
)

// struckOf is a text whose HTML strikes are Markdown's.
func struckOf(s string) string { return htmlStrike.ReplaceAllString(s, struck) }

// softened tells whether a requirement got words that excuse from it, or was struck
// through.
func (p *pass) softened(was, now string) softening {
	if left := struckText.ReplaceAllString(struckOf(now), " "); left != struckOf(now) && !strings.Contains(struckOf(was), struck) {
		if len(p.missing(tokens(was), tokens(left))) > 0 {
			return surelySofter
		}
		now = left
	}
	behind, kept := strings.CutPrefix(now, strings.TrimRight(was, ". "))
	aside := kept && remark.MatchString(behind)
	switch {
	case wishes.MatchString(now) && !wishes.MatchString(was), kept && leaveAlone.MatchString(behind), !aside && leaveWithin.MatchString(now) && !leaveWithin.MatchString(was):
		return surelySofter
	case excuse.MatchString(now) && !excuse.MatchString(was), !aside && hedge.MatchString(now) && !hedge.MatchString(was):
		return perhapsSofter
	}
	return asHard
}

// softenedCommand tells whether a command's box leaves the command to one's liking or
// strikes it through, which the box of the base did not. That it failed or did not run is
// for other rules to say.
func softenedCommand(was, now *tracker.Claim) bool {
	failed := now.Outcome.Kind == tracker.OutcomeFailed || now.Outcome.Kind == tracker.OutcomeNotRun
	if was.Box == nil || now.Box == nil || failed {
		return false
	}
	return unsaid(now) && !unsaid(was)
}

func unsaid(c *tracker.Claim) bool {
	before, behind := besideCommand(c)
	before = struckOf(before)
	return strings.Count(before, struck)%2 == 1 || leaveRemark.MatchString(strings.TrimRight(before, "`* ")) || leaveRemark.MatchString(behind)
}
