package scenario

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/packetgate/packetgate/internal/sandbox"
)

// mainBranch is the base branch of every scenario.
const mainBranch = "main"

// building is a scenario's world as it grows.
type building struct {
	*Scenario
	world *sandbox.World
	repo  *sandbox.Repository
	head  *sandbox.Repository
	// elsewhere is the other repository, nil if there is none.
	elsewhere *sandbox.Repository
	pull      *sandbox.Pull
	twin      *sandbox.Pull
	commits   map[string]string
	runs      map[string]*built
	last      *built
	group     string
	// comment is the last comment's id, plain whether it takes the pull request for an issue.
	comment int64
	plain   bool

	// meanwhile guards what happens while requests are answered: mishaps are what
	// went wrong there, idle the faults and entries of during of the latest stage
	// that have met no request.
	meanwhile sync.Mutex
	mishaps   []error
	idle      map[string]error
}

// built is a run with the workflow file that it ran.
type built struct {
	run  *sandbox.Run
	file workflowFile
}

// build makes the world without the stages.
func (s *Scenario) build() (*building, error) {
	b := &building{Scenario: s, world: sandbox.NewWorld(), commits: map[string]string{}, runs: map[string]*built{}}
	var err error
	if b.repo, err = b.world.Repository(s.Repository); err != nil {
		return nil, s.source.problem(err.Error(), "repository")
	}
	b.repo.Private = !s.Public
	b.repo.Permit(s.Pull.Author, "write")
	if s.Pull.Fork {
		b.repo.Permit(s.Pull.Author, "read")
	}
	for _, login := range sortedKeys(s.Users) {
		b.repo.Permit(login, s.Users[login])
	}
	if s.Elsewhere != "" {
		if b.elsewhere, err = b.world.Repository(s.Elsewhere); err != nil {
			return nil, s.source.problem(err.Error(), "elsewhere")
		}
		b.elsewhere.Private = false
		if err := b.commit(b.elsewhere, mainBranch, Commit{Name: "elsewhere"}); err != nil {
			return nil, s.source.problem(err.Error(), "elsewhere")
		}
	}
	return b, nil
}

// stage lets a stage happen. keys lead to it in scenario.yml.
func (b *building) stage(s Stage, keys ...any) error {
	at := func(err error, more ...any) error {
		return b.source.problem(err.Error(), slices.Concat(keys, more)...)
	}
	if err := b.merge(s.Merge); err != nil {
		return at(err, "merge")
	}
	for i, c := range s.Base {
		if err := b.commit(b.repo, mainBranch, c); err != nil {
			return at(err, "base", i)
		}
	}
	if err := b.open(); err != nil {
		return at(err)
	}
	for _, name := range sortedKeys(s.Branches) {
		if b.repo.Tip(name) == "" {
			if err := b.repo.Branch(name, b.repo.Tip(mainBranch)); err != nil {
				return at(err, "branches", name)
			}
		}
		for i, c := range s.Branches[name] {
			if err := b.commit(b.repo, name, c); err != nil {
				return at(err, "branches", name, i)
			}
		}
	}
	if err := b.happen(During{Head: s.Head, Moved: s.Moved}, at); err != nil {
		return err
	}
	if err := b.openPull(); err != nil {
		return at(err, "pull")
	}
	if err := b.openTwin(s.Twin); err != nil {
		return at(err, "twin")
	}
	if s.Event == "merge_group" && b.group == "" {
		sha, branch, err := b.repo.Queue(sandbox.Queuing{Squash: b.Pull.Squashed, Behind: b.Pull.Behind}, b.pull.Number)
		if err != nil {
			return at(err, "event")
		}
		b.group, b.commits["group"] = branch, sha
	}
	if err := b.happen(During{Runs: s.Runs, Finish: s.Finish, Rerun: s.Rerun, Statuses: s.Statuses}, at); err != nil {
		return err
	}
	for i, r := range s.Reviews {
		if err := b.review(r); err != nil {
			return at(err, "reviews", i)
		}
	}
	for _, c := range s.Comments {
		b.comment, b.plain = b.pull.Comment(cmp.Or(c.By, b.Pull.Author), strings.Repeat(c.Body, max(c.Repeat, 1))), c.Issue
	}
	b.lurk(s, at)
	return b.clock(s.Now, at)
}

