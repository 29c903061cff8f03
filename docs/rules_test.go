package docs_test

import (
	"flag"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/docs"
	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/rule"
)

var update = flag.Bool("update", false, "write what the pages have from packetgate anew")

// head is how the page of a rule begins.
func head(r rule.Rule) string {
	text := fmt.Sprintf("# %s\n\n%s\n\nSeverity by default: **%s**. Family: %s. [All rules](README.md).\n\n", r.Slug, r.Summary, r.DefaultSeverity, r.Family)
	if !r.Judged() {
		text += "**This version does not judge this rule yet.** It accepts the slug in a configuration and\ngives no findings of it. The examples show what the rule is for.\n\n"
	}
	return text
}

// intro is how docs/rules/README.md begins.
const intro = `# The rules

Every finding names its rule in brackets, and ` + "`packetgate explain SLUG`" + ` prints the rule's
page. Severities can be [configured](../configuration.md#rules). Each page has a failing
and a passing example that the tests run: a tracker, as ` + "`packetgate check --offline`" + ` judges
it, beside the base's version where the rule compares the two; or a scenario for
` + "`packetgate test`" + `, where GitHub's records decide.
`

// index is docs/rules/README.md.
func index() string {
	var text strings.Builder
	text.WriteString(intro)
	family := ""
	for _, r := range rule.All() {
		if r.Family != family {
			family = r.Family
			fmt.Fprintf(&text, "\n## %s%s\n\n| rule | severity | what it wants |\n|---|---|---|\n", strings.ToUpper(family[:1]), family[1:])
		}
		note := ""
		if !r.Judged() {
			note = " (Not judged yet.)"
		}
		fmt.Fprintf(&text, "| [%s](%s.md) | %s | %s%s |\n", r.Slug, r.Slug, r.DefaultSeverity, r.Summary, note)
	}
	return text.String()
}

var headings = []string{"Why", "Failing example", "Passing example", "How to fix", "Configuration"}

func TestPages(t *testing.T) {
	for _, r := range rule.All() {
		t.Run(string(r.Slug), func(t *testing.T) {
			p := readPage(t, r)
			if diff := cmp.Diff(headings, p.headings); diff != "" {
				t.Errorf("headings (-want +page):\n%s", diff)
			}
			text := p.checkExamples(t)
			_, body, _ := strings.Cut(text, "## Why\n")
			same(t, p.path(), p.text, head(r)+"## Why\n"+body)
			p.checkConfiguration(t)
		})
	}
}

// checkExamples judges the examples, and gives the page's text with what
// packetgate says of the failing ones.
func (p *page) checkExamples(t *testing.T) string {
	t.Helper()
	slug := string(p.rule.Slug)
	count := map[string]int{}
	text, kept := strings.Builder{}, 0
	for _, e := range p.examples(t) {
		count[e.what]++
		at := fmt.Sprintf("%s: the %s example", e.at, e.what)
		j := e.judge(t, config.Default())
		for _, f := range j.report.Findings {
			if f.Rule != slug && f.Severity == string(config.Error) && !slices.Contains(e.also, f.Rule) {
				t.Errorf("%s also breaks %s: %s", at, f.Rule, f.Message)
			}
		}
		said := j.excerpt(slug)
		switch under := p.under(e.block); {
		case e.what == "passing" || !p.rule.Judged():
			if len(j.of(slug)) > 0 {
				t.Errorf("%s breaks the rule:\n%s", at, said)
			}
		case len(j.of(slug)) == 0:
			t.Errorf("%s does not break the rule; packetgate said:\n%s", at, j.text)
		case under == nil:
			t.Errorf("%s has no text block below it with what packetgate says:\n%s", at, said)
		default:
			text.WriteString(p.text[kept:under.start] + said)
			kept = under.end
		}
	}
	if count["failing"] == 0 || count["passing"] == 0 {
		t.Errorf("docs/%s has %d failing and %d passing examples", p.path(), count["failing"], count["passing"])
	}
	return text.String() + p.text[kept:]
}

// example is a block that is judged, with the trackers that it is judged with.
type example struct {
	*block
	trackers
	at string // for messages
}

func (e example) judge(t *testing.T, cfg *config.Config) judged {
	t.Helper()
	if e.language == "txtar" {
		return judgeScenario(t, e.at, e.text)
	}
	return e.trackers.judge(t, cfg)
}

// examples are the page's examples in order. A base or a plan holds for all that
// follow it.
func (p *page) examples(t *testing.T) []example {
	t.Helper()
	var out []example
	var x trackers
	for _, b := range p.blocks {
		e := example{block: b, at: fmt.Sprintf("docs/%s:%d", p.path(), b.line)}
		switch b.language + " " + b.what {
		case "markdown base":
			x.base = b.text
		case "markdown plan":
			x.plan = b.text
		case "markdown failing", "markdown passing":
			x.head = b.text
			e.trackers = x
			out = append(out, e)
		case "txtar failing", "txtar passing":
			out = append(out, e)
		case "text ", "yaml ":
		default:
			t.Errorf("%s: a block is markdown base, plan, failing or passing; txtar failing or passing; text; or yaml", e.at)
		}
	}
	return out
}

// checkConfiguration wants one block of configuration, which gives the rule
// another severity, and sees that it does.
func (p *page) checkConfiguration(t *testing.T) {
	t.Helper()
	i := slices.IndexFunc(p.blocks, func(b *block) bool { return b.language == "yaml" })
	if i < 0 {
		t.Fatalf("docs/%s shows no configuration", p.path())
	}
	cfg, err := config.Parse(config.Path, []byte(p.blocks[i].text), rule.Slugs())
	if err != nil {
		t.Fatalf("docs/%s:%d: %v", p.path(), p.blocks[i].line, err)
	}
	slug := string(p.rule.Slug)
	want, set := cfg.Rules[slug]
	if !set || want == p.rule.DefaultSeverity {
		t.Errorf("docs/%s:%d: this configuration does not change the rule's severity", p.path(), p.blocks[i].line)
	}
	for _, e := range p.examples(t) {
		if e.language != "markdown" || e.what != "failing" || !p.rule.Judged() {
			continue
		}
		j := e.judge(t, cfg)
		found := map[string]bool{}
		for _, f := range j.of(slug) {
			found[f.Severity] = true
		}
		wanted := map[string]bool{string(want): true}
		switch {
		case j.report.Problem != "": // what cannot be judged is an error always
			wanted = map[string]bool{string(config.Error): true}
		case want == config.Off:
			wanted = map[string]bool{}
		}
		if !maps.Equal(found, wanted) {
			t.Errorf("%s: under the page's configuration the severities are %v, want %v", e.at, found, wanted)
		}
	}
}

func TestEveryPageHasItsRule(t *testing.T) {
	pages, err := filepath.Glob("rules/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range pages {
		slug := strings.TrimSuffix(filepath.Base(path), ".md")
		if _, known := rule.Find(rule.Slug(slug)); !known && slug != "README" {
			t.Errorf("docs/%s is the page of no rule", path)
		}
	}
}

func TestIndex(t *testing.T) {
	text, _ := docs.Rule("README")
	same(t, "rules/README.md", text, index())
}
