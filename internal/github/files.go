package github

import (
	"context"
	"encoding/json"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/packetgate/packetgate/internal/record"
)

const (
	// MaxFile is the largest file that is read, in bytes; a larger one is
	// record.TooLarge.
	MaxFile = 16 << 20
	// batch is how many files one GraphQL query asks for. GitHub cuts each text off
	// at 512 KB, so a batch stays within maxBody.
	batch = 40
	// batchPast is how many histories, and how many branches' pull requests, one query
	// asks for, batchDates how many commits' dates.
	batchPast  = 8
	batchDates = 100
	// few files cost hardly more over REST, and less where GraphQL does not serve: a
	// change of one file beside the configuration is the commonest.
	few = 2
	// parallelFiles is how many files are read at once over REST.
	parallelFiles = 4
)

// Files reads files at commits: one or two over REST, a request each; more in
// GraphQL queries of 40. A file whose text does not hash to its object name byte
// by byte is read over REST after that, and so is every file once GraphQL has
// failed, which then costs a request for each file beside the failure's. What is no
// regular file (a directory, a symbolic link, a submodule) is record.NotFound,
// but that REST follows a symbolic link to a file.
//
// Queries for histories, aims and dates are part of the first GraphQL queries, so that
// few of them cost no request beside the files'.
func (c *Client) Files(ctx context.Context, queries []record.Query) (record.Records, error) {
	found := record.Records{}
	var ask ask
	var others []record.Query
	for _, q := range queries {
		if _, twice := found[q]; twice {
			continue
		}
		found[q] = record.Answer{Absence: record.NotFound}
		_, isPath := segments(q.Path)
		switch {
		case q.Kind == record.KindDate:
			if isHex(q.SHA, 4) {
				ask.dates = append(ask.dates, q)
			}
		case q.Kind == record.KindAims && q.Ref != "":
			ask.aims = append(ask.aims, q)
		case q.Kind == record.KindAims || !isPath || q.SHA == "":
		case q.Kind == record.KindHistory:
			ask.histories = append(ask.histories, q)
		case q.Ref != "":
			others = append(others, q) // another repository's
		case isHex(q.SHA, 40):
			ask.files = append(ask.files, q)
		default:
			others = append(others, q)
		}
	}
	if c.noGraphQL.Load() || len(ask.files) <= few && len(ask.aims)+len(ask.histories)+len(ask.dates) == 0 {
		return found, c.overREST(ctx, slices.Concat(others, ask.files), ask, found)
	}
	rest := make([]unread, 0, len(others))
	for _, q := range others {
		rest = append(rest, unread{query: q})
	}
	for !ask.empty() && !c.noGraphQL.Load() {
		part := ask.take()
		if c.queryFiles(ctx, part, found, &rest) {
			part = crowded(part, found)
		}
		if err := c.overREST(ctx, nil, part, found); err != nil {
			return nil, err
		}
	}
	if err := c.overREST(ctx, ask.files, ask, found); err != nil {
		return nil, err
	}
	return found, c.restFiles(ctx, rest, found)
}

// ask is what one GraphQL query can be asked for.
type ask struct{ files, histories, aims, dates []record.Query }

func (a *ask) empty() bool { return len(a.files)+len(a.histories)+len(a.aims)+len(a.dates) == 0 }

// take removes what the next query asks for.
func (a *ask) take() ask {
	return ask{first(&a.files, batch), first(&a.histories, batchPast), first(&a.aims, batchPast), first(&a.dates, batchDates)}
}

// first removes the first of some queries, so many at most.
func first(queries *[]record.Query, most int) []record.Query {
	n := min(most, len(*queries))
	taken := (*queries)[:n]
	*queries = (*queries)[n:]
	return taken
}

// crowded is what of an answered query REST has to answer again: GraphQL lists the
// pull requests of a branch's name in all forks, REST those of one owner's branch.
func crowded(part ask, found record.Records) ask {
	return ask{aims: slices.DeleteFunc(slices.Clone(part.aims), func(q record.Query) bool { return found[q].Absence != record.TooLarge })}
}

func (c *Client) overREST(ctx context.Context, files []record.Query, a ask, found record.Records) error {
	rest := make([]unread, 0, len(files))
	for _, q := range files {
		rest = append(rest, unread{query: q})
	}
	for _, q := range a.histories {
		answer, err := c.restHistory(ctx, q)
		if err != nil {
			return opCommits.fail("before "+q.SHA, err)
		}
		found[q] = answer
	}
	for _, q := range a.aims {
		answer, err := c.restAims(ctx, q)
		if err != nil {
			return opPulls.fail("of "+q.Path+":"+q.Ref, err)
		}
		found[q] = answer
	}
	for _, q := range a.dates {
		commit, absence, err := c.Commit(ctx, q.SHA)
		if err != nil {
			return err
		}
		found[q] = record.Answer{Commit: commit, Absence: absence}
	}
	return c.restFiles(ctx, rest, found)
}

// unread is a file that GraphQL could not give; oid is its object name if that
// much is known.
type unread struct {
	query record.Query
	oid   string
}

// queryFiles reads one batch over GraphQL and adds to left what REST has to read. It
// returns false when GraphQL failed, so that REST has to answer all the rest.
func (c *Client) queryFiles(ctx context.Context, a ask, found record.Records, left *[]unread) bool {
	variables := map[string]any{"owner": c.repository.Owner, "name": c.repository.Name}
	for i, q := range a.files {
		variables[alias("e", i)] = q.SHA + ":" + q.Path
	}
	for i, q := range a.histories {
		variables[alias("c", i)], variables[alias("p", i)] = q.SHA, q.Path
	}
	for i, q := range a.aims {
		variables[alias("b", i)] = q.Ref
	}
	for i, q := range a.dates {
		variables[alias("w", i)] = q.SHA
	}
	var data struct {
		Repository map[string]json.RawMessage `json:"repository"`
	}
	err := c.query(ctx, filesQuery(len(a.files), len(a.histories), len(a.aims), len(a.dates)), variables, &data)
	if err != nil || data.Repository == nil || !graphPast(data.Repository, a, found) {
		c.noGraphQL.Store(true)
		for _, q := range a.files {
			*left = append(*left, unread{query: q})
		}
		return false
	}
	for i, q := range a.files {
		var object *graphObject
		answer, answered := data.Repository[alias("f", i)]
		switch {
		case !answered || json.Unmarshal(answer, &object) != nil:
			*left = append(*left, unread{query: q})
		case object == nil:
		case object.Type != "Blob":
			found[q] = irregular
		case object.Size > MaxFile:
			found[q] = record.Answer{Absence: record.TooLarge}
		case object.exact():
			found[q] = record.Answer{File: record.File{Path: q.Path, BlobSHA: object.OID, Content: []byte(object.Text)}}
		default:
			*left = append(*left, unread{query: q, oid: object.OID})
		}
	}
	return true
}

func (c *Client) restFiles(ctx context.Context, files []unread, found record.Records) error {
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallelFiles)
	for _, f := range files {
		group.Go(func() error {
			answer, err := c.contents(ctx, f)
			if err != nil {
				return opFile.fail(f.query.Path+" at "+f.query.SHA, err)
			}
			mu.Lock()
			defer mu.Unlock()
			found[f.query] = answer
			return nil
		})
	}
	return group.Wait()
}
