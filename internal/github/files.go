package github

import (
	"context"
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
func (c *Client) Files(ctx context.Context, queries []record.Query) (record.Records, error) {
	found := record.Records{}
	var named, others []record.Query
	for _, q := range queries {
		if _, twice := found[q]; twice {
			continue
		}
		found[q] = record.Answer{Absence: record.NotFound}
		if _, ok := segments(q.Path); !ok || q.SHA == "" {
			continue
		}
		if isHex(q.SHA, 40) {
			named = append(named, q)
		} else {
			others = append(others, q)
		}
	}
	if len(named) <= few || c.noGraphQL.Load() {
		named, others = nil, append(others, named...)
	}
	rest := make([]unread, 0, len(others))
	for _, q := range others {
		rest = append(rest, unread{query: q})
	}
	for len(named) > 0 {
		n := min(batch, len(named))
		rest = append(rest, c.queryFiles(ctx, named[:n], found)...)
		named = named[n:]
	}
	return found, c.restFiles(ctx, rest, found)
}

// unread is a file that GraphQL could not give; oid is its object name if that
// much is known.
type unread struct {
	query record.Query
	oid   string
}

// queryFiles reads one batch over GraphQL and returns what is left for REST.
func (c *Client) queryFiles(ctx context.Context, queries []record.Query, found record.Records) []unread {
	variables := map[string]any{"owner": c.repository.Owner, "name": c.repository.Name}
	for i, q := range queries {
		variables[alias("e", i)] = q.SHA + ":" + q.Path
	}
	var data struct {
		Repository map[string]*graphObject `json:"repository"`
	}
	var left []unread
	if err := c.query(ctx, filesQuery(len(queries)), variables, &data); err != nil || data.Repository == nil {
		c.noGraphQL.Store(true)
		for _, q := range queries {
			left = append(left, unread{query: q})
		}
		return left
	}
	for i, q := range queries {
		object, answered := data.Repository[alias("f", i)]
		switch {
		case !answered:
			left = append(left, unread{query: q})
		case object == nil || object.Type != "Blob":
		case object.Size > MaxFile:
			found[q] = record.Answer{Absence: record.TooLarge}
		case object.exact():
			found[q] = record.Answer{File: record.File{Path: q.Path, BlobSHA: object.OID, Content: []byte(object.Text)}}
		default:
			left = append(left, unread{query: q, oid: object.OID})
		}
	}
	return left
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
