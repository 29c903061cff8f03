package tracker

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
