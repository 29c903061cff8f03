package rule

import (
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/tracker"
)

var reviewRules = []Rule{
	{MissingReview, config.Error, "review", "A finished packet has an APPROVED verdict, and (a warning) a reviewer's name.", each((*pass).closedPackets, missingReview)},
	{VerdictMismatch, config.Error, "review", "Board and review record say the same verdict.", each((*pass).movedPackets, verdictMismatch)},
	{SelfReview, config.Warning, "review", "Nobody reviews their own packet.", each((*pass).closedPackets, selfReview)},
	{UnauthorisedApproval, config.Warning, "review", "The reviewer is one of those who may approve, where the configuration names them.", unauthorisedApproval},
	{FilesMismatch, config.Warning, "review", "The record's changed files are those of the diff.", filesMismatch},
}

func missingReview(p *pass, packet *tracker.Packet) {
	if _, _, refused := rejection(packet); !refused {
		p.missingVerdict(packet)
	}
	if named, at := p.reviewerNamed(packet); !named {
		lacks := "the board names no reviewer"
		if !packet.Row.Has(tracker.FieldReviewer) {
			lacks = "neither the board nor its sections name a reviewer"
		}
		p.but(packet, at, "%s. Write who reviewed it.", lacks).as(config.Warning)
	}
}

// reviewedBy is a reviewer's name in a packet's section.
var reviewedBy = regexp.MustCompile(`(?i)\b(?:(?:reviewers?|approver)[*_ ]{0,4}:|(?:reviewed|approved)[*_` + "`" + `]* by\b)[*_:@` + "`" + `\s]{0,8}\w`)

// reviewerNamed tells whether the board names a packet's reviewer, or on a board
// without such a column its sections name who approved it, and where it should stand.
func (p *pass) reviewerNamed(packet *tracker.Packet) (named bool, at tracker.Span) {
	at = placeOr(packet.Reviewer, statusPlace(packet))
	if packet.Row.Has(tracker.FieldReviewer) {
		return !nobody(packet.Reviewer.Value), at
	}
	if packet.ReviewState != tracker.ReviewApproved && !approving(packet) {
		return true, at // a review that is missing has no reviewer
	}
	return slices.ContainsFunc(packet.Sections, func(s tracker.Section) bool {
		return s.End <= len(p.Head.Source) && reviewedBy.Match(p.Head.Source[s.Start:s.End])
	}), at
}

// missingVerdict wants an approval on the board or in a record, and one in the
// last review record where the packet has any: a template that was never filled
// in is no review.
func (p *pass) missingVerdict(packet *tracker.Packet) {
	approved := approving(packet)
	if !approved && packet.ReviewState != tracker.ReviewApproved {
		if p.lookalikeVerdict(packet) {
			return
		}
		p.add(packet, statusPlace(packet), "is DONE, but no verdict approves it. Record `Verdict: APPROVED` of a review, or take the packet back to IN_REVIEW.")
		return
	}
	if packet.Verdict() != nil && !approved {
		return // verdict-mismatch or rejected-but-done
	}
	if p.lookalikeVerdict(packet) {
		return
	}
	at, said, open := openVerdict(packet, approved)
	switch at.EndLine = at.Line; {
	case open && said == "":
		p.but(packet, at, "its review record names no verdict. Write `Verdict: APPROVED` if that is what the review said.")
	case open:
		p.but(packet, at, "the verdict of its review record is %s. Write `Verdict: APPROVED` if that is what the review said.", quote(said))
	}
}

// lookalikeVerdict tells of verdicts that name a state only to the eye.
func (p *pass) lookalikeVerdict(packet *tracker.Packet) (told bool) {
	for _, v := range packet.Verdicts {
		if v.Strange == "" {
			continue
		}
		told = true
		p.but(packet, v.Text.Span, "its verdict %s only looks like %s: it holds %s. Type it in plain letters.", quote(v.Text.Value), v.Meant, v.Strange)
	}
	return told
}

var (
	otherApproval  = regexp.MustCompile(`(?i)^\W*(?:go|lgtm|pass(?:ed)?|accepted|ok(?:ay)?|ship it)(?:\W|$)`)
	pendingVerdict = regexp.MustCompile(`(?i)^\W*(?:pending|in review|awaiting|undecided|tbd|todo)\b`)
)

