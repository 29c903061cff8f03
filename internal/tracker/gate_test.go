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
		"PASS (1 test fails, known)": GateFail, "PASS but lint fails": GateFail, "PASS, but the unit tests fail": GateFail, "PASS — CI is red": GateFail,
		"PASS (12 passed, 3 failed)": GateFail, "PASS with 2 failures": GateFail, "PASS (2 tests failed on Windows, pre-existing)": GateFail, "PASS — exit 1": GateFail,
		"PASS (skipped)": GateWithheld, "PASS - skipped": GateWithheld, "PASS (tests not run)": GateWithheld, "PASS; tests skipped": GateWithheld,
		"PASS (not run)": GateWithheld, "PASS, not yet verified": GateWithheld, "PASS (reviewed, pending CI)": GateWithheld, "PASS → withdrawn": GateWithheld,
		"PASS — revoked by Bea": GateWithheld, "PASS (nothing was run)": GateWithheld, "PASS (assumed green)": GateWithheld, "PASS — TODO": GateWithheld,
		"PASS (1 test failed first, then passed)": GatePass, "PASS (3 failures, fixed in abcdef0)": GatePass, "PASS (12 passed, 0 failed)": GatePass,
		"PASS (no failures)": GatePass, "PASS — 0 failed, 3 skipped": GatePass, "PASS (not run on Windows because CI has none)": GatePass,
		"PASS — skipped packets are told": GatePass, "PASS (failed uploads are retried)": GatePass, "PASS — a failure in CI is told": GatePass,
		"PASS (revoked tokens are refused)": GatePass, "PASS — pending orders stay": GatePass, "PASS (2 failing tests fixed)": GatePass,
		"PASS (once per run)": GatePass, "PASS — N/A for a docs-only packet": GatePass, "PASS (known flake passed on a re-run)": GatePass,
		"PASS (tests fail without the mend)": GatePass, "PASS — withdrawn offers are hidden": GatePass, "PASS — expected exit codes seen": GatePass,
		"PASS (Bea, 2026-02-03)": GatePass, "PASS — [log](https://x.test/1)": GatePass, "PASS (1 expected failure)": GatePass, "PASS (exit 0)": GatePass,
		"PASS (N/A)": GateNA,
		"n/a":        GateNA, "N/A (docs only)": GateNA, "not applicable": GateNA, "skipped": GateNA, "—": GateNA,
		"PASS/FAIL": GateUnfilled, "PASS | FAIL": GateUnfilled,
	} {
		p := packetOf(t, "- [x] P1: "+said+"\n\nGate checklist:\n- P1: "+said)
		if len(p.Gates) != 2 || p.Gates[0].Result != want || p.Gates[1].Result != want {
			t.Errorf("%q: %+v, want %s", said, p.Gates, want)
		}
	}
	for said, want := range map[string]GateResult{
		"lint fails": GateFail, "reviewed; tests not run": GateWithheld, "All commands ran, 2 failed": GateFail,
		"Pending orders stay — PASS": GatePass, "lint fails — PASS": GateFail, "behaviour reviewed, CI skipped": GateWithheld,
	} {
		if p := packetOf(t, "- [x] P1: "+said); len(p.Gates) != 1 || p.Gates[0].Result != want {
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
