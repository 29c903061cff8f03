package plan

import (
	"bytes"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/tracker"
)

// maxLinked is how many linked plans of one tracker are read.
const maxLinked = 8

// Linked are the links of a tracker to plans that are read.
func Linked(t *tracker.Tracker) []tracker.Text {
	if t == nil {
		return nil
	}
	return t.Plans[:min(len(t.Plans), maxLinked)]
}

var (
	linkBefore  = regexp.MustCompile(`\](?:\(|:)[ \t]*<?$`)
	escapedMark = regexp.MustCompile("\\\\([!-/:-@\\[-`{-~])")
)

// Paths are the paths from the repository's root that a tracker's link to a plan may
// mean, the likelier one first; none where it leads out of the repository. The target of
// a Markdown link is relative to the tracker's folder, as GitHub resolves it, or to the
// root where it starts with a slash; a path in backticks or bare is one from the root,
// else from the tracker's folder.
func Paths(t *tracker.Tracker, link tracker.Text) []string {
	start := min(max(link.Start, 0), len(t.Source))
	before := t.Source[max(0, start-8):start]
	isLink := linkBefore.Match(before)
	target := strings.Trim(link.Value, "<> ")
	if !bytes.HasSuffix(before, []byte("`")) {
		target = escapedMark.ReplaceAllString(target, "$1")
	}
	target = strings.ReplaceAll(target, `\`, "/")
	if strings.HasPrefix(target, "#") {
		return []string{t.Path}
	}
	if at := strings.IndexAny(target, "#?"); at >= 0 {
		target = target[:at]
	}
	if isLink {
		if unescaped, err := url.PathUnescape(target); err == nil {
			target = unescaped
		}
	}
	if target == "" || strings.Contains(target, "://") || strings.HasPrefix(target, "//") || strings.Contains(target, "\x00") {
		return nil
	}
	root := path.Clean(strings.TrimLeft(target, "/"))
	beside := path.Join(path.Dir(t.Path), target)
	paths := []string{root, beside}
	switch {
	case strings.HasPrefix(target, "/"):
		paths = paths[:1]
	case isLink:
		paths = []string{beside, root}
	}
	paths = slices.DeleteFunc(paths, func(p string) bool { return p == "." || p == ".." || strings.HasPrefix(p, "../") })
	return slices.Compact(paths)
}
