package record

import "testing"

func TestQueueBranch(t *testing.T) {
	const sha = "0123456789abcdef0123456789abcdef01234567"
	for name, want := range map[string]int{
		"gh-readonly-queue/main/pr-7-" + sha:        7,
		"gh-readonly-queue/release/2/pr-12-" + sha:  12,
		"gh-readonly-queue/main/pr-7-" + sha[:7]:    0,
		"gh-readonly-queue/main/pr--" + sha:         0,
		"x/gh-readonly-queue/main/pr-7-" + sha:      0,
		"gh-readonly-queue/main/pr-7-" + sha + "\n": 0,
		"main": 0,
	} {
		pull, base, ok := QueueBranch(name)
		if pull != want || ok != (want > 0) || ok && base != sha {
			t.Errorf("%q: %d, %q, %v", name, pull, base, ok)
		}
		if got := (&Change{HeadRef: name}).Queued(); got != want {
			t.Errorf("a change of %q is of the group of %d", name, got)
		}
		if got := (&Change{Number: 1, HeadRef: name}).Queued(); got != 0 {
			t.Errorf("a pull request of %q is no group, but of %d", name, got)
		}
	}
}
