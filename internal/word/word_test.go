package word

import (
	"strings"
	"testing"
)

func TestKeyword(t *testing.T) {
	for text, want := range map[string]string{
		"in-progress": "IN PROGRESS", "**IN_PROGRESS**": "IN PROGRESS", "🔵 In  Progress": "IN PROGRESS", "`done`": "DONE",
		"~~READY~~ DONE": "DONE", "[DONE](#rc-00)": "DONE", "__Done__": "DONE", "✅": "", "#": "#", "DОNE": "DОNE",
	} {
		if got := Keyword(text); got != want {
			t.Errorf("Keyword(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestStatus(t *testing.T) {
	for text, want := range map[string]string{
		"✅ done": "DONE", "✅": "✅", "**✅**": "✅", "☑️": "☑", "[x]": "[X]", "[~]": "[~]", "[ ]": "[ ]", "[-]": "[-]",
		"~~⬜~~ ✅": "✅", "": "", "—": "—", "**": "",
	} {
		if got := Status(text); got != want {
			t.Errorf("Status(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestIDs(t *testing.T) {
	ids := NewIDs([]string{"[A-Z]{2,5}-[a-z]+", "WP [0-9]+", "WP", "(?i:gate)", "[", "é+"})
	for text, want := range map[string]string{
		"RC-01: Title": "RC-01", "API-auth: Title": "API-auth", "API-auth.": "API-auth", "API-auth..API-web": "API-auth",
		"API-authX": "", "API-auth-2": "API-auth-2", "api-auth": "", "WP 12 and": "WP 12", "WP": "WP", "gAtE — open": "gAtE", "gates": "",
		"03a": "03a", "éé!": "éé", "": "", "no digit": "", strings.Repeat("A1", 21): "", "AB-" + strings.Repeat("a", 38): "",
	} {
		id, rest, ok := ids.Cut(text)
		if id != want || ok != (want != "") || id+rest != text {
			t.Errorf("Cut(%q) = %q, %q, %t, want %q", text, id, rest, ok, want)
		}
	}
	var none IDs
	if _, _, ok := none.Cut("API-auth"); ok {
		t.Error("an id without a digit is read without configuration")
	}
}

func TestHeading(t *testing.T) {
	ids := NewIDs([]string{"[A-Z]{2,5}-[a-z]+"})
	for _, test := range []struct{ form, heading, id, title string }{
		{"Phase {id}: {title}", "Phase 00: Set up", "00", "Set up"},
		{"Phase {id}: {title}", "phase 00: Set up: all of it", "00", "Set up: all of it"},
		{"Phase {id}: {title}", "Phase 00:", "00", ""},
		{"Phase {id}: {title}", "Phase 00", "", ""},
		{"Phase {id}: {title}", "Phase next: Set up", "", ""},
		{"Phase {id}: {title}", "Phase API-auth: Log in", "API-auth", "Log in"},
		{"Phase {id}: {title}", "Phase api-auth: Log in", "", ""},
		{"Phase {id}", "Phase00", "", ""},
		{"Phase {id}*", "Phase 00, done", "00", ""},
		{"Phase {id}*", "Phase API-authX", "", ""},
		{"{id} -- *", "RC-01 -- anything", "RC-01", ""},
		{"{id} -- *", "RC-01 --", "RC-01", ""},
		{"{id} -- *", "RC-01 - anything", "", ""},
		{"### ✅ `{id}`  (*) {title}", "03a (open) Title", "03a", "Title"},
		{"* {id}", "Milestone two 0.5", "0.5", ""},
		{"[{id}] a.b", "[RC-01] a.b", "RC-01", ""},
		{"[{id}] a.b", "[RC-01] axb", "", ""},
		{"{ {id} }", "{ 1 }", "1", ""},
	} {
		h, err := newHeading(test.form, ids)
		if err != nil {
			t.Errorf("%q: %v", test.form, err)
			continue
		}
		if id, title, _, ok := h.Match(test.heading); id != test.id || title != test.title || ok != (test.id != "") {
			t.Errorf("%q reads %q as %q, %q", test.form, test.heading, id, title)
		}
	}
}

func TestHeadingIsSure(t *testing.T) {
	for form, want := range map[string]bool{"Phase {id}": true, "{id}: {title}": false, "## {id} of *": false, "§ {id}": false} {
		h := NewHeadings([]string{form, "no id"}, IDs{})
		if len(h) != 1 || h[0].worded != want {
			t.Errorf("%q: %+v", form, h)
		}
	}
}

func FuzzForms(f *testing.F) {
	for _, seed := range [][3]string{
		{"Phase {id}: {title}", "[A-Z]{2,5}-[a-z]+", "Phase 00: Set up"},
		{"{id} -- *", "WP [0-9]+", "WP 12 -- x"},
		{"*{title}*{id}*", "(a|ab)(c|bcd)*", "abcd"},
		{"({id}) [*", `\pL+`, "(é) [x"},
		{"{{id}}", "(?i:x{1,40})", "{XX}"},
		{"\xff{id}", "\xff", "\xff1"},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, form, pattern, text string) {
		ids := NewIDs([]string{pattern})
		if (len(ids.compiled) == 1) != (CheckID(pattern) == nil) {
			t.Fatalf("CheckID says %v", CheckID(pattern))
		}
		id, rest, ok := ids.Cut(text)
		if id+rest != text || ok != (id != "") || len(id) > maxID {
			t.Errorf("Cut(%q) = %q, %q, %t", text, id, rest, ok)
		}
		headings := NewHeadings([]string{form}, ids)
		if CheckHeading(form) == nil && len(headings) != 1 {
			t.Fatalf("a form that is good alone fails with %q", pattern)
		}
		for _, h := range headings {
			if id, _, _, ok := h.Match(Plain(text)); ok && !ids.Whole(id) {
				t.Errorf("%q reads %q as %q", form, text, id)
			}
		}
	})
}
