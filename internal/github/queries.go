package github

import (
	"fmt"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
)

// filesQuery asks for so many files, histories, the pull requests of so many head
// branches, and dates of commits. A file is named by a variable $eN of the form COMMIT:PATH, so that no
// path is ever part of the document; a history by $cN and the path $pN; a head
// branch by $bN; a commit, perhaps abbreviated, by $wN.
func filesQuery(files, histories, aims, dates int) string {
	var declared, asked strings.Builder
	for i := range files {
		fmt.Fprintf(&declared, ", $e%d: String!", i)
		fmt.Fprintf(&asked, "    f%d: object(expression: $e%d) { __typename oid ... on Blob { text isBinary isTruncated byteSize } }\n", i, i)
	}
	for i := range histories {
		fmt.Fprintf(&declared, ", $c%d: GitObjectID!, $p%d: String!", i, i)
		fmt.Fprintf(&asked, "    h%d: object(oid: $c%d) { ... on Commit { history(first: %d) { nodes { oid committedDate parents(first: 1) { nodes { oid } } file(path: $p%d) { oid } } } } }\n",
			i, i, record.MaxHistory, i)
	}
	for i := range aims {
		fmt.Fprintf(&declared, ", $b%d: String!", i)
		fmt.Fprintf(&asked, "    o%d: pullRequests(headRefName: $b%d, states: [OPEN], first: %d) { ...aims }\n", i, i, maxAims)
		fmt.Fprintf(&asked, "    d%d: pullRequests(headRefName: $b%d, states: [CLOSED, MERGED], first: %d, orderBy: { field: UPDATED_AT, direction: DESC }) { ...aims }\n", i, i, maxAims)
	}
	for i := range dates {
		fmt.Fprintf(&declared, ", $w%d: String!", i)
		fmt.Fprintf(&asked, "    t%d: object(expression: $w%d) { ... on Commit { oid committedDate } }\n", i, i)
	}
	document := "query Files($owner: String!, $name: String!" + declared.String() + ") {\n" +
		"  repository(owner: $owner, name: $name) {\n" + asked.String() + "  }\n}\n"
	if aims > 0 {
		document += aimsFragment
	}
	return document
}

// maxAims is how many pull requests of one head branch, open or not, are read, and
// maxAimChanges how many changes of each one's base.
const (
	maxAims       = 100
	maxAimChanges = 20
)

var aimsFragment = fmt.Sprintf(`fragment aims on PullRequestConnection {
  pageInfo { hasNextPage }
  nodes {
    number baseRefName createdAt updatedAt closedAt
    headRepository { nameWithOwner }
    timelineItems(itemTypes: [BASE_REF_CHANGED_EVENT, AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT], last: %d) {
      pageInfo { hasPreviousPage }
      nodes {
        ... on BaseRefChangedEvent { createdAt from: previousRefName to: currentRefName }
        ... on AutomaticBaseChangeSucceededEvent { createdAt from: oldBase to: newBase }
      }
    }
  }
}
`, maxAimChanges)

// conversationQuery reads what has been said: the last reviews, and a page of
// threads with the comment that began each.
const conversationQuery = `query Conversation($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      reviews(last: 100) {
        nodes { viewerDidAuthor body commit { oid } }
      }
      reviewThreads(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes {
          id isResolved isOutdated viewerCanResolve viewerCanUnresolve path line
          comments(first: 1) { nodes { viewerDidAuthor body } }
        }
      }
    }
  }
}
`

// openQuery reads the open pull requests that were updated last, with the first files
// that each changes.
const openQuery = `query Open($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: [OPEN], first: 50, orderBy: { field: UPDATED_AT, direction: DESC }) {
      nodes { number baseRefName headRefOid files(first: 5) { nodes { path } } }
    }
  }
}
`

const resolveMutation = `mutation Resolve($thread: ID!) {
  resolveReviewThread(input: { threadId: $thread }) { thread { id isResolved } }
}
`

const unresolveMutation = `mutation Unresolve($thread: ID!) {
  unresolveReviewThread(input: { threadId: $thread }) { thread { id isResolved } }
}
`
