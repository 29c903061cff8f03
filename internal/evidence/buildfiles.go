package evidence

import (
	"path"
	"strings"

	"github.com/packetgate/packetgate/internal/shell"
)

// buildFiles are the files of the repository, apart from the code itself, that say what
// a program or an action runs, or how, or which version of a tool: by the program's or the
// action's name, each list in words.
var buildFiles = words(map[string]string{
	"go": "go.mod go.work", "mise": miseFiles, "asdf": ".tool-versions", "nvm": ".nvmrc", "fnm": ".nvmrc .node-version", "volta": "package.json",
	"pyenv": ".python-version", "rbenv": ".ruby-version", "rustup": "rust-toolchain rust-toolchain.toml", "sdk": ".sdkmanrc", "direnv": ".envrc",
	"nix": "flake.nix flake.lock", "nix-shell": "shell.nix default.nix", "devbox": "devbox.json", "uv": "pyproject.toml uv.toml .python-version", "poetry": "pyproject.toml poetry.toml",

	"jdx/mise-action": miseFiles, "asdf-vm/actions/install": ".tool-versions", "asdf-vm/actions/setup": ".tool-versions", "volta-cli/action": "package.json",
	"actions/setup-python": ".python-version", "astral-sh/setup-uv": "pyproject.toml uv.toml .python-version", "ruby/setup-ruby": ".ruby-version .tool-versions Gemfile",
	"actions/setup-dotnet": "global.json", "pnpm/action-setup": "package.json", "actions-rust-lang/setup-rust-toolchain": "rust-toolchain rust-toolchain.toml",
	"docker/build-push-action": "Dockerfile", "docker/bake-action": "docker-bake.hcl docker-bake.json", "devcontainers/ci": ".devcontainer/devcontainer.json .devcontainer/Dockerfile",
	"pre-commit/action": ".pre-commit-config.yaml",

	"make": "Makefile makefile GNUmakefile", "gmake": "Makefile GNUmakefile", "cmake": "CMakeLists.txt CMakePresets.json", "meson": "meson.build",
	"just": "justfile Justfile", "task": "Taskfile.yml Taskfile.yaml", "bazel": ".bazelrc BUILD BUILD.bazel MODULE.bazel WORKSPACE",

	"npm": "package.json .npmrc", "npx": "package.json .npmrc", "pnpm": "package.json .npmrc pnpm-workspace.yaml", "yarn": "package.json .yarnrc .yarnrc.yml",
	"bun": "package.json bunfig.toml", "deno": "deno.json deno.jsonc", "turbo": "turbo.json", "nx": "nx.json project.json",
	"jest":   "package.json jest.config.js jest.config.ts jest.config.cjs jest.config.mjs jest.config.json",
	"vitest": "vitest.config.ts vitest.config.js vitest.config.mts vite.config.ts vite.config.js vitest.workspace.ts",
	"mocha":  "package.json .mocharc.js .mocharc.cjs .mocharc.json .mocharc.yml .mocharc.yaml", "playwright": "playwright.config.ts playwright.config.js",
	"eslint":   "eslint.config.js eslint.config.mjs eslint.config.cjs eslint.config.ts .eslintrc .eslintrc.js .eslintrc.cjs .eslintrc.json .eslintrc.yml .eslintignore",
	"prettier": ".prettierrc .prettierrc.json .prettierrc.yml .prettierrc.js prettier.config.js .prettierignore", "tsc": "tsconfig.json", "biome": "biome.json",

	"pytest": "pytest.ini pyproject.toml setup.cfg tox.ini conftest.py", "tox": "tox.ini pyproject.toml setup.cfg", "nox": "noxfile.py",
	"ruff": "ruff.toml .ruff.toml pyproject.toml", "mypy": "mypy.ini .mypy.ini pyproject.toml setup.cfg", "flake8": ".flake8 setup.cfg tox.ini",
	"pylint": ".pylintrc pylintrc pyproject.toml setup.cfg", "pre-commit": ".pre-commit-config.yaml",

	"golangci-lint": ".golangci.yml .golangci.yaml .golangci.toml .golangci.json", "goreleaser": ".goreleaser.yml .goreleaser.yaml",
	"cargo": "Cargo.toml build.rs .cargo/config.toml .cargo/config rust-toolchain rust-toolchain.toml",
	"mvn":   "pom.xml .mvn/maven.config .mvn/jvm.config .mvn/extensions.xml", "mvnw": "pom.xml .mvn/maven.config .mvn/jvm.config .mvn/extensions.xml",
	"gradle":  "build.gradle build.gradle.kts settings.gradle settings.gradle.kts gradle.properties",
	"gradlew": "build.gradle build.gradle.kts settings.gradle settings.gradle.kts gradle.properties gradle/wrapper/gradle-wrapper.properties",
	"dotnet":  "Directory.Build.props Directory.Build.targets global.json nuget.config", "sbt": "build.sbt", "swift": "Package.swift", "mix": "mix.exs .formatter.exs",
	"rake": "Rakefile", "rspec": ".rspec spec/spec_helper.rb", "rubocop": ".rubocop.yml", "bundle": "Gemfile", "phpunit": "phpunit.xml phpunit.xml.dist", "composer": "composer.json",
	"docker": "Dockerfile .dockerignore compose.yaml compose.yml docker-compose.yml docker-compose.yaml",
})

const miseFiles = "mise.toml .mise.toml .config/mise.toml mise.lock .tool-versions"

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

// filesOf lists the files that a command names, or from which its programs take what
// they run: in its directory, or in the repository's root.
func filesOf(c shell.Command) []string {
	var out []string
	for _, word := range c.Words[:min(len(c.Words), 1+launchers)] {
		for _, name := range buildFiles[path.Base(word)] {
			out = append(out, path.Join(c.Dir, name), name)
		}
	}
	for _, word := range c.Words {
		switch root, below := atRoot(word); {
		case below:
			out = append(out, root)
		case word != "" && !strings.HasPrefix(word, "-") && !strings.HasPrefix(word, "/"):
			out = append(out, path.Join(c.Dir, word))
		}
	}
	return out
}

// atRoot is the path below the workspace's root that a word names by it.
func atRoot(word string) (file string, below bool) {
	if at := fromRoot.FindStringIndex(word); at != nil && strings.Trim(word[:at[0]], `"`) == "" {
		return path.Clean(strings.Trim(word[at[1]:], `"`)), true
	}
	return "", false
}
