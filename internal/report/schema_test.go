package report

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/invopop/jsonschema"
	validator "github.com/santhosh-tekuri/jsonschema/v6"
)

var (
	schemaPath      = filepath.Join("..", "..", "schema", "report.v1.schema.json")
	boardSchemaPath = filepath.Join("..", "..", "schema", "board.v1.schema.json")
)

func TestSchemaIsUpToDate(t *testing.T) {
	upToDate(t, schemaPath, "The JSON report of packetgate, version 1", &Report{})
	upToDate(t, boardSchemaPath, "The JSON board of packetgate, version 1", &Board{})
}

// upToDate holds that the schema that is checked in is the one that the structs
// make. Later versions may add fields, so others than these are allowed.
func upToDate(t *testing.T, path, title string, of any) {
	t.Helper()
	reflector := &jsonschema.Reflector{AllowAdditionalProperties: true, Anonymous: true}
	if err := reflector.AddGoComments("github.com/packetgate/packetgate/internal/report", "."); err != nil {
		t.Fatal(err)
	}
	schema := reflector.Reflect(of)
	schema.ID = jsonschema.ID("https://github.com/packetgate/packetgate/blob/main/schema/" + filepath.Base(path))
	schema.Title = title
	got, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	goldenAt(t, path, append(got, '\n'))
}

func compileSchema(t *testing.T) *validator.Schema {
	t.Helper()
	return compile(t, schemaPath)
}

func compile(t *testing.T, path string) *validator.Schema {
	t.Helper()
	schema, err := validator.NewCompiler().Compile(path)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func validate(t *testing.T, schema *validator.Schema, document []byte) error {
	t.Helper()
	value, err := validator.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(value)
}

func TestReportsKeepToTheSchema(t *testing.T) {
	schema := compileSchema(t)
	empty := &Report{Mode: "check", Verdict: Error}
	for name, r := range map[string]*Report{"full": sample(), "empty": empty} {
		var b bytes.Buffer
		if err := WriteJSON(&b, r); err != nil {
			t.Fatal(err)
		}
		if err := validate(t, schema, b.Bytes()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	schema := compileSchema(t)
	for name, edit := range map[string]func(*Report){
		"unknown verdict":       func(r *Report) { r.Verdict = "green" },
		"unknown severity":      func(r *Report) { r.Findings[0].Severity = "fatal" },
		"unknown proof verdict": func(r *Report) { r.Proofs[0].Verdict = "fine" },
		"unknown field":         func(r *Report) { r.Transitions[0].Field = "mood" },
	} {
		r := sample()
		edit(r)
		var b bytes.Buffer
		if err := WriteJSON(&b, r); err != nil {
			t.Fatal(err)
		}
		if validate(t, schema, b.Bytes()) == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if validate(t, schema, []byte(`{"schema": "packetgate.report/v1"}`)) == nil {
		t.Error("a report without its fields: accepted")
	}
}

func TestJSONLeavesTheReportAlone(t *testing.T) {
	r := &Report{Trackers: []Tracker{{Packets: []Packet{{ID: "A"}}}}, Proofs: []Proof{{}}}
	if err := WriteJSON(&bytes.Buffer{}, r); err != nil {
		t.Fatal(err)
	}
	if r.Findings != nil || r.Trackers[0].Packets[0].Blockers != nil || r.Proofs[0].LogLines != nil {
		t.Errorf("changed: %+v", r)
	}
}
