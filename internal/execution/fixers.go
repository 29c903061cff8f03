package execution

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/shell"
)

// A fixer is a program that changes files of the tree so that a later check is content.
type fixer struct {
	name *regexp.Regexp
	// with matches the options that make it write, nil where it always does but with
	// those that unless matches, nil where there are none.
	with, unless *regexp.Regexp
}

var fixers = func() (out []fixer) {
	option := func(list string) *regexp.Regexp {
		if list == "" {
			return nil
		}
		return regexp.MustCompile(`\s(?:` + list + `)(?:=\S*)?(?:\s|$)`)
	}
	for _, row := range [][3]string{
		{`gofmt|gofumpt|goimports|golines|shfmt|buf format|prettier|ormolu`, `-w|-l -w|-\w?w\w?|--write|-i|--mode inplace`, ``},
		{`go fmt|go fix|go mod tidy|go generate|gci write|cargo fix|rubocop -[aA]|ktlint -F|dart fix|scalafmt|composer normalize`, ``, `-n|--check|--test|--dry-run`},
		{`cargo fmt|rustfmt|black|isort|ruff format|terraform fmt|tofu fmt|dotnet format|mix format|php-cs-fixer fix|pint|yapf|autopep8|clang-format|swiftformat|dart format|zig fmt|nixpkgs-fmt|taplo fmt|deno fmt`, ``, `--check|--check-only|--diff|-d|-c|-check|--verify-no-changes|--check-formatted|--dry-run|--test|-n|--lint|--set-exit-if-changed`},
		{`ruff|ruff check|golangci-lint|golangci-lint run|eslint|oxlint|xo|stylelint|standard|biome \w+|cargo clippy|markdownlint(?:-cli2)?|swiftlint|rubocop|standardrb|sqlfluff|typos|codespell|npm audit|pyupgrade|tslint|djlint|ansible-lint`, `fix|--fix|--write|--apply|--write-changes|-w|-a|-A|--autocorrect(?:-all)?|--auto-correct|--reformat`, ``},
		{`jest|vitest|(?:npm|pnpm|yarn|bun)(?: run)? \S*test\S*|npm t`, `-u|--update(?:-?[sS]napshots?)?|--updateSnapshot`, ``},
		{`go test|pytest|dotnet test|cargo test|cargo insta test`, `-update\S*|--?update-?\w*|--snapshot-update|--force-regen|--regen\S*|--accept|--inline-snapshot`, ``},
		{`sed|perl|yq`, `-[npleEsr0]*i\S*|--in-place`, ``},
		{`(?:make|just|task|mage|npm run|pnpm run|pnpm|yarn|yarn run|bun run|composer|rake|mix)(?: run)? (?:\S+[:_-])?(?:fmt|format|fix|autofix|tidy)`, ``, `-n|--dry-run|--check`},
	} {
		out = append(out, fixer{regexp.MustCompile(`(?:^|[\s/])(?:` + row[0] + `)(?:\s|$)`), option(row[1]), option(row[2])})
	}
	return out
}()

// fixes tells whether a command may change files of the tree for a later check.
func (r *Reader) fixes(c shell.Command) bool {
	line := strings.Join(c.Words, " ")
	known, ok := r.mends[line]
	if !ok {
		known = mends(c, line)
		r.mends[line] = known
	}
	return known
}

func mends(c shell.Command, line string) bool {
	return len(c.Words) > 0 && c.Words[0] != "echo" && c.Words[0] != "printf" && slices.ContainsFunc(fixers, func(f fixer) bool {
		at := f.name.FindStringIndex(line)
		if at == nil {
			return false
		}
		rest := " " + line[at[1]:]
		return (f.with == nil || f.with.MatchString(rest)) && (f.unless == nil || !f.unless.MatchString(rest))
	})
}

// unpacksOver tells whether a command unpacks an archive into a directory in which the change
// has code; of the workspace's root nothing tells which files it is.
func (r *Reader) unpacksOver(h *Holding, c shell.Command) bool {
	moved, ok := transferOf(c)
	if !ok || !moved.unpacks {
		return false
	}
	at := r.placeOf(c, moved.target)
	return at != "." && r.codeAt(h, at) != ""
}

// replaces matches commands that remove or replace files. In a workflow of the base branch
// that is the project's own set-up; in what a claim has run it is the author's.
var replaces = regexp.MustCompile(`^(?:sudo )?(?:rm|unlink|mv|cp|ln|install|rsync|truncate|dd|patch|git (?:rm|mv|clean)) `)

// showsChanges matches what fails where a program has changed files, or shows it.
var showsChanges = regexp.MustCompile(`\bgit (?:diff|status|ls-files|add|checkout|restore|stash)\b`)

// maxFixes bounds the commands that are told because they change files.
const maxFixes = 3

// fixed tells of commands before the held one that may have changed the files that it
// looks at, unless what git shows of that is asked for behind them.
func (r *Reader) fixed(h *Holding) []string {
	var notes []string
	claimed := h.Source.Planner(h.Leg.Job) != nil
	follow := func(rans []shell.Ran, where string) {
		for _, ran := range rans {
			switch {
			case showsChanges.MatchString(ran.Command.Text):
				notes = nil
			case ran.Command.Equal(h.Rans()[0].Command):
			case r.fixes(ran.Command), r.unpacksOver(h, ran.Command), claimed && replaces.MatchString(strings.Join(ran.Command.Words, " ")):
				notes = append(notes, fmt.Sprintf("%s runs `%s`, which may change files before the command looks at them", where, Clip(OneLine(ran.Command.Text))))
			}
		}
	}
	for _, p := range h.ranBefore() {
		follow(p.rans, fmt.Sprintf("an earlier step (%s)", p.where()))
	}
	follow(h.earlier(), "the script first")
	if showsChanges.MatchString(h.Rans()[0].Command.Text) {
		return nil
	}
	return notes[:min(len(notes), maxFixes)]
}
