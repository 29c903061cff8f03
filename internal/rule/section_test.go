package rule

import "testing"

func TestTitleIn(t *testing.T) {
	for _, tt := range []struct{ raw, title, want string }{
		{"RC-01 Checklist: Pin it", "Pin it", "RC-01 Checklist: <Pin it>"},
		{"RC-01: Pin `go` in **all** files", "Pin go in all files", "RC-01: <Pin `go` in **all** files>"},
		{"RC-01: `go` pinning", "go pinning", "RC-01: <`go` pinning>"},
		{"**RC-01** Pin it", "Pin it", "**RC-01** <Pin it>"},
		{"**RC-01: Pin it**", "Pin it", "**RC-01: <Pin it>**"},
		{"RC-01: **Pin it**", "Pin it", "RC-01: <**Pin it**>"},
		{"[RC-01](#x): Pin [it](#y)", "Pin it", "[RC-01](#x): <Pin [it](#y)>"},
		{"Pin it (RC-01)", "Pin it", "<Pin it> (RC-01)"},
		{"RC (RC-01)", "RC", "<RC> (RC-01)"},
		{"RC-01: Pin &amp; hold", "Pin & hold", ""},
		{"RC-01", "", ""},
	} {
		got := ""
		if start, end, ok := titleIn(tt.raw, tt.title); ok {
			got = tt.raw[:start] + "<" + tt.raw[start:end] + ">" + tt.raw[end:]
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.raw, got, tt.want)
		}
	}
}
