package sandbox

import (
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/utils/diff"
	"github.com/sergi/go-diff/diffmatchpatch"
)

// merge makes the commit that merges head into base, as GitHub's test merge does.
// It returns false when they conflict. The same two commits give the same merge.
func (r *Repository) merge(base, head hash, message string) (hash, bool) {
	ancestor := r.objects.mergeBase(base, head)
	tree, ok := r.objects.mergeFiles(r.objects.filesAt(ancestor), r.objects.filesAt(base), r.objects.filesAt(head))
	if !ok {
		return plumbing.ZeroHash, false
	}
	at := r.objects.commit(base).Committer.When
	if h := r.objects.commit(head).Committer.When; h.After(at) {
		at = h
	}
	return r.writeCommit(message, "web-flow", at.Add(time.Second), tree, []hash{base, head}), true
}

func (o *objects) mergeFiles(ancestor, ours, theirs files) (files, bool) {
	out := files{}
	names := map[string]bool{}
	for _, side := range []files{ancestor, ours, theirs} {
		for name := range side {
			names[name] = true
		}
	}
	for name := range names {
		was, a, b := ancestor[name], ours[name], theirs[name]
		merged := a
		switch {
		case a == b || b == was:
		case a == was:
			merged = b
		default:
			text, ok := o.mergeText(was, a, b)
			if !ok {
				return nil, false
			}
			merged = entry{hash: o.writeBlob([]byte(text)), mode: a.mode}
		}
		if merged != (entry{}) {
			out[name] = merged
		}
	}
	return out, true
}

func (o *objects) mergeText(was, a, b entry) (string, bool) {
	if was == (entry{}) || a == (entry{}) || b == (entry{}) {
		return "", false
	}
	ancestor, _ := o.blob(was.hash)
	ours, _ := o.blob(a.hash)
	theirs, _ := o.blob(b.hash)
	return mergeLines(string(ancestor), string(ours), string(theirs))
}

// edit replaces the ancestor's lines [from, to) with text.
type edit struct {
	from, to int
	text     string
}

// mergeLines applies both sides' edits to the ancestor, false when two of them
// touch the same or neighbouring lines and are not the same.
func mergeLines(ancestor, ours, theirs string) (string, bool) {
	a, b := edits(ancestor, ours), edits(ancestor, theirs)
	lines := strings.SplitAfter(ancestor, "\n")
	var out strings.Builder
	line := 0
	apply := func(e edit) {
		out.WriteString(strings.Join(lines[line:e.from], ""))
		out.WriteString(e.text)
		line = e.to
	}
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].to < b[0].from:
			apply(a[0])
			a = a[1:]
		case len(a) == 0 || b[0].to < a[0].from:
			apply(b[0])
			b = b[1:]
		case a[0] == b[0]:
			apply(a[0])
			a, b = a[1:], b[1:]
		default:
			return "", false
		}
	}
	out.WriteString(strings.Join(lines[line:], ""))
	return out.String(), true
}

func edits(from, to string) []edit {
	before, was, is := differing(strings.SplitAfter(from, "\n"), strings.SplitAfter(to, "\n"))
	if len(was)+len(is) > maxPatchLines {
		return []edit{{before, before + len(was), strings.Join(is, "")}}
	}
	var out []edit
	line, open := 0, false
	change := func() *edit {
		if !open {
			out = append(out, edit{from: line, to: line})
			open = true
		}
		return &out[len(out)-1]
	}
	for _, d := range diff.Do(from, to) {
		switch d.Type {
		case diffmatchpatch.DiffEqual:
			line += countLines(d.Text)
			open = false
		case diffmatchpatch.DiffDelete:
			e := change()
			line += countLines(d.Text)
			e.to = line
		case diffmatchpatch.DiffInsert:
			change().text += d.Text
		}
	}
	return out
}
