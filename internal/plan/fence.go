package plan

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
)

var (
	shellLanguage = regexp.MustCompile(`(?i)^(?:bash|sh|shell|zsh|console|shell-session|shellsession|terminal|powershell|pwsh)\b`)
	prompt        = regexp.MustCompile(`^(?:\$|%|PS>|>)\s+`)
	comment       = regexp.MustCompile(`(?:^|\s)#.*$`)
	flowWord      = regexp.MustCompile(`^(?:if|for|while|until|case|function|then|do|done|else|elif|fi|esac|select)\b|^[{}()]|<<`)
	setting       = regexp.MustCompile(`^(?:set|export|source|\.)\s`)
	directoryOnly = regexp.MustCompile(`^cd\s+\S+$`)
)

// maxLine bounds, in bytes, a command that is continued over lines.
const maxLine = 4096

// language is what a fence says of its text, in lower case.
func (r *reader) language(n *ast.FencedCodeBlock) string {
	if n.Info == nil {
		return ""
	}
	return strings.ToLower(r.places.Text(n.Info.Segment.Start, n.Info.Segment.Stop).Value)
}

// fence reads the commands of a code fence under a label or in the command set, a
// line a command. A script with branches or loops names none that could be claimed by
// itself; a fence of no language, only lines that are sure to be commands.
func (r *reader) fence(n *ast.FencedCodeBlock, depth int) {
	if r.list == listNone || r.list == listWaits || r.list != listGlobal && (r.packet == nil || depth < r.depth) {
		return
	}
	language := r.language(n)
	isShell := shellLanguage.MatchString(language)
	if !isShell && language != "" && !strings.HasPrefix(language, "text") {
		return
	}
	var out []Command
	prompted, directory, open := false, "", ""
	for i := range n.Lines().Len() {
		segment := n.Lines().At(i)
		text := r.places.Text(segment.Start, segment.Stop)
		line := strings.TrimSpace(text.Value)
		if at := prompt.FindString(line); at != "" && !prompted {
			prompted, out = true, nil // what is not behind a prompt is output
		}
		shown := prompt.FindString(line)
		if prompted && shown == "" && open == "" {
			continue
		}
		line = line[len(shown):]
		exit := ExitAfter(comment.FindString(line))
		line = strings.TrimSpace(open + comment.ReplaceAllString(line, ""))
		if rest, more := strings.CutSuffix(line, `\`); more && len(open) < maxLine {
			open = strings.TrimSpace(rest) + " "
			continue
		}
		open = ""
		switch {
		case line == "" || setting.MatchString(line):
			continue
		case flowWord.MatchString(line):
			return
		case directoryOnly.MatchString(line):
			directory = line + " && "
			continue
		case !isShell && shapeOf(line) != shapeCommand:
			continue
		}
		c := Command{Text: text, Path: r.path, Under: r.under, Group: r.group, Exit: exit}
		c.Value = squeezed(directory + line)
		out = append(out, c)
	}
	r.ask(out)
}
