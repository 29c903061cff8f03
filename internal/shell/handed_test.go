package shell

import (
	"strings"
	"testing"
)

// Where the values come from that a script writes into GITHUB_OUTPUT.
func TestHanded(t *testing.T) {
	for script, want := range map[string]string{
		`echo "a=1" >> "$GITHUB_OUTPUT"`:                              "a:",
		`echo a=$X >> $GITHUB_OUTPUT`:                                 "a: X",
		`echo "a=${X:-$Y}" >> ${GITHUB_OUTPUT}`:                       "a: X Y",
		`echo "a=${#X}" >> $GITHUB_OUTPUT`:                            "a:",
		`echo "a=${!X}" >> $GITHUB_OUTPUT`:                            "a: open",
		`printf 'a=%s\n' "$X" >> $GITHUB_OUTPUT`:                      "a: X",
		"{ echo a=1; echo b=$X; } >> $GITHUB_OUTPUT":                  "a b: X",
		"v=$X\necho a=$v >> $GITHUB_OUTPUT":                           "a: X =v",
		"for v in 1 2; do :; done\necho a=$v >> $GITHUB_OUTPUT":       "a: =v",
		"for v in *; do :; done\necho a=$v >> $GITHUB_OUTPUT":         "a: =v open",
		"read v < VERSION\necho a=$v >> $GITHUB_OUTPUT":               "a: v open",
		"v=1; v=$v$v; echo a=$v >> $GITHUB_OUTPUT":                    "a: =v",
		"echo a=$(git rev-parse --short HEAD) >> $GITHUB_OUTPUT":      "a:",
		"echo a=$(git rev-parse --abbrev-ref HEAD) >> $GITHUB_OUTPUT": "a: open",
		"echo a=$(git log -1 --format=%ct) >> $GITHUB_OUTPUT":         "a:",
		"echo a=$(git log -1 --format=%s) >> $GITHUB_OUTPUT":          "a: open",
		"echo a=$(git describe --always) >> $GITHUB_OUTPUT":           "a: tags",
		"echo a=$(echo $X | cut -c1-7) >> $GITHUB_OUTPUT":             "a: X",
		"echo a=$(echo $X | cut -c1-7 VERSION) >> $GITHUB_OUTPUT":     "a: open",
		"echo a=$(echo $X | tr a b < VERSION) >> $GITHUB_OUTPUT":      "a: open",
		"echo a=$(cat VERSION) >> $GITHUB_OUTPUT":                     "a: open",
		"echo a=* >> $GITHUB_OUTPUT":                                  "a: open",
		"cat VERSION >> $GITHUB_OUTPUT":                               "unread",
		"echo a=1 | tee -a $GITHUB_OUTPUT":                            "unread",
		"make outputs # GITHUB_OUTPUT":                                "unread",
		"echo a=1 >> $GITHUB_OUTPUT\ncat VERSION >> $GITHUB_OUTPUT":   "unread",
		"{ echo 'a<<E'; git log; echo E; } >> $GITHUB_OUTPUT":         "unread",
		"make": ":",
		"echo \"day=$(date -u +%F)-$(nproc)\" >> $GITHUB_OUTPUT":                  "day:",
		"echo a=$(git rev-parse HEAD 2>/dev/null || echo none) >> $GITHUB_OUTPUT": "a:",
	} {
		names, from, ok := Handed(script, "GITHUB_OUTPUT")
		words := append([]string{strings.Join(names, " ") + ":"}, from.Variables...)
		for _, name := range from.Assigned {
			words = append(words, "="+name)
		}
		if from.Tags {
			words = append(words, "tags")
		}
		if from.Open {
			words = append(words, "open")
		}
		got := strings.Join(words, " ")
		if !ok {
			got = "unread"
		}
		if got != want {
			t.Errorf("%s: %q, want %q", script, got, want)
		}
	}
}

// What a script makes a part of a program.
func TestEvaluated(t *testing.T) {
	for script, want := range map[string]string{
		`bash -c "echo $X"`:                          "X",
		`bash -ec "echo $X"`:                         "X",
		`bash -c 'echo $X'`:                          "",
		`bash -c 'echo "$1"' _ "$X"`:                 "",
		`python3 -c "print('$X')"`:                   "X",
		`eval echo "$X"`:                             "X",
		"v=\"a $X\"\neval \"$v\"":                    "X",
		`echo "$X"`:                                  "",
		`echo $((X + 1))`:                            "X",
		`[[ "$X" -gt 3 ]]`:                           "X",
		`[[ X -gt 3 || "$Y" = 3 ]]`:                  "X",
		`[ "$X" -gt 3 ]`:                             "",
		`if ((2 * (${X} - 1))); then :; fi`:          "X",
		`let n=X`:                                    "n X",
		`echo ${Y:X} ${Z:0:7}`:                       "X",
		`echo ${a[$X]} ${b[@]}`:                      "X",
		"i=0\nwhile ((i < $X)); do i=$((i+1)); done": "X",
		"n=$(wc -l < f)\necho $((n + 1))":            "",
		`go test -c "$X"`:                            "",
		`node -e "console.log('${X}')"`:              "X",
	} {
		if got := strings.Join(Evaluated(script).Variables, " "); got != want {
			t.Errorf("%s: %q, want %q", script, got, want)
		}
	}
}
