package rule

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/agext/levenshtein"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/tracker"
	"github.com/packetgate/packetgate/internal/transition"
	"github.com/packetgate/packetgate/internal/word"
)

var boardRules = []Rule{
	{MalformedBoard, config.Error, "board", "The board and the sections can be read as a whole.", malformedBoard},
	{UnknownStatus, config.Error, "board", "Every status and review state is a known word.", unknownStatus},
	{IllegalTransition, config.Error, "board", "A packet goes only where the configured edges lead, and leaves DONE only with a finding that says why.", each((*pass).movedPackets, illegalTransition)},
	{DuplicatePacket, config.Error, "board", "Every id stands on the board once.", duplicatePacket},
	{PacketRemoved, config.Error, "board", "No packet disappears from the board.", packetRemoved},
	{SectionMismatch, config.Error, "board", "A DONE packet has a section, and no section without a row hides what is open; where else board and sections differ, a notice.", sectionMismatch},
	{BrokenEvidenceLink, config.Error, "board", "Evidence links lead somewhere: to a heading, to a run of this repository.", brokenEvidenceLink},
}

// relay reports what the parser could not read, of some kinds: what this change brought,
// and what concerns a packet that it moves; at rest all of it. Each finding may be mended,
// nil leaves it so.
func (p *pass) relay(mend func(tracker.Problem, *Finding), kinds ...tracker.ProblemKind) {
	old := map[string]int{}
	for _, problem := range problems(p.MergeBase) {
		old[identity(problem)]++
	}
	for _, problem := range problems(p.Head) {
		if !slices.Contains(kinds, problem.Kind) {
			continue
		}
		inherited := old[identity(problem)] > 0
		old[identity(problem)]--
		if inherited && !p.moved[problem.Packet] && !p.AtRest {
			continue
		}
		f := p.note(problem.Packet, problem.Span, "%s", sentences(capital(problem.Message)))
		if mend != nil {
			mend(problem, f)
		}
	}
}

func problems(t *tracker.Tracker) []tracker.Problem {
	if t == nil {
		return nil
	}
	return t.Problems
}

var digits = regexp.MustCompile(`[0-9]+`)

// identity is equal for a problem at base and head, wherever lines have moved to.
func identity(problem tracker.Problem) string {
	return string(problem.Kind) + "\x00" + problem.Packet + "\x00" + digits.ReplaceAllString(problem.Message, "0")
}

// capital makes the parser's message, which stands behind a place elsewhere, a
// sentence of its own.
func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

func malformedBoard(p *pass) {
	p.relay(nil, tracker.ProblemNoBoard, tracker.ProblemMalformed, tracker.ProblemUnclosedFence, tracker.ProblemEncoding, tracker.ProblemTooLarge)
}

// duplicatePacket warns too where a new tracker shows a packet that another tracker of
// the change keeps: the new one may ask less of it.
func duplicatePacket(p *pass) {
	p.relay(nil, tracker.ProblemDuplicate)
	if p.MergeBase != nil {
		return
	}
	told := map[string]bool{}
	for _, other := range p.Siblings {
		for _, twin := range packets(other.Head) {
			packet := p.after[twin.ID]
			if told[twin.ID] || !onBoard(packet) || !onBoard(twin) || !sameTitle(packet, twin) {
				continue
			}
			told[twin.ID] = true
			p.add(packet, statusPlace(packet), "is already on the board of %s with this title. Move it with all that it asks for and take that row away, or give it an id of its own.", quote(other.Path)).as(config.Warning)
		}
	}
}

// sameTitle tells whether two packets bear one title.
func sameTitle(a, b *tracker.Packet) bool {
	title := word.Plain(a.Title.Value)
	return title != "" && title == word.Plain(b.Title.Value)
}

func unknownStatus(p *pass) {
	p.relay(func(problem tracker.Problem, f *Finding) {
		packet := p.after[problem.Packet]
		if packet == nil || packet.StatusAt.Line != problem.Line || packet.Status != tracker.StatusUnknown {
			return
		}
		if meant := meantStatus(packet.StatusAt.Raw); meant != "" {
			f.Message += " Did you mean " + string(meant) + "?"
			f.Fix = replace(p.Head, packet.StatusAt.Span, string(meant))
		}
	}, tracker.ProblemUnknownStatus)
}

