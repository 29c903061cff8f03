package github_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/record"
)

func TestPermission(t *testing.T) {
	s := newServer(t, map[string]http.HandlerFunc{
		"GET /repos/octo/demo/collaborators/ann/permission":     reply(200, `{"permission":"write","role_name":"maintain"}`),
		"GET /repos/octo/demo/collaborators/nobody/permission":  reply(404, message("nobody is not a user")),
		"GET /repos/octo/demo/collaborators/a%2Fb/permission":   reply(200, `{"permission":"none"}`),
		"GET /repos/octo/demo/collaborators/refused/permission": reply(403, message("Resource not accessible by integration")),
		"GET /repos/octo/demo/collaborators/empty/permission":   reply(200, `{}`),
	})
	c := s.client(t)
	for login, want := range map[string]string{"ann": "write", "nobody": "none", "a/b": "none", "empty": ""} {
		if got, err := c.Permission(context.Background(), login); got != want || err != nil {
			t.Errorf("%s: %q, %v", login, got, err)
		}
	}
	_, err := c.Permission(context.Background(), "refused")
	wantError(t, err, "reading the permission of refused")
}

func TestMyComments(t *testing.T) {
	since := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	var asked string
	var sent map[string]any
	s := newServer(t, map[string]http.HandlerFunc{
		"GET /user": reply(403, message("Resource not accessible by integration")),
		"GET /repos/octo/demo/issues/7/comments": func(w http.ResponseWriter, r *http.Request) {
			asked = r.URL.Query().Get("since")
			reply(200, `[{"id":1,"body":"a","user":{"login":"ann"}},{"id":2,"body":"b","created_at":"2026-03-02T09:00:00Z","user":{"login":"github-actions[bot]"}},{"id":3,"body":"c","user":null}]`)(w, r)
		},
		"POST /repos/octo/demo/issues/comments/2/reactions": capture(&sent),
		"POST /repos/octo/demo/issues/7/comments":           reply(403, message("Resource not accessible by integration")),
	})
	c := s.client(t)
	if err := c.React(context.Background(), 2, "eyes"); err != nil || sent["content"] != "eyes" {
		t.Errorf("sent %v, %v", sent, err)
	}
	got, err := c.MyComments(context.Background(), 7, since)
	if diff := cmp.Diff([]record.Comment{{ID: 2, Body: "b", CreatedAt: since}}, got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	if asked != "2026-03-02T09:00:00Z" {
		t.Errorf("asked since %q", asked)
	}
	if err := c.CreateComment(context.Background(), 7, "no"); !errors.Is(err, record.ErrForbidden) {
		t.Error(err)
	}
}
