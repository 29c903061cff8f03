package sandbox

import (
	"net/http"
	"slices"
	"time"
	"unicode/utf8"
)

// Bounds of commit statuses.
const (
	maxDescription = 140
	maxStatuses    = 1000
)

type status struct {
	id                                      int64
	state, description, targetURL, statusOf string
	creator                                 *User
	created                                 time.Time
}

// Status is a commit status as it stands.
type Status struct {
	State, Context, Description, TargetURL, Creator string
}

// Statuses lists every status ever posted on a commit, newest first.
func (r *Repository) Statuses(sha string) []Status {
	r.world.mu.Lock()
	defer r.world.mu.Unlock()
	var out []Status
	for _, st := range r.newest(sha) {
		out = append(out, Status{st.state, st.statusOf, st.description, st.targetURL, st.creator.Login})
	}
	return out
}

// SetStatus records a status as another identity would post it.
func (r *Repository) SetStatus(sha string, s Status) {
	r.world.mu.Lock()
	defer r.world.mu.Unlock()
	r.addStatus(sha, s)
}

func (r *Repository) addStatus(sha string, s Status) *status {
	added := &status{
		id: r.world.next("status", 31000000001), state: s.State, description: s.Description, targetURL: s.TargetURL,
		statusOf: s.Context, creator: r.world.user(s.Creator), created: r.world.tick(),
	}
	r.statuses[sha] = append(r.statuses[sha], added)
	return added
}

func (r *Repository) newest(sha string) []*status {
	out := slices.Clone(r.statuses[sha])
	slices.Reverse(out)
	return out
}

func (c *call) shapeStatus(st *status, sha string) object {
	return object{
		"url": c.server.repoURL(c.repo) + "/statuses/" + sha, "id": st.id, "node_id": nodeID("SC", st.id), "state": st.state,
		"description": orNull(st.description), "target_url": orNull(st.targetURL), "context": st.statusOf,
		"avatar_url": c.server.shapeUser(st.creator)["avatar_url"], "created_at": stamp(st.created), "updated_at": stamp(st.created),
	}
}

func (c *call) listStatuses() *answer {
	name := c.parts["ref"]
	h, err := c.repo.resolve(name)
	if err != nil {
		return unresolved(name, err)
	}
	return list(c, c.repo.newest(h.String()), func(st *status) object {
		return c.shapeStatus(st, h.String()).with(object{"creator": c.server.shapeUser(st.creator)})
	})
}

// combinedStatus shows the newest status of each context.
func (c *call) combinedStatus() *answer {
	name := c.parts["ref"]
	h, err := c.repo.resolve(name)
	if err != nil {
		return unresolved(name, err)
	}
	sha := h.String()
	seen := map[string]bool{}
	var current []*status
	for _, st := range c.repo.newest(sha) {
		if !seen[st.statusOf] {
			seen[st.statusOf] = true
			current = append(current, st)
		}
	}
	p := c.page(30, 100)
	shown := []object{}
	for _, st := range paged(current, p) {
		shown = append(shown, c.shapeStatus(st, sha))
	}
	return c.linked(ok(object{
		"state": combined(current), "statuses": shown, "sha": sha, "total_count": len(current),
		"repository": c.server.shapeMinimal(c.repo),
		"commit_url": c.server.repoURL(c.repo) + "/commits/" + sha, "url": c.server.repoURL(c.repo) + "/commits/" + sha + "/status",
	}), p, len(current))
}

func combined(current []*status) string {
	state := "success"
	for _, st := range current {
		switch {
		case st.state == "failure" || st.state == "error":
			return "failure"
		case st.state == "pending":
			state = "pending"
		}
	}
	if len(current) == 0 {
		return "pending"
	}
	return state
}

func (c *call) postStatus() *answer {
	var in struct {
		State       string
		Context     *string
		Description string
		TargetURL   string `json:"target_url"`
	}
	if refused := c.read(&in); refused != nil {
		return refused
	}
	sha := c.parts["sha"]
	h, err := c.repo.resolve(sha)
	problem := func(field, code string) object {
		return object{"resource": "Status", "field": field, "code": code}
	}
	context := "default"
	if in.Context != nil {
		context = *in.Context
	}
	switch {
	case err != nil || h.String() != sha:
		return failure(http.StatusUnprocessableEntity, "No commit found for SHA: "+sha)
	case !slices.Contains([]string{"error", "failure", "pending", "success"}, in.State):
		return invalid("Validation Failed", problem("state", "invalid"))
	case utf8.RuneCountInString(in.Description) > maxDescription:
		return invalid("Validation Failed", problem("description", "custom").with(object{"message": "description is too long (maximum is 140 characters)"}))
	}
	count := 0
	for _, st := range c.repo.statuses[sha] {
		if st.statusOf == context {
			count++
		}
	}
	if count >= maxStatuses {
		return invalid("Validation Failed", object{"resource": "Status", "code": "custom", "message": "This SHA and context has reached the maximum number of statuses."})
	}
	st := c.repo.addStatus(sha, Status{State: in.State, Context: context, Description: in.Description, TargetURL: in.TargetURL, Creator: c.caller.user.Login})
	return created(c.shapeStatus(st, sha).with(object{"creator": c.server.shapeUser(st.creator)}))
}
