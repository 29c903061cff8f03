package shell

import (
	"path"
	"regexp"
	"strings"
)

// directory is where a shell is: a clean path relative to the workspace, or an
// absolute one, or, when only the running shell knows, what is written.
type directory struct {
	path    string
	dynamic bool
}

// somewhere is a directory that cannot be read from the script.
var somewhere = directory{path: "$PWD", dynamic: true}

// workspace matches the ways to write the workspace's root, with a path below it.
var workspace = regexp.MustCompile(`^"?(?:\$GITHUB_WORKSPACE|\$\{GITHUB_WORKSPACE\}|\$\{\{ *github\.workspace *\}\})((?:/[\w.@+-]+)*)/?"?$`)

// here matches the ways to write the directory where the shell is.
var here = regexp.MustCompile(`^"?(?:\$PWD|\$\{PWD\})((?:/[\w.@+-]+)*)/?"?$`)

// directoryOf reads a `working-directory:`.
func directoryOf(dir string) directory {
	if m := workspace.FindStringSubmatch(dir); m != nil && strings.HasPrefix(dir, "${{") {
		return directory{path: clean(strings.TrimPrefix(m[1], "/"))}
	}
	return directory{path: clean(dir), dynamic: strings.Contains(dir, "${{")}
}

// enter is the directory after `cd target`.
func (d directory) enter(target word) directory {
	if m := workspace.FindStringSubmatch(target.text); target.dynamic && m != nil {
		return directory{path: clean(strings.TrimPrefix(m[1], "/"))}
	}
	if m := here.FindStringSubmatch(target.text); target.dynamic && m != nil {
		return directory{path: clean(path.Join(d.path, "."+m[1])), dynamic: d.dynamic}
	}
	switch {
	case target.text == "" || target.text == "-":
		return somewhere
	case target.dynamic:
		return directory{path: target.text, dynamic: true}
	case target.expanded:
		return somewhere
	case path.IsAbs(target.text):
		return directory{path: path.Clean(target.text)}
	}
	return directory{path: clean(path.Join(d.path, target.text)), dynamic: d.dynamic}
}

// clean gives "" for the workspace's root.
func clean(dir string) string {
	if dir = path.Clean(dir); dir == "." {
		return ""
	}
	return dir
}
