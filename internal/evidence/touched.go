package evidence

import (
	"path"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/shell"
)

// buildFiles are the files from which a command takes what it runs, beside its
// own words.
var buildFiles = map[string][]string{
	"make": {"Makefile", "makefile", "GNUmakefile"}, "gmake": {"Makefile", "GNUmakefile"},
	"npm": {"package.json"}, "pnpm": {"package.json"}, "yarn": {"package.json"}, "npx": {"package.json"},
	"just": {"justfile", "Justfile"}, "task": {"Taskfile.yml", "Taskfile.yaml"},
	"rake": {"Rakefile"}, "tox": {"tox.ini"}, "nox": {"noxfile.py"}, "cargo": {"build.rs"},
	"mvn": {"pom.xml"}, "./mvnw": {"pom.xml"}, "gradle": {"build.gradle", "build.gradle.kts"}, "./gradlew": {"build.gradle", "build.gradle.kts"},
}

// touched lists the files of the change that the claimed command, or a command
// before it in its job, names or takes what it runs from.
func (j *judgement) touched(t *task) []string {
	var out []string
	add := func(c shell.Command) {
		for _, file := range filesOf(c) {
			if j.Change.Changed(file) != nil && !slices.Contains(out, file) {
				out = append(out, file)
			}
		}
	}
	for _, command := range t.commands {
		add(command)
	}
	for _, r := range t.parts {
		if r.verdict != Verified || r.holding == nil {
			continue
		}
		for _, p := range r.holding.before() {
			for _, ran := range p.rans {
				add(ran.Command)
			}
		}
	}
	return out
}

func filesOf(c shell.Command) []string {
	if len(c.Words) == 0 {
		return nil
	}
	var out []string
	for _, name := range buildFiles[c.Words[0]] {
		out = append(out, path.Join(c.Dir, name))
	}
	for _, word := range c.Words {
		if word != "" && !strings.HasPrefix(word, "-") && !strings.HasPrefix(word, "/") {
			out = append(out, path.Join(c.Dir, word))
		}
	}
	return out
}
