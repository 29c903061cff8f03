package sandbox

import (
	"bytes"
	"context"
	"encoding/base64"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	gitobject "github.com/go-git/go-git/v5/plumbing/object"
	"github.com/graph-gophers/graphql-go"
)

// maxText is where GraphQL cuts a blob's text, in bytes.
const maxText = 512000

type repositoryOf struct {
	call *call
	repo *Repository
}

func (r *repositoryOf) ID() graphql.ID        { return graphql.ID(nodeID("R", r.repo.ID)) }
func (r *repositoryOf) DatabaseId() *int32    { n := int32(r.repo.ID); return &n }
func (r *repositoryOf) Name() string          { return r.repo.Name }
func (r *repositoryOf) NameWithOwner() string { return r.repo.FullName() }
func (r *repositoryOf) IsPrivate() bool       { return r.repo.Private }

func (r *repositoryOf) DefaultBranchRef() *refOf {
	return r.Ref(struct{ QualifiedName string }{"refs/heads/" + r.repo.DefaultBranch})
}

func (r *repositoryOf) Ref(in struct{ QualifiedName string }) *refOf {
	name := strings.TrimPrefix(strings.TrimPrefix(in.QualifiedName, "refs/"), "heads/")
	h, found := r.repo.branches[name]
	if !found {
		return nil
	}
	return &refOf{repo: r.repo, name: name, at: h}
}

// Refs lists the branches by name.
func (r *repositoryOf) Refs(in struct {
	window
	RefPrefix string
},
) (*connection[refOf], error) {
	var all []*refOf
	if in.RefPrefix == "refs/heads/" {
		for _, name := range slices.Sorted(maps.Keys(r.repo.branches)) {
			all = append(all, &refOf{repo: r.repo, name: name, at: r.repo.branches[name]})
		}
	}
	out, err := connect(all, in.window)
	return &out, err
}

// Object resolves "REV" and "REV:PATH", null when there is no such object.
func (r *repositoryOf) Object(in struct {
	Expression *string
	Oid        *scalar
},
) (*gitObjectOf, error) {
	if !r.call.caller.may(r.repo, "contents", "read") {
		return nil, forbidden()
	}
	o := r.repo.objects
	if in.Oid != nil {
		return objectOf(o, plumbing.NewHash(string(*in.Oid))), nil
	}
	if in.Expression == nil {
		return nil, nil
	}
	rev, path, hasPath := strings.Cut(*in.Expression, ":")
	commit, err := r.repo.resolve(rev)
	if err != nil {
		return nil, nil
	}
	if !hasPath {
		return objectOf(o, commit), nil
	}
	tree := o.tree(o.commit(commit).TreeHash)
	if path == "" {
		return objectOf(o, tree.Hash), nil
	}
	e, err := tree.FindEntry(path)
	if err != nil {
		return nil, nil
	}
	return objectOf(o, e.Hash), nil
}

type gitObjectOf struct {
	objects *objects
	hash    hash
	commit  *gitobject.Commit
	tree    *gitobject.Tree
	content []byte
}

func objectOf(o *objects, h hash) *gitObjectOf {
	out := &gitObjectOf{objects: o, hash: h}
	if out.commit = o.commit(h); out.commit != nil {
		return out
	}
	if out.tree = o.tree(h); out.tree != nil {
		return out
	}
	content, found := o.blob(h)
	if !found {
		return nil
	}
	out.content = content
	return out
}

func (g *gitObjectOf) AbbreviatedOid() string         { return g.hash.String()[:7] }
func (g *gitObjectOf) ID() graphql.ID                 { return graphql.ID("GO_" + g.hash.String()) }
func (g *gitObjectOf) Oid() scalar                    { return scalar(g.hash.String()) }
func (g *gitObjectOf) ToCommit() (*gitCommitOf, bool) { return &gitCommitOf{g}, g.commit != nil }
func (g *gitObjectOf) ToTree() (*gitTreeOf, bool)     { return &gitTreeOf{g}, g.tree != nil }
func (g *gitObjectOf) ToBlob() (*gitBlobOf, bool) {
	return &gitBlobOf{g}, g.commit == nil && g.tree == nil
}

