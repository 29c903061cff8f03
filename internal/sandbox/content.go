package sandbox

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"path"
	"sort"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	gitobject "github.com/go-git/go-git/v5/plumbing/object"
)

// Bounds of the contents and blobs endpoints: bytes of a file, entries of a
// directory.
const (
	maxContent   = 1 << 20
	maxBlob      = 100 << 20
	maxDirectory = 1000
)

func (c *call) repository() *answer { return ok(c.server.shapeFullRepository(c.repo)) }

// contents answers for a file or a directory at a ref.
func (c *call) contents() *answer {
	ref := c.http.URL.Query().Get("ref")
	commit, err := c.repo.resolve(ref)
	if err != nil {
		return failure(http.StatusNotFound, "No commit found for the ref "+ref)
	}
	name := strings.Trim(c.parts["path"], "/")
	all := c.repo.objects.filesAt(commit)
	e, isFile := all[name]
	if !isFile {
		return c.directory(all, name, commit)
	}
	content, _ := c.repo.objects.blob(e.hash)
	switch {
	case len(content) > maxBlob:
		return failure(http.StatusForbidden, "This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API.")
	case c.accepts("raw"):
		return &answer{status: http.StatusOK, raw: notNil(content), conditional: true, header: http.Header{"Content-Type": {"application/vnd.github.raw+json; charset=utf-8"}}}
	}
	o := c.shapeEntry(name, e.hash, len(content), "file", commit)
	o["encoding"], o["content"] = "base64", wrapped(content)
	if len(content) > maxContent {
		o["encoding"], o["content"] = "none", ""
	}
	return ok(o)
}

func (c *call) directory(all files, dir string, commit hash) *answer {
	entries := map[string]object{}
	for name, e := range all {
		rest, inside := strings.CutPrefix(name, dir+"/")
		if dir == "" {
			rest, inside = name, true
		}
		if !inside {
			continue
		}
		first, _, nested := strings.Cut(rest, "/")
		full := path.Join(dir, first)
		if nested {
			entries[first] = c.shapeEntry(full, c.treeHash(commit, full), 0, "dir", commit)
			continue
		}
		content, _ := c.repo.objects.blob(e.hash)
		entries[first] = c.shapeEntry(full, e.hash, len(content), "file", commit)
	}
	if len(entries) == 0 {
		return notFound()
	}
	names := make([]string, 0, len(entries))
	for name := range entries {
		names = append(names, name)
	}
	sort.Strings(names)
	out := make([]object, 0, len(names))
	for _, name := range names[:min(len(names), maxDirectory)] {
		out = append(out, entries[name])
	}
	return ok(out)
}

func (c *call) treeHash(commit hash, dir string) hash {
	tree := c.repo.objects.tree(c.repo.objects.commit(commit).TreeHash)
	if e, err := tree.FindEntry(dir); err == nil {
		return e.Hash
	}
	return plumbing.ZeroHash
}

func (c *call) shapeEntry(name string, h hash, size int, kind string, commit hash) object {
	api := c.server.repoURL(c.repo) + "/contents/" + escapePath(name) + "?ref=" + commit.String()
	git := c.server.repoURL(c.repo) + "/git/blobs/" + h.String()
	html := fmt.Sprintf("%s/%s/blob/%s/%s", Site, c.repo.FullName(), commit, escapePath(name))
	var download any = fmt.Sprintf("https://raw.githubusercontent.com/%s/%s/%s", c.repo.FullName(), commit, escapePath(name))
	if kind == "dir" {
		git = c.server.repoURL(c.repo) + "/git/trees/" + h.String()
		download = nil
	}
	return object{
		"type": kind, "name": path.Base(name), "path": name, "sha": h.String(), "size": size,
		"url": api, "git_url": git, "html_url": html, "download_url": download,
		"_links": object{"self": api, "git": git, "html": html},
	}
}

// wrapped is base64 in lines of 60, as GitHub breaks it.
func wrapped(content []byte) string {
	text := base64.StdEncoding.EncodeToString(content)
	var b strings.Builder
	for len(text) > 60 {
		b.WriteString(text[:60] + "\n")
		text = text[60:]
	}
	b.WriteString(text + "\n")
	return b.String()
}

func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

