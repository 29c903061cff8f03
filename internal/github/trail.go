package github

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
)

// maxTrailFolders bounds the folders that are read of each commit of a trail.
const maxTrailFolders = 8

// Trail lists a commit and those before it, newest first, each with a digest of all
// its files but those at the paths. It reads the trees on the way to these paths in
// one GraphQL query. It is absent where GraphQL does not serve or a tree is not whole:
// the commits can be read one by one then.
func (c *Client) Trail(ctx context.Context, sha string, paths []string) ([]record.Past, record.Absence, error) {
	t := trail{paths: paths, folders: foldersOf(paths)}
	if c.noGraphQL.Load() || !isHex(sha, 40) || len(t.folders) > maxTrailFolders {
		return nil, record.NotFound, nil
	}
	variables := map[string]any{"owner": c.repository.Owner, "name": c.repository.Name, "sha": sha}
	for i, folder := range t.folders {
		variables[alias("d", i)] = folder
	}
	var data struct {
		Repository struct {
			Object *struct {
				History struct {
					Nodes []map[string]json.RawMessage `json:"nodes"`
				} `json:"history"`
			} `json:"object"`
		} `json:"repository"`
	}
	if err := c.query(ctx, trailQuery(len(t.folders)), variables, &data); err != nil || data.Repository.Object == nil {
		return nil, record.NotFound, ctx.Err()
	}
	var out []record.Past
	for _, node := range data.Repository.Object.History.Nodes {
		p, ok := t.past(node)
		if !ok {
			return nil, record.NotFound, nil
		}
		out = append(out, p)
	}
	return out, record.Present, nil
}

// trailQuery asks for the root tree of each commit and for so many folders, whose
// paths are the variables $dN.
func trailQuery(folders int) string {
	var declared, asked strings.Builder
	for i := range folders {
		fmt.Fprintf(&declared, ", $d%d: String!", i)
		fmt.Fprintf(&asked, " d%d: file(path: $d%d) { object { ...listing } }", i, i)
	}
	return fmt.Sprintf(`query Trail($owner: String!, $name: String!, $sha: GitObjectID!%s) {
  repository(owner: $owner, name: $name) {
    object(oid: $sha) {
      ... on Commit {
        history(first: %d) {
          nodes { oid parents(first: 2) { nodes { oid } } tree { ...listing }%s }
        }
      }
    }
  }
}
fragment listing on Tree { oid entries { nameRaw mode oid } }
`, declared.String(), record.MaxTrail, asked.String())
}

// foldersOf are the folders on the way to the paths, in order.
func foldersOf(paths []string) []string {
	var out []string
	for _, p := range paths {
		for folder := path.Dir(p); folder != "." && folder != "/"; folder = path.Dir(folder) {
			if !slices.Contains(out, folder) {
				out = append(out, folder)
			}
		}
	}
	slices.Sort(out)
	return out
}

// trail is what is left out of the digests, and which folders are read for that.
type trail struct{ paths, folders []string }

// listing is a tree as GraphQL gives it, nil for what is none.
type listing struct {
	OID     string      `json:"oid"`
	Entries []treeEntry `json:"entries"`
}

type treeEntry struct {
	// Name is the name's bytes; Mode is git's, such as 0o100644.
	Name []byte `json:"nameRaw"`
	Mode int    `json:"mode"`
	OID  string `json:"oid"`
}

// Modes of git's tree entries.
const (
	modeFolder     = 0o40000
	modeFile       = 0o100644
	modeExecutable = 0o100755
)

// whole tells whether the entries are all that the tree has: they must hash to its
// name.
func (l *listing) whole() bool {
	var content []byte
	for _, e := range l.Entries {
		name, err := hex.DecodeString(e.OID)
		if err != nil {
			return false
		}
		content = append(fmt.Appendf(content, "%o %s\x00", e.Mode, e.Name), name...)
	}
	return objectName("tree", content, len(l.OID)) == l.OID
}

// past reads one commit; false where a tree of it is not whole.
func (t trail) past(node map[string]json.RawMessage) (record.Past, bool) {
	var p record.Past
	var parents struct {
		Nodes []struct {
			OID string `json:"oid"`
		} `json:"nodes"`
	}
	var root listing
	if json.Unmarshal(node["oid"], &p.SHA) != nil || json.Unmarshal(node["parents"], &parents) != nil || json.Unmarshal(node["tree"], &root) != nil {
		return p, false
	}
	if n := len(parents.Nodes); n > 0 {
		p.Parent, p.Merge = parents.Nodes[0].OID, n > 1
	}
	folders := map[string]*listing{}
	for i, folder := range t.folders {
		var file *struct {
			Object *listing `json:"object"`
		}
		if json.Unmarshal(node[alias("d", i)], &file) != nil {
			return p, false
		}
		if file != nil {
			folders[folder] = file.Object
		}
	}
	lines, ok := t.rest(nil, "", &root, folders)
	if ok {
		p.Rest = fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(lines, "\n"))))
	}
	return p, ok
}

// rest adds a line for all that a folder has beside the paths.
func (t trail) rest(lines []string, folder string, tree *listing, folders map[string]*listing) ([]string, bool) {
	if !tree.whole() {
		return nil, false
	}
	for _, e := range tree.Entries {
		name := string(e.Name)
		if folder != "" {
			name = folder + "/" + name
		}
		switch {
		case slices.Contains(t.paths, name) && (e.Mode == modeFile || e.Mode == modeExecutable):
			continue
		case slices.Contains(t.folders, name) && e.Mode == modeFolder:
			inner := folders[name]
			if inner == nil || inner.OID != e.OID {
				return nil, false
			}
			var ok bool
			if lines, ok = t.rest(lines, name, inner, folders); !ok {
				return nil, false
			}
		default:
			lines = append(lines, fmt.Sprintf("%q %o %s", name, e.Mode, e.OID))
		}
	}
	return lines, true
}
