package evidence

import (
	"strings"
	"testing"
)

// beside judges `go test ./...` in a job with these steps before it, in a change of the
// files, and gives its verdict, reason and notes as one text.
func beside(t *testing.T, changed string, before ...string) string {
	t.Helper()
	w := newWorld()
	w.Change.Files = files(append([]string{trackerPath}, strings.Fields(changed)...)...)
	w.workflow(steps(append(before, "run: go test ./...")...))
	w.claim("go test ./...", nil)
	var names []string
	for _, step := range before {
		first, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(step, "run: "), "uses: "), "\n")
		names = append(names, "Run "+first+"=success")
	}
	w.run(1, headSHA, nil, job("test", "success", append(names, goTest+"=success")...))
	proofs, _ := w.judge(t)
	return string(proofs[0].Verdict) + ": " + strings.Join(append([]string{proofs[0].Reason}, proofs[0].Notes...), "\n")
}

const besideMain = "uses: actions/checkout@v4\nwith: {ref: main, path: .main}"

// TestOverwrites: other code that a step puts over the change's, and what puts none there.
func TestOverwrites(t *testing.T) {
	for _, tt := range []struct {
		changed, step string
		unproven      bool
	}{
		{"widget.go", "cp -r .main/. .", true},
		{"widget.go", "cp -a ./.main/* \"$GITHUB_WORKSPACE\"", true},
		{"widget.go", "cp -r .main/. ../demo", true},
		{"widget.go", "cp -r .main/. ../demo-main", false},
		{"widget.go", "rsync -a --exclude .git .main/ ./", true},
		{"api/x_test.go", "mv .main/api api", true},
		{"api/x_test.go", "ln -s \"$PWD/.main/api\" api", true},
		{"api/x_test.go", "cp .main/api/x_test.go api/", true},
		{"api/x_test.go", "cp .main/api/y_test.go api/", false},
		{"api/x_test.go", "cp -r .main/bench bench-main", false},
		{"api/x_test.go", "cp -r .main/api baseline", false},
		{"api/x_test.go", "cp .main/go.sum .", false},
		{"api/x_test.go", "cp -r api/. copy/", false},
		{"api/x_test.go", "git clone --depth 1 https://github.com/acme/api", true},
		{"api/x_test.go", "git clone -b v2 https://github.com/acme/x.git api", true},
		{"api/x_test.go", "git clone https://github.com/acme/api /tmp/api", false},
		{"api/x_test.go", "git clone https://github.com/acme/tools", false},
		{"api/x_test.go", "gh repo clone acme/x api -- --depth 1", true},
		{"api/x_test.go", "git clone https://github.com/acme/x /tmp/x && cp -r /tmp/x/api .", true},
		{"api/x_test.go", "git worktree add ../base origin/main && rsync -a ../base/ .", true},
		{"api/x_test.go", "git worktree add ../base origin/main", false},
		{"api/x_test.go", "git archive origin/main | tar x", true},
		{"api/x_test.go", "git archive --format=tar origin/main api | tar -x", true},
		{"api/x_test.go", "git archive origin/main docs | tar x", false},
		{"api/x_test.go", "git archive origin/main | tar x -C /tmp/main", false},
		{"api/x_test.go", "git archive HEAD | tar x -C build", false},
		{"api/x_test.go", "git show origin/main:api/x_test.go > api/x_test.go", true},
		{"api/x_test.go", "git show origin/main:api/x_test.go > /tmp/x_test.go", false},
		{"api/x_test.go", "git show HEAD:api/x_test.go > api/x_test.go", false},
		{"api/x_test.go", "git submodule update --init --remote", true},
		{"api/x_test.go", "git submodule update --init --recursive", false},
	} {
		got := beside(t, tt.changed, besideMain, "run: "+tt.step)
		if strings.HasPrefix(got, "unproven") != tt.unproven {
			t.Errorf("%s: %s", tt.step, got)
		}
	}
}

// TestFixed: which commands before a check are told because they change files.
func TestFixed(t *testing.T) {
	for step, told := range map[string]bool{
		"gofmt -w .": true, "gofmt -l .": false, "gofumpt -l -w .": true, "go fmt ./...": true, "go fmt -n ./...": false,
		"cargo fmt": true, "cargo fmt --all -- --check": false, "black .": true, "black --check .": false, "python -m isort --check-only .": false,
		"ruff check --fix .": true, "ruff check .": false, "ruff format .": true, "ruff format --diff .": false, "npx eslint --fix src": true, "npx eslint src": false,
		"npx prettier --write .": true, "npx prettier --check .": false, "golangci-lint run --fix": true, "golangci-lint run": false,
		"npm test -- -u": true, "npm test": false, "go test ./... -update": true, "go test ./api -run X": false, "pytest --snapshot-update": true, "pytest": false,
		"sed -i s/a/b/ x_test.go": true, "sed -n 1p x": false, "sed -Ei.bak s/a/b/ x": true, "perl -pi -e s/a/b/ x": true, "perl -Ilib t/x.t": false, "npm run lint:fix": true, "npm run format": true, "npm run lint": false, "make fmt": true, "make test": false,
		"terraform fmt -check": false, "terraform fmt": true, "echo gofmt -w .": false, "go generate ./...": true,
		"gofmt -w . && git diff --exit-code": false, "go mod tidy && test -z \"$(git status --porcelain)\"": false,
	} {
		if got := beside(t, "widget.go", "run: "+step); strings.Contains(got, "which may change files") != told || !strings.HasPrefix(got, "verified") {
			t.Errorf("%s: %s", step, got)
		}
	}
}

