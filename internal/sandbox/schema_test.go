package sandbox_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/packetgate/packetgate/internal/sandbox"
)

// TestSchemaIsASubsetOfGitHubs holds the GraphQL schema against the file
// schema.graphql of npm @octokit/graphql-schema.
func TestSchemaIsASubsetOfGitHubs(t *testing.T) {
	folder := os.Getenv("PACKETGATE_GITHUB_SCHEMA")
	if folder == "" {
		t.Skip("PACKETGATE_GITHUB_SCHEMA does not name the folder of GitHub's GraphQL schema (npm @octokit/graphql-schema)")
	}
	path := filepath.Join(folder, "schema.graphql")
	text, err := os.ReadFile(path)
	check(t, err)
	// GitHub's file repeats a field, so it is read without being checked.
	theirs, err := parser.ParseSchema(&ast.Source{Name: path, Input: string(text)})
	check(t, err)
	ours, err := gqlparser.LoadSchema(&ast.Source{Name: "graphql.graphql", Input: sandbox.Schema()})
	check(t, err)
	for name, o := range ours.Types {
		if o.BuiltIn {
			continue
		}
		g := theirs.Definitions.ForName(name)
		if g == nil || g.Kind != o.Kind {
			t.Errorf("GitHub has no %s %s", o.Kind, name)
			continue
		}
		for _, implemented := range o.Interfaces {
			if !slices.Contains(g.Interfaces, implemented) {
				t.Errorf("%s does not implement %s", name, implemented)
			}
		}
		for _, value := range o.EnumValues {
			if g.EnumValues.ForName(value.Name) == nil {
				t.Errorf("%s has no value %s", name, value.Name)
			}
		}
		for _, field := range o.Fields {
			compareField(t, name, field, g.Fields.ForName(field.Name))
		}
		if o.Kind == ast.InputObject {
			for _, field := range g.Fields {
				if field.Type.NonNull && o.Fields.ForName(field.Name) == nil {
					t.Errorf("%s lacks the required %s", name, field.Name)
				}
			}
		}
	}
}

func compareField(t *testing.T, of string, ours, theirs *ast.FieldDefinition) {
	t.Helper()
	if len(ours.Name) > 1 && ours.Name[:2] == "__" {
		return
	}
	if theirs == nil || ours.Type.String() != theirs.Type.String() {
		t.Errorf("%s.%s: ours is %s, GitHub's %v", of, ours.Name, ours.Type, theirs)
		return
	}
	for _, argument := range ours.Arguments {
		g := theirs.Arguments.ForName(argument.Name)
		if g == nil || g.Type.String() != argument.Type.String() {
			t.Errorf("%s.%s: GitHub has no argument %s: %s", of, ours.Name, argument.Name, argument.Type)
		}
	}
	for _, argument := range theirs.Arguments {
		if argument.Type.NonNull && argument.DefaultValue == nil && ours.Arguments.ForName(argument.Name) == nil {
			t.Errorf("%s.%s lacks the required argument %s", of, ours.Name, argument.Name)
		}
	}
}
