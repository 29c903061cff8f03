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
	switch {
	case claimed.Equal(ran) || len(claimed.Words) == 0 || len(ran.Words) == 0:
		return "", false
	case len(claimed.Words) > maxCompared || len(ran.Words) > maxCompared:
		return "", false
	case claimed.Dir != ran.Dir:
		if !slices.Equal(claimed.Words, ran.Words) {
			return "", false
		}
		return "it ran in " + place(ran.Dir) + ", the claim in " + place(claimed.Dir), true
	case slices.Equal(claimed.Words, ran.Words):
		return "the shell expands other words of it than of the claim: quote them alike", true
	}
	if text, ok := startDiffers(claimed.Words, ran.Words); ok {
		return text, true
	}
	if claimed.Words[0] != ran.Words[0] {
		return "", false
	}
	missing, extra := diff(claimed.Words, ran.Words)
	return describe(claimed.Words, ran.Words, missing, extra)
}

// describe puts the words that only one side has into a sentence, when they are
// few beside those that both have.
func describe(claimed, ran, missing, extra []string) (string, bool) {
	common := len(claimed) - len(missing)
	switch {
	case sameWords(missing, extra):
		return "it ran with its arguments in another order", true
	case common < 2 && len(missing) > 0 && len(extra) > 0, len(missing) > common+1, len(extra) > common+2:
		return "", false
	case len(missing) == 0:
		return "it ran with " + code(strings.Join(extra, " ")) + ", which the claim lacks", true
	case len(extra) == 0:
		return "it ran without " + code(strings.Join(missing, " ")) + ", which the claim has", true
	}
	return "it ran with " + code(strings.Join(extra, " ")) + " where the claim has " + code(strings.Join(missing, " ")), true
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

func place(dir string) string {
	if dir == "" {
		return "the workspace's root"
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
