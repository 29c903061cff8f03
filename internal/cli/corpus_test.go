package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/action"
	"github.com/packetgate/packetgate/internal/cli"
	"github.com/packetgate/packetgate/internal/report"
	"github.com/packetgate/packetgate/internal/tracker"
)

// corpus holds real trackers; it is no part of the repository.
const corpus = "../../../shared/corpus"

// readings are what careful readers wrote down before the code was run on the
// corpus: NAME.board what a tracker holds, NAME.findings what is wrong with it, and
// BASE..HEAD.findings what is wrong with the change from one to the other. Lines
// that start with # give their reasons.
const readings = "testdata/corpus"

func corpusFile(t *testing.T, name string) string {
	t.Helper()
	for _, dir := range []string{"", "pulse", "others"} {
		if path := filepath.Join(corpus, dir, name+".md"); exists(path) {
			return path
		}
	}
	t.Skipf("the corpus with %s.md is not here", name)
	return ""
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// reading gives the lines of a reading that are no comments, without trailing
// comments.
func reading(t *testing.T, file string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\r\n")
		if bare := strings.TrimSpace(line); bare != "" && !strings.HasPrefix(bare, "#") {
			out = append(out, line)
		}
	}
	return out
}

// planOf is the plan that stands beside a tracker of the corpus.
func planOf(t *testing.T, name string) string {
	if strings.HasPrefix(name, "release-confidence-tracker") {
		return corpusFile(t, "release-confidence-plan")
	}
	if plan := filepath.Join(corpus, "pulse", strings.Replace(name, "-progress-", "-plan-", 1)+".md"); plan != "" && strings.Contains(name, "-progress-") && exists(plan) {
		return plan
	}
	return ""
}

// transitionsOf gives the transitions of a change's reading. What of evidence and
// checklist changed is only told by field.
func transitionsOf(lines []string) []string {
	var out []string
	for _, line := range lines {
		fields := strings.Fields(line)
		if fields[0] != "transition" {
			continue
		}
		fields = fields[1 : len(fields)-1]
		if fields[1] == "evidence" || fields[1] == "checklist" {
			fields = fields[:2]
		}
		out = append(out, strings.Join(fields, " "))
	}
	slices.Sort(out)
	return out
}

func transitionWords(transitions []report.Transition) []string {
	var out []string
	for _, t := range transitions {
		if t.Field == "evidence" || t.Field == "checklist" {
			out = append(out, t.Packet+" "+t.Field)
			continue
		}
		from, to := t.From, t.To
		if from == "" {
			from = "-"
		}
		if to == "" {
			to = "-"
		}
		out = append(out, fmt.Sprintf("%s %s %s -> %s", t.Packet, t.Field, from, to))
	}
	slices.Sort(out)
	return out
}

var findingLine = regexp.MustCompile(`^(\d+) (error|warning|notice) (\S+) (\S+)`)

// TestCorpusFindings judges each tracker of the corpus offline, as a whole or as a
// change, and compares with what its readers found.
func TestCorpusFindings(t *testing.T) {
	files, _ := filepath.Glob(readings + "/*.findings")
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".findings")
		t.Run(name, func(t *testing.T) {
			var r *report.Report
			if base, head, pair := strings.Cut(name, ".."); pair {
				r = judgeChange(t, base, head)
				if diff := cmp.Diff(transitionsOf(reading(t, file)), transitionWords(r.Transitions)); diff != "" {
					t.Errorf("transitions -read +judged:\n%s", diff)
				}
			} else {
				r = judgeFile(t, name)
			}
			var want []string
			for _, line := range reading(t, file) {
				if m := findingLine.FindString(line); m != "" {
					want = append(want, m)
				}
			}
			var got []string
			for _, f := range r.Findings {
				got = append(got, fmt.Sprintf("%d %s %s %s", f.Line, f.Severity, f.Rule, packetOf(f)))
			}
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-read +judged:\n%s", diff)
				for _, f := range r.Findings {
					t.Logf("%d %s %s %s: %s", f.Line, f.Severity, f.Rule, f.Packet, f.Message)
				}
			}
		})
	}
}

