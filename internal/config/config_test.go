package config

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

var someRules = []string{"open-checkbox", "self-review", "tracker-not-first"}

func read(t *testing.T, path string) []byte {
	t.Helper()
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// files lists the fixtures of a kind; the test fails when there are none.
func files(t *testing.T, kind string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", kind, "*.yml"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no fixtures in testdata/%s: %v", kind, err)
	}
	return paths
}

func parseFile(t *testing.T, name string) *Config {
	t.Helper()
	cfg, err := Parse(name, read(t, filepath.Join("testdata", "good", name)), someRules)
	if err != nil {
		t.Fatalf("Parse(%s):\n%v", name, err)
	}
	return cfg
}

func TestParseMergesIntoDefaults(t *testing.T) {
	day := func(text string) Date {
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return Date{at}
	}
	for name, change := range map[string]func(*Config){
		"empty.yml":         func(*Config) {},
		"comment.yml":       func(*Config) {},
		"commented-out.yml": func(*Config) {},
		"windows.yml":       func(c *Config) { c.Audit.StaleDays = 14 },
		"block.yml": func(c *Config) {
			c.Trackers = []string{"docs/{api,web}/*-progress.md"}
			c.Rules = map[string]Severity{"open-checkbox": Warning}
			c.Evidence.Waivers = []Waiver{{
				Command: "docker build *", Reason: "There is no engine on these runners.\n",
				Owner: "@org/release.team", Expires: day("2026-12-31"),
			}}
			c.Review.Approvers = []string{"@renovate[bot]"}
			c.Commands.Write = "patch"
		},
		"grammar.yml": func(c *Config) {
			c.Statuses = map[string][]string{
				"DONE": {"in-progress (done)", "✅", "[x]"}, "READY": {"[ ]", "⬜", "[~]", "Todo"}, "IN_PROGRESS": {"[-]", "In-Progress"},
			}
			c.Columns = map[string][]string{"id": {"Task", "Work item"}, "review-state": {"Sign-off"}}
			c.Headings = Headings{Board: []string{"Master Table"}, Packet: []string{"Phase {id}: {title}", "{id} -- *"}, End: []string{"Appendix"}}
			c.IDs = []string{"[A-Z]{2,5}-[a-z]+", "WP [0-9]+"}
			c.Edges = map[string][]string{"READY": {"IN_PROGRESS", "BLOCKED"}, "DONE": {}}
		},
		"full.yml": func(c *Config) {
			c.Trackers = []string{"docs/**/*-progress-*.md"}
			c.Statuses = map[string][]string{"DONE": {"✅ DONE"}, "READY": {"TODO", "backlog"}}
			c.Rules = map[string]Severity{"self-review": Error, "tracker-not-first": Off}
			c.Evidence.Ignore = []string{"docs/**"}
			c.Evidence.Aliases = []Alias{{Claim: "go test ./... -count=1", CI: "make test"}}
			c.Evidence.Waivers = []Waiver{{
				Command: "docker build *", Reason: "no engine in CI", Owner: "@octocat", Expires: day("2026-12-31"),
			}}
			c.Evidence.Trust.Workflows = []string{}
			c.Evidence.Trust.Branches = []string{"release/*"}
			c.Review.Approvers = []string{"@octocat", "@org/team"}
			c.Review.Identities = map[string][]string{"SEC lane": {"@octocat"}}
			c.Commands.Dispatch = []string{"ci.yml"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			want := Default()
			change(want)
			if diff := cmp.Diff(want, parseFile(t, name)); diff != "" {
				t.Errorf("configuration (-want +got):\n%s", diff)
			}
		})
	}
}

