package sandbox

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	gitobject "github.com/go-git/go-git/v5/plumbing/object"
)

// object is a JSON object in GitHub's form. GitHub sends null fields, so they are
// written out.
type object map[string]any

func (o object) with(more object) object {
	for k, v := range more {
		o[k] = v
	}
	return o
}

// stamp is GitHub's form of a time; a zero time is null.
func stamp(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(time.RFC3339)
}

// orNull is null for an empty string.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// nodeID is an opaque id as GraphQL knows the object by.
func nodeID(prefix string, n int64) string {
	return prefix + "_kwDO" + base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d", n))
}

func (s *Server) shapeUser(u *User) object {
	path := strings.NewReplacer("[", "%5B", "]", "%5D").Replace(u.Login)
	api := s.api + "/users/" + path
	html := Site + "/" + u.Login
	if u.Type == "Bot" {
		html = Site + "/apps/" + strings.TrimSuffix(u.Login, "[bot]")
	}
	return object{
		"login": u.Login, "id": u.ID, "node_id": nodeID("U", u.ID), "type": u.Type, "site_admin": false,
		"avatar_url": fmt.Sprintf("https://avatars.githubusercontent.com/u/%d?v=4", u.ID), "gravatar_id": "",
		"url": api, "html_url": html, "user_view_type": "public",
		"followers_url": api + "/followers", "following_url": api + "/following{/other_user}",
		"gists_url": api + "/gists{/gist_id}", "starred_url": api + "/starred{/owner}{/repo}",
		"subscriptions_url": api + "/subscriptions", "organizations_url": api + "/orgs", "repos_url": api + "/repos",
		"events_url": api + "/events{/privacy}", "received_events_url": api + "/received_events",
	}
}

// repositoryLinks are the addresses of a repository below its own.
var repositoryLinks = map[string]string{
	"archive_url": "{archive_format}{/ref}", "assignees_url": "assignees{/user}", "blobs_url": "git/blobs{/sha}",
	"branches_url": "branches{/branch}", "collaborators_url": "collaborators{/collaborator}",
	"comments_url": "comments{/number}", "commits_url": "commits{/sha}", "compare_url": "compare/{base}...{head}",
	"contents_url": "contents/{+path}", "contributors_url": "contributors", "deployments_url": "deployments",
	"downloads_url": "downloads", "events_url": "events", "forks_url": "forks", "git_commits_url": "git/commits{/sha}",
	"git_refs_url": "git/refs{/sha}", "git_tags_url": "git/tags{/sha}", "hooks_url": "hooks",
	"issue_comment_url": "issues/comments{/number}", "issue_events_url": "issues/events{/number}",
	"issues_url": "issues{/number}", "keys_url": "keys{/key_id}", "labels_url": "labels{/name}",
	"languages_url": "languages", "merges_url": "merges", "milestones_url": "milestones{/number}",
	"notifications_url": "notifications{?since,all,participating}", "pulls_url": "pulls{/number}",
	"releases_url": "releases{/id}", "stargazers_url": "stargazers", "statuses_url": "statuses/{sha}",
	"subscribers_url": "subscribers", "subscription_url": "subscription", "tags_url": "tags", "teams_url": "teams",
	"trees_url": "git/trees{/sha}",
}

func (s *Server) repoURL(r *Repository) string { return s.api + "/repos/" + r.FullName() }

// shapeMinimal is a repository as runs and statuses show it.
func (s *Server) shapeMinimal(r *Repository) object {
	api := s.repoURL(r)
	o := object{
		"id": r.ID, "node_id": nodeID("R", r.ID), "name": r.Name, "full_name": r.FullName(),
		"owner": s.shapeUser(r.Owner), "private": r.Private, "html_url": Site + "/" + r.FullName(),
		"description": nil, "fork": r.parent != nil, "url": api,
	}
	for key, rest := range repositoryLinks {
		o[key] = api + "/" + rest
	}
	return o
}

