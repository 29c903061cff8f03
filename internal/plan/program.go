package plan

import (
	"path"
	"regexp"
	"strings"
)

// programs are words that start a command whatever is said around it.
var programs = wordsOf(`
	go gofmt gofumpt golangci-lint govulncheck staticcheck gotestsum goreleaser buf ko
	npm npx yarn pnpm bun bunx deno node tsc tsx eslint prettier biome vitest jest mocha playwright cypress vite webpack turbo nx lerna
	python python3 pip pip3 pipx pytest tox nox mypy ruff black flake8 pylint isort poetry uv uvx pdm hatch pre-commit bandit coverage pyright django-admin
	cargo rustc rustup clippy-driver cross
	make gmake cmake ctest ninja meson bazel bazelisk buck2 just task mage scons
	mvn ./mvnw mvnw gradle ./gradlew gradlew gradlew.bat ant sbt lein java javac kotlinc ktlint detekt
	dotnet msbuild MSBuild nuget
	ruby bundle bundler rake rails rspec rubocop gem
	php composer phpunit phpstan pest artisan
	swift xcodebuild xcrun swiftlint pod fastlane flutter dart
	mix elixir erl rebar3 stack cabal ghc zig nim opam dune clojure clj Rscript julia perl prove lua busted
	docker docker-compose podman buildah kubectl helm kustomize kind minikube terraform tofu terragrunt tflint pulumi ansible ansible-playbook packer vagrant skaffold
	aws gcloud az gh glab git git-lfs svn hg
	bash sh zsh pwsh powershell env timeout xargs sudo nice
	grep egrep rg ag awk sed jq yq find ls cat diff cmp test curl wget openssl shasum sha256sum
	shellcheck shfmt hadolint yamllint actionlint markdownlint gitleaks trivy grype syft semgrep snyk cosign trufflehog osv-scanner codeql checkov tfsec
	sqlc psql mysql sqlite3 redis-cli migrate flyway alembic prisma k6 locust wrk ab hey protoc nix act packetgate
`)

func wordsOf(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(s) {
		out[w] = true
	}
	return out
}

var (
	leadingAssignments = regexp.MustCompile(`^(?:[A-Za-z_][A-Za-z0-9_]*=\S*\s+)+`)
	changeDirectory    = regexp.MustCompile(`^cd\s+\S+\s*&&\s*\S`)
	programWord        = regexp.MustCompile(`^[A-Za-z0-9_./~][A-Za-z0-9_./~@+-]*$`)
	plainWord          = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
	cmdlet             = regexp.MustCompile(`^[A-Z][a-z]+-[A-Z][A-Za-z]+$`)
	versionWord        = regexp.MustCompile(`^(?:v|version$|go)?\d*(?:\.[\dx*]+)*(?:\+|-\w+)?$`)
	method             = regexp.MustCompile(`^[A-Z]{2,}$`)
	toolFolder         = regexp.MustCompile(`(?:^|/)(?:\.?bin|\.?ci|scripts?|tools?|hack|dev)/`)
)

// keywords start a piece of code that is no command.
var keywords = wordsOf(`func type const var let import package return if for while class def struct enum interface public private static async await new throw raise select insert update delete create alter drop from where with`)

var assigned = regexp.MustCompile(`^(?:=|:|\+=|==|!=|<|>)`)

// scripts are the extensions of files that may be run by their name alone.
var scripts = wordsOf(`.sh .bash .zsh .ps1 .cmd .bat .py .rb .pl .js .mjs .ts .exe`)

// shape is what a code span looks like by itself.
type shape int

const (
	// shapeOther is a path, a name, a value.
	shapeOther shape = iota
	// shapeWord may be a program or any other word, alone.
	shapeWord
	// shapeProgram is a program without arguments.
	shapeProgram
	// shapePhrase is a word with more behind it, which may be a command.
	shapePhrase
	// shapeCommand is a program with arguments.
	shapeCommand
)

// shapeOf tells what a span's text, its spaces squeezed, looks like.
func shapeOf(value string) shape {
	bare := leadingAssignments.ReplaceAllString(value, "")
	if changeDirectory.MatchString(bare) {
		return shapeCommand
	}
	first, rest, several := strings.Cut(bare, " ")
	switch {
	case !programWord.MatchString(first) || strings.Contains(first, "...") || method.MatchString(first):
		return shapeOther
	case !several && len(bare) < len(value): // an assignment and a program
		several, rest = true, "x"
	}
	base := path.Base(first)
	known := programs[first] || strings.Contains(first, "/") && programs[base] || cmdlet.MatchString(first)
	ext := path.Ext(first)
	runnable := scripts[ext] && (strings.Contains(first, "/") || ext == ".sh") ||
		ext == "" && (strings.HasPrefix(first, "./") || toolFolder.MatchString(first)) && !strings.HasSuffix(first, "/")
	switch {
	case several && known && onlyVersions(rest):
		return shapeOther
	case several && (known || runnable):
		return shapeCommand
	case known || runnable:
		return shapeProgram
	case several && strings.ToLower(first[:1]) == first[:1] && !keywords[first] && !assigned.MatchString(rest):
		return shapePhrase
	case !several && plainWord.MatchString(first):
		return shapeWord
	}
	return shapeOther
}

// onlyVersions tells whether words are nothing but versions, as in `go 1.25.0`.
func onlyVersions(s string) bool {
	for _, w := range strings.Fields(s) {
		if !versionWord.MatchString(w) || !strings.ContainsAny(w, "0123456789") {
			return false
		}
	}
	return true
}
