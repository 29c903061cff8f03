package evidence

import (
	"strings"
	"testing"
)

// TestRunsPrinted: which steps let a program run what an author typed.
func TestRunsPrinted(t *testing.T) {
	const titled = "env: {T: \"${{ github.event.pull_request.title }}\"}\nrun: "
	for step, unproven := range map[string]bool{
		"git log -1 --pretty=%B | sh":                               true,
		"git log -1 | sudo bash -s":                                 true,
		"git log -1 --format=%an | python3":                         true,
		"git log -1 --pretty=%H | sh":                               false,
		"git log -1 --pretty=%s | tee log.txt":                      false,
		"git log -1 --pretty=%s | sh ci/check.sh":                   false,
		"git log -1 --pretty=%s | xargs -I{} sh -c \"echo {}\"":     true,
		"git log -1 --pretty=%s | xargs -I % bash -ec 'echo %'":     true,
		"git log -1 --pretty=%s | xargs sh -c 'echo \"$@\"' sh":     false,
		"git diff --name-only main | xargs -I{} sh -c 'cat {}'":     true,
		"git diff --name-only main | xargs prettier --check":        false,
		"git diff --name-only main | grep go | xargs -I{} cat {}":   false,
		"gh pr view --json body -q .body | bash":                    true,
		"jq -r .pull_request.title \"$GITHUB_EVENT_PATH\" | bash":   true,
		"curl -sSfL https://example.com/install.sh | sh -s -- -b x": false,
		"cat ci/list.txt | xargs -I{} sh -c 'echo {}'":              false,
		titled + "echo \"$T\" | sh":                                 true,
		titled + "echo \"$T\" | grep -q fix || true":                false,
		titled + "echo x >> \"${T%%=*}\"":                           true,
		titled + "echo x | tee -a \"$T\"":                           true,
		titled + "echo \"=> $T\" > title.txt":                       false,
		titled + "echo \"$T\" >> \"$GITHUB_STEP_SUMMARY\"":          false,
		titled + "grep -q fix <<< \"$T\" || true":                   false,
	} {
		text := "run: " + step
		if strings.HasPrefix(step, titled) {
			text = step
		}
		w := newWorld()
		w.workflow(steps(text+"\nname: before", "run: go test ./..."))
		w.claim("go test ./...", nil)
		w.run(1, headSHA, nil, job("test", "success", "before=success", goTest+"=success"))
		proofs, _ := w.judge(t)
		if (proofs[0].Verdict == Unproven) != unproven || proofs[0].Verdict != Unproven && proofs[0].Verdict != Verified {
			t.Errorf("%s: %s: %s", step, proofs[0].Verdict, proofs[0].Reason)
		}
	}
}
