package scenario

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

// extension is how scenario files end.
const extension = ".txtar"

// Find lists the scenario files that the paths name: files themselves, directories
// with all below them, sorted. It returns an error when a path is not there or
// holds no scenario.
func Find(paths ...string) ([]string, error) {
	var found []string
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			found = append(found, path)
			continue
		}
		before := len(found)
		err = filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() && filepath.Ext(name) == extension {
				found = append(found, name)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		if len(found) == before {
			return nil, fmt.Errorf("%s holds no scenario: no file ends in %s", path, extension)
		}
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}

// The forms in which Test tells what came of the scenarios.
const (
	Text = "text"
	JSON = "json"
)

// Test runs the scenarios that the paths name, in parallel, and tells of them in
// order of their paths. As Text it writes a line for each, what failed below it, the
// score by family, and at last "N passed, N failed". It returns how many failed.
func Test(ctx context.Context, paths []string, action Action, format string, out io.Writer) (failed int, err error) {
	found, err := Find(paths...)
	if err != nil {
		return 0, err
	}
	results := make([]Result, len(found))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, path := range found {
		group.Go(func() error {
			results[i] = Run(ctx, path, action)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return 0, err
	}
	for _, r := range results {
		if !r.Passed() {
			failed++
		}
	}
	if format == JSON {
		return failed, writeJSON(out, results, failed)
	}
	for _, r := range results {
		if err := r.write(out); err != nil {
			return failed, err
		}
	}
	if err := writeScore(out, results); err != nil {
		return failed, err
	}
	_, err = fmt.Fprintf(out, "%d passed, %d failed\n", len(results)-failed, failed)
	return failed, err
}

func (r Result) write(out io.Writer) error {
	word := "ok  "
	if !r.Passed() {
		word = "FAIL"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", word, filepath.ToSlash(r.Path))
	if r.Title != "" {
		fmt.Fprintf(&b, ": %s", r.Title)
	}
	b.WriteString("\n")
	for _, f := range r.Failures {
		b.WriteString(indent(f) + "\n")
	}
	_, err := io.WriteString(out, b.String())
	return err
}
