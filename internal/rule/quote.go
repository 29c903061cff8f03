package rule

import (
	"strconv"
	"strings"
	"unicode"
)

// longestQuote is how much of a tracker's own words a message repeats, in code
// points.
const longestQuote = 120

// quote makes a tracker's words safe to repeat: one line, no control or invisible
// characters, bounded, and in backticks of which it holds none.
func quote(s string) string {
	var b strings.Builder
	n, space := 0, false
	for _, r := range s {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			space = n > 0
			continue
		}
		if unicode.Is(unicode.Cf, r) {
			continue
		}
		if space {
			b.WriteByte(' ')
			n, space = n+1, false
		}
		if n >= longestQuote {
			b.WriteRune('…')
			break
		}
		if r == '`' {
			r = '\''
		}
		b.WriteRune(r)
		n++
	}
	return "`" + b.String() + "`"
}

// name is a packet id as a message writes it. Ids are short and plain unless
// somebody is playing tricks; then they are quoted.
func name(id string) string {
	odd := func(r rune) bool { return r > unicode.MaxASCII || !inWord(r) && !strings.ContainsRune("-._", r) }
	if id == "" || len(id) > 40 || strings.ContainsFunc(id, odd) {
		return quote(id)
	}
	return id
}

func names(ids []string) string {
	var out []string
	for _, id := range ids {
		out = append(out, name(id))
	}
	return list(out)
}

// list joins what a message lists; of a long list it gives the first few and says
// how many more there are.
func list(items []string) string {
	const most = 5
	switch n := len(items); {
	case n > most+1:
		return strings.Join(items[:most], ", ") + " and " + strconv.Itoa(n-most) + " more"
	case n > 1:
		return strings.Join(items[:n-1], ", ") + " and " + items[n-1]
	}
	return strings.Join(items, "")
}