func (c *call) gitBlob() *answer {
	h := plumbing.NewHash(c.parts["sha"])
	content, found := c.repo.objects.blob(h)
	if !found {
		return notFound()
	}
	if c.accepts("raw") {
		return &answer{status: http.StatusOK, raw: notNil(content), conditional: true, header: http.Header{"Content-Type": {"application/vnd.github.raw; charset=utf-8"}}}
	}
	return ok(object{
		"sha": h.String(), "node_id": nodeID("B", c.repo.ID) + h.String()[:8], "size": len(content),
		"url": c.server.repoURL(c.repo) + "/git/blobs/" + h.String(), "content": wrapped(content), "encoding": "base64",
	})
}

func (c *call) gitTree() *answer {
	name := c.parts["sha"]
	h := plumbing.NewHash(name)
	tree := c.repo.objects.tree(h)
	if tree == nil {
		commit, err := c.repo.resolve(name)
		if err != nil {
			return notFound()
		}
		h = c.repo.objects.commit(commit).TreeHash
		tree = c.repo.objects.tree(h)
	}
	entries := []object{}
	walker := gitobject.NewTreeWalker(tree, c.http.URL.Query().Has("recursive"), nil)
	defer walker.Close()
	for {
		name, e, err := walker.Next()
		if err != nil {
			break
		}
		entries = append(entries, c.shapeTreeEntry(name, e))
	}
	return ok(object{"sha": h.String(), "url": c.server.repoURL(c.repo) + "/git/trees/" + h.String(), "tree": entries, "truncated": false})
}

func (c *call) shapeTreeEntry(name string, e gitobject.TreeEntry) object {
	o := object{"path": name, "mode": fmt.Sprintf("%06o", uint32(e.Mode)), "sha": e.Hash.String()}
	if e.Mode == filemode.Dir {
		return o.with(object{"type": "tree", "url": c.server.repoURL(c.repo) + "/git/trees/" + e.Hash.String()})
	}
	content, _ := c.repo.objects.blob(e.Hash)
	return o.with(object{"type": "blob", "size": len(content), "url": c.server.repoURL(c.repo) + "/git/blobs/" + e.Hash.String()})
}

// putContents writes one file with a commit on a branch.
func (c *call) putContents() *answer {
	var in struct {
		Message, Content, SHA, Branch string
	}
	if refused := c.read(&in); refused != nil {
		return refused
	}
	if in.Branch == "" {
		in.Branch = c.repo.DefaultBranch
	}
	tip, found := c.repo.branches[in.Branch]
	if !found {
		return failure(http.StatusNotFound, "Branch "+in.Branch+" not found")
	}
	content, err := base64.StdEncoding.DecodeString(in.Content)
	if err != nil {
		return failure(http.StatusUnprocessableEntity, "content is not valid Base64")
	}
	name := c.parts["path"]
	tree := c.repo.objects.filesAt(tip)
	old, exists := tree[name]
	switch {
	case exists && in.SHA == "":
		return failure(http.StatusUnprocessableEntity, "Invalid request.\n\n\"sha\" wasn't supplied.")
	case exists && old.hash.String() != in.SHA:
		return failure(http.StatusConflict, name+" does not match "+in.SHA)
	}
	tree[name] = entry{hash: c.repo.objects.writeBlob(content), mode: filemode.Regular}
	h := c.repo.writeCommit(in.Message, c.caller.user.Login, c.world.tick(), tree, []hash{tip})
	c.repo.moveBranch(in.Branch, h)
	commit := c.server.shapeCommit(c.repo, h)
	body := commit["commit"].(object).with(object{"sha": h.String(), "node_id": commit["node_id"], "html_url": commit["html_url"], "parents": commit["parents"]})
	a := ok(object{"content": c.shapeEntry(name, tree[name].hash, len(content), "file", h), "commit": body})
	a.conditional = false
	if !exists {
		a.status = http.StatusCreated
	}
	return a
}

// unresolved is the refusal for a commit that the name does not find.
func unresolved(name string, err error) *answer {
	if errors.Is(err, errAmbiguous) {
		return failure(http.StatusUnprocessableEntity, "Ambiguous commit SHA: "+name)
	}
	return failure(http.StatusUnprocessableEntity, "No commit found for SHA: "+name)
}
