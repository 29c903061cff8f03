package plan

import (
	"regexp"
	"strings"

	"github.com/packetgate/packetgate/internal/tracker"
)

// noun is what a word names that is no command.
const noun = `(?:branch|tag|workflow|job|check|pipeline|stage|package|module|file|folder|directory|test|suite|function|method|class|type|service|endpoint|table|column|field|flag|option|variable|status|label|profile|role|user)`

var (
	// outcomeAfter is what stands behind a code span that is a command to run.
	outcomeAfter = regexp.MustCompile(`^\W{0,4}(?:(?i:must|should|shall|is expected to|expected(?: to)?|has to|needs to)\s+)?(?i:exit(?:s|ed| code| status)?|ends? with|rc\s*=|pass|passes|passed|passing|succeeds?|fails?|green|clean|is (?:green|clean)|matches|produces|returns?|reports|shows|outputs|prints|non-?zero)\b|^\s*(?:->|→|=>)`)
	// endAfter is an outcome that only a program has.
	endAfter = regexp.MustCompile(`(?i)^\W{0,4}(?:(?:must|should|shall|is expected to|expected(?: to)?|has to|needs to)\s+)?(?:exit(?:s|ed| code| status)?|succeeds?|non-?zero)\b|^\s*(?:->|→|=>)\s*(?:exit|0\b)`)
	runWords = regexp.MustCompile(`(?i)\b(?:commands?|runs?|re-?run|execute|exits?|exit codes?|pass(?:es|ing)?|green|clean|succeeds?|fails?)\b`)
	// runBefore ends where a word behind it is what is run.
	runBefore = regexp.MustCompile(`(?i)\b(?:commands?|run|re-?run|execute|exit codes?(?: (?:for|of))?)\b[^\w` + "`" + `]*(?:(?:of|the|both|all|and)\s+)*$`)
	placeWord = regexp.MustCompile(`(?i)\b(?:in|under|of|from|on|at|to|inside|into|within|for)\s*$`)
	// nounBefore and nounAfter say what a word names that is no command.
	nounBefore = regexp.MustCompile(`(?i)\b` + noun + `\s*$`)
	nounAfter  = regexp.MustCompile(`(?i)^\s+` + noun + `\b`)
	aloneAfter = regexp.MustCompile(`^\s*(?:[:;,.(]|[—–-]\s|$)`)
	joins      = regexp.MustCompile(`(?i)\b(?:and|then|or|also)\b|(?:->|→|=>)|[\s,;.:&+*_()|]+`)
	either     = regexp.MustCompile(`(?i)^[\s,]*\bor\b[\s,]*$`)
	withFlag   = regexp.MustCompile(`(?i)^[\s,]*\(?(?:with|using|plus|and)?\s*(?:the\s+)?(?:flags?|options?)?\s*$`)
)

// commands picks the commands out of a text's code spans. A program or a path with
// arguments is one; other words with more behind them are where an outcome stands
// behind them ("exits 0", "passes", "-> exit 0"), or where the text asks to run
// commands or, where bare is allowed, is nothing but code spans; so is a word
// alone, unless it is an identifier or a file. What the text forbids, merely
// mentions or asks for on a condition is none.
func (r *reader) commands(t tracker.Text, bare bool) []Command {
	spans := tracker.CodeSpans(t.Raw)
	if len(spans) == 0 {
		return nil
	}
	around := outside(t.Raw, spans)
	item := item{
		runs: runWords.MatchString(around),
		bare: bare && strings.TrimSpace(joins.ReplaceAllString(around, "")) == "",
	}
	item.words = item.bare && (r.list == listGlobal || strings.Contains(strings.ToLower(r.under), "command"))
	var out []Command
	var before strings.Builder
	at, alternative := 0, false
	for i := 0; i < len(spans); i++ {
		s := spans[i]
		before.WriteString(t.Raw[at:s.Open])
		value := squeezed(t.Raw[s.Start:s.End])
		for i+1 < len(spans) && strings.HasPrefix(t.Raw[spans[i+1].Start:], "-") && withFlag.MatchString(t.Raw[spans[i].Close:spans[i+1].Open]) && strings.Contains(value, " ") && len(value) < maxLine {
			i++
			value += " " + squeezed(t.Raw[spans[i].Start:spans[i].End])
		}
		end := len(t.Raw)
		if i+1 < len(spans) {
			end = spans[i+1].Open
		}
		lead, first := before.String(), at == 0 && strings.TrimSpace(t.Raw[:s.Open]) == ""
		before.WriteString(" ")
		at = spans[i].Close
		shape := shapeOf(value)
		if shape == shapeOther {
			alternative = false
			continue
		}
		words := wordsAround(lead, t.Raw[at:end])
		if !item.asks(shape, words, first) || words.denied() || words.onCondition() {
			alternative = false
			continue
		}
		c := Command{Text: r.within(t, s.Start, s.End), Path: r.path, Under: r.under, Group: r.group, Exit: words.exit()}
		c.Value = value
		if alternative {
			last := &out[len(out)-1]
			last.Or = append(last.Or, c.Value)
		} else {
			out = append(out, c)
		}
		alternative = either.MatchString(words.after)
	}
	return out
}

// item is what the words of one item say of all its code spans.
type item struct {
	// runs is true where they speak of running, bare where there are none but joins,
	// words where in addition any word alone is a command.
	runs, bare, words bool
}

// asks tells whether a span of this shape, perhaps the first thing of its item, is a
// command between these words.
func (i item) asks(s shape, a around, first bool) bool {
	if s == shapeCommand {
		return true
	}
	named := nounBefore.MatchString(a.last) || nounAfter.MatchString(a.after)
	ran := outcomeAfter.MatchString(a.after)
	switch s {
	case shapePhrase:
		return i.bare || !named && (i.runs || ran)
	case shapeProgram:
		return i.bare || first && aloneAfter.MatchString(a.after) || i.runs && !placeWord.MatchString(a.last) || ran || runBefore.MatchString(a.last)
	case shapeWord:
		return i.words || !named && (endAfter.MatchString(a.after) || runBefore.MatchString(a.last))
	}
	return false
}

func squeezed(s string) string { return strings.Join(strings.Fields(s), " ") }

// outside is the text without its code spans.
func outside(s string, spans []tracker.CodeSpan) string {
	var b strings.Builder
	at := 0
	for _, c := range spans {
		b.WriteString(s[at:c.Open])
		b.WriteByte(' ')
		at = c.Close
	}
	b.WriteString(s[at:])
	return b.String()
}
