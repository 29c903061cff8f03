package tracker

import "bytes"

var (
	matterKey  = newPattern(`^["']?[\pL_][^:#|]*:(?:\s|$)`)
	matterMore = newPattern(`^(?:\s|#|- |-?\s*$)`)
)

// frontMatter gives the length of the YAML that a body begins with between two lines of
// three hyphens, 0 where there is none. GitHub shows it as a table of its own.
func frontMatter(body []byte) int {
	first := firstLine(body)
	if string(bytes.TrimRight(first, " \t\r\n")) != "---" {
		return 0
	}
	keyed := false
	for at := len(first); at < len(body); {
		line := firstLine(body[at:])
		at += len(line)
		switch line = bytes.TrimRight(line, " \t\r\n"); {
		case keyed && (string(line) == "---" || string(line) == "..."):
			return at
		case matterKey.Match(line):
			keyed = true
		case !matterMore.Match(line) || !keyed && len(line) > 0 && line[0] != '#':
			return 0
		}
	}
	return 0
}

// unmattered is a body with spaces in the place of its front matter.
func unmattered(body []byte) []byte {
	n := frontMatter(body)
	if n == 0 {
		return body
	}
	out := bytes.Clone(body)
	for i, c := range out[:n] {
		if c != '\n' && c != '\r' {
			out[i] = ' '
		}
	}
	return out
}