type gitTreeOf struct{ *gitObjectOf }

func (t *gitTreeOf) Entries() *[]*treeEntryOf {
	out := make([]*treeEntryOf, 0, len(t.tree.Entries))
	for _, e := range t.tree.Entries {
		out = append(out, &treeEntryOf{t.objects, e})
	}
	return &out
}

type gitBlobOf struct{ *gitObjectOf }

func (b *gitBlobOf) ByteSize() int32   { return int32(len(b.content)) }
func (b *gitBlobOf) IsTruncated() bool { return len(b.content) > maxText }

// IsBinary looks for a zero byte in the beginning, as git does.
func (b *gitBlobOf) IsBinary() *bool {
	binary := bytes.IndexByte(b.content[:min(len(b.content), 8000)], 0) >= 0
	return &binary
}

// Text is null for a binary; bytes that are no UTF-8 are replaced.
func (b *gitBlobOf) Text() *string {
	if *b.IsBinary() {
		return nil
	}
	content := b.content[:min(len(b.content), maxText)]
	text := string(content)
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
	}
	return &text
}

type gitCommitOf struct{ *gitObjectOf }

func (c *gitCommitOf) Message() string         { return c.commit.Message }
func (c *gitCommitOf) MessageHeadline() string { return firstLine(c.commit.Message) }
func (c *gitCommitOf) URL() scalar             { return scalar(Site + "/commit/" + c.hash.String()) }

func (c *gitCommitOf) CommittedDate() scalar {
	return scalar(c.commit.Committer.When.UTC().Format(time.RFC3339))
}

func (c *gitCommitOf) File(in struct{ Path string }) *treeEntryOf {
	e, err := c.objects.tree(c.commit.TreeHash).FindEntry(in.Path)
	if err != nil {
		return nil
	}
	return &treeEntryOf{c.objects, *e}
}

func (c *gitCommitOf) Tree() *gitTreeOf { return &gitTreeOf{objectOf(c.objects, c.commit.TreeHash)} }

func (c *gitCommitOf) Parents(in window) (connection[gitCommitOf], error) {
	return connect(commitsOf(c.objects, c.commit.ParentHashes), in)
}

// History lists the commit and its ancestors of a time, newest first.
func (c *gitCommitOf) History(in struct {
	window
	Since, Until *scalar
},
) (connection[gitCommitOf], error) {
	var list []hash
	for _, h := range c.objects.history(c.hash) {
		at := c.objects.commit(h).Committer.When
		if (in.Since == nil || !at.Before(in.Since.time())) && (in.Until == nil || !at.After(in.Until.time())) {
			list = append(list, h)
		}
	}
	return connect(commitsOf(c.objects, list), in.window)
}

// time reads a time, the zero one of what is none.
func (s scalar) time() time.Time {
	t, _ := time.Parse(time.RFC3339, string(s))
	return t
}

func commitsOf(o *objects, hashes []hash) []*gitCommitOf {
	var out []*gitCommitOf
	for _, h := range hashes {
		out = append(out, &gitCommitOf{objectOf(o, h)})
	}
	return out
}

type treeEntryOf struct {
	objects *objects
	entry   gitobject.TreeEntry
}

func (e *treeEntryOf) Mode() int32 { return int32(e.entry.Mode) }
func (e *treeEntryOf) NameRaw() scalar {
	return scalar(base64.StdEncoding.EncodeToString([]byte(e.entry.Name)))
}
func (e *treeEntryOf) Object() *gitObjectOf { return objectOf(e.objects, e.entry.Hash) }
func (e *treeEntryOf) Oid() scalar          { return scalar(e.entry.Hash.String()) }

