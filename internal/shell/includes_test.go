package shell

import "testing"

func TestIncludes(t *testing.T) {
	for _, c := range []struct {
		ran, claimed string
		want         bool
	}{
		{"go test -race -count=1 ./...", "go test ./...", true},
		{"go test ./api/... ./web/...", "go test ./api/...", true},
		{"timeout 5m npm test", "npm test", true},
		{"cd web && xvfb-run -a npm test", "cd web && npm test", true},
		{"pytest -v --cov=app tests/unit tests/api", "pytest tests/unit", true},
		{"npx jest --ci --coverage", "npx jest", true},

		{"go test ./... -race -v", "go test -v -race ./...", true},
		{"npm run test -- --run", "npm test -- --run", true},
		{"cd api && make lint", "make -C api lint", true},
		{"terraform -chdir=infra/app validate", "cd infra/app && terraform validate", true},
		{"pnpm --filter=web exec vitest run", "pnpm --filter web exec vitest run", true},
		{"cd web && pnpm exec vitest run", "pnpm -C web exec vitest run", true},
		{"cargo clippy --workspace --all-targets -- -D warnings", "cargo clippy --all-targets --workspace -- -D warnings", true},
		{"./gradlew build --no-daemon --stacktrace", "./gradlew build", true},
		{"./mvnw -B -ntp verify", "./mvnw verify", true},

		{"mise exec -- go test ./...", "go test ./...", true},
		{"cd api && poetry run pytest -q", "cd api && pytest -q", true},
		{"nix develop .#ci --command make lint", "make lint", true},
		{"direnv exec . make lint", "make lint", true},
		{"make -j4 --no-print-directory check", "make check", true},

		{"cmake -B ${{github.workspace}}/build -S ${{ github.workspace }}", "cmake -B build -S .", true},
		{`bash "$GITHUB_WORKSPACE/scripts/smoke.sh" --all`, "bash scripts/smoke.sh --all", true},
		{"cargo test --locked --manifest-path=${GITHUB_WORKSPACE}/api/Cargo.toml", "cargo test --manifest-path=api/Cargo.toml", true},

		{"cd api && bash $GITHUB_WORKSPACE/smoke.sh", "cd api && bash smoke.sh", false},
		{"bash $GITHUB_WORKSPACE/../smoke.sh", "bash smoke.sh", false},
		{"bash $HOME/smoke.sh", "bash smoke.sh", false},
		{"bash $GITHUB_WORKSPACE/smoke.sh $ARGS", "bash smoke.sh $ARGS", false},
		{"'$GITHUB_WORKSPACE/x' smoke", "x smoke", false},
		{"bash '$GITHUB_WORKSPACE/smoke.sh'", "bash smoke.sh", false},
		{"mise exec go@1.21 -- go test ./...", "go test ./...", false},
		{"direnv exec api make lint", "make lint", false},
		{"docker compose exec app make lint", "make lint", false},
		{"make -j4 -n check", "make check", false},
		{"make -i check", "make check", false},
		{"npm ci", "npm run ci", false},
		{"npm run lint", "npm lint", false},
		{"pnpm run install", "pnpm install", false},
		{"cp -v a -r b", "cp -r b -v a", false},
		{"tool -o a -p b", "tool -p a -o b", false},
		{"cd web && make lint", "make -C api lint", false},
		{"cargo clippy -- -D warnings --workspace", "cargo clippy --workspace -- -D warnings", false},
		{"./gradlew build -x test", "./gradlew build", false},
		{"./mvnw -B -DskipTests verify", "./mvnw verify", false},
		{"eslint . --max-warnings=5", "eslint .", false},

		{"go test ./...", "go test ./...", false},
		{"go test ./...", "go test -race ./...", false},
		{"go test -short ./...", "go test ./...", false},
		{"go test -run TestX ./...", "go test ./...", false},
		{"go test ./api/...", "go test", false},
		{"go test ./... ./web/... -run=x", "go test ./...", false},
		{"go test -n ./...", "go test ./...", false},
		{"pytest tests/unit", "pytest", false},
		{"pytest --co tests", "pytest tests", false},
		{"cargo test upload", "cargo test", false},
		{"npm test -- --watch", "npm test", false},
		{"grep -v foo a/b", "grep foo a/b", false},
		{"git diff --exit-code -- a/b", "git diff --exit-code", false},
		{"make test FAST=1", "make test", false},
		{"sudo npm test", "npm test", false},
		{"cd web && go test -race ./...", "go test ./...", false},
		{"GOOS=js go test -race ./...", "go test ./...", false},
		{"go test -race $ARGS ./...", "go test ./...", false},
		{"go test -race ./... | cat", "go test ./...", false},
	} {
		if got := Includes(parseOne(t, c.ran), parseOne(t, c.claimed)); got != c.want {
			t.Errorf("Includes(%s, %s) = %v", c.ran, c.claimed, got)
		}
	}
}

func parseOne(t *testing.T, text string) Command {
	t.Helper()
	commands, err := Parse(text)
	if err != nil || len(commands) != 1 {
		t.Fatalf("Parse(%s): %d commands, %v", text, len(commands), err)
	}
	return commands[0]
}
