package github_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/packetgate/packetgate/internal/github"
)

// TestQueriesAreValid holds every GraphQL document against GitHub's published
// schema: PACKETGATE_GITHUB_SCHEMA names the folder of npm's
// @octokit/graphql-schema.
func TestQueriesAreValid(t *testing.T) {
	folder := os.Getenv("PACKETGATE_GITHUB_SCHEMA")
	if folder == "" {
		t.Skip("PACKETGATE_GITHUB_SCHEMA is not set: run npm pack @octokit/graphql-schema, unpack it and name its folder")
	}
	text, err := os.ReadFile(filepath.Join(folder, "schema.graphql"))
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	for name, query := range github.Queries() {
		if _, errs := gqlparser.LoadQueryWithRules(schema, query, rules.NewDefaultRules()); len(errs) > 0 {
			t.Errorf("%s: %v\n%s", name, errs, query)
		}
	}
}
