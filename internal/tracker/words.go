package tracker

import (
	"fmt"
	"maps"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// plain gives what a reader sees of a short inline text: no emphasis, code
// marks, links, struck-through words or symbols, single spaces. Letters that only
// look like others, and invisible characters, stay.
func plain(s string) string {
	s = unlink(s)
	if rest := unstrike(s); strings.TrimSpace(rest) != "" {
		s = rest
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '*' || r == '`' || r == '~':
			return -1
		case r == '\ufe0f', r >= 0x1f3fb && r <= 0x1f3ff, unicode.Is(unicode.So, r):
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 4 && strings.HasPrefix(s, "__") && strings.HasSuffix(s, "__") {
		s = strings.TrimSpace(s[2 : len(s)-2])
	}
	return strings.ReplaceAll(s, `\|`, "|")
}

var link = regexp.MustCompile(`\[([^\[\]]*)\]\([^()\s]*\)`)

func unlink(s string) string {
	if !strings.Contains(s, "](") {
		return s
	}
	return link.ReplaceAllString(s, "$1")
}

// unstrike leaves out what stands between pairs of "~~".
func unstrike(s string) string {
	parts := strings.Split(s, "~~")
	if len(parts) < 3 {
		return s
	}
	var out strings.Builder
	for i, part := range parts {
		if i%2 == 0 || i == len(parts)-1 {
			out.WriteString(part)
		}
	}
	return out.String()
}

// keyword is a plain text as words are compared: upper case, with one space for
// any run of spaces, underscores and hyphens.
func keyword(s string) string {
	s = strings.ToUpper(plain(s))
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r == ' ' || r == '_' || r == '-'
	}), " ")
}

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

// vocabulary is the words of one grammar.
type vocabulary struct {
	statuses map[string]Status
	// exact are configured words as they are written, such as an emoji, which
	// normalises to nothing.
	exact map[string]Status
}

func newVocabulary(g Grammar) *vocabulary {
	v := &vocabulary{statuses: maps.Clone(statusWords), exact: map[string]Status{}}
	configured := map[string]Status{}
	for status, words := range g.Statuses {
		for _, word := range words {
			v.exact[strings.TrimSpace(word)] = status
			k := keyword(word)
			if other, taken := configured[k]; taken && other != status {
				configured[k] = StatusUnknown // they differ only as they are written
			} else {
				configured[k] = status
			}
		}
	}
	for k, status := range configured {
		if k != "" && !canonical(k) {
			v.statuses[k] = status
		}
	}
	return v
}

// canonical tells whether a keyword is a status' own name, which no configured
// word such as "☑️ DONE" takes over.
func canonical(k string) bool {
	return statusWords[k] != "" && keyword(string(statusWords[k])) == k
}

// status reads a status as it stands on a board or behind "Status:".
func (v *vocabulary) status(raw string) Status {
	raw = strings.TrimSpace(raw)
	if s, ok := v.exact[raw]; ok {
		return s
	}
	word := keyword(raw)
	if word == "" || word == "—" || word == "–" {
		return StatusNone
	}
	if s, ok := v.statuses[word]; ok {
		return s
	}
	if head, _, ok := strings.Cut(word, "("); ok {
		word = strings.TrimSpace(head)
	}
	if s, ok := v.statuses[word]; ok {
		return s
	}
	if head, review, ok := strings.Cut(word, "/"); ok {
		if _, known := reviewWords[strings.TrimSpace(review)]; known {
			if s, ok := v.statuses[strings.TrimSpace(head)]; ok {
				return s
			}
		}
	}
	return StatusUnknown
}

func reviewState(raw string) ReviewState {
	word := keyword(raw)
	if s, ok := reviewWords[word]; ok {
		return s
	}
	head, _, _ := strings.Cut(word, "(")
	if s, ok := reviewWords[strings.TrimSpace(head)]; ok {
		return s
	}
	return ReviewUnknown
}

// strange names the characters of a word that look like others or cannot be
// seen, empty where there are none.
func strange(s string) string {
	var names []string
	for _, r := range s {
		if r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Mn, r)) && r != '\ufe0f' {
			names = append(names, fmt.Sprintf("U+%04X", r))
		}
		if len(names) == 4 {
			break
		}
	}
	return strings.Join(names, ", ")
}

// squeeze makes one line of a text, for comparison.
func squeeze(s string) string {
	if !strings.ContainsAny(s, "\t\r\n\v\f\u0085\u00a0") && !strings.Contains(s, "  ") {
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
