package tracker

import "testing"

// What a review comes to where verdicts are worded in many ways, or several reviewers
// give theirs: the gravest of a review counts, the last of a reviewer, and a later
// review over an earlier one.
func TestVerdictsOfReviews(t *testing.T) {
	for said, want := range map[string]ReviewState{
		"Verdict: APPROVED":                                                                  ReviewApproved,
		"Final verdict: CHANGES_REQUESTED":                                                   ReviewChangesRequested,
		"Verdict – CHANGES_REQUESTED":                                                        ReviewChangesRequested,
		"**Verdict — CHANGES_REQUESTED**":                                                    ReviewChangesRequested,
		"Verdict = BLOCKED":                                                                  ReviewBlocked,
		"### Final verdict\n\nREJECTED":                                                      ReviewChangesRequested,
		"Verdict: CHANGES_REQUESTED → APPROVED":                                              ReviewApproved,
		"Verdict: CHANGES_REQUESTED, then APPROVED (Ann)":                                    ReviewApproved,
		"Verdict: APPROVED, then REJECTED":                                                   ReviewChangesRequested,
		"Verdict: APPROVED (Ann), CHANGES_REQUESTED (Bea)":                                   ReviewChangesRequested,
		"Verdict: CHANGES_REQUESTED (Bea), APPROVED (Bea)":                                   ReviewApproved,
		"Verdict: Ann: APPROVED; Bea: BLOCKED":                                               ReviewBlocked,
		"Verdict: APPROVED, blocked users cannot sign in":                                    ReviewApproved,
		"Verdict: APPROVED | CHANGES_REQUESTED | BLOCKED":                                    ReviewNone,
		"Verdict (Bea): REJECTED\nVerdict (Ann): APPROVED":                                   ReviewChangesRequested,
		"Verdict (Bea): REJECTED\nVerdict (@bea): APPROVED":                                  ReviewChangesRequested,
		"Verdict (Bea): REJECTED\nVerdict (bea): APPROVED":                                   ReviewApproved,
		"Verdict (Bea):\nREJECTED\n\nVerdict (Ann):\nAPPROVED":                               ReviewChangesRequested,
		"Verdict: REJECTED (Bea)\nVerdict: APPROVED (Ann)":                                   ReviewChangesRequested,
		"Verdict: REJECTED (Bea)\nVerdict: APPROVED (Bea)":                                   ReviewApproved,
		"Verdict: REJECTED (Bea)\n\nMended.\n\nVerdict: APPROVED (Ann)":                      ReviewApproved,
		"Verdict: REJECTED (Bea)\n\n### Second review\n\nVerdict: APPROVED (Ann)":            ReviewApproved,
		"Verdict (round 1): REJECTED\nVerdict (round 2): APPROVED":                           ReviewApproved,
		"Verdict (Initial): REJECTED\nVerdict (Final): APPROVED":                             ReviewApproved,
		"Verdict:\n- Bea: CHANGES_REQUESTED\n- Ann: APPROVED":                                ReviewChangesRequested,
		"Reviewers:\n- Ann: APPROVED\n- Bea: CHANGES_REQUESTED":                              ReviewChangesRequested,
		"Reviewers:\n- Bea (CHANGES_REQUESTED)\n- Ann (APPROVED)":                            ReviewChangesRequested,
		"### Reviewers\n\n- Bea — BLOCKED\n- Ann — APPROVED":                                 ReviewBlocked,
		"- Reviewer: Ann — APPROVED\n- Reviewer: Bea — CHANGES_REQUESTED":                    ReviewChangesRequested,
		"Reviewers: Ann, Bea":                                                                ReviewNone,
		"Reviewed by: Ann (approved), Bea (changes requested)":                               ReviewChangesRequested,
		"| Reviewer | Verdict |\n|---|---|\n| Bea | CHANGES_REQUESTED |\n| Ann | APPROVED |": ReviewChangesRequested,
		"Verdict: APPROVED → REVOKED":                                                        ReviewChangesRequested,
		"Verdict: APPROVED (revoked)":                                                        ReviewChangesRequested,
		"Verdict: APPROVED - withdrawn":                                                      ReviewChangesRequested,
		"Verdict: APPROVED by Ann; withdrawn by Ann":                                         ReviewChangesRequested,
		"Verdict: REVOKED":                                                                   ReviewChangesRequested,
		"Verdict: expected APPROVED":                                                         ReviewPending,
		"Verdict: likely to be approved":                                                     ReviewPending,
		"Verdict: PRE-APPROVED":                                                              ReviewPending,
		"Verdict: APPROVED, pending CI":                                                      ReviewPending,
		"Verdict: APPROVED (Ann), pending a green run":                                       ReviewPending,
		"Verdict: APPROVED (tests not run)":                                                  ReviewPending,
		"Verdict: APPROVED, but lint fails":                                                  ReviewPending,
		"Verdict: APPROVED (not yet)":                                                        ReviewPending,
		"Verdict: APPROVED (Ann, 2026-02-03)":                                                ReviewApproved,
		"Verdict: APPROVED by @ann on 2026-02-03":                                            ReviewApproved,
		"Verdict: APPROVED — revoked tokens are refused":                                     ReviewApproved,
		"Verdict: APPROVED (first approval withdrawn)":                                       ReviewApproved,
		"Verdict: APPROVED — 0 failed, 3 skipped":                                            ReviewApproved,
		"Verdict: APPROVED — [review](https://x.test/1)":                                     ReviewApproved,
		"Verdict: APPROVED, pending checkpoint commit":                                       ReviewApproved,
		"Verdict: APPROVED — expected exit codes seen":                                       ReviewApproved,
		"Verdict: APPROVED, then withdrawn":                                                  ReviewChangesRequested,
		"Verdict: APPROVED (Ann), Bea — withdrawn":                                           ReviewChangesRequested,
		"Verdict: APPROVED with nits":                                                        ReviewApproved,
		"Verdict: APPROVED, not run on Windows because CI has none":                          ReviewApproved,
		"Verdict: Will: APPROVED":                                                            ReviewApproved,
		"Verdict: ~~APPROVED~~":                                                              ReviewNone,
		"Verdict: ~~REJECTED~~, APPROVED":                                                    ReviewApproved,
		"Review: blocked users cannot sign in":                                               ReviewNone,
	} {
		p := packetOf(t, said)
		got := ReviewNone
		if v := p.Verdict(); v != nil {
			got = v.State
		}
		if got != want {
			t.Errorf("%q is %q, want %q: %+v", said, got, want, p.Verdicts)
		}
	}
}
