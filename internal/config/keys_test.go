package config

import (
	"reflect"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestEveryKeyIsDocumented compares the keys of the struct with the table in
// docs/configuration.md.
func TestEveryKeyIsDocumented(t *testing.T) {
	var want []string
	var walk func(path string, in reflect.Type)
	walk = func(path string, in reflect.Type) {
		for i := range in.NumField() {
			field := in.Field(i)
			key := join(path, field.Tag.Get("yaml"))
			if field.Type.Kind() == reflect.Struct {
				walk(key, field.Type)
				continue
			}
			want = append(want, key)
		}
	}
	walk("", reflect.TypeFor[Config]())

	rows := regexp.MustCompile("(?m)^\\| `([a-z.-]+)` \\|").FindAllStringSubmatch(string(read(t, "../../docs/configuration.md")), -1)
	var got []string
	for _, row := range rows {
		got = append(got, row[1])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("keys in docs/configuration.md (-struct +docs):\n%s", diff)
	}
}
