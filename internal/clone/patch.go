package clone

import (
	"bytes"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	fdiff "github.com/go-git/go-git/v5/plumbing/format/diff"
	"github.com/go-git/go-git/v5/utils/diff"
	"github.com/sergi/go-diff/diffmatchpatch"
)

const (
	// maxPatched is the largest file, in bytes, and maxPatch the longest result,
	// that a patch is made for, as GitHub leaves out large ones.
	maxPatched = 1 << 20
	maxPatch   = 1 << 20
	// diffTime bounds the search for a short diff; beyond it a longer, equally true
	// one is given.
	diffTime = 250 * time.Millisecond
)

// Patch gives the hunks of a unified diff without the file's header, empty for
// binary and for large files, and where nothing differs.
func Patch(before, after []byte) string {
	if bytes.Equal(before, after) || len(before) > maxPatched || len(after) > maxPatched || isBinary(before) || isBinary(after) {
		return ""
	}
	var file hunks
	for _, d := range diff.DoWithTimeout(string(before), string(after), diffTime) {
		file = append(file, chunk{d})
	}
	var out strings.Builder
	if err := fdiff.NewUnifiedEncoder(&out, fdiff.DefaultContextLines).Encode(file); err != nil || out.Len() > maxPatch {
		return ""
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// isBinary looks for a NUL at the beginning, as git does, and for text that is
// no UTF-8, which the line diff cannot keep.
func isBinary(content []byte) bool {
	return bytes.IndexByte(content[:min(len(content), 8000)], 0) >= 0 || !utf8.Valid(content)
}

// hunks is a patch of one file that names no file, so the encoder writes no
// header for it.
type hunks []fdiff.Chunk

func (h hunks) FilePatches() []fdiff.FilePatch { return []fdiff.FilePatch{h} }
func (h hunks) Message() string                { return "" }
func (h hunks) IsBinary() bool                 { return false }
func (h hunks) Files() (from, to fdiff.File)   { return nil, nil }
func (h hunks) Chunks() []fdiff.Chunk          { return h }

type chunk struct{ diff diffmatchpatch.Diff }

func (c chunk) Content() string { return c.diff.Text }

func (c chunk) Type() fdiff.Operation {
	switch c.diff.Type {
	case diffmatchpatch.DiffInsert:
		return fdiff.Add
	case diffmatchpatch.DiffDelete:
		return fdiff.Delete
	}
	return fdiff.Equal
}

// readBounded reads at most MaxFile bytes and tells whether that was all.
func readBounded(r io.Reader) ([]byte, bool, error) {
	content, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if len(content) > MaxFile {
		return nil, false, err
	}
	return content, true, err
}
