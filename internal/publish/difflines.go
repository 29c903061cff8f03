package publish

import (
	"regexp"
	"sort"
	"strconv"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
)

// Sides of a diff, in GitHub's words.
const (
	sideBase = "LEFT"
	sideHead = "RIGHT"
)

// span is a range of lines, both ends included; empty when last < first.
type span struct{ first, last int }

func (s span) holds(first, last int) bool { return s.first <= first && first <= last && last <= s.last }

// hunk is the lines of one hunk. Those that can be commented are all that the
// diff shows, so they are one range on each side.
type hunk struct{ base, head span }

// diff holds the hunks of each file of a change, by path.
type diff map[string][]hunk

// newDiff reads the patches of a change. A file whose patch GitHub left out has no
// lines that can be commented. Base lines are commented under the file's path at
// the head, as GitHub wants it for renamed files.
func newDiff(files []record.FileChange) diff {
	d := diff{}
	for _, f := range files {
		d[f.Path] = parsePatch(f.Patch)
	}
	return d
}

// comments tells whether first to last are lines of one hunk on that side.
func (d diff) comments(path, side string, first, last int) bool {
	lines := func(h hunk) span {
		if side == sideBase {
			return h.base
		}
		return h.head
	}
	hunks := d[path] // in the file's order
	i := sort.Search(len(hunks), func(i int) bool { return lines(hunks[i]).last >= first })
	return i < len(hunks) && lines(hunks[i]).holds(first, last)
}

var hunkHeader = regexp.MustCompile(`^@@ -(\d{1,9})(?:,\d{1,9})? \+(\d{1,9})(?:,\d{1,9})? @@`)

// parsePatch reads the hunks of a unified diff. Lines are counted, not taken from
// the header: only what the patch truly shows can be commented, also when it was
// cut off.
func parsePatch(patch string) []hunk {
	var hunks []hunk
	var current *hunk
	for line := range strings.Lines(patch) {
		switch line[0] {
		case '@':
			m := hunkHeader.FindStringSubmatch(line)
			if m == nil {
				return hunks
			}
			base, head := atoi(m[1]), atoi(m[2])
			hunks = append(hunks, hunk{base: span{base, base - 1}, head: span{head, head - 1}})
			current = &hunks[len(hunks)-1]
		case ' ', '\n', '\r', '+', '-':
			if current == nil {
				return hunks
			}
			if line[0] != '+' {
				current.base.last++
			}
			if line[0] != '-' {
				current.head.last++
			}
		case '\\': // "\ No newline at end of file"
		default:
			return hunks
		}
	}
	return hunks
}

// atoi reads at most nine digits, which cannot fail.
func atoi(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}