// openVerdict is the place of a packet's last review record where a verdict belongs
// and none stands, or a line behind it that says so. Where a box approves, a record
// without that field leaves it to the box, and another word for an approval is as
// good.
func openVerdict(packet *tracker.Packet, approved bool) (at tracker.Span, said string, open bool) {
	i := len(packet.Records) - 1
	for i >= 0 && packet.Records[i].VerdictAt.IsZero() && approved {
		i--
	}
	var last *tracker.ReviewRecord
	if i >= 0 {
		last, open = packet.Records[i], true
		at = placeOr(last.VerdictAt, last.Span)
	}
	for _, v := range packet.Verdicts {
		names := v.State != tracker.ReviewNone && v.State != tracker.ReviewPending
		switch {
		case v.Box != nil || v.Text.Start < at.Start:
		case last != nil && v.Record == last:
			at, said = v.Text.Span, v.Text.Value
			if names || approved && otherApproval.MatchString(said) {
				open, last = false, nil
			}
		case v.Record == nil && (names || pendingVerdict.MatchString(v.Text.Value)):
			at, said, open, last = v.Text.Span, v.Text.Value, !names, nil
		}
	}
	return at, said, open
}

// nobodyWords are words that stand for a name which is yet to come.
var nobodyWords = strings.Fields("n a na none nobody no one noone tbd tba todo pending open awaiting waiting review reviewer reviewers s " +
	"unassigned assigned assign not yet to be vacant your name login handle user username the for needed required missing unknown empty offen niemand keiner")

var template = regexp.MustCompile(`^[\s*_` + "`" + `]*<[^<>]*>[\s*_` + "`" + `]*$`)

// nobody tells whether an identity cell names no one: it has no letter, is a template,
// or says so in words.
func nobody(cell string) bool {
	words := strings.FieldsFunc(strings.ToLower(cell), func(r rune) bool { return !inWord(r) })
	return template.MatchString(cell) || !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(nobodyWords, w) })
}

// verdictMismatch compares the board's review state with the last verdict. An
// approval that already stood at the merge base, in a packet that has been
// reopened since, is history.
func verdictMismatch(p *pass, packet *tracker.Packet) {
	if p.statusDisagrees(packet) {
		return
	}
	v := packet.Verdict()
	if v == nil || v.State == packet.ReviewState || packet.ReviewState == tracker.ReviewUnknown {
		return
	}
	done := packet.Status == tracker.StatusDone
	if _, _, refused := rejection(packet); done && refused {
		return // rejected-but-done
	}
	at := placeOr(packet.ReviewAt, statusPlace(packet))
	switch {
	case packet.ReviewState == tracker.ReviewApproved:
		p.add(packet, v.Text.Span, "is APPROVED on the board, but the last verdict recorded is %s. Set the board to the verdict, or record the review that approved it.", v.State)
	case v.State == tracker.ReviewApproved && done && packet.ReviewState == tracker.ReviewNone:
		if packet.Row.Has(tracker.FieldReviewState) {
			f := p.add(packet, at, "is DONE with an APPROVED verdict, but the board's review state is empty. Write APPROVED there.").as(config.Warning)
			if !packet.ReviewAt.IsZero() {
				f.Fix = replace(p.Head, packet.ReviewAt.Span, string(tracker.ReviewApproved))
			}
		}
	case v.State == tracker.ReviewApproved && done:
		p.add(packet, at, "is DONE and its verdict is APPROVED, but the board's review state is %s. Make the two agree.", packet.ReviewState)
	case v.State == tracker.ReviewApproved && !p.approvedBefore(packet) && packet.ReviewState != tracker.ReviewNone:
		p.add(packet, at, "records the verdict APPROVED, but the board's review state is %s. Make the two agree.", packet.ReviewState).as(config.Warning)
	}
}

// statusDisagrees tells of a status such as DONE/CHANGES_REQUESTED beside another review
// state in the board's column.
func (p *pass) statusDisagrees(packet *tracker.Packet) bool {
	said := packet.StatusReview
	if said == tracker.ReviewNone || said == packet.ReviewState || packet.ReviewState == tracker.ReviewUnknown {
		return false
	}
	if _, _, refused := rejection(packet); refused && packet.Status == tracker.StatusDone {
		return false // rejected-but-done
	}
	f := p.add(packet, packet.StatusAt.Span, "has the status %s, but the board's review state is %s. Make the two agree with what the review said.", quote(packet.StatusAt.Raw), packet.ReviewState)
	if !closed(packet) && said != tracker.ReviewApproved {
		f.as(config.Warning)
	}
	return true
}

