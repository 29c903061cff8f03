// Package demo tells packetgate's story in acts. Each act is a scenario, judged by
// the very code of the action on a local GitHub; what is told is read back from
// that GitHub.
package demo

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/packetgate/packetgate/internal/github"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
	"github.com/packetgate/packetgate/internal/scenario"
)

//go:embed acts/*.txtar
var acts embed.FS

// Show plays every act on out and returns an error when one does not end as it
// should. run is the action.
func Show(ctx context.Context, out io.Writer, color bool, run scenario.Action) error {
	files, err := acts.ReadDir("acts")
	if err != nil {
		return err
	}
	s := stage{out: out, color: color, run: run}
	s.say("%s\n", s.paint(bold, "packetgate demo: pull requests of an agent, on a local GitHub"))
	for i, file := range files {
		if err := s.play(ctx, i+1, path.Join("acts", file.Name())); err != nil {
			return err
		}
	}
	s.say("\n%s\n%s\n", s.paint(bold, "Only the claim that GitHub's own record proves got through."),
		"Each act is a scenario file; docs/scenarios.md says how to write your own.")
	return s.err
}

type stage struct {
	out   io.Writer
	color bool
	run   scenario.Action
	err   error // the first failed write
}

func (s *stage) say(format string, args ...any) {
	if _, err := fmt.Fprintf(s.out, format, args...); err != nil && s.err == nil {
		s.err = err
	}
}

// play runs one act and shows what came of it; a scenario's second run, which must
// change nothing, is not shown.
func (s *stage) play(ctx context.Context, number int, name string) error {
	content, err := acts.ReadFile(name)
	if err != nil {
		return err
	}
	act, err := scenario.Parse(name, content)
	if err != nil {
		return err
	}
	story, _, _ := strings.Cut(string(content), "\n-- ")
	s.say("\n%s\n  %s\n\n", s.paint(bold, fmt.Sprintf("Act %d. %s", number, act.Title)), story)
	shown, told := error(nil), false
	result := act.Run(ctx, func(ctx context.Context, m scenario.Machine) int {
		exit := s.run(ctx, m)
		if !told {
			shown, told = s.show(ctx, m, exit), true
		}
		return exit
	})
	if !result.Passed() {
		return fmt.Errorf("act %d did not end as it should:\n%s", number, strings.Join(result.Failures, "\n"))
	}
	return shown
}

// show tells what the action left on GitHub: proofs, status and comments.
func (s *stage) show(ctx context.Context, m scenario.Machine, exit int) error {
	judged, err := readReport(m.Env)
	if err != nil {
		return err
	}
	client, err := github.New(ctx, github.Options{
		Token: m.Env["INPUT_GITHUB-TOKEN"], APIURL: m.Env["GITHUB_API_URL"], GraphQLURL: m.Env["GITHUB_GRAPHQL_URL"],
		Repository: repository(judged), UserAgent: "packetgate-demo",
	})
	if err != nil {
		return err
	}
	defer client.Close()
	status, err := client.Status(ctx, judged.HeadSHA, "packetgate")
	if err != nil {
		return err
	}
	conversation, err := client.Conversation(ctx, judged.PullRequest)
	if err != nil {
		return err
	}
	for _, p := range judged.Proofs {
		s.say("  %s `%s`: %s\n", s.mark(p.Verdict == "verified"), p.Command, p.Verdict)
		s.say("      %s\n", p.Reason)
		if p.URL != "" {
			s.say("      %s\n", s.paint(dim, p.URL))
		}
	}
	if status != nil {
		s.say("\n  %s %s  %s\n", s.mark(status.State == "success"), s.paint(bold, status.Context+": "+status.State), status.Description)
	}
	for _, t := range conversation.Threads {
		s.say("\n  %s\n", s.paint(bold, t.Path+":"+strconv.Itoa(t.Line)))
		for _, line := range strings.Split(visible(t.Body), "\n") {
			s.say("  %s %s\n", s.paint(dim, "│"), line)
		}
	}
	s.say("\n  exit code %d, %d API calls\n", exit, judged.APICalls)
	return nil
}

func repository(r *report.Report) record.Repository {
	owner, name, _ := strings.Cut(r.Repository, "/")
	return record.Repository{Owner: owner, Name: name}
}

// outputPattern finds the output "report" in the runner's file of outputs.
var outputPattern = regexp.MustCompile(`(?m)^report<<.*\n(.*)$`)

// readReport reads the JSON report that the action's output names.
func readReport(env map[string]string) (*report.Report, error) {
	outputs, err := os.ReadFile(env["GITHUB_OUTPUT"])
	if err != nil {
		return nil, err
	}
	found := outputPattern.FindSubmatch(outputs)
	if found == nil {
		return nil, errors.New("the action named no report")
	}
	content, err := os.ReadFile(string(found[1]))
	if err != nil {
		return nil, err
	}
	r := &report.Report{}
	return r, json.Unmarshal(content, r)
}

var (
	comment  = regexp.MustCompile(`(?s)<!--.*?-->`)
	codeMark = regexp.MustCompile(`</?code>`)
)

// visible is a comment's text as GitHub shows it: without HTML comments, characters in
// the place of their entities, and code of HTML as code of Markdown.
func visible(body string) string {
	text := codeMark.ReplaceAllString(comment.ReplaceAllString(body, ""), "`")
	return strings.TrimSpace(strings.ReplaceAll(html.UnescapeString(text), "\u200b", ""))
}

// Terminal attributes (ECMA-48, SGR).
const (
	bold  = "1"
	dim   = "2"
	red   = "31"
	green = "32"
)

func (s *stage) paint(code, text string) string {
	if !s.color {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (s *stage) mark(good bool) string {
	if good {
		return s.paint(green, "✓")
	}
	return s.paint(red, "✗")
}
