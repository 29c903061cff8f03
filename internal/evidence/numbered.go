package evidence

// numbered tells whether a property names a ref by the pull request's number: on a
// pull_request run `github.ref` is `refs/pull/7/merge` and `github.ref_name` is `7/merge`.
// See https://docs.github.com/actions/reference/workflows-and-actions/variables.
func (a *author) numbered(property string) bool {
	return a.run.Event == "pull_request" && (property == ".ref" || property == ".ref_name")
}
