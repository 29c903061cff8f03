package sandbox_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/sandbox"
)

// events are one event of every name.
func (l *lab) events() []sandbox.Event {
	_, branch, err := l.repo.Queue(sandbox.Queuing{}, 1)
	check(l.t, err)
	group, err := l.server.MergeGroupEvent(l.repo, branch, "ann")
	check(l.t, err)
	comment, err := l.server.IssueCommentEvent(l.pull, l.pull.Comment("ann", "/approve A-1"), "created", false)
	check(l.t, err)
	return []sandbox.Event{
		l.server.PullRequestEvent(l.pull, "pull_request", "synchronize", "ann"),
		l.server.PullRequestEvent(l.forked, "pull_request_target", "opened", "mallory"),
		group, comment,
		l.server.WorkflowRunEvent(l.run, "ann"),
		l.server.BranchEvent(l.repo, "push", "main", "ann"),
		l.server.BranchEvent(l.repo, "workflow_dispatch", "main", "ann"),
		l.server.BranchEvent(l.repo, "schedule", "main", "ann"),
	}
}

func TestEventsNameTheCommitThatTheRunnerChecksOut(t *testing.T) {
	l := newLab(t)
	events := l.events()
	want(t, "pull_request", events[0].SHA, l.pull.MergeSHA())
	want(t, "pull_request ref", events[0].Ref, "refs/pull/1/merge")
	want(t, "pull_request_target", events[1].SHA, l.base)
	want(t, "merge_group", events[2].SHA, l.repo.Tip("gh-readonly-queue/main/pr-1-"+l.base))
	var payload struct {
		MergeGroup struct {
			BaseSHA string `json:"base_sha"`
		} `json:"merge_group"`
	}
	check(t, json.Unmarshal(events[2].Payload, &payload))
	want(t, "the group's base", payload.MergeGroup.BaseSHA, l.base)
	for _, e := range events {
		if len(e.SHA) != 40 || !strings.HasPrefix(e.Ref, "refs/") {
			t.Errorf("%s: %s at %s", e.Name, e.Ref, e.SHA)
		}
	}
}

// newer are keys that GitHub sends and that the examples, which are older, lack; the
// pull_request of an issue is in the examples of no issue_comment.
var newer = []string{
	"user_view_type", "has_discussions", "draft", "state_reason", "timeline_url", "allow_forking",
	"pull_request", "diff_url", "patch_url", "html_url", "url", "display_title", "path",
	"referenced_workflows", "ref", "sha",
}

// TestEventsHaveTheShapeOfRealOnes holds the payloads against npm
// @octokit/webhooks-examples: each key of ours is in one of theirs.
func TestEventsHaveTheShapeOfRealOnes(t *testing.T) {
	path := os.Getenv("PACKETGATE_WEBHOOKS")
	if path == "" {
		t.Skip("PACKETGATE_WEBHOOKS does not name real payloads (npm @octokit/webhooks-examples, api.github.com/index.json)")
	}
	content, err := os.ReadFile(path)
	check(t, err)
	var events []struct {
		Name     string
		Examples []any
	}
	check(t, json.Unmarshal(content, &events))
	known := map[string]map[string]bool{}
	for _, e := range events {
		known[e.Name] = map[string]bool{}
		for _, example := range e.Examples {
			collect(known[e.Name], "", example)
		}
	}
	for _, e := range newLab(t).events() {
		name := e.Name
		switch name {
		case "pull_request_target":
			name = "pull_request"
		case "schedule": // has no webhook
			continue
		}
		var payload any
		check(t, json.Unmarshal(e.Payload, &payload))
		ours := map[string]bool{}
		collect(ours, "", payload)
		for key := range ours {
			if strings.HasSuffix(key, " null") {
				continue
			}
			if last := key[strings.LastIndex(key, ".")+1:]; !known[name][key] && !slices.Contains(newer, last) && !beneathNull(known[name], key) {
				t.Errorf("%s: no real payload has %s", e.Name, key)
			}
		}
	}
}

// collect notes the path of every key; null marks what is null in an example.
func collect(into map[string]bool, path string, value any) {
	switch value := value.(type) {
	case map[string]any:
		for key, inner := range value {
			into[path+"."+key] = true
			collect(into, path+"."+key, inner)
		}
	case []any:
		for _, inner := range value {
			collect(into, path+"[]", inner)
		}
	case nil:
		into[path+" null"] = true
	}
}

// beneathNull tells whether the examples only have null above the key.
func beneathNull(known map[string]bool, key string) bool {
	for i := strings.LastIndex(key, "."); i > 0; i = strings.LastIndex(key[:i], ".") {
		if known[key[:i]+" null"] {
			return true
		}
	}
	return false
}
