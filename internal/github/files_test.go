package github_test

import (
	"context"
	hashing "crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/github"
	"github.com/packetgate/packetgate/internal/record"
)

func blobName(content string) string {
	sum := hashing.Sum([]byte(fmt.Sprintf("blob %d\x00%s", len(content), content)))
	return hex.EncodeToString(sum[:])
}

// repositoryFiles serves files by "SHA:path" over GraphQL and REST.
type repositoryFiles struct {
	files map[string]string
	// special overrides what GraphQL or REST says of a file.
	graph map[string]any
	rest  map[string]http.HandlerFunc
	// graphql, if set, answers every GraphQL query.
	graphql http.HandlerFunc
}

func (f repositoryFiles) handlers() map[string]http.HandlerFunc {
	graphql := f.graphql
	if graphql == nil {
		graphql = f.query
	}
	return map[string]http.HandlerFunc{"POST /graphql": graphql, "GET /repos/octo/demo/contents/": f.contents}
}

func (f repositoryFiles) query(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Query     string
		Variables map[string]any
	}
	_ = json.NewDecoder(r.Body).Decode(&body)
	found := map[string]any{}
	for name, value := range body.Variables {
		if !strings.HasPrefix(name, "e") {
			continue
		}
		expression := value.(string)
		if strings.Contains(body.Query, expression) {
			reply(400, "{}")(w, r)
			return
		}
		answer, special := f.graph[expression]
		if content, ok := f.files[expression]; ok && !special {
			answer = map[string]any{"__typename": "Blob", "oid": blobName(content), "text": content, "isBinary": false, "isTruncated": false, "byteSize": len(content)}
		}
		found["f"+name[1:]] = answer
	}
	reply(200, map[string]any{"data": map[string]any{"repository": found}})(w, r)
}

func (f repositoryFiles) contents(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/repos/octo/demo/contents/")
	key := r.URL.Query().Get("ref") + ":" + path
	content, ok := f.files[key]
	switch {
	case f.rest[key] != nil:
		f.rest[key](w, r)
	case !ok:
		reply(404, message("Not Found"))(w, r)
	case strings.Contains(r.Header.Get("Accept"), "raw"):
		reply(200, content, "Content-Type", "application/vnd.github.raw+json; charset=utf-8")(w, r)
	default:
		encoded, encoding := base64.StdEncoding.EncodeToString([]byte(content)), "base64"
		if len(content) > 1<<20 {
			encoded, encoding = "", "none"
		} else if len(encoded) > 60 {
			encoded = encoded[:60] + "\n" + encoded[60:]
		}
		reply(200, map[string]any{"type": "file", "encoding": encoding, "size": len(content), "sha": blobName(content), "content": encoded})(w, r)
	}
}

func file(sha, path string) record.Query {
	return record.Query{Kind: record.KindFile, SHA: sha, Path: path}
}

