package workflow

import (
	"strings"
	"unicode/utf16"
)

// template is a name as far as the file tells it: literal text, with gaps where
// only the run knew what stands there.
type template []string

// literal is the template of a name that is known.
func literal(name string) template { return template{name} }

// anything is the template of a name of which nothing is known.
var anything = template{"", ""}

// template fills a name's matrix values in; any other expression is a gap. (A
// variable of env could have been changed by an earlier step.)
func (l Leg) template(name string) template {
	out := template{""}
	for _, p := range split(name) {
		text, known := p.text, true
		if p.expression {
			text, known = l.value(p.text, false)
		}
		if known {
			out[len(out)-1] += text
		} else {
			out = append(out, "")
		}
	}
	return out
}

// known tells whether the template has no gap.
func (t template) known() bool { return len(t) == 1 }

// matches tells whether a name can be of this template.
func (t template) matches(name string) bool {
	if t.known() {
		return t[0] == name
	}
	rest, ok := strings.CutPrefix(name, t[0])
	if !ok {
		return false
	}
	last := t[len(t)-1]
	for _, text := range t[1 : len(t)-1] {
		at := strings.Index(rest, text)
		if at < 0 {
			return false
		}
		rest = rest[at+len(text):]
	}
	return strings.HasSuffix(rest, last)
}

// maxName is the longest job name, in UTF-16 units; GitHub cuts a longer one and
// ends it with "..." (actions/runner, JobNameBuilder.cs).
const maxName = 100

// matchesJob is matches for the names of jobs, which GitHub cuts.
func (t template) matchesJob(name string) bool {
	if t.matches(name) {
		return true
	}
	units := utf16.Encode([]rune(name))
	start, cut := strings.CutSuffix(name, "...")
	if !cut || len(units) != maxName {
		return false
	}
	if t.known() {
		full := utf16.Encode([]rune(t[0]))
		return len(full) > maxName && string(utf16.Decode(full[:maxName-3])) == start
	}
	// Some prefix of the template, gaps filled, must be the start.
	rest, ok := strings.CutPrefix(start, t[0])
	if !ok {
		return strings.HasPrefix(t[0], start)
	}
	for _, text := range t[1:] {
		at := strings.Index(rest, text)
		if at < 0 {
			return true // the cut may be in the gap or in the text after it
		}
		rest = rest[at+len(text):]
	}
	return true
}

// stepTemplates are the names that the record may give a step.
func (l Leg) stepTemplates(s *Step) []template {
	switch {
	case !s.unnamed:
		t := l.template(s.Name).firstLine()
		if t.known() && t[0] == "" {
			return []template{anything}
		}
		return []template{t}
	case s.RunLine > 0:
		t := l.template(s.Run).firstLine()
		t[0] = "Run " + t[0]
		return []template{t}
	case strings.HasPrefix(s.Uses, "docker://"):
		return []template{literal("Run " + s.Uses), literal("Run " + strings.TrimPrefix(s.Uses, "docker://"))}
	case strings.HasPrefix(s.Uses, "./"):
		return []template{literal("Run " + s.Uses), literal("Run /" + s.Uses)}
	case s.Uses != "":
		return []template{literal("Run " + s.Uses)}
	}
	return []template{anything}
}

// firstLine cuts a template to the first line of its text, as GitHub cuts names
// (actions/runner, ActionRunner.cs FormatStepName), and drops space at its end.
func (t template) firstLine() template {
	out := template{strings.TrimLeft(t[0], " \t\r\n")}
	for i := 0; ; i++ {
		end := strings.IndexAny(out[i], "\r\n")
		if end >= 0 {
			out[i] = out[i][:end]
		}
		if end >= 0 || i+1 == len(t) {
			out[i] = strings.TrimRight(out[i], " \t")
			return out
		}
		out = append(out, t[i+1])
	}
}
