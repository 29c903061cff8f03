package github_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v4"

	"github.com/packetgate/packetgate/internal/github"
	"github.com/packetgate/packetgate/internal/record"
)

// appKey is made once: making one takes a while.
var appKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

func appPEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(appKey())})
}

// appServer is a GitHub Enterprise Server with App 42 installed on octo/demo.
func appServer(t *testing.T, tokens http.HandlerFunc) (*httptest.Server, *[]string) {
	var asked []string
	mux := http.NewServeMux()
	asApp := func(next http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			var claims jwt.RegisteredClaims
			_, err := jwt.ParseWithClaims(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), &claims, func(*jwt.Token) (any, error) { return &appKey().PublicKey, nil })
			if err != nil || claims.Issuer != "42" {
				t.Errorf("%s: claims %+v, %v", r.URL, claims, err)
			}
			next(w, r)
		}
	}
	mux.HandleFunc("GET /api/v3/repos/octo/demo/installation", asApp(reply(200, `{"id":77,"app_slug":"packetgate-app"}`)))
	mux.HandleFunc("GET /api/v3/repos/octo/other/installation", asApp(reply(404, message("Not Found"))))
	mux.HandleFunc("GET /api/v3/app", asApp(reply(200, `{"slug":"packetgate-app"}`)))
	mux.HandleFunc("POST /api/v3/app/installations/77/access_tokens", asApp(func(w http.ResponseWriter, r *http.Request) {
		var body struct{ Repositories []string }
		_ = json.NewDecoder(r.Body).Decode(&body)
		if len(body.Repositories) != 1 || body.Repositories[0] != "demo" {
			t.Errorf("a token for %v is asked", body.Repositories)
		}
		tokens(w, r)
	}))
	mux.HandleFunc("GET /api/v3/repos/octo/demo/pulls/7", func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("Authorization"); got != "token ghs_installation" {
			t.Errorf("Authorization %q", got)
		}
		reply(200, pullJSON)(w, r)
	})
	mux.HandleFunc("POST /api/v3/repos/octo/demo/pulls/7/reviews", reply(200, "{}"))
	mux.HandleFunc("GET /api/v3/repos/octo/demo/pulls/7/reviews", reply(200, `[{"id":1,"user":{"login":"packetgate-app[bot]"}}]`))
	mux.HandleFunc("GET /api/v3/repos/octo/demo/pulls/7/comments", reply(200, `[]`))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.URL.Path)
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s, &asked
}

func appOptions(s *httptest.Server) github.Options {
	waits := &clock{now: time.Now()}
	return github.Options{
		AppID: 42, PrivateKey: appPEM(), APIURL: s.URL + "/api/v3", ServerURL: s.URL, Repository: demo,
		Now: waits.Now, Sleep: waits.Sleep,
	}
}

func installationToken() string {
	return `{"token":"ghs_installation","expires_at":"` + time.Now().Add(time.Hour).Format(time.RFC3339) + `"}`
}

func TestAppActsThroughItsInstallation(t *testing.T) {
	s, asked := appServer(t, inTurn(reply(502, ""), reply(201, installationToken())))
	c, err := github.New(context.Background(), appOptions(s))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.CreateReview(context.Background(), 7, record.Review{Body: "x"}); err != nil {
		t.Errorf("a write whose token could not be fetched at first has not been sent and may be: %v", err)
	}
	for range 2 {
		if got, err := c.Pull(context.Background(), 7); err != nil || got.Number != 7 {
			t.Error(err)
		}
	}
	want := "GET /api/v3/repos/octo/demo/installation POST /api/v3/app/installations/77/access_tokens POST /api/v3/app/installations/77/access_tokens POST /api/v3/repos/octo/demo/pulls/7/reviews GET /api/v3/repos/octo/demo/pulls/7 GET /api/v3/repos/octo/demo/pulls/7"
	if got := strings.Join(*asked, " "); got != want || c.Calls() != 6 {
		t.Errorf("asked %s, %d calls", got, c.Calls())
	}
	conversation, err := c.Conversation(context.Background(), 7)
	if err != nil || len(conversation.Reviews) != 1 || !conversation.Reviews[0].Mine {
		t.Errorf("over REST an App knows its reviews by its own name: %+v %v", conversation, err)
	}
}

func TestAppErrors(t *testing.T) {
	s, asked := appServer(t, reply(401, message("A JSON web token could not be decoded")))
	known := appOptions(s)
	known.InstallationID = 77
	c, err := github.New(context.Background(), known)
	if err != nil || len(*asked) != 0 {
		t.Fatalf("a known installation is not looked up: %v %v", err, *asked)
	}
	_, err = c.Pull(context.Background(), 7)
	wantError(t, err, "no token for the installation")
	if !errors.Is(err, record.ErrUnauthorized) || len(*asked) != 1 {
		t.Errorf("%v after %v", err, *asked)
	}

	elsewhere := appOptions(s)
	elsewhere.Repository.Name = "other"
	_, err = github.New(context.Background(), elsewhere)
	wantError(t, err, "the GitHub App 42 is not installed on octo/other", "install it")
	if !errors.Is(err, record.ErrNotFound) {
		t.Error(err)
	}
}
