package cli

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// workTree is the directory of a work tree. Whatever symbolic links lie in it, nothing
// outside of it, and nothing of git's own, is read or written by it.
type workTree struct {
	dir  string
	root *os.Root
}

func openWorkTree(dir string) (*workTree, error) {
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	return &workTree{dir, root}, err
}

// resolve gives the path of what a path leads to, which need not be there.
func (t *workTree) resolve(path string) (string, error) {
	at, rest := filepath.FromSlash(path), ""
	for {
		_, err := os.Lstat(filepath.Join(t.dir, at))
		if err == nil {
			break
		}
		if !errors.Is(err, fs.ErrNotExist) || at == "." {
			return "", err
		}
		at, rest = filepath.Dir(at), filepath.Join(filepath.Base(at), rest)
	}
	real, err := filepath.EvalSymlinks(filepath.Join(t.dir, at))
	if err != nil {
		return "", fmt.Errorf("%s is or lies behind a symbolic link that leads nowhere: remove the link", path)
	}
	inside, err := filepath.Rel(t.dir, real)
	gits := func(part string) bool { return strings.EqualFold(part, ".git") }
	if err != nil || !filepath.IsLocal(inside) || slices.ContainsFunc(strings.Split(inside, string(filepath.Separator)), gits) {
		return "", fmt.Errorf("%s is or lies behind a symbolic link that leads out of the work tree: remove the link", path)
	}
	return filepath.Join(inside, rest), nil
}

// read reads a file of at most so many bytes, false where there is none.
func (t *workTree) read(path string, most int64) ([]byte, bool, error) {
	at, err := t.resolve(path)
	if err != nil {
		return nil, false, err
	}
	info, err := t.root.Stat(at)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, false, nil
	case err != nil:
		return nil, false, err
	case !info.Mode().IsRegular():
		return nil, false, fmt.Errorf("%s is no regular file", path)
	case info.Size() > most:
		return nil, false, fmt.Errorf("%s has %d bytes; at most %d are read", path, info.Size(), most)
	}
	content, err := t.root.ReadFile(at)
	return content, true, err
}

// list names the regular files of a directory in order, none where there is no directory.
func (t *workTree) list(path string) ([]string, error) {
	at, err := t.resolve(path)
	if err != nil {
		return nil, err
	}
	entries, err := fs.ReadDir(t.root.FS(), filepath.ToSlash(at))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// write puts a file in its place as a whole. One that is there keeps its mode.
func (t *workTree) write(path string, content []byte) error {
	at, err := t.resolve(path)
	if err != nil {
		return err
	}
	if err := t.root.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		return err
	}
	mode := fs.FileMode(0o644)
	if info, err := t.root.Stat(at); err == nil {
		mode = info.Mode().Perm()
	}
	draft := at + "." + rand.Text() + ".new"
	if err := t.draft(draft, content, mode); err != nil {
		return errors.Join(err, t.root.Remove(draft))
	}
	if err := t.root.Rename(draft, at); err != nil {
		return errors.Join(err, t.root.Remove(draft))
	}
	return nil
}

func (t *workTree) draft(path string, content []byte, mode fs.FileMode) error {
	f, err := t.root.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Chmod(mode), f.Close())
}