func (p *pass) approvedBefore(packet *tracker.Packet) bool {
	old := p.before[packet.ID]
	return old != nil && approving(old)
}

func selfReview(p *pass, packet *tracker.Packet) {
	if !p.Config.Review.Independent {
		return
	}
	authors := set(p.accountable(packet.Implementer))
	for _, who := range p.accountable(packet.Reviewer) {
		var said string
		switch {
		case authors[who]:
			said = "is reviewed by %s, who also implemented it (%s). Have somebody else review it."
		case sameWords.MatchString(who):
			said = "names %s for its reviewer, which is who implemented it (%s). Have somebody else review it."
		default:
			continue
		}
		p.add(packet, packet.Reviewer.Span, said, quote(packet.Reviewer.Value), quote(packet.Implementer.Value))
		return
	}
}

// sameWords are words for a reviewer that mean the implementer.
var sameWords = regexp.MustCompile(`^(?:self(?:[ -]review(?:ed)?)?|(?:the )?same(?: (?:as|person)\b.*)?|(?:the )?(?:author|implementer)|myself|me|itself|ditto)$`)

// unauthorisedApproval holds the board's reviewer against the approvers of the
// configuration. Who is in a team only GitHub knows: with a team among them, nobody
// is told to be none of them.
func unauthorisedApproval(p *pass) {
	may := map[string]bool{}
	var approvers []string
	for _, approver := range p.Config.Review.Approvers {
		if strings.Contains(approver, "/") {
			return
		}
		may[plainName(approver)] = true
		approvers = append(approvers, quote(approver))
	}
	for _, packet := range p.closedPackets() {
		reviewers := p.people(packet.Reviewer.Value)
		if len(may) == 0 || len(reviewers) == 0 || slices.ContainsFunc(reviewers, func(who string) bool { return may[who] }) {
			continue
		}
		p.add(packet, packet.Reviewer.Span, "is approved by %s, who is none of those who may approve: %s. Have one of them review it, or say in `review.identities` which account %s is.", quote(packet.Reviewer.Value), list(approvers), quote(packet.Reviewer.Value))
	}
}

var (
	joined = regexp.MustCompile(`\s*[+,&/;()<>]\s*|\s+(?i:and|with)\s+`)
	tag    = regexp.MustCompile(`</?[A-Za-z]+\s*/?>`)
	// profile is the target of a link to an account's page.
	profile = regexp.MustCompile(`\]\(<?https?://[^/()\s]+/([\w-]+)/?>?\)`)
)

// accountable are people with the accounts to whose pages the cell links, as the eye
// takes their names.
func (p *pass) accountable(cell tracker.Text) []string {
	out := p.people(cell.Value)
	for _, m := range profile.FindAllStringSubmatch(cell.Raw, -1) {
		out = append(out, plainName(m[1]))
	}
	for i, who := range out {
		out[i] = strings.ToLower(tracker.Seen(who))
	}
	return out
}

// people are the persons that an identity cell such as "Codex + Claude" or
// "Orchestrator (Claude)" names, with the accounts that the configuration gives
// for them.
func (p *pass) people(cell string) []string {
	if nobody(cell) {
		return nil
	}
	const most = 16
	var out []string
	for _, part := range joined.Split(tag.ReplaceAllString(cell, " "), most) {
		who := plainName(part)
		if who == "" {
			continue
		}
		out = append(out, who)
		for _, account := range p.identities()[who] {
			out = append(out, plainName(account))
		}
	}
	return out
}

// identities are the configured accounts by the plain names of trackers.
func (p *pass) identities() map[string][]string {
	if p.accounts == nil {
		p.accounts = map[string][]string{}
		for who, accounts := range p.Config.Review.Identities {
			p.accounts[plainName(who)] = accounts
		}
	}
	return p.accounts
}

func plainName(s string) string {
	return strings.ToLower(strings.TrimLeft(strings.Trim(strings.TrimSpace(s), "*_` "), "@"))
}
