package tracker

import (
	"maps"
	"strings"

	"github.com/packetgate/packetgate/internal/word"
)

// Grammar is what configuration adds to the words and forms that trackers use. The
// zero value reads the model family. Words are compared as keywords: without regard
// to case, emphasis, symbols and the kind of spaces.
type Grammar struct {
	// Statuses are extra words for a status. One that has neither letter nor digit,
	// such as ✅, is compared as it is written.
	Statuses map[Status][]string
	// Columns are extra names of board columns, which come before the built-in ones.
	Columns map[Field][]string
	// BoardHeadings are headings under which the board stands, EndHeadings those that
	// end the packets' sections.
	BoardHeadings, EndHeadings []string
	// PacketHeadings are forms of headings that begin a packet's section, as
	// word.CheckHeading accepts them.
	PacketHeadings []string
	// IDs are regular expressions of whole ids, as word.CheckID accepts them.
	IDs []string
}

// MaxSize is the largest source that is read, in bytes.
const MaxSize = 16 << 20

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