// lurk sets up the faults of a stage and what happens during it.
func (b *building) lurk(s Stage, at func(error, ...any) error) {
	idle := map[string]error{}
	b.idle = idle
	strike := func(f sandbox.Fault, key string, i int, happen func() error) {
		name := fmt.Sprint(key, i)
		idle[name] = at(errors.New("no request came that this is for"), key, i)
		f.Before = func() {
			b.meanwhile.Lock()
			defer b.meanwhile.Unlock()
			delete(idle, name)
			if err := happen(); err != nil {
				b.mishaps = append(b.mishaps, err)
			}
		}
		b.world.AddFault(f)
	}
	for i, f := range s.Faults {
		strike(sandbox.Fault{
			Host: f.Host, Method: f.Method, Path: f.Path, Skip: f.Skip, Times: f.Times,
			Status: f.Status, Body: f.Body, Header: f.Header, Cut: f.Cut, Close: f.Close,
		}, "faults", i, func() error { return nil })
	}
	for i, d := range s.During {
		strike(sandbox.Fault{Host: "api", Method: d.Method, Path: d.Path, Skip: d.Skip, Times: 1}, "during", i, func() error {
			return b.happen(d, func(err error, keys ...any) error { return at(err, append([]any{"during", i}, keys...)...) })
		})
	}
}

func (b *building) clock(now string, at func(error, ...any) error) error {
	if now == "" {
		return nil
	}
	t, err := time.Parse(time.RFC3339, now)
	if err != nil {
		return at(fmt.Errorf("now is %q: want a time such as 2026-03-02T12:00:00Z", now), "now")
	}
	if d := t.Sub(b.world.Now()); d > 0 {
		b.world.Advance(d)
	}
	return nil
}

// happen adds commits, runs and statuses.
func (b *building) happen(d During, at func(error, ...any) error) error {
	for i, c := range d.Head {
		if err := b.commit(b.head, b.Pull.Branch, c); err != nil {
			return at(err, "head", i)
		}
	}
	for i, c := range d.Moved {
		if err := b.commit(b.repo, mainBranch, c); err != nil {
			return at(err, "moved", i)
		}
	}
	if d.Aim != "" {
		if err := b.pull.Retarget(d.Aim, false); err != nil {
			return at(err, "aim")
		}
	}
	for i, r := range d.Runs {
		if err := b.addRun(r); err != nil {
			return at(err, "runs", i)
		}
	}
	for i, f := range d.Finish {
		if err := b.finish(f, false); err != nil {
			return at(err, "finish", i)
		}
	}
	for i, f := range d.Rerun {
		if err := b.finish(f, true); err != nil {
			return at(err, "rerun", i)
		}
	}
	for i, st := range d.Statuses {
		sha, err := b.sha(cmp.Or(st.At, "head"))
		if err != nil {
			return at(err, "statuses", i)
		}
		b.repo.SetStatus(sha, sandbox.Status{
			State: st.State, Context: cmp.Or(st.Context, "packetgate"), Description: st.Description, Creator: cmp.Or(st.By, "github-actions[bot]"),
		})
	}
	return nil
}

// open makes the head branch once the base has its first commits.
func (b *building) open() error {
	if b.head != nil {
		return nil
	}
	tip := b.repo.Tip(mainBranch)
	if tip == "" {
		return errors.New("the base branch has no commit")
	}
	b.head = b.repo
	if b.Pull.Fork {
		b.head = b.world.Fork(b.repo, b.Pull.Author)
	}
	return b.head.Branch(b.Pull.Branch, tip)
}

// merge merges the pull request, if it is to be, into the commit "merged".
func (b *building) merge(how string) (err error) {
	switch {
	case how == "":
		return nil
	case b.pull == nil:
		return errors.New("nothing can be merged before the first stage has opened the pull request: merge in one of `then`")
	case how == "merge":
		b.commits["merged"], err = b.pull.Merge()
	case how == "squash":
		b.commits["merged"], err = b.pull.Squash()
	default:
		return fmt.Errorf("merge is %q: want merge or squash", how)
	}
	return err
}

// openTwin opens a second pull request of the head branch, if there is to be one.
func (b *building) openTwin(base string) error {
	if base == "" {
		b.twin = nil
		return nil
	}
	var err error
	b.twin, err = b.repo.OpenPull(sandbox.PullSpec{Base: base, Head: b.Pull.Branch, HeadRepository: b.head, Title: "Another", Author: b.Pull.Author})
	return err
}

func (b *building) openPull() error {
	if b.pull != nil {
		return nil
	}
	var err error
	b.pull, err = b.repo.OpenPull(sandbox.PullSpec{
		Base: mainBranch, Head: b.Pull.Branch, HeadRepository: b.head,
		Title: b.Pull.Title, Body: b.Pull.Body, Author: b.Pull.Author, Draft: b.Pull.Draft,
	})
	return err
}

// sha finds a commit by the name that the scenario gives it. "head" and "base" name
// the branches' tips unless a commit is called so.
func (b *building) sha(name string) (string, error) {
	if sha, ok := b.commits[name]; ok {
		return sha, nil
	}
	switch name {
	case "head":
		return b.head.Tip(b.Pull.Branch), nil
	case "base":
		return b.repo.Tip(mainBranch), nil
	case "merge":
		if sha := b.pull.MergeSHA(); sha != "" {
			return sha, nil
		}
		return "", errors.New("the pull request conflicts with its base, so it has no merge commit")
	}
	return "", b.unknown(name)
}

