package report

import (
	"bytes"
	"strings"
)

// Source gives a file's content as the head has it, or as the base has it when
// base is true; nil when there is none. A nil Source knows no file.
type Source func(path string, base bool) []byte

// Lines finds lines of a Source; each file is indexed once. It is not safe for
// concurrent use.
type Lines struct {
	source Source
	files  map[fileKey]indexedFile
}

type fileKey struct {
	path string
	base bool
}

type indexedFile struct {
	content []byte
	starts  []int
}

// NewLines makes Lines over a source, which may be nil.
func NewLines(source Source) *Lines {
	return &Lines{source: source, files: map[fileKey]indexedFile{}}
}

// Text returns a line, counted from 1, without its line end; false when there is
// no such line.
func (l *Lines) Text(path string, base bool, line int) (string, bool) {
	f := l.file(fileKey{path, base})
	if line < 1 || line > len(f.starts) {
		return "", false
	}
	end := len(f.content)
	if line < len(f.starts) {
		end = f.starts[line] - 1
	}
	return strings.TrimSuffix(string(f.content[f.starts[line-1]:end]), "\r"), true
}

// Normal returns a line with its runs of white space made one space, so that a
// fingerprint over it outlives re-indenting and changed line ends. It is empty
// when there is no such line.
func (l *Lines) Normal(path string, base bool, line int) string {
	text, _ := l.Text(path, base, line)
	return strings.Join(strings.Fields(strings.TrimPrefix(text, "\ufeff")), " ")
}

func (l *Lines) file(key fileKey) indexedFile {
	if f, ok := l.files[key]; ok {
		return f
	}
	var f indexedFile
	if l.source != nil {
		f.content = l.source(key.path, key.base)
	}
	if len(f.content) > 0 {
		f.starts = append(f.starts, 0)
		for i := 0; i < len(f.content); {
			next := bytes.IndexByte(f.content[i:], '\n')
			if next < 0 {
				break
			}
			i += next + 1
			f.starts = append(f.starts, i)
		}
	}
	l.files[key] = f
	return f
}
