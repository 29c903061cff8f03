package sandbox

import (
	"net/http"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// Bounds of a comparison and of a commit.
const (
	maxComparedFiles   = 300
	maxComparedCommits = 250
	maxCommitFiles     = 3000
)

func (c *call) getCommit() *answer {
	name := c.parts["ref"]
	h, err := c.repo.resolve(name)
	if err != nil {
		return unresolved(name, err)
	}
	if c.accepts("sha") {
		return &answer{status: http.StatusOK, raw: []byte(h.String()), conditional: true, header: http.Header{"Content-Type": {"application/vnd.github.sha; charset=utf-8"}}}
	}
	parent := plumbing.ZeroHash
	if parents := c.repo.objects.commit(h).ParentHashes; len(parents) > 0 {
		parent = parents[0]
	}
	diffs := c.repo.objects.diff(parent, h)
	diffs = diffs[:min(len(diffs), maxCommitFiles)]
	p := c.page(maxComparedFiles, maxComparedFiles)
	additions, deletions := totals(diffs)
	return c.linked(ok(c.server.shapeCommit(c.repo, h).with(object{
		"stats": object{"additions": additions, "deletions": deletions, "total": additions + deletions},
		"files": c.server.shapeFiles(c.repo, paged(diffs, p), h),
	})), p, len(diffs))
}

func (c *call) listCommits() *answer {
	name := c.http.URL.Query().Get("sha")
	h, err := c.repo.resolve(name)
	if err != nil {
		return notFound()
	}
	var hashes []hash
	for _, x := range c.repo.objects.history(h) {
		if c.touches(x, c.http.URL.Query().Get("path")) {
			hashes = append(hashes, x)
		}
	}
	return list(c, hashes, func(h hash) object { return c.server.shapeCommit(c.repo, h) })
}

func (c *call) touches(h hash, path string) bool {
	if path == "" {
		return true
	}
	parent := plumbing.ZeroHash
	if parents := c.repo.objects.commit(h).ParentHashes; len(parents) > 0 {
		parent = parents[0]
	}
	for _, d := range c.repo.objects.diff(parent, h) {
		if d.path == path || strings.HasPrefix(d.path, path+"/") || d.previous == path {
			return true
		}
	}
	return false
}

// compare answers for BASE...HEAD, each of which may be OWNER:REF.
func (c *call) compare() *answer {
	base, head, found := strings.Cut(c.parts["basehead"], "...")
	if !found {
		return notFound()
	}
	from, ok1 := c.compared(base)
	to, ok2 := c.compared(head)
	if !ok1 || !ok2 {
		return notFound()
	}
	o := c.repo.objects
	mergeBase := o.mergeBase(from, to)
	if mergeBase.IsZero() {
		return failure(http.StatusNotFound, "No common ancestor between "+base+" and "+head+".")
	}
	ahead, behind := o.between(from, to), o.between(to, from)
	p := c.page(maxComparedCommits, maxComparedCommits)
	if c.http.URL.Query().Has("page") || c.http.URL.Query().Has("per_page") {
		p = c.page(30, 100)
	}
	diffs := []fileDiff{}
	if p.number == 1 {
		diffs = o.diff(mergeBase, to)
		diffs = diffs[:min(len(diffs), maxComparedFiles)]
	}
	html := Site + "/" + c.repo.FullName() + "/compare/" + base + "..." + head
	return c.linked(ok(object{
		"url":      c.server.repoURL(c.repo) + "/compare/" + base + "..." + head,
		"html_url": html, "permalink_url": html, "diff_url": html + ".diff", "patch_url": html + ".patch",
		"base_commit": c.server.shapeCommit(c.repo, from), "merge_base_commit": c.server.shapeCommit(c.repo, mergeBase),
		"status": comparisonStatus(len(ahead), len(behind)), "ahead_by": len(ahead), "behind_by": len(behind),
		"total_commits": len(ahead), "commits": c.server.shapeCommits(c.repo, paged(ahead, p)),
		"files": c.server.shapeFiles(c.repo, diffs, to),
	}), p, len(ahead))
}

func comparisonStatus(ahead, behind int) string {
	switch {
	case ahead > 0 && behind > 0:
		return "diverged"
	case ahead > 0:
		return "ahead"
	case behind > 0:
		return "behind"
	}
	return "identical"
}

func (c *call) compared(name string) (hash, bool) {
	repo := c.repo
	if owner, ref, other := strings.Cut(name, ":"); other {
		if i := strings.Index(ref, ":"); i >= 0 { // OWNER:REPOSITORY:REF
			ref = ref[i+1:]
		}
		name = ref
		if repo = c.fork(owner); repo == nil {
			return plumbing.ZeroHash, false
		}
	}
	h, err := repo.resolve(name)
	return h, err == nil
}

// fork is the repository of that owner in the same network, nil when there is none.
func (c *call) fork(owner string) *Repository {
	for _, r := range c.world.repositories {
		if r.objects == c.repo.objects && strings.EqualFold(r.Owner.Login, owner) {
			return r
		}
	}
	return nil
}

func (c *call) gitCommit() *answer {
	h := plumbing.NewHash(c.parts["sha"])
	if c.repo.objects.commit(h) == nil {
		return notFound()
	}
	commit := c.server.shapeCommit(c.repo, h)
	inner := commit["commit"].(object)
	return ok(object{
		"sha": commit["sha"], "node_id": commit["node_id"], "url": inner["url"], "html_url": commit["html_url"],
		"author": inner["author"], "committer": inner["committer"], "message": inner["message"],
		"tree": inner["tree"], "parents": commit["parents"], "verification": inner["verification"],
	})
}

func (c *call) listBranches() *answer {
	return list(c, c.repo.branchNames(), func(name string) object {
		h := c.repo.branches[name]
		return object{
			"name": name, "protected": false,
			"commit": object{"sha": h.String(), "url": c.server.repoURL(c.repo) + "/commits/" + h.String()},
		}
	})
}

func (c *call) branch() *answer {
	name := c.parts["branch"]
	h, found := c.repo.branches[name]
	if !found {
		return failure(http.StatusNotFound, "Branch not found")
	}
	api := c.server.repoURL(c.repo) + "/branches/" + escapePath(name)
	return ok(object{
		"name": name, "commit": c.server.shapeCommit(c.repo, h), "protected": false,
		"protection": object{
			"enabled":                false,
			"required_status_checks": object{"enforcement_level": "off", "contexts": []string{}, "checks": []object{}},
		},
		"protection_url": api + "/protection",
		"_links":         object{"self": api, "html": Site + "/" + c.repo.FullName() + "/tree/" + name},
	})
}

func (c *call) gitRef() *answer {
	ref := strings.TrimPrefix(c.parts["ref"], "refs/")
	for _, known := range c.refs() {
		if known == "refs/"+ref {
			return ok(c.shapeRef(known))
		}
	}
	return notFound()
}

func (c *call) matchingRefs() *answer {
	prefix := "refs/" + strings.TrimPrefix(c.parts["ref"], "refs/")
	out := []object{}
	for _, known := range c.refs() {
		if strings.HasPrefix(known, prefix) {
			out = append(out, c.shapeRef(known))
		}
	}
	return ok(out)
}

func (c *call) refs() []string {
	var refs []string
	for _, name := range c.repo.branchNames() {
		refs = append(refs, "refs/heads/"+name)
	}
	for _, p := range c.repo.pulls {
		refs = append(refs, "refs/pull/"+itoa(p.Number)+"/head")
		if _, mergeable := p.mergeCommit(); mergeable {
			refs = append(refs, "refs/pull/"+itoa(p.Number)+"/merge")
		}
	}
	return refs
}

func (c *call) shapeRef(ref string) object {
	h, _ := c.repo.resolve(ref)
	return object{
		"ref": ref, "node_id": nodeID("REF", c.repo.ID) + ref, "url": c.server.repoURL(c.repo) + "/git/" + ref,
		"object": object{"type": "commit", "sha": h.String(), "url": c.server.repoURL(c.repo) + "/git/commits/" + h.String()},
	}
}
