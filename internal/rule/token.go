package rule

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/packetgate/packetgate/internal/word"
)

var (
	// limitSign is the sign for a number that is not to be exceeded.
	limitSign = regexp.MustCompile(`(?:<=?|≤)\s*([0-9])`)
	fraction  = regexp.MustCompile(`^([0-9]+)/([0-9]+)$`)
)

// unspaced are the scripts that put no spaces between words.
var unspaced = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar}

// tokens are a text's words in lower case, without punctuation, links and footnotes
// around them; in scripts without spaces its characters.
func tokens(s string) []string {
	s = limitSign.ReplaceAllString(word.Bare(s), " under $1")
	var out []string
	add := func(w string) {
		w = strings.TrimFunc(w, func(r rune) bool { return !inWord(r) && r != '%' })
		if m := fraction.FindStringSubmatch(w); m != nil && m[1] == m[2] { // all of them
			w = m[1]
		}
		if w != "" {
			out = append(out, w)
		}
	}
	for _, f := range strings.Fields(strings.ToLower(norm.NFKC.String(s))) {
		from := 0
		for i, r := range f {
			if r < unicode.MaxLatin1 || r != 'ー' && !unicode.In(r, unspaced...) {
				continue
			}
			add(f[from:i])
			from = i + len(string(r))
			add(f[i:from])
		}
		add(f[from:])
	}
	return out
}

// inWord tells whether a character is a letter or a digit.
func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

var (
	barWord = regexp.MustCompile(`[0-9〇零一二三四五六七八九十百千万全各毎每必不無无没未非禁]|^(all|any|each|every|must|never|no|none|not|only|zero|both|full|entire|whole)$`)
	// barWords are those of scripts whose characters are words of their own.
	barWords = regexp.MustCompile(`ない|ません|なし|すべて|だけ|のみ`)
)

// setsBar tells whether one of the words is a number, a negation or a word of
// quantity: losing such a one changes what is asked for.
func setsBar(lost []string) bool {
	for _, w := range lost {
		if barWord.MatchString(w) {
			return true
		}
	}
	return barWords.MatchString(strings.Join(lost, ""))
}
