package tracker

import (
	"fmt"
	"maps"
	"strings"
	"unicode"

	"github.com/packetgate/packetgate/internal/word"
)

func plain(s string) string   { return word.Plain(s) }
func keyword(s string) string { return word.Keyword(s) }

var statusWords = map[string]Status{
	"READY": StatusReady, "TODO": StatusReady, "TO DO": StatusReady,
	"PENDING": StatusReady, "NOT STARTED": StatusReady,
	"IN PROGRESS":       StatusInProgress,
	"IN REVIEW":         StatusInReview,
	"CHANGES REQUESTED": StatusChangesRequested,
	"BLOCKED":           StatusBlocked,
	"DONE":              StatusDone,
}

var reviewWords = map[string]ReviewState{
	"": ReviewNone, "—": ReviewNone, "–": ReviewNone, "N/A": ReviewNone, "NA": ReviewNone, "NONE": ReviewNone,
	"PENDING": ReviewPending, "IN REVIEW": ReviewPending,
	"APPROVED":          ReviewApproved,
	"CHANGES REQUESTED": ReviewChangesRequested,
	"BLOCKED":           ReviewBlocked,
}

// vocabulary is the words and forms of one grammar.
type vocabulary struct {
	statuses map[string]Status
	columns  map[string]Field
	boards   map[string]bool
	ends     map[string]bool
	ids      word.IDs
	headings []word.Heading
}

func newVocabulary(g Grammar) *vocabulary {
	v := &vocabulary{
		statuses: maps.Clone(statusWords), columns: map[string]Field{},
		boards: map[string]bool{}, ends: map[string]bool{}, ids: word.NewIDs(g.IDs),
	}
	for status, words := range g.Statuses {
		for _, w := range words {
			if key := word.Status(w); key != "" && !canonical(key) {
				v.statuses[key] = status
			}
		}
	}
	for field, names := range g.Columns {
		for _, name := range names {
			v.columns[keyword(name)] = field
		}
	}
	for _, heading := range g.BoardHeadings {
		v.boards[headingName(heading)] = true
	}
	for _, heading := range g.EndHeadings {
		v.ends[headingName(heading)] = true
	}
	v.headings = word.NewHeadings(g.PacketHeadings, v.ids)
	return v
}

// headingName is a configured heading, with or without its marks, as a label's name.
func headingName(s string) string { return labelName(strings.TrimLeft(s, "# \t")) }

// canonical tells whether a keyword is a status' own name, which no configured word
// takes over.
func canonical(k string) bool {
	return statusWords[k] != "" && keyword(string(statusWords[k])) == k
}

// column gives what a column of a name holds.
func (v *vocabulary) column(name string) Field {
	k := keyword(name)
	if f, ok := v.columns[k]; ok {
		return f
	}
	return columnNames[k]
}

// titlesBoard tells whether a board stands under a heading.
func (v *vocabulary) titlesBoard(heading string) bool {
	return boardHeadings[keyword(heading)] || v.boards[labelName(heading)]
}

// endsSections tells whether a heading of a name ends the packets' sections.
func (v *vocabulary) endsSections(name string) bool { return endHeadings[name] || v.ends[name] }

// status reads a status as it stands on a board or behind "Status:". DONE with another
// status behind it in brackets is none.
func (v *vocabulary) status(raw string) Status {
	key := word.Status(raw)
	if s, ok := v.statuses[key]; ok {
		return s
	}
	if strings.Trim(key, "-—–") == "" {
		return StatusNone
	}
	head, remark, remarked := strings.Cut(key, "(")
	if remarked {
		key = strings.TrimSpace(head)
		if head, _, _ := strings.Cut(raw, " ("); key == "" {
			key = word.Status(head) // a symbol before the remark
		}
	}
	if s, ok := v.statuses[key]; ok {
		if other := v.statuses[strings.Trim(remark, " )")]; s == StatusDone && other != "" && other != s {
			return StatusUnknown
		}
		return s
	}
	if head, review, ok := strings.Cut(key, "/"); ok {
		if _, known := reviewWords[strings.TrimSpace(review)]; known {
			if s, ok := v.statuses[strings.TrimSpace(head)]; ok {
				return s
			}
		}
	}
	return StatusUnknown
}

// reviewHalf gives the review state that a status names behind a slash, as in "DONE /
// APPROVED", and where it starts; none where it names no such state.
func reviewHalf(raw string) (state ReviewState, at int) {
	slash := strings.IndexByte(raw, '/')
	if slash < 0 {
		return ReviewNone, 0
	}
	if state = reviewState(raw[slash+1:]); state == ReviewUnknown {
		return ReviewNone, 0
	}
	return state, slash + 1
}

// reviewState reads the state of a review as it stands on a board or in a record.
func reviewState(raw string) ReviewState {
	key := word.Status(raw)
	if s, ok := reviewWords[key]; ok {
		return s
	}
	if strings.Trim(key, "-—–") == "" {
		return ReviewNone
	}
	head, _, _ := strings.Cut(key, "(")
	if s, ok := reviewWords[strings.TrimSpace(head)]; ok {
		return s
	}
	return ReviewUnknown
}

// squeeze makes one line of a text, for comparison.
func squeeze(s string) string {
	if !strings.ContainsAny(s, "\t\r\n\v\f") && !strings.Contains(s, "  ") && !strings.Contains(s, "\u0085") && !strings.Contains(s, "\u00a0") {
		return strings.TrimSpace(s)
	}
	return strings.Join(strings.Fields(s), " ")
}

// absent tells whether a plain cell says that nothing is there.
func absent(s string) bool {
	switch strings.ToUpper(s) {
	case "", "-", "--", "—", "–", "N/A", "NONE":
		return true
	}
	return false
}

// quote shortens and quotes what stands in the source for a message.
func quote(s string) string {
	s = squeeze(s)
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return fmt.Sprintf("%q", s)
}

// isWordRune tells whether a character can be part of a word.
func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
