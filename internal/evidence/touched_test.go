package evidence

import (
	"slices"
	"strings"
	"testing"
)

// TestTouched: which files of the change a proof names, by the step before the command.
func TestTouched(t *testing.T) {
	for step, want := range map[string]string{
		`run: bash ci/setup.sh`:                         "ci/setup.sh",
		`run: cd ci && ./setup.sh`:                      "ci/setup.sh",
		`run: bash "$GITHUB_WORKSPACE/ci/setup.sh"`:     "ci/setup.sh",
		`run: bash ${{ github.workspace }}/ci/setup.sh`: "ci/setup.sh",
		`run: export TOOLS=$(grep -v '#' ci/tools.txt)`: "ci/tools.txt",
		`run: echo ci/setup.sh.orig`:                    "",
		`run: go mod download`:                          "go.mod",
		`uses: jdx/mise-action@v2`:                      ".tool-versions",
		`uses: acme/mise-action@v2`:                     "",

		"uses: actions/setup-node@v4\nwith:\n  node-version-file: .nvmrc": ".nvmrc",
		"uses: actions/setup-node@v4\nwith:\n  node-version: 22":          "",

		"uses: actions/setup-go@v5\nwith: {go-version: '1.26', cache-dependency-path: go.mod}": "",
		"uses: actions/cache@v4\nwith:\n  path: ~/x\n  key: x-${{ hashFiles('go.mod') }}":      "",
		"uses: actions/github-script@v7\nwith:\n  script: require('./ci/setup')({core})":       "ci/setup.js",

		"uses: actions/github-script@v7\nwith:\n  script: |\n    await import('${{ github.workspace }}/ci/setup.js')": "ci/setup.js",
		"uses: actions/github-script@v7\nwith:\n  script: core.info('ci')":                                            "",

		"run: npm ci":                        "package-lock.json",
		"run: pip install -e .":              "setup.py",
		"run: pip install ./ci":              "ci/setup.py",
		"run: go install ./cmd/lint":         "go.mod cmd/lint/main.go",
		"run: go test ./cmd/lint":            "go.mod",
		"run: docker build -t app ci":        "ci/Dockerfile",
		"run: node --test ci/*.js":           "ci/setup.js",
		"run: python -m ci.check --all":      "ci/check.py",
		"run: eslint ci/*.js":                "",
		"run: go vet $(cat ci/tools.txt)":    "ci/tools.txt go.mod",
		"run: npx --no-install jest":         "package-lock.json",
		"run: docker run --rm app make test": "",
	} {
		t.Run(step, func(t *testing.T) {
			list := []string{step, "run: pytest"}
			w := newWorld()
			w.Change.Files = files(trackerPath, "package-lock.json", "setup.py", "ci/setup.py", "cmd/lint/main.go", "ci/Dockerfile", "ci/setup.sh", "ci/setup.js", "ci/check.py", "ci/tools.txt", "go.mod", ".tool-versions", ".nvmrc")
			w.workflow(steps(list...))
			w.claim("pytest", nil)
			first, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(step, "run: "), "uses: "), "\n")
			w.run(1, headSHA, nil, job("test", "success", "Run "+first+"=success", "Run pytest=success"))
			proofs, _ := w.judge(t)
			if proofs[0].Verdict != Verified || !slices.Equal(proofs[0].Touched, strings.Fields(want)) {
				t.Errorf("%s, %q: %s", proofs[0].Verdict, proofs[0].Touched, proofs[0].Reason)
			}
		})
	}
}
