package execution

import "testing"

func TestSeveralLines(t *testing.T) {
	for code, want := range map[string]bool{
		`echo "M=$(git log -1 --pretty=%B)"`:                          true,
		`echo "M=$(git log -1 --pretty=%B | head -n 1)"`:              false,
		`echo "M=$(git log -1 --pretty=%B | head -n 10)"`:             true,
		`echo "M=$(git log -1)"`:                                      true,
		`echo "M=$(git log -5 --format=%s)"`:                          true,
		`echo "M=$(git log -1 --format=%s)"`:                          false,
		`echo "T=$(git log -1 --format=%ct)"`:                         false,
		`echo "T=$(git show -s --format=%cI HEAD)"`:                   false,
		`echo "V=$(git show HEAD:VERSION)"`:                           false,
		`echo "S=$(git rev-parse --short HEAD)"`:                      false,
		`echo "V=$(git describe --tags)"`:                             false,
		`echo "N=$(git tag -l --format='%(contents)' v1)"`:            true,
		`echo "F=$(git diff --name-only HEAD^1)"`:                     true,
		`echo "F=$(git diff --name-only HEAD^1 | xargs)"`:             false,
		`echo "F=$(git diff --name-only HEAD^1 | tr '\n' ' ')"`:       false,
		`echo "F=$(git diff --name-only -z HEAD^1 | tr '\0' ' ')"`:    true,
		`echo "F=$(git diff --name-only HEAD^1 | wc -l)"`:             false,
		`echo "B=$(jq -r .pull_request.body "$GITHUB_EVENT_PATH")"`:   true,
		`echo "N=$(jq -r .pull_request.number "$GITHUB_EVENT_PATH")"`: false,
		`echo "B=$(gh pr view 1 --json body -q .body)"`:               true,
		`echo "N=$(gh pr view --json number -q .number)"`:             false,
	} {
		if got := severalLines(code) != ""; got != want {
			t.Errorf("%s: %t, want %t", code, got, want)
		}
	}
}
