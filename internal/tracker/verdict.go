package tracker

import (
	"bytes"
	"strings"
)

const stateWords = `(?:approved|changes[ _-](?:requested|required|needed)|blocked|rejected|not approved|disapproved|declined|denied|no[ _-]?go|on hold|revoked|rescinded)`

var (
	verdictPattern = newPattern(`(?i)^(?:review\s+)?verdict(?:\s+recorded)?\s*(?::|：|—|–|-|$|\(|（|\.)`)
	statePattern   = newPattern(`(?i)^(approved|changes[ _-]requested|blocked)(?:[^\w]|$)`)
	refusalPattern = newPattern(`(?i)^(?:rejected|not approved|disapproved|unapproved|declined|denied|fail(?:ed)?|changes (?:required|needed)|no[ _-]?go|revoked|withdrawn|rescinded)(?:[^\w]|$)`)
	holdPattern    = newPattern(`(?i)^(?:on[ -])?hold(?:[^\w]|$)`)
	notYetPattern  = newPattern(`(?i)^\W*(?:not yet|to be approved|(?:conditional|provisional|tentative|partial)(?:ly)?|pre-?\s?approved|(?:` + hopeWords + `|anticipated|presumed|pending|awaiting|soon)\s+(?:to be |be )?approv(?:ed|al))\b`)
	onCondition    = newPattern(`(?i)^\s*[([,;:—–-]*\s*(?:\?|(?:if|` + ifWords + `)\b|` + noneOfIt + `)`)
	// stateAlone is a verdict's word with nothing behind it but who gave it, or when.
	stateAlone = newPattern(`(?i)^` + stateWords + `\s*(?:$|[.)\],(\[@—–]|- |by\b|from\b|on\b)`)
	// byName is a reviewer's name before a verdict: "Ann: ", "Ann — ", "Ann (".
	byName = newPattern(`^(@?[\pL][\pL\pN .'’@-]{0,39}?)\s*(?:[:：=(]|—|–|\s-\s)\s*`)
	// steps part the states that a verdict went through; the last one stands.
	steps = newPattern(`(?i)\s*(?:→|➜|⟶|->|=>)\s*|[,;]?\s+(?:then|now)\s+`)
	// afterwards is the reviewer's name behind a verdict: "(Bea)", "by Bea".
	afterwards = newPattern(`(?i)^` + stateWords + `\s*(?:\(|by\s)\s*(@?[\pL][\pL\pN .'’@-]*)`)
	// noName is a remark that tells one review of the same people from another.
	noName = newPattern(`^\p{Ll}|[0-9]|\b(?i:initial|first|second|third|final|re-?review|rerun|review|round|pass|updated?|before|after|previous|old|new|latest|original|retry|reviewer|findings?)\b`)
	// reviewLabel is what announces who reviewed, perhaps with the verdict of each.
	reviewLabel = newPattern(`(?i)^(?:reviews?|reviewers?|reviewed by|approvers?|approvals?|sign-?offs?|review (?:decision|state|status|outcome|result))$`)
)

var startsReview = newPattern(`(?i)^[*_]*(?:review|approv|sign)`)

// verdictState reads a verdict, which is none where it offers a choice. Of the steps
// "CHANGES_REQUESTED → APPROVED" the last one stands; of several reviewers' verdicts
// the gravest.
func verdictState(raw string) ReviewState {
	if strings.TrimSpace(struckOut.ReplaceAllString(raw, "")) == "" {
		return ReviewNone
	}
	parts := steps.Split(raw, -1)
	for i := len(parts) - 1; i > 0; i-- {
		if stateAlone.MatchString(plain(parts[i])) {
			return verdictState(parts[i])
		}
	}
	said := map[string]ReviewState{}
	state := oneVerdict(raw)
	for i, part := range listed(plain(raw)) {
		who, word := reviewerOf(part)
		if !stateAlone.MatchString(word) {
			continue
		}
		said[who] = oneVerdict(word)
		if i == 0 && state == said[who] {
			state = ReviewNone // that part's own, which a later one of the same reviewer replaces
		}
		if who == "" {
			state = graver(state, said[who])
		}
	}
	for _, s := range said {
		state = graver(state, s)
	}
	return state
}

// listed splits a text at the commas and semicolons outside of brackets.
func listed(s string) []string {
	return listParts(strings.ReplaceAll(s, ";", ","))
}

// reviewerOf parts a reviewer's name from the verdict behind it.
func reviewerOf(s string) (who, said string) {
	if stateAlone.MatchString(s) {
		if m := afterwards.FindStringSubmatch(s); m != nil {
			who = person(m[1])
		}
		return who, s
	}
	if m := byName.FindStringSubmatch(s); m != nil {
		return person(m[1]), s[len(m[0]):]
	}
	return "", s
}

// person is a reviewer's name, empty for words that are none.
func person(s string) string {
	s, _, _ = strings.Cut(s, ",")
	if s = strings.TrimSpace(s); !strings.HasPrefix(s, "@") && noName.MatchString(s) {
		return ""
	}
	return strings.ToLower(s)
}

