package shell

import (
	"path"
	"slices"
	"strings"
)

// maxCompared is the longest command, in words, whose difference is described.
const maxCompared = 200

// Difference says in a few words how ran differs from claimed when they are
// nearly the same command ("it ran with `-short`, which the claim lacks"), and
// false when they are not near or are equal.
func Difference(claimed, ran Command) (string, bool) {
	text, distance := Nearness(claimed, ran)
	return text, distance > 0
}

// Nearness is Difference with how far the commands are apart, 0 when they are not near
// or are equal. Words that the claim has and that did not run weigh most.
func Nearness(claimed, ran Command) (string, int) {
	switch {
	case claimed.Equal(ran) || len(claimed.Words) == 0 || len(ran.Words) == 0:
		return "", 0
	case len(claimed.Words) > maxCompared || len(ran.Words) > maxCompared:
		return "", 0
	case claimed.Negated != ran.Negated:
		return negationDiffers(claimed, ran)
	case alike(claimed, ran) && claimed.Dir == ran.Dir && sameWords(claimed.Words, ran.Words):
		return inOtherOrder, 1
	case alike(claimed, ran):
		return "it ran as " + code(whole(ran)) + ", the claim says " + code(whole(claimed)), 1
	case claimed.Dir == ran.Dir:
		return wordsDiffer(claimed, ran)
	}
	where := "it ran in " + place(ran.Dir) + ", the claim in " + place(claimed.Dir)
	moved := ran
	moved.Dir = claimed.Dir
	if claimed.Equal(moved) {
		return where, 1
	}
	how, distance := wordsDiffer(claimed, moved)
	if distance == 0 {
		return "", 0
	}
	return where + ", and " + how, distance + 1
}

// negationDiffers is Nearness for commands of which one stands behind `!`.
func negationDiffers(claimed, ran Command) (string, int) {
	how := "it ran without `!`, which the claim has"
	if ran.Negated {
		how = "it ran behind `!`, which the claim lacks"
	}
	ran.Negated = claimed.Negated
	if claimed.Equal(ran) {
		return how, 1
	}
	if more, distance := Nearness(claimed, ran); distance > 0 {
		return how + ", and " + more, distance + 1
	}
	return "", 0
}

// wordsDiffer is Nearness for commands in one directory.
func wordsDiffer(claimed, ran Command) (string, int) {
	if slices.Equal(claimed.Words, ran.Words) {
		return "the shell expands other words of it than of the claim: quote them alike", 1
	}
	if text, ok := startDiffers(claimed.Words, ran.Words); ok {
		return text, 1
	}
	if text, distance := wrapperDiffers(claimed, ran); distance > 0 {
		return text, distance
	}
	if claimed.Words[0] != ran.Words[0] || otherTask(claimed.Words, ran.Words) {
		return "", 0
	}
	missing, extra := diff(claimed.Words, ran.Words)
	return describe(claimed.Words, ran.Words, missing, extra)
}

// tasked are tools whose first word says what they do: `go vet` is not near to `go
// test`.
var tasked = set("go", "npm", "pnpm", "yarn", "cargo", "git", "docker", "dotnet", "helm", "kubectl", "terraform", "uv", "poetry", "make")

// HasTasks tells whether a tool's first word says what it does.
func HasTasks(tool string) bool { return tasked[tool] }

func otherTask(a, b []string) bool {
	if !tasked[a[0]] || len(a) < 2 || len(b) < 2 || strings.HasPrefix(a[1], "-") || strings.HasPrefix(b[1], "-") {
		return false
	}
	return !longer(a[1], b[1]) && !longer(b[1], a[1])
}

// longer tells whether a word is another one with something behind it: `test:unit`,
// `tests`.
func longer(word, than string) bool { return len(than) > 2 && strings.HasPrefix(word, than) }

