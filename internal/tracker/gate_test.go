package tracker

import "testing"

// Every wording of a gate's result, in a ticked box and in a review record. A word that
// stands in neither list of results is a reason: the tick makes it a pass.
func TestGateResults(t *testing.T) {
	for said, want := range map[string]GateResult{
		"PASS": GatePass, "passed": GatePass, "Passes": GatePass, "✅": GatePass, "~~FAIL~~ PASS": GatePass,
		"PASS — errors are told": GatePass, "PASS (if the flag is set, too)": GatePass, "PASS pending checkpoint commit": GatePass,
		"FAIL": GateFail, "failed": GateFail, "failing": GateFail, "not passed": GateFail, "NOT PASSED": GateFail, "did not pass": GateFail,
		"doesn't pass": GateFail, "not OK": GateFail, "red": GateFail, "❌": GateFail, "🔴": GateFail, "no": GateFail, "no-go": GateFail,
		"HOLD": GateFail, "blocked": GateFail, "Rejected": GateFail, "timed out": GateFail, "error": GateFail, "commands exit 1": GateFail,
		"all tests — not passed": GateFail, "~~PASS~~ FAIL": GateFail,
		"PARTIAL": GateWithheld, "partially passed": GateWithheld, "WAIVED": GateWithheld, "waived by the lead": GateWithheld, "TODO": GateWithheld,
		"TBD": GateWithheld, "pending": GateWithheld, "PENDING (CI)": GateWithheld, "in progress": GateWithheld, "IN_REVIEW": GateWithheld,
		"not run": GateWithheld, "not yet": GateWithheld, "not verified": GateWithheld, "unverified": GateWithheld, "unknown": GateWithheld,
		"deferred": GateWithheld, "conditional": GateWithheld, "mostly": GateWithheld, "?": GateWithheld, "<PASS/FAIL>": GateWithheld,
		"PASS?": GateWithheld, "PASS (conditional)": GateWithheld, "PASS with conditions": GateWithheld, "PASSED except lint": GateWithheld,
		"PASS pending review": GateWithheld, "~~PASS~~": GateWithheld, "~~PASS~~ — all is well": GateWithheld, "⚠️ see below": GateWithheld,
		"smoke test — pending": GateWithheld, "PАSS": GateWithheld, "ＰＡＳＳ": GateWithheld, "PAS\u200bS": GateWithheld,
		"n/a": GateNA, "N/A (docs only)": GateNA, "not applicable": GateNA, "skipped": GateNA, "—": GateNA,
		"PASS/FAIL": GateUnfilled, "PASS | FAIL": GateUnfilled,
	} {
		p := packetOf(t, "- [x] P1: "+said+"\n\nGate checklist:\n- P1: "+said)
		if len(p.Gates) != 2 || p.Gates[0].Result != want || p.Gates[1].Result != want {
			t.Errorf("%q: %+v, want %s", said, p.Gates, want)
		}
	}
	for _, reason := range []string{
		"All commands exit 0", "green", "open redirects are refused", "pending migrations run", "Errors: none", "error-free", "Partial indexes are used",
		"no regressions found", "blocked users cannot sign in", "hold music plays", "the CLI exits 1 on bad input", "Failure paths clean up",
	} {
		p := packetOf(t, "- [x] P1: "+reason+"\n\nGate checklist:\n- P1: "+reason)
		if len(p.Gates) != 2 || p.Gates[0].Result != GatePass || p.Gates[1].Result != GateNone {
			t.Errorf("%q: %+v, want a reason", reason, p.Gates)
		}
	}
}

func TestAGateThatIsStruckThrough(t *testing.T) {
	p := packetOf(t, "- [x] ~~P0 PASS — all is well~~\n- [x] P1 PASS — ~~all~~ most is well")
	if len(p.Gates) != 2 || p.Gates[0].Result != GateWithheld || p.Gates[1].Result != GatePass {
		t.Errorf("%+v", p.Gates)
	}
}

func TestAnEmptyGateOfARecordIsUnfilled(t *testing.T) {
	p := packetOf(t, "- [x] P0\n\nGate checklist:\n- P0:\n- P1")
	for i, want := range []GateResult{GatePass, GateUnfilled, GateUnfilled} {
		if len(p.Gates) != 3 || p.Gates[i].Result != want {
			t.Errorf("%+v, want %s at %d", p.Gates, want, i)
		}
	}
}
