package tracker

import (
	"strings"
	"testing"
)

// tabled reads a table with one row behind a text in a packet's section.
func tabled(t *testing.T, before, header, row string) *Packet {
	t.Helper()
	delimiter := "|" + strings.Repeat("---|", strings.Count(header, "|")+1)
	tr := parse(t, board("## RC-01: Second\n\n"+before+"\n\n| "+header+" |\n"+delimiter+"\n| "+row+" |\n"))
	if len(tr.Problems) > 0 {
		t.Fatalf("%s: %v", header, tr.Problems)
	}
	return tr.Packet("RC-01")
}

func TestTabledCommands(t *testing.T) {
	for _, test := range []struct{ header, row, claims string }{
		{"Command | Exit", "`make lint` | 1", "make lint=exit 1"},
		{"Cmd | RC", "`make lint` | 1", "make lint=exit 1"},
		{"**Command** | **Exit code**", "`make lint` | 0", "make lint=exit 0"},
		{"Required command | Exit code", "`make lint` | 1", "make lint=exit 1"},
		{"Command run | Exit code", "make lint | 1", "make lint=exit 1"},
		{"Befehl | Exit-Code", "`make lint` | 1", "make lint=exit 1"},
		{"Exit code | Command", "1 | `make lint`", "make lint=exit 1"},
		{"Command | Exit code (macOS) | Exit code (Linux)", "`make lint` | 0 | 1", "make lint=exit 1"},
		{"Command | Exit code (macOS) | Exit code (Linux)", "`make lint` | 0 | —", "make lint=exit 0"},
		{"Command | Exit code", "`make lint` | 0 → 1", "make lint=exit 1"},
		{"Command | Exit code", "`make lint` | 1 → 0", "make lint=exit 0"},
		{"Command | Exit code", "`make lint` | 0, 1, 0", "make lint=exit 1"},
		{"Command | Exit code", "`make lint` | N/A", "make lint=not-run"},
		{"Command | Exit code", "`make lint` | —", "make lint="},
		{"Command | Exit code", "`make a`<br>`make lint` | 0<br>1", "make a=exit 0|make lint=exit 1"},
		{"Command | Exit code", "`make a`<br/>`make lint` | 0", "make a=exit 0|make lint=exit 0"},
		{"Command | Exit code", "`make a`, `make lint` | 0<br>1", "make a=exit 1|make lint=exit 1"},
		{"Command | Expected | Actual", "`make lint` | exit 0 | exit 1", "make lint=exit 1"},
		{"Command | Expected | Actual", "`make lint` | 0 | 1", "make lint=exit 1"},
		{"Command | Expected exit | Exit", "`make lint` | 1 | 0", "make lint=exit 0"},
		{"Command | Result", "`grep -c x y` | 0", "grep -c x y=0"},
		{"Command | Result | Exit code", "`make lint` | FAILED | 0", "make lint=failed"},
		{"Check | Result", "`make lint` | exit 1", "make lint=exit 1"},
		{"Check | Command | Result", "Lint | `make lint` | exit 1", "make lint=exit 1"},
		{"Item | Evidence", "Lint | `make lint` -> exit 1", "make lint=exit 1"},
		{"Item | Evidence", "Lint | `make lint` exit 1, `make doc` exit 0", "make lint=exit 1|make doc=exit 0"},
		{"Item | Evidence", "`make lint` | exit 1", "make lint=exit 1"},
		{"Run | Log", "`make lint` -> exit 1 | [log](#)", "make lint=exit 1"},
		{"Gate | Command | Exit", "P0 | `make lint` | 1", "make lint=exit 1"},
		{"File | Why", "`go.mod` | a newer one", ""},
		{"Function | Result", "`parse` | done", ""},
		{"Tool | Version", "`go version` | go1.25", ""},
		{"Option | Notes", "`make lint` | slow, exit 1 once", ""},
	} {
		if got := claimed(tabled(t, "### Evidence", test.header, test.row)); got != test.claims {
			t.Errorf("%s: %s: %q, want %q", test.header, test.row, got, test.claims)
		}
	}
}

func TestTabledGates(t *testing.T) {
	for _, test := range []struct {
		before, header, row string
		want                GateResult
	}{
		{"### Review Gates", "Gate | Result", "P0 | FAIL", GateFail},
		{"### Review Gates", "Gate | Result | Reason", "P0 | PASS | exit 0", GatePass},
		{"### Review Gates", "Name | Says", "P0 Build | FAIL", GateFail},
		{"### Review", "Gate | Check | Result", "P0 | Build passes | FAIL", GateFail},
		{"### Review", "Gate | Result", "**P2** | N/A", GateNA},
		{"Gate checklist:", "Gate | Result", "P0 | ❌", GateFail},
		{"Gate checklist:", "Gate | Result", "P0 | ", GateUnfilled},
		{"Gate checklist:", "Gate | Result", "P0 | not yet run", GateWithheld},
	} {
		gates := tabled(t, test.before, test.header, test.row).Gates
		if len(gates) != 1 || gates[0].Result != test.want {
			t.Errorf("%s: %s: %+v, want %s", test.header, test.row, gates, test.want)
		}
	}
	if gates := tabled(t, "### Risks", "Severity | Risk", "P0 | it FAILs").Gates; len(gates) > 0 {
		t.Errorf("a severity is no gate: %+v", gates)
	}
}

func TestTabledFields(t *testing.T) {
	p := tabled(t, "### Review Record", "Field | Value", "Verdict | CHANGES_REQUESTED |\n| **Commit** | `4be1c0d5` |\n| Findings: | loops on 503 |\n| Blocked by | RC-00 |\n| Status | IN_REVIEW |\n| Author | Ann")
	if v := p.Verdict(); v == nil || v.State != ReviewChangesRequested {
		t.Errorf("verdict %+v", v)
	}
	if c := p.Checkpoint(); c == nil || c.State != CheckpointRecorded {
		t.Errorf("checkpoint %+v", c)
	}
	if len(p.Findings) != 1 || len(p.Blockers) != 1 || p.SectionStatus.Value != "IN_REVIEW" {
		t.Errorf("findings %v, blockers %v, status %v", p.Findings, p.Blockers, p.SectionStatus)
	}
	if p := tabled(t, "### Rounds", "Reviewer | Verdict", "Ann | CHANGES_REQUESTED"); p.Verdict() == nil {
		t.Error("a column of verdicts is not read")
	}
	if p := tabled(t, "### Options", "Option | Verdict", "sleep | rejected"); len(p.Verdicts) > 0 {
		t.Errorf("a verdict on something else: %+v", p.Verdicts)
	}
	if p := tabled(t, "### Others", "Packet | Verdict", "RC-00 | CHANGES_REQUESTED"); len(p.Verdicts) > 0 {
		t.Errorf("another packet's verdict: %+v", p.Verdicts)
	}
}

func TestTabledBlockers(t *testing.T) {
	for _, test := range []struct{ header, row, want string }{
		{"Packet | Why", "RC-00 | its format", "RC-00"},
		{"Why | Packet", "its format | RC-00", "RC-00"},
		{"Name | Why", "RC-00 (DONE) | its format", "RC-00+"},
		{"Packet | Why", "— | nothing", ""},
	} {
		if got := blockersOf(tabled(t, "Blocked by:", test.header, test.row)); got != test.want {
			t.Errorf("%s: %s: %q, want %q", test.header, test.row, got, test.want)
		}
	}
}
