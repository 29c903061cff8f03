package sandbox

import (
	"encoding/json"
	"fmt"
)

// Event is what the runner hands to an action: the event's name, its payload and
// the ref and commit that GITHUB_REF and GITHUB_SHA name.
type Event struct {
	Name    string
	Payload []byte
	Ref     string
	SHA     string
}

func (s *Server) event(name, ref, sha string, payload object) Event {
	encoded, err := json.MarshalIndent(payload, "", "  ")
	if err != nil {
		panic(fmt.Sprintf("sandbox: encoding an event: %v", err))
	}
	return Event{Name: name, Payload: encoded, Ref: ref, SHA: sha}
}

func (s *Server) around(r *Repository, sender string, more object) object {
	return object{"repository": s.shapeRepository(r), "sender": s.shapeUser(s.world.user(sender))}.with(more)
}

// PullRequestEvent is a pull_request or pull_request_target event. GITHUB_SHA is
// the merge commit for the first, the default branch's tip for the second.
func (s *Server) PullRequestEvent(p *Pull, name, action, sender string) Event {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	payload := s.around(p.repo, sender, object{"action": action, "number": p.Number, "pull_request": s.shapeFullPull(p)})
	if action == "synchronize" {
		payload["before"], payload["after"] = zeroSHA, p.headSHA.String()
	}
	if name == "pull_request_target" {
		branch := p.repo.DefaultBranch
		return s.event(name, "refs/heads/"+branch, p.repo.branches[branch].String(), payload)
	}
	merged, _ := p.mergeCommit()
	return s.event(name, fmt.Sprintf("refs/pull/%d/merge", p.Number), merged.String(), payload)
}

// MergeGroupEvent is the merge_group event of a group's branch.
func (s *Server) MergeGroupEvent(r *Repository, branch, sender string) (Event, error) {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	g, found := r.groups[branch]
	if !found {
		return Event{}, fmt.Errorf("no merge group %s in %s", branch, r.FullName())
	}
	base := r.objects.commit(g.head).ParentHashes[0]
	for range g.pulls - 1 {
		base = r.objects.commit(base).ParentHashes[0]
	}
	return s.event("merge_group", "refs/heads/"+branch, g.head.String(), s.around(r, sender, object{
		"action": "checks_requested",
		"merge_group": object{
			"head_sha": g.head.String(), "head_ref": "refs/heads/" + branch, "base_ref": "refs/heads/" + g.base,
			"base_sha": base.String(), "head_commit": s.shapeHeadCommit(r, g.head),
		},
	})), nil
}

// WorkflowRunEvent is the workflow_run event of a run that has completed.
func (s *Server) WorkflowRunEvent(run *Run, sender string) Event {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	r := run.repo
	w := object{
		"id": run.workflow.ID, "node_id": nodeID("W", run.workflow.ID), "name": run.workflow.Name, "path": run.workflow.Path, "state": "active",
		"created_at": stamp(run.workflow.created), "updated_at": stamp(run.workflow.created),
		"url":       s.repoURL(r) + "/actions/workflows/" + itoa64(run.workflow.ID),
		"html_url":  Site + "/" + r.FullName() + "/blob/" + r.DefaultBranch + "/" + run.workflow.Path,
		"badge_url": Site + "/" + r.FullName() + "/workflows/" + escapePath(run.workflow.Name) + "/badge.svg",
	}
	return s.event("workflow_run", "refs/heads/"+r.DefaultBranch, r.branches[r.DefaultBranch].String(),
		s.around(r, sender, object{"action": "completed", "workflow": w, "workflow_run": s.shapeRun(run, len(run.Attempts))}))
}

// IssueCommentEvent is the issue_comment event of a comment on a pull request; action is
// "created", "edited" or "deleted". Plain takes the pull request for an issue.
func (s *Server) IssueCommentEvent(p *Pull, comment int64, action string, plain bool) (Event, error) {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	for _, x := range p.comments {
		if x.id == comment {
			r, issue := p.repo, s.shapeIssue(p)
			if plain {
				delete(issue, "pull_request")
				delete(issue, "draft")
			}
			payload := s.around(r, x.user.Login, object{"action": action, "issue": issue, "comment": s.shapeComment(x)})
			if action == "edited" {
				payload["changes"] = object{"body": object{"from": "Thanks!"}}
			}
			return s.event("issue_comment", "refs/heads/"+r.DefaultBranch, r.branches[r.DefaultBranch].String(), payload), nil
		}
	}
	return Event{}, fmt.Errorf("no comment %d on pull request %d", comment, p.Number)
}

// shapeIssue is a pull request seen as an issue.
func (s *Server) shapeIssue(p *Pull) object {
	api := s.repoURL(p.repo) + "/issues/" + itoa(p.Number)
	pull := s.shapePull(p)
	return object{
		"url": api, "repository_url": s.repoURL(p.repo), "labels_url": api + "/labels{/name}", "comments_url": api + "/comments",
		"events_url": api + "/events", "timeline_url": api + "/timeline", "html_url": pull["html_url"],
		"id": p.ID, "node_id": pull["node_id"], "number": p.Number, "title": p.Title, "user": pull["user"], "labels": []object{},
		"state": p.State, "locked": false, "assignee": nil, "assignees": []object{}, "milestone": nil, "comments": len(p.comments),
		"created_at": pull["created_at"], "updated_at": pull["updated_at"], "closed_at": pull["closed_at"],
		"author_association": pull["author_association"], "active_lock_reason": nil, "body": pull["body"], "draft": p.Draft,
		"pull_request":             object{"url": pull["url"], "html_url": pull["html_url"], "diff_url": pull["diff_url"], "patch_url": pull["patch_url"]},
		"performed_via_github_app": nil, "state_reason": nil, "reactions": s.shapeReactions(api, nil),
	}
}

// BranchEvent is a push, schedule or workflow_dispatch event on a branch's tip.
func (s *Server) BranchEvent(r *Repository, name, branch, sender string) Event {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	tip := r.branches[branch]
	ref := "refs/heads/" + branch
	switch name {
	case "schedule":
		return s.event(name, ref, tip.String(), object{"schedule": "0 6 * * 1"})
	case "workflow_dispatch":
		return s.event(name, ref, tip.String(), s.around(r, sender, object{"inputs": object{}, "ref": ref, "workflow": ".github/workflows/packetgate.yml"}))
	}
	before := zeroSHA
	if parents := r.objects.commit(tip).ParentHashes; len(parents) > 0 {
		before = parents[0].String()
	}
	return s.event("push", ref, tip.String(), s.around(r, sender, object{
		"ref": ref, "before": before, "after": tip.String(), "created": before == zeroSHA, "deleted": false, "forced": false, "base_ref": nil,
		"compare": Site + "/" + r.FullName() + "/compare/" + before[:12] + "..." + tip.String()[:12],
		"commits": []object{}, "head_commit": s.shapeHeadCommit(r, tip),
		"pusher": object{"name": sender, "email": s.world.user(sender).email()},
	}))
}