type refOf struct {
	repo *Repository
	name string
	at   hash
}

func (r *refOf) ID() graphql.ID       { return graphql.ID(nodeID("REF", r.repo.ID) + r.name) }
func (r *refOf) Name() string         { return r.name }
func (r *refOf) Prefix() string       { return "refs/heads/" }
func (r *refOf) Target() *gitObjectOf { return objectOf(r.repo.objects, r.at) }

type commitInput struct {
	Branch struct {
		BranchName, RepositoryNameWithOwner *string
		Id                                  *graphql.ID
	}
	ClientMutationId *string
	ExpectedHeadOid  scalar
	FileChanges      *struct {
		Additions []struct {
			Contents scalar
			Path     string
		}
		Deletions []struct{ Path string }
	}
	Message struct {
		Body     *string
		Headline string
	}
}

type commitPayload struct {
	ClientMutationId *string
	Commit           *gitCommitOf
	Ref              *refOf
}

// CreateCommitOnBranch writes files with one commit, unless the branch has moved.
func (r *root) CreateCommitOnBranch(ctx context.Context, args struct{ Input commitInput }) (*commitPayload, error) {
	c, in := calling(ctx), args.Input
	if in.Branch.BranchName == nil || in.Branch.RepositoryNameWithOwner == nil {
		return nil, &graphProblem{Type: "UNPROCESSABLE", Message: "The branch must be named by branchName and repositoryNameWithOwner here"}
	}
	owner, name, _ := strings.Cut(*in.Branch.RepositoryNameWithOwner, "/")
	repo := c.world.find(owner, name)
	if repo == nil || !c.caller.sees(repo) {
		return nil, missing("Could not resolve to a Repository with the name '%s'.", *in.Branch.RepositoryNameWithOwner)
	}
	if !c.caller.may(repo, "contents", "write") {
		return nil, forbidden()
	}
	branch := strings.TrimPrefix(*in.Branch.BranchName, "refs/heads/")
	tip, found := repo.branches[branch]
	switch {
	case !found:
		return nil, missing("Branch not found")
	case tip.String() != string(in.ExpectedHeadOid):
		return nil, &graphProblem{Type: "STALE_DATA", Message: `Expected branch to point to "` + string(in.ExpectedHeadOid) + `" but it did not. Pull and try again.`}
	}
	tree, err := repo.edited(tip, in)
	if err != nil {
		return nil, err
	}
	message := in.Message.Headline
	if in.Message.Body != nil && *in.Message.Body != "" {
		message += "\n\n" + *in.Message.Body
	}
	h := repo.writeCommit(message, c.caller.user.Login, c.world.tick(), tree, []hash{tip})
	repo.moveBranch(branch, h)
	return &commitPayload{
		ClientMutationId: in.ClientMutationId,
		Commit:           &gitCommitOf{objectOf(repo.objects, h)}, Ref: &refOf{repo: repo, name: branch, at: h},
	}, nil
}

func (r *Repository) edited(tip hash, in commitInput) (files, error) {
	tree := r.objects.filesAt(tip)
	if in.FileChanges == nil {
		return tree, nil
	}
	for _, d := range in.FileChanges.Deletions {
		if _, exists := tree[d.Path]; !exists {
			return nil, &graphProblem{Type: "UNPROCESSABLE", Message: "A path was requested for deletion which does not exist as of commit oid `" + tip.String() + "`"}
		}
		delete(tree, d.Path)
	}
	for _, a := range in.FileChanges.Additions {
		content, err := base64.StdEncoding.DecodeString(string(a.Contents))
		if err != nil {
			return nil, &graphProblem{Type: "UNPROCESSABLE", Message: "contents of " + a.Path + " are not valid Base64"}
		}
		tree[a.Path] = entry{hash: r.objects.writeBlob(content), mode: filemode.Regular}
	}
	return tree, nil
}
