package rule

import (
	slashpath "path"
	"regexp"
	"strings"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/tracker"
)

// listing is what the records of some packets list as changed: files, by their
// whole path or the end of it, folders and globs.
type listing struct {
	names map[string]*bool
	globs map[string]*bool
	// open is true when an item cannot be read as a path, so that it may mean any
	// file; documents when one says that no code changed.
	open, documents bool
}

// mostGlobs bounds how many globs are held against every file of a diff; a listing
// with more of them may mean any file.
const mostGlobs = 200

var (
	noFiles       = regexp.MustCompile(`(?i)^\W*(none|nothing|n/a|no files?|no changes?)\W*$`)
	noCodeChanged = regexp.MustCompile(`(?i)\bno\b.{0,20}\bcode\b|\b(docs?|documentation|tracker|evidence)[ -]only\b`)
)

func newListing(packets []*tracker.Packet) *listing {
	l := &listing{names: map[string]*bool{}, globs: map[string]*bool{}}
	for _, packet := range packets {
		for _, r := range packet.Records {
			for _, f := range r.Files {
				l.add(f)
			}
		}
	}
	return l
}

func (l *listing) add(f tracker.RecordFile) {
	path := plainPath(f.Path)
	switch {
	case path == "" && noFiles.MatchString(f.Text.Value):
		return
	case path == "" && noCodeChanged.MatchString(f.Text.Value):
		l.documents = true
		return
	case path == "":
		l.open = true
		return
	case l.names[path] != nil:
		return
	}
	hit := new(bool)
	l.names[path] = hit
	if !strings.ContainsAny(path, "*?[{") {
		return
	}
	if len(l.globs) == mostGlobs || config.CheckGlob(path) != nil {
		*hit, l.open = true, true
		return
	}
	l.globs[path] = hit
}

// locks are the files that a tool writes, with the file beside them that it reads:
// where that is listed, they are.
var locks = map[string]string{
	"go.sum": "go.mod", "go.work.sum": "go.work", "Cargo.lock": "Cargo.toml", "composer.lock": "composer.json", "Gemfile.lock": "Gemfile",
	"package-lock.json": "package.json", "npm-shrinkwrap.json": "package.json", "yarn.lock": "package.json", "pnpm-lock.yaml": "package.json", "bun.lock": "package.json",
	"poetry.lock": "pyproject.toml", "uv.lock": "pyproject.toml",
}

// touch notes that a file changed, and tells whether it is listed.
func (l *listing) touch(f record.FileChange) bool {
	listed := l.documents && record.IsMarkdown(f.Path)
	if source := locks[slashpath.Base(f.Path)]; source != "" {
		listed = listed || l.names[source] != nil || l.names[slashpath.Join(slashpath.Dir(f.Path), source)] != nil
	}
	for _, path := range []string{f.Path, f.PreviousPath} {
		if path != "" && l.note(path) {
			listed = true
		}
	}
	return listed
}

// mostSegments bounds how deep a path is looked into for folders that are listed
// without those above them.
const mostSegments = 32

func (l *listing) note(path string) bool {
	listed := false
	starts, ends := []int{0}, []int{}
	for i, c := range path {
		if c == '/' {
			starts, ends = append(starts, i+1), append(ends, i)
		}
	}
	ends = append(ends, len(path))
	if len(ends) > mostSegments {
		starts = starts[:1]
	}
	for i, start := range starts {
		for _, end := range ends[i:] {
			if hit := l.names[path[start:end]]; hit != nil {
				*hit, listed = true, true
			}
		}
	}
	for glob, hit := range l.globs {
		if config.Match([]string{glob, "**/" + glob}, path) {
			*hit, listed = true, true
		}
	}
	return listed
}

// touched tells whether a listed path was noted.
func (l *listing) touched(path string) bool {
	hit := l.names[plainPath(path)]
	return hit != nil && *hit
}

// complete tells whether the listing names all that it means: a word that is no
// file or folder of the diff may mean any.
func (l *listing) complete() bool {
	for name, hit := range l.names {
		if !*hit && !isPath(name) {
			return false
		}
	}
	return !l.open
}

var (
	lineOfFile = regexp.MustCompile(`(?::\d+(?:[-–:]\d+)?|#L?\d.*)$`)
	isFileName = regexp.MustCompile(`[./*]`)
)

// plainPath is a listed path without a leading "./", a line number, a slash or
// "/..." at its end; "a/.../b" is "a/**/b".
func plainPath(path string) string {
	path = lineOfFile.ReplaceAllString(strings.Trim(path, " ,;:"), "")
	path = strings.TrimLeft(strings.TrimPrefix(path, "./"), "/")
	path = strings.TrimRight(strings.TrimSuffix(strings.TrimSuffix(path, "..."), "…"), "/")
	return strings.NewReplacer("/.../", "/**/", "/…/", "/**/").Replace(path)
}

// isPath tells whether a listed name is surely one of a file or a folder; a single
// word such as "tests" may be prose.
func isPath(path string) bool { return isFileName.MatchString(path) }
