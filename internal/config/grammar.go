package config

import (
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/word"
)

// maxForms bounds the forms of headings and of ids: each is tried on each heading.
const maxForms = 20

// words checks lists of words by what they stand for: that what they stand for is
// known, and that no word, as normal compares words, stands for two things. Those
// that have taken names stand for themselves.
func (c checker) words(path, what string, lists map[string][]string, known []string, normal func(string) string, taken ...string) {
	meant := map[string]string{}
	for _, name := range taken {
		meant[normal(name)] = name
	}
	for _, key := range sorted(lists) {
		list := entry(path, key)
		if !slices.Contains(known, key) {
			c.at(keyOf(list), "unknown %s %s%s", what, quoted(key), alternative(key, known))
			continue
		}
		for i, text := range lists[key] {
			n := normal(text)
			switch other, taken := meant[n]; {
			case !isText(c.nodes[element(list, i)]):
			case strings.TrimSpace(text) == "":
				c.blank(element(list, i))
			case n == "":
				c.at(element(list, i), "the word %s has no letter, digit or symbol by which it could be known", quoted(text))
			case taken && other != key:
				c.at(element(list, i), "the word %s already stands for %s", quoted(text), other)
			default:
				meant[n] = key
			}
		}
	}
}

func (c checker) headings() {
	for path, names := range map[string][]string{"headings.board": c.cfg.Headings.Board, "headings.end": c.cfg.Headings.End} {
		for i, name := range names {
			if at := element(path, i); isText(c.nodes[at]) && word.Keyword(strings.TrimLeft(name, "# ")) == "" {
				c.blank(at)
			}
		}
	}
	c.forms("headings.packet", c.cfg.Headings.Packet, word.CheckHeading)
}

func (c checker) ids() { c.forms("ids", c.cfg.IDs, word.CheckID) }

func (c checker) forms(path string, forms []string, check func(string) error) {
	if len(forms) > maxForms {
		c.at(path, "%s has %d entries; it may have %d at most", path, len(forms), maxForms)
		return
	}
	for i, form := range forms {
		if !isText(c.nodes[element(path, i)]) {
			continue
		}
		if err := check(form); err != nil {
			c.at(element(path, i), "%s: %s", element(path, i), oneLine(err.Error()))
		}
	}
}

func (c checker) edges() {
	for _, from := range sorted(c.cfg.Edges) {
		path := entry("edges", from)
		if !slices.Contains(statuses, from) {
			c.at(keyOf(path), "unknown status %s%s", quoted(from), alternative(from, statuses))
		}
		if isNull(c.nodes[path]) {
			c.at(path, "%s is empty; write [] if a packet never leaves %s, or leave it out if it may go anywhere", path, quoted(from))
		}
		for i, to := range c.cfg.Edges[from] {
			if at := element(path, i); isText(c.nodes[at]) && !slices.Contains(statuses, to) {
				c.at(at, "unknown status %s%s", quoted(to), alternative(to, statuses))
			}
		}
	}
}

// Reaches tells whether a packet may go from one status to another in one or more
// steps along Edges.
func (c *Config) Reaches(from, to string) bool {
	seen := map[string]bool{from: true}
	for queue := []string{from}; len(queue) > 0; queue = queue[1:] {
		steps, bound := c.Edges[queue[0]]
		if !bound || slices.Contains(steps, to) {
			return true
		}
		for _, next := range steps {
			if !seen[next] {
				seen[next] = true
				queue = append(queue, next)
			}
		}
	}
	return false
}
