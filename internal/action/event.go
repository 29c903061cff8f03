package action

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/packetgate/packetgate/internal/record"
)

// maxEvent bounds the event payload; GitHub caps webhook payloads at 25 MB.
const maxEvent = 32 << 20

// event is what is read of a webhook payload.
type event struct {
	Action      string        `json:"action"`
	PullRequest *eventPull    `json:"pull_request"`
	MergeGroup  *eventGroup   `json:"merge_group"`
	WorkflowRun *eventRun     `json:"workflow_run"`
	Issue       *eventIssue   `json:"issue"`
	Comment     *eventComment `json:"comment"`
	Repository  eventRepo     `json:"repository"`
}

// eventIssue is an issue, or a pull request seen as one.
type eventIssue struct {
	Number      int       `json:"number"`
	State       string    `json:"state"`
	User        eventUser `json:"user"`
	PullRequest *struct{} `json:"pull_request"`
}

type eventComment struct {
	ID        int64     `json:"id"`
	Body      string    `json:"body"`
	CreatedAt time.Time `json:"created_at"`
	User      eventUser `json:"user"`
}

// eventUser is an account; its type is User, Bot, Organization or Mannequin.
type eventUser struct {
	ID    int64  `json:"id"`
	Login string `json:"login"`
	Type  string `json:"type"`
}

type eventPull struct {
	Number  int    `json:"number"`
	State   string `json:"state"`
	Title   string `json:"title"`
	HTMLURL string `json:"html_url"`
	User    struct {
		Login string `json:"login"`
	} `json:"user"`
	Base eventBranch `json:"base"`
	Head eventBranch `json:"head"`
}

type eventBranch struct {
	Ref  string     `json:"ref"`
	SHA  string     `json:"sha"`
	Repo *eventRepo `json:"repo"`
}

type eventRepo struct {
	FullName      string `json:"full_name"`
	DefaultBranch string `json:"default_branch"`
}

type eventGroup struct {
	HeadSHA string `json:"head_sha"`
	HeadRef string `json:"head_ref"`
	BaseSHA string `json:"base_sha"`
}

type eventRun struct {
	Event          string     `json:"event"`
	HeadSHA        string     `json:"head_sha"`
	HeadBranch     string     `json:"head_branch"`
	HeadRepository *eventRepo `json:"head_repository"`
}

// readEvent reads the payload that the runner wrote.
func readEvent(path string) (event, error) {
	var e event
	file, err := os.Open(path)
	if err != nil {
		return e, fmt.Errorf("GITHUB_EVENT_PATH: %w: packetgate must run in a GitHub Actions job", err)
	}
	defer file.Close()
	if err := json.NewDecoder(io.LimitReader(file, maxEvent)).Decode(&e); err != nil {
		return e, fmt.Errorf("GITHUB_EVENT_PATH: %s is no webhook payload: %w", path, err)
	}
	return e, nil
}

// subject names what is to be judged as far as the payload does: for a report on
// why it could not be.
func (e event) subject(repository record.Repository) record.Change {
	c := record.Change{Repository: repository}
	switch {
	case e.PullRequest != nil:
		c.Number, c.HeadSHA = max(e.PullRequest.Number, 0), e.PullRequest.Head.SHA
	case e.MergeGroup != nil:
		c.HeadSHA = e.MergeGroup.HeadSHA
	case e.WorkflowRun != nil:
		c.HeadSHA = e.WorkflowRun.HeadSHA
	case e.Issue != nil:
		c.Number = max(e.Issue.Number, 0)
	}
	return c
}

// change is the pull request as the payload has it.
func (e event) change(repository record.Repository) (record.Change, error) {
	p := e.PullRequest
	if p == nil || p.Number == 0 || p.Head.SHA == "" || p.Base.Ref == "" {
		return record.Change{}, errors.New("the event payload names no pull request with head and base")
	}
	c := record.Change{
		Repository:    repository,
		Number:        p.Number,
		Title:         p.Title,
		Author:        p.User.Login,
		URL:           p.HTMLURL,
		Open:          p.State == "open",
		DefaultBranch: e.Repository.DefaultBranch,
		BaseRef:       p.Base.Ref,
		BaseSHA:       p.Base.SHA,
		HeadSHA:       p.Head.SHA,
		HeadRef:       p.Head.Ref,
	}
	if p.Head.Repo != nil {
		c.HeadRepository = p.Head.Repo.FullName
	}
	return c, nil
}

// groupOfRun is the merge group for which a run was made, false for other runs. Who
// can push a branch of such a name cannot make a run of that event.
func (e event) groupOfRun(repository record.Repository) (record.Change, bool) {
	run := e.WorkflowRun
	if run == nil || run.Event != "merge_group" || run.HeadSHA == "" {
		return record.Change{}, false
	}
	_, base, ok := record.QueueBranch(run.HeadBranch)
	if !ok || run.HeadRepository == nil || !strings.EqualFold(run.HeadRepository.FullName, repository.String()) {
		return record.Change{}, false
	}
	e.MergeGroup = &eventGroup{HeadSHA: run.HeadSHA, HeadRef: run.HeadBranch, BaseSHA: base}
	change, err := e.group(repository)
	return change, err == nil
}

// group is the merge group as the payload has it; it is judged on its own commit.
func (e event) group(repository record.Repository) (record.Change, error) {
	g := e.MergeGroup
	if g == nil || g.HeadSHA == "" || g.BaseSHA == "" {
		return record.Change{}, errors.New("the event payload names no merge group with head and base")
	}
	return record.Change{
		Repository:     repository,
		Open:           true,
		DefaultBranch:  e.Repository.DefaultBranch,
		BaseSHA:        g.BaseSHA,
		HeadSHA:        g.HeadSHA,
		HeadRef:        strings.TrimPrefix(g.HeadRef, "refs/heads/"),
		HeadRepository: repository.String(),
	}, nil
}
