package gate

import (
	"slices"
	"strings"
)

// widened gives the board one more column.
func widened(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		switch {
		case strings.HasPrefix(line, "| Packet | Title"):
			lines[i] += " Effort |"
		case strings.HasPrefix(line, "|---|---|---|---|"):
			lines[i] += "---|"
		case strings.HasPrefix(line, "| HB-0"):
			lines[i] += " 2 days |"
		}
	}
	return strings.Join(lines, "\n")
}

// reordered puts the fields of HB-01's review record into another order.
func reordered(text string) string {
	start := strings.Index(text, "Commands run + exit codes (reviewer-rerun)")
	end := strings.Index(text[start:], "```") + start
	fields := strings.Split(strings.TrimSuffix(text[start:end], "\n"), "\n\n")
	slices.Reverse(fields)
	return text[:start] + strings.Join(fields, "\n\n") + "\n" + text[end:]
}

var honestEdits = []honest{
	// How it is written.
	{"star bullets", everywhere("\n- ", "\n* ")},
	{"plus bullets", everywhere("\n- ", "\n+ ")},
	{"capital marks", everywhere("[x]", "[X]")},
	{"CRLF", everywhere("\n", "\r\n")},
	{"a byte-order mark", in("", "# Harbor", "\ufeff# Harbor")},
	{"no final newline", in("## HB-07", "`7c0ffee7`\n", "`7c0ffee7`")},
	{"tabs behind bullets", everywhere("\n- [", "\n-\t[")},
	{"space at the ends of lines", everywhere("exit 0\n", "exit 0 \t\n")},
	{"numbered boxes", in("## HB-01", "- [x] Never log", "2. [x] Never log")},
	{"indented boxes", everywhere("\n- [x]", "\n - [x]")},
	{"a board without outer pipes", in("", row6+"  |  |  | HB-06 section |", "HB-06 | Docs Alignment | READY |  |  |  | HB-06 section")},
	{"an extra column", rewritten(widened)},
	{"what looks like a box and is none", in("## HB-02", "### Command Proof", "- []byte is what is counted.\n- [x](https://example.com/x) tells why.\n- [x]: a reference\n- ✅ Both limits hold.\n\n### Command Proof")},
	{"a rule over two lines", in("## Rules", "exact commands and explicit", "exact commands\n   and explicit")},

	// Status, review and names.
	{"a bold status", row(row1, strings.Replace(row1, "DONE", "**DONE**", 1))},
	{"a status with a mark", row(row1, strings.Replace(row1, "DONE", "✅ DONE", 1))},
	{"a status in code", row(row1, strings.Replace(row1, "DONE", "`DONE`", 1))},
	{"a status in small letters", row(row1, strings.Replace(row1, "DONE", "done", 1))},
	{"status and review in one", row(row1, strings.Replace(row1, "DONE", "DONE/APPROVED", 1))},
	{"another word for READY", row(row6, "| HB-06 | Docs Alignment | NOT STARTED |")},
	{"why it is blocked", row(row4, "| HB-04 | Full Replay | BLOCKED (HB-03) |")},
	{"an account", row(row1, strings.Replace(row1, "Claude", "@claude", 1))},
	{"no code around the verdict", in("## HB-01", "recorded: `APPROVED`", "recorded: APPROVED")},
	{"a bold verdict", in(record1, "Verdict: APPROVED", "**Verdict:** APPROVED")},

	{"how it was approved", in(record1, "Verdict: APPROVED", "Verdict: APPROVED (round 2, after the rerun)")},
	{"who approved it", in(record1, "Verdict: APPROVED", "Verdict: APPROVED — by Claude")},
	{"another word for an approval below a ticked box", in(record1, "Verdict: APPROVED", "Verdict: LGTM")},
	{"an older record that was never filled in", in("## HB-01", "### HB-01 Review Record", "### HB-01 First Review Record\n\n```text\nGate checklist:\n- P0: PASS | FAIL\n\nVerdict: PENDING\n```\n\n### HB-01 Review Record")},

	{"a tick for a gate", in("## HB-01", "P1 PASS —", "P1 ✅")},
	{"a gate without failures", in(record1, "P1: PASS (3 kinds)", "P1: PASS (3 kinds, 0 failed)")},
	{"a gate whose failures are mended", in(record1, "P1: PASS (3 kinds)", "P1: PASS (3 kinds; first run had 1 failed, flaky)")},
	{"a gate about failures", in("## HB-01", "P1 PASS — expiry", "P1 PASS — 2 failure modes and a FAILED lock: expiry")},
	{"a gate that passes by its box", in("## HB-01", "P1 PASS — expiry", "P1: expiry")},

	// Outcomes.
	{"another arrow", everywhere(" -> exit", " → exit")},
	{"a fat arrow", everywhere(" -> exit", " => exit")},
	{"a long arrow", everywhere(" -> exit", " --> exit")},
	{"a dash", everywhere(" -> exit", " — exit")},
	{"exit code", everywhere("-> exit ", "-> exit code ")},
	{"EXIT_CODE", everywhere("-> exit ", "-> EXIT_CODE: ")},
	{"passed, with its code", verified(" -> PASS (exit code 0)")},
	{"passed, and the record has the code", in("## HB-01", "- [x] `go build ./...` -> exit 0", "- [x] `go build ./...` passed.")},
	{"bold", verified(" -> **exit 0**")},
	{"a duration", verified(" -> exit 0 (2m 13s)")},
	{"a failure before the rerun", in("## HB-01", "- [x] `go build ./...` -> exit 0", "- [x] `go build ./...` -> exit 1 (network)")},
	{"a time-out before the rerun", verified(" -> exit 0 (rerun; first attempt timed out)")},
	{"a code before the rerun", verified(" -> exit 1, then exit 0 on rerun")},
	{"a struck code before the rerun", verified(" -> ~~exit 1~~ exit 0")},
	{"an expected code that came", in("## HB-01", "internal/session` -> exit 1 (no direct clock left)", "internal/session` -> expected exit 1, got exit 1")},
	{"a list below", inQuay("", "(see below)", "see the list below")},
	{"a code of old", verified(" -> exit 0. Before the fix it exits 1.")},
	{"a limit of time", verified(" -> exit 0 (timeout 10m)")},
	{"no failures", verified(" -> failed: 0, exit 0")},
	{"what ran not", verified(" -> exit 0 (not run in parallel)")},
	{"killed mutants", verified(" -> exit 0 (killed 3 mutants)")},
	{"green, and the record has the code", in("## HB-01", "- [x] `go build ./...` -> exit 0", "- [x] `go build ./...` is green 👍")},
	{"a ticked box about code", in("## HB-01", "- [x] Never log", "- [x] `POST /sessions` works.\n- [x] `type Clock struct` done\n- [x] Never log")},
	{"quoted otherwise", in(record1, `"Expiry|Idle|Renew"`, `'Expiry|Idle|Renew'`)},
	{"double backticks", in("## HB-01", "`go mod verify`", "`` go mod verify ``")},

	// What may be filled in and added.
	{"a pending hash is filled in", in("### HB-00", "- `6dbb2e06` (docs(HB-00): scope freeze)", "- `6dbb2e06`")},
	{"a full hash", checkpoint2("- c2a0bbbb00000000000000000000000000000000")},
	{"two hashes", checkpoint2("- `c1a0aaaa`, `c2a0bbbb` feat(HB-02)")},
	{"a link to the run", verified(" -> exit 0 ([run](https://github.com/octo/app/actions/runs/1))")},
	{"(DONE) behind a blocker of a packet at rest", in("## HB-07", "- HB-00 (DONE)", "- HB-00 — DONE")},
	{"a note with soft words behind a requirement", in("## HB-01", "Never log a session token.", "Never log a session token. Operators should still rotate keys (roughly 40).")},
	{"a count in words", in(record1, "(5 commands", "(five commands")},
	{"checks beside commands", in(record1, "(5 commands,", "(6/6 checks, 5 commands,")},
	{"an author of something else", row(row1, strings.Replace(row1, "Claude", "Claude (author of the plan)", 1))},
	{"a word behind a requirement", in("## HB-01", "Never log a session token.", "Never log a session token. Checked by hand.")},
	{"a typing error mended", in("## HB-01", "idleness", "idlenes").atBaseToo()},
	{"another box", in("## HB-01", "- [x] Never log", "- [x] Tell the operators.\n- [x] Never log")},
	{"another heading in the packet", in("## HB-02", "### Command Proof", "## **Verdict: GO**\n\nAll lanes agree.\n\n### Command Proof")},
	{"a table like a board in the packet", in("## HB-02", "### Command Proof", "| Packet | Status | Review State |\n|---|---|---|\n| HB-06 | DONE | APPROVED |\n\n### Command Proof")},
	{"a box in a fence", in("## HB-02", "### Command Proof", "```\n- [ ] Only an example.\n```\n\n### Command Proof")},
	{"destructive words in the rollback", in(record2, "- Revert the commit.", "- `git reset --hard c1a0aaaa`")},
	{"a new packet", in("", "| HB-07 | Changelog", "| HB-08 | Retrospective | READY |  |  |  |  |\n| HB-07 | Changelog").and("\n## HB-07", "\n## HB-08: Retrospective\n\n- [ ] Talk.\n\n## HB-07")},
	{"a record without a language", in(record1, "```text", "```")},
	{"the fields in another order", rewritten(reordered)},
	{"an N/A gate with a colon", in("## HB-00", "P1 N/A (docs only)", "P1: N/A — docs only").fresh()},
}
