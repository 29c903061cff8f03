package setup

import (
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/shell"
	"github.com/packetgate/packetgate/internal/workflow"
)

// installing are the words by which programs fetch and install what commands need, and do
// nothing else; "" stands for no words at all.
var installing = map[string][]string{
	"apt":      {"update", "install"},
	"apt-get":  {"update", "install"},
	"brew":     {"install", "bundle"},
	"bun":      {"install", "i"},
	"bundle":   {"", "install"},
	"cargo":    {"fetch", "install", "binstall"},
	"composer": {"install"},
	"corepack": {"", "enable", "prepare", "install"},
	"dotnet":   {"restore", "tool restore", "tool install"},
	"gem":      {"install"},
	"go":       {"mod download", "install"},
	"mix":      {"deps.get"},
	"npm":      {"ci", "install", "i"},
	"npx":      {"playwright install", "cypress install"},
	"pip":      {"install"},
	"pip3":     {"install"},
	"pipenv":   {"install", "sync"},
	"pipx":     {"install"},
	"pnpm":     {"install", "i", "exec playwright install"},
	"poetry":   {"install"},
	"rustup":   {"show", "update", "default", "toolchain install", "component add", "target add"},
	"uv":       {"sync", "venv", "pip install", "tool install", "python install"},
	"yarn":     {"", "install"},
}

// installs tells whether a step's script only installs.
func installs(step *workflow.Step) bool {
	ran := shell.Analyse(shell.Script{Shell: step.Shell, Text: step.Run})
	return len(ran) > 0 && !slices.ContainsFunc(ran, func(r shell.Ran) bool { return !installer(r.Command.Words) })
}

// installer tells whether a command installs.
func installer(words []string) bool {
	if len(words) > 1 && words[0] == "sudo" {
		words = words[1:]
		for len(words) > 1 && option(words[0]) {
			words = words[1:]
		}
	}
	if len(words) > 3 && strings.HasPrefix(words[0], "python") && words[1] == "-m" && words[2] == "pip" {
		words = words[2:]
	}
	if len(words) == 0 {
		return false
	}
	return slices.ContainsFunc(installing[words[0]], func(does string) bool { return begins(words[1:], strings.Fields(does)) })
}

// begins tells whether words begin with those wanted, behind options and their values; where
// none are wanted, whether all are options.
func begins(words, wanted []string) bool {
	if len(wanted) == 0 {
		return !slices.ContainsFunc(words, func(word string) bool { return !option(word) })
	}
	for i := range words {
		if rest := words[i:]; len(rest) >= len(wanted) && slices.Equal(rest[:len(wanted)], wanted) {
			return true
		}
		if !option(words[i]) && (i == 0 || !option(words[i-1])) {
			return false
		}
	}
	return false
}

func option(word string) bool { return strings.HasPrefix(word, "-") }