// TestInstalls: what a step puts among the programs from the change's files, and what not.
func TestInstalls(t *testing.T) {
	for step, unproven := range map[string]bool{
		`for f in ci/*; do sudo cp "$f" /usr/local/bin/; done`:           true,
		`find ci -type f -exec sudo cp {} /usr/local/bin/ ';'`:           true,
		`ls ci | xargs -I{} cp ci/{} /usr/local/bin`:                     true,
		`sudo ln -s $PWD/ci/sdk /usr/local/go`:                           true,
		`sudo cp -r ci/sdk /usr/local/go`:                                true,
		`sudo cp -r ci/. /`:                                              true,
		`sudo tar xzf ci/root.tgz -C /`:                                  true,
		`sudo mount --bind ci/go /usr/local/go/bin/go`:                   true,
		`sudo stow -d ci -t /usr/local tools`:                            true,
		`sudo update-alternatives --install /usr/bin/go go $PWD/ci/go 9`: true,
		`cp ci/go "$GOROOT/bin/go"`:                                      true,
		`cp /__w/demo/demo/ci/go /usr/local/bin/`:                        true,
		`for f in ci/*; do sudo cp "$f" /usr/share/doc/; done`:           false,
		`find /opt/x -exec sudo cp {} /opt/y/ ';'`:                       false,
		`sudo cp -r docs /usr/local/share/doc`:                           false,
		`sudo cp ci/cacerts "$JAVA_HOME/lib/security/cacerts"`:           false,
		`sudo cp ci/lint.txt /usr/local/`:                                false,
		`sudo tar xzf /tmp/go.tgz -C /usr/local`:                         false,
		`sudo update-alternatives --set python /usr/bin/python3`:         false,
		`cp ci/rc ~/.bash_profile`:                                       false,
	} {
		got := beside(t, "ci/go ci/sdk/bin/go ci/root.tgz ci/tools/bin/go ci/cacerts ci/lint.txt ci/rc", "run: "+step)
		if strings.HasPrefix(got, "unproven") != unproven {
			t.Errorf("%s: %s", step, got)
		}
	}
}

// TestStandIns: which steps put another program in the place of the command's.
func TestStandIns(t *testing.T) {
	for step, want := range map[string]string{
		`printf '#!/bin/sh\nexit 0\n' > "$HOME/bin/go" && echo "$HOME/bin" >> $GITHUB_PATH`: "writes the program `go` itself",
		`mkdir -p bin && echo exit > bin/go && chmod +x bin/go`:                             "writes the program `go` itself",
		`cat /bin/true > /usr/local/bin/go`:                                                 "writes the program `go` itself",
		`echo exit | sudo tee /usr/local/bin/go`:                                            "writes the program `go` itself",
		`sudo ln -sf /bin/true /usr/local/bin/go`:                                           "puts the program `true` in the place of `go`",
		`sudo cp "$(which true)" /usr/local/bin/go`:                                         "puts the program `true` in the place of `go`",
		`sudo ln -s /usr/bin/go-1.26 /usr/local/bin/go`:                                     "verified",
		`echo exit > bin/lint`:                                                              "verified",
		`echo go > docs/go`:                                                                 "verified",
		`curl -sSf https://example.com/go > /usr/local/bin/go`:                              "verified",
	} {
		if got := beside(t, "widget.go", "run: "+step); !strings.Contains(got, want) {
			t.Errorf("%s: %s", step, got)
		}
	}
}

// TestMounts: what of the change a job's container has among its programs.
func TestMounts(t *testing.T) {
	for options, want := range map[string]string{
		`volumes: ["${{ github.workspace }}/ci:/usr/local/go/bin"]`:                                      "among its programs",
		`volumes: ["/home/runner/work/demo/demo/ci/go:/usr/bin/go:ro"]`:                                  "among its programs",
		`options: -v ${{ github.workspace }}/ci:/usr/local/bin`:                                          "among its programs",
		`options: --cpus 1 --volume=./ci:/usr/lib/x`:                                                     "among its programs",
		`options: --mount type=bind,src=${{ github.workspace }}/ci,dst=/usr/local/go`:                    "among its programs",
		`options: --env-file ci/env`:                                                                     "takes its variables from ci/env",
		`options: --env-file other/env`:                                                                  "verified",
		`volumes: ["ci:/usr/local/go/bin", "/usr/bin:/usr/bin", "/tmp:/tmp"]`:                            "verified",
		`volumes: ["${{ github.workspace }}/tools:/usr/local/bin"]`:                                      "verified",
		`volumes: ["${{ github.workspace }}:/usr/src/app", "/var/run/docker.sock:/var/run/docker.sock"]`: "verified",
		`options: --user root --cpus 2`:                                                                  "verified",
	} {
		w := newWorld()
		w.Change.Files = files(trackerPath, "ci/go", "ci/env")
		w.workflow(strings.Replace(steps("run: go test ./..."), "    steps:", "    container:\n      image: golang:1.26\n      "+options+"\n    steps:", 1))
		w.claim("go test ./...", nil)
		w.run(1, headSHA, nil, green())
		proofs, _ := w.judge(t)
		if got := string(proofs[0].Verdict) + ": " + proofs[0].Reason; !strings.Contains(got, want) {
			t.Errorf("%s: %s", options, got)
		}
	}
}
