package record

import (
	"regexp"
	"strconv"
)

var queueBranch = regexp.MustCompile(`^gh-readonly-queue/.+/pr-(\d{1,18})-([0-9a-f]{40,64})$`)

// QueueBranch reads the name of the branch that GitHub makes for a merge group,
// gh-readonly-queue/BASE/pr-NUMBER-SHA: the pull request, and the commit on which the
// group is built. It is false for another branch.
func QueueBranch(name string) (pull int, base string, ok bool) {
	m := queueBranch.FindStringSubmatch(name)
	if m == nil {
		return 0, "", false
	}
	pull, err := strconv.Atoi(m[1])
	return pull, m[2], err == nil
}

// Queued is the pull request for which GitHub made a merge group, 0 where the change is
// none.
func (c *Change) Queued() int {
	if c.Number != 0 {
		return 0
	}
	pull, _, _ := QueueBranch(c.HeadRef)
	return pull
}
