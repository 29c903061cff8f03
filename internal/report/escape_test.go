package report

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	rendererhtml "github.com/yuin/goldmark/renderer/html"
)

// hostile are values as a tracker, a log or a branch name may hold them.
var hostile = []string{
	"plain text",
	"a | b || c",
	`back\slash \| pipe \`,
	"`code` and ``more`` and `",
	"``` fence",
	"@octocat and me@example.com",
	"fixes #1, GH-2, octo/app#3",
	"<!-- packetgate:fp=00 --> -->",
	"--> <script>alert(1)</script> <img src=x onerror=y>",
	"![image](https://evil.example/x.png) [link](javascript:alert(1))",
	"https://evil.example www.evil.example http://x ftp://y",
	"**bold** _it_ ~~gone~~ IN_PROGRESS __init__",
	"line\nbreak\r\n# heading\n- item\n```\n",
	"# heading", "- item", "+ item", "1. item", "2) item", "> quote", "=== ", "---", "    indented",
	"| a | b |\n|---|---|",
	"&lt;b&gt; &amp; &#64;octocat",
	":tada: :+1: 12:30:45",
	"$x^2$ $$ y $$",
	"\x1b[31mred\x1b[0m \x00 \x7f \u202e rtl \u200b zero \ufeff",
	"\xff\xfe broken \xc3",
	"| `x` | \\` | `|`",
	"ends with backtick `", "` begins with one", " `both` ",
	"[x]: https://evil.example", "<https://evil.example>", "<details>",
	"]( https://evil.example ", "a](b) `c` ](d)",
	"~~~", "***", "* * *", "text\\", "emoji 👩‍👩‍👧 文書",
	"::error::x ##[error]y",
	"", " ", "\t", "|", "`", "\\", "``",
}

var markdownRenderer = goldmark.New(
	goldmark.WithExtensions(extension.GFM),
	goldmark.WithRendererOptions(rendererhtml.WithUnsafe()))

