package docs

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	reflector "github.com/invopop/jsonschema"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/rule"
)

var update = flag.Bool("update", false, "write the generated files")

const (
	schemaPath = "schema/packetgate.schema.json"
	schemaID   = "https://raw.githubusercontent.com/packetgate/packetgate/main/schema/packetgate.schema.json"
)

// generate makes the schema from the Config struct, its tags and its comments.
func generate(t *testing.T) []byte {
	t.Helper()
	r := reflector.Reflector{
		BaseSchemaID:               "https://packetgate.invalid",
		FieldNameTag:               "yaml",
		RequiredFromJSONSchemaTags: true,
		ExpandedStruct:             true,
		Mapper:                     mapType,
	}
	if err := r.AddGoComments("github.com/packetgate/packetgate/internal/config", "../config"); err != nil {
		t.Fatal(err)
	}
	for name, comment := range r.CommentMap {
		r.CommentMap[name] = strings.Join(strings.Fields(comment), " ")
	}
	schema := r.Reflect(&config.Config{})
	schema.ID = schemaID
	schema.Title = "packetgate's configuration"
	schema.Description = "Strict: a key that is not listed here is an error. docs/configuration.md explains every key."
	statusWords, _ := schema.Properties.Get("statuses")
	statusWords.PropertyNames = oneOf(statuses)
	columns, _ := schema.Properties.Get("columns")
	columns.PropertyNames = oneOf(columnFields)
	edges, _ := schema.Properties.Get("edges")
	edges.PropertyNames = oneOf(statuses)
	edges.AdditionalProperties.Items = oneOf(statuses)
	rules, _ := schema.Properties.Get("rules")
	rules.PropertyNames = oneOf(rule.Slugs())
	events, _ := schema.Definitions["Trust"].Properties.Get("events")
	events.Items = oneOf(config.TrustedEvents)
	review, _ := schema.Definitions["Review"].Properties.Get("identities")
	approvers, _ := schema.Definitions["Review"].Properties.Get("approvers")
	review.AdditionalProperties.Items = approvers.Items
	forms, _ := schema.Definitions["Headings"].Properties.Get("packet")
	ids, _ := schema.Properties.Get("ids")
	for _, list := range []*reflector.Schema{forms, ids} {
		list.MaxItems, list.Items.MinLength, list.Items.MaxLength = new(uint64(20)), new(uint64(1)), new(uint64(200))
	}
	trackers, _ := schema.Properties.Get("trackers")
	trackers.MinItems = new(uint64(1))
	ignore, _ := schema.Definitions["Evidence"].Properties.Get("ignore")
	workflows, _ := schema.Definitions["Trust"].Properties.Get("workflows")
	branches, _ := schema.Definitions["Trust"].Properties.Get("branches")
	for _, globs := range []*reflector.Schema{trackers, ignore, workflows, branches} {
		globs.Items = &reflector.Schema{Type: "string", Pattern: globPattern, MaxLength: new(uint64(512))}
	}
	out, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(out, '\n')
}

// globPattern is what a glob looks like: from the repository's root, and no folder.
const globPattern = `^([^!/.\s]|\.[^/.])(.*[^/])?$`