// shapeRepository is a repository as pull requests and events show it.
func (s *Server) shapeRepository(r *Repository) object {
	git := "github.com/" + r.FullName() + ".git"
	visibility := "public"
	if r.Private {
		visibility = "private"
	}
	return s.shapeMinimal(r).with(object{
		"clone_url": "https://" + git, "git_url": "git://" + git, "ssh_url": "git@github.com:" + r.FullName() + ".git",
		"svn_url": Site + "/" + r.FullName(), "mirror_url": nil, "homepage": nil, "language": nil, "license": nil,
		"default_branch": r.DefaultBranch, "visibility": visibility, "topics": []string{},
		"forks": 0, "forks_count": 0, "stargazers_count": 0, "watchers": 0, "watchers_count": 0, "size": 1,
		"open_issues": len(r.pulls), "open_issues_count": len(r.pulls),
		"has_issues": true, "has_projects": true, "has_downloads": true, "has_wiki": false, "has_pages": false, "has_discussions": false,
		"archived": false, "disabled": false, "allow_forking": true, "is_template": false, "web_commit_signoff_required": false,
		"created_at": stamp(r.created), "updated_at": stamp(r.created), "pushed_at": stamp(r.created),
	})
}

// shapeFullRepository is a repository as it answers for itself.
func (s *Server) shapeFullRepository(r *Repository) object {
	o := s.shapeRepository(r).with(object{"network_count": 0, "subscribers_count": 0})
	if r.parent != nil {
		o["parent"], o["source"] = s.shapeRepository(r.parent), s.shapeRepository(r.parent)
	}
	return o
}

func shapeSignature(sig gitobject.Signature) object {
	return object{"name": sig.Name, "email": sig.Email, "date": stamp(sig.When)}
}

// shapeCommit is a commit without its files.
func (s *Server) shapeCommit(r *Repository, h hash) object {
	c := r.objects.commit(h)
	sha := h.String()
	parents := []object{}
	for _, p := range c.ParentHashes {
		parents = append(parents, object{
			"sha": p.String(), "url": s.repoURL(r) + "/commits/" + p.String(),
			"html_url": Site + "/" + r.FullName() + "/commit/" + p.String(),
		})
	}
	return object{
		"sha": sha, "node_id": nodeID("C", r.ID) + sha[:8],
		"commit": object{
			"author": shapeSignature(c.Author), "committer": shapeSignature(c.Committer), "message": c.Message,
			"tree":          object{"sha": c.TreeHash.String(), "url": s.repoURL(r) + "/git/trees/" + c.TreeHash.String()},
			"url":           s.repoURL(r) + "/git/commits/" + sha,
			"comment_count": 0,
			"verification":  object{"verified": false, "reason": "unsigned", "signature": nil, "payload": nil, "verified_at": nil},
		},
		"url":          s.repoURL(r) + "/commits/" + sha,
		"html_url":     Site + "/" + r.FullName() + "/commit/" + sha,
		"comments_url": s.repoURL(r) + "/commits/" + sha + "/comments",
		"author":       s.shapeUser(s.world.user(c.Author.Name)), "committer": s.shapeUser(s.world.user(c.Committer.Name)),
		"parents": parents,
	}
}

func (s *Server) shapeCommits(r *Repository, hashes []hash) []object {
	out := make([]object, 0, len(hashes))
	for _, h := range hashes {
		out = append(out, s.shapeCommit(r, h))
	}
	return out
}

// shapeFile is one file of a comparison, a commit or a pull request.
func (s *Server) shapeFile(r *Repository, d fileDiff, ref hash) object {
	at := "/" + ref.String() + "/" + escapePath(d.path)
	o := object{
		"sha": d.blob.String(), "filename": d.path, "status": d.status,
		"additions": d.additions, "deletions": d.deletions, "changes": d.additions + d.deletions,
		"blob_url":     Site + "/" + r.FullName() + "/blob" + at,
		"raw_url":      Site + "/" + r.FullName() + "/raw" + at,
		"contents_url": s.repoURL(r) + "/contents/" + escapePath(d.path) + "?ref=" + ref.String(),
	}
	if d.previous != "" {
		o["previous_filename"] = d.previous
	}
	if d.patch != "" {
		o["patch"] = d.patch
	}
	return o
}

func (s *Server) shapeFiles(r *Repository, diffs []fileDiff, ref hash) []object {
	out := make([]object, 0, len(diffs))
	for _, d := range diffs {
		out = append(out, s.shapeFile(r, d, ref))
	}
	return out
}

// totals sums the changes of files.
func totals(diffs []fileDiff) (additions, deletions int) {
	for _, d := range diffs {
		additions += d.additions
		deletions += d.deletions
	}
	return additions, deletions
}

// zeroSHA stands for no commit in events.
var zeroSHA = plumbing.ZeroHash.String()
