// Package sandbox is a local GitHub: repositories with real commits, pull
// requests, workflow runs and their logs, served over HTTP as the REST and
// GraphQL APIs serve them, on a port of 127.0.0.1. The unmodified binary runs
// against it in scenarios, in the demo and in tests. It stands beside the house:
// nothing in the house imports it.
package sandbox

import (
	"fmt"
	"sort"
	"strings"
	"sync"
	"time"
)

// World is everything that the local GitHub holds. Build it through its methods,
// then serve it with New; it may be changed while it is served. All methods are
// safe for concurrent use.
type World struct {
	mu           sync.Mutex
	now          time.Time
	repositories []*Repository
	users        map[string]*User
	tokens       map[string]*Token
	apps         map[int64]*App
	faults       []*Fault
	serial       map[string]int64
}

// epoch is the time at which a new world starts; each commit, run and write moves
// its clock on, so that the same steps give the same hashes and dates.
var epoch = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// NewWorld makes an empty world.
func NewWorld() *World {
	return &World{
		now:    epoch,
		users:  map[string]*User{},
		tokens: map[string]*Token{},
		apps:   map[int64]*App{},
		serial: map[string]int64{},
	}
}

// Now is the world's time.
func (w *World) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// Advance moves the clock on; links to logs expire after a minute of it.
func (w *World) Advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// tick moves the clock on by a second and returns the new time.
func (w *World) tick() time.Time {
	w.now = w.now.Add(time.Second)
	return w.now
}

// next gives the next number of a kind of object. Ids start above 32 bits where
// GitHub's do.
func (w *World) next(kind string, first int64) int64 {
	n, ok := w.serial[kind]
	if !ok {
		n = first - 1
	}
	w.serial[kind] = n + 1
	return n + 1
}

// User is an account: a person, an organisation or an App's bot.
type User struct {
	ID    int64
	Login string
	// Type is "User", "Bot" or "Organization".
	Type string
}

// actionsBot is who acts with a workflow's GITHUB_TOKEN.
const actionsBot = "github-actions[bot]"

// user returns the account of that login, which it makes when it is new.
func (w *World) user(login string) *User {
	key := strings.ToLower(login)
	if u, ok := w.users[key]; ok {
		return u
	}
	u := &User{Login: login, Type: "User"}
	switch {
	case login == actionsBot:
		u.ID, u.Type = 41898282, "Bot"
	case strings.HasSuffix(login, "[bot]"):
		u.ID, u.Type = w.next("user", 1000001), "Bot"
	default:
		u.ID = w.next("user", 1000001)
	}
	w.users[key] = u
	return u
}

// Repository returns the repository "owner/name" and makes it when it is new:
// private, with the default branch main.
func (w *World) Repository(fullName string) (*Repository, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.repository(fullName)
}

func (w *World) repository(fullName string) (*Repository, error) {
	owner, name, ok := strings.Cut(fullName, "/")
	if !ok || owner == "" || name == "" || strings.Contains(name, "/") {
		return nil, fmt.Errorf("repository %q: want OWNER/NAME", fullName)
	}
	if r := w.find(owner, name); r != nil {
		return r, nil
	}
	r := newRepository(w, w.user(owner), name)
	r.objects = newObjects()
	w.repositories = append(w.repositories, r)
	return r, nil
}

// Fork makes a fork of a repository for another owner. It shares the objects, as
// GitHub's fork networks do, and starts with the default branch.
func (w *World) Fork(parent *Repository, owner string) *Repository {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r := w.find(owner, parent.Name); r != nil {
		return r
	}
	r := newRepository(w, w.user(owner), parent.Name)
	r.Private = parent.Private
	r.DefaultBranch = parent.DefaultBranch
	r.parent = parent
	r.objects = parent.objects
	if tip, ok := parent.branches[parent.DefaultBranch]; ok {
		r.branches[r.DefaultBranch] = tip
	}
	w.repositories = append(w.repositories, r)
	return r
}

func (w *World) find(owner, name string) *Repository {
	for _, r := range w.repositories {
		if strings.EqualFold(r.Owner.Login, owner) && strings.EqualFold(r.Name, name) {
			return r
		}
	}
	return nil
}

// Repository is one repository with its pull requests, runs and statuses.
type Repository struct {
	ID    int64
	Owner *User
	Name  string
	// Private repositories answer only tokens that have the permission; public ones
	// can be read by anyone, logs excepted.
	Private       bool
	DefaultBranch string

	world       *World
	parent      *Repository
	objects     *objects
	branches    map[string]hash
	groups      map[string]mergeGroup
	pulls       []*Pull
	workflows   []*workflow
	runs        []*Run
	statuses    map[string][]*status
	permissions map[string]string
	created     time.Time
}

func newRepository(w *World, owner *User, name string) *Repository {
	return &Repository{
		ID: w.next("repository", 700000001), Owner: owner, Name: name,
		Private: true, DefaultBranch: "main",
		world: w, branches: map[string]hash{}, groups: map[string]mergeGroup{},
		statuses: map[string][]*status{}, permissions: map[string]string{}, created: epoch,
	}
}

// FullName is "owner/name".
func (r *Repository) FullName() string { return r.Owner.Login + "/" + r.Name }

// Permit gives a user a permission: "admin", "maintain", "write", "triage" or
// "read". The owner is an admin without it.
func (r *Repository) Permit(login, permission string) {
	r.world.mu.Lock()
	defer r.world.mu.Unlock()
	r.permissions[strings.ToLower(r.world.user(login).Login)] = permission
}

func (r *Repository) branchNames() []string {
	names := make([]string, 0, len(r.branches))
	for name := range r.branches {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