// synonyms are words that plainly mean a status but are none.
var synonyms = map[string]tracker.Status{
	"COMPLETE": tracker.StatusDone, "COMPLETED": tracker.StatusDone, "FINISHED": tracker.StatusDone, "CLOSED": tracker.StatusDone,
	"WIP": tracker.StatusInProgress, "STARTED": tracker.StatusInProgress, "RUNNING": tracker.StatusInProgress, "DOING": tracker.StatusInProgress, "ACTIVE": tracker.StatusInProgress,
	"REVIEW": tracker.StatusInReview, "REVIEWING": tracker.StatusInReview,
	"REJECTED": tracker.StatusChangesRequested, "FAILED": tracker.StatusChangesRequested,
	"OPEN": tracker.StatusReady, "WAITING": tracker.StatusBlocked,
}

// meantStatus is the status that an unknown word was probably meant to be.
func meantStatus(word string) tracker.Status {
	const longest = 40
	if len(word) > longest {
		return ""
	}
	folded := strings.ToUpper(strings.Join(strings.FieldsFunc(word, func(r rune) bool { return r == ' ' || r == '-' || r == '_' }), "_"))
	if s, ok := synonyms[folded]; ok {
		return s
	}
	best, distance := tracker.Status(""), 3
	for _, s := range []tracker.Status{
		tracker.StatusDone, tracker.StatusReady, tracker.StatusBlocked, tracker.StatusInReview, tracker.StatusInProgress, tracker.StatusChangesRequested,
	} {
		if d := levenshtein.Distance(folded, string(s), nil); d < distance && d <= len(s)/2 {
			best, distance = s, d
		}
	}
	return best
}

// illegalTransition holds moves against the configured edges, and knows one edge
// that has a condition of its own: leaving DONE. Leaving it for CHANGES_REQUESTED
// without any finding is rejected-without-findings.
func illegalTransition(p *pass, packet *tracker.Packet) {
	from, moved := p.statusMoved(packet)
	if !moved {
		return
	}
	if named(from) && named(packet.Status) && !p.Config.Reaches(string(from), string(packet.Status)) {
		p.add(packet, statusPlace(packet), "goes from %s to %s, where the configured `edges` do not lead: %s, or change `edges` in .github/packetgate.yml on the base branch.", from, packet.Status, nextSteps(p.Config, from))
		return
	}
	if from != tracker.StatusDone {
		return
	}
	if rejected(packet) && len(reasons(packet)) == 0 {
		return
	}
	if !hasNew(reasons(p.before[packet.ID]), reasons(packet)) {
		p.add(packet, statusPlace(packet), "leaves DONE for %s, but no new finding says why. Add one under `Findings:` in its section.", statusWord(packet.Status))
	}
}

// named tells whether a status is one of those that edges join.
func named(s tracker.Status) bool { return s != tracker.StatusNone && s != tracker.StatusUnknown }

// nextSteps says where the edges lead from a status, and what to do.
func nextSteps(cfg *config.Config, from tracker.Status) string {
	steps := slices.DeleteFunc(slices.Clone(cfg.Edges[string(from)]), func(s string) bool { return s == string(from) })
	if len(steps) == 0 {
		return "no step leads away from " + string(from) + ". Put the status back"
	}
	if len(steps) == 1 {
		return "the next step from " + string(from) + " is " + steps[0] + ". Take it first"
	}
	return "the next steps from " + string(from) + " are " + list(steps) + ". Take one of them first"
}

// hasNew tells whether after holds a text that before does not.
func hasNew(before, after []string) bool {
	old := set(before)
	return slices.ContainsFunc(after, func(s string) bool { return !old[s] })
}

func packetRemoved(p *pass) {
	for _, t := range p.Transitions {
		if t.Field != transition.FieldRemoved {
			continue
		}
		if p.Tip != nil && (p.tip[t.Packet] == nil || p.tip[t.Packet].Row == nil) {
			continue // the base branch removed it too
		}
		old := p.before[t.Packet]
		if p.carriedOver(old) {
			continue
		}
		p.add(old, tracker.Span{Line: t.Line, EndLine: t.Line, Column: 1},
			"(%s) is no longer on the board. Put the row back; a packet that is not wanted any more keeps its row and says so, one that is split keeps it and waits for its parts.",
			statusWord(old.Status)).Base = true
	}
}
