package record

import (
	"strings"
	"time"
)

// Aims are the base branches at which the pull requests of one head branch aim, or
// aimed. A pull_request run is made with the merge into the base of its moment,
// which its record does not name.
type Aims struct {
	List []Aim
	// Since is the time from which on List is whole: an aim that ended before may be
	// left out. It is zero when List has them all.
	Since time.Time
}

// Aim is a time during which one pull request aimed at one base branch.
type Aim struct {
	Pull int
	// Base is the base branch's short name, empty where it is not known.
	Base string
	// From is when it began; To when it ended, zero while it lasts.
	From, To time.Time
}

// Past is a commit of a branch's history.
type Past struct {
	SHA string
	// Parent is the first parent, empty for a root.
	Parent string
	// Object is git's name of what the commit has at the path that was asked for,
	// empty if there is nothing.
	Object string
	// Date is the committer's; zero in a trail.
	Date time.Time
	// Merge is true for a commit with further parents. Rest is a digest of all files
	// that the commit has beside the paths of a trail; both are a trail's only.
	Merge bool
	Rest  string
}

// MaxTrail is how many commits one query for a trail gives.
const MaxTrail = 50

// MaxHistory is how many commits one query for a history gives.
const MaxHistory = 100

// Aims asks for the base branches of the pull requests of a head branch, which lies
// in the repository "owner/name", empty for one that was deleted. They are absent
// where GitHub does not list them all.
func (l *Ledger) Aims(repository, branch string) (Aims, Absence, bool) {
	a, ok := l.ask(Query{Kind: KindAims, Ref: branch, Path: repository})
	return a.Aims, a.Absence, ok
}

// History asks for the newest MaxHistory commits that a commit's history has, itself
// included, with the object that each has at a path. Commits before the one named
// until may be left out.
func (l *Ledger) History(sha, path, until string) ([]Past, Absence, bool) {
	a, ok := l.ask(Query{Kind: KindHistory, SHA: sha, Path: path, Ref: until})
	return a.History, a.Absence, ok
}

// Trail asks for the newest MaxTrail commits that a commit's history has, itself
// included, each with a digest of all its files but those at the paths: where two
// digests are equal the commits differ in these files only. It is absent where it
// cannot be told.
func (l *Ledger) Trail(sha string, paths []string) ([]Past, Absence, bool) {
	a, ok := l.ask(Query{Kind: KindTrail, SHA: sha, Path: strings.Join(paths, "\x00")})
	return a.History, a.Absence, ok
}

// TrailPaths are the paths of a query for a trail.
func (q Query) TrailPaths() []string { return strings.Split(q.Path, "\x00") }
