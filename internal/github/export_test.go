package github

// Queries are the GraphQL documents that packetgate sends, by name; a batch of
// files is shown with two, one history, the pull requests of one branch and one date.
func Queries() map[string]string {
	return map[string]string{
		"Files":        filesQuery(2, 1, 1, 1),
		"Trail":        trailQuery(1),
		"Holder":       holderQuery,
		"Open":         openQuery,
		"Conversation": conversationQuery,
		"Resolve":      resolveMutation,
		"Unresolve":    unresolveMutation,
	}
}
