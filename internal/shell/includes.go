package shell

import (
	"regexp"
	"slices"
	"strings"
)

// fuller are options by tool with which it does all that it does without them: they check
// more, or say more, and leave nothing out.
var fuller = []struct {
	words   []string
	options *regexp.Regexp
	// paths is true where a further path is one more thing to check.
	paths bool
}{
	{[]string{"go", "test"}, regexp.MustCompile(`^-(?:race|v|json|cover|count=1|shuffle=\w+|timeout=\w+|covermode=\w+|coverprofile=[\w./-]+)$`), true},
	{[]string{"go", "vet"}, regexp.MustCompile(`^-v$`), true},
	{[]string{"go", "build"}, regexp.MustCompile(`^-v$`), true},
	{[]string{"pytest"}, regexp.MustCompile(`^(?:-v+|-ra|-s|--verbose|--strict-markers|--strict-config|--durations=\d+|--cov(?:=[\w./-]+)?|--cov-report=[\w./:-]+|--junit-?xml=[\w./-]+)$`), true},
	{[]string{"cargo", "test"}, regexp.MustCompile(`^--(?:locked|verbose|no-fail-fast|workspace)$`), false},
	{[]string{"jest"}, regexp.MustCompile(`^--(?:ci|coverage|verbose)$`), false},
	{[]string{"npx", "jest"}, regexp.MustCompile(`^--(?:ci|coverage|verbose)$`), false},
	{[]string{"vitest", "run"}, regexp.MustCompile(`^--coverage$`), false},
	{[]string{"npx", "vitest", "run"}, regexp.MustCompile(`^--coverage$`), false},
	{[]string{"./gradlew"}, gradle, false},
	{[]string{"gradle"}, gradle, false},
	{[]string{"./mvnw"}, maven, false},
	{[]string{"mvn"}, maven, false},
	{[]string{"vendor/bin/phpunit"}, regexp.MustCompile(`^--(?:testdox|coverage-\w+(?:=[\w./-]+)?|log-junit=[\w./-]+|colors(?:=\w+)?)$`), false},
	{[]string{"vendor/bin/phpstan", "analyse"}, regexp.MustCompile(`^--(?:error-format=\w+|no-progress|memory-limit=\w+)$`), false},
	{[]string{"make"}, regexp.MustCompile(`^(?:-j\d*|-k|--keep-going|-s|--silent|--no-print-directory|V=1)$`), false},
	{[]string{"eslint"}, eslint, false},
	{[]string{"npx", "eslint"}, eslint, false},
}

var (
	gradle = regexp.MustCompile(`^--(?:no-daemon|stacktrace|info|scan|continue|console=\w+|warning-mode=\w+|no-build-cache|rerun-tasks)$`)
	maven  = regexp.MustCompile(`^(?:-B|-V|-U|-e|-ntp|-fae|--batch-mode|--show-version|--errors|--no-transfer-progress|--fail-at-end)$`)
	eslint = regexp.MustCompile(`^--(?:max-warnings=0|format=\w+)$`)
)

// passesOn matches the words of wrappers that end as the command under them does, or fail.
var passesOn = regexp.MustCompile(`^(?:timeout \d+[smh]?|xvfb-run(?: -a| --auto-servernum)?|nice` +
	`|(?:mise (?:exec|x)|devbox run|doppler run|dotenvx run) --|direnv exec \.|asdf exec|nix develop(?: [\w./#:-]+)? (?:-c|--command)` +
	`|(?:poetry|pdm|pipenv|rye|uv) run|bundle exec)$`)

// Includes tells whether a command does all of another one, as far as its words show:
// it is that written otherwise, with options that only check or say more, with more paths
// to check, or under a wrapper that ends as it does. False says nothing.
func Includes(c, other Command) bool {
	if !slices.Equal(c.Env, other.Env) || c.Equal(other) || c.Negated != other.Negated {
		return false
	}
	near := alike(c, other)
	c, other = fromRoot(c), fromRoot(other)
	if c.Dynamic || other.Dynamic || len(c.Expanded)+len(other.Expanded) > 0 {
		return false
	}
	if near || c.Dir != other.Dir {
		return near
	}
	if n := len(c.Words) - len(other.Words); n > 0 && slices.Equal(c.Words[n:], other.Words) && passesOn.MatchString(strings.Join(c.Words[:n], " ")) {
		return true
	}
	for _, tool := range fuller {
		n := len(tool.words)
		if len(c.Words) < n || len(other.Words) < n || !slices.Equal(c.Words[:n], tool.words) || !slices.Equal(other.Words[:n], tool.words) {
			continue
		}
		paths := tool.paths && slices.ContainsFunc(other.Words[n:], isPath)
		left := other.Words[n:]
		for _, word := range c.Words[n:] {
			switch {
			case len(left) > 0 && word == left[0]:
				left = left[1:]
			case !tool.options.MatchString(word) && !(paths && isPath(word)):
				return false
			}
		}
		return len(left) == 0
	}
	return false
}

// isPath tells whether a word is an argument that names files.
func isPath(word string) bool {
	return !strings.HasPrefix(word, "-") && strings.Contains(word, "/") && !strings.ContainsAny(word, "=:")
}
