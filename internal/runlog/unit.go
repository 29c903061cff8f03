package runlog

import "strings"

// maxWord bounds the words of figures, in bytes.
const maxWord = 32

// measures are units of time and size.
var measures = wordSet("s sec secs second seconds m min mins minute minutes h hr hrs hour hours " +
	"d day days week weeks month months year years ms us ns millisecond milliseconds " +
	"b kb mb gb tb kib mib gib byte bytes")

// notUnits are words around numbers that count nothing.
var notUnits = wordSet("am pm utc gmt the a an of in at to on and or is for from with by out " +
	"line column code exit pid port version v result results summary")

// synonyms make one word of those that tools use for the same thing.
var synonyms = map[string]string{
	"pass": "passed", "passing": "passed", "ok": "passed",
	"fail": "failed", "failing": "failed", "failure": "failed",
	"skip": "skipped", "skipping": "skipped",
	"vuln": "vulnerability", "pkg": "package", "spec": "test", "case": "test", "example": "test",
}

// parts are units of those that are not all.
var parts = wordSet("failed skipped pending todo ignored disabled flaky cancelled canceled aborted error warning")

// counters are words behind what is counted, as in "Tests run: 707".
var counters = wordSet("run ran executed completed total count number")

// kind is what sort of word stands around a number.
type kind uint8

const (
	measure kind = 1 << iota
	// part is one of parts, counter one of counters.
	part
	counter
	// plural is a noun, thing one that is no test; adjective may describe a noun.
	plural
	thing
	adjective
	// success is a word for passed.
	success
)

// kindOf takes a lower-case word.
func kindOf(word string) kind {
	name := normalUnit([]byte(word))
	switch {
	case measures[word]:
		return measure
	case name == "":
		return 0
	case counters[word]:
		return counter
	case name == "passed":
		return success
	case parts[name]:
		return part
	case singular(word) != word && name == "test":
		return plural
	case singular(word) != word:
		return plural | thing
	case strings.HasSuffix(word, "ed") || strings.HasSuffix(word, "ing"):
		return 0
	}
	return adjective
}

// describes tells whether a word is no unit of the number before it but says of what sort
// the next one is, as in "80 test suites".
func describes(word, next kind) bool { return word&adjective != 0 && next&plural != 0 }

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

// normalUnit gives the normal form of a lower-case word, empty when it is no
// unit.
func normalUnit(word []byte) string {
	if len(word) == 0 || len(word) > maxWord || notUnits[string(word)] || measures[string(word)] {
		return ""
	}
	for _, b := range word {
		if !isLetter(b) && b != '-' {
			return ""
		}
	}
	unit := singular(string(word))
	if s, ok := synonyms[unit]; ok {
		return s
	}
	return unit
}

func singular(word string) string {
	switch {
	case len(word) < 4 || strings.HasSuffix(word, "ss") || strings.HasSuffix(word, "us"):
		return word
	case strings.HasSuffix(word, "ies"):
		return word[:len(word)-3] + "y"
	case strings.HasSuffix(word, "ches"), strings.HasSuffix(word, "shes"),
		strings.HasSuffix(word, "xes"), strings.HasSuffix(word, "sses"):
		return word[:len(word)-2]
	case strings.HasSuffix(word, "s"):
		return word[:len(word)-1]
	}
	return word
}

// bareWord is a word without "(s)", "()" and marks behind it.
func bareWord(word string) string {
	return strings.TrimRight(strings.TrimSuffix(word, "(s)"), ",.;:()")
}