func mapType(t reflect.Type) *reflector.Schema {
	switch t {
	case reflect.TypeFor[config.Severity]():
		return oneOf([]config.Severity{config.Off, config.Notice, config.Warning, config.Error})
	case reflect.TypeFor[config.Date]():
		return &reflector.Schema{Type: "string", Pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`}
	}
	return nil
}

func oneOf[T ~string](words []T) *reflector.Schema {
	schema := &reflector.Schema{Type: "string"}
	for _, word := range words {
		schema.Enum = append(schema.Enum, word)
	}
	return schema
}

func TestSchemaIsOfTheStruct(t *testing.T) {
	want := generate(t)
	if *update {
		if err := os.WriteFile("../../"+schemaPath, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(string(want), read(t, schemaPath)); diff != "" {
		t.Errorf("schema/packetgate.schema.json is not of the struct; run go test ./internal/docs -update (-want +got):\n%s", diff)
	}
}

// TestSchemaHasEveryKey walks the struct without the schema generator's help, so
// that neither a key nor its explanation can be lost.
func TestSchemaHasEveryKey(t *testing.T) {
	type object struct {
		Properties  map[string]json.RawMessage
		Definitions map[string]json.RawMessage `json:"$defs"`
	}
	var root object
	if err := json.Unmarshal([]byte(read(t, schemaPath)), &root); err != nil {
		t.Fatal(err)
	}
	var walk func(path string, goType reflect.Type, in object)
	walk = func(path string, goType reflect.Type, in object) {
		var keys []string
		for i := range goType.NumField() {
			field := goType.Field(i)
			key := field.Tag.Get("yaml")
			keys = append(keys, key)
			var property struct{ Description string }
			if err := json.Unmarshal(in.Properties[key], &property); err != nil || property.Description == "" {
				t.Errorf("the schema does not explain %s: %v", path+"."+key, err)
			}
			inner := field.Type
			if inner.Kind() == reflect.Slice {
				inner = inner.Elem()
			}
			if inner.Kind() == reflect.Struct && inner != reflect.TypeFor[config.Date]() {
				var definition object
				if err := json.Unmarshal(root.Definitions[inner.Name()], &definition); err != nil {
					t.Errorf("the schema does not define %s: %v", inner.Name(), err)
				}
				walk(path+"."+key, inner, definition)
			}
		}
		if got := slices.Sorted(maps.Keys(in.Properties)); !slices.Equal(got, slices.Sorted(slices.Values(keys))) {
			t.Errorf("under %s the schema has %v, the struct %v", path, got, keys)
		}
	}
	walk("", reflect.TypeFor[config.Config](), root)
}

// beyondSchema are bad files that only Parse can tell: JSON Schema sees neither
// YAML's syntax and repeated keys nor what globs match or commands mean.
var beyondSchema = map[string]bool{"aliases": true, "duplicate-keys": true, "ignores-all": true, "tags": true}

func TestSchemaValidatesExamples(t *testing.T) {
	schema := compile(t)
	families, err := filepath.Glob("../../examples/*/packetgate.yml")
	if err != nil || len(families) == 0 {
		t.Fatalf("no configurations in examples/: %v", err)
	}
	for i, path := range families {
		families[i] = strings.TrimPrefix(filepath.ToSlash(path), "../../")
	}
	for _, path := range append(examples(t, "good"), families...) {
		instance, err := asJSON([]byte(read(t, path)))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		// A section left empty means its defaults, but an editor may point at it.
		if err := schema.Validate(instance); err != nil && filepath.Base(path) != "commented-out.yml" {
			t.Errorf("%s is good, yet: %v", path, err)
		}
	}
	for _, path := range examples(t, "bad") {
		instance, err := asJSON([]byte(read(t, path)))
		if err != nil || beyondSchema[strings.TrimSuffix(filepath.Base(path), ".yml")] {
			continue
		}
		if schema.Validate(instance) == nil {
			t.Errorf("%s is bad, yet the schema takes it", path)
		}
	}
}

// TestSchemaRefusesWhatParseRefuses has files with one mistake each.
func TestSchemaRefusesWhatParseRefuses(t *testing.T) {
	schema := compile(t)
	for _, source := range []string{
		`headings: { packet: ["Phase: {title}"] }`,
		`headings: { packet: [""] }`,
		`review: { approvers: ["octocat"] }`,
		`review: { approvers: ["@org/team/more"] }`,
		`review: { identities: { SEC lane: ["octocat"] } }`,
		`commands: { dispatch: ["ci"] }`,
		`commands: { dispatch: [".github/workflows/ci.yml"] }`,
		`trackers: []`,
		`trackers: ["../x.md"]`,
		`trackers: ["!docs/*.md"]`,
		`trackers: ["docs/"]`,
		`evidence: { ignore: ["/docs/**"] }`,
		`evidence: { trust: { workflows: ["./ci.yml"] } }`,
		`ids: [""]`,
	} {
		if _, err := config.Parse(config.Path, []byte(source), nil); err == nil {
			t.Errorf("Parse takes %s", source)
		}
		instance, err := asJSON([]byte(source))
		if err != nil {
			t.Fatal(err)
		}
		if schema.Validate(instance) == nil {
			t.Errorf("the schema takes %s", source)
		}
	}
}

// examples lists the configuration's fixtures of a kind.
func examples(t *testing.T, kind string) []string {
	t.Helper()
	paths, err := filepath.Glob("../config/testdata/" + kind + "/*.yml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no %s examples: %v", kind, err)
	}
	for i, path := range paths {
		paths[i] = "internal/" + strings.TrimPrefix(filepath.ToSlash(path), "../")
	}
	return paths
}

func compile(t *testing.T) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(read(t, schemaPath)))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(schemaID, document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile(schemaID)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// asJSON reads YAML as an editor does: a date is text, and an empty file has no
// keys.
func asJSON(source []byte) (any, error) {
	var node yaml.Node
	if err := yaml.Load(source, &node); err != nil && len(bytes.TrimSpace(source)) > 0 && source[0] != '#' {
		return nil, err
	}
	if node.IsZero() {
		return map[string]any{}, nil
	}
	datesAsText(&node)
	var value any
	if err := node.Decode(&value); err != nil {
		return nil, err
	}
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return jsonschema.UnmarshalJSON(bytes.NewReader(text))
}

func datesAsText(node *yaml.Node) {
	if node.Kind == yaml.ScalarNode && node.ShortTag() == "!!timestamp" {
		node.Tag = "!!str"
	}
	for _, child := range node.Content {
		datesAsText(child)
	}
}
