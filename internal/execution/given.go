package execution

import (
	"regexp"
	"strings"
)

// givenByGitHub matches the expressions whose value GitHub gives each run by itself, as it
// does the variables GITHUB_SHA, GITHUB_WORKSPACE, RUNNER_TEMP and the like.
var givenByGitHub = regexp.MustCompile(`\$\{\{ *(?:github\.(?:sha|run_id|run_number|run_attempt|repository|repository_owner|workspace)|runner\.(?:os|arch|temp|tool_cache)) *\}\}`)

// leftOpen tells whether words hold an expression that is more than a name for what GitHub
// gives each run.
func leftOpen(words []string) bool {
	return strings.Contains(givenByGitHub.ReplaceAllString(strings.Join(words, " "), ""), "${{")
}
