package tracker

import "testing"

func TestFrontMatter(t *testing.T) {
	const board = "# Uploader\n\n| Packet | Status |\n|---|---|\n| UP-01 | READY |\n\n## UP-01: x\n\n- [ ] a\n"
	for _, matter := range []string{
		"---\ntitle: \"Upload\"\ntags: [a, b]\n---\n",
		"---\r\n# UP-01 tracker\r\n\r\ntitle: x\r\nlist:\r\n- [ ] a\r\n  more\r\n---\r\n\r\n",
		"---\ntitle: x\n...\n",
		"\ufeff---\ntitle: x\n---\n",
		"",
	} {
		tr := parse(t, matter+board)
		if len(tr.Problems) > 0 || tr.Title.Value != "Uploader" || len(tr.Packets) != 1 || len(tr.Packets[0].Sections) != 1 || len(tr.Packets[0].Boxes) != 1 {
			t.Errorf("%q: title %q, packets %+v, %v", matter, tr.Title.Value, tr.Packets, tr.Problems)
		}
	}
	for _, matter := range []string{
		"---\n\n# A\n\n---\n", "---\ntitle: x\n", "---\n", "---\ntitle: x\n| Packet | Status |\n---\n", "----\ntitle: x\n---\n",
	} {
		if n := frontMatter([]byte(matter)); n != 0 {
			t.Errorf("%q: %d bytes of front matter", matter, n)
		}
	}
}
