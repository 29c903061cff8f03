package execution

import (
	"path"
	"strings"

	"github.com/packetgate/packetgate/internal/shell"
)

// buildFiles are the files of the repository, apart from the code itself, that say what
// a program or an action runs, or how, or which version of a tool: by the program's or the
// action's name, each list in words.
var buildFiles = words(map[string]string{
	"go": "go.mod go.work", "go run": "{}/*.go", "go install": "{}/*.go", "go tool": "go.mod", "mise": miseFiles, "asdf": ".tool-versions", "nvm": ".nvmrc", "fnm": ".nvmrc .node-version", "volta": "package.json",
	"pyenv": ".python-version", "rbenv": ".ruby-version", "rustup": "rust-toolchain rust-toolchain.toml", "sdk": ".sdkmanrc", "direnv": ".envrc",
	"nix": "flake.nix flake.lock", "nix-shell": "shell.nix default.nix", "devbox": "devbox.json", "uv": "pyproject.toml uv.toml uv.lock .python-version", "poetry": "pyproject.toml poetry.toml poetry.lock",

	"jdx/mise-action": miseFiles, "asdf-vm/actions/install": ".tool-versions", "asdf-vm/actions/setup": ".tool-versions", "volta-cli/action": "package.json",
	"actions/setup-python": ".python-version", "astral-sh/setup-uv": "pyproject.toml uv.toml .python-version", "ruby/setup-ruby": ".ruby-version .tool-versions Gemfile",
	"actions/setup-dotnet": "global.json", "pnpm/action-setup": "package.json", "actions-rust-lang/setup-rust-toolchain": "rust-toolchain rust-toolchain.toml",
	"docker/build-push-action": "Dockerfile", "docker/bake-action": "docker-bake.hcl docker-bake.json", "devcontainers/ci": ".devcontainer/devcontainer.json .devcontainer/Dockerfile",
	"pre-commit/action": ".pre-commit-config.yaml", "nicknovitski/nix-develop": "flake.nix flake.lock",

	"make": "**/Makefile makefile GNUmakefile **/*.mk", "gmake": "**/Makefile GNUmakefile **/*.mk", "cmake": "**/CMakeLists.txt CMakePresets.json", "ctest": "**/CMakeLists.txt", "meson": "meson.build",
	"just": "justfile Justfile", "task": "Taskfile.yml Taskfile.yaml", "bazel": ".bazelrc BUILD BUILD.bazel MODULE.bazel WORKSPACE",

	"npm": "**/package.json .npmrc package-lock.json npm-shrinkwrap.json node_modules/.bin/*", "npx": "package.json .npmrc package-lock.json node_modules/.bin/*",
	"pnpm": "**/package.json .npmrc pnpm-workspace.yaml pnpm-lock.yaml .pnpmfile.cjs node_modules/.bin/*", "yarn": "**/package.json .yarnrc .yarnrc.yml yarn.lock node_modules/.bin/*",
	"bun": "**/package.json bunfig.toml bun.lock bun.lockb node_modules/.bin/* {}", "node": "{}", "bats": "{} {}/*.bats", "python": "{}", "python3": "{}", "ruby": "{}", "perl": "{}", "php": "{}", "bash": "{}", "sh": "{}",
	"deno": "deno.json deno.jsonc", "turbo": "turbo.json **/package.json", "nx": "nx.json **/project.json **/package.json", "lerna": "lerna.json **/package.json",
	"jest":   "package.json jest.config.js jest.config.ts jest.config.cjs jest.config.mjs jest.config.json",
	"vitest": "vitest.config.ts vitest.config.js vitest.config.mts vite.config.ts vite.config.js vitest.workspace.ts",
	"mocha":  "package.json .mocharc.js .mocharc.cjs .mocharc.json .mocharc.yml .mocharc.yaml", "playwright": "playwright.config.ts playwright.config.js",
	"eslint":   "eslint.config.js eslint.config.mjs eslint.config.cjs eslint.config.ts .eslintrc .eslintrc.js .eslintrc.cjs .eslintrc.json .eslintrc.yml .eslintignore",
	"prettier": ".prettierrc .prettierrc.json .prettierrc.yml .prettierrc.js prettier.config.js .prettierignore", "tsc": "tsconfig.json", "biome": "biome.json",

	"pytest": "pytest.ini pyproject.toml setup.cfg tox.ini **/conftest.py **/sitecustomize.py **/usercustomize.py", "pip install": pythonSetup, "pip3 install": pythonSetup, "uv pip": pythonSetup, "pipx install": pythonSetup, "tox": "tox.ini pyproject.toml setup.cfg", "nox": "noxfile.py",
	"ruff": "ruff.toml .ruff.toml pyproject.toml", "mypy": "mypy.ini .mypy.ini pyproject.toml setup.cfg", "flake8": ".flake8 setup.cfg tox.ini",
	"pylint": ".pylintrc pylintrc pyproject.toml setup.cfg", "pre-commit": ".pre-commit-config.yaml",

	"golangci-lint": ".golangci.yml .golangci.yaml .golangci.toml .golangci.json", "goreleaser": ".goreleaser.yml .goreleaser.yaml",
	"cargo": "**/Cargo.toml Cargo.lock **/build.rs .cargo/config.toml .cargo/config rust-toolchain rust-toolchain.toml",
	"mvn":   "**/pom.xml .mvn/maven.config .mvn/jvm.config .mvn/extensions.xml", "mvnw": "**/pom.xml .mvn/maven.config .mvn/jvm.config .mvn/extensions.xml",
	"gradle":  "**/build.gradle **/build.gradle.kts settings.gradle settings.gradle.kts gradle.properties",
	"gradlew": "**/build.gradle **/build.gradle.kts settings.gradle settings.gradle.kts gradle.properties gradle/wrapper/gradle-wrapper.properties",
	"dotnet":  "**/Directory.Build.props **/Directory.Build.targets **/*.csproj .config/dotnet-tools.json global.json nuget.config", "sbt": "build.sbt", "swift": "Package.swift", "mix": "mix.exs mix.lock .formatter.exs",
	"hatch": "pyproject.toml hatch.toml", "pdm": "pyproject.toml pdm.toml pdm.lock", "pixi": "pixi.toml pixi.lock", "invoke": "tasks.py", "doit": "dodo.py", "earthly": "Earthfile", "grunt": "Gruntfile.js", "gulp": "gulpfile.js gulpfile.mjs",
	"ant": "build.xml", "lein": "project.clj", "stack": "stack.yaml package.yaml", "cabal": "cabal.project", "zig": "build.zig", "dune": "dune-project **/dune", "flutter": "pubspec.yaml", "dart": "pubspec.yaml", "mage": "magefile.go magefiles/*.go",
	"lefthook": "lefthook.yml", "rake": "Rakefile", "rspec": ".rspec spec/spec_helper.rb", "rubocop": ".rubocop.yml", "bundle": "Gemfile Gemfile.lock", "phpunit": "phpunit.xml phpunit.xml.dist", "composer": "composer.json composer.lock",
	"podman": "Dockerfile Containerfile .dockerignore", "buildah": "Dockerfile Containerfile .dockerignore",
	"docker": "Dockerfile .dockerignore compose.yaml compose.yml compose.override.yaml compose.override.yml docker-compose.yml docker-compose.yaml docker-compose.override.yml .env",
})