// packetOf names a finding's packet; - stands for the whole tracker.
func packetOf(f report.Finding) string {
	if f.Packet == "" {
		return "-"
	}
	return f.Packet
}

func judgeFile(t *testing.T, name string) *report.Report {
	args := []string{"check", "--offline", "--format", "json", "--fail-on", "never", "--tracker", corpusFile(t, name)}
	if plan := planOf(t, name); plan != "" {
		args = append(args, "--plan", plan)
	}
	return judge(t, args)
}

// judgeChange commits base and head of a tracker, with its plan, and judges the
// range.
func judgeChange(t *testing.T, base, head string) *report.Report {
	t.Helper()
	dir := t.TempDir()
	repository, err := git.PlainInitWithOptions(dir, &git.PlainInitOptions{
		InitOptions: git.InitOptions{DefaultBranch: plumbing.NewBranchReferenceName("main")},
	})
	if err != nil {
		t.Fatal(err)
	}
	first := commitFiles(t, repository, dir, base, planOf(t, base))
	second := commitFiles(t, repository, dir, head, "")
	return judge(t, []string{"check", "--offline", "--format", "json", "--fail-on", "never", "--repo", dir, "--base", first, "--head", second})
}

func commitFiles(t *testing.T, repository *git.Repository, dir, name, plan string) string {
	t.Helper()
	source, err := os.ReadFile(corpusFile(t, name))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{"docs/tracker.md": source}
	if plan != "" {
		content, err := os.ReadFile(plan)
		if err != nil {
			t.Fatal(err)
		}
		for _, link := range tracker.Parse("tracker.md", source, tracker.Grammar{}).Plans {
			files[link.Value] = content
		}
	}
	tree, err := repository.Worktree()
	if err != nil {
		t.Fatal(err)
	}
	for path, content := range files {
		at := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, content, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := tree.Add(path); err != nil {
			t.Fatal(err)
		}
	}
	hash, err := tree.Commit(name, &git.CommitOptions{Author: &object.Signature{Name: "ann", Email: "ann@example.com", When: time.Unix(1770000000, 0)}})
	if err != nil {
		t.Fatal(err)
	}
	return hash.String()
}

// judge runs the command line and reads its JSON report.
func judge(t *testing.T, args []string) *report.Report {
	t.Helper()
	var out, diagnostics bytes.Buffer
	host := cli.Host{Host: action.NewHost("test"), Stderr: &diagnostics}
	host.Stdout = &out
	if code := cli.Run(context.Background(), host, args); code != action.ExitPassed {
		t.Fatalf("packetgate %s: exit %d\n%s", strings.Join(args, " "), code, diagnostics.String())
	}
	var r report.Report
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	return &r
}

// TestCorpusBoards parses each tracker of the corpus and compares what it holds
// with what its readers saw.
func TestCorpusBoards(t *testing.T) {
	files, _ := filepath.Glob(readings + "/*.board")
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".board")
		t.Run(name, func(t *testing.T) {
			source, err := os.ReadFile(corpusFile(t, name))
			if err != nil {
				t.Fatal(err)
			}
			parsed := tracker.Parse(name+".md", source, tracker.Grammar{})
			if err := parsed.Err(); err != nil {
				t.Fatal(err)
			}
			got, want := boardLines(parsed), readBoard(reading(t, file))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-read +parsed:\n%s", diff)
			}
		})
	}
}

var trailingComment = regexp.MustCompile(`\s+#.*$`)

// readBoard sorts the lines of a .board reading by packet.
func readBoard(lines []string) map[string][]string {
	out := map[string][]string{}
	packet := ""
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "claim ") {
			line = trailingComment.ReplaceAllString(line, "")
		}
		if fields := strings.Fields(line); fields[0] == "packet" {
			packet = fields[1]
		}
		if !strings.HasPrefix(line, "sections ") {
			out[packet] = append(out[packet], line)
		}
	}
	for _, lines := range out {
		slices.Sort(lines)
	}
	return out
}

