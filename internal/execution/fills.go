package execution

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/shell"
)

// Fills gives the first expression of one of its commands that would be the wanted one if
// its expressions had some other value, "" where it would not, or where one is the program:
// it could be anything.
func (h *Holding) Fills(ran, wanted shell.Command) string {
	text, whole := strings.Join(ran.Words, " "), strings.Join(wanted.Words, " ")
	by := expression.FindString(ran.Dir + " " + text)
	if by == "" || ran.Negated != wanted.Negated || len(ran.Words) == 0 || strings.Contains(ran.Words[0], "${{") || len(text) > shell.MaxScript || !filled(ran.Dir, wanted.Dir) || !filled(text, whole) || !hasEnvironment(wanted, ran, h.Source, h.pieces, h.n) {
		return ""
	}
	return by
}

// filled tells whether a text can be another with its expressions filled in.
func filled(text, whole string) bool {
	parts := expression.Split(text, -1)
	if len(parts) == 1 {
		return text == whole
	}
	rest, ok := strings.CutPrefix(whole, parts[0])
	if !ok {
		return false
	}
	for _, part := range parts[1 : len(parts)-1] {
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return strings.HasSuffix(rest, parts[len(parts)-1])
}

// contextOf matches the context of an expression's first property, and that.
var contextOf = regexp.MustCompile(`\b(matrix|needs|steps|inputs|vars|secrets|env|github)\.([\w-]+)`)

// OriginOf says where the value of an expression of the job comes from, as a clause.
func (h *Holding) OriginOf(text string) string {
	job := h.Leg.Job
	m := contextOf.FindStringSubmatch(text)
	if m == nil {
		return "has a value that the file does not tell"
	}
	switch m[1] {
	case "matrix":
		from := slices.Concat(job.MatrixText[strings.ToLower(m[2])], job.MatrixText[""])
		if len(from) > 0 {
			return fmt.Sprintf("is a value of the matrix `%s`, which only the run knew", Clip(OneLine(from[0])))
		}
	case "needs":
		return fmt.Sprintf("is an output of the job %q, which only the run knew", m[2])
	case "steps":
		return fmt.Sprintf("is an output of the step %q, which only the run knew", m[2])
	case "inputs":
		return "is what the run was started or called with, which GitHub does not record"
	case "vars", "secrets":
		return "is a setting of the repository"
	}
	return "has a value that the file does not tell"
}
