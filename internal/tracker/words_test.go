package tracker

import (
	"testing"
)

func TestStatusWords(t *testing.T) {
	tests := []struct {
		raw  string
		want Status
	}{
		{"DONE", StatusDone},
		{"**DONE**", StatusDone},
		{"`DONE`", StatusDone},
		{"✅ DONE", StatusDone},
		{"~~READY~~ DONE", StatusDone},
		{"Done ", StatusDone},
		{"DONE/APPROVED", StatusDone},
		{"DONE / APPROVED", StatusDone},
		{"[DONE](#rc-00)", StatusDone},
		{"TODO", StatusReady},
		{"PENDING", StatusReady},
		{"NOT STARTED", StatusReady},
		{"not_started", StatusReady},
		{"ready (blocked by P2,P3)", StatusReady},
		{"🔵 IN PROGRESS", StatusInProgress},
		{"IN-REVIEW", StatusInReview},
		{"CHANGES_REQUESTED", StatusChangesRequested},
		{"BLOCKED (GA-02)", StatusBlocked},
		{"BLOCKED (all)", StatusBlocked},
		{"", StatusNone},
		{"—", StatusNone},
		{"-", StatusNone},
		{"DОNE", StatusUnknown},       // Cyrillic О
		{"DO\u200bNE", StatusUnknown}, // zero-width space
		{"\u2060DONE", StatusUnknown}, // word joiner
		{"ＤＯＮＥ", StatusUnknown},       // fullwidth
		{"NOT DONE", StatusUnknown},
		{"DONE?", StatusUnknown},
		{"READY/DONE", StatusUnknown},
		{"running", StatusUnknown},
		{"DONE <!-- no -->", StatusUnknown},
	}
	v := newVocabulary(Grammar{})
	for _, tt := range tests {
		if got := v.status(tt.raw); got != tt.want {
			t.Errorf("status(%q) = %q, want %q", tt.raw, got, tt.want)
		}
	}
}

func TestConfiguredStatusWords(t *testing.T) {
	v := newVocabulary(Grammar{Statuses: map[Status][]string{
		StatusDone: {"✅", "[x]", "Shipped"}, StatusInProgress: {"running", "PENDING", "[-]"}, StatusReady: {"[ ]", "⬜"}, StatusInReview: {"☑️ DONE"},
	}})
	for raw, want := range map[string]Status{
		"✅": StatusDone, "**✅**": StatusDone, "✅ (by Ann)": StatusDone, "[x]": StatusDone, "[X]": StatusDone, "shipped": StatusDone, "🎉 _Shipped_": StatusDone,
		"**RUNNING**": StatusInProgress, "[-]": StatusInProgress, "[ ]": StatusReady, "⬜": StatusReady, "[~]": StatusUnknown, "❌": StatusUnknown,
		"pending": StatusInProgress, "TODO": StatusReady,
		"☑️ DONE": StatusDone, "✅ DONE": StatusDone, "done": StatusDone, // a status' own name is no other's word
		"": StatusNone, "—": StatusNone, "--": StatusNone,
	} {
		if got := v.status(raw); got != want {
			t.Errorf("status(%q) = %q, want %q", raw, got, want)
		}
	}
}

func TestReviewStates(t *testing.T) {
	for raw, want := range map[string]ReviewState{
		"—": ReviewNone, "-": ReviewNone, "N/A": ReviewNone, "": ReviewNone,
		"PENDING": ReviewPending, "IN_REVIEW": ReviewPending, "**APPROVED**": ReviewApproved,
		"CHANGES_REQUESTED": ReviewChangesRequested, "BLOCKED": ReviewBlocked, "АPPROVED": ReviewUnknown,
		"APPROVED (Ann, 2026-02-03)": ReviewApproved, "APPROVED (pending CI)": ReviewPending, "APPROVED (revoked)": ReviewChangesRequested, "PRE-APPROVED": ReviewUnknown, "✅": ReviewUnknown, "fine": ReviewUnknown,
	} {
		if got := reviewState(raw); got != want {
			t.Errorf("reviewState(%q) = %q, want %q", raw, got, want)
		}
	}
}