func (b *building) unknown(commit string) error {
	return fmt.Errorf("no commit is called %q up to here; there are %s", commit, strings.Join(sortedKeys(b.commits), ", "))
}

// commit makes one commit on a branch.
func (b *building) commit(repo *sandbox.Repository, branch string, c Commit) error {
	if c.Name == "" {
		return errors.New("a commit needs a name")
	}
	if _, twice := b.commits[c.Name]; twice {
		return fmt.Errorf("a commit is called %q already", c.Name)
	}
	if c.MergeBase {
		sha, err := repo.MergeInto(branch, b.repo.Tip(mainBranch))
		b.commits[c.Name] = sha
		return err
	}
	for n := 1; n < c.Times; n++ {
		_, err := repo.Commit(sandbox.Commit{Branch: branch, Message: fmt.Sprintf("Commit %d before %s", n, c.Name), Author: cmp.Or(c.Author, b.Pull.Author)})
		if err != nil {
			return err
		}
	}
	tip := repo.Tip(branch)
	spec := sandbox.Commit{
		Branch: branch, Message: cmp.Or(c.Message, "Commit "+c.Name), Author: cmp.Or(c.Author, b.Pull.Author),
		Delete: slices.Clone(c.Delete), Write: map[string][]byte{},
	}
	if c.Onto != "" {
		if tip = b.commits[c.Onto]; tip == "" {
			return b.unknown(c.Onto)
		}
		spec.Parents = []string{tip}
	}
	if c.Merges != "" {
		if b.commits[c.Merges] == "" {
			return b.unknown(c.Merges)
		}
		spec.Parents = []string{tip, b.commits[c.Merges]}
	}
	if c.Amend {
		spec.Parents, spec.From = repo.Parents(tip), tip
	}
	if err := b.write(repo, tip, c, &spec); err != nil {
		return err
	}
	sha, err := repo.Commit(spec)
	b.commits[c.Name] = sha
	return err
}

func (b *building) write(repo *sandbox.Repository, tip string, c Commit, spec *sandbox.Commit) error {
	for _, from := range sortedKeys(c.Rename) {
		content, ok := repo.File(tip, from)
		if !ok {
			return fmt.Errorf("cannot rename %s: the parent commit has no such file", from)
		}
		spec.Delete = append(spec.Delete, from)
		spec.Write[c.Rename[from]] = content
	}
	for folder, n := range c.Many {
		for i := range n {
			spec.Write[path.Join(folder, fmt.Sprintf("%04d.txt", i))] = fmt.Appendf(nil, "File %d.\n", i)
		}
	}
	all := b.membersOf(c.Name)
	maps.Copy(all, c.Files)
	for _, name := range sortedKeys(all) {
		parent, renamed := spec.Write[name]
		if !renamed {
			parent, _ = repo.File(tip, name)
		}
		f := all[name]
		if own := c.Name + "/" + name; f.Member == "" && f.Text == nil && f.Base64 == "" && b.members[own] != nil {
			f.Member = own
		}
		content, err := f.content(b.members, parent, b.sha)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		spec.Write[name] = content
	}
	return nil
}

// review posts a review that stands before.
func (b *building) review(r Review) error {
	posted := sandbox.Review{Author: cmp.Or(r.By, "github-actions[bot]"), Body: r.Body, State: r.State}
	for _, c := range r.Comments {
		path, line, err := b.locate(c.Place)
		if err != nil {
			return err
		}
		posted.Comments = append(posted.Comments, sandbox.Comment{Path: path, Side: "RIGHT", Line: line, Body: c.Body, Resolved: c.Resolved})
	}
	return b.pull.AddReview(posted)
}

// locate finds the file and the line that a place names.
func (b *building) locate(p Place) (string, int, error) {
	if p.Base {
		return b.locateAt(p, b.head, b.pull.MergeBase())
	}
	return b.locateAt(p, b.head, b.pull.HeadSHA())
}

func (b *building) locateAt(p Place, repo *sandbox.Repository, sha string) (string, int, error) {
	file := cmp.Or(p.Path, b.Tracker)
	if p.At == "" {
		return file, p.Line, nil
	}
	at, err := expand([]byte(p.At), b.sha)
	if err != nil {
		return file, 0, err
	}
	content, ok := repo.File(sha, file)
	if !ok {
		return file, 0, fmt.Errorf("%s is not there at %.8s", file, sha)
	}
	line, err := lineAt(content, string(at), p.Nth)
	if err != nil {
		return file, 0, fmt.Errorf("%s: %w", file, err)
	}
	return file, line, nil
}