// gravity orders the states of reviews; of several reviewers the gravest counts.
var gravity = map[ReviewState]int{ReviewApproved: 1, ReviewPending: 2, ReviewBlocked: 3, ReviewChangesRequested: 4}

func graver(a, b ReviewState) ReviewState {
	if gravity[b] > gravity[a] {
		return b
	}
	return a
}

// verdict adds a verdict that a range of the body says, behind the last label or a
// name of its own.
func (r *reader) verdict(start, end int) {
	text := r.d.text(start, end)
	if absent(plain(text.Raw)) {
		return
	}
	by, _ := reviewerOf(plain(text.Raw))
	from := start
	if label := r.labelAt - r.d.pos.base; label >= r.verdictEnd && label < start {
		if from = label; by == "" {
			by = person(inBrackets(r.d.raw(label, start)))
		}
	}
	r.addVerdict(verdictOf(text.Raw, Verdict{Text: text, Record: r.rec, By: by}), from, end)
}

// addVerdict adds a verdict whose line starts and ends at offsets of the body. Where no
// line with other words parts it from the one before, both are of one review.
func (r *reader) addVerdict(v Verdict, from, end int) {
	if r.verdictEnd > 0 && from >= r.verdictEnd {
		_, between, _ := bytes.Cut(r.d.body[r.verdictEnd:from], []byte("\n"))
		last := bytes.LastIndexByte(between, '\n')
		v.joined = bytes.IndexFunc(between[:last+1], isWordRune) < 0
	}
	v.Dated = r.date
	r.out.Verdicts = append(r.out.Verdicts, v)
	r.verdictEnd = end
}

var isoDate = newPattern(`\b20\d\d-[01]\d-[0-3]\d\b`)

// dated notes the date of a heading, which holds for the headings below it.
func (r *reader) dated(b *block) {
	if date := isoDate.FindString(r.d.raw(b.start, b.end)); date != "" || b.level <= r.dateLevel {
		r.date, r.dateLevel = date, b.level
	}
}

// inBrackets is the remark of a label such as "Verdict (Bea):".
func inBrackets(label string) string {
	_, remark, _ := strings.Cut(label, "(")
	remark, _, _ = strings.Cut(remark, ")")
	return plain(remark)
}

// reviewed reads a line that says who reviewed, with the verdict of each: an item
// below "Reviewers:", or "Reviewer: Ann — APPROVED".
func (r *reader) reviewed(start, end int) bool {
	if !r.reviewers && !startsReview.Match(r.d.body[start:min(end, start+maxLabel)]) {
		return false
	}
	said := plain(r.d.raw(start, min(end, start+maxLabel)))
	if head, value, ok := strings.Cut(said, ":"); ok && reviewLabel.MatchString(head) {
		said = strings.TrimSpace(value)
	} else if !r.reviewers {
		return false
	}
	for _, part := range listed(said) {
		if by, state := reviewerOf(part); stateAlone.MatchString(state) {
			text := r.d.text(start, end)
			r.addVerdict(verdictOf(said, Verdict{Text: text, Record: r.rec, By: by}), start, end)
			return true
		}
	}
	return false
}

// oneVerdict reads one reviewer's verdict. A refusal in other words asks for changes;
// an approval on a condition is still pending.
func oneVerdict(raw string) ReviewState {
	s := strings.TrimSpace(plain(raw))
	switch {
	case refusalPattern.MatchString(s):
		return ReviewChangesRequested
	case holdPattern.MatchString(s):
		return ReviewBlocked
	case notYetPattern.MatchString(s):
		return ReviewPending
	}
	m := statePattern.FindStringSubmatch(s)
	if m == nil {
		return ReviewNone
	}
	state, tail := reviewWords[keyword(m[1])], s[len(m[1]):]
	switch {
	case choicePattern.MatchString(tail):
		return ReviewNone
	case state == ReviewApproved:
		return approvedBut(tail)
	}
	return state
}

// approvedBut is the state of an approval with words behind it.
func approvedBut(behind string) ReviewState {
	if (atOnce.MatchString(behind) || onCondition.MatchString(behind)) && !ofCheckpoint.MatchString(behind) {
		return ReviewPending
	}
	outside, groups := brackets(unmark(behind))
	switch how, _ := takenBack(otherRun, outside, groups...); how {
	case stands, notApplicable:
		return ReviewApproved
	case revoked:
		return ReviewChangesRequested
	default:
		return ReviewPending
	}
}

// verdictOf gives a verdict the state that it says, or to the eye seems to say.
func verdictOf(said string, v Verdict) Verdict {
	if v.State = verdictState(said); v.State != ReviewNone {
		return v
	}
	if seen, strange := asSeen(said); strange != "" {
		if v.Meant = verdictState(seen); v.Meant != ReviewNone {
			v.Strange = strange
		}
	}
	return v
}

// boxVerdict tells whether a box records the verdict, and what it says: nothing while
// it is open.
func boxVerdict(b *Box) (said string, ok bool) {
	s := squeeze(plain(b.Text.Raw))
	m := verdictPattern.FindString(s)
	if m == "" || !b.Checked {
		return "", m != ""
	}
	return strings.TrimLeft(s[len(m):], " ("), true
}
