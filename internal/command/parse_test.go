package command

import (
	"slices"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for name, test := range map[string]struct{ comment, want string }{
		"alone":                               {"/recheck", "recheck"},
		"with words behind it":                {"/recheck please", "recheck"},
		"with a tab behind it":                {"/recheck\tnow", "recheck"},
		"below a line":                        {"I ran `go test` again.\n/recheck\n", "recheck"},
		"with Windows line ends":              {"Done.\r\n/recheck\r\nThanks\r\n", "recheck"},
		"behind spaces":                       {"  /recheck", "recheck"},
		"deep behind spaces in a paragraph":   {"Done.\n      /recheck", "recheck"},
		"twice":                               {"/recheck\n\n/recheck", "recheck"},
		"several":                             {"/approve RC-03\n/recheck\n\n/trust .github/workflows/ci.yml", "approve recheck trust"},
		"after a picture":                     {"<img width=\"100\" src=\"https://x\" />\n\n/recheck", "recheck"},
		"after folded text":                   {"<details><summary>Log</summary>\n\n```\nok\n```\n\n</details>\n\n/recheck", "recheck"},
		"after a comment":                     {"<!-- filled in below -->\n\n/recheck", "recheck"},
		"after a quotation":                   {"> is it green?\n\n/recheck", "recheck"},
		"after a list":                        {"- one\n- two\n\n/recheck", "recheck"},
		"after a fence":                       {"```\nok\n```\n/recheck", "recheck"},
		"after an open bracket":               {"see [1\n/recheck", "recheck"},
		"after a backtick without a partner":  {"it`s done\n/recheck", "recheck"},
		"after two empty lines in a code one": {"`a\n\n/recheck\n\nb`", "recheck"},
		"another bot's":                       {"/lgtm\n/retest\n/ok-to-test\n/cc @ann", ""},
		"a path":                              {"/etc/hosts\n/recheck/it\n/recheck.sh", ""},
		"a longer word":                       {"/rechecks\n/recheck!\n/recheck:\n/recheck`it`\n/recheck<br>", ""},
		"upper case":                          {"/Recheck\n/RECHECK", ""},
		"a look-alike slash":                  {"∕recheck\n⁄recheck\n／recheck", ""},
		"behind an invisible letter":          {"\u200b/recheck\n\ufeff/recheck", ""},
		"behind no-break spaces":              {"\u00a0/recheck", ""},
		"within a line":                       {"please comment /recheck", ""},
		"two slashes":                         {"//recheck", ""},
		"an escaped slash":                    {"\\/recheck", ""},
		"a slash as an entity":                {"&#47;recheck\n&sol;recheck", ""},
		"in a quotation":                      {"> /recheck", ""},
		"in a quotation's lazy line":          {"> he said\n/recheck", ""},
		"in a quotation of a quotation":       {"> > he said\n/recheck", ""},
		"in a mail's quotation":               {"On Monday Ann wrote:\n\n> Hi\n>\n> /recheck\n", ""},
		"in a list":                           {"- /recheck\n- /approve", ""},
		"in a list's later paragraph":         {"1. one\n\n   /recheck", ""},
		"in a list's lazy line":               {"- one\n/recheck", ""},
		"in a task list":                      {"- [ ] /recheck", ""},
		"in a list of a quotation":            {"> - one\n>   /recheck", ""},
		"in a table":                          {"command | meaning\n--- | ---\n/recheck | judges again", ""},
		"in a table's head":                   {"/recheck | again\r\n:--|--:\r\na | b", ""},
		"in a table of one column":            {"/recheck\n|---|", ""},
		"in a footnote":                       {"[^1]: he said\n/recheck\n", ""},
		"in a footnote's later paragraph":     {"a[^1]\n\n[^1]: one\n\n    /recheck", ""},
		"in a heading":                        {"# /recheck\n\n/recheck\n---\n\n/recheck\n===", ""},
		"in a fence":                          {"```\n/recheck\n```", ""},
		"in a fence of tildes":                {"~~~ sh\n/recheck\n~~~", ""},
		"in a fence that never ends":          {"```\n/recheck", ""},
		"in indented code":                    {"    /recheck\n\n\t/recheck", ""},
		"in a code span":                      {"`/recheck`", ""},
		"in a code span of several lines":     {"see `a\n/recheck\nb`", ""},
		"in a comment":                        {"<!--\n/recheck\n-->", ""},
		"in a comment that never ends":        {"<!--\n\n/recheck", ""},
		"in a comment within a line":          {"see <!-- a\n/recheck\n-->", ""},
		"in an attribute":                     {"see <a title=\"\n/recheck\n\">it</a>", ""},
		"in a link":                           {"[\n/recheck\n](https://x)", ""},
		"in a link's address":                 {"[a](\n/recheck\n)", ""},
		"in a link's title":                   {"[a](b '\n/recheck\n')", ""},
		"in a link's definition":              {"[a]:\n/recheck", ""},
		"in a picture's words":                {"![\n/recheck\n](https://x)", ""},
		"struck out":                          {"~~no\n/recheck it~~", ""},
		"in bold letters":                     {"**not\n/recheck it**", ""},
		"folded away":                         {"<details>\n\n/recheck\n\n</details>", ""},
		"folded away by an empty element":     {"<details/>\n\n/recheck", ""},
		"folded away within a line":           {"see <details>\n/recheck</details>", ""},
		"folded away behind a false end":      {"<details title=\"</details>\">\n\n/recheck", ""},
		"folded away behind a comment's end":  {"<!--\n--><details>\n\n/recheck", ""},
		"folded away behind a wrong end":      {"<details>\n\n</summary>\n\n/recheck", ""},
		"quoted as HTML":                      {"<blockquote>\n\n/recheck\n\n</blockquote>", ""},
		"preformatted":                        {"<pre>\n\n/recheck\n\n</pre>", ""},
		"in a script":                         {"<script>\n\n/recheck\n\n</script>", ""},
		"nothing":                             {"", ""},
		"bytes that are no text":              {"/recheck\xff\n\xfe/recheck", ""},
		"a null byte":                         {"/recheck\x00", ""},
		"slashes":                             {strings.Repeat("/", 65_536), ""},
		"behind more than GitHub takes":       {strings.Repeat("a\n", 33_000) + "\n/recheck", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Parse(test.comment); strings.Join(got, " ") != test.want {
				t.Errorf("%q holds %q, want %q", test.comment[:min(len(test.comment), 200)], got, test.want)
			}
		})
	}
}

