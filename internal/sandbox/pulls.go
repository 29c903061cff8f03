package sandbox

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

func (c *call) pull() *Pull { return c.repo.pull(int(c.number("number"))) }

// association is how GitHub names a user's relation to the repository. It is no
// permission: private members show as contributors.
func (r *Repository) association(u *User) string {
	switch r.permissionOf(u.Login) {
	case "admin":
		return "OWNER"
	case "maintain", "write", "triage":
		return "COLLABORATOR"
	}
	return "NONE"
}

func (s *Server) shapeEnd(repo *Repository, ref string, sha hash) object {
	return object{
		"label": repo.Owner.Login + ":" + ref, "ref": ref, "sha": sha.String(),
		"user": s.shapeUser(repo.Owner), "repo": s.shapeRepository(repo),
	}
}

// shapePull is a pull request as listings show it.
func (s *Server) shapePull(p *Pull) object {
	api := s.repoURL(p.repo) + "/pulls/" + itoa(p.Number)
	issue := s.repoURL(p.repo) + "/issues/" + itoa(p.Number)
	html := Site + "/" + p.repo.FullName() + "/pull/" + itoa(p.Number)
	status := s.repoURL(p.repo) + "/statuses/" + p.headSHA.String()
	link := func(href string) object { return object{"href": href} }
	var mergeSHA any
	if h, mergeable := p.mergeCommit(); mergeable {
		mergeSHA = h.String()
	}
	var merged any
	if p.Merged {
		merged = stamp(p.closed)
	}
	return object{
		"url": api, "id": p.ID, "node_id": nodeID("PR", p.ID), "html_url": html, "diff_url": html + ".diff", "patch_url": html + ".patch",
		"issue_url": issue, "number": p.Number, "state": p.State, "locked": false, "title": p.Title, "user": s.shapeUser(p.Author),
		"body": orNull(p.Body), "created_at": stamp(p.created), "updated_at": stamp(p.updated), "closed_at": stamp(p.closed), "merged_at": merged,
		"merge_commit_sha": mergeSHA, "assignee": nil, "assignees": []object{}, "requested_reviewers": []object{}, "requested_teams": []object{},
		"labels": []object{}, "milestone": nil, "draft": p.Draft, "commits_url": api + "/commits", "review_comments_url": api + "/comments",
		"review_comment_url": s.repoURL(p.repo) + "/pulls/comments{/number}", "comments_url": issue + "/comments", "statuses_url": status,
		"head": s.shapeEnd(p.head, p.HeadRef, p.headSHA), "base": s.shapeEnd(p.repo, p.BaseRef, p.base()),
		"_links": object{
			"self": link(api), "html": link(html), "issue": link(issue), "comments": link(issue + "/comments"),
			"review_comments": link(api + "/comments"), "review_comment": link(s.repoURL(p.repo) + "/pulls/comments{/number}"),
			"commits": link(api + "/commits"), "statuses": link(status),
		},
		"author_association": p.repo.association(p.Author), "auto_merge": nil, "active_lock_reason": nil,
	}
}

// shapeFullPull is a pull request as it answers for itself.
func (s *Server) shapeFullPull(p *Pull) object {
	diffs := p.files()
	additions, deletions := totals(diffs)
	_, mergeable := p.mergeCommit()
	state := "dirty"
	if mergeable {
		state = "clean"
	}
	comments := 0
	for _, t := range p.threads {
		comments += len(t.comments)
	}
	return s.shapePull(p).with(object{
		"merged": p.Merged, "mergeable": mergeable, "mergeable_state": state, "rebaseable": mergeable, "merged_by": nil,
		"comments": len(p.comments), "review_comments": comments, "maintainer_can_modify": false,
		"commits": len(p.commits()), "additions": additions, "deletions": deletions, "changed_files": len(diffs),
	})
}

func (c *call) listPulls() *answer {
	query := c.http.URL.Query()
	state := cmp.Or(query.Get("state"), "open")
	var found []*Pull
	for _, p := range c.repo.pulls {
		owner, ref, _ := strings.Cut(query.Get("head"), ":")
		switch {
		case state != "all" && p.State != state,
			query.Has("base") && p.BaseRef != query.Get("base"),
			query.Has("head") && ref != "" && (!strings.EqualFold(p.head.Owner.Login, owner) || p.HeadRef != ref):
			continue
		}
		found = append(found, p)
	}
	by := func(a, b *Pull) int { return a.created.Compare(b.created) }
	direction := "desc"
	if sort := query.Get("sort"); sort == "updated" {
		by = func(a, b *Pull) int { return a.updated.Compare(b.updated) }
		direction = "asc"
	}
	slices.SortStableFunc(found, by)
	if cmp.Or(query.Get("direction"), direction) == "desc" {
		slices.Reverse(found)
	}
	return list(c, found, c.server.shapePull)
}

func (c *call) getPull() *answer {
	p := c.pull()
	if p == nil {
		return notFound()
	}
	return ok(c.server.shapeFullPull(p))
}

func (c *call) pullFiles() *answer {
	p := c.pull()
	if p == nil {
		return notFound()
	}
	diffs := p.files()
	diffs = diffs[:min(len(diffs), maxCommitFiles)]
	return list(c, diffs, func(d fileDiff) object { return c.server.shapeFile(c.repo, d, p.headSHA) })
}

func (c *call) pullCommits() *answer {
	p := c.pull()
	if p == nil {
		return notFound()
	}
	hashes := p.commits()
	hashes = hashes[:min(len(hashes), maxComparedCommits)]
	return list(c, hashes, func(h hash) object { return c.server.shapeCommit(c.repo, h) })
}

// commitPulls lists the pull requests that contain a commit: the merged one that
// brought it to the default branch, or the open ones that hold it.
func (c *call) commitPulls() *answer {
	name := c.parts["ref"]
	h, err := c.repo.resolve(name)
	if err != nil {
		return unresolved(name, err)
	}
	var found []*Pull
	for _, p := range c.repo.pulls {
		if slices.Contains(p.everyCommit(), h) || p.Merged && p.merge == h {
			found = append(found, p)
		}
	}
	return list(c, found, c.server.shapePull)
}

// everyCommit lists the pull request's commits, also after it was merged.
func (p *Pull) everyCommit() []hash {
	if p.Merged {
		return p.repo.objects.between(p.repo.objects.commit(p.merge).ParentHashes[0], p.headSHA)
	}
	return p.commits()
}

func (c *call) permissionLevel() *answer {
	login := c.parts["user"]
	u, known := c.world.users[strings.ToLower(login)]
	if !known {
		return failure(404, login+" is not a user")
	}
	role := c.repo.permissionOf(u.Login)
	permission := map[string]string{"maintain": "write", "triage": "read"}[role]
	if permission == "" {
		permission = role
	}
	user := c.server.shapeUser(u).with(object{
		"role_name": role,
		"permissions": object{
			"admin": level(role) >= 3, "maintain": role == "maintain" || role == "admin",
			"push": level(role) >= 2, "triage": role == "triage" || level(role) >= 2, "pull": level(role) >= 1,
		},
	})
	return ok(object{"permission": permission, "role_name": role, "user": user})
}
