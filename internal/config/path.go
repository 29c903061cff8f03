package config

import "strconv"

// Paths name the places of a configuration in messages: evidence.waivers[0],
// statuses["DONE"].

// The bounds of what paths are made of, so that a hostile file's stay few and
// short.
const (
	maxKey   = 200 // bytes of one key
	maxItems = 500 // keys of one mapping, items of one list
)

// join is the path of a key that the format has.
func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// entry is the path of a key that the author chose.
func entry(path, key string) string { return path + "[" + strconv.Quote(key) + "]" }

// element is the path of a list's item.
func element(path string, index int) string { return path + "[" + strconv.Itoa(index) + "]" }

// keyOf is the path of an entry's key instead of its value.
func keyOf(path string) string { return path + " key" }

// name is a path as messages write it.
func name(path string) string {
	if path == "" {
		return "the configuration"
	}
	return path
}
