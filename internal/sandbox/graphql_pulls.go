package sandbox

import (
	"slices"
	"time"

	"github.com/graph-gophers/graphql-go"
)

// pullFilter are the arguments of a list of pull requests.
type pullFilter struct {
	window
	HeadRefName *string
	States      *[]string
	OrderBy     *struct{ Direction, Field string }
}

// PullRequests lists the repository's, in the order of their numbers unless another
// is asked for.
func (r *repositoryOf) PullRequests(in pullFilter) (connection[pullOf], error) {
	if !r.call.caller.may(r.repo, "pull-requests", "read") {
		return connection[pullOf]{}, forbidden()
	}
	var all []*pullOf
	for _, p := range r.repo.pulls {
		of := &pullOf{r.call, p}
		if in.HeadRefName != nil && p.HeadRef != *in.HeadRefName || in.States != nil && !slices.Contains(*in.States, of.State()) {
			continue
		}
		all = append(all, of)
	}
	if in.OrderBy != nil {
		slices.SortStableFunc(all, func(a, b *pullOf) int {
			if in.OrderBy.Field == "UPDATED_AT" {
				return a.pull.updated.Compare(b.pull.updated)
			}
			return a.pull.created.Compare(b.pull.created)
		})
		if in.OrderBy.Direction == "DESC" {
			slices.Reverse(all)
		}
	}
	return connect(all, in.window)
}

func (p *pullOf) BaseRefName() string { return p.pull.BaseRef }
func (p *pullOf) HeadRefName() string { return p.pull.HeadRef }
func (p *pullOf) CreatedAt() scalar   { return scalar(p.pull.created.UTC().Format(time.RFC3339)) }
func (p *pullOf) UpdatedAt() scalar   { return scalar(p.pull.updated.UTC().Format(time.RFC3339)) }

func (p *pullOf) HeadRepository() *repositoryOf { return &repositoryOf{p.call, p.pull.head} }

func (p *pullOf) ClosedAt() *scalar {
	if p.pull.closed.IsZero() {
		return nil
	}
	at := scalar(p.pull.closed.UTC().Format(time.RFC3339))
	return &at
}

// changedFile is a file that a pull request changes.
type changedFile struct{ fileDiff }

// Files lists what the pull request changes.
func (p *pullOf) Files(in window) (*connection[changedFile], error) {
	var all []*changedFile
	for _, f := range p.pull.files() {
		all = append(all, &changedFile{f})
	}
	files, err := connect(all, in)
	return &files, err
}

func (f *changedFile) Additions() int32 { return int32(f.additions) }
func (f *changedFile) Deletions() int32 { return int32(f.deletions) }
func (f *changedFile) Path() string     { return f.path }

// timelineItem is a change of a pull request's base.
type timelineItem struct{ *retarget }

// TimelineItems lists the changes of the base, the only items there are here.
func (p *pullOf) TimelineItems(in struct {
	window
	ItemTypes *[]string
},
) (connection[timelineItem], error) {
	var all []*timelineItem
	for _, change := range p.pull.retargets {
		kind := "BASE_REF_CHANGED_EVENT"
		if change.automatic {
			kind = "AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT"
		}
		if in.ItemTypes == nil || slices.Contains(*in.ItemTypes, kind) {
			all = append(all, &timelineItem{change})
		}
	}
	return connect(all, in.window)
}

func (t *timelineItem) ToBaseRefChangedEvent() (*baseRefChanged, bool) {
	return &baseRefChanged{t}, !t.automatic
}

func (t *timelineItem) ToAutomaticBaseChangeSucceededEvent() (*automaticBaseChange, bool) {
	return &automaticBaseChange{t}, t.automatic
}

func (t *timelineItem) ID() graphql.ID    { return graphql.ID(nodeID("BRCE", t.id)) }
func (t *timelineItem) CreatedAt() scalar { return scalar(t.at.UTC().Format(time.RFC3339)) }

type baseRefChanged struct{ *timelineItem }

func (b *baseRefChanged) PreviousRefName() string { return b.from }
func (b *baseRefChanged) CurrentRefName() string  { return b.to }

type automaticBaseChange struct{ *timelineItem }

func (a *automaticBaseChange) OldBase() string { return a.from }
func (a *automaticBaseChange) NewBase() string { return a.to }

// issueEvents lists the events of a pull request: changes of its base, of which REST
// does not tell the names.
func (c *call) issueEvents() *answer {
	p := c.pull()
	if p == nil {
		return notFound()
	}
	return list(c, p.retargets, func(r *retarget) object {
		name := "base_ref_changed"
		if r.automatic {
			name = "automatic_base_change_succeeded"
		}
		return object{
			"id": r.id, "node_id": nodeID("BRCE", r.id), "url": c.server.repoURL(c.repo) + "/issues/events/" + itoa64(r.id),
			"actor": c.server.shapeUser(r.by), "event": name, "commit_id": nil, "commit_url": nil, "created_at": stamp(r.at),
			"performed_via_github_app": nil,
		}
	})
}
