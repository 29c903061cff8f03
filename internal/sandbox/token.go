package sandbox

import (
	"crypto/rsa"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/golang-jwt/jwt/v4"
)

// Token is a credential that the local GitHub accepts.
type Token struct {
	Value string
	// Actor is the login that acts: empty means github-actions[bot], as for a
	// workflow's GITHUB_TOKEN.
	Actor string
	// Permissions are GitHub's names, such as "pull-requests", to "read" or
	// "write"; what is not listed is none. Metadata can always be read. Nil means a
	// personal token, which may do what its user may.
	Permissions map[string]string
	// Repository limits the token to one repository; nil means all.
	Repository *Repository
	// Limit is the requests an hour, 0 for GitHub's default.
	Limit int

	used int
}

// AddToken makes the local GitHub accept a token.
func (w *World) AddToken(t Token) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.addToken(t)
}

func (w *World) addToken(t Token) {
	if t.Actor == "" {
		t.Actor = actionsBot
	}
	if t.Limit == 0 {
		t.Limit = 5000
		if t.Actor == actionsBot {
			t.Limit = 1000
		}
	}
	w.tokens[t.Value] = &t
}

// App is a GitHub App and its installation on one account.
type App struct {
	ID   int64
	Slug string
	Key  *rsa.PublicKey
	// Account is the login that installed it; Installation the installation's id.
	Account      string
	Installation int64
	Permissions  map[string]string
}

// AddApp registers an App; its JSON Web Tokens are checked against its key.
func (w *World) AddApp(a App) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.apps[a.ID] = &a
}

// caller is who makes a request.
type caller struct {
	token *Token
	user  *User
	app   *App
}

func (c caller) anonymous() bool { return c.token == nil && c.app == nil }

// authenticate reads the Authorization header; it returns the refusal when the
// credentials are bad.
func (w *World) authenticate(r *http.Request) (caller, *answer) {
	header := r.Header.Get("Authorization")
	if header == "" {
		return caller{}, nil
	}
	scheme, value, _ := strings.Cut(header, " ")
	bad := failure(http.StatusUnauthorized, "Bad credentials")
	if !slices.Contains([]string{"bearer", "token"}, strings.ToLower(scheme)) {
		return caller{}, bad
	}
	if strings.Count(value, ".") == 2 {
		app, err := w.verify(value)
		if err != nil {
			return caller{}, failure(http.StatusUnauthorized, "A JSON web token could not be decoded")
		}
		return caller{app: app}, nil
	}
	t, ok := w.tokens[value]
	if !ok {
		return caller{}, bad
	}
	return caller{token: t, user: w.user(t.Actor)}, nil
}

func (w *World) verify(token string) (*App, error) {
	var app *App
	claims := &jwt.RegisteredClaims{}
	_, err := jwt.ParseWithClaims(token, claims, func(*jwt.Token) (any, error) {
		for id, a := range w.apps {
			if claims.Issuer == fmt.Sprint(id) {
				app = a
				return a.Key, nil
			}
		}
		return nil, fmt.Errorf("no app %s", claims.Issuer)
	}, jwt.WithValidMethods([]string{"RS256"}))
	return app, err
}

// level orders what a token may do.
func level(permission string) int {
	switch permission {
	case "read", "triage":
		return 1
	case "write", "maintain":
		return 2
	case "admin":
		return 3
	}
	return 0
}

// may tells whether the caller has the permission in the repository.
func (c caller) may(r *Repository, permission, want string) bool {
	if !r.Private && want == "read" && permission != "administration" {
		return true
	}
	if c.token == nil || !c.covers(r) {
		return false
	}
	if c.token.Permissions == nil {
		return level(r.permissionOf(c.user.Login)) >= level(want)
	}
	return permission == "metadata" || level(c.token.Permissions[permission]) >= level(want)
}

// covers tells whether the caller's token reaches the repository.
func (c caller) covers(r *Repository) bool {
	return c.token.Repository == nil || c.token.Repository == r
}

// sees tells whether the repository exists for the caller.
func (c caller) sees(r *Repository) bool {
	if !r.Private {
		return true
	}
	if c.token == nil || !c.covers(r) {
		return false
	}
	return c.token.Permissions != nil || r.permissionOf(c.user.Login) != "none"
}

// permissionOf is a user's role in the repository: admin, maintain, write, triage,
// read or none.
func (r *Repository) permissionOf(login string) string {
	if strings.EqualFold(login, r.Owner.Login) {
		return "admin"
	}
	if p, ok := r.permissions[strings.ToLower(login)]; ok {
		return p
	}
	if r.Private {
		return "none"
	}
	return "read"
}
