package rule

import (
	"testing"

	"github.com/packetgate/packetgate/internal/tracker"
)

func TestATickedBoxThatSaysItFailed(t *testing.T) {
	for text, want := range map[string]bool{
		"Smoke test FAILED": true, "Smoke test — FAILED": true, "Smoke test — FAILED (known flake)": true, "Smoke test **FAILED**": true,
		"Smoke tests (FAILED)": true, "FAILED: smoke test": true, "[FAILED] smoke test": true, "Deploy to staging - FAILED": true, "Smoke test — TIMEOUT": true,
		"Smoke test failing": true, "Smoke test: failing": true, "All integration tests are failing": true, "Build is red": true,
		"The smoke test failed on staging": true, "Unit tests timed out after 10m": true, "Load test hung": true, "Load test: killed": true,
		"Load test — did not pass": true, "Payment flow — failed": true, "Migration ran and failed": true,
		"Unit tests exit 1": true, "Unit tests: exit 1": true, "Checks the flag -> exit 2 (as seen on CI)": false,
		"Manual QA ❌": true, "Manual QA: ❌ broken": true, "E2E suite 12 passed, 3 failed": true, "Smoke test (1 failed)": true, "E2E suite: 3 failures": true,
		"Write the guide (not done)": true, "Write the guide — not yet": true, "Write the guide. Not implemented.": true, "Soak test (not run)": true,
		"Soak test [skipped]": true, "Soak test, pending CI": true, "Guide (to be written)": false, "Deploy to staging - to be done": true, "Guide (TODO)": true,
		"Guide (no TODO left)": false, "Soak test (not run on Windows: no runner)": false, "A new order is shown as → pending": false, "Retry a job — not run": false,
		"Docs (not applicable)": false, "Migrations (pending ones too)": false, "Tokens (revoked ones are refused)": false, "Ask Ann (done)": false,

		"returns exit 1 on bad input": false, "login with a wrong password fails": false, "The build fails on a dirty tree": false,
		"Returns FAILED status when the job dies": false, "Job goes to FAILED on timeout": false, "State machine: RUNNING -> FAILED": false,
		"Rename state ERROR -> FAILED": false, "Mapping: timeout -> FAILED, crash -> FAILED": false, "`foo` prints FAILED": false,
		"Rejected uploads: FAILED is shown": false, "Verify that wrong token → exit 1": false, "Reject: exit 1 on invalid": false,
		"timed out requests are retried": false, "Handle timeouts: the client gives up after 30 s": false, "HTTP client: timeout, retries": false,
		"Check timeout on slow networks": false, "Build timeout: 10 minutes": false, "Session: timed out after 10 minutes": false,
		"Fix the failing tests": false, "Fix smoke test failing on Windows": false, "Previously failing test now passes": false,
		"Smoke test failed, then passed on rerun": false, "Tests which failed before: fixed": false, "No tests failed": false,
		"Smoke test: 12 passed, 0 failed": false, "Backup restore was tested; none failed": false, "Lockout: 5 failures": false,
		"Legend: ❌ means failed": false, "Failing closed on errors": false, "Alert fires when a backup fails": false, "Test failed logins": false,
	} {
		if got := boxFails(&tracker.Box{Text: tracker.Text{Value: text}}, nil); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// What is added to a box that the base knows is how it went.
func TestAFailureAddedToABox(t *testing.T) {
	asked := map[string]bool{"Cold cache": true, "Warm cache.": true, "A wrong password fails": true, "Disk full": true, "Smoke test — FAILED": true, "The upload ends: FAILED": true, "Jobs that must run": true, "Show the state (not run)": true}
	for text, want := range map[string]bool{
		"Cold cache failed": true, "Cold cache (timed out)": true, "Cold cache is failing": true, "Cold cache: exit 1": true, "Warm cache failed on CI": true,
		"Warm cache. It failed on CI.": true, "Cold cache failed first, then passed": false, "Cold cache": false, "A wrong password fails": false,
		"Jobs that must run (not done)": true, "Jobs that must run. Not yet.": true, "Show the state (not run)": false,
		"Smoke test — FAILED": true, "The upload ends: FAILED": false, "Disk full: the write fails": false,
	} {
		if got := boxFails(&tracker.Box{Text: tracker.Text{Value: text}}, asked); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
