package github_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
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
	document, err := parser.ParseSchemas(validator.Prelude, &ast.Source{Name: "schema.graphql", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	// GitHub has published a type with a field twice.
	for _, definition := range document.Definitions {
		seen := map[string]bool{}
		definition.Fields = slices.DeleteFunc(definition.Fields, func(field *ast.FieldDefinition) bool {
			twice := seen[field.Name]
			seen[field.Name] = true
			return twice
		})
	}
	schema, err := validator.ValidateSchemaDocument(document)
	if err != nil {
		t.Fatal(err)
	}
	for name, query := range github.Queries() {
		if _, errs := gqlparser.LoadQueryWithRules(schema, query, rules.NewDefaultRules()); len(errs) > 0 {
			t.Errorf("%s: %v\n%s", name, errs, query)
		}
	}
}