func TestFiles(t *testing.T) {
	hostile := []string{"a b#c?.md", "100%.md", "ünï/☃.md", "x\"y'z.md", "a:b.md", "a\\b.md", "-rf.md", "${{ x }}.md", "a&ref=other.md", "tab\t.md", ".github/workflows/ci.yml"}
	f := repositoryFiles{
		files: map[string]string{
			sha1 + ":docs/tracker.md": "# Tracker\r\n\ufeff☃\n",
			sha1 + ":empty.md":        "",
			sha1 + ":one-line.md":     "no line end",
			sha1 + ":latin.md":        "caf\xe9\n",
			sha1 + ":two-mib.md":      strings.Repeat("x\n", 1<<20),
			"main:docs/tracker.md":    "# On main\n",
		},
		graph: map[string]any{
			sha1 + ":huge.md":    map[string]any{"__typename": "Blob", "oid": sha2, "text": "x\n", "isBinary": false, "isTruncated": true, "byteSize": 20 << 20},
			sha1 + ":dir":        map[string]any{"__typename": "Tree", "oid": sha2},
			sha1 + ":link.md":    map[string]any{"__typename": "Blob", "oid": blobName("real.md"), "text": "real.md", "isBinary": false, "isTruncated": false, "byteSize": 7},
			sha1 + ":through.md": map[string]any{"__typename": "Blob", "oid": blobName("real.md"), "text": "real.md", "isBinary": false, "isTruncated": false, "byteSize": 7},
			sha1 + ":latin.md":   map[string]any{"__typename": "Blob", "oid": blobName("caf\xe9\n"), "text": "caf\ufffd\n", "isBinary": false, "isTruncated": false, "byteSize": 5},
			sha1 + ":two-mib.md": map[string]any{"__typename": "Blob", "oid": blobName(strings.Repeat("x\n", 1<<20)), "text": strings.Repeat("x\n", 1<<18), "isBinary": false, "isTruncated": true, "byteSize": 2 << 20},
			sha1 + ":null.md":    map[string]any{"__typename": "Blob", "oid": blobName("\x00\n"), "text": nil, "isBinary": true, "isTruncated": false, "byteSize": 2},
		},
		rest: map[string]http.HandlerFunc{
			sha1 + ":huge.md":    reply(200, `{"type":"file","encoding":"none","size":20971520,"sha":"`+sha2+`","content":""}`),
			sha1 + ":dir":        reply(200, `[{"type":"file","name":"a"}]`),
			sha1 + ":link.md":    reply(200, `{"type":"symlink","target":"../outside","size":7,"sha":"`+blobName("real.md")+`"}`),
			sha1 + ":through.md": reply(200, map[string]any{"type": "file", "encoding": "base64", "size": 7, "sha": blobName("# Real\n"), "content": base64.StdEncoding.EncodeToString([]byte("# Real\n"))}),
			sha1 + ":module":     reply(200, `{"type":"submodule","size":0,"sha":"`+sha3+`"}`),
			sha1 + ":null.md":    reply(200, map[string]any{"type": "file", "encoding": "base64", "size": 2, "sha": blobName("\x00\n"), "content": "AAo="}),
		},
	}
	for _, path := range hostile {
		f.files[sha1+":"+path] = "# " + path + "\n"
	}
	absent := map[string]record.Absence{
		"dir": record.NotFound, "link.md": record.NotFound, "module": record.NotFound, "nope.md": record.NotFound,
		"huge.md": record.TooLarge, "": record.NotFound, "../x": record.NotFound, "a//b": record.NotFound, "./a": record.NotFound, "a\x00b": record.NotFound,
	}
	var queries []record.Query
	want := map[record.Query]record.Answer{}
	for key, content := range f.files {
		sha, path, _ := strings.Cut(key, ":")
		want[file(sha, path)] = record.Answer{File: record.File{Path: path, BlobSHA: blobName(content), Content: []byte(content)}}
	}
	want[file(sha1, "null.md")] = record.Answer{File: record.File{Path: "null.md", BlobSHA: blobName("\x00\n"), Content: []byte("\x00\n")}}
	for path, absence := range absent {
		want[file(sha1, path)] = record.Answer{Absence: absence}
	}
	for q := range want {
		queries = append(queries, q, q)
	}

	for name, graphql := range map[string]http.HandlerFunc{
		"GraphQL":                 nil,
		"GraphQL is off":          reply(404, message("Not Found")),
		"GraphQL fails":           reply(502, ""),
		"GraphQL has errors":      reply(200, `{"data":null,"errors":[{"message":"Something went wrong","type":"INTERNAL"}]}`),
		"GraphQL answers nothing": reply(200, `{"data":{"repository":{}}}`),
		"GraphQL is no GraphQL":   reply(200, `[]`),
	} {
		t.Run(name, func(t *testing.T) {
			f.graphql = graphql
			all := queries
			if graphql == nil {
				all = append([]record.Query{file(sha1, "through.md"), file(sha1, "through.md")}, queries...)
				want[file(sha1, "through.md")] = record.Answer{Absence: record.NotFound}
			} else {
				delete(want, file(sha1, "through.md"))
			}
			s := newServer(t, f.handlers())
			got, err := s.client(t).Files(context.Background(), all)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != len(want) {
				t.Errorf("%d answers, want %d", len(got), len(want))
			}
			for q, w := range want {
				g := got[q]
				if g.Absence != w.Absence || g.File.Path != w.File.Path || g.File.BlobSHA != w.File.BlobSHA || string(g.File.Content) != string(w.File.Content) {
					t.Errorf("%q: %q, %d bytes of %s", q.Path, g.Absence, len(g.File.Content), g.File.BlobSHA)
				}
			}
			for _, asked := range s.requests() {
				u, err := url.ParseRequestURI(strings.SplitN(asked, " ", 2)[1])
				if err != nil || u.Path != "/graphql" && (!strings.HasPrefix(u.Path, "/repos/octo/demo/contents/") || u.Query().Get("ref") != sha1 && u.Query().Get("ref") != "main") {
					t.Errorf("asked %s", asked)
				}
			}
		})
	}
}

