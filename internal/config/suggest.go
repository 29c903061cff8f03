package config

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/agext/levenshtein"
)

// hint says behind an unknown key what was probably meant: a sibling that is
// written almost so, or a key of that name elsewhere, or what there is.
func hint(key string, siblings []string, path string) string {
	if near := nearest(key, siblings); near != "" {
		return fmt.Sprintf(", did you mean %q?", near)
	}
	if home, ok := homes[strings.ReplaceAll(key, "_", "-")]; ok && home != path {
		return fmt.Sprintf("; it belongs under %s", name(home))
	}
	return "; known here: " + strings.Join(siblings, ", ")
}

// nearest returns the known word that is written almost as word, empty if none
// is near.
func nearest(word string, known []string) string {
	const longest = 64
	if len(word) > longest {
		return ""
	}
	folded := strings.ToLower(strings.ReplaceAll(word, "_", "-"))
	best, distance := "", len(folded)/3+2
	for _, candidate := range known {
		with := strings.ToLower(strings.ReplaceAll(candidate, "_", "-"))
		if d := levenshtein.Distance(folded, with, nil); d < distance && d < len(with) {
			best, distance = candidate, d
		}
	}
	return best
}

// homes has the path of the struct to which a key belongs, for keys that only
// one struct has.
var homes = keyHomes()

func keyHomes() map[string]string {
	found := map[string][]string{}
	var walk func(path string, t reflect.Type)
	walk = func(path string, t reflect.Type) {
		for i := range t.NumField() {
			field := t.Field(i)
			key := field.Tag.Get("yaml")
			found[key] = append(found[key], path)
			if field.Type.Kind() == reflect.Struct && field.Type != reflect.TypeFor[Date]() {
				walk(join(path, key), field.Type)
			}
		}
	}
	walk("", reflect.TypeFor[Config]())
	homes := map[string]string{}
	for key, paths := range found {
		if len(paths) == 1 {
			homes[key] = paths[0]
		}
	}
	return homes
}
