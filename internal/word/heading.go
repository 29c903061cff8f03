package word

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Heading is one form of headings that begin a packet's section, such as
// "Phase {id}: {title}". Forms are compared without regard to case; {id} is the
// packet's id, {title} the title, * any text, and a run of spaces any other.
type Heading struct {
	compiled *regexp.Regexp
	ids      IDs
	// worded is true where a word stands before the id.
	worded bool
}

// NewHeadings makes the forms; those that CheckHeading refuses match nothing.
func NewHeadings(forms []string, ids IDs) []Heading {
	var out []Heading
	for _, form := range forms {
		if h, err := newHeading(form, ids); err == nil {
			out = append(out, h)
		}
	}
	return out
}

// CheckHeading returns an error that says what is wrong with a form.
func CheckHeading(form string) error {
	_, err := newHeading(form, IDs{})
	return err
}

var formPart = regexp.MustCompile(`\{[^{}]*\}|\*|\s+|[^{}*\s]+|[{}]`)

func newHeading(form string, ids IDs) (Heading, error) {
	if len(form) > maxPattern {
		return Heading{}, fmt.Errorf("the form has %d bytes; it may have %d at most", len(form), maxPattern)
	}
	parts := formPart.FindAllString(visible(form), -1)
	if len(parts) == 0 {
		return Heading{}, errors.New("the form is empty; write one such as Phase {id}: {title}")
	}
	h := Heading{ids: ids}
	seen := map[string]bool{}
	expr := `(?is)^`
	for i, part := range parts {
		switch {
		case part == "{id}" || part == "{title}":
			if seen[part] {
				return Heading{}, fmt.Errorf("the form holds %s twice; keep one", part)
			}
			seen[part] = true
			expr += map[string]string{"{id}": `(?P<id>` + ids.either() + `)`, "{title}": `(?P<title>.*)`}[part]
		case part == "*":
			expr += `.*`
		case len(part) > 1 && part[0] == '{':
			return Heading{}, fmt.Errorf("the form holds %s, which is not known; write {id}, {title} or *", part)
		case part == " " && i == len(parts)-2 && (parts[i+1] == "*" || parts[i+1] == "{title}"):
			expr += `(?: |$)` // nothing need stand behind the last space
		default:
			h.worded = h.worded || !seen["{id}"] && strings.ContainsFunc(part, unicode.IsLetter)
			expr += regexp.QuoteMeta(part)
		}
	}
	if !seen["{id}"] {
		return Heading{}, errors.New("the form has no {id}, so that no heading would name its packet")
	}
	compiled, err := regexp.Compile(expr + `$`)
	h.compiled = compiled
	return h, err
}

// visible is a form as the plain text of headings is: without the heading's own
// marks, symbols and surplus spaces; a * stays.
func visible(form string) string {
	form = strings.Map(func(r rune) rune {
		if r != '*' && (marks(r) || symbol(r)) {
			return -1
		}
		return r
	}, form)
	return strings.Join(strings.Fields(strings.TrimLeft(form, "# \t")), " ")
}

// either is a regular expression of one id.
func (x IDs) either() string {
	all := ""
	for _, pattern := range x.patterns {
		all += `(?-i:` + pattern + `)|`
	}
	return all + builtinID
}

// maxHeading is how long a heading may be that a form is held against, in bytes.
const maxHeading = 500

// Match reads a heading's plain text of at most 500 bytes. Sure is true where the form
// has a word before the id: such a heading names a packet whether or not the board has it.
func (h Heading) Match(heading string) (id, title string, sure, ok bool) {
	if len(heading) > maxHeading {
		return "", "", false, false
	}
	m := h.compiled.FindStringSubmatchIndex(heading)
	if m == nil {
		return "", "", false, false
	}
	at := 2 * h.compiled.SubexpIndex("id")
	id = heading[m[at]:m[at+1]]
	if next, _ := utf8.DecodeRuneInString(heading[m[at+1]:]); !h.ids.Whole(id) || isWord(next) {
		return "", "", false, false
	}
	if at := 2 * h.compiled.SubexpIndex("title"); at >= 0 {
		title = strings.TrimSpace(heading[m[at]:m[at+1]])
	}
	return id, title, h.worded, true
}
