package evidence

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// fills gives the first expression of a command that would be the claimed one if its
// expressions had some other value, "" where it would not, or where one is the program: it
// could be anything.
func fills(ran, claimed shell.Command) string {
	text, whole := strings.Join(ran.Words, " "), strings.Join(claimed.Words, " ")
	by := expression.FindString(ran.Dir + " " + text)
	if by == "" || len(ran.Words) == 0 || strings.Contains(ran.Words[0], "${{") || len(text) > shell.MaxScript || !filled(ran.Dir, claimed.Dir) || !filled(text, whole) {
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

// originOf says where the value of an expression comes from.
func originOf(text string, job *workflow.Job) string {
	m := contextOf.FindStringSubmatch(text)
	if m == nil {
		return "has a value that the file does not tell"
	}
	switch m[1] {
	case "matrix":
		from := slices.Concat(job.MatrixText[strings.ToLower(m[2])], job.MatrixText[""])
		if len(from) > 0 {
			return fmt.Sprintf("is a value of the matrix `%s`, which only the run knew", clip(oneLine(from[0])))
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