// wrapperDiffers recognises the same command run by another one: `timeout 5m x`,
// `bash -c x`. What ran is the wrapper, whose exit code is its own.
func wrapperDiffers(claimed, ran Command) (string, int) {
	if wrapper, ok := wrapperOf(claimed.Words, ran.Words); ok {
		return "it ran under " + code(wrapper) + ", which the claim lacks", len(strings.Fields(wrapper))
	}
	if wrapper, ok := wrapperOf(ran.Words, claimed.Words); ok {
		return "it ran without " + code(wrapper) + ", which the claim has", len(strings.Fields(wrapper))
	}
	for _, pair := range [][2]Command{{claimed, ran}, {ran, claimed}} {
		words := pair[1].Words
		if len(words) < 3 || words[0] != "bash" && words[0] != "sh" || !strings.HasPrefix(words[1], "-") || !strings.HasSuffix(words[1], "c") {
			continue
		}
		if inner, err := Parse(words[2]); err == nil && len(inner) == 1 && slices.Equal(inner[0].Words, pair[0].Words) {
			return "it ran as " + code(ran.Text) + ", the claim says " + code(claimed.Text), 1
		}
	}
	return "", 0
}

// wrapperOf gives the words before a command that other words end with; options
// and a plain program with none of its own are not enough to be one.
func wrapperOf(command, words []string) (string, bool) {
	n := len(words) - len(command)
	if n < 1 || len(command) < 2 && n > 1 || n > 8 || !slices.Equal(words[n:], command) || strings.HasPrefix(words[n], "-") {
		return "", false
	}
	return strings.Join(words[:n], " "), true
}

const inOtherOrder = "it ran with its arguments in another order"

// lost weighs a word that did not run against one that ran too.
const lost = 10

// describe puts the words that only one side has into a sentence, when they are
// few beside those that both have.
func describe(claimed, ran, missing, extra []string) (string, int) {
	common := len(claimed) - len(missing)
	distance := lost*len(missing) + len(extra)
	switch {
	case sameWords(missing, extra):
		return inOtherOrder, distance
	case len(missing) > common+1, len(missing) > 0 && len(extra) > common+2, len(extra) > common+6:
		return "", 0
	case common < 2 && len(missing) > 0 && len(extra) > 0 && !longer(missing[0], extra[0]) && !longer(extra[0], missing[0]):
		return "", 0
	case len(missing) == 0:
		return "it ran with " + code(strings.Join(extra, " ")) + ", which the claim lacks", distance
	case len(extra) == 0:
		return "it ran without " + code(strings.Join(missing, " ")) + ", which the claim has", distance
	}
	return "it ran with " + code(strings.Join(extra, " ")) + " where the claim has " + code(strings.Join(missing, " ")), distance
}

// startDiffers recognises the same script started in another way: `./x` and
// `bash x`.
func startDiffers(claimed, ran []string) (string, bool) {
	script := func(words []string) []string {
		switch words[0] {
		case "bash", "sh", "python", "python3", "node":
			if len(words) > 1 && !strings.HasPrefix(words[1], "-") {
				words = words[1:]
			}
		}
		return append([]string{path.Clean(words[0])}, words[1:]...)
	}
	if !slices.Equal(script(claimed), script(ran)) {
		return "", false
	}
	return "it ran as " + code(strings.Join(ran, " ")) + ", the claim says " + code(strings.Join(claimed, " ")), true
}

// whole is a command with the directory that it runs in.
func whole(c Command) string {
	text := strings.Join(c.Words, " ")
	if c.Negated {
		text = "! " + text
	}
	if c.Dir == "" || c.Dynamic {
		return text
	}
	return "cd " + c.Dir + " && " + text
}

func place(dir string) string {
	switch dir {
	case "":
		return "the workspace's root"
	case somewhere.path:
		return "a directory that a `cd` before it leaves open"
	}
	return code(dir)
}

func sameWords(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}

// diff gives the words of each side that are not in a longest common subsequence.
func diff(a, b []string) (onlyA, onlyB []string) {
	length := make([][]int, len(a)+1)
	for i := range length {
		length[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			i, j = i+1, j+1
		case length[i+1][j] >= length[i][j+1]:
			onlyA = append(onlyA, a[i])
			i++
		default:
			onlyB = append(onlyB, b[j])
			j++
		}
	}
	return append(onlyA, a[i:]...), append(onlyB, b[j:]...)
}