func TestAFileThatServersRefuseAsJSON(t *testing.T) {
	tooLarge := reply(403, `{"message":"This API returns blobs up to 1 MB in size.","errors":[{"resource":"Blob","field":"data","code":"too_large"}]}`)
	for size, want := range map[int]record.Absence{2 << 20: record.Present, github.MaxFile: record.Present, github.MaxFile + 1: record.TooLarge, 50 << 20: record.TooLarge} {
		content := strings.Repeat("x", size)
		f := repositoryFiles{rest: map[string]http.HandlerFunc{sha1 + ":a.md": func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.Header.Get("Accept"), "raw") {
				reply(200, content, "Content-Type", "application/vnd.github.raw+json")(w, r)
				return
			}
			tooLarge(w, r)
		}}}
		q := file(sha1, "a.md")
		got, err := newServer(t, f.handlers()).client(t).Files(context.Background(), []record.Query{q})
		if err != nil || got[q].Absence != want || want == record.Present && (len(got[q].File.Content) != size || got[q].File.BlobSHA != blobName(content)) {
			t.Errorf("%d bytes: %q, %d read, %v", size, got[q].Absence, len(got[q].File.Content), err)
		}
	}
}

func TestFilesAreBatched(t *testing.T) {
	f := repositoryFiles{files: map[string]string{}}
	var queries []record.Query
	for i := range 100 {
		path := fmt.Sprintf("docs/%d.md", i)
		f.files[sha1+":"+path] = "# Text\n"
		queries = append(queries, file(sha1, path))
	}
	for n, calls := range map[int]int{0: 0, 1: 1, 2: 2, 3: 1, 7: 1, 40: 1, 41: 2, 100: 3} {
		c := newServer(t, f.handlers()).client(t)
		got, err := c.Files(context.Background(), queries[:n])
		if err != nil || len(got) != n || c.Calls() != calls {
			t.Errorf("%d files: %d answers in %d calls, want %d; %v", n, len(got), c.Calls(), calls, err)
		}
	}
}

func TestGraphQLThatFailedIsNotAskedAgain(t *testing.T) {
	f := repositoryFiles{files: map[string]string{sha1 + ":a.md": "a\n", sha1 + ":b.md": "b\n", sha1 + ":c.md": "c\n"}, graphql: reply(404, "{}")}
	s := newServer(t, f.handlers())
	c := s.client(t)
	for range 2 {
		if _, err := c.Files(context.Background(), []record.Query{file(sha1, "a.md"), file(sha1, "b.md"), file(sha1, "c.md")}); err != nil {
			t.Fatal(err)
		}
	}
	if c.Calls() != 7 {
		t.Errorf("%d calls: %v", c.Calls(), s.requests())
	}
}

