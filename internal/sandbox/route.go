package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// route is one operation of the REST API.
type route struct {
	// pattern is a method and a path, in which {name} is one part and {name...} as
	// many as leave room for what follows.
	pattern string
	// permission and level are what a token needs; an empty permission leaves the
	// check to the handler.
	permission, level string
	handle            func(*call) *answer
}

// repositoryRoutes are the operations below /repos/{owner}/{repo}; the first that
// matches wins.
var repositoryRoutes = []route{
	{"GET /repos/{owner}/{repo}", "metadata", "read", (*call).repository},
	{"GET /repos/{owner}/{repo}/branches", "contents", "read", (*call).listBranches},
	{"GET /repos/{owner}/{repo}/branches/{branch...}", "contents", "read", (*call).branch},
	{"GET /repos/{owner}/{repo}/collaborators/{user}/permission", "metadata", "read", (*call).permissionLevel},

	{"GET /repos/{owner}/{repo}/commits", "contents", "read", (*call).listCommits},
	{"GET /repos/{owner}/{repo}/commits/{ref...}/status", "statuses", "read", (*call).combinedStatus},
	{"GET /repos/{owner}/{repo}/commits/{ref...}/statuses", "statuses", "read", (*call).listStatuses},
	{"GET /repos/{owner}/{repo}/commits/{ref...}/pulls", "pull-requests", "read", (*call).commitPulls},
	{"GET /repos/{owner}/{repo}/commits/{ref...}", "contents", "read", (*call).getCommit},
	{"GET /repos/{owner}/{repo}/compare/{basehead...}", "contents", "read", (*call).compare},
	{"GET /repos/{owner}/{repo}/contents", "contents", "read", (*call).contents},
	{"GET /repos/{owner}/{repo}/contents/{path...}", "contents", "read", (*call).contents},
	{"PUT /repos/{owner}/{repo}/contents/{path...}", "contents", "write", (*call).putContents},
	{"GET /repos/{owner}/{repo}/git/blobs/{sha}", "contents", "read", (*call).gitBlob},
	{"GET /repos/{owner}/{repo}/git/trees/{sha...}", "contents", "read", (*call).gitTree},
	{"GET /repos/{owner}/{repo}/git/commits/{sha}", "contents", "read", (*call).gitCommit},
	{"GET /repos/{owner}/{repo}/git/ref/{ref...}", "contents", "read", (*call).gitRef},
	{"GET /repos/{owner}/{repo}/git/matching-refs/{ref...}", "contents", "read", (*call).matchingRefs},
	{"POST /repos/{owner}/{repo}/statuses/{sha}", "statuses", "write", (*call).postStatus},

	{"GET /repos/{owner}/{repo}/actions/runs", "actions", "read", (*call).listRuns},
	{"GET /repos/{owner}/{repo}/actions/runs/{id}", "actions", "read", (*call).getRun},
	{"GET /repos/{owner}/{repo}/actions/runs/{id}/jobs", "actions", "read", (*call).runJobs},
	{"GET /repos/{owner}/{repo}/actions/runs/{id}/attempts/{attempt}", "actions", "read", (*call).getAttempt},
	{"GET /repos/{owner}/{repo}/actions/runs/{id}/attempts/{attempt}/jobs", "actions", "read", (*call).attemptJobs},
	{"GET /repos/{owner}/{repo}/actions/jobs/{id}", "actions", "read", (*call).getJob},
	{"GET /repos/{owner}/{repo}/actions/jobs/{id}/logs", "actions", "read", (*call).jobLog},
	{"GET /repos/{owner}/{repo}/actions/workflows", "actions", "read", (*call).listWorkflows},
	{"GET /repos/{owner}/{repo}/actions/workflows/{workflow}", "actions", "read", (*call).getWorkflow},
	{"GET /repos/{owner}/{repo}/actions/workflows/{workflow}/runs", "actions", "read", (*call).listWorkflowRuns},
	{"GET /repos/{owner}/{repo}/check-runs/{id}/annotations", "checks", "read", (*call).annotations},

	{"GET /repos/{owner}/{repo}/pulls", "pull-requests", "read", (*call).listPulls},
	{"GET /repos/{owner}/{repo}/pulls/{number}", "pull-requests", "read", (*call).getPull},
	{"GET /repos/{owner}/{repo}/pulls/{number}/files", "pull-requests", "read", (*call).pullFiles},
	{"GET /repos/{owner}/{repo}/pulls/{number}/commits", "pull-requests", "read", (*call).pullCommits},
	{"GET /repos/{owner}/{repo}/pulls/{number}/reviews", "pull-requests", "read", (*call).listReviews},
	{"POST /repos/{owner}/{repo}/pulls/{number}/reviews", "pull-requests", "write", (*call).postReview},
	{"GET /repos/{owner}/{repo}/pulls/{number}/comments", "pull-requests", "read", (*call).listReviewComments},
	{"POST /repos/{owner}/{repo}/pulls/{number}/comments", "pull-requests", "write", (*call).postReviewComment},

	// The issues here are all pull requests, for which the permission for issues is
	// not enough.
	{"GET /repos/{owner}/{repo}/issues/comments/{id}", "pull-requests", "read", (*call).getComment},
	{"PATCH /repos/{owner}/{repo}/issues/comments/{id}", "pull-requests", "write", (*call).patchComment},
	{"POST /repos/{owner}/{repo}/issues/comments/{id}/reactions", "pull-requests", "write", (*call).postReaction},
	{"GET /repos/{owner}/{repo}/issues/{number}/events", "pull-requests", "read", (*call).issueEvents},
	{"GET /repos/{owner}/{repo}/issues/{number}/comments", "pull-requests", "read", (*call).listComments},
	{"POST /repos/{owner}/{repo}/issues/{number}/comments", "pull-requests", "write", (*call).postComment},

	{"GET /repos/{owner}/{repo}/installation", "", "", (*call).repositoryInstallation},
}

