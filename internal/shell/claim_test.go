package shell

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	one := func(dir string, words ...string) []Command { return []Command{{Dir: dir, Words: words}} }
	tests := []struct {
		text string
		want []Command
	}{
		{"go test ./... -count=1", one("", "go", "test", "./...", "-count=1")},
		{"  go   test\t./...  ", one("", "go", "test", "./...")},
		{"go test \\\n  ./...", one("", "go", "test", "./...")},
		{`go test -run "A|B" ./...`, one("", "go", "test", "-run", "A|B", "./...")},
		{`go test -run 'A|B' ./...`, one("", "go", "test", "-run", "A|B", "./...")},
		{`go test -run A\|B ./...`, one("", "go", "test", "-run", "A|B", "./...")},
		{`go test -run "Te"st'[0-9]' ""`, one("", "go", "test", "-run", "Test[0-9]", "")},
		{`echo "a\"b\$c\d"`, one("", "echo", `a"b$c\d`)},
		{"./x.sh", one("", "./x.sh")},
		{"bash x.sh", one("", "bash", "x.sh")},
		{"time go test", one("", "go", "test")},
		{"go test # all of them", one("", "go", "test")},
		{"go test ./... > log 2>&1", one("", "go", "test", "./...")},
		{"go test ./... &> log", one("", "go", "test", "./...")},
		{"cd web && npm test", one("web", "npm", "test")},
		{"cd ./web/../web/ && npm test", one("web", "npm", "test")},
		{"cd web && cd src && npm test", one("web/src", "npm", "test")},
		{"cd web && cd .. && npm test", one("", "npm", "test")},
		{"set -o pipefail && go test | tee log", []Command{{Words: []string{"go", "test", "|", "tee", "log"}, Expanded: []int{2}}}},
		{"set -euo pipefail && cd web && set -x && npm test", one("web", "npm", "test")},
		{"cd .. && npm test", one("..", "npm", "test")},
		{"cd ../../web && npm test", one("../../web", "npm", "test")},
		{"cd /srv/x/. && npm test", one("/srv/x", "npm", "test")},
		{`cd "my dir" && npm test`, one("my dir", "npm", "test")},
		{`cd $GITHUB_WORKSPACE/web && npm test`, one("web", "npm", "test")},
		{`cd "$GITHUB_WORKSPACE" && npm test`, one("", "npm", "test")},
		{`cd ${{ github.workspace }}/web && npm test`, one("web", "npm", "test")},
		{"cd $X && npm test", []Command{{Dir: "$X", Words: []string{"npm", "test"}, Dynamic: true}}},
		{"cd ~/x && npm test", []Command{{Dir: "~/x", Words: []string{"npm", "test"}, Dynamic: true}}},
		{"cd web && npm ci && npm test", []Command{{Dir: "web", Words: []string{"npm", "ci"}}, {Dir: "web", Words: []string{"npm", "test"}}}},
		{"B=2 A=1 go test", []Command{{Env: []string{"A=1", "B=2"}, Words: []string{"go", "test"}}}},
		{`A="x y" go test`, []Command{{Env: []string{"A=x y"}, Words: []string{"go", "test"}}}},
		{"A=$B go test", []Command{{Env: []string{"A=$B"}, Words: []string{"go", "test"}, Dynamic: true}}},
		{"rg -n x docs/*.md", []Command{{Words: []string{"rg", "-n", "x", "docs/*.md"}, Expanded: []int{3}}}},
		{`rg -n x "docs"/*.md`, []Command{{Words: []string{"rg", "-n", "x", "docs/*.md"}, Expanded: []int{3}}}},
		{"rg -n x 'docs/*.md'", one("", "rg", "-n", "x", "docs/*.md")},
		{`rg -n x docs/\*.md`, one("", "rg", "-n", "x", "docs/*.md")},
		{"ls {a,b}", []Command{{Words: []string{"ls", "{a,b}"}, Expanded: []int{1}}}},
		{"find . -exec rm {} +", one("", "find", ".", "-exec", "rm", "{}", "+")},
		{"echo $'a'", []Command{{Words: []string{"echo", "$'a'"}, Expanded: []int{1}}}},
		{"$(go env GOPATH)/bin/x ./...", []Command{{Words: []string{"$(go env GOPATH)/bin/x", "./..."}, Expanded: []int{0}, Dynamic: true}}},
		{`echo "$X" '$X'`, []Command{{Words: []string{"echo", `"$X"`, "$X"}, Expanded: []int{1}, Dynamic: true}}},
		{"make ${{ matrix.x }}y ${{ 'a }} b' }}", []Command{{Words: []string{"make", "${{ matrix.x }}y", "${{ 'a }} b' }}"}, Expanded: []int{1, 2}, Dynamic: true}}},
		{"go test | tee log", []Command{{Words: []string{"go", "test", "|", "tee", "log"}, Expanded: []int{2}}}},
		{"cd web && npm ci && npm test |& tee log | wc -l", []Command{{Dir: "web", Words: []string{"npm", "ci"}}, {Dir: "web", Words: []string{"npm", "test", "|&", "tee", "log", "|", "wc", "-l"}, Expanded: []int{2, 5}}}},
		{"echo '|' | cat", []Command{{Words: []string{"echo", "|", "|", "cat"}, Expanded: []int{2}}}},
		{"cat $X | wc -l", []Command{{Words: []string{"cat", "$X", "|", "wc", "-l"}, Expanded: []int{1, 2}, Dynamic: true}}},
		{"export A=1 B='2 3' && A=2 go vet && go test", []Command{{Env: []string{"A=2", "B=2 3"}, Words: []string{"go", "vet"}}, {Env: []string{"A=1", "B=2 3"}, Words: []string{"go", "test"}}}},
		{"(cd web && npm test)", one("web", "npm", "test")},
		{"( (cd web && npm test) > log 2>&1 )", one("web", "npm", "test")},
		{"(cd api && export A=1 && go vet) && (cd web && npm test) && go test", []Command{{Dir: "api", Env: []string{"A=1"}, Words: []string{"go", "vet"}}, {Dir: "web", Words: []string{"npm", "test"}}, {Words: []string{"go", "test"}}}},
		{"packetgate run --timeout 10m -- go test ./...", one("", "go", "test", "./...")},
		{"packetgate run --packet A --write make x", one("", "make", "x")},
		{"cd api && packetgate run -- 'cd web && X=1 npm test && y | z'", []Command{{Dir: "api/web", Env: []string{"X=1"}, Words: []string{"npm", "test"}}, {Dir: "api/web", Words: []string{"y", "|", "z"}, Expanded: []int{1}}}},
		{"packetgate run -- exit 0", one("", "packetgate", "run", "--", "exit", "0")},
		{"packetgate run --help", one("", "packetgate", "run", "--help")},
		{"make --prefix=~/x", []Command{{Words: []string{"make", "--prefix=~/x"}, Expanded: []int{1}, Dynamic: true}}},
	}
	for _, tt := range tests {
		got, err := Parse(tt.text)
		if err != nil {
			t.Errorf("Parse(%q): %v", tt.text, err)
			continue
		}
		for i := range got {
			got[i].Text = ""
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Parse(%q) (-want +got):\n%s", tt.text, diff)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", "no command"},
		{"# nothing", "no command"},
		{"X=1 go test | tee log", "pipe of more than plain commands"},
		{"(go test) | tee log", "pipe of more than plain commands"},
		{"go test < in | tee log", "pipe of more than plain commands"},
		{"go vet && go test | if true; then :; fi", "pipe of more than plain commands"},
		{"! go test | tee log", "more than a plain command"},
		{"go test | tee log || true", "`||`"},
		{"export X=$(y) && go test", "no single command"},
		{"export X=1", "or the environment"},
		{"go test || true", "`||`"},
		{"go vet && go test || true", "`||`"},
		{"go vet; go test", "several commands"},
		{"go vet\ngo test", "several commands"},
		{"go test &", "background"},
		{"(go vet; go test)", "no single command"},
		{"(go test &)", "in the background"},
		{"(cd web && npm test) < in", "no single command"},
		{"! cd web && go test", "does not say where it goes"},
		{"! exit 1", "changes or ends the shell"},
		{"! time go test", "more than a plain command"},
		{"! (go test)", "more than a plain command"},
		{"if true; then go test; fi", "no single command"},
		{"[[ a == b ]]", "no single command"},
		{"f() { go test; }", "no single command"},
		{"X=1", "only sets variables"},
		{"cd web", "only changes the directory"},
		{"set -o pipefail", "only changes the directory"},
		{"cd - && npm test", "where it goes"},
		{"cd && npm test", "where it goes"},
		{"CDPATH=fake cd web && npm test", "where it goes"},
		{"exit 0", "ends the shell itself"},
		{"packetgate run -- 'go test || true'", "`||`"},
		{"trap 'exit 0' EXIT && go test", "ends the shell itself"},
		{"pushd web && npm test", "`pushd web` changes"},
		{"go test < in", "reads its input"},
		{"cat <<EOF\nx\nEOF", "reads its input"},
		{"go test 'x", "syntax error in line 1"},
		{"go test )", "syntax error in line 1"},
		{"go test \x00", "NUL"},
		{"go test \xff", "UTF-8"},
		{"make ${{ x", "expressions"},
		{strings.Repeat("x ", maxClaim), "longer than"},
		{strings.Repeat("(", 10_000), "brackets"},
	}
	for _, tt := range tests {
		got, err := Parse(tt.text)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Parse(%.40q) = %v, %v; want an error with %q", tt.text, got, err, tt.want)
		}
	}
}