// TestParseProblems compares every message for a bad file with the file's golden
// neighbour, bad/NAME.want.
func TestParseProblems(t *testing.T) {
	for _, path := range files(t, "bad") {
		t.Run(filepath.Base(path), func(t *testing.T) {
			cfg, err := Parse(Path, read(t, path), someRules)
			if err == nil {
				t.Fatalf("Parse gave no error but %+v", cfg)
			}
			got := err.Error() + "\n"
			golden := strings.TrimSuffix(path, ".yml") + ".want"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(read(t, golden)), got); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseGivesProblems(t *testing.T) {
	_, err := Parse("x.yml", []byte("version: 1\ncolour: red\n"), nil)
	var problem *Problem
	if !errors.As(err, &problem) {
		t.Fatalf("error %v is no *Problem", err)
	}
	if problem.File != "x.yml" || problem.Line != 2 || problem.Column != 1 {
		t.Errorf("problem at %s:%d:%d, want x.yml:2:1", problem.File, problem.Line, problem.Column)
	}
}

func TestParseIsBounded(t *testing.T) {
	for name, source := range map[string][]byte{
		"too large":       bytes.Repeat([]byte("#"), MaxSize+1),
		"deep list":       bytes.Repeat([]byte("["), MaxSize/2),
		"deep mapping":    bytes.Repeat([]byte("{a: "), MaxSize/8),
		"many keys":       manyKeys(),
		"long key":        append(bytes.Repeat([]byte("k"), MaxSize/2), ": 1"...),
		"long status key": []byte("statuses: { ? " + strings.Repeat("k", MaxSize/4) + " : [" + strings.Repeat("a,", MaxSize/4) + "b] }"),
		"many globs":      []byte("trackers: [" + strings.Repeat("a,", 600) + "b]"),
		"many questions":  bytes.Repeat([]byte("? "), MaxSize/4),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(Path, source, someRules)
			if err == nil {
				t.Fatal("no error")
			}
			if length := len(err.Error()); length > 64<<10 {
				t.Errorf("the message has %d bytes", length)
			}
		})
	}
}

func manyKeys() []byte {
	var source bytes.Buffer
	for i := range 50_000 {
		fmt.Fprintf(&source, "key%d: 1\n", i)
	}
	return source.Bytes()
}

func TestDefaultsAreNotShared(t *testing.T) {
	Default().Evidence.Trust.Events[0] = "changed"
	if got := Default().Evidence.Trust.Events[0]; got != TrustedEvents[0] || got == "changed" {
		t.Errorf("changing one configuration's events changed the defaults to %q", got)
	}
}

func TestWaiver(t *testing.T) {
	for _, test := range []struct {
		pattern, command string
		want             bool
	}{
		{"docker build *", "docker build .", true},
		{"docker build *", "docker build -t a b", true},
		{"docker build *", "docker build", false},
		{"docker build *", "sudo docker build .", false},
		{"*e2e*", "make e2e-all", true},
		{"make", "make", true},
		{"make", "make all", false},
		{"a*a", "a", false},
		{"a*b*c", "a-b-b-c", true},
		{"a*b*c", "a-c-b", false},
		{"go test ./[a]", "go test ./[a]", true},
		{"**", "", true},
	} {
		if got := (Waiver{Command: test.pattern}).Covers(test.command); got != test.want {
			t.Errorf("%q covers %q: %t, want %t", test.pattern, test.command, got, test.want)
		}
	}

	last := time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)
	waiver := Waiver{Expires: Date{last}}
	if waiver.Expired(last.Add(24*time.Hour - time.Second)) {
		t.Error("a waiver has expired on its last day")
	}
	if !waiver.Expired(last.Add(24 * time.Hour)) {
		t.Error("a waiver holds on the day after its last")
	}
}

func TestReaches(t *testing.T) {
	cfg, err := Parse(Path, []byte("edges: { READY: [IN_PROGRESS], IN_PROGRESS: [IN_REVIEW], IN_REVIEW: [IN_PROGRESS, DONE], DONE: [] , BLOCKED: [READY] }"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		from, to string
		want     bool
	}{
		{"READY", "IN_PROGRESS", true},
		{"READY", "DONE", true}, // by way of IN_PROGRESS and IN_REVIEW
		{"READY", "BLOCKED", false},
		{"IN_REVIEW", "IN_REVIEW", true}, // it may come back
		{"DONE", "READY", false},
		{"DONE", "DONE", false},
		{"BLOCKED", "DONE", true},
		{"CHANGES_REQUESTED", "BLOCKED", true}, // it is bound to nothing
	} {
		if got := cfg.Reaches(test.from, test.to); got != test.want {
			t.Errorf("from %s to %s: %t, want %t", test.from, test.to, got, test.want)
		}
	}
	if !Default().Reaches("DONE", "READY") {
		t.Error("without edges a packet may not go anywhere")
	}
}

func TestMatch(t *testing.T) {
	for _, test := range []struct {
		glob, path string
		want       bool
	}{
		{"docs/**/*-progress-*.md", "docs/api-progress-2026.md", true},
		{"docs/**/*-progress-*.md", "docs/a/b/api-progress-2026.md", true},
		{"docs/*.md", "docs/a/b.md", false},
		{"docs/**", "docs/a/b.md", true},
		{"docs/**", "src/docs/a.md", false},
		{"{docs,notes}/*.md", "notes/a.md", true},
		{"docs/*.md", "Docs/a.md", false},
		{"**", "any/thing", true},
	} {
		if got := Match([]string{"never", test.glob}, test.path); got != test.want {
			t.Errorf("%q matches %q: %t, want %t", test.glob, test.path, got, test.want)
		}
	}
	if Match(nil, "docs/a.md") {
		t.Error("no globs match something")
	}
}

func FuzzParse(f *testing.F) {
	for _, kind := range []string{"good", "bad"} {
		paths, err := filepath.Glob(filepath.Join("testdata", kind, "*.yml"))
		if err != nil {
			f.Fatal(err)
		}
		for _, path := range paths {
			source, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(source)
		}
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		cfg, err := Parse(Path, source, someRules)
		if (cfg == nil) == (err == nil) {
			t.Fatalf("Parse gave %v and %v", cfg, err)
		}
		if err == nil {
			if cfg.Version != 1 || len(cfg.Evidence.Trust.Events) == 0 {
				t.Fatalf("accepted %+v", cfg)
			}
			Match(cfg.Trackers, "docs/a/b/c-progress-2026.md")
			return
		}
		for line := range strings.Lines(err.Error()) {
			if !strings.HasPrefix(line, Path+":") {
				t.Errorf("the message breaks the line: %q", line)
			}
		}
	})
}

func FuzzMatch(f *testing.F) {
	f.Add("docs/**/{a,b}*.md", "docs/x/ab.md")
	f.Add("{a,{b,c}}[!x-z]?\\*", "bq*")
	f.Fuzz(func(t *testing.T, glob, path string) {
		if CheckGlob(glob) == nil {
			Match([]string{glob}, path)
		}
	})
}
