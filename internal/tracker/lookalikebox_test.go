package tracker

import "testing"

// What looks like a box is one that is open; ticking it makes GitHub's of it.
func TestLookalikeBoxes(t *testing.T) {
	const before = "# T\n\n## Packet Board\n\n| Packet | Title | Status |\n|---|---|---|\n| A-1 | One | READY |\n\n## A-1: One\n\n"
	for _, c := range []struct{ line, text, ticked string }{
		{"- [] Do", "Do", "- [x] Do"},
		{"- [  ] Do", "Do", "- [x] Do"},
		{"* [ x ] Do", "Do", "* [x] Do"},
		{"- [x ] Do", "Do", "- [x] Do"},
		{"- [ ]Do", "Do", "- [x] Do"},
		{"- [x]`go vet ./...` -> exit 0", "`go vet ./...` -> exit 0", "- [x] `go vet ./...` -> exit 0"},
		{"1. ☐ Do", "Do", "1. [x] Do"},
		{"- ☑️ Do", "Do", "- [x] Do"},
		{"- **[ ]** Do", "Do", "- [x] Do"},
		{"- `[x]` Do", "Do", "- [x] Do"},
		{"- **[x] Do**", "Do**", "- [x] **Do**"},
		{"[ ] Do", "Do", "- [x] Do"},
	} {
		tr := Parse("t.md", []byte(before+c.line+"\n"), Grammar{})
		boxes := tr.Packets[0].Boxes
		if len(boxes) != 1 || boxes[0].Checked || !boxes[0].Lookalike || boxes[0].Text.Raw != c.text {
			t.Errorf("%q is read as %+v", c.line, boxes)
			continue
		}
		source, err := Apply(tr.Source, tr.SetBox(boxes[0], true))
		if err != nil {
			t.Fatal(err)
		}
		if got := string(source); got != before+c.ticked+"\n" {
			t.Errorf("%q is ticked as %q", c.line, got[len(before):])
		}
	}
	for _, line := range []string{"- []byte is counted", "- [x](https://example.com)", "- [x]: a reference", "- ✅ Do", "[x] Do", "- [a] Do", "- See [ ] above"} {
		if p := Parse("t.md", []byte(before+line+"\n"), Grammar{}).Packets[0]; len(p.Boxes) > 0 {
			t.Errorf("%q is read as %+v", line, p.Boxes[0])
		}
	}
}