func TestEqualAndDigest(t *testing.T) {
	parse := func(text string) Command {
		t.Helper()
		commands, err := Parse(text)
		if err != nil || len(commands) != 1 {
			t.Fatalf("Parse(%q) = %v, %v", text, commands, err)
		}
		return commands[0]
	}
	claimed := parse(`go test ./... -run "A|B"`)
	if ran := parse(`go  test ./... -run 'A|B' 2>&1`); !claimed.Equal(ran) || Digest([]Command{claimed}) != Digest([]Command{ran}) {
		t.Error("quoting, spaces and output redirections make another command")
	}
	for _, other := range []string{
		`go test -run "A|B" ./...`, `go test ./... -run "A|B" -short`, `go test ./... -run "A|b"`, `cd x && go test ./... -run "A|B"`,
		`cd .. && go test ./... -run "A|B"`, `cd / && go test ./... -run "A|B"`, `command go test ./... -run "A|B"`,
	} {
		if claimed.Equal(parse(other)) {
			t.Errorf("%q is the same as %q", other, claimed.Text)
		}
	}
	for _, pair := range [][2]string{{"./x", "bash x"}, {"./x", "x"}, {"cat ./a/b", "cat a/b"}, {"ls *.go", "ls '*.go'"}, {"echo $X", "echo '$X'"}, {"echo a b", "echo 'a b'"}, {"ls *.go", "ls '\x01*.go'"}, {"A=1 x", "'A=1' x"}} {
		if parse(pair[0]).Equal(parse(pair[1])) {
			t.Errorf("%q is the same as %q", pair[0], pair[1])
		}
	}
	if !parse("./bin/rails test").Equal(parse("bin/rails test")) {
		t.Error("./bin/rails is another file than bin/rails")
	}
	both, err := Parse("bash a && bash b")
	if one := parse(`bash a "&&" "" bash b`); err != nil || Digest(both) == Digest([]Command{one}) {
		t.Error("two commands have the digest of one with the same words")
	}
	// printf 'web\0npm\0test' | sha256sum
	if got, want := Digest([]Command{parse("cd web && npm test")}), "aebbac004c04bd86"; got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
}

