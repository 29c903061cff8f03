package tracker

// Grammar is what configuration adds to the words that trackers use. The zero
// value reads the model family.
type Grammar struct {
	// Statuses are extra words for a status, compared after normalisation.
	Statuses map[Status][]string
}

// MaxSize is the largest source that is read, in bytes.
const MaxSize = 16 << 20
