package setup

import (
	"regexp"
	"strings"
)

// The marks around what packetgate writes into a file of the user, and around what the
// user writes into one of packetgate's.
const (
	sectionBegins = "<!-- packetgate: begins -->"
	sectionEnds   = "<!-- packetgate: ends -->"
	setUpBegins   = "# packetgate: set-up begins."
	setUpEnds     = "# packetgate: set-up ends."
)

// between finds the lines between two marked lines: text[from:to], of which neither mark
// is a part. It returns false where one of the marks is missing.
func between(text, begins, ends string) (from, to int, ok bool) {
	begin := strings.Index(text, begins)
	if begin < 0 {
		return 0, 0, false
	}
	line := strings.IndexByte(text[begin:], '\n')
	if line < 0 {
		return 0, 0, false
	}
	from = begin + line + 1
	end := strings.Index(text[from:], ends)
	if end < 0 {
		return 0, 0, false
	}
	return from, from + strings.LastIndexByte(text[from:from+end], '\n') + 1, true
}

// withLineEnds gives a text the line ends of the file as it was.
func withLineEnds(text, before string) string {
	if strings.Contains(before, "\r\n") {
		return strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text
}

// withSetUp puts the set-up steps of the file as it was into the text.
func withSetUp(text, before string) string {
	from, to, ok := between(before, setUpBegins, setUpEnds)
	if !ok {
		return text
	}
	at, end, _ := between(text, setUpBegins, setUpEnds)
	return text[:at] + before[from:to] + text[end:]
}

// used matches a `uses:` of an action at a ref, with the comment behind it.
var used = regexp.MustCompile(`(?m)^([ -]*uses: *)([\w./-]+)@([\w./-]+(?: +#.*)?)$`)

// withPins lets the actions of the text keep the refs that the file as it was has for them.
func withPins(text, before string) string {
	pins := map[string]string{}
	for _, m := range used.FindAllStringSubmatch(before, -1) {
		if _, known := pins[m[2]]; !known {
			pins[m[2]] = m[3]
		}
	}
	return used.ReplaceAllStringFunc(text, func(line string) string {
		m := used.FindStringSubmatch(line)
		if pin, ok := pins[m[2]]; ok {
			return m[1] + m[2] + "@" + pin
		}
		return line
	})
}

// judging matches a step of the gate that judges, with what stands below its `uses:`.
var judging = regexp.MustCompile(`(?m)^      - uses: packetgate/packetgate@.*\n((?:        .*\n)*)`)

// withInputs lets the steps that judge keep the inputs, such as those of a GitHub App, that
// the file as it was gives them: the first those of the first, and so on.
func withInputs(text, before string) string {
	had := judging.FindAllStringSubmatch(before+"\n", -1)
	return judging.ReplaceAllStringFunc(text, func(step string) string {
		if len(had) == 0 {
			return step
		}
		kept := had[0][1]
		had = had[1:]
		if kept == "" {
			return step
		}
		return step[:strings.IndexByte(step, '\n')+1] + kept
	})
}

// withSection puts the section into the text between its marks, or behind the text.
func withSection(text, section string) string {
	if from, to, ok := between(text, sectionBegins, sectionEnds); ok {
		at, end, _ := between(section, sectionBegins, sectionEnds)
		return text[:from] + section[at:end] + text[to:]
	}
	if text = strings.TrimRight(text, "\r\n"); text == "" {
		return section
	}
	return text + withLineEnds("\n\n", section) + section
}
