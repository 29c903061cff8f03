package sandbox

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

func (c *call) currentUser() *answer {
	switch {
	case c.caller.token == nil:
		return failure(http.StatusUnauthorized, "Requires authentication")
	case c.caller.token.Permissions != nil:
		return failure(http.StatusForbidden, "Resource not accessible by integration")
	}
	return ok(c.server.shapeAccount(c.caller.user))
}

func (c *call) getUser() *answer {
	u, known := c.world.users[strings.ToLower(c.parts["user"])]
	if !known {
		return notFound()
	}
	return ok(c.server.shapeAccount(u))
}

func (s *Server) shapeAccount(u *User) object {
	return s.shapeUser(u).with(object{
		"name": nil, "company": nil, "blog": "", "location": nil, "email": nil, "hireable": nil, "bio": nil, "twitter_username": nil,
		"public_repos": 0, "public_gists": 0, "followers": 0, "following": 0, "created_at": stamp(epoch), "updated_at": stamp(epoch),
	})
}

func (c *call) rateLimit() *answer {
	limit, used := 60, 0
	if t := c.caller.token; t != nil {
		limit, used = t.Limit, t.used
	}
	rate := object{"limit": limit, "used": used, "remaining": limit - used, "reset": time.Now().Add(time.Hour).Unix()}
	a := ok(object{"resources": object{"core": rate, "search": rate, "graphql": rate}, "rate": rate})
	a.conditional = false
	return a
}

func (c *call) currentApp() *answer {
	if c.caller.app == nil {
		return failure(http.StatusUnauthorized, "A JSON web token could not be decoded")
	}
	return ok(c.shapeApp(c.caller.app))
}

func (c *call) shapeApp(a *App) object {
	return object{
		"id": a.ID, "slug": a.Slug, "node_id": nodeID("A", a.ID), "owner": c.server.shapeUser(c.world.user(a.Account)), "name": a.Slug,
		"description": nil, "external_url": Site + "/apps/" + a.Slug, "html_url": Site + "/apps/" + a.Slug,
		"created_at": stamp(epoch), "updated_at": stamp(epoch), "permissions": appPermissions(a.Permissions), "events": []string{},
	}
}

// appPermissions are permissions under the names that the API uses.
func appPermissions(permissions map[string]string) object {
	out := object{}
	for name, want := range permissions {
		out[strings.ReplaceAll(name, "-", "_")] = want
	}
	return out
}

func (c *call) shapeInstallation(a *App) object {
	api := fmt.Sprintf("%s/app/installations/%d", c.server.api, a.Installation)
	account := c.world.user(a.Account)
	return object{
		"id": a.Installation, "client_id": "Iv1.0000000000000000", "account": c.server.shapeUser(account), "repository_selection": "all",
		"access_tokens_url": api + "/access_tokens", "repositories_url": c.server.api + "/installation/repositories",
		"html_url": fmt.Sprintf("%s/settings/installations/%d", Site, a.Installation), "app_id": a.ID, "app_slug": a.Slug,
		"target_id": account.ID, "target_type": account.Type, "permissions": appPermissions(a.Permissions), "events": []string{},
		"created_at": stamp(epoch), "updated_at": stamp(epoch), "single_file_name": nil, "has_multiple_single_files": false,
		"single_file_paths": []string{}, "suspended_by": nil, "suspended_at": nil,
	}
}

func (c *call) installations() *answer {
	if c.caller.app == nil {
		return failure(http.StatusUnauthorized, "A JSON web token could not be decoded")
	}
	return list(c, []*App{c.caller.app}, c.shapeInstallation)
}

func (c *call) repositoryInstallation() *answer {
	app := c.caller.app
	switch {
	case app == nil:
		return failure(http.StatusUnauthorized, "A JSON web token could not be decoded")
	case !strings.EqualFold(app.Account, c.repo.Owner.Login):
		return notFound()
	}
	return ok(c.shapeInstallation(app))
}

// accessToken makes an installation token. It says that it works for an hour.
func (c *call) accessToken() *answer {
	app := c.caller.app
	switch {
	case app == nil:
		return failure(http.StatusUnauthorized, "A JSON web token could not be decoded")
	case app.Installation != c.number("id"):
		return notFound()
	}
	// Clients compare the expiry with their own clock, not with the world's.
	expires := time.Now().Add(time.Hour)
	value := fmt.Sprintf("ghs_sandbox%025d", c.world.next("installation token", 1))
	c.world.addToken(Token{Value: value, Actor: app.Slug + "[bot]", Permissions: app.Permissions})
	return created(object{
		"token": value, "expires_at": stamp(expires), "permissions": appPermissions(app.Permissions), "repository_selection": "all",
	})
}
