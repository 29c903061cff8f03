package rule

import (
	"testing"

	"github.com/packetgate/packetgate/internal/config"
)

// What a reworded box weighs: nothing where the words are kept, a warning where it cannot
// be told whether less is asked for, an error where less is.
func TestRewordedBoxes(t *testing.T) {
	const kept = config.Off
	for was, boxes := range map[string]map[string]config.Severity{
		"再試行は五回で諦める。": {
			"再試行は五回で諦める。（田中、3月1日）": kept, "再試行は五回で諦める。[^1]": kept, "[再試行は五回で諦める。](#x)": kept,
			"再試行は五回で諦める。対応済み。": kept, "再試行は五回で諦める：実装済み": kept, "再試行は五回で諦める。(#41)": kept,
			"再試行は五回であきらめる。": config.Warning, "再試行は三回で諦める。": config.Error, "ログを残す。": config.Error,
		},
		"全部のテストが失敗しない。": {"テストが失敗する。": config.Error},
		"Counters": {
			"Counters[^1]": kept, "[Counters](metrics.go)": kept, "Counter": kept, "Counters (metrics.go)": kept, "Gauges": config.Error,
		},
		"Größere Dateien werden fortgesetzt.": {"Gro\u0308ßere Dateien werden fortgesetzt.": kept},
		"Coverage at least 80 %.": {
			"Coverage at least 85 %.": config.Warning, "Coverage at least 70 %.": config.Error, "Coverage at least 80 % (84.2 %).": kept,
		},
		"Latency under 200 ms at p95.": {
			"Latency under 150 ms at p95.": config.Warning, "Latency under 300 ms at p95.": config.Error,
			"Latency under 200 ms at p99.": config.Warning, "Latency under 200 ms at p90.": config.Error, "Latency under 150 s at p95.": config.Error,
		},
		"Latency < 200 ms.":              {"Latency <150 ms.": config.Warning, "Latency <300 ms.": config.Error},
		"No more than 5 lint warnings.":  {"No more than 3 lint warnings.": config.Warning, "No more than 9 lint warnings.": config.Error},
		"No less than 5 lint rules.":     {"No less than 6 lint rules.": config.Warning, "No less than 4 lint rules.": config.Error},
		"Fix 12 flaky tests.":            {"Fix 14 flaky tests.": config.Warning, "Fix 12/12 flaky tests.": kept, "Fix 11/12 flaky tests.": config.Error, "Fix 3 flaky tests of 41.": config.Error},
		"Works with PostgreSQL 13 to 16": {"Works with PostgreSQL 13 to 17": config.Warning, "Works with PostgreSQL 14 to 16": config.Error},
		"Works with PostgreSQL 13-16":    {"Works with PostgreSQL 12-17": config.Warning, "Works with PostgreSQL 14-17": config.Error},
		"Upgrade to go 1.25.":            {"Upgrade to go 1.26.": config.Warning, "Upgrade to go 1.24.": config.Error, "Upgrade to go 1.3.": config.Error},
		"Runs 1.25.7 on 1,000 hosts":     {"Runs 1.25.8 on 2,000 hosts": config.Warning, "Runs 1.25.8 on 900 hosts": config.Error},
		"Retries in all 3 clients":       {"Retries in 3 clients": config.Error, "Retries in all 4 clients": config.Warning},
	} {
		for now, want := range boxes {
			tracker := func(box string) string {
				return "# T\n\n## Packet Board\n\n| Packet | Title | Status |\n|---|---|---|\n| GA-01 | a | IN_PROGRESS |\n\n## GA-01: a\n\n- [ ] " + box + "\n"
			}
			got := kept
			for _, f := range Check(newCase(tracker(was), tracker(was), tracker(now), "", nil)) {
				if f.Rule == RequirementWeakened {
					got = f.Severity
				}
			}
			if got != want {
				t.Errorf("%s\n-> %s\n%s, want %s", was, now, got, want)
			}
		}
	}
}

// A reopened gate may say something else than it did; one that is gone is missed.
func TestReopenedGates(t *testing.T) {
	tracker := func(status, heading, gate string) string {
		return "# T\n\n## Packet Board\n\n| Packet | Title | Status |\n|---|---|---|\n| GA-01 | a | " + status + " |\n\n## GA-01: a\n\n" + heading + "\n\n" + gate + "\n- [x] P2 PASS\n\nFindings:\n- It loops.\n"
	}
	for gate, want := range map[string]bool{
		"- [ ] P0": false, "- [ ] P0:": false, "- [ ] P0 Build and tests pass": false, "- [ ] P0 (rerun)": false, "- [ ] P0 pending re-review": false,
		"- [x] P0 FAIL — it loops": false, "- [ ] P1 PASS": true, "- [ ] Build and tests pass": true,
	} {
		for _, heading := range []string{"### Review Gates", "### Implementation"} {
			base := tracker("DONE", heading, "- [x] P0 PASS — the commands exit 0")
			got := false
			for _, f := range Check(newCase(base, base, tracker("CHANGES_REQUESTED", heading, gate), "", nil)) {
				got = got || f.Rule == RequirementWeakened
			}
			if got != want {
				t.Errorf("%s under %q: missed %t, want %t", gate, heading, got, want)
			}
		}
	}
}
