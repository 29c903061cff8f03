package workflow

import (
	"strings"
	"unicode/utf16"

	"github.com/packetgate/packetgate/internal/record"
)

// Fit says whether a recorded job can be of a version of a file.
type Fit int

// The fits: names that only the run knew, and records that are not whole, leave it
// Open.
const (
	Open Fit = iota
	Certain
	Contradicted
)

// whole tells whether a job's record lists all of its steps: a job that GitHub could
// not set up, or whose runner was lost, lists a part.
func whole(steps []record.Step) bool {
	return len(steps) > 1 && steps[0].Name == before[0] && steps[0].Conclusion == record.ConclusionSuccess &&
		steps[len(steps)-1].Name == "Complete job"
}

// LegNames lists the names of a job's legs as far as the file tells them; all is
// false where it does not tell all of them.
func (j *Job) LegNames() (names []string, all bool) {
	all = !j.MatrixUnknown
	for _, n := range j.names() {
		if !n.template.known() || n.template[0] == "" {
			all = false
			continue
		}
		names = append(names, n.template[0])
	}
	return names, all
}

// Whole tells whether GitHub shows a job's name, calls included, without a cut.
func Whole(name string) bool { return len(utf16.Encode([]rune(name))) < maxName }

// SkippedName is the name that GitHub gives a job that was skipped before its matrix
// was made, expressions as they stand in the file.
func (j *Job) SkippedName() string {
	if strings.TrimSpace(j.Name) == "" {
		return j.ID
	}
	return j.Name
}
