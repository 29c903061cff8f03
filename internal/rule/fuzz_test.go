package rule

import (
	"strings"
	"testing"
)

// Whatever the bytes, the rules come to an end, and every finding has a place
// and a message of one line.
func FuzzCheck(f *testing.F) {
	base, head := read(f, "base.md", nil), read(f, "head.md", nil)
	f.Add([]byte(base), []byte(head))
	f.Add([]byte(head), []byte(base))
	f.Add([]byte(nil), []byte(head))
	f.Add([]byte(head), []byte(strings.ReplaceAll(head, "exit 0", "exit 1\x00`\u202e")))
	f.Fuzz(func(t *testing.T, base, head []byte) {
		c := newCase(string(base), string(base), string(head), "", nil)
		for _, finding := range Check(c) {
			if finding.Line < 1 || finding.Column < 1 || finding.EndLine < finding.Line {
				t.Fatalf("no place: %+v", finding)
			}
			if strings.ContainsAny(finding.Message, "\n\r\x00\u202e") || len(finding.Message) > 4000 {
				t.Fatalf("an unsafe message: %q", finding.Message)
			}
		}
		Claims(c)
	})
}
