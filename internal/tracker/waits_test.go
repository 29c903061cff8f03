package tracker

import (
	"fmt"
	"strings"
	"testing"
)

// family is a board of four packets, one with a note behind its status.
func family(note, rest string) string {
	return "# T\n\n## Packet Board\n\n| Packet | Title | Status |\n|---|---|---|\n" +
		"| RC-00 | a | DONE |\n| RC-01 | b | READY |\n| RC-02 | c | READY |\n| RC-03 | d | " + note + " |\n\n" + rest
}

func TestWherePacketsSayWhatTheyWaitFor(t *testing.T) {
	const graph = "RC-00 (freeze) ──blocks──► RC-01\nRC-01 + RC-02 ──all block──► RC-03 (verdict)\nRC-00 --blocks--> RC-02 --blocks--> RC-09\n"
	for _, tt := range []struct{ name, note, rest, want string }{
		{"a status", "BLOCKED (RC-01, RC-02)", "", "RC-03<RC-01 status RC-03<RC-02 status"},
		{"a status with a word", "READY (blocked by RC-01)", "", "RC-03<RC-01 status"},
		{"a remark", "DONE (RC-01 was hard)", "", ""},
		{"all", "BLOCKED (all)", "", "RC-03<RC-00 status RC-03<RC-01 status RC-03<RC-02 status"},
		{"a packet that the board lacks", "BLOCKED (RC-09)", "", "RC-03<RC-09 status"},
		{"no packet", "BLOCKED (legal)", "", "RC-03< status"},
		{"a section's status", "BLOCKED", "## RC-03: d\n\n**Status:** BLOCKED (RC-01 + import cycle)\n", "RC-03<RC-01 status"},
		{"a list says it too", "BLOCKED", "## RC-03: d\n\n**Status:** BLOCKED (all)\n\nBlocked by:\n- RC-02\n", "RC-03<RC-02 list"},
		{"a graph before the sections", "READY", "```\n" + graph + "```\n", "RC-01<RC-00 graph RC-02<RC-00 graph RC-03<RC-01 graph RC-03<RC-02 graph"},
		{"a graph in a section", "READY", "## RC-00 Checklist: a\n\n### Order\n\n```\n" + graph + "```\n", "RC-01<RC-00 graph RC-02<RC-00 graph RC-03<RC-01 graph RC-03<RC-02 graph"},
		{"a list and a graph", "READY", "```\nRC-01 ──blocks──► RC-03\n```\n\n## RC-03: d\n\nBlocked by:\n- RC-01\n", "RC-03<RC-01 list"},
		{
			"sentences in a record", "READY", "## RC-00: a\n\n```\nFiles changed:\n- a.go\n\nGates frozen:\n- RC-02 depends on RC-01 (client first)\n- RC-03 depends on all\n\nVerdict: APPROVED\n```\n",
			"RC-02<RC-01 graph RC-03<RC-00 graph RC-03<RC-01 graph RC-03<RC-02 graph",
		},
		{"prose that only names packets", "READY", "## RC-03: d\n\n- RC-03 builds on RC-01.\n- What depends on RC-01 waits.\n- RC-00 blocks nothing.\n", ""},
		{"a finding", "READY", "## RC-03: d\n\nFindings:\n- RC-03 depends on RC-01.\n", ""},
		{"a line without a colon", "READY", "## RC-03: d\n\nBlocked by RC-01\n", "RC-03<RC-01 graph"},
		{"an item without a colon", "READY", "## RC-03: d\n\n- Depends on RC-01 and RC-02\n", "RC-03<RC-01 graph RC-03<RC-02 graph"},
		{"one blocker", "READY", "## RC-03: d\n\nBlocker: RC-01\n", "RC-03<RC-01 list"},
		{"what it requires", "READY", "## RC-03: d\n\nRequires: RC-01\n", "RC-03<RC-01 graph"},
		{"what it requires besides", "READY", "## RC-03: d\n\nRequires: Docker 24\n\nNeeds: RC-01\n", "RC-03<RC-01 graph"},
		{"this packet", "READY", "## RC-03: d\n\nThis packet is blocked by RC-01.\n", "RC-03<RC-01 graph"},
		{"what it waits for", "READY", "## RC-03: d\n\nWaiting on:\n- RC-01\n", "RC-03<RC-01 list"},
		{"itself", "READY", "## RC-03: d\n\nBlocked by RC-03's own review\n", ""},
		{"what is past", "READY", "## RC-03: d\n\nThis packet was blocked by RC-01. No longer blocked by RC-02.\n", ""},
		{"all under a label", "READY", "## RC-03: d\n\nBlocked by:\n- all other packets\n", "RC-03<RC-00 list RC-03<RC-01 list RC-03<RC-02 list"},
		{"all, and one by name", "READY", "## RC-03: d\n\nBlocked by:\n- all (DONE)\nRC-03, RC-00\n", "RC-03<RC-00 list RC-03<RC-01 list RC-03<RC-02 list RC-03<RC-03 list"},
	} {
		var got []string
		for _, p := range parse(t, family(tt.note, tt.rest)).Packets {
			for _, b := range p.Blockers {
				got = append(got, fmt.Sprintf("%s<%s %s", p.ID, b.ID, b.Place))
			}
		}
		if got := strings.Join(got, " "); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestBlockersInACell(t *testing.T) {
	for cell, want := range map[string]string{
		"P1": "P1", "P1, P9": "P1 P9", "P1 (DONE), P9": "P1+ P9", "P9": "P9", "P1-P2": "P1 P2", "—": "", "none": "", "Q4 budget": "",
	} {
		p := parse(t, "| Packet | Status | Depends On |\n|---|---|---|\n| P1 | DONE | |\n| P2 | READY | |\n| P3 | READY | "+cell+" |\n").Packet("P3")
		if got := strings.TrimSpace(blockersOf(p)); got != want {
			t.Errorf("%s: %q, want %q", cell, got, want)
		}
	}
}

func TestReviewStateBehindTheStatus(t *testing.T) {
	for _, tt := range []struct {
		note, rest string
		want       ReviewState
		line       int
	}{
		{"DONE/APPROVED", "", ReviewApproved, 10},
		{"DONE", "## RC-03: d\n\n**Status:** DONE / APPROVED\n", ReviewApproved, 14},
		{"DONE", "## RC-03: d\n\n**Status:** DONE\n", ReviewNone, 0},
		{"DONE", "## RC-03: d\n\n**Status:** DONE / shipped\n", ReviewNone, 0},
		{"DONE", "## RC-03: d\n\n**Status:** IN_REVIEW / changes requested\n", ReviewChangesRequested, 14},
		{"DONE/CHANGES_REQUESTED", "", ReviewChangesRequested, 10},
		{"✅ DONE / blocked", "", ReviewBlocked, 10},
	} {
		p := parse(t, family(tt.note, tt.rest)).Packet("RC-03")
		if p.ReviewState != tt.want || p.ReviewAt.Line != tt.line {
			t.Errorf("%s %q: %q in line %d", tt.note, tt.rest, p.ReviewState, p.ReviewAt.Line)
		}
	}
	for _, tt := range []struct {
		status, column, section string
		want                    [3]ReviewState // the board's, behind its status, behind the section's
	}{
		{"DONE", "—", "DONE / APPROVED", [3]ReviewState{ReviewNone, ReviewNone, ReviewApproved}},
		{"DONE/CHANGES_REQUESTED", "APPROVED", "DONE", [3]ReviewState{ReviewApproved, ReviewChangesRequested, ReviewNone}},
		{"DONE/CHANGES_REQUESTED", "", "DONE", [3]ReviewState{ReviewChangesRequested, ReviewChangesRequested, ReviewNone}},
		{"DONE/PENDING", "", "DONE / blocked", [3]ReviewState{ReviewPending, ReviewPending, ReviewBlocked}},
	} {
		p := parse(t, "| Packet | Status | Review State |\n|---|---|---|\n| RC-00 | "+tt.status+" | "+tt.column+" |\n\n## RC-00\n\nStatus: "+tt.section+"\n").Packets[0]
		if got := [3]ReviewState{p.ReviewState, p.StatusReview, p.SectionReview}; got != tt.want {
			t.Errorf("%+v: %v", tt, got)
		}
	}
}

func TestLookAlikeHeadings(t *testing.T) {
	for heading, told := range map[string]bool{
		"## RС-01 Checklist: b":          true, // a Cyrillic letter
		"## R\u200bC-01: b":              true,
		"## RC‑01: b":                    true, // a non-breaking hyphen
		"### Packet ＲＣ-01 Review Record": true,
		"## RC-01 Checklist: déjà vu":    false,
		"## ✅ RC-01: b":                  false,
		"## Привет-01":                   false,
		"## Überblick":                   false,
		"## RС-77: no such packet":       false,
	} {
		tr := Parse("t.md", []byte(family("READY", "## RC-00: a\n\n"+heading+"\n\n- [ ] a box\n")), Grammar{})
		if (tr.Err() != nil) != told || told && (tr.Problems[0].Line != 14 || tr.Problems[0].Packet != "RC-01") {
			t.Errorf("%q: %v", heading, tr.Err())
		}
	}
	tr := Parse("t.md", []byte(family("READY", strings.Repeat("## RС-01\n\n", 500))), Grammar{})
	if len(tr.Problems) != maxLookalikes {
		t.Errorf("%d problems", len(tr.Problems))
	}
}

func TestACountOfPacketsIsNoPacket(t *testing.T) {
	tr := parse(t, family("READY", "## RC-00: a\n\n- [ ] one\n\n## Packet 5 of 7\n\n- [ ] two\n"))
	if p := tr.Packet("RC-00"); len(tr.Packets) != 4 || len(p.Boxes) != 2 {
		t.Errorf("%d packets, %d boxes", len(tr.Packets), len(p.Boxes))
	}
	numbers := "| Packet | Status |\n|---|---|\n| 1 | DONE |\n| 2 | READY |\n\n"
	for heading, packets := range map[string]int{"## Packet 5 of 7": 2, "## Packet 5: late": 3, "## Packet 2 of 7": 2} {
		if tr := parse(t, numbers+heading+"\n"); len(tr.Packets) != packets {
			t.Errorf("%s: %d packets", heading, len(tr.Packets))
		}
	}
}

func TestFindingsInProse(t *testing.T) {
	for rest, want := range map[string]string{
		"### Findings\n\nNo test covers the refund path.\n":               "No test covers the refund path.",
		"### Findings\n\nThe reviewer found:\n\nOne thing.\n\nAnother.\n": "One thing.|Another.",
		"### Findings\n\nThe reviewer found:\n\n- one\n- two\n":           "one|two",
		"### Findings\n\nNo findings.\n":                                  "",
		"### Findings\n\nNone.\n":                                         "",
		"### Findings\n\nNo new issues were found in the rerun.\n":        "",
		"### Findings\n\nThe flag is read twice.\n\n- [ ] fix it\n":       "The flag is read twice.|fix it",
		"### Notes\n\nThe flag is read twice.\n":                          "",
		"### Findings\n\nToo slow.\n\nCommands run:\n- `a b` -> exit 0":   "Too slow.",
	} {
		var got []string
		for _, f := range packetOf(t, rest).Findings {
			got = append(got, f.Value)
		}
		if got := strings.Join(got, "|"); got != want {
			t.Errorf("%q: %s, want %s", rest, got, want)
		}
	}
}

func TestRulesBehindThePackets(t *testing.T) {
	tr := parse(t, family("READY", "## RC-00: a\n\n### Rules\n\n1. of the packet\n\n## Rules\n\n1. one\n2. two\n\n## RC-01: b\n\n1. no rule\n"))
	if len(tr.Rules) != 2 || tr.Rules[0].Value != "one" {
		t.Errorf("%+v", tr.Rules)
	}
}

func TestAnUnfilledRecord(t *testing.T) {
	for content, records := range map[string]int{"TODO": 1, "<fill in>": 1, "(pending)": 1, "TODO\nlater": 0, "ok": 0, "": 0} {
		p := parse(t, family("READY", "## RC-03: d\n\n### RC-03 Review Evidence\n\n```markdown\n"+content+"\n```\n")).Packet("RC-03")
		if len(p.Records) != records || len(p.Verdicts) > 0 || len(p.Claims) > 0 {
			t.Errorf("%q: %d records", content, len(p.Records))
		}
	}
}