func TestDifference(t *testing.T) {
	tests := []struct{ claimed, ran, want string }{
		{"go test ./...", "go test ./...", ""},
		{"go test ./...", "npm test", ""},
		{"go test ./...", "go vet", ""},
		{"go test ./... -count=1", "go test ./...", "it ran without `-count=1`, which the claim has"},
		{"go test ./...", "go test -short ./...", "it ran with `-short`, which the claim lacks"},
		{"go test ./... -run A", "go test ./... -run B", "it ran with `B` where the claim has `A`"},
		{"go test -v ./...", "go test ./... -v", "it ran with its arguments in another order"},
		{"cd web && npm test", "npm test", "it ran in the workspace's root, the claim in `web`"},
		{"npm test", "cd web && npm test", "it ran in `web`, the claim in the workspace's root"},
		{"cd web && npm test", "cd w* && npm test", "it ran in a directory that a `cd` before it leaves open, the claim in `web`"},
		{"./scripts/x.sh", "bash scripts/x.sh", "it ran as `bash scripts/x.sh`, the claim says `./scripts/x.sh`"},
		{"ls '*.go'", "ls *.go", "the shell expands other words of it than of the claim: quote them alike"},
		{"cd web && npm test", "npm test -- --run", "it ran in the workspace's root, the claim in `web`, and it ran with `-- --run`, which the claim lacks"},
		{"go test ./...", "timeout 5m go test ./...", "it ran under `timeout 5m`, which the claim lacks"},
		{"go vet ./...", "go test ./...", ""},
		{"sudo go test ./...", "go test ./...", "it ran without `sudo`, which the claim has"},
		{"go test ./...", "env GOFLAGS=-mod=mod go test ./...", "it ran under `env GOFLAGS=-mod=mod`, which the claim lacks"},
		{"go test ./...", "xargs -n1 go test ./...", "it ran under `xargs -n1`, which the claim lacks"},
		{"go test ./...", "bash -ec 'go test ./...'", "it ran as `bash -ec 'go test ./...'`, the claim says `go test ./...`"},
		{"bash -c 'go vet && go test'", "go test", ""},
		{"pytest", "uv run pytest", ""},
		{"pytest", "xvfb-run pytest", "it ran under `xvfb-run`, which the claim lacks"},
		{"go test ./internal/api", "go test ./internal/web", "it ran with `./internal/web` where the claim has `./internal/api`"},
		{"go test", "go test -run '`x`\n'", "it ran with `-run 'x'`, which the claim lacks"},
	}
	for _, tt := range tests {
		claimed, err := Parse(tt.claimed)
		if err != nil {
			t.Fatal(err)
		}
		ran, err := Parse(tt.ran)
		if err != nil {
			t.Fatal(err)
		}
		if got, distance := Nearness(claimed[0], ran[0]); got != tt.want || (distance > 0) != (tt.want != "") {
			t.Errorf("Nearness(%q, %q) = %q, %d; want %q", tt.claimed, tt.ran, got, distance, tt.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"go test ./...", "cd web && npm test", `A=1 go test -run "A|B"`, "rg x *.md", "a | b", "a || b", "${{ x }}", "echo $'a' $(b) `c`", "cd ~ && x > y",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		commands, err := Parse(text)
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Fatalf("an error of several lines: %q", err)
			}
			return
		}
		again, err := Parse(text)
		if err != nil || !cmp.Equal(commands, again) {
			t.Fatalf("not deterministic: %v, %v", again, err)
		}
		for _, c := range commands {
			if len(c.Words) == 0 || !c.Equal(c) || len(Digest([]Command{c})) != 16 {
				t.Fatalf("%+v", c)
			}
			Difference(c, Command{Words: []string{"go", "test"}})
		}
	})
}
