package scenario

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// commitTemplate stands for a commit's hash: {{sha NAME}} whole, {{short NAME}} its
// first eight digits.
var commitTemplate = regexp.MustCompile(`\{\{\s*(sha|short)\s+([\w.-]+)\s*\}\}`)

// shortHash is how many digits {{short NAME}} gives.
const shortHash = 8

// expand puts hashes in the place of templates.
func expand(content []byte, sha func(name string) (string, error)) ([]byte, error) {
	var failed error
	out := commitTemplate.ReplaceAllFunc(content, func(m []byte) []byte {
		parts := commitTemplate.FindSubmatch(m)
		hash, err := sha(string(parts[2]))
		switch {
		case err != nil:
			failed = errors.Join(failed, err)
			return m
		case string(parts[1]) == "short":
			return []byte(hash[:shortHash])
		}
		return []byte(hash)
	})
	return out, failed
}

// content makes a file's bytes. parent is the file as the parent commit has it, nil
// if it has none.
func (f File) content(members map[string][]byte, parent []byte, sha func(string) (string, error)) ([]byte, error) {
	var out []byte
	switch {
	case f.Text != nil:
		out = []byte(*f.Text)
	case f.Base64 != "":
		decoded, err := base64.StdEncoding.DecodeString(f.Base64)
		if err != nil {
			return nil, fmt.Errorf("base64: %w", err)
		}
		out = decoded
	case f.Member != "":
		member, ok := members[f.Member]
		if !ok {
			return nil, fmt.Errorf("the archive has no file %q", f.Member)
		}
		out = member
	default:
		out = parent
	}
	if out == nil && (len(f.Edit) > 0 || f.Member == "" && f.Text == nil) {
		return nil, errors.New("the parent commit has no such file: give member, text or base64")
	}
	out, err := expand(out, sha)
	if err != nil {
		return nil, err
	}
	for _, e := range f.Edit {
		from, err := expand([]byte(e.From), sha)
		if err != nil {
			return nil, err
		}
		to, err := expand([]byte(e.To), sha)
		if err != nil {
			return nil, err
		}
		if out, err = replaceOnce(out, from, to); err != nil {
			return nil, err
		}
	}
	return f.transform(bytes.Clone(out)), nil
}

func replaceOnce(content, from, to []byte) ([]byte, error) {
	if n := bytes.Count(content, from); len(from) == 0 || n != 1 {
		return nil, fmt.Errorf("edit: %q stands %d times in the file, want once", from, n)
	}
	return bytes.Replace(content, from, to, 1), nil
}

func (f File) transform(out []byte) []byte {
	if f.Repeat > 1 {
		out = bytes.Repeat(out, f.Repeat)
	}
	if f.Pad > 0 {
		out = append(out, bytes.Repeat([]byte("A line of prose that says nothing of any packet at all.\n"), f.Pad)...)
	}
	if f.CRLF {
		out = bytes.ReplaceAll(bytes.ReplaceAll(out, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
	}
	if f.BOM {
		out = append([]byte("\xEF\xBB\xBF"), out...)
	}
	if f.Invalid {
		out = append(out, 0xFF, '\n')
	}
	return out
}

// membersOf are the archive's files that lie under a commit's name.
func (s *Scenario) membersOf(commit string) map[string]File {
	out := map[string]File{}
	for name := range s.members {
		if path, ok := strings.CutPrefix(name, commit+"/"); ok && commit != "" {
			out[path] = File{Member: name}
		}
	}
	return out
}

// lineAt finds the line, counted from 1, on which a text stands: the only one, or
// the nth.
func lineAt(content []byte, text string, nth int) (int, error) {
	var found []int
	number := 0
	for line := range strings.SplitSeq(string(content), "\n") {
		number++
		if strings.Contains(line, text) {
			found = append(found, number)
		}
	}
	switch {
	case len(found) == 0:
		return 0, fmt.Errorf("no line has the text %q", text)
	case nth > len(found):
		return 0, fmt.Errorf("only %d lines have the text %q", len(found), text)
	case nth > 0:
		return found[nth-1], nil
	case len(found) > 1:
		return 0, fmt.Errorf("lines %v have the text %q: say which with nth", found, text)
	}
	return found[0], nil
}
