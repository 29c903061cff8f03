package github_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/github"
	"github.com/packetgate/packetgate/internal/record"
)

func TestOptionsThatCannotWork(t *testing.T) {
	for name, test := range map[string]struct {
		options github.Options
		says    string
		wraps   error
	}{
		"no token":          {github.Options{}, "no token: pass github-token", record.ErrUnauthorized},
		"blank token":       {github.Options{Token: " \n"}, "no token", record.ErrUnauthorized},
		"two tokens":        {github.Options{Token: token + "\n" + token}, "holds a space, a line break", record.ErrUnauthorized},
		"key without App":   {github.Options{Token: token, PrivateKey: []byte("x")}, "set app-id", record.ErrUnauthorized},
		"App without key":   {github.Options{AppID: 42}, "set app-private-key", record.ErrUnauthorized},
		"key that is none":  {github.Options{AppID: 42, PrivateKey: []byte("-----BEGIN " + token)}, "want the PEM file", record.ErrUnauthorized},
		"ftp":               {github.Options{Token: token, APIURL: "ftp://example.org"}, `API address "ftp://example.org": want http(s)://HOST[/PATH]`, nil},
		"no host":           {github.Options{Token: token, APIURL: "https:///api/v3"}, "want http(s)://HOST", nil},
		"no address":        {github.Options{Token: token, APIURL: "example.org"}, "want http(s)://HOST", nil},
		"password":          {github.Options{Token: token, APIURL: "https://me:" + token + "@example.org"}, "must not hold a user name", nil},
		"unreadable secret": {github.Options{Token: token, APIURL: "https://me:" + token + "%@exa mple.org"}, "API address", nil},
		"GraphQL":           {github.Options{Token: token, GraphQLURL: "/graphql"}, "GraphQL address", nil},
		"server":            {github.Options{Token: token, ServerURL: "github.com"}, "server address", nil},
	} {
		test.options.Repository = demo
		_, err := github.New(context.Background(), test.options)
		if test.wraps != nil && !errors.Is(err, test.wraps) {
			t.Errorf("%s: %v does not wrap %v", name, err, test.wraps)
		}
		t.Run(name, func(t *testing.T) { wantError(t, err, test.says) })
	}
	_, err := github.New(context.Background(), github.Options{Token: token})
	wantError(t, err, "no repository is named")
}

func TestErrorsSayWhatToDo(t *testing.T) {
	for _, test := range []struct {
		answer http.HandlerFunc
		wraps  error
		says   []string
	}{
		{reply(401, message("Bad credentials")), record.ErrUnauthorized, []string{"401", `"Bad credentials"`, "wrong, expired or revoked"}},
		{reply(401, message("Must specify two-factor"), "X-GitHub-OTP", "required; app"), record.ErrUnauthorized, []string{"two-factor"}},
		{reply(403, message("Resource not accessible by integration")), record.ErrForbidden, []string{`it takes the permission "pull-requests: read"`}},
		{reply(403, message("Resource protected by organization SAML enforcement.")), record.ErrForbidden, []string{"SAML"}},
		{reply(404, message("Not Found")), record.ErrNotFound, []string{"check the name"}},
		{reply(503, message("No server is available")), record.ErrUnavailable, []string{"503", "githubstatus.com"}},
		{reply(418, message("short\nand\x1b[31m stout"+strings.Repeat("!", 999))), nil, []string{`"short and [31m stout!!!`, `!!…"`}},
		{reply(200, `{"number":"seven"}`), record.ErrUnavailable, []string{"cannot unmarshal"}},
	} {
		s := newServer(t, map[string]http.HandlerFunc{"GET /repos/octo/demo/pulls/7": test.answer})
		_, err := s.client(t).Pull(context.Background(), 7)
		wantError(t, err, append(test.says, "reading pull request #7 of octo/demo")...)
		if test.wraps != nil && !errors.Is(err, test.wraps) {
			t.Errorf("%v does not wrap %v", err, test.wraps)
		}
		if strings.ContainsAny(err.Error(), "\n\x1b") {
			t.Errorf("%q holds control characters", err)
		}
	}
}

func TestAServerThatIsNotThere(t *testing.T) {
	s := newServer(t, nil)
	c := s.client(t)
	s.Close()
	_, err := c.Pull(context.Background(), 7)
	wantError(t, err, "reading pull request #7", "refused")
	if !errors.Is(err, record.ErrUnavailable) {
		t.Error(err)
	}
}

func TestTheLogHoldsNoSecret(t *testing.T) {
	var log bytes.Buffer
	s := newServer(t, map[string]http.HandlerFunc{"GET /repos/octo/demo/pulls/7": reply(200, pullJSON)})
	c := s.client(t, func(o *github.Options) {
		o.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		o.Token = " " + token + "\n"
	})
	if _, err := c.Pull(context.Background(), 7); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), "path=/repos/octo/demo/pulls/7 status=200") || strings.Contains(log.String(), token) {
		t.Error(log.String())
	}
}