const miseFiles = "mise.toml .mise.toml .config/mise.toml mise.lock .tool-versions"

const pythonSetup = "{}/setup.py {}/setup.cfg {}/pyproject.toml"

func words(lists map[string]string) map[string][]string {
	out := make(map[string][]string, len(lists))
	for name, list := range lists {
		out[name] = strings.Fields(list)
	}
	return out
}

// launchers are how many words of a command may stand before the program that decides:
// `python -m pytest`, `poetry run pytest`.
const launchers = 3

// maxNamed bounds the words of a command that are taken for directories.
const maxNamed = 32

// filesOf lists the files, and patterns of files, that a command names, or from which its
// programs take what they run: in its directory, in one that it names, or in the root.
func filesOf(c shell.Command) []string {
	var out, named []string
	for _, word := range c.Words {
		for _, text := range substitution.FindAllString(word, -1) {
			named = append(named, fileWord.FindAllString(text, -1)...)
		}
		if word != "" && !strings.HasPrefix(word, "-") && !strings.HasPrefix(word, "/") {
			named = append(named, word)
		}
	}
	for _, word := range named {
		root, below := atRoot(word)
		if !below {
			root = path.Join(c.Dir, word)
		}
		if !strings.Contains(root, "*") {
			out = append(out, root)
		}
	}
	launch := c.Words[:min(len(c.Words), 1+launchers)]
	for i, word := range launch {
		names := buildFiles[path.Base(word)]
		if i+1 < len(c.Words) {
			names = append(names[:len(names):len(names)], buildFiles[path.Base(word)+" "+c.Words[i+1]]...)
		}
		for _, name := range names {
			if !strings.HasPrefix(name, "{}") {
				out = append(out, path.Join(c.Dir, name), strings.TrimPrefix(name, "**/"))
			}
			for _, dir := range named[:min(len(named), maxNamed)] {
				out = append(out, path.Join(c.Dir, dir, strings.TrimPrefix(name, "{}")))
			}
		}
	}
	return append(out, modulesOf(c)...)
}

// atRoot is the path below the workspace's root that a word names by it.
func atRoot(word string) (file string, below bool) {
	if at := fromRoot.FindStringIndex(word); at != nil && strings.Trim(word[:at[0]], `"`) == "" {
		return path.Clean(strings.Trim(word[at[1]:], `"`)), true
	}
	return "", false
}
