package rule

import (
	"strings"

	"github.com/packetgate/packetgate/internal/shell"
)

// canon gives commands their canonical form, so that quoting, space and `cd D &&`
// make no difference. It remembers what it has parsed.
type canon struct {
	parsed map[string][]shell.Command
	keys   map[string]string
}

func newCanon() *canon {
	return &canon{parsed: map[string][]shell.Command{}, keys: map[string]string{}}
}

// parse returns the commands of a text, nil when it is no plain list of them.
func (c *canon) parse(text string) []shell.Command {
	commands, ok := c.parsed[text]
	if !ok {
		var err error
		if commands, err = shell.Parse(text); err != nil {
			commands = nil
		}
		c.parsed[text] = commands
	}
	return commands
}

// key is equal for two texts that are the same command. Texts that cannot be
// parsed are the same when they are so word by word.
func (c *canon) key(text string) string {
	if key, ok := c.keys[text]; ok {
		return key
	}
	key := "\x02" + strings.Join(strings.Fields(text), " ")
	if commands := c.parse(text); len(commands) > 0 {
		key = shell.Canonical(commands)
	}
	c.keys[text] = key
	return key
}

// words are all words of a command or a list of them, with the variables that it
// sets before them, after "cd DIR &&" where a directory is given. A text that is no
// plain command, such as one with a `<version>` in it, is split at its spaces.
func (c *canon) words(text string) []string {
	commands := c.parse(text)
	if len(commands) == 0 {
		return strings.Fields(text)
	}
	var out []string
	for i, one := range commands {
		if i > 0 {
			out = append(out, "&&")
		}
		if one.Dir != "" {
			out = append(out, "cd", one.Dir, "&&")
		}
		if one.Negated {
			out = append(out, "!")
		}
		out = append(append(out, one.Env...), one.Words...)
	}
	return out
}
