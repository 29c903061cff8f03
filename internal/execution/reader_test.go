package execution

// Every test's workflow file, and the commit that its runs are of.
const (
	ci      = ".github/workflows/ci.yml"
	headSHA = "4ead000000000000000000000000000000000000"
)