// hostile are texts that make a careless reader slow when they are repeated.
var hostile = []string{
	"/", "/\n", "/recheck\n", "[", "[a](", "![", "`", "<?", "a<!--", "*a _a ", "~~a ", ">", "- ", "> - ", "1. ", "<a ", "<a b='",
	"[a]: b\n", "[x]:\n<", "\\", "<a>\n\n", "a\n\n", "\t", "\r", "<details>", "&", "***", "# ", "```\n", "<!--\n-->\n", "[^1]: ", "[^1]: a\n\n    ", "a|-\n", "|-",
}

func TestParseIsBounded(t *testing.T) {
	for _, h := range hostile {
		comment := strings.Repeat(h, maxBody/8/len(h))
		want := 0
		if h == "/recheck\n" {
			want = 1
		}
		if got := Parse(comment); len(got) != want {
			t.Errorf("%q repeated holds %q", h, got)
		}
	}
	// Lines without a prefix go on with every container that is open.
	deep := strings.Repeat("- ", maxBody/4) + "a" + strings.Repeat("\n", maxBody/4)
	if got := Parse(deep); len(got) != 0 {
		t.Errorf("a deep list holds %q", got)
	}
}

// FuzzParse holds what is found to a line of the comment that begins with it, and a
// quotation or a fence of the comment to nothing.
func FuzzParse(f *testing.F) {
	for _, h := range append(hostile, "/recheck", "> a\n/recheck", "a\n/approve x\r\n`b\n/trust c`", "<details>\n\n/recheck\n\n</details>\n\n/recheck", "[a](\n/recheck\n)", "see <!-- a\n/recheck\n-->") {
		f.Add(h + "\n/recheck")
	}
	f.Fuzz(func(t *testing.T, comment string) {
		found := Parse(comment)
		for i, command := range found {
			if slices.Index(found, command) != i {
				t.Errorf("%q is found twice", command)
			}
			if !slices.ContainsFunc(strings.Split(comment, "\n"), func(line string) bool {
				return strings.HasPrefix(strings.TrimLeft(line, " \t"), "/"+command)
			}) {
				t.Errorf("no line of %q begins with /%s", comment, command)
			}
		}
		lines := strings.Split(strings.ReplaceAll(comment, "\r", ""), "\n")
		for _, quoted := range []string{
			"> " + strings.Join(lines, "\n> "),
			"    " + strings.Join(lines, "\n    "),
			"~~~~~~~~~~~~\n" + strings.ReplaceAll(comment, "~", "") + "\n~~~~~~~~~~~~\n",
		} {
			if found := Parse(quoted); len(found) > 0 {
				t.Errorf("%q is found in %q", found, quoted)
			}
		}
	})
}

func TestDecide(t *testing.T) {
	for name, test := range map[string]struct {
		commands []string
		may      bool
		want     Answer
	}{
		"a recheck":          {[]string{"recheck"}, true, Answer{Recheck: true}},
		"by a stranger":      {[]string{"recheck"}, false, Answer{Reply: "packetgate: `/recheck` is for the author of the pull request and for those who may write to the repository, and `mallory` is neither."}},
		"what comes later":   {[]string{"approve", "trust"}, false, Answer{Reply: "packetgate: This version does not know `/approve`, `/trust`. It knows `/recheck`."}},
		"both":               {[]string{"approve", "recheck"}, true, Answer{Recheck: true, Reply: "packetgate: This version does not know `/approve`. It knows `/recheck`."}},
		"both of a stranger": {[]string{"recheck", "approve"}, false, Answer{Reply: "packetgate: `/recheck` is for the author of the pull request and for those who may write to the repository, and `mallory` is neither. This version does not know `/approve`. It knows `/recheck`."}},
		"nothing":            {nil, true, Answer{}},
	} {
		t.Run(name, func(t *testing.T) {
			got := Decide(test.commands, "mallory", test.may)
			if got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
			if answered := Parse(got.Reply); len(answered) > 0 {
				t.Errorf("the reply commands %q", answered)
			}
		})
	}
}