func TestAFileThatIsNotWhatGitHubNames(t *testing.T) {
	f := repositoryFiles{rest: map[string]http.HandlerFunc{
		sha1 + ":a.md": reply(200, map[string]any{"type": "file", "encoding": "base64", "size": 3, "sha": sha2, "content": "YQo="}),
	}}
	_, err := newServer(t, f.handlers()).client(t).Files(context.Background(), []record.Query{file(sha1, "a.md")})
	wantError(t, err, "reading file a.md", "not the object "+sha2)
	if !errors.Is(err, record.ErrUnavailable) {
		t.Error(err)
	}
}

func TestAnUnreadableFileIsAnErrorNotAnAbsence(t *testing.T) {
	f := repositoryFiles{rest: map[string]http.HandlerFunc{
		sha1 + ":403.md":   reply(403, message("Resource not accessible by integration")),
		sha1 + ":503.md":   reply(503, ""),
		sha1 + ":large.md": reply(403, `{"message":"This API returns blobs up to 1 MB in size.","errors":[{"resource":"Blob","field":"data","code":"too_large"}]}`),
	}}
	for path, want := range map[string]error{"403.md": record.ErrForbidden, "503.md": record.ErrUnavailable, "large.md": record.ErrForbidden} {
		c := newServer(t, f.handlers()).client(t)
		if got, err := c.Files(context.Background(), []record.Query{file(sha1, path)}); !errors.Is(err, want) {
			t.Errorf("%s: %v %v", path, got, err)
		}
	}
}

// A reusable workflow may lie in another repository, be closed to the token, or not be
// there; that a rate limit refuses it is no such answer.
func TestFilesOfAnotherRepository(t *testing.T) {
	content := "on: workflow_call\n"
	at := func(status int, body string) http.HandlerFunc { return reply(status, body) }
	for name, tt := range map[string]struct {
		answer http.HandlerFunc
		want   record.Absence
		err    error
	}{
		"there":   {reply(200, map[string]any{"type": "file", "encoding": "base64", "size": len(content), "sha": blobName(content), "content": base64.StdEncoding.EncodeToString([]byte(content))}), record.Present, nil},
		"closed":  {at(403, message("Resource not accessible by integration")), record.NotFound, nil},
		"missing": {at(404, message("Not Found")), record.NotFound, nil},
		"down":    {at(503, ""), record.Present, record.ErrUnavailable},
		"limited": {reply(403, message("API rate limit exceeded for installation")), record.Present, record.ErrUnavailable},
	} {
		s := newServer(t, map[string]http.HandlerFunc{"GET /repos/acme/ci/contents/.github/workflows/go.yml": tt.answer})
		q := record.Query{Kind: record.KindFile, SHA: sha1, Path: ".github/workflows/go.yml", Ref: "acme/ci"}
		got, err := s.client(t).Files(context.Background(), []record.Query{q})
		if !errors.Is(err, tt.err) || err == nil && (got[q].Absence != tt.want || tt.want == record.Present && string(got[q].File.Content) != content) {
			t.Errorf("%s: %+v, %v", name, got[q], err)
		}
	}
}

func TestGraphQLAddress(t *testing.T) {
	f := repositoryFiles{files: map[string]string{sha1 + ":a.md": "a\n", sha1 + ":b.md": "b\n", sha1 + ":c.md": "c\n"}}
	s := newServer(t, map[string]http.HandlerFunc{"POST /api/graphql": f.query, "POST /elsewhere/gql": f.query})
	for _, o := range []github.Options{{APIURL: s.URL + "/api/v3"}, {APIURL: s.URL + "/api/v3/"}, {APIURL: s.URL, GraphQLURL: s.URL + "/elsewhere/gql"}} {
		c := s.client(t, func(options *github.Options) { options.APIURL, options.GraphQLURL = o.APIURL, o.GraphQLURL })
		got, err := c.Files(context.Background(), []record.Query{file(sha1, "a.md"), file(sha1, "b.md"), file(sha1, "c.md")})
		if err != nil || string(got[file(sha1, "b.md")].File.Content) != "b\n" || c.Calls() != 1 {
			t.Errorf("%s %s: %v", o.APIURL, o.GraphQLURL, err)
		}
	}
}
