package shell

import (
	"path"
	"regexp"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

var (
	// descriptor matches what `>&` copies instead of a file.
	descriptor = regexp.MustCompile(`^(?:\d+-?|-)$`)
	// commandFile matches the runner's own files, which it reads when the step has ended.
	commandFile = regexp.MustCompile(`^\$\{?GITHUB_(?:ENV|OUTPUT|PATH|STATE|STEP_SUMMARY)\}?$`)
)

// writes notes the file over which a redirection sends output. The shell opens it, and
// empties it, before the command runs.
func (a *analysis) writes(r *syntax.Redirect, st *state) {
	if r.Word == nil || input(r.Op) && r.Op != syntax.RdrInOut {
		return
	}
	if w := a.source.word(r.Word); r.Op != syntax.DplOut || !descriptor.MatchString(w.text) {
		a.write(w, st)
	}
}

// replacing are programs that remove or replace the files that they are given, true of
// those of which it is the last one.
var replacing = map[string]bool{"rm": false, "unlink": false, "mv": false, "truncate": false, "tee": false, "cp": true, "ln": true, "install": true}

// replaces notes the files that a command removes or replaces, as far as its words tell.
func (a *analysis) replaces(words []word, st *state) {
	for len(words) > 1 && (words[0].text == "sudo" || words[0].text == "command") {
		words = words[1:]
	}
	lastOnly, ok := replacing[words[0].text]
	if !ok {
		return
	}
	if lastOnly {
		words = words[max(1, len(words)-1):]
	} else {
		words = words[1:]
	}
	for _, w := range words {
		if !strings.HasPrefix(w.text, "-") && !w.expanded {
			a.write(w, st)
		}
	}
}

func (a *analysis) write(w word, st *state) {
	text := strings.Trim(w.text, `"`)
	switch {
	case strings.HasPrefix(text, "/dev/"), strings.HasPrefix(text, "/") && elsewhere(text):
		return
	case w.expanded && (commandFile.MatchString(text) || elsewhere(text)):
		return
	case !w.expanded && !path.IsAbs(text):
		text = path.Join(st.dir.path, text)
	}
	a.written = append(a.written, text)
}
