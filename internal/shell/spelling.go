package shell

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Many tools can be told the same in several ways: `npm run test` is `npm test`,
// `--filter=web` is `--filter web`, `make -C api test` runs in `api`, and flags may stand
// in any order. Which they are is the tool's to say, so that such commands are not taken
// for the same; but they are near, and evidence.aliases may say that they are.

// inDirectory are the options by which tools run in another directory.
var inDirectory = map[string][]string{
	"make": {"-C", "--directory"}, "go": {"-C"}, "pnpm": {"-C", "--dir"}, "npm": {"--prefix"}, "yarn": {"--cwd"},
	"uv": {"--directory"}, "poetry": {"-C", "--directory"}, "task": {"-d", "--dir"}, "terraform": {"-chdir"},
}

// runsScripts are tools whose `run SCRIPT` may be written as SCRIPT alone, with the
// scripts for which that is so where it is for few.
var runsScripts = map[string][]string{"npm": {"test", "start", "stop", "restart"}, "pnpm": nil, "yarn": nil, "composer": nil}

// ownCommands are what those tools have by the names that a script may have too.
var ownCommands = set("add", "audit", "ci", "create", "dedupe", "deploy", "dlx", "exec", "i", "init", "install", "licenses", "link", "list", "outdated",
	"pack", "publish", "remove", "require", "show", "update", "up", "upgrade", "version", "why", "workspace", "workspaces")

// spelling is a command as far as its ways of writing are told apart from what it says.
type spelling struct {
	dir         string
	plain, tail []string
	// flags are the options in order, each with the word behind it, "" where another
	// option or nothing stands there.
	flags [][2]string
}

// spell reads a command; of options with an equals sign it makes two words if it splits.
func spell(c Command, splits bool) spelling {
	s := spelling{dir: c.Dir}
	tool := program(c.Words[0])
	if tool == "python3" || tool == "pip3" {
		tool = strings.TrimSuffix(tool, "3")
	}
	words := []string{tool}
	for i := 1; i < len(c.Words); i++ {
		name, value, joined := strings.Cut(c.Words[i], "=")
		switch {
		case c.Words[i] == "--":
			s.tail = c.Words[i:]
		case slices.Contains(inDirectory[tool], name) && (joined || i+1 < len(c.Words)):
			if !joined {
				i++
				value = c.Words[i]
			}
			s.dir = clean(path.Join(s.dir, value))
		case c.Words[i] == "run" && len(words) == 1 && i+1 < len(c.Words) && isScript(tool, c.Words[i+1]):
		case c.Words[i] == "run-script" && len(words) == 1 && tool == "composer":
		case splits && joined && strings.HasPrefix(name, "--"):
			words = append(words, name, value)
		default:
			words = append(words, c.Words[i])
		}
		if s.tail != nil {
			break
		}
	}
	for i, word := range words {
		switch {
		case i == 0 || !strings.HasPrefix(word, "-"):
			s.plain = append(s.plain, word)
		case i+1 < len(words) && !strings.HasPrefix(words[i+1], "-"):
			s.flags = append(s.flags, [2]string{word, words[i+1]})
		default:
			s.flags = append(s.flags, [2]string{word, ""})
		}
	}
	slices.SortStableFunc(s.flags, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	return s
}

// isScript tells whether a tool's `run NAME` may be written as NAME alone.
func isScript(tool, name string) bool {
	few, ok := runsScripts[tool]
	return ok && !ownCommands[name] && !strings.HasPrefix(name, "-") && (few == nil || slices.Contains(few, name))
}

// alike tells whether two commands only differ in how tools let them be written.
func alike(a, b Command) bool {
	if a.Negated != b.Negated || len(a.Words) == 0 || len(b.Words) == 0 || len(a.Words)+len(b.Words) > maxCompared || a.Equal(b) {
		return false
	}
	if a, b = fromRoot(a), fromRoot(b); len(a.Expanded)+len(b.Expanded) > 0 {
		return false
	}
	for _, splits := range []bool{false, true} {
		if spell(a, splits).equal(spell(b, splits)) {
			return true
		}
	}
	return false
}

// ownFile matches a word that names a file of the workspace by the workspace's name.
var ownFile = regexp.MustCompile(`^"?((?:--?[\w-]+=)?)"?(?:\$GITHUB_WORKSPACE|\$\{GITHUB_WORKSPACE\}|\$\{\{ *github\.workspace *\}\})(?:/([\w./@+-]*))?"?$`)

// fromRoot is a command with the workspace's files named from its root, where that is the
// directory in which it runs: `bash $GITHUB_WORKSPACE/smoke.sh` as `bash smoke.sh`.
func fromRoot(c Command) Command {
	if c.Dir != "" || len(c.Expanded) == 0 {
		return c
	}
	c.Words = slices.Clone(c.Words)
	c.Expanded = slices.DeleteFunc(slices.Clone(c.Expanded), func(i int) bool {
		m := ownFile.FindStringSubmatch(c.Words[i])
		if m == nil || i == 0 || strings.Contains(m[2], "..") {
			return false
		}
		c.Words[i] = m[1] + cmp.Or(m[2], ".")
		return true
	})
	c.Dynamic = c.Dynamic && len(c.Expanded) > 0
	return c
}

// equal compares spellings. The word behind a flag may be its value: where both have one,
// it is the same.
func (s spelling) equal(o spelling) bool {
	return s.dir == o.dir && slices.Equal(s.plain, o.plain) && slices.Equal(s.tail, o.tail) &&
		slices.EqualFunc(s.flags, o.flags, func(a, b [2]string) bool {
			return a[0] == b[0] && (a[1] == b[1] || a[1] == "" || b[1] == "")
		})
}