// boardLines writes a tracker in the form of a .board reading.
func boardLines(t *tracker.Tracker) map[string][]string {
	out := map[string][]string{}
	for _, p := range t.Packets {
		var lines []string
		add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
		checked, total := p.Progress()
		add("packet %s line %d %q %s review=%s implementer=%q reviewer=%q", p.ID, p.Line(), p.Title.Value, p.Status, reviewWord(p), p.Implementer.Value, p.Reviewer.Value)
		add("boxes %d/%d", checked, total)
		add("blockers %s", blockerWords(p))
		for _, c := range p.Claims {
			open := ""
			if !c.Made() {
				open = " open"
			}
			add("claim %d %s `%s`%s", c.Command.Line, outcomeWords(c.Outcome), c.Command.Value, open)
		}
		for _, g := range p.Gates {
			add("gate %d %s %s", g.Text.Line, g.Name, gateWord(g.Result))
		}
		for _, v := range p.Verdicts {
			if v.Box != nil {
				state := "open"
				if v.Box.Checked {
					state = "checked"
				}
				add("gate %d verdict %s", v.Text.Line, state)
			}
		}
		for _, r := range p.Records {
			if !reviews(r) {
				continue
			}
			add("record %d-%d verdict %s", firstLine(r), r.EndLine, recordVerdict(p, r))
		}
		for _, c := range p.Checkpoints {
			add("checkpoint %d %s", c.Text.Line, checkpointWords(c))
		}
		slices.Sort(lines)
		out[p.ID] = lines
	}
	return out
}

func reviewWord(p *tracker.Packet) string {
	if p.ReviewState == tracker.ReviewNone {
		return "none"
	}
	return string(p.ReviewState)
}

func blockerWords(p *tracker.Packet) string {
	var ids []string
	for _, b := range p.Blockers {
		if b.ID != "" {
			ids = append(ids, b.ID)
		}
	}
	if len(ids) == 0 {
		return "none"
	}
	return strings.Join(ids, ",")
}

func outcomeWords(o tracker.Outcome) string {
	switch o.Kind {
	case tracker.OutcomeNotRun:
		return "na"
	case tracker.OutcomeValue:
		if o.Value == "empty" { // a count of nothing
			return o.Value
		}
		return "value `" + o.Value + "`"
	case tracker.OutcomeCount:
		return "count " + o.Value
	case tracker.OutcomeNone:
		return "none"
	default:
		return o.String()
	}
}

func gateWord(g tracker.GateResult) string {
	switch g {
	case tracker.GateNone:
		return "none"
	case tracker.GateNA:
		return "NA"
	}
	return string(g)
}

// reviews tells whether a record is more than a list of commands that were run, which
// its readers take for claims and no more.
func reviews(r *tracker.ReviewRecord) bool {
	return r.Fenced || !r.FilesAt.IsZero() || !r.GatesAt.IsZero() || !r.VerdictAt.IsZero() ||
		!r.CommitAt.IsZero() || !r.ResidualAt.IsZero() || !r.RollbackAt.IsZero()
}

// firstLine is that of a record's content, without its fence's opening line; the
// closing one is none of the record's.
func firstLine(r *tracker.ReviewRecord) int {
	if r.Fenced {
		return r.Line + 1
	}
	return r.Line
}

func recordVerdict(p *tracker.Packet, r *tracker.ReviewRecord) string {
	for _, v := range p.Verdicts {
		if v.Box == nil && v.State != tracker.ReviewNone && v.Text.Line >= r.Line && v.Text.Line <= r.EndLine {
			return string(v.State)
		}
	}
	return "none"
}

func checkpointWords(c tracker.Checkpoint) string {
	switch c.State {
	case tracker.CheckpointRecorded:
		var hashes []string
		for _, h := range c.Hashes {
			hashes = append(hashes, h.Value)
		}
		return strings.Join(hashes, ",")
	case tracker.CheckpointPending:
		return "pending"
	}
	return "none"
}
