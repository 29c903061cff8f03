package rule

import (
	"testing"

	"github.com/packetgate/packetgate/internal/tracker"
)

// The item of a blocker whose note is taken back, and that note.
func TestWithoutNote(t *testing.T) {
	for raw, want := range map[string][2]string{
		"UP-01 (DONE)":             {"UP-01", "(DONE)"},
		"UP-01 **(DONE)**":         {"UP-01", "**(DONE)**"},
		"**UP-01 (DONE)**":         {"**UP-01**", "(DONE)"},
		"**UP-01** _(done)_":       {"**UP-01**", "_(done)_"},
		"UP-01 — DONE":             {"UP-01", "— DONE"},
		"UP-01: **DONE**":          {"UP-01", ": **DONE**"},
		"UP-01 (✅ DONE)":           {"UP-01", "(✅ DONE)"},
		"UP-01 ✅ DONE":             {"UP-01", "✅ DONE"},
		"UP-01 (DONE): uploads":    {"UP-01: uploads", "(DONE)"},
		"UP-01 (done, see UP-02)":  {"UP-01 (done, see UP-02)", ""},
		"UP-01 (DONE) — DONE":      {"UP-01 (DONE) — DONE", ""},
		"UP-01 is done by Ann":     {"UP-01 is done by Ann", ""},
		"[UP-01](#up-01) (`DONE`)": {"[UP-01](#up-01) (`DONE`)", ""},
	} {
		item := &blockerItem{at: tracker.Text{Raw: raw}, blockers: make([]tracker.Blocker, 1)}
		if without, note := item.withoutNote(0); without != want[0] || note != want[1] {
			t.Errorf("%q: %q without %q, want %q", raw, without, note, want)
		}
	}
}

// What a heading says behind its title is no part of it.
func TestWithoutTail(t *testing.T) {
	for heading, want := range map[string]string{
		"UP-01: Retry uploads":                       "UP-01: Retry uploads",
		"UP-01: Retry uploads — APPROVED":            "UP-01: Retry uploads",
		"UP-01: Retry uploads (**DONE**)":            "UP-01: Retry uploads",
		"UP-01: Retry uploads ✅ — DONE {#retry}":     "UP-01: Retry uploads ✅",
		"UP-01: Retry until done":                    "UP-01: Retry until done",
		"UP-01: Retry uploads - In progress":         "UP-01: Retry uploads",
		"UP-01 — APPROVED":                           "UP-01",
		"UP-01: What to do (when a user is blocked)": "UP-01: What to do (when a user is blocked)",
	} {
		if got := withoutTail(heading); got != want {
			t.Errorf("%q: %q, want %q", heading, got, want)
		}
	}
}