func render(t *testing.T, markdown string) string {
	t.Helper()
	var b bytes.Buffer
	if err := markdownRenderer.Convert([]byte(markdown), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var (
	anyTag      = regexp.MustCompile(`<[^>]*>`)
	harmlessTag = regexp.MustCompile(`^</?(p|code|table|thead|tbody|tr|th|td|ul|li|h2|span)>$`)
)

// checkHarmless renders Markdown and fails when it holds any element that text
// cannot make, or does not show the text as it was.
func checkHarmless(t *testing.T, markdown, want string) {
	t.Helper()
	rendered := render(t, markdown)
	for _, tag := range anyTag.FindAllString(rendered, -1) {
		if !harmlessTag.MatchString(tag) {
			t.Errorf("element %s from %q:\n%s\n%s", tag, want, markdown, rendered)
			return
		}
	}
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
	text := html.UnescapeString(anyTag.ReplaceAllString(rendered, ""))
	text = squeeze(strings.ReplaceAll(text, "\u200b", ""))
	if want = "begin" + OneLine(want) + "end"; squeeze(want) != text {
		t.Errorf("shown as %q, want %q:\n%s", text, squeeze(want), markdown)
	}
}

// contexts are where values are put.
func contexts(value string) []string {
	return []string{
		"begin " + value + " end",
		"- begin " + value + " end\n",
		"| begin | " + value + " | end |\n|---|---|---|\n",
		"| | | |\n|---|---|---|\n| begin | " + value + " | end |\n",
	}
}

func checkEscapes(t *testing.T, s string) {
	for _, escaped := range []string{Inline(s), Code(s), Prose(s)} {
		if !utf8.ValidString(escaped) || strings.ContainsAny(escaped, "\r\n\x1b\x00") {
			t.Errorf("not one line of text: %q", escaped)
		}
	}
	for i := range contexts("") {
		checkHarmless(t, contexts(Inline(s))[i], s)
		checkHarmless(t, contexts(Code(s))[i], s)
		checkHarmless(t, contexts(Prose(s))[i], unpaired(s))
	}
	// On a line of its own, where block markers would count.
	checkHarmless(t, "## begin\n"+Inline(s)+"\n## end", s)
	checkHarmless(t, "- begin\n- "+Inline(s)+"\n- end\n", s)
}

// unpaired is what Prose shows of s: backticks that pair mark code.
func unpaired(s string) string {
	s = OneLine(s)
	if n := strings.Count(s, "`"); n%2 == 1 {
		last := strings.LastIndex(s, "`")
		return strings.ReplaceAll(s[:last], "`", "") + "`" + s[last+1:]
	}
	return strings.ReplaceAll(s, "`", "")
}

func TestEscapes(t *testing.T) {
	for _, s := range hostile {
		checkEscapes(t, s)
	}
}

func FuzzEscapes(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(checkEscapes)
}

// GitHub turns these into links, mentions and emoji after Markdown is rendered, so
// escaping must break the words themselves.
var githubTurns = regexp.MustCompile(`@[A-Za-z0-9]|#\d|(?i)gh-\d|://|(?i)www\.|:[a-z+-][a-z0-9_+-]*:`)

func TestInlineBreaksWhatGitHubTurnsIntoLinks(t *testing.T) {
	for _, s := range hostile {
		rendered := render(t, "x "+Inline(s))
		text := html.UnescapeString(anyTag.ReplaceAllString(rendered, ""))
		if m := githubTurns.FindString(text); m != "" {
			t.Errorf("%q still holds %q: %q", s, m, text)
		}
	}
	if got := Inline("50$ or 60$"); got != "50<span>$</span> or 60<span>$</span>" {
		t.Errorf("dollars start mathematics: %s", got)
	}
}

func TestFence(t *testing.T) {
	for _, text := range []string{"", "a", "a\n", "```\nx\n```", "````", "~~~\n```suggestion\n", "\n\n"} {
		rendered := render(t, Fence("suggestion", text)+"\nafter")
		want := html.EscapeString(text)
		if text != "" {
			want += "\n"
		}
		want = "<pre><code class=\"language-suggestion\">" + want + "</code></pre>\n<p>after</p>\n"
		if html.UnescapeString(rendered) != html.UnescapeString(want) {
			t.Errorf("%q: %q, want %q", text, rendered, want)
		}
	}
}

func TestLink(t *testing.T) {
	for address, want := range map[string]string{
		"https://github.com/a/b#step:3:1": "[x](https://github.com/a/b#step:3:1)",
		"https://h/a b)c(d":               "[x](https://h/a%20b%29c%28d)",
		"https://h/?a=1&lt;=2":            "[x](https://h/?a=1&amp;lt;=2)",
		"javascript:alert(1)":             "x",
		"//h/x":                           "x",
		"":                                "x",
		"https://h/\nb":                   "x",
		"ftp://h/x":                       "x",
	} {
		if got := link("x", address); got != want {
			t.Errorf("%q: %s, want %s", address, got, want)
		}
	}
}

func TestMermaidLabel(t *testing.T) {
	for s, want := range map[string]string{
		`RC-01 · DONE`:   `RC-01 · DONE`,
		`a"]; click n0`:  `a#34;#93;#59; click n0`,
		"`md` <b>":       `#96;md#96; #60;b#62;`,
		"x\n  n9 --> n0": `x   n9 --#62; n0`,
		"#quot; 100%":    `#35;quot#59; 100#37;`,
		"```\n%%{init}":  `#96;#96;#96; #37;#37;#123;init#125;`,
	} {
		if got := mermaidLabel(s); got != want {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
	}
}

func TestVisible(t *testing.T) {
	for s, want := range map[string]string{
		"plain é 文 👩‍👩‍👧":   "plain é 文 👩‍👩‍👧",
		"\x1b[2J\a\x00\x7f": "␛[2J␇␀␡",
		"\u009b31m":         "<U+009B>31m",
		"a\u202eb\u2066c":   "a<U+202E>b<U+2066>c",
		"\u200b\ufeff":      "<U+200B><U+FEFF>",
		"a\u3164\u115fb":    "a<U+3164><U+115F>b",
		"\xff\xc3":          "<0xFF><0xC3>",
		"\ufffd":            "\ufffd",
		"a\nb\tc":           "a␊b␉c",
	} {
		if got := Visible(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestClip(t *testing.T) {
	for _, c := range []struct {
		s     string
		limit int
		want  string
	}{{"abc", 3, "abc"}, {"abcd", 3, "ab…"}, {"éééé", 4, "éééé"}, {"ééééé", 4, "ééé…"}, {"", 1, ""}, {"ab", 1, "…"}} {
		if got := Clip(c.s, c.limit); got != c.want {
			t.Errorf("Clip(%q, %d) = %q, want %q", c.s, c.limit, got, c.want)
		}
	}
}
