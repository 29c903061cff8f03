package sandbox

import (
	"bytes"
	"fmt"
	"sort"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/diff"
	gitobject "github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/utils/merkletrie"
)

// Bounds beyond which GitHub leaves a file's patch out.
const (
	maxPatchBytes = 1 << 20
	maxPatchLines = 20000
)

// fileDiff is one file of a comparison.
type fileDiff struct {
	path, previous string
	// status is GitHub's word: added, modified, removed, renamed.
	status string
	blob   hash
	// patch is the hunks without the file header, empty when left out.
	patch                string
	additions, deletions int
	// commentable are the lines that a review comment may name.
	commentable commentable
}

// diff lists the files that differ between two commits, sorted by path.
func (o *objects) diff(from, to hash) []fileDiff {
	key := [2]hash{from, to}
	if d, ok := o.diffs[key]; ok {
		return d
	}
	changes, err := o.changes(from, to)
	if err != nil {
		panic(fmt.Sprintf("sandbox: comparing %s with %s: %v", from, to, err))
	}
	out := make([]fileDiff, 0, len(changes))
	for _, c := range changes {
		out = append(out, o.diffOf(c))
	}
	sort.Slice(out, func(i, j int) bool { return out[i].path < out[j].path })
	o.diffs[key] = out
	return out
}

func (o *objects) diffOf(c *gitobject.Change) fileDiff {
	d := fileDiff{path: c.To.Name, status: "modified", blob: c.To.TreeEntry.Hash}
	switch action, _ := c.Action(); {
	case action == merkletrie.Insert:
		d.status = "added"
	case action == merkletrie.Delete:
		d.path, d.status, d.blob = c.From.Name, "removed", c.From.TreeEntry.Hash
	case c.From.Name != c.To.Name:
		d.status, d.previous = "renamed", c.From.Name
	}
	if from, to, huge := o.rewritten(c.From.TreeEntry.Hash, c.To.TreeEntry.Hash); huge {
		d.deletions, d.additions = from, to
		d.commentable = commentableLines("")
		return d
	}
	patch, err := c.Patch()
	if err != nil {
		panic(fmt.Sprintf("sandbox: the patch of %s: %v", d.path, err))
	}
	for _, f := range patch.FilePatches() {
		for _, chunk := range f.Chunks() {
			switch n := countLines(chunk.Content()); chunk.Type() {
			case diff.Add:
				d.additions += n
			case diff.Delete:
				d.deletions += n
			}
		}
	}
	d.patch = hunks(patch)
	d.commentable = commentableLines(d.patch)
	return d
}

// rewritten counts the lines between what two blobs begin and end with alike, and
// tells whether they are so many that GitHub would leave the patch out. Comparing
// them line by line would take time that grows with their square.
func (o *objects) rewritten(from, to hash) (deletions, additions int, huge bool) {
	a, _ := o.blob(from)
	b, _ := o.blob(to)
	_, was, is := differing(strings.SplitAfter(string(a), "\n"), strings.SplitAfter(string(b), "\n"))
	return len(was), len(is), len(was)+len(is) > maxPatchLines
}

// differing cuts off the lines with which both texts begin and end.
func differing(a, b []string) (before int, was, is []string) {
	for before < min(len(a), len(b)) && a[before] == b[before] {
		before++
	}
	was, is = a[before:], b[before:]
	for len(was) > 0 && len(is) > 0 && was[len(was)-1] == is[len(is)-1] {
		was, is = was[:len(was)-1], is[:len(is)-1]
	}
	return before, was, is
}

func countLines(s string) int {
	n := strings.Count(s, "\n")
	if s != "" && !strings.HasSuffix(s, "\n") {
		n++
	}
	return n
}

// hunks is the patch in GitHub's form: no file header, no final line end.
func hunks(patch *gitobject.Patch) string {
	var b bytes.Buffer
	if err := diff.NewUnifiedEncoder(&b, diff.DefaultContextLines).Encode(patch); err != nil {
		panic(fmt.Sprintf("sandbox: encoding a patch: %v", err))
	}
	_, after, found := strings.Cut(b.String(), "\n@@ ")
	if !found || b.Len() > maxPatchBytes || bytes.Count(b.Bytes(), []byte("\n")) > maxPatchLines {
		return ""
	}
	return "@@ " + strings.TrimSuffix(after, "\n")
}

// commentable maps each line of either side that stands in the diff to the number
// of its hunk, counted from 1, and to its position below the first hunk header.
type commentable struct {
	left, right map[int]diffLine
	// positions lists side and line by position, which counts from 1.
	positions []sideLine
}

type diffLine struct{ hunk, position int }

type sideLine struct {
	side string
	line int
}

func (c commentable) side(side string) map[int]diffLine {
	if side == "LEFT" {
		return c.left
	}
	return c.right
}

func commentableLines(patch string) commentable {
	c := commentable{left: map[int]diffLine{}, right: map[int]diffLine{}}
	if patch == "" {
		return c
	}
	left, right, hunk := 0, 0, 0
	for i, line := range strings.Split(patch, "\n") {
		at := diffLine{hunk: hunk, position: i}
		entry := sideLine{}
		switch {
		case strings.HasPrefix(line, "@@ "):
			hunk++
			left, right = hunkStart(line)
		case strings.HasPrefix(line, "+"):
			c.right[right], entry = at, sideLine{"RIGHT", right}
			right++
		case strings.HasPrefix(line, "-"):
			c.left[left], entry = at, sideLine{"LEFT", left}
			left++
		case strings.HasPrefix(line, " "):
			c.left[left], c.right[right], entry = at, at, sideLine{"RIGHT", right}
			left, right = left+1, right+1
		}
		if i > 0 {
			c.positions = append(c.positions, entry)
		}
	}
	return c
}

// hunkStart reads the first lines of both sides from "@@ -3,7 +3,9 @@ heading".
func hunkStart(header string) (left, right int) {
	fields := strings.Fields(header)
	if len(fields) < 3 {
		return 0, 0
	}
	fmt.Sscanf(fields[1], "-%d", &left)
	fmt.Sscanf(fields[2], "+%d", &right)
	return left, right
}

// hunkUpTo is the diff_hunk of a comment: the hunk's header and its lines up to
// the commented one.
func hunkUpTo(patch string, at diffLine) string {
	lines := strings.Split(patch, "\n")
	start := 0
	for i := 0; i <= at.position && i < len(lines); i++ {
		if strings.HasPrefix(lines[i], "@@ ") {
			start = i
		}
	}
	return strings.Join(lines[start:min(at.position+1, len(lines))], "\n")
}