// otherRoutes are the operations that belong to no repository.
var otherRoutes = []route{
	{"GET /user", "", "", (*call).currentUser},
	{"GET /users/{user}", "", "", (*call).getUser},
	{"GET /rate_limit", "", "", (*call).rateLimit},
	{"GET /app", "", "", (*call).currentApp},
	{"GET /app/installations", "", "", (*call).installations},
	{"POST /app/installations/{id}/access_tokens", "", "", (*call).accessToken},
	{"POST /graphql", "", "", (*call).query},
}

// match finds the route of a request and fills in the call's path parts. The
// first route that matches wins; a request that none matches has none.
func (c *call) match() (route, bool) {
	parts := strings.Split(strings.Trim(c.http.URL.EscapedPath(), "/"), "/")
	for i, part := range parts {
		decoded, err := url.PathUnescape(part)
		if err != nil {
			return route{}, false
		}
		parts[i] = decoded
	}
	for _, routes := range [][]route{repositoryRoutes, otherRoutes} {
		for _, r := range routes {
			method, pattern, _ := strings.Cut(r.pattern, " ")
			if method != c.http.Method {
				continue
			}
			if values, matches := matchParts(pattern, parts); matches {
				c.parts = values
				return r, true
			}
		}
	}
	return route{}, false
}

// matchParts compares a pattern with the parts of a path, and gives what the names
// in it stand for.
func matchParts(pattern string, parts []string) (map[string]string, bool) {
	wanted := strings.Split(strings.Trim(pattern, "/"), "/")
	values := map[string]string{}
	for i, w := range wanted {
		name, isName := strings.CutPrefix(strings.TrimSuffix(w, "}"), "{")
		if rest, isRest := strings.CutSuffix(name, "..."); isRest {
			end := len(parts) - (len(wanted) - i - 1)
			if end <= i || !slices.Equal(wanted[i+1:], parts[end:]) {
				return nil, false
			}
			values[rest] = strings.Join(parts[i:end], "/")
			return values, true
		}
		switch {
		case i >= len(parts) || parts[i] == "":
			return nil, false
		case isName:
			values[name] = parts[i]
		case w != parts[i]:
			return nil, false
		}
	}
	return values, len(wanted) == len(parts)
}

// handle runs a route: it finds the repository, checks the permission and answers.
func (c *call) handle(r route) *answer {
	c.route = r.pattern
	if c.parts["repo"] == "" {
		return r.handle(c)
	}
	if c.repo = c.world.find(c.parts["owner"], c.parts["repo"]); c.repo == nil {
		return notFound()
	}
	if r.permission != "" {
		if refused := c.refuse(r.permission, r.level); refused != nil {
			return refused
		}
	}
	return r.handle(c)
}

// refuse answers a caller who lacks a permission, and is nil for one who has it.
func (c *call) refuse(permission, want string) *answer {
	switch {
	case c.caller.anonymous() && !c.repo.Private && want == "write":
		return failure(http.StatusUnauthorized, "Requires authentication")
	case !c.caller.sees(c.repo):
		return notFound()
	case c.caller.may(c.repo, permission, want):
		return nil
	}
	a := failure(http.StatusForbidden, "Resource not accessible by integration")
	if c.caller.token != nil && c.caller.token.Permissions == nil {
		a = failure(http.StatusForbidden, "Must have write access to the repository.")
	}
	a.header = http.Header{"X-Accepted-Github-Permissions": {strings.ReplaceAll(permission, "-", "_") + "=" + want}}
	return a
}

// number reads a numeric part of the path, 0 when it is none.
func (c *call) number(name string) int64 {
	n, err := strconv.ParseInt(c.parts[name], 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// read decodes the request's body; it returns the refusal when it is no JSON.
func (c *call) read(into any) *answer {
	if err := json.Unmarshal(c.body, into); err != nil {
		return failure(http.StatusBadRequest, "Problems parsing JSON")
	}
	return nil
}

// accepts tells whether the caller asks for a media type such as "raw".
func (c *call) accepts(kind string) bool {
	for accept := range strings.SplitSeq(c.http.Header.Get("Accept"), ",") {
		accept, _, _ = strings.Cut(strings.TrimSpace(accept), ";")
		for _, form := range []string{"application/vnd.github.%s", "application/vnd.github.%s+json", "application/vnd.github.v3.%s", "application/vnd.github.v3.%s+json"} {
			if accept == fmt.Sprintf(form, kind) {
				return true
			}
		}
	}
	return false
}
