package github

import (
	"fmt"
	"strings"
)

// Queries are the GraphQL documents that packetgate sends, by name; a batch of
// files is shown with two. A test holds them against GitHub's published schema.
func Queries() map[string]string {
	return map[string]string{
		"Files":        filesQuery(2),
		"Conversation": conversationQuery,
		"Resolve":      resolveMutation,
		"Unresolve":    unresolveMutation,
	}
}

// filesQuery asks for n files. Each is named by a variable $eN of the form
// COMMIT:PATH, so that no path is ever part of the document.
func filesQuery(n int) string {
	var declared, asked strings.Builder
	for i := range n {
		fmt.Fprintf(&declared, ", $e%d: String!", i)
		fmt.Fprintf(&asked, "    f%d: object(expression: $e%d) { __typename oid ... on Blob { text isBinary isTruncated byteSize } }\n", i, i)
	}
	return "query Files($owner: String!, $name: String!" + declared.String() + ") {\n" +
		"  repository(owner: $owner, name: $name) {\n" + asked.String() + "  }\n}\n"
}

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

const resolveMutation = `mutation Resolve($thread: ID!) {
  resolveReviewThread(input: { threadId: $thread }) { thread { id isResolved } }
}
`

const unresolveMutation = `mutation Unresolve($thread: ID!) {
  unresolveReviewThread(input: { threadId: $thread }) { thread { id isResolved } }
}
`
